"""Several workshops that stand in for one: while an act hangs in one process, other students use the next.

A process that was killed comes back when it has started and warmed up again, beside the conversations. So does one that
has done many acts, while another is free: what it remembers of past problems must not grow for as long as a class lasts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from queue import LifoQueue
from random import Random
from threading import Thread
from typing import ParamSpec, TypeVar

from bot.workshop import DEADLINE, FIRST, TooLong, Workshop

P = ParamSpec("P")
R = TypeVar("R")

COUNT = 2
"""Processes; each takes some hundred megabytes."""
ACTS = 4_000
"""Acts after which a process is replaced: well over a thousand turns."""


class Workshops(Workshop):
    """`count` processes, warmed up from the beginning; an act waits for a free one. The last used is used next."""

    def __init__(
        self, count: int = COUNT, deadline: float = DEADLINE, first: float = FIRST, acts: int = ACTS
    ) -> None:
        super().__init__(deadline, first)
        self._acts = acts
        self._all = tuple(Workshop(deadline, first) for _ in range(count))
        self._free: LifoQueue[Workshop] = LifoQueue()
        self._closed = False
        for shop in self._all:
            self._prepare(shop)

    def run_now(self, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """See Workshop. Raises TooLong."""
        shop = self._free.get()
        try:
            result = shop.run_now(act, *args, **kwargs)
        except TooLong:
            self._prepare(shop)
            raise
        except BaseException:
            self._free.put(shop)
            raise
        if shop.acts >= self._acts and not self._free.empty():
            shop.close()
            self._prepare(shop)
        else:
            self._free.put(shop)
        return result

    def _prepare(self, shop: Workshop) -> None:
        Thread(target=self._warmed, args=(shop,), daemon=True, name="maieutic-warming").start()

    def _warmed(self, shop: Workshop) -> None:
        with contextlib.suppress(TooLong):
            if not self._closed:
                shop.run_now(warm_up)
        if self._closed:
            shop.close()
        self._free.put(shop)

    def close(self) -> None:
        """End the processes."""
        self._closed = True
        for shop in self._all:
            shop.close()


def warm_up() -> None:
    """Import what turns need, by one turn of every subject and language: that takes seconds, once."""
    from subjects import catalogue
    from subjects.problem import LANGS
    from tutoring.reading import reader
    from tutoring.session import Session
    from tutoring.speaking import own_words
    from tutoring.turn import Lesson, plan_turn

    for name in catalogue.names():
        for lang in LANGS:
            problem = catalogue.find(name).generate(Random(0), lang, "3eso").text
            own_words(plan_turn(Session(lang=lang), problem, Lesson(catalogue.names()), reader()))
