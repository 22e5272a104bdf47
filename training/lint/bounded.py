"""The mathematics of one example within a time limit, and of many on all cores.

The subjects are bounded by design; this bounds them in fact. A process that takes too much memory or dies costs its own
example only.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from subjects.errors import MaieuticError

T = TypeVar("T")
R = TypeVar("R")

SECONDS = 10.0
"""For one example; a common one takes a twentieth of a second."""
MEMORY = 3 << 30
"""Bytes of a process."""
ALONE = 24
"""Examples that are not worth the start of other processes."""


MOST_DEATHS = 3


class TooLong(MaieuticError):
    """An act was ended at its time limit."""


@contextlib.contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise TooLong where the block takes longer. Outside a main thread nothing can be interrupted, and nothing is."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(*_: object) -> None:
        raise TooLong("the act was ended at its time limit")

    old_ring = signal.signal(signal.SIGALRM, ring)
    left, every = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old_ring)
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, every)


def each(
    act: Callable[[T], R], things: Sequence[T], lost: Callable[[T], R], cores: int | None = None
) -> Iterator[R]:
    """`act` of every thing, in order; `lost` of one whose process died. `act` bounds its own time by `limit`."""
    cores = cores or min(len(os.sched_getaffinity(0)), 8)
    if len(things) <= ALONE or cores < 2:
        yield from map(act, things)
        return
    yield from _spread(act, things, lost, cores)


def _spread(act: Callable[[T], R], things: Sequence[T], lost: Callable[[T], R], cores: int) -> Iterator[R]:
    """A broken pool fails whatever it held: each of those is tried alone; where no process lives at all, here."""
    deaths = 0
    with _pool(cores) as pool:
        waiting = [pool.submit(act, thing) for thing in things]
        for thing, future in zip(things, waiting, strict=True):
            try:
                yield future.result()
                continue
            except BrokenProcessPool:
                pass
            if deaths >= MOST_DEATHS:
                yield act(thing)
                continue
            found = _alone(act, thing)
            deaths += found is None
            yield lost(thing) if found is None else found


def _pool(cores: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(cores, multiprocessing.get_context("spawn"), initializer=_bound)


def _alone(act: Callable[[T], R], thing: T) -> R | None:
    """The result from a process of its own, or None where it dies too."""
    try:
        with _pool(1) as pool:
            return pool.submit(act, thing).result()
    except BrokenProcessPool:
        return None


class Apart:
    """One process beside this one for acts that may hang or die: started when first needed, and again after it ended."""

    def __init__(self) -> None:
        self._beside: ProcessPoolExecutor | None = None

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *_: object) -> None:
        self._end(kill=False)

    def run(self, act: Callable[[T], R], thing: T, seconds: float) -> R | None:
        """The act's result, or None where the process dies of it or is not done in time."""
        self._beside = self._beside or _pool(1)
        future = self._beside.submit(act, thing)
        try:
            return future.result(timeout=seconds)
        except (BrokenProcessPool, TimeoutError):
            self._end(kill=True)
            return None

    def _end(self, kill: bool) -> None:
        beside, self._beside = self._beside, None
        if beside is None:
            return
        for process in list((beside._processes or {}).values()) if kill else ():
            process.kill()
        beside.shutdown()


def _bound() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
