"""Where the mathematics runs: a process of its own, that is killed when an act takes too long or too much memory.

The subjects are bounded by design; this bounds them in fact. What a student writes is read, solved and checked here, so
that nothing they write can hold the bot, and other conversations go on meanwhile. A killed process is replaced at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import multiprocessing
import os
import pickle
import resource
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from subjects import catalogue
from subjects.errors import MaieuticError

P = ParamSpec("P")
R = TypeVar("R")

DEADLINE = 3.0
"""Seconds of the processor that one act may take; a class's problem takes a hundredth of it."""
PATIENCE = 10
"""Times the deadline that may go by on the clock: the process may wait for its turn on a busy computer."""
FIRST = 30.0
"""Seconds of the processor for the first act of a new process, which imports what it needs."""
_GLANCE = 0.1
"""Seconds between two looks at the processor's time."""
MEMORY = 2 << 30
"""Bytes that the process may take."""


class TooLong(MaieuticError):
    """An act was ended at its deadline, or took more memory than it may."""


class Workshop:
    """One process that does acts one after another: module-level functions with arguments that can be pickled.

    It is started at the first act. `run` may be called from several tasks or threads; they wait for each other. `acts`: how
    many the process at hand has done.
    """

    def __init__(self, deadline: float = DEADLINE, first: float = FIRST) -> None:
        self._deadline = deadline
        self._first = first
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._warm = False
        self.acts = 0

    async def run(self, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `act` returns or raises, without holding the event loop. Raises TooLong."""
        return await asyncio.to_thread(partial(self.run_now, act, *args, **kwargs))

    def run_now(self, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """As `run`, for those who wait. Raises TooLong."""
        with self._lock:
            done, value = self._asked(_packed((act, args, kwargs)))
        if not done:
            raise value
        result: R = value
        return result

    def _asked(self, work: bytes) -> tuple[bool, Any]:
        line = self._started()
        try:
            self._await(line, work)
            answer = pickle.loads(line.recv_bytes())  # noqa: S301 - our own process wrote it
        except (TimeoutError, EOFError, OSError) as error:
            self._stop()
            raise TooLong("the act was ended") from error
        self._warm = True
        self.acts += 1
        return bool(answer[0]), answer[1]

    def _await(self, line: Connection, work: bytes) -> None:
        """Send an act and wait until it is done. Raises TimeoutError at its deadline."""
        limit = self._deadline if self._warm else self._first
        pid = self._process.pid if self._process else None
        spent, end = _spent(pid), time.monotonic() + PATIENCE * limit
        line.send_bytes(work)
        while not line.poll(_GLANCE):
            if _spent(pid) - spent > limit or time.monotonic() > end:
                raise TimeoutError

    def _started(self) -> Connection:
        if self._process is None or self._line is None or not self._process.is_alive():
            self._stop()
            context = multiprocessing.get_context("spawn")
            self._line, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs,), daemon=True, name="maieutic-workshop")
            self._process.start()
            theirs.close()
        return self._line

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._line is not None:
            self._line.close()
        self._process, self._line, self._warm, self.acts = None, None, False, 0

    def close(self) -> None:
        """End the process; the next act starts another."""
        with self._lock:
            self._stop()


def _spent(pid: int | None) -> float:
    """Seconds of the processor that a process has taken so far; those of the clock where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return time.monotonic()


class _Packer(pickle.Pickler):
    """Sends a subject by its name: with its phrases it would be a hundred times as long as all else of a plan."""

    def reducer_override(self, thing: Any) -> Any:
        name = getattr(thing, "name", None)
        if isinstance(name, str) and name in catalogue.names() and catalogue.find(name) is thing:
            return catalogue.find, (name,)
        return NotImplemented


def _packed(thing: object) -> bytes:
    parcel = io.BytesIO()
    _Packer(parcel).dump(thing)
    return parcel.getvalue()


def _work(line: Connection) -> None:
    """The process: acts until nobody asks any more."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with contextlib.suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            line.send_bytes(_answer(line.recv_bytes()))


def _answer(work: bytes) -> bytes:
    try:
        act, args, kwargs = pickle.loads(work)  # noqa: S301 - our own parent wrote it
        return _packed((True, act(*args, **kwargs)))
    except MemoryError:
        return pickle.dumps((False, TooLong("out of memory")))
    except Exception as error:  # noqa: BLE001 - it is raised again on the other side
        return _told(error)


def _told(error: Exception) -> bytes:
    try:
        text = pickle.dumps((False, error))
        pickle.loads(text)  # noqa: S301 - whether it survives the way
        return text
    except Exception:  # noqa: BLE001 - an error that cannot travel is told by its name
        return pickle.dumps((False, RuntimeError(type(error).__name__)))
