"""How far a long measure is, on standard error, with the time that is left."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

from subjects.problem import Lang
from tutoring.sentence import Sentence, operator_lang

_EVERY = 15.0  # seconds between lines where they cannot be overwritten


class Progress:
    """Counts `total` things, `done` of which were there before; the pace is that of this run."""

    def __init__(
        self,
        name: Sentence,
        total: int,
        done: int = 0,
        stream: TextIO | None = None,
        lang: Lang | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name, self._total, self._before, self._done = name, total, done, done
        self._stream, self._lang, self._clock = stream or sys.stderr, lang or operator_lang(), clock
        self._began, self._told = clock(), float("-inf")

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        last = self._done >= self._total
        if self._stream.isatty():
            self._stream.write(f"\r\x1b[K{self.line()}" + ("\n" if last else ""))
        elif last or self._clock() - self._told >= _EVERY:
            self._told = self._clock()
            self._stream.write(f"{self.line()}\n")
        self._stream.flush()

    def line(self) -> str:
        """What is told now."""
        fresh = self._done - self._before
        left = (self._clock() - self._began) / fresh * (self._total - self._done) if fresh else 0.0
        minutes, seconds = divmod(round(left), 60)
        remaining = Sentence(f"quedan unos {minutes} min {seconds} s", f"about {minutes} min {seconds} s left")
        return f"{self._name.tell(self._lang)}: {self._done}/{self._total}, {remaining.tell(self._lang)}"
