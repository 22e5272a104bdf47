"""What trainings are told alike: in which type they multiply, by what the machine has."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import torch

from training.arguments import multiplies_in_bfloat16

HELD = {2: SimpleNamespace(dtype=torch.bfloat16), 4: SimpleNamespace(dtype=torch.float32)}


@pytest.mark.parametrize(("avx512", "amx"), [(True, False), (False, True), (False, False)])
def test_a_processor_multiplies_in_bfloat16_where_it_has_instructions_for_it(
    monkeypatch: pytest.MonkeyPatch, avx512: bool, amx: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: avx512, raising=False)
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: amx, raising=False)
    assert multiplies_in_bfloat16(HELD[4], gpu=False) == (avx512 or amx)


def test_a_torch_that_cannot_tell_multiplies_in_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "_is_avx512_bf16_supported", raising=False)
    monkeypatch.delattr(torch.cpu, "_is_amx_tile_supported", raising=False)
    assert not multiplies_in_bfloat16(HELD[4], gpu=False)


@pytest.mark.parametrize("size", [2, 4])
def test_a_gpu_multiplies_in_the_type_in_which_the_model_is_held(size: int) -> None:
    assert multiplies_in_bfloat16(HELD[size], gpu=True) == (size == 2)
