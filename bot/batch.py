"""The batch contract: one JSON object a line in, one result a line out, in order, each written when done.

A bad row becomes an error row and the rest goes on. The runner knows nothing of what a row means: that is the
handler's. Standard output gets result lines only.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import math
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from bot.lines import Line, TooLong, in_background
from bot.outgoing import where
from subjects.errors import MaieuticError
from tutoring.sentence import OperatorError

log = logging.getLogger(__name__)

DONE, CANNOT_RUN, WRONG_USAGE = 0, 1, 2
"""Exit codes: all rows were answered; nothing could run; the command was not understood."""

Row = dict[str, Any]
SyncHandler = Callable[[Row], Mapping[str, Any]]
AsyncHandler = Callable[[Row], Awaitable[Mapping[str, Any]]]
Handler = SyncHandler | AsyncHandler


class RowError(MaieuticError):
    """A row that cannot be answered: a stable code and a sentence for whoever made the row."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[RowError], tuple[str, str]]:
        return RowError, (self.code, str(self))


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of input: its id, and the row or why it is none."""

    id: str | int | float
    row: Row
    error: RowError | None = None


def run_batch(
    lines: Iterable[Line], handler: Handler, out: BinaryIO, defaults: Mapping[str, Any] | None = None
) -> int:
    """Answer every line with a handler, sync or async; the exit code.

    `defaults` are fields for rows that leave them out. A handler raises RowError for a bad row and
    OperatorError when nothing can run, which is for the caller to tell.
    """
    if inspect.iscoroutinefunction(handler):
        return asyncio.run(run_rows(in_background(lines), cast(AsyncHandler, handler), out, defaults))
    for number, line in enumerate(lines, start=1):
        if asked := read_row(line, number, defaults):
            write(out, _answer(asked, cast(SyncHandler, handler)))
    return DONE


async def run_rows(
    lines: AsyncIterable[Line],
    handler: AsyncHandler,
    out: BinaryIO,
    defaults: Mapping[str, Any] | None = None,
    at_once: int = 1,
    lane: Callable[[Row], str | None] = lambda _row: None,
) -> int:
    """As `run_batch` inside a running loop, up to `at_once` rows at a time.

    Rows with one `lane` (a conversation) are answered one after another; None is a lane of its own. Results
    keep the order of the rows.
    """
    slots = asyncio.Semaphore(at_once)
    waiting: asyncio.Queue[asyncio.Task[Row] | None] = asyncio.Queue()
    last: dict[str, asyncio.Task[Row]] = {}

    async def start(group: asyncio.TaskGroup) -> None:
        async for asked in _rows(lines, defaults):
            await slots.acquire()
            name = lane(asked.row) if asked.error is None else None
            before = last.get(name) if name is not None else None
            task = group.create_task(_answer_after(before, asked, handler))
            if name is not None:
                last[name] = task
            waiting.put_nowait(task)
        waiting.put_nowait(None)

    async def finish() -> None:
        while (task := await waiting.get()) is not None:
            write(out, await task)
            slots.release()

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(start(group))
            group.create_task(finish())
    except ExceptionGroup as failures:
        raise _first(failures) from None
    return DONE


def _first(failures: ExceptionGroup[Exception]) -> Exception:
    """The failure that whoever runs the command can do something about, else the first."""
    told = failures.subgroup(OperatorError) or failures
    first = told.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first


async def _rows(lines: AsyncIterable[Line], defaults: Mapping[str, Any] | None) -> AsyncIterator[Asked]:
    number = 0
    async for line in lines:
        number += 1
        if asked := read_row(line, number, defaults):
            yield asked


def read_row(line: Line, number: int, defaults: Mapping[str, Any] | None = None) -> Asked | None:
    """A line as a row; None for a blank one. The id is the line number where the row gives none that can be
    used."""
    if isinstance(line, TooLong):
        return Asked(number, {}, RowError("too_long", f"a line holds at most {line.limit} bytes"))
    try:
        content = line.decode("utf-8-sig")  # files put together hold a mark within
    except UnicodeDecodeError:
        return Asked(number, {}, RowError("not_utf8", "the line is not UTF-8 text"))
    if not content.strip():
        return None
    try:
        row = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return Asked(number, {}, RowError("invalid_json", "the line is not one JSON object"))
    if not isinstance(row, dict):
        return Asked(number, {}, RowError("not_an_object", "a line is one JSON object with named fields"))
    return _identified(row, number, defaults or {})


def _identified(row: Row, number: int, defaults: Mapping[str, Any]) -> Asked:
    given = row.get("id")
    if given is None:
        given = number
    elif isinstance(given, bool) or not isinstance(given, str | int | float):
        return Asked(number, {}, RowError("bad_id", "an id is a string or a number"))
    elif isinstance(given, float) and not math.isfinite(given):
        return Asked(number, {}, RowError("bad_id", "an id is a finite number"))
    if _broken(row):
        return Asked(given, {}, RowError("not_utf8", "the row holds half a character (a lone surrogate)"))
    set_fields = {name: value for name, value in row.items() if value is not None}
    return Asked(given, {**defaults, **set_fields, "id": given})


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not JSON")


def _broken(row: Row) -> bool:
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _answer(asked: Asked, handler: SyncHandler) -> Row:
    if asked.error:
        return _refused(asked.id, asked.error)
    try:
        return _answered(asked.id, handler(asked.row))
    except OperatorError:
        raise
    except Exception as error:  # noqa: BLE001  # the outer edge of a row: the rest must go on
        return _failed(asked.id, error)


async def _answer_after(before: asyncio.Task[Row] | None, asked: Asked, handler: AsyncHandler) -> Row:
    if asked.error:
        return _refused(asked.id, asked.error)
    if before is not None:
        await asyncio.wait([before])
    try:
        return _answered(asked.id, await handler(asked.row))
    except OperatorError:
        raise
    except Exception as error:  # noqa: BLE001  # the outer edge of a row: the rest must go on
        return _failed(asked.id, error)


def _answered(name: str | int | float, result: Mapping[str, Any]) -> Row:
    row = {"id": name} | {field: value for field, value in result.items() if field != "id"}
    json.dumps(row, allow_nan=False)
    return row


def _refused(name: str | int | float, error: RowError) -> Row:
    return {"id": name, "error": {"code": error.code, "message": str(error)}}


def _failed(name: str | int | float, error: Exception) -> Row:
    if isinstance(error, RowError):
        return _refused(name, error)
    if isinstance(error, MaieuticError):
        return _refused(name, RowError("cannot_answer", str(error)))
    log.error("a row failed: %s", where(error))
    return _refused(
        name, RowError("internal", "this row could not be answered; the log of the command says where")
    )


def write(out: BinaryIO, row: Row) -> None:
    """One result line, at once."""
    try:
        line = json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # an id may be half a character: handed back as it came, escaped
        line = json.dumps(row).encode()
    out.write(line + b"\n")
    out.flush()
