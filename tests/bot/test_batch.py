"""The batch contract: order, ids, bad rows, and results written when they are done."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import pytest

from bot.batch import DONE, RowError, run_batch, run_rows
from bot.lines import Line, TooLong
from tutoring.sentence import OperatorError


def echo(row: dict[str, Any]) -> Mapping[str, Any]:
    """A handler that answers with what it got."""
    return {"got": {name: value for name, value in row.items() if name != "id"}}


def run(lines: Iterable[Line], handler: Any = echo, **options: Any) -> list[Any]:
    """The result lines of a run, parsed."""
    out = io.BytesIO()
    assert run_batch(lines, handler, out, **options) == DONE
    return [json.loads(line) for line in out.getvalue().splitlines()]


def codes(*lines: Line) -> list[tuple[Any, str]]:
    """Ids and error codes of lines that are all wrong."""
    return [(row["id"], row["error"]["code"]) for row in run(lines)]


@pytest.mark.parametrize(
    "name", ['"a"', "7", "-1", "2.5", '""', '"ñ ½"', "12345678901234567890", '"\\ud83d"']
)
def test_an_id_is_handed_back_unchanged(name: str) -> None:
    assert run([f'{{"id": {name}, "text": "x"}}'.encode()])[0]["id"] == json.loads(name)


def test_the_line_number_is_the_id_of_a_row_without_one() -> None:
    rows = run([b'{"text": "a"}', b"", b'{"id": null, "text": "b"}', b"  ", b'{"id": "c"}'])
    assert [row["id"] for row in rows] == [1, 3, "c"]


def test_a_handler_cannot_change_the_id() -> None:
    assert run([b'{"id": 1}'], lambda _row: {"id": 2, "x": 3}) == [{"id": 1, "x": 3}]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "invalid_json"),
        (b"hola", "invalid_json"),
        (b'{"a": NaN}', "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b'{"id": ' + b"9" * 5000 + b"}", "invalid_json"),
        (b"[1, 2]", "not_an_object"),
        (b'"text"', "not_an_object"),
        (b"\xff\xfe\x00", "not_utf8"),
        (b"\x00\x01\x02", "invalid_json"),
        (b'{"id": true}', "bad_id"),
        (b'{"id": [1]}', "bad_id"),
        (b'{"id": 1e999}', "bad_id"),
        (TooLong(10), "too_long"),
    ],
)
def test_a_bad_line_is_an_error_row_and_the_rest_goes_on(line: Line, code: str) -> None:
    rows = run([b'{"id": "before"}', line, b'{"id": "after"}'])
    assert [row["id"] for row in rows] == ["before", 2, "after"]
    assert rows[1]["error"]["code"] == code
    assert rows[1]["error"]["message"]
    assert [set(row) for row in (rows[0], rows[2])] == [{"id", "got"}] * 2


def test_half_a_character_is_refused_under_its_id() -> None:
    assert codes(b'{"id": "x", "text": "\\ud83d"}') == [("x", "not_utf8")]


def test_a_byte_order_mark_is_allowed_wherever_files_were_put_together() -> None:
    line = b'\xef\xbb\xbf{"id": 1, "text": "a"}'
    assert run([line, line]) == [{"id": 1, "got": {"text": "a"}}] * 2


def test_results_are_utf8_and_one_line_each() -> None:
    out = io.BytesIO()
    run_batch(['{"id": 1, "text": "¿ñ?\\n½"}'.encode()], echo, out)
    assert out.getvalue().count(b"\n") == 1
    assert "¿ñ?".encode() in out.getvalue()


def test_defaults_fill_what_a_row_leaves_out() -> None:
    rows = run([b'{"lang": "en"}', b'{"lang": null}', b"{}"], defaults={"lang": "es"})
    assert [row["got"]["lang"] for row in rows] == ["en", "es", "es"]


def test_a_refused_row_tells_its_code() -> None:
    def refuse(row: dict[str, Any]) -> Mapping[str, Any]:
        raise RowError("no_text", "a row needs a text")

    assert run([b'{"id": 4}'], refuse) == [
        {"id": 4, "error": {"code": "no_text", "message": "a row needs a text"}}
    ]


SECRET = "what the student wrote"


def fail(row: dict[str, Any]) -> Mapping[str, Any]:
    """A handler with a fault of its own."""
    if row["id"] == 1:
        raise ValueError(SECRET)
    return {"x": 1} if row["id"] == 2 else {"x": float("nan")}


async def fail_later(row: dict[str, Any]) -> Mapping[str, Any]:
    return fail(row)


@pytest.mark.parametrize("handler", [fail, fail_later])
def test_a_failing_row_hides_its_text_and_the_rest_goes_on(
    handler: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        rows = run([b'{"id": 1}', b'{"id": 2}', b'{"id": 3}'], handler)
    assert [row.get("error", {}).get("code") for row in rows] == ["internal", None, "internal"]
    assert "ValueError" in caplog.text
    assert "test_batch.py" in caplog.text
    assert SECRET not in caplog.text + json.dumps(rows)


class Stopped(OperatorError):
    """Nothing can run."""


def test_what_stops_everything_is_raised_for_the_command() -> None:
    def stop(_row: dict[str, Any]) -> Mapping[str, Any]:
        raise Stopped("Sin servidor.", "No server.")

    out = io.BytesIO()
    with pytest.raises(Stopped):
        run_batch([b"{}", b"{}"], stop, out)
    assert out.getvalue() == b""


def test_each_result_is_written_before_the_next_row_is_read() -> None:
    out = io.BytesIO()
    seen = []

    def lines() -> Iterable[bytes]:
        for number in range(3):
            yield json.dumps({"id": number}).encode()
            seen.append(out.getvalue().count(b"\n"))

    run_batch(lines(), echo, out)
    assert seen == [1, 2, 3]


def test_an_async_handler_answers_the_same() -> None:
    async def later(row: dict[str, Any]) -> Mapping[str, Any]:
        await asyncio.sleep(0)
        return echo(row)

    lines: list[Line] = [b'{"id": 1}', b"bad", b'{"text": "x"}', TooLong(3)]
    assert run(lines, later) == run(lines, echo)


async def stream(*lines: bytes) -> AsyncIterator[Line]:
    """Lines that are all there."""
    for line in lines:
        yield line


class Watched:
    """A handler that waits until it is let go, and notes what was under way together."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.together: list[set[str]] = []
        self.order: list[str] = []

    async def __call__(self, row: dict[str, Any]) -> Mapping[str, Any]:
        name = row["id"]
        self.running.add(name)
        self.together.append(set(self.running))
        for _ in range(row.get("turns", 1)):
            await asyncio.sleep(0)
        self.running.discard(name)
        self.order.append(name)
        return {}


