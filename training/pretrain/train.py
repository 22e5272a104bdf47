"""The training loop: shards in, weights out, resumable at any step.

It optimises and measures held-out loss; whether the result is worth keeping is for score and export.
"""

from __future__ import annotations

import json
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
from transformers import Qwen3ForCausalLM

from . import checkpoint
from .batches import Batch, Sampler, form
from .progress import Bar, clock
from .settings import KINDS, Schedule
from .shards import Rows

LOG = "log.jsonl"


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train: wall time of training steps, or tokens; what is reached first ends it.

    Steps that compile (the first of each shape in a process) cost no time of the budget.

    Where minutes are given they drive the learning rate, else tokens do.
    """

    minutes: float | None = None
    tokens: int | None = None

    def progress(self, seconds: float, tokens: int) -> float:
        """0 at the start, 1 when the budget is spent."""
        parts = []
        if self.minutes is not None:
            parts.append(seconds / (60 * self.minutes))
        if self.tokens is not None:
            parts.append(tokens / self.tokens)
        return min(1.0, max(parts))


@dataclass(slots=True)
class Run:
    """How far a training is."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    loss: float = math.nan
    heldout: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Machine:
    """How the steps are computed; does not change what is learned beyond rounding."""

    threads: int = 2
    compiled: bool = True
    device: str = "cpu"


def rate(schedule: Schedule, step: int, progress: float) -> float:
    """Learning rate: linear warm-up over steps, then a cosine over the budget down to `last_rate` of the
    peak.
    """
    warm = min(1.0, (step + 1) / schedule.warmup_steps)
    low = schedule.last_rate
    return schedule.rate * warm * (low + (1 - low) * 0.5 * (1 + math.cos(math.pi * progress)))


