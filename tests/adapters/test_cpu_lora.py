"""The plugin's arithmetic against one row at a time, and when it stays out of vLLM."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import cpu_lora
from adapters.launch import installed

needs_torch = pytest.mark.skipif(not installed(), reason="the light install has no torch")
SLOTS, RANK, IN, WIDTHS = 5, 2, 6, (5, 3)
OUT = sum(WIDTHS)


class Layer:
    """Random x and y, and the A and B of a layer of two slices, in float64 so that order hardly matters."""

    def __init__(self, rows: int, seed: int = 5, pack: Any = None) -> None:
        import torch

        torch.manual_seed(seed)
        self.x, self.y = torch.randn(rows, IN).double(), torch.randn(rows, OUT).double()
        lora_a = [torch.randn(SLOTS, 1, RANK, IN).double() for _ in WIDTHS]
        lora_b = [torch.randn(SLOTS, 1, width, RANK).double() for width in WIDTHS]
        self.stack, self.lora_a, self.lora_b = cpu_lora.join(lora_a, lora_b, pack)

    def by_plugin(self, slots: Sequence[int], scale: float = 1.0) -> Any:
        import torch

        y = self.y.clone()
        cpu_lora.add_lora(y, self.x, self.stack, scale, cpu_lora.owners(torch.tensor(slots)))
        return y

    def one_by_one(self, slots: Sequence[int], scale: float = 1.0) -> Any:
        """What each row gets, by the definition of LoRA: y + scale * B A x with the row's own A and B."""
        import torch

        y = self.y.clone()
        for row, slot in enumerate(slots):
            if slot >= 0:
                slices = zip(self.lora_a, self.lora_b, strict=True)
                y[row] += scale * torch.cat([b[slot, 0] @ (a[slot, 0] @ self.x[row]) for a, b in slices])
        return y

    def is_right(self, slots: Sequence[int], scale: float = 1.0) -> bool:
        import torch

        return bool(torch.allclose(self.by_plugin(slots, scale), self.one_by_one(slots, scale)))


@needs_torch
@settings(deadline=None)  # the first example imports torch
@given(
    st.lists(st.integers(-1, SLOTS - 1), min_size=1, max_size=40),
    st.integers(0, 99),
    st.sampled_from((1.0, 0.5)),
    st.sampled_from((0, cpu_lora.MOST_TOGETHER)),
)
def test_every_row_gets_its_own_adapter_and_the_base_none(
    slots: list[int], seed: int, scale: float, most: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cpu_lora, "MOST_TOGETHER", most)
        assert Layer(len(slots), seed).is_right(slots, scale)


@needs_torch
@pytest.mark.parametrize("pattern", [[0, 1, 2, -1], [3], [-1], [-1, 2], [1] * 90 + [0] * 90])
def test_a_long_prompt_is_right_too(pattern: list[int]) -> None:
    slots = (pattern * cpu_lora.FEW_ROWS)[: cpu_lora.FEW_ROWS + 60]
    assert Layer(len(slots)).is_right(slots)


@needs_torch
@pytest.mark.parametrize("slots", [[1, 1, 1], [0, -1, 2]])
def test_a_packed_weight_is_forgotten_when_an_adapter_is_written(slots: list[int]) -> None:
    packed = []

    def pack(weight: Any) -> Any:
        copy = weight.clone()
        packed.append(copy)
        return lambda x: x @ copy

    layer = Layer(len(slots), pack=pack)
    for _ in range(cpu_lora.PAYS_AFTER + 1):
        assert layer.is_right(slots)
    assert len(packed) == 2, "A and B once each"
    layer.lora_a[1][slots[-1], 0, 0] = 3.0
    assert layer.is_right(slots)
    layer.lora_b[0][slots[-1], 0, :, 1] = 2.0
    assert layer.is_right(slots)


@needs_torch
def test_a_layer_keeps_few_packed_weights_however_the_adapters_mix() -> None:
    alive = set()

    class Packed:
        def __init__(self, weight: Any) -> None:
            self.weight = weight
            alive.add(id(self))

        def __call__(self, x: Any) -> Any:
            return x @ self.weight

        def __del__(self) -> None:
            alive.discard(id(self))

    layer = Layer(2, pack=Packed)
    for last in range(1, SLOTS):
        for first in range(last):
            for _ in range(cpu_lora.PAYS_AFTER + 1):
                assert layer.is_right([first, last])
    assert 0 < len(alive) <= 2 * cpu_lora.MOST_KEPT


@needs_torch
def test_an_adapter_that_is_not_finite_spoils_no_other_row() -> None:
    layer = Layer(4)
    layer.lora_b[0][1] = float("nan")
    layer.lora_a[0][2] = float("nan")
    slots = [0, 1, 2, -1]
    got, wanted = layer.by_plugin(slots), layer.one_by_one(slots)
    assert got[1].isnan().any() and got[2].isnan().any()
    assert got[[0, 3]].isfinite().all() and abs(got - wanted)[[0, 3]].max() < 1e-9


@needs_torch
def test_a_layer_that_no_adapter_in_use_has_trained_is_passed_over() -> None:
    import torch

    layer = Layer(2)
    for b in layer.lora_b:
        b[[0, 2]] = 0
    layer.x = torch.randn(2, IN + 1)  # no product with it is possible
    assert torch.equal(layer.by_plugin([0, 2]), layer.y)
    with pytest.raises(RuntimeError):
        layer.by_plugin([0, 1])
    layer.lora_b[1][2] = 1.0
    with pytest.raises(RuntimeError):
        layer.by_plugin([0, 2])


@needs_torch
@pytest.mark.parametrize("width", [OUT - 1, OUT + 4])
def test_padding_of_either_side_is_left_alone(width: int) -> None:
    import torch

    layer, slots = Layer(3), [2, -1, 0]
    layer.y = torch.zeros(3, OUT).double()
    wanted, common = layer.one_by_one(slots), min(width, OUT)
    layer.y = torch.zeros(3, width).double()
    got = layer.by_plugin(slots)
    assert torch.allclose(got[:, :common], wanted[:, :common]) and not got[:, common:].any()


@needs_torch
def test_logits_of_another_type_than_the_adapters_keep_theirs() -> None:
    import torch

    layer, slots = Layer(3), [1, -1, 0]
    wanted = layer.one_by_one(slots)
    layer.y = layer.y.float()
    assert layer.by_plugin(slots).dtype == torch.float32
    assert torch.allclose(layer.by_plugin(slots).double(), wanted, atol=1e-5)


@needs_torch
@pytest.mark.parametrize("slots", [[2, 2, 2], [0, -1, 2]])
@pytest.mark.parametrize("most", [0, cpu_lora.MOST_TOGETHER])
def test_an_embedding_whose_rows_were_looked_up_is_only_brought_up(
    slots: list[int], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(cpu_lora, "MOST_TOGETHER", most)
    torch.manual_seed(3)
    looked_up, lora_b = torch.randn(3, RANK).double(), torch.randn(SLOTS, 1, OUT, RANK).double()
    stack, _, _ = cpu_lora.join([], [lora_b])
    y = torch.zeros(3, OUT).double()
    cpu_lora.add_lora(y, looked_up, stack, 1.0, cpu_lora.owners(torch.tensor(slots)))
    for row, slot in enumerate(slots):
        wanted = lora_b[slot, 0] @ looked_up[row] if slot >= 0 else torch.zeros(OUT).double()
        assert torch.allclose(y[row], wanted)


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
