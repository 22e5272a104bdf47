"""The plugin's arithmetic against one row at a time, and when it stays out of vLLM."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import cpu_lora
from adapters.launch import installed

needs_torch = pytest.mark.skipif(not installed(), reason="the light install has no torch")
SLOTS, RANK, IN, WIDTHS = 4, 2, 6, (5, 3)


def layer(rows: int, seed: int) -> tuple[Any, Any, Any, Any]:
    """Random x, y, and the stacked A and B of a layer of two slices, in float64 so that order hardly matters."""
    import torch

    torch.manual_seed(seed)
    x, y = torch.randn(rows, IN).double(), torch.randn(rows, sum(WIDTHS)).double()
    lora_a = tuple(torch.randn(SLOTS, 1, RANK, IN).double() for _ in WIDTHS)
    lora_b = tuple(torch.randn(SLOTS, 1, width, RANK).double() for width in WIDTHS)
    return x, y, lora_a, lora_b


def one_by_one(x: Any, y: Any, lora_a: Any, lora_b: Any, scale: float, slots: list[int]) -> Any:
    """What each row gets, by the definition of LoRA: y + scale * B A x with the row's own A and B."""
    import torch

    y = y.clone()
    for row, slot in enumerate(slots):
        if slot >= 0:
            parts = [b[slot, 0] @ (a[slot, 0] @ x[row]) for a, b in zip(lora_a, lora_b, strict=True)]
            y[row] += scale * torch.cat(parts)
    return y


def by_plugin(x: Any, y: Any, lora_a: Any, lora_b: Any, scale: float, slots: list[int]) -> Any:
    import torch

    y = y.clone()
    cpu_lora.add_lora(y, x, lora_a, lora_b, scale, WIDTHS, cpu_lora.owners(torch.tensor(slots)))
    return y


@needs_torch
@settings(deadline=None)  # the first example imports torch
@given(st.lists(st.integers(-1, SLOTS - 1), min_size=1, max_size=40), st.integers(0, 99), st.sampled_from((1.0, 0.5)))
def test_every_row_gets_its_own_adapter_and_the_base_none(slots: list[int], seed: int, scale: float) -> None:
    import torch

    given_layer = layer(len(slots), seed)
    assert torch.allclose(by_plugin(*given_layer, scale, slots), one_by_one(*given_layer, scale, slots))


@needs_torch
@pytest.mark.parametrize("pattern", [[0, 1, 2, -1], [3], [-1], [-1, 2], [1] * 90 + [0] * 90])
def test_a_long_prompt_is_done_adapter_by_adapter(pattern: list[int]) -> None:
    import torch

    slots = (pattern * cpu_lora.FEW_ROWS)[: cpu_lora.FEW_ROWS + 60]
    given_layer = layer(len(slots), 5)
    assert torch.allclose(by_plugin(*given_layer, 1.0, slots), one_by_one(*given_layer, 1.0, slots))


def test_an_unknown_vllm_runs_without_it_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cpu_lora, "_vllm_version", lambda: "0.99.0")
    monkeypatch.setitem(sys.modules, "vllm", None)  # an import of it would fail
    cpu_lora.register()
    assert "0.32" in caplog.text


@needs_torch
def test_the_installed_vllm_is_one_that_it_knows() -> None:
    assert cpu_lora._is_known(cpu_lora._vllm_version())
