"""The stages from nothing to a base in its folder; each takes up what an earlier call left and does only
the rest.
"""

from __future__ import annotations

import itertools
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import checkpoint, copying, shards
from .item import Item, Split
from .progress import Bar
from .settings import KINDS, Schedule, Shape, as_dict
from .tokenizer import END, FILE, PAD
from .train import Budget, Machine, Trainer, train

if TYPE_CHECKING:
    from .score import Score

COPYING = "training.pretrain.copying:items"
_SHARD = 500_000
_HELDOUT = 60_000
_REPORT = "score.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one building is told."""

    work: Path
    out: Path
    corpus: str
    budget: Budget
    machine: Machine
    data_tokens: int
    copy_share: float
    workers: int
    seed: int
    save_every: float
    look_every: float
    score_items: int
    force: bool = False
    start_from: Path | None = None
    shape: Shape = field(default_factory=Shape)
    schedule: Schedule = field(default_factory=Schedule)

    @property
    def tokenizer(self) -> Path:
        return self.work / "tokenizer" / FILE


def say(text: str) -> None:
    """One line for the person who waits."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def begin_anew(plan: Plan) -> None:
    """Forget tokenizer, training and score; shards stay, they are found again if they still fit."""
    shutil.rmtree(plan.tokenizer.parent, ignore_errors=True)
    for name in (checkpoint.FILE, "log.jsonl", _REPORT):
        (plan.work / name).unlink(missing_ok=True)


def tokenizer(plan: Plan, sampled: int = 4_000) -> None:
    """Train the tokenizer on `sampled` items, or take the one of the base to start from."""
    from .tokenizer import build, texts

    if plan.tokenizer.exists():
        return
    plan.tokenizer.parent.mkdir(parents=True, exist_ok=True)
    if plan.start_from:
        shutil.copy(plan.start_from / FILE, plan.tokenizer)
        return
    say(f"tokenizer: reading {sampled:,} conversations")
    wanted = itertools.islice(shards.source(plan.corpus)(plan.seed, "train"), sampled)
    lessons = itertools.islice(copying.items(plan.seed, "train"), sampled // 4)
    trained = build(texts(itertools.chain(wanted, lessons)), plan.shape.vocabulary)
    trained.save(str(plan.tokenizer))
    say(f"tokenizer: {trained.get_vocab_size():,} tokens")


def data(plan: Plan) -> tuple[list[Path], Path]:
    """Make the shards that are missing; returns the training ones and the held-out one's folder."""
    tokenizer(plan)
    folder = plan.work / "shards" / _text_digest(plan)
    folder.mkdir(parents=True, exist_ok=True)
    copied = round(plan.data_tokens * plan.copy_share)
    orders = [
        *_orders(plan, folder, "corpus", plan.corpus, plan.data_tokens - copied),
        *_orders(plan, folder, "copying", COPYING, copied),
    ]
    held = [
        _order(plan, folder / f"heldout-{name}.npz", source, plan.seed, "heldout")
        for name, source in _both(plan)
    ]
    bar = Bar("text")
    shards.make_all(
        [*held, *orders],
        plan.workers,
        lambda made, all_: bar.show(made / all_, f"{made} of {all_} shards", made == all_),
    )
    return [Path(order.path) for order in orders], folder


def _both(plan: Plan) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("corpus", plan.corpus), ("copying", COPYING)


def _text_digest(plan: Plan) -> str:
    return shards.digest([plan.corpus, COPYING], plan.seed, plan.tokenizer)


