"""What vLLM would load in silence, or choke on, is refused before it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Base
from adapters.errors import RejectedAdapter
from adapters.examine import examine
from tests.adapters import tiny

STEM = "base_model.model.model.layers.0.self_attn.q_proj"


@pytest.mark.parametrize("dtype", ["BF16", "F16", "F32"])
def test_a_plain_lora_passes(base: Base, tmp_path: Path, dtype: str) -> None:
    assert examine(tiny.write_adapter(tmp_path / "a", dtype=dtype), base.folder).rank == 4


def test_a_lora_on_some_layers_only_passes(base: Base, tmp_path: Path) -> None:
    shapes = {name: shape for name, shape in tiny.lora_shapes().items() if name.startswith(STEM)}
    assert examine(tiny.write_adapter(tmp_path / "a", shapes=shapes), base.folder).rank == 4


def test_a_rank_pattern_is_followed(base: Base, tmp_path: Path) -> None:
    shapes = tiny.lora_shapes() | {f"{STEM}.lora_A.weight": (8, 16), f"{STEM}.lora_B.weight": (16, 8)}
    config = tiny.lora_config(rank_pattern={"layers.0.self_attn.q_proj": 8})
    assert examine(tiny.write_adapter(tmp_path / "a", config=config, shapes=shapes), base.folder).rank == 8


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"peft_type": "IA3"}, "not a LoRA"),
        ({"r": 0}, "rank"),
        ({"r": 100_000}, "rank"),
        ({"r": "4"}, "rank"),
        ({"r": 8}, "shape"),
        ({"lora_alpha": None}, "lora_alpha"),
        ({"bias": "all"}, "bias"),
        ({"use_dora": True}, "use_dora"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"init_lora_weights": "pissa_niter_4"}, "pissa"),
        ({"layer_replication": [[0, 2]]}, "layer_replication"),
        ({"auto_mapping": {"parent_library": "os"}}, "auto_mapping"),
        ({"something_new": 1}, "something_new"),
    ],
)
def test_settings_that_cannot_be_served_are_named(
    base: Base, tmp_path: Path, change: dict[str, Any], named: str
) -> None:
    folder = tiny.write_adapter(tmp_path / "a", config=tiny.lora_config(**change))
    with pytest.raises(RejectedAdapter, match=named) as caught:
        examine(folder, base.folder)
    assert caught.value.tell("es") != caught.value.tell("en")


def test_an_unknown_setting_that_is_empty_does_no_harm(base: Base, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "a", config=tiny.lora_config(something_new=None, another={}))
    assert examine(folder, base.folder).rank == 4


@pytest.mark.parametrize(
    ("name", "shape", "why"),
    [
        ("base_model.model.model.layers.2.self_attn.q_proj.lora_A.weight", (4, 16), "no layer"),
        ("base_model.model.lm_head.lora_A.weight", (4, 16), "no layer"),
        ("base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector", (16,), "no LoRA weight"),
        ("base_model.model.model.embed_tokens.lora_embedding_A", (4, 16), "no LoRA weight"),
        ("../../etc/passwd", (1,), "no LoRA weight"),
        (f"{STEM}.lora_A.weight", (4, 17), "shape"),
        (f"{STEM}.lora_A.weight", (8, 16), "shape"),
    ],
)
def test_tensors_that_the_base_does_not_know_are_refused(
    base: Base, tmp_path: Path, name: str, shape: tuple[int, ...], why: str
) -> None:
    folder = tiny.write_adapter(tmp_path / "a", shapes=tiny.lora_shapes() | {name: shape})
    with pytest.raises(RejectedAdapter, match=why):
        examine(folder, base.folder)


def test_half_a_pair_is_refused(base: Base, tmp_path: Path) -> None:
    shapes = tiny.lora_shapes()
    del shapes[f"{STEM}.lora_B.weight"]
    with pytest.raises(RejectedAdapter, match="half"):
        examine(tiny.write_adapter(tmp_path / "a", shapes=shapes), base.folder)


def test_no_tensors_at_all_are_refused(base: Base, tmp_path: Path) -> None:
    with pytest.raises(RejectedAdapter, match="half"):
        examine(tiny.write_adapter(tmp_path / "a", shapes={}), base.folder)


def test_undefined_numbers_are_refused(base: Base, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "a")
    path = folder / "adapter_model.safetensors"
    path.write_bytes(path.read_bytes()[:-2] + struct.pack("<f", float("nan"))[2:])
    with pytest.raises(RejectedAdapter, match="not finite"):
        examine(folder, base.folder)


def test_another_bases_shapes_are_refused(base: Base, tmp_path: Path) -> None:
    shapes = {name: tuple(2 * n for n in shape) for name, shape in tiny.lora_shapes().items()}
    with pytest.raises(RejectedAdapter, match="shape"):
        examine(tiny.write_adapter(tmp_path / "a", shapes=shapes), base.folder)


@pytest.mark.parametrize("name", ["adapter_config.json", "adapter_model.safetensors"])
def test_a_link_is_not_followed(base: Base, tmp_path: Path, name: str) -> None:
    folder = tiny.write_adapter(tmp_path / "a")
    (folder / name).rename(tmp_path / name)
    (folder / name).symlink_to(tmp_path / name)
    with pytest.raises(RejectedAdapter, match=name):
        examine(folder, base.folder)


def test_a_config_that_is_not_json_is_refused(base: Base, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "a")
    (folder / "adapter_config.json").write_text("{")
    with pytest.raises(RejectedAdapter, match="not JSON"):
        examine(folder, base.folder)