def rows(*given: dict[str, Any]) -> AsyncIterator[Line]:
    """Rows as lines."""
    return stream(*(json.dumps(row).encode() for row in given))


async def test_rows_run_together_and_results_keep_their_order() -> None:
    watched, out = Watched(), io.BytesIO()
    await run_rows(
        rows({"id": "slow", "turns": 50}, {"id": "a"}, {"id": "b"}, {"id": "c"}), watched, out, at_once=3
    )
    assert watched.order[-1] != "a"
    assert max(map(len, watched.together)) > 1
    assert max(map(len, watched.together)) <= 3
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == ["slow", "a", "b", "c"]


async def test_rows_of_one_conversation_follow_each_other() -> None:
    watched = Watched()
    talk = [{"id": f"{name}{turn}", "session": name, "turns": 9 - turn} for turn in range(4) for name in "pq"]
    await run_rows(rows(*talk), watched, io.BytesIO(), at_once=4, lane=lambda row: row["session"])
    assert [name for name in watched.order if name[0] == "p"] == ["p0", "p1", "p2", "p3"]
    assert [name for name in watched.order if name[0] == "q"] == ["q0", "q1", "q2", "q3"]
    assert all(not {"p0", "p1"} <= group for group in watched.together)
    assert {"p0", "q0"} in watched.together


async def test_what_stops_everything_ends_a_run_of_many() -> None:
    async def stop(row: dict[str, Any]) -> Mapping[str, Any]:
        raise Stopped("Sin servidor.", "No server.")

    with pytest.raises(Stopped):
        await run_rows(rows({"id": 1}, {"id": 2}), stop, io.BytesIO(), at_once=2)
