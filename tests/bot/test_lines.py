"""Lines arrive whole, bounded and as soon as they are there."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lines import Line, TooLong, descriptor, in_background, split


def chunks(*parts: bytes) -> Callable[[], bytes]:
    """A reader that gives these parts and then the end."""
    left: Iterator[bytes] = iter(parts)
    return lambda: next(left, b"")


def test_lines_are_joined_over_chunks() -> None:
    assert list(split(chunks(b"on", b"e\ntw", b"o\n\nlast"))) == [b"one", b"two", b"", b"last"]


def test_a_long_line_is_skipped_and_the_next_is_read() -> None:
    assert list(split(chunks(b"abcd", b"efgh", b"i\nok\n"), limit=5)) == [TooLong(5), b"ok"]


def test_a_long_line_within_one_chunk_and_at_the_end() -> None:
    assert list(split(chunks(b"abcdef\nok\nabcdef"), limit=5)) == [TooLong(5), b"ok", TooLong(5)]


@given(st.lists(st.binary(max_size=12)), st.integers(1, 8))
def test_cutting_the_input_elsewhere_changes_nothing(parts: list[bytes], limit: int) -> None:
    whole = b"".join(parts)
    expected: list[Line] = [line if len(line) <= limit else TooLong(limit) for line in whole.split(b"\n")]
    if not whole or whole.endswith(b"\n"):
        expected.pop()
    assert list(split(chunks(*(part for part in parts if part)), limit)) == expected


async def test_a_line_is_handed_on_while_the_input_stays_open() -> None:
    reader, writer = os.pipe()
    lines = in_background(split(descriptor(reader)))
    os.write(writer, b"first\n")
    assert await anext(lines) == b"first"
    os.write(writer, b"second\n")
    assert await anext(lines) == b"second"
    os.close(writer)
    with pytest.raises(StopAsyncIteration):
        await anext(lines)
    os.close(reader)


async def test_waiting_for_input_holds_nobody_up() -> None:
    reader, writer = os.pipe()
    waiting = asyncio.ensure_future(anext(in_background(split(descriptor(reader)))))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    os.close(writer)
    os.close(reader)


async def test_a_failing_input_is_raised_where_it_is_read() -> None:
    def broken() -> bytes:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        await anext(in_background(split(broken)))
