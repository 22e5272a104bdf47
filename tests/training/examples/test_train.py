"""Training from a page of examples on a tiny base: what the model sees is what TRL learns from, and what is kept of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from adapters.registry import Registry, Version
from tests.training.examples.classes import PAGES, page
from tests.training.running import begin, kill_at_checkpoint, tiny_base
from training import sft
from training.dataset import as_messages, build
from training.examples.command import Asked, run
from training.examples.material import Material
from training.examples.preview import CLOSE, OPEN, marked, tokens
from training.fidelity import Style
from training.recipe import Recipe
from training.train import WORK

pytest.importorskip("trl", reason="the light install does not train")
pytestmark = [pytest.mark.train, pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore")]

RECIPE = Recipe(subject="algebra", examples=40, held_out=8, epochs=1, batch=4, device="cpu", start="live")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Qwen3 with random weights."""
    return tiny_base(tmp_path_factory.mktemp("bases"))


def written(folder: Path) -> Path:
    """The recipe as a file."""
    recipe = folder / "small.yaml"
    text = RECIPE.model_copy(update={"learning_rate": 1e-3}).model_dump_json(exclude_none=True)
    recipe.write_text(text, encoding="utf-8")
    return recipe


def test_the_tokens_marked_in_the_preview_are_those_that_trl_learns_from(base: Path, tmp_path: Path) -> None:
    sft.quiet()
    sft._prepare(RECIPE, 1)
    tokenizer = sft.tokenizer_of(base)
    dataset = build(
        RECIPE, lambda example: len(sft._ids(tokenizer, example)), Material(page("algebra-balanza.md"))
    )
    trainer = sft.make_trainer(RECIPE, sft._model(base, gpu=False), tokenizer, dataset, tmp_path)
    rows = list(trainer.train_dataset)
    for example, row in list(zip(dataset.train, rows, strict=True))[:12]:
        batch = trainer.data_collator([row])
        labels = [label != -100 for label in batch["labels"][0].tolist()]
        assert labels == [token.counts for token in tokens(tokenizer, example)]


def test_the_preview_marks_the_reply_and_its_end_and_loses_no_sign(base: Path) -> None:
    tokenizer = sft.tokenizer_of(base)
    for turn in islice(Material(page("algebra-balanza.md")).turns(4), 8):
        text = marked(tokens(tokenizer, as_messages(turn)))
        inside = text.split(OPEN)[1].split(CLOSE)[0]
        assert text.count(OPEN) == text.count(CLOSE) == 1
        assert inside.startswith(turn.guiding) and len(inside) > len(turn.guiding)
        whole = tokenizer.apply_chat_template(as_messages(turn), tokenize=False)
        assert text.replace(OPEN, "").replace(CLOSE, "") == whole


def test_one_command_makes_a_version_from_the_live_one_and_the_card_says_from_what(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = Asked(
        str(written(tmp_path)), (PAGES / "algebra-balanza.md",), str(base), who="Ana", registry=tmp_path / "registry"
    )
    first = run(asked, tmp_path / "class.toml")
    assert first is not None and "parent" not in first.card.recipe["made_from"]
    registry = Registry(tmp_path / "registry")
    registry.point("algebra", first.number, who="Ana", why="test")
    second = run(replace(asked, why="again"), tmp_path / "class.toml")
    assert second is not None and second.number == 2
    made = second.card.recipe["made_from"]
    assert made["parent"] == "algebra@1" and made["examples"] == 10 and made["lint"]["errors"] == 0
    assert Style.of(made["style"]).methods == ("balance",)
    assert registry.aliases() == {"algebra": 1}
    assert "algebra@2" in capsys.readouterr().err


def test_a_killed_run_with_examples_and_a_parent_goes_on_to_the_same_weights(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import torch

    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    torch.set_num_threads(1)  # here and there: sums are added up alike
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    recipe, examples = written(tmp_path), PAGES / "algebra-balanza.md"
    whole, killed = tmp_path / "whole", tmp_path / "killed"

    def trained(place: Path) -> Version:
        monkeypatch.chdir(place)
        asked = Asked(str(recipe), (examples,), str(base), registry=place / "registry")
        version = run(asked, tmp_path / "class.toml")
        assert version is not None
        return version

    whole.mkdir()
    parent = trained(whole)
    Registry(whole / "registry").point("algebra", parent.number, who="Ana", why="test")
    shutil.copytree(whole, killed)
    one = trained(whole)
    assert "going on from step" not in capsys.readouterr().err
    running = begin("tests.training.examples.run_examples", recipe, killed, base, examples)
    kill_at_checkpoint(running, killed / WORK / "algebra" / "run")
    two = trained(killed)
    assert "going on from step" in capsys.readouterr().err
    weights = [(each.folder / "adapter_model.safetensors").read_bytes() for each in (parent, one, two)]
    assert weights[1] == weights[2] != weights[0]
    assert one.card.scores == two.card.scores
    for version in (one, two):
        made = version.card.recipe["made_from"]
        assert (version.name, made["parent"], made["examples"]) == ("algebra@2", "algebra@1", 10)
