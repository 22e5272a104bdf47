"""Folders that the real PEFT wrote: a plain adapter comes in, every other kind is refused with what to change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.errors import RejectedAdapter
from adapters.registry import Registry
from training.imports.command import Asked, run

pytest.importorskip("peft", reason="the light install has no models")
pytestmark = [pytest.mark.train, pytest.mark.timeout(300)]

KINDS = {
    "plain": {}, "some": {"target_modules": ["q_proj", "v_proj"], "rank_pattern": {"v_proj": 2}},
    "rslora": {"use_rslora": True}, "dora": {"use_dora": True}, "head": {"modules_to_save": ["lm_head"]},
    "embeddings": {"target_modules": ["q_proj", "embed_tokens"]}, "bias": {"bias": "lora_only"},
    "words": {"trainable_token_indices": [3, 5]}, "large": {"r": 600},
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny base, and beside it an adapter of each kind."""
    folder = tmp_path_factory.mktemp("peft")
    for module, *arguments in (
        ("tests.training.tiny_base", folder, "qwen3"),
        ("tests.training.export.wild_adapter", folder / "tiny-qwen3", folder, json.dumps(KINDS)),
    ):
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    return folder


def brought(place: Path, kind: str, registry: Registry) -> str:
    """The name of the version that an adapter became."""
    return run(Asked(place / kind, "algebra", str(place / "tiny-qwen3"), False, "Ana", ""), registry).name


@pytest.mark.parametrize("kind", ["plain", "some", "rslora"])
def test_a_plain_lora_of_peft_comes_in(place: Path, tmp_path: Path, kind: str) -> None:
    registry = Registry(tmp_path)
    assert brought(place, kind, registry) == "algebra@1"
    card = registry.load("algebra", 1).card
    assert card.packages["peft"] and card.recipe["base_known_by"] == "name"


@pytest.mark.parametrize(
    ("kind", "advice"),
    [("dora", "use_dora=False"), ("head", "modules_to_save=None"), ("embeddings", "all-linear"), ("bias", 'bias="none"'),
     ("words", "trainable_token_indices"), ("large", "r=8")],
)  # fmt: skip
def test_other_kinds_of_peft_are_refused_with_what_to_change(
    place: Path, tmp_path: Path, kind: str, advice: str
) -> None:
    with pytest.raises(RejectedAdapter) as refused:
        brought(place, kind, Registry(tmp_path))
    assert advice in refused.value.tell("es") and advice in refused.value.tell("en")
