"""Training learns, stops at any step and goes on as if it had not; the base it makes loads."""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.training.pretrain.test_batches import mixed
from training.pretrain import checkpoint, export, model, progress, score, tiny
from training.pretrain.settings import Schedule, Shape, as_dict
from training.pretrain.shards import Rows, encode
from training.pretrain.tokenizer import build, texts, wrap
from training.pretrain.train import Budget, Machine, Trainer, rate, train

SHAPE = Shape(
    vocabulary=600, hidden=64, layers=2, heads=2, kv_heads=1, head_size=32, intermediate=128, context=512
)
SCHEDULE = Schedule(lengths=(64, 128, 512), batch_tokens=512, warmup_steps=5, rate=5e-3)
EAGER = Machine(threads=1, compiled=False)
PAD, EOS = 0, 2


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return build(texts(itertools.islice(mixed(1), 400)), SHAPE.vocabulary)


@pytest.fixture(scope="module")
def rows(tokenizer: Any) -> Rows:
    return encode(mixed(2), tokenizer, 512, 20_000)


def trainer(rows: Rows, tokens: int = 30_000, machine: Machine = EAGER) -> Trainer:
    return Trainer(model.fresh(SHAPE, EOS, PAD, 1), rows, SCHEDULE, Budget(tokens=tokens), machine, PAD, 1)


def weights(made: Trainer) -> torch.Tensor:
    return torch.cat([weight.detach().flatten() for weight in made.model.parameters()])


def test_loss_falls(rows: Rows, tokenizer: Any) -> None:
    made = trainer(rows)
    heldout = encode(mixed(3), tokenizer, 512, 4000)
    before = made.heldout(heldout, PAD)
    while made.progress < 1:
        made.advance()
    after = made.heldout(heldout, PAD)
    assert before.keys() == {"copy", "plain", "socratic"}
    assert after["plain"] < 0.6 * before["plain"]
    assert after["copy"] < before["copy"]


def test_a_stopped_training_goes_on_as_if_it_had_not_stopped(rows: Rows, tmp_path: Path) -> None:
    whole, first = trainer(rows), trainer(rows)
    for _ in range(16):
        whole.advance()
    for _ in range(7):
        first.advance()
    checkpoint.save(tmp_path, first.state() | {"agreed": {}})
    state = checkpoint.load(tmp_path, {})
    assert state is not None
    torch.manual_seed(99)
    second = trainer(rows)
    second.restore(state)
    losses = [second.advance() for _ in range(9)]
    assert second.run.step == whole.run.step
    assert second.run.tokens == whole.run.tokens
    assert torch.equal(weights(second), weights(whole))
    assert losses[-1] == pytest.approx(second.run.loss, rel=1)


def test_a_checkpoint_of_other_settings_is_refused_by_name(rows: Rows, tmp_path: Path) -> None:
    checkpoint.save(tmp_path, trainer(rows).state() | {"agreed": as_dict(SHAPE, SCHEDULE)})
    assert checkpoint.load(tmp_path, as_dict(SHAPE, SCHEDULE)) is not None
    with pytest.raises(ValueError, match="schedule"):
        checkpoint.load(tmp_path, as_dict(SHAPE, replace(SCHEDULE, rate=1.0)))


def test_no_checkpoint_is_none(tmp_path: Path) -> None:
    assert checkpoint.load(tmp_path, {}) is None


def test_the_loop_ends_with_its_budget_and_leaves_checkpoint_and_log(
    rows: Rows, tokenizer: Any, tmp_path: Path
) -> None:
    heldout = encode(mixed(3), tokenizer, 512, 2000)
    made = trainer(rows, tokens=4000)
    assert train(made, heldout, PAD, tmp_path, {"agreed": {}, "text": "t"}, 600, 600)
    assert made.run.tokens >= 4000
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert lines[-1]["progress"] == 1
    assert lines[-1]["heldout"].keys() == {"copy", "plain", "socratic"}
    state = checkpoint.load(tmp_path, {})
    assert state is not None
    assert state["run"]["step"] == made.run.step
    assert state["text"] == "t"


def test_the_rate_warms_up_and_falls() -> None:
    schedule = Schedule(warmup_steps=10, rate=1.0, last_rate=0.1)
    assert rate(schedule, 0, 0.0) == pytest.approx(0.1)
    assert rate(schedule, 20, 0.0) == pytest.approx(1.0)
    assert rate(schedule, 20, 0.5) == pytest.approx(0.55)
    assert rate(schedule, 20, 1.0) == pytest.approx(0.1)


