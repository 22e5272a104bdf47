"""Training on a tiny base: what the loss sees, what a killed run leaves, what stops one, what is published."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from importlib.metadata import version as installed
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.base import find_base
from adapters.errors import BaseMissing
from adapters.likeness import ASKED, TOKENS
from adapters.registry import Registry
from adapters.tensors import read_header
from prompts.render import digests
from tests.training.running import kill_at_checkpoint, start, tiny_base
from training import sft
from training import train as training
from training.dataset import Dataset, build
from training.publish import publish
from training.recipe import Recipe, for_base
from training.train import Options, train_subject

pytest.importorskip("trl", reason="the light install does not train")
pytestmark = [pytest.mark.train, pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore")]

RECIPE = Recipe(subject="algebra", examples=64, held_out=16, epochs=1, batch=4, device="cpu")
MODULES = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Qwen3 with random weights."""
    return tiny_base(tmp_path_factory.mktemp("bases"))


@pytest.fixture(scope="module")
def recipe_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """RECIPE as a teacher writes it."""
    path = tmp_path_factory.mktemp("recipe") / "small.yaml"
    path.write_text(json.dumps(RECIPE.model_dump(exclude_none=True)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(recipe_file: Path, base: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The folder, standard output and standard error of a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    running = start(recipe_file, base, folder)
    out, err = running.communicate()
    assert running.returncode == 0, err
    return folder / base.name, out, err


def tokens(base: Path) -> tuple[Any, Dataset]:
    """The tokenizer of a base, and the examples of RECIPE."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    return tokenizer, build(RECIPE, lambda example: len(sft._ids(tokenizer, example)))


def test_the_loss_is_on_the_tutors_reply_and_its_end_only_and_nothing_is_cut(
    base: Path, tmp_path: Path
) -> None:
    sft.quiet()
    sft._prepare(RECIPE, 1)
    tokenizer, dataset = tokens(base)
    trainer = sft.make_trainer(RECIPE, sft._model(base, gpu=False), tokenizer, dataset, tmp_path)
    replies = {example[-1]["content"]: example for example in dataset.train}
    seen = 0
    for batch in trainer.get_train_dataloader():
        for ids, labels in zip(batch["input_ids"], batch["labels"], strict=True):
            learned = tokenizer.decode(labels[labels != -100])
            assert learned.endswith("<|im_end|>")
            example = replies[learned.removesuffix("<|im_end|>")]
            whole = tokenizer.decode(ids[ids != tokenizer.pad_token_id])
            assert whole == tokenizer.apply_chat_template(example, tokenize=False)
            assert labels[labels != -100].tolist() == ids[labels != -100].tolist()
            seen += 1
    assert seen == len(dataset.train)
    trained = {name for name, weight in trainer.model.named_parameters() if weight.requires_grad}
    assert trained and all("lora_" in name for name in trained)
    assert {name.split(".lora_")[0].rpartition(".")[2] for name in trained} == MODULES


def test_only_the_positions_that_count_are_scored_and_the_loss_is_the_same(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from trl.trainer import utils

    sft.quiet()
    sft._prepare(RECIPE, 1)
    tokenizer, dataset = tokens(base)
    trainer = sft.make_trainer(RECIPE, sft._model(base, gpu=False), tokenizer, dataset, tmp_path)
    batch = next(iter(trainer.get_train_dataloader()))
    scored: list[int] = []
    score = utils._ChunkedLogProbFunction.apply

    class Counted:
        """Counts the positions that it is asked for."""

        @staticmethod
        def apply(hidden: Any, *rest: Any) -> Any:
            scored.append(len(hidden))
            return score(hidden, *rest)

    monkeypatch.setattr(utils, "_ChunkedLogProbFunction", Counted)
    ours = trainer.compute_loss(trainer.model, dict(batch))
    monkeypatch.setattr(utils, "_use_triton", lambda device: False)
    theirs = trainer.compute_loss(trainer.model, dict(batch))
    assert scored == [int((batch["labels"] != -100).sum()), batch["labels"][:, 1:].numel()]
    assert torch.allclose(ours, theirs, atol=1e-6)


def test_a_run_publishes_a_plain_adapter_and_tells_how_it_went(whole: tuple[Path, str, str]) -> None:
    folder, out, err = whole
    assert out == "algebra@1\n"
    version = Registry(folder / "registry").live("algebra")
    assert version is not None
    names = {path.name for path in version.folder.iterdir()}
    assert names == {"adapter_config.json", "adapter_model.safetensors", "card.json", "digests.json", "wording.bin"}
    header = read_header(version.folder / "adapter_model.safetensors")
    assert {tensor.dtype for tensor in header.values()} == {"F32"}
    assert {name.split(".lora_")[0].rpartition(".")[2] for name in header} == MODULES
    config = json.loads((version.folder / "adapter_config.json").read_text("utf-8"))
    assert (config["r"], config["base_model_name_or_path"]) == (RECIPE.rank, "tiny-qwen3")
    scores = version.card.scores
    assert scores["held_out_loss"] < scores["base_held_out_loss"]
    assert version.card.recipe == RECIPE.model_dump()
    replies = version.card.likeness["replies"]
    assert len(replies) == len(ASKED) and all(0 < len(reply) <= TOKENS for reply in replies)
    assert not (folder / "work" / "algebra").exists()
    for told in ("64 examples and 16 held out; 0 left out", " left\n", "100.0%", "algebra@1: loss", "on tiny-qwen3"):
        assert told in err
    assert "Traceback" not in err and "Warning" not in err


def test_the_card_says_of_what_how_when_and_by_whom_it_was_made(
    whole: tuple[Path, str, str], base: Path
) -> None:
    version = Registry(whole[0] / "registry").live("algebra")
    assert version is not None
    card = version.card
    assert (card.base, card.base_digest) == (base.name, find_base(base).digest)
    assert card.data_digest == tokens(base)[1].digest
    assert card.prompt_digests == digests() and card.prompt_digests
    assert card.recipe == RECIPE.model_dump()
    packages = {name: installed(name) for name in ("torch", "transformers", "peft", "trl")}
    assert packages.items() <= card.packages.items()
    assert timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(card.time) < timedelta(hours=1)
    assert (card.published_by, card.subject, card.version) == ("Ana", "algebra", 1)


LEAVING_OUT = Recipe(subject="algebra", examples=32, held_out=8, epochs=1, batch=4, device="cpu")
SETTLED = for_base(LEAVING_OUT, 1_000_000_000)
"""As it is on the tiny base, where that is taken for one of a thousand million parameters."""


class Killed(BaseException):
    """Where a process would have ended."""


def at(place: Path, base: Path) -> Options:
    """What comes of it goes under a folder."""
    return Options(base, place / "registry", place / "work", live=True, who="Ana", threads=1)


@pytest.fixture(scope="module")
def killed(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that was killed as soon as its version was written."""
    folder = tmp_path_factory.mktemp("killed")
    def publish_and_die(*given: Any) -> None:
        publish(*given)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "parameters", lambda _: 1_000_000_000)
        patch.setattr(training, "publish", publish_and_die)
        with pytest.raises(Killed):
            train_subject(LEAVING_OUT, at(folder, base))
    return folder


def test_card_and_checkpoints_know_the_recipe_as_the_size_of_the_base_settles_it(killed: Path) -> None:
    [version] = Registry(killed / "registry").versions("algebra")
    assert (SETTLED.rank, SETTLED.learning_rate, SETTLED.batch) == (16, 5e-4, 4)
    assert version.card.recipe == SETTLED.model_dump()
    mark = json.loads((killed / "work" / "algebra" / "run" / sft.MARK).read_text("utf-8"))
    assert mark["recipe"] == SETTLED.model_dump()
    config = json.loads((version.folder / "adapter_config.json").read_text("utf-8"))
    assert (config["r"], config["lora_alpha"]) == (16, 32)


def test_a_run_killed_once_its_version_is_written_publishes_no_second_one(
    killed: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = shutil.copytree(killed, tmp_path / "again")
    registry = Registry(place / "registry")
    assert registry.aliases() == {}
    monkeypatch.setattr(training, "parameters", lambda _: 1_000_000_000)
    version = train_subject(LEAVING_OUT, at(place, base))
    assert version.name == "algebra@1" and registry.numbers("algebra") == (1,)
    assert registry.aliases() == {"algebra": 1}, "what was asked for besides is done"
    assert not (place / "work" / "algebra").exists()
    assert "algebra@1 is published already" in capsys.readouterr().err


def test_a_version_is_taken_for_that_of_a_killed_run_by_weights_and_mark(killed: Path, tmp_path: Path) -> None:
    registry, mark = Registry(killed / "registry"), killed / "work" / "algebra" / training.MARK
    noted = json.loads(mark.read_text("utf-8"))
    found = training._there_already(registry, "algebra", noted["weights"], mark)
    assert found is not None and found.name == "algebra@1"
    assert training._there_already(registry, "algebra", "other", mark) is None
    assert training._there_already(registry, "algebra", noted["weights"], tmp_path / "none") is None
    for text in (json.dumps(noted | {"after": 1}), '{"weights"', "[]"):
        (tmp_path / "mark").write_text(text)
        assert training._there_already(registry, "algebra", noted["weights"], tmp_path / "mark") is None


@pytest.mark.parametrize(("lang", "said"), [("es", "quedan 1:40"), ("en", "1:40 left")])
def test_the_time_left_is_told_by_the_steps_of_this_run(
    lang: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", f"{lang}_ES.UTF-8")
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    progress, state = sft._progress("algebra"), SimpleNamespace(global_step=100, max_steps=112)
    for step in (101, 102):  # gone on from step 100, ten seconds each
        progress.on_step_begin(None, state, None)
        state.global_step, now[0] = step, now[0] + 10
        progress.on_log(None, state, None, {"loss": 0.688})
    progress.on_step_end(None, state, None)
    assert capsys.readouterr().err.rstrip().endswith(f"102/112  loss 0.688  {said}")
    now[0], state.global_step = now[0] + 100, 112
    progress.on_step_end(None, state, None)
    assert capsys.readouterr().err.rstrip().endswith("112/112  loss 0.688")


ASKING_THE_HUB = """
import sys
from pathlib import Path
from training import train
from training.examples import command

def look(name):
    from huggingface_hub import constants
    print(constants.HF_HUB_DISABLE_TELEMETRY)
    raise SystemExit

assert "huggingface_hub" not in sys.modules
command.find_base = train.find_base = look
"""


@pytest.mark.parametrize(
    "act",
    [
        'command.run(command.Asked("algebra", (), "owner/name", preview=1), Path("class.toml"))',
        'train.train_subject("algebra", train.Options("owner/name"))',
    ],
)
def test_telemetry_is_off_before_a_hub_is_asked_whatever_the_environment_says(act: str) -> None:
    silent = ("TELEMETRY", "OFFLINE", "DO_NOT_TRACK")
    loud = {name: value for name, value in os.environ.items() if not any(word in name for word in silent)}
    program = [sys.executable, "-c", f"{ASKING_THE_HUB}\n{act}"]
    done = subprocess.run(program, env=loud, capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr


def test_a_killed_run_goes_on_to_the_same_result(
    whole: tuple[Path, str, str], recipe_file: Path, base: Path, tmp_path: Path
) -> None:
    place = tmp_path / base.name
    run = place / "work" / "algebra" / "run"
    running = start(recipe_file, base, tmp_path)
    kill_at_checkpoint(running, run)
    again = start(recipe_file, base, tmp_path)
    out, err = again.communicate()
    assert (again.returncode, out) == (0, "algebra@1\n"), err
    assert "going on from step" in err
    first, second = (Registry(folder / "registry").live("algebra") for folder in (whole[0], place))
    assert first is not None and second is not None
    weights = [version.folder / "adapter_model.safetensors" for version in (first, second)]
    assert weights[0].read_bytes() == weights[1].read_bytes()
    assert first.card.scores == second.card.scores


class Stop(Exception):
    """Raised where a test has seen enough."""


def prepared(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the training fail when it would begin."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(sft, "make_trainer", fail)


@pytest.mark.parametrize(
    "error",
    [MemoryError(), RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried")],
)
def test_too_little_memory_is_told_with_what_to_lower(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    prepared(monkeypatch, error)
    with pytest.raises(sft.TrainingError) as caught:
        sft.train(RECIPE, base, tmp_path)
    assert "`batch` (now 4)" in caught.value.tell("en") and "`batch` (ahora 4)" in caught.value.tell("es")


def test_other_failures_are_not_dressed_up(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared(monkeypatch, RuntimeError("shape mismatch"))
    with pytest.raises(RuntimeError, match="shape mismatch"):
        sft.train(RECIPE, base, tmp_path)


def test_too_long_examples_are_counted_and_told(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared(monkeypatch, Stop())
    tokenizer, dataset = tokens(base)
    lengths = sorted(len(sft._ids(tokenizer, example)) for example in dataset.train)
    limit = lengths[len(lengths) // 2]
    with pytest.raises(Stop):
        sft.train(RECIPE.model_copy(update={"max_length": limit}), base, tmp_path)
    told = capsys.readouterr().err
    assert f"being over {limit} tokens" in told or f"por pasar de {limit} tokens" in told
    assert "; 0 " not in told.split("digest")[0]


def test_a_base_without_a_chat_template_is_refused(base: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(base, bare)
    (bare / "chat_template.jinja").unlink()
    with pytest.raises(sft.TrainingError) as caught:
        sft.train(RECIPE, bare, tmp_path / "work")
    assert "no chat template" in caught.value.tell("en")


def test_a_base_that_is_not_there_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(BaseMissing):
        train_subject(RECIPE, Options(tmp_path / "nowhere", tmp_path / "registry", tmp_path / "work"))


def test_a_gpu_that_is_not_there_is_told(base: Path, tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(sft.TrainingError) as caught:
        sft.train(RECIPE.model_copy(update={"device": "cuda"}), base, tmp_path)
    assert "`device: auto`" in caught.value.tell("en") and "GPU" in caught.value.tell("es")


def test_a_checkpoint_cut_short_is_not_gone_on_from(tmp_path: Path) -> None:
    for step, state in ((90, "{}"), (100, "{}"), (110, '{"glob')):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        for name in ("adapter_model.safetensors", "optimizer.pt"):
            (folder / name).write_bytes(b"x")
        (folder / "trainer_state.json").write_text(state)
    (tmp_path / "checkpoint-100" / "optimizer.pt").unlink()
    assert sft.last_checkpoint(tmp_path) == tmp_path / "checkpoint-90"
    assert sft.last_checkpoint(tmp_path / "nowhere") is None


def test_checkpoints_of_another_recipe_are_not_gone_on_from(base: Path, tmp_path: Path) -> None:
    dataset = Dataset((), (), "digest", 0)
    run = sft._run_folder(tmp_path, RECIPE, base, dataset)
    (run / "checkpoint-10").mkdir()
    assert (sft._run_folder(tmp_path, RECIPE, base, dataset) / "checkpoint-10").exists()
    other = RECIPE.model_copy(update={"rank": 4})
    assert not (sft._run_folder(tmp_path, other, base, dataset) / "checkpoint-10").exists()


def test_two_trainings_of_a_subject_do_not_share_a_folder(base: Path, tmp_path: Path) -> None:
    from adapters import disk

    work = tmp_path / "work" / "algebra"
    work.mkdir(parents=True)
    with disk.exclusive(work), pytest.raises(sft.TrainingError, match="already"):
        train_subject(RECIPE, Options(base, tmp_path / "registry", tmp_path / "work"))


def test_a_folder_that_cannot_be_written_is_told(base: Path, tmp_path: Path) -> None:
    (tmp_path / "work").write_text("a file")
    with pytest.raises(sft.TrainingError, match="cannot be written"):
        train_subject(RECIPE, Options(base, tmp_path / "registry", tmp_path / "work"))
