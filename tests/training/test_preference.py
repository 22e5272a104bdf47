"""Pairs of replies: what they are made of, and what an adapter learns from them, also when it is killed meanwhile."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from adapters.base import EMBEDDED_BASE
from adapters.registry import Registry
from adapters.tensors import read_header
from tests.training.running import kill_at_checkpoint, start, tiny_base
from training import pairs, sft
from training.dialogues import turns
from training.recipe import Recipe

pytest.importorskip("trl", reason="the light install does not train")
pytestmark = [pytest.mark.train, pytest.mark.timeout(900), pytest.mark.filterwarnings("ignore")]

RECIPE = Recipe(subject="algebra", examples=64, held_out=8, epochs=1, batch=4, device="cpu", pairs=40)
PROMPTS, WORDS = 50, 12


def length(chat: list[dict[str, str]]) -> int:
    return sum(len(message["content"]) for message in chat)


def test_a_pair_is_one_prompt_with_a_guiding_and_a_telling_reply() -> None:
    recipe = RECIPE.model_copy(update={"max_length": 3000})
    train, unseen = pairs.build(recipe, length)
    assert (len(train), len(unseen)) == (40, 8)
    asked = [{pair["prompt"][-1]["content"] for pair in some} for some in (train, unseen)]
    assert not asked[0] & asked[1]
    for pair in (*train, *unseen):
        [chosen], [rejected] = pair["chosen"], pair["rejected"]
        assert chosen["role"] == rejected["role"] == "assistant" and chosen["content"] != rejected["content"]
        assert pair["prompt"][-1]["role"] == "user"
        assert length([*pair["prompt"], chosen]) <= 3000
    asking = [sum("?" in side["content"] for pair in train for side in pair[kind]) for kind in ("chosen", "rejected")]
    assert asking[0] > 3 * asking[1], "the guiding one asks, the other one tells"
    assert pairs.build(recipe, length)[0] == train


def test_pairs_that_do_not_fit_are_told(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sft, "_go_on", lambda *_: None)
    monkeypatch.setattr(pairs, "_fitting", lambda *_: iter(()))
    with pytest.raises(sft.TrainingError) as caught:
        sft.train(RECIPE, base, tmp_path, threads=1)
    assert "`pairs: 0`" in caught.value.tell("en") and "`pairs: 0`" in caught.value.tell("es")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Qwen3 with random weights."""
    return tiny_base(tmp_path_factory.mktemp("bases"))


def begun(folder: Path, base: Path, recipe: Recipe) -> subprocess.Popen[str]:
    folder.mkdir(exist_ok=True)
    (folder / "recipe.yaml").write_text(json.dumps(recipe.model_dump(exclude_none=True)), "utf-8")
    return start(folder / "recipe.yaml", base, folder)


def weights(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    version = Registry(folder / "registry").live("algebra")
    assert version is not None
    return dict(load_file(version.folder / "adapter_model.safetensors"))


def replies(base: Path, folder: Path) -> list[list[int]]:
    """Greedy replies of a published adapter to prompts as serving makes them."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, AutoTokenizer

    version = Registry(folder / "registry").live("algebra")
    assert version is not None
    tokenizer = AutoTokenizer.from_pretrained(base)
    model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32), version.folder).eval()
    found = []
    for turn in islice(turns(99, "algebra"), PROMPTS):
        chat = [{"role": role, "content": text} for role, text in turn.prompt]
        asked = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
        with torch.no_grad():
            found.append(model.generate(**asked, max_new_tokens=WORDS, do_sample=False)[0].tolist())
    return found


def test_a_run_that_is_killed_while_it_learns_from_pairs_gives_the_same_adapter(base: Path, tmp_path: Path) -> None:
    whole = begun(tmp_path / "whole", base, RECIPE)
    _, err = whole.communicate()
    assert whole.returncode == 0, err
    place = tmp_path / "killed"
    run = place / base.name / "work" / "algebra" / "run" / "pairs"
    running = begun(place, base, RECIPE)
    kill_at_checkpoint(running, run)
    again = begun(place, base, RECIPE)
    _, err = again.communicate()
    assert again.returncode == 0, err
    folders = [tmp_path / "whole" / base.name, place / base.name]
    one, two = map(weights, folders)
    assert one.keys() == two.keys()
    assert all((one[name] - two[name]).abs().max() <= 1e-6 for name in one)
    assert replies(base, folders[0]) == replies(base, folders[1])
    version = Registry(folders[1] / "registry").live("algebra")
    assert version is not None
    assert not any(".ref." in name for name in read_header(version.folder / "adapter_model.safetensors"))
    assert 0 <= version.card.scores["unseen_pairs_preferred"] <= 1


def test_the_embedded_base_learns_from_pairs_to_prefer_the_guiding_reply(tmp_path: Path) -> None:
    recipe = RECIPE.model_copy(update={"examples": 32, "pairs": 64, "batch": 8})
    trained = sft.train(recipe, EMBEDDED_BASE, tmp_path, threads=1)
    assert trained.scores["unseen_pairs_preferred"] >= 0.75
    assert trained.scores["unseen_pairs_margin"] > 0


def test_four_bits_are_refused_on_the_processor(base: Path, tmp_path: Path) -> None:
    with pytest.raises(sft.TrainingError) as caught:
        sft.train(RECIPE.model_copy(update={"quantize": "4bit"}), base, tmp_path)
    assert "`quantize: none`" in caught.value.tell("es") and "needs an NVIDIA GPU" in caught.value.tell("en")


def test_four_bits_are_those_of_qlora() -> None:
    import torch

    asked = sft.quantization(torch.bfloat16).to_dict()
    assert asked["load_in_4bit"] and asked["bnb_4bit_use_double_quant"]
    assert (asked["bnb_4bit_quant_type"], asked["bnb_4bit_compute_dtype"]) == ("nf4", "bfloat16")


def _limited(*command: str, kilobytes: int) -> subprocess.CompletedProcess[str]:
    """Run a program that may write no file larger than that, as on a disk that is full."""
    limited = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash", *command]
    return subprocess.run(limited, capture_output=True, text=True, check=False)


def test_a_full_disk_is_told_and_leaves_what_speaks(base: Path, tmp_path: Path) -> None:
    recipe = RECIPE.model_copy(update={"pairs": 0, "examples": 32})
    first = begun(tmp_path, base, recipe)
    _, err = first.communicate()
    assert first.returncode == 0, err
    program = [sys.executable, "-m", "tests.training.run_recipe", str(tmp_path / "recipe.yaml"), str(tmp_path), str(base)]
    done = _limited(*program, kilobytes=100)
    assert done.returncode == 1
    assert "make room on the disk" in done.stderr and "Traceback" not in done.stderr
    registry = Registry(tmp_path / base.name / "registry")
    live = registry.live("algebra")
    assert live is not None and live.name == "algebra@1" and registry.numbers("algebra") == (1,)
    again = begun(tmp_path, base, recipe)
    out, err = again.communicate()
    assert (again.returncode, out) == (0, "algebra@2\n"), err


def test_a_base_that_was_cut_short_is_told(base: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    shutil.copytree(base, cut)
    file = cut / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1000])
    with pytest.raises(sft.TrainingError, match="cannot be loaded"):
        sft.train(RECIPE, cut, tmp_path / "work", threads=1)
