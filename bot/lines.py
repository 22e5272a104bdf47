"""Lines of bytes from standard input or a file, bounded in memory.

A line that is too long is skipped to its end and handed on as `TooLong`. Standard input is read by its
descriptor, without Python's buffer: a program that ends while another thread waits in that buffer's lock
crashes.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

LONGEST = 1 << 20
"""Bytes of the longest line that is read: far above the 20,000 characters of a long message."""
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class TooLong:
    """A line longer than the limit, in bytes."""

    limit: int


Line = bytes | TooLong


def descriptor(number: int) -> Callable[[], bytes]:
    """A reader of whatever a file descriptor has, empty at its end."""
    return lambda: os.read(number, CHUNK)


def split(read: Callable[[], bytes], limit: int = LONGEST) -> Iterator[Line]:
    """The lines in what `read` returns until it returns nothing, each as soon as it is whole."""
    held = b""
    skipping = False
    while chunk := read():
        *whole, rest = (held + chunk).split(b"\n")
        for line in whole:
            yield TooLong(limit) if skipping or len(line) > limit else line
            skipping = False
        skipping = skipping or len(rest) > limit
        held = b"" if skipping else rest
    if skipping:
        yield TooLong(limit)
    elif held:
        yield held


async def in_background(lines: Iterable[Line]) -> AsyncIterator[Line]:
    """Lines read one ahead in a daemon thread, so that waiting for input never holds up the others or the
    end."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[Line | BaseException | None] = asyncio.Queue()
    wanted = threading.Semaphore(1)

    def pump() -> None:
        last: BaseException | None = None
        try:
            for line in lines:
                wanted.acquire()
                loop.call_soon_threadsafe(arrived.put_nowait, line)
        except OSError as error:
            last = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(arrived.put_nowait, last)

    threading.Thread(target=pump, daemon=True, name="lines").start()
    while (item := await arrived.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        wanted.release()
        yield item
