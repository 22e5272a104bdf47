"""The replies that may still be judged: each was given here, and counts once.

Whoever holds the chat key cannot judge replies that never were, nor one of them twice. Bounded: what is not judged in
time, or is older than the last so many, is forgotten.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 4096
KEPT = 900.0
"""Seconds."""


def new_number() -> str:
    """A number that nobody can guess."""
    return secrets.token_urlsafe(16)


class Replies:
    """Numbers of replies, and which version gave each."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    def begin(self, number: str, version: str) -> None:
        """A reply begins, under a number that `new_number` gave."""
        self._open[number] = (version, self._clock())
        while len(self._open) > MOST or self._is_old():
            self._open.popitem(last=False)

    def judged(self, number: str) -> str | None:
        """The version that gave a reply, at its first judgement; None for any other number."""
        version, began = self._open.pop(number, ("", 0.0))
        return version if version and self._clock() - began <= KEPT else None

    def _is_old(self) -> bool:
        _, began = next(iter(self._open.values()))
        return self._clock() - began > KEPT
