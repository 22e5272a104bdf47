"""Batches of a few fixed shapes, one conversation a row, copy lessons drawn by schedule.

Deterministic: seed, progress and `state()` decide what comes. Every row of a pool is seen before any is
seen again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .settings import KINDS, Schedule
from .shards import Rows

_COPY = KINDS.index("copy")


@dataclass(frozen=True, slots=True)
class Batch:
    """`inputs`, `targets` (rows, length) int64, targets already shifted; `weights` (rows, length) float32,
    0 on padding; `tokens` the number of real tokens.
    """

    inputs: NDArray[np.int64]
    targets: NDArray[np.int64]
    weights: NDArray[np.float32]
    tokens: int


def form(rows: Rows, chosen: list[int], length: int, pad: int, prompt_weights: Sequence[float]) -> Batch:
    """Put the chosen rows into one array of `length` columns, padded on the right.

    `prompt_weights` holds what a prompt token weighs in a row of each kind of `KINDS`.
    """
    inputs = np.full((len(chosen), length), pad, np.int64)
    targets = np.full((len(chosen), length), pad, np.int64)
    weights = np.zeros((len(chosen), length), np.float32)
    tokens = 0
    for place, row in enumerate(chosen):
        begin, end = int(rows.starts[row]), int(rows.starts[row + 1])
        size = end - begin
        inputs[place, :size] = rows.ids[begin:end]
        targets[place, : size - 1] = rows.ids[begin + 1 : end]
        weights[place, : size - 1] = np.where(
            rows.reply[begin + 1 : end], 1.0, prompt_weights[rows.kinds[row]]
        )
        tokens += size
    return Batch(inputs, targets, weights, tokens)


class Pool:
    """Row numbers handed out in a new random order each time round."""

    def __init__(self, members: NDArray[np.int64], seed: tuple[int, ...]) -> None:
        self._members = members
        self._seed = seed
        self._turn = 0
        self._next = 0
        self._order = self._shuffled()

    def _shuffled(self) -> NDArray[np.int64]:
        return np.random.default_rng([*self._seed, self._turn]).permutation(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def draw(self) -> int:
        """The next row number."""
        if self._next == len(self._order):
            self._turn, self._next = self._turn + 1, 0
            self._order = self._shuffled()
        self._next += 1
        return int(self._order[self._next - 1])

    def state(self) -> list[int]:
        """Where the pool stands."""
        return [self._turn, self._next]

    def restore(self, state: list[int]) -> None:
        """Stand where `state` says."""
        self._turn, self._next = state
        self._order = self._shuffled()


class Sampler:
    """Draws rows by schedule and hands out a batch whenever a length has enough of them.

    Raises ValueError where the shards hold no copy lessons, or nothing else.
    """

    def __init__(self, rows: Rows, schedule: Schedule, pad: int, seed: int) -> None:
        if rows.lengths.max() > schedule.lengths[-1]:
            raise ValueError(
                "The shards hold rows longer than the longest row of the schedule; make them anew."
            )
        self._rows = rows
        self._schedule = schedule
        self._pad = pad
        copies = rows.kinds == _COPY
        self._copy = Pool(np.flatnonzero(copies), (seed, 0))
        self._rest = Pool(np.flatnonzero(~copies), (seed, 1))
        if not len(self._copy) or not len(self._rest):
            raise ValueError(
                "Training needs copy lessons and other text; one of them is missing from the shards."
            )
        self._prompt_weights = [schedule.weight(kind) for kind in KINDS]
        self._rng = np.random.default_rng([seed, 2])
        self._waiting: list[list[int]] = [[] for _ in schedule.lengths]

    def batch(self, progress: float) -> Batch:
        """The next batch at `progress` (0 to 1) of the training."""
        share = self._schedule.copy_share(progress)
        while True:
            pool = self._copy if self._rng.random() < share else self._rest
            row = pool.draw()
            size = int(self._rows.starts[row + 1] - self._rows.starts[row])
            place = next(i for i, length in enumerate(self._schedule.lengths) if size <= length)
            length, waiting = self._schedule.lengths[place], self._waiting[place]
            waiting.append(row)
            if len(waiting) == max(1, self._schedule.batch_tokens // length):
                self._waiting[place] = []
                return form(self._rows, waiting, length, self._pad, self._prompt_weights)

    def state(self) -> dict[str, Any]:
        """Everything that decides the following batches, as plain values."""
        return {
            "copy": self._copy.state(),
            "rest": self._rest.state(),
            "rng": self._rng.bit_generator.state,
            "waiting": [list(rows) for rows in self._waiting],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where `state` was taken; the shards must be the same."""
        self._copy.restore(state["copy"])
        self._rest.restore(state["rest"])
        self._rng.bit_generator.state = state["rng"]
        self._waiting = [list(rows) for rows in state["waiting"]]