def optimiser(model: Qwen3ForCausalLM, schedule: Schedule) -> torch.optim.AdamW:
    """AdamW with weight decay on matrices only."""
    matrices = [weight for weight in model.parameters() if weight.ndim >= 2]
    others = [weight for weight in model.parameters() if weight.ndim < 2]
    groups = [
        {"params": matrices, "weight_decay": schedule.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=schedule.rate, betas=(0.9, 0.95), eps=1e-8, fused=True)


def token_losses(model: Qwen3ForCausalLM, inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of every target, in nats, shaped like `targets`.

    Rows are padded on the right and attention is causal, so no mask is needed.
    """
    hidden = model.model(input_ids=inputs, use_cache=False).last_hidden_state
    logits = torch.nn.functional.linear(hidden, model.lm_head.weight)
    flat = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1).float(), targets.flatten(), reduction="none"
    )
    return flat.view_as(targets)


def _compile(model: Qwen3ForCausalLM, shapes: int) -> None:
    """Compile one layer for all layers: ten seconds a row length, where the whole network takes a minute."""
    torch._dynamo.config.recompile_limit = max(8, 2 * shapes)
    for layer in model.model.layers:
        layer.compile(dynamic=False)


class Trainer:
    """One training; `advance` makes a step, `state` and `restore` carry it over a restart."""

    def __init__(
        self,
        model: Qwen3ForCausalLM,
        rows: Rows,
        schedule: Schedule,
        budget: Budget,
        machine: Machine,
        pad: int,
        seed: int,
    ) -> None:
        torch.set_num_threads(machine.threads)
        self.model = model.to(machine.device).train()
        self.run = Run()
        self._schedule = schedule
        self._budget = budget
        self._machine = machine
        self._compiled: set[tuple[int, ...]] = set()
        self._optimiser = optimiser(model, schedule)
        self._sampler = Sampler(rows, schedule, pad, seed)
        if machine.compiled:
            _compile(self.model, len(schedule.lengths))

    @property
    def progress(self) -> float:
        """Share of the budget that is spent."""
        return self._budget.progress(self.run.seconds, self.run.tokens)

    def advance(self) -> float:
        """One step; returns its loss a weighted token."""
        begun = time.monotonic()
        progress = self.progress
        for group in self._optimiser.param_groups:
            group["lr"] = rate(self._schedule, self.run.step, progress)
        batch = self._sampler.batch(progress)
        loss = self._loss(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self._schedule.clip)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        value = float(loss.detach())
        self.run.step += 1
        self.run.tokens += batch.tokens
        if not self._machine.compiled or batch.inputs.shape in self._compiled:
            self.run.seconds += time.monotonic() - begun
        self._compiled.add(batch.inputs.shape)
        self.run.loss = value if math.isnan(self.run.loss) else 0.98 * self.run.loss + 0.02 * value
        return value

    def _loss(self, batch: Batch) -> torch.Tensor:
        inputs, targets, weights = (
            torch.from_numpy(array).to(self._machine.device)
            for array in (batch.inputs, batch.targets, batch.weights)
        )
        with torch.autocast(self._machine.device, torch.bfloat16):
            losses = token_losses(self.model, inputs, targets)
        return (losses * weights).sum() / weights.sum()

    def heldout(self, rows: Rows, pad: int, limit: int = 80) -> dict[str, float]:
        """Loss a reply token of at most `limit` rows of each kind, eager, in nats."""
        losses: dict[str, float] = {}
        for number, kind in enumerate(KINDS):
            chosen = np.flatnonzero(rows.kinds == number)[:limit]
            if len(chosen):
                losses[kind] = self._reply_loss(rows, [int(row) for row in chosen], pad)
        return losses

    def _reply_loss(self, rows: Rows, chosen: list[int], pad: int) -> float:
        total = count = 0.0
        for begin in range(0, len(chosen), 40):
            part = chosen[begin : begin + 40]
            length = int(rows.lengths[part].max())
            batch = form(rows, part, length, pad, [0.0] * len(KINDS))
            inputs, targets, weights = (
                torch.from_numpy(array).to(self._machine.device)
                for array in (batch.inputs, batch.targets, batch.weights)
            )
            with (
                torch.no_grad(),
                torch.autocast(self._machine.device, torch.bfloat16),
                torch.compiler.set_stance("force_eager"),  # these shapes come once
            ):
                losses = token_losses(self.model, inputs, targets)
            total += float((losses * weights).sum())
            count += float(weights.sum())
        return total / count

    def state(self) -> dict[str, Any]:
        """All that decides the next step."""
        return {
            "model": self.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "sampler": self._sampler.state(),
            "random": torch.get_rng_state(),
            "run": {
                "step": self.run.step,
                "tokens": self.run.tokens,
                "seconds": self.run.seconds,
                "loss": self.run.loss,
            },
        }

    def restore(self, state: dict[str, Any], same_text: bool = True) -> None:
        """Go on where `state` was taken; with other text the weights and the optimiser go on, the rows
        begin anew.
        """
        self.model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        if same_text:
            self._sampler.restore(state["sampler"])
        torch.set_rng_state(state["random"])
        self.run = Run(**state["run"])


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Ctrl-C or SIGTERM are remembered instead of ending the process in the middle of a step."""
    asked = False

    def remember(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    old = {number: signal.signal(number, remember) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def train(
    trainer: Trainer,
    heldout: Rows,
    pad: int,
    folder: Path,
    marks: dict[str, Any],
    save_every: float,
    look_every: float,
) -> bool:
    """Train until the budget is spent (True) or someone asks to stop (False); saves every `save_every`
    seconds, with `marks` (what it was made under) beside the state.

    Every `look_every` seconds of training the held-out loss is measured; each measure is a line of
    `log.jsonl`.
    """
    bar = Bar("training")
    saved, looked = trainer.run.seconds, trainer.run.seconds
    began, begun_tokens = trainer.run.seconds, trainer.run.tokens
    with _asked_to_stop() as stop:
        while trainer.progress < 1 and not stop():
            trainer.advance()
            run = trainer.run
            if run.seconds - looked >= look_every:
                looked = run.seconds
                run.heldout = trainer.heldout(heldout, pad)
                _log(folder, trainer)
            if run.seconds - saved >= save_every:
                saved = run.seconds
                checkpoint.save(folder, trainer.state() | marks)
            speed = (run.tokens - begun_tokens) / max(1e-9, run.seconds - began)
            bar.show(trainer.progress, _note(run, speed, trainer.progress))
        finished = trainer.progress >= 1
    checkpoint.save(folder, trainer.state() | marks)
    trainer.run.heldout = trainer.heldout(heldout, pad)
    _log(folder, trainer)
    bar.show(trainer.progress, _note(trainer.run, 0.0, trainer.progress), last=True)
    return finished


def _note(run: Run, speed: float, progress: float) -> str:
    left = run.seconds * (1 - progress) / progress if progress else 0.0
    held = " ".join(f"{kind} {value:.2f}" for kind, value in run.heldout.items())
    return (
        f"step {run.step}  {run.tokens / 1e6:.2f} M tokens  {speed:,.0f} tokens/s  loss {run.loss:.3f}  "
        f"{clock(left)} left{'  held out: ' + held if held else ''}"
    )


def _log(folder: Path, trainer: Trainer) -> None:
    run = trainer.run
    line = {
        "step": run.step,
        "tokens": run.tokens,
        "seconds": round(run.seconds, 1),
        "progress": round(trainer.progress, 4),
        "loss": round(run.loss, 4),
        "heldout": {kind: round(value, 4) for kind, value in run.heldout.items()},
    }
    with (folder / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