def test_whichever_budget_is_spent_first_ends_the_training() -> None:
    budget = Budget(minutes=1, tokens=100)
    assert budget.progress(30, 10) == pytest.approx(0.5)
    assert budget.progress(6, 60) == pytest.approx(0.6)
    assert budget.progress(600, 1000) == 1


def test_padding_does_not_change_the_loss_of_a_row(rows: Rows) -> None:
    made = trainer(rows)
    losses = [made._reply_loss(rows, chosen, PAD) for chosen in ([0], [1], [0, 1])]
    counts = [int(rows.reply[rows.starts[row] : rows.starts[row + 1]].sum()) for row in (0, 1)]
    assert losses[2] == pytest.approx((losses[0] * counts[0] + losses[1] * counts[1]) / sum(counts), rel=2e-2)


def test_the_default_network_is_small_enough() -> None:
    made = model.fresh(Shape(), EOS, PAD, 1)
    assert 4_000_000 < model.parameters(made) < 6_000_000
    assert made.config.max_position_embeddings == 1024
    assert made.get_input_embeddings().weight is made.get_output_embeddings().weight


def test_an_exported_base_has_the_trained_weights_and_its_tokenizer(tokenizer: Any, tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    made = model.fresh(SHAPE, EOS, PAD, 1)
    wrapped = wrap(tokenizer, 512)
    folder = tmp_path / "base"
    size = export.write(folder, made, wrapped, "# card\n")
    assert size < 1_000_000
    loaded = AutoModelForCausalLM.from_pretrained(folder)
    saved = loaded.state_dict()
    assert saved.keys() == made.state_dict().keys()
    assert all(
        torch.equal(saved[name], weight.to(torch.bfloat16)) for name, weight in made.state_dict().items()
    )
    again = AutoTokenizer.from_pretrained(folder)
    chat = [{"role": "user", "content": "5x"}, {"role": "assistant", "content": "¿Y?"}]
    masks = again.apply_chat_template(chat, return_dict=True, return_assistant_tokens_mask=True)[
        "assistant_masks"
    ]
    assert sum(masks) == len(again("¿Y?<|im_end|>")["input_ids"])
    assert loaded.generation_config.eos_token_id == [EOS, PAD]
    assert {"README.md", "model.safetensors", "config.json", "tokenizer.json"} <= {
        f.name for f in folder.iterdir()
    }


def test_an_export_replaces_the_old_base_whole(tokenizer: Any, tmp_path: Path) -> None:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "old").write_text("old")
    export.write(folder, model.fresh(SHAPE, EOS, PAD, 1), wrap(tokenizer, 512), "# card\n")
    assert not (folder / "old").exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["base"]


def test_a_base_over_the_limit_is_not_written(
    tokenizer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "LARGEST", 1000)
    with pytest.raises(ValueError, match="MB"):
        export.write(tmp_path / "base", model.fresh(SHAPE, EOS, PAD, 1), wrap(tokenizer, 512), "# card\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("architecture", ["llama", "mistral"])
def test_tiny_bases_of_other_architectures_load(
    architecture: tiny.Architecture, tokenizer: Any, tmp_path: Path
) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    parameters = tiny.make(architecture, wrap(tokenizer, 512), tmp_path / architecture)
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path / architecture)
    assert loaded.config.model_type == architecture
    assert parameters == sum(weight.numel() for weight in loaded.parameters()) <= 2_000_000
    answer = score.replies(
        loaded, AutoTokenizer.from_pretrained(tmp_path / architecture), list(itertools.islice(mixed(1), 3))
    )
    assert len(answer) == 3


def test_the_score_counts_every_kind_and_shows_samples(tokenizer: Any) -> None:
    items = score.sample([mixed(5)], ["copy", "plain", "socratic", "talk"], 3)
    assert [item.kind for item in items] == ["copy"] * 3 + ["plain"] * 3 + ["socratic"] * 3
    result = score.score(model.fresh(SHAPE, EOS, PAD, 1), wrap(tokenizer, 512), items, shown=1)
    assert {kind: part.replies for kind, part in result.kinds.items()} == {
        "copy": 3,
        "plain": 3,
        "socratic": 3,
    }
    assert len(result.samples) == 3
    assert 1 < result.loss < 20


def test_the_bar_writes_lines_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    bar = progress.Bar("training", stream, every=1000)
    bar.show(0.1, "first")
    bar.show(0.2, "too soon")
    bar.show(1.0, "last", last=True)
    lines = stream.getvalue().splitlines()
    assert [line.split()[-1] for line in lines] == ["first", "last"]
    assert "\r" not in stream.getvalue()
    assert progress.clock(3723) == "1:02:03"
    rest = progress.left(50, 10, 35)
    assert (rest.tell("es"), rest.tell("en")) == ("quedan 2:05", "2:05 left")
