"""Where the mathematics runs: a process of its own, that is killed when an act takes too long or too much memory.

The subjects are bounded by design; this bounds them in fact. What a student writes is read, solved and checked here, so
that nothing they write can hold the bot, and other conversations go on meanwhile. A killed process is replaced at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import multiprocessing
import pickle
import resource
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar

from subjects import catalogue
from subjects.errors import MaieuticError

P = ParamSpec("P")
R = TypeVar("R")

DEADLINE = 3.0
"""Seconds that one act may take; a slow school computer included, a class's problem takes a hundredth of it."""
FIRST = 30.0
"""Seconds for the first act of a new process, which imports what it needs."""
MEMORY = 2 << 30
"""Bytes that the process may take."""


class TooLong(MaieuticError):
    """An act was ended at its deadline, or took more memory than it may."""


class Workshop:
    """One process that does acts one after another: module-level functions with arguments that can be pickled.

    It is started at the first act. `run` may be called from several tasks or threads; they wait for each other.
    """

    def __init__(self, deadline: float = DEADLINE, first: float = FIRST) -> None:
        self._deadline = deadline
        self._first = first
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._warm = False

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
            line.send_bytes(work)
            if not line.poll(self._deadline if self._warm else self._first):
                raise TimeoutError
            answer = pickle.loads(line.recv_bytes())  # noqa: S301 - our own process wrote it
        except (TimeoutError, EOFError, OSError) as error:
            self._stop()
            raise TooLong("the act was ended") from error
        self._warm = True
        return bool(answer[0]), answer[1]

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
        self._process, self._line, self._warm = None, None, False

    def close(self) -> None:
        """End the process; the next act starts another."""
        with self._lock:
            self._stop()


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