def _orders(plan: Plan, folder: Path, name: str, source: str, tokens: int) -> Iterator[shards.Order]:
    size = min(_SHARD, max(1, tokens))
    for number in range(-(-tokens // size)):
        seed = plan.seed * 100_000 + number
        yield _order(plan, folder / f"{name}-{size}-{number:04d}.npz", source, seed, "train", size)


def _order(
    plan: Plan, path: Path, source: str, seed: int, split: Split, tokens: int = _HELDOUT
) -> shards.Order:
    return shards.Order(
        source, seed, split, tokens, plan.schedule.lengths[-1], str(plan.tokenizer), str(path)
    )


def learn(plan: Plan) -> bool:
    """Train, or go on training; True when the budget is spent."""
    from . import model as network

    paths, folder = data(plan)
    rows, heldout = shards.load(paths), shards.load(sorted(folder.glob("heldout-*.npz")))
    _tell_text(rows)
    wrapped = _wrapped(plan)
    eos, pad = wrapped.convert_tokens_to_ids([END, PAD])
    agreed = as_dict(plan.shape, plan.schedule) | {"tokenizer": shards.digest([], 0, plan.tokenizer)}
    state = checkpoint.load(plan.work, agreed)
    model = _start(plan, eos, pad)
    say(f"model: {network.parameters(model) / 1e6:.2f} M parameters, {plan.machine.threads} threads")
    trainer = Trainer(model, rows, plan.schedule, plan.budget, plan.machine, pad, plan.seed)
    text = folder.name
    if state is not None:
        trainer.restore(state, same_text=state["text"] == text)
        say(f"going on at step {trainer.run.step}, {trainer.run.tokens / 1e6:.2f} M tokens")
    if plan.machine.compiled and trainer.progress < 1:
        say("the first steps compile the network, about ten seconds a row length")
    return train(
        trainer, heldout, pad, plan.work, {"agreed": agreed, "text": text}, plan.save_every, plan.look_every
    )


def _tell_text(rows: shards.Rows) -> None:
    counts = ", ".join(f"{int((rows.kinds == number).sum()):,} {kind}" for number, kind in enumerate(KINDS))
    say(
        f"text: {rows.tokens / 1e6:.2f} M tokens; conversations: {counts}; "
        f"too long and left out: {rows.left_out:,}"
    )


def _start(plan: Plan, eos: int, pad: int) -> Any:
    from . import model as network

    model = network.fresh(plan.shape, eos, pad, plan.seed)
    if plan.start_from:
        from transformers import Qwen3ForCausalLM

        model.load_state_dict(Qwen3ForCausalLM.from_pretrained(plan.start_from).float().state_dict())
    return model


def _wrapped(plan: Plan) -> Any:
    from .tokenizer import load, wrap

    return wrap(load(plan.tokenizer.parent), plan.shape.context)


def _trained(plan: Plan) -> tuple[Any, dict[str, Any]]:
    import torch

    from . import model as network

    path = plan.work / checkpoint.FILE
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: train first (python -m training.pretrain train).")
    state = torch.load(path, weights_only=True)
    eos, pad = _wrapped(plan).convert_tokens_to_ids([END, PAD])
    model = network.fresh(plan.shape, eos, pad, 0)
    model.load_state_dict(state["model"])
    return model.to(plan.machine.device), state["run"]


def measure(plan: Plan) -> Score:
    """Score what was trained, print it, write `score.json`."""
    from . import score as scoring

    model, run = _trained(plan)
    result = scoring.score(model, _wrapped(plan), heldout_items(plan))
    _tell(result, "trained")
    report = {"run": run, "score": result.as_dict()}
    (plan.work / _REPORT).write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    return result


def heldout_items(plan: Plan) -> list[Item]:
    """The same prompts for every base that is measured with this text and seed."""
    from . import score as scoring

    streams = [shards.source(name)(plan.seed + 1, "heldout") for _, name in _both(plan)]
    return scoring.sample(streams, KINDS, plan.score_items)


def _tell(result: Score, name: str) -> None:
    for kind, part in result.kinds.items():
        say(
            f"{name} {kind:9} right {part.right:6.1%}  grounded {part.grounded:6.1%}  "
            f"copied {part.copied:6.1%}  language {part.language:6.1%}  ended {part.ended:6.1%}  "
            f"loss {part.loss:.4f}  ({part.replies})"
        )
    say(f"{name} mean      right {result.right:6.1%}  loss {result.loss:.4f}")


def publish(plan: Plan) -> bool:
    """Put the trained base into its folder if it beats the one there (or `force`); True when it did."""
    from . import export
    from . import model as network

    result = measure(plan)
    if plan.out.exists() and not plan.force:
        old = _score_existing(plan)
        if not result.beats(old):
            say(f"The base in {plan.out} is not beaten and stays. --force would replace it.")
            return False
    model, run = _trained(plan)
    facts = {
        "parameters": f"{network.parameters(model) / 1e6:.2f} million (Qwen3 architecture, tied embeddings)",
        "vocabulary": plan.shape.vocabulary,
        "context": f"{plan.schedule.lengths[-1]} tokens trained, {plan.shape.context} at most",
        "training": f"{run['tokens'] / 1e6:.1f} M tokens in {run['seconds'] / 60:.0f} minutes",
        "prompt format": "system, user, assistant; the chat template marks the assistant's turns",
    }
    size = export.write(plan.out, model, _wrapped(plan), export.card(facts, result))
    say(f"base written to {plan.out}, {size / 1e6:.1f} MB")
    return True


def _score_existing(plan: Plan) -> Score:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from . import score as scoring

    model = AutoModelForCausalLM.from_pretrained(plan.out).float().to(plan.machine.device)
    result = scoring.score(model, AutoTokenizer.from_pretrained(plan.out), heldout_items(plan))
    _tell(result, "existing")
    return result
