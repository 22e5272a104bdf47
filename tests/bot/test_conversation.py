"""Standard input as a conversation: replies alone on standard output, the rest is said elsewhere."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

from bot.conversation import answer_lines
from bot.lines import Line, TooLong
from bot.outgoing import SORRY
from tests.bot.channels.scripted_tutor import ScriptedTutor
from tutoring.sentence import Sentence


async def stream(*lines: Line) -> AsyncIterator[Line]:
    """Lines that are all there."""
    for line in lines:
        yield line


async def talk(tutor: ScriptedTutor, *lines: Line) -> tuple[str, list[Sentence]]:
    """What came out on standard output, and what was said beside it."""
    out = io.BytesIO()
    said: list[Sentence] = []
    await answer_lines(tutor, stream(*lines), out, "es", said.append)
    return out.getvalue().decode(), said


async def test_each_line_is_a_message_of_one_conversation() -> None:
    tutor = ScriptedTutor()
    out, said = await talk(tutor, b"5x + 7 = 22", b"", "¿y ahora?\r".encode())
    assert out == "text: 5x + 7 = 22. What comes next?\ntext: ¿y ahora?. What comes next?\n"
    assert said == []
    assert len({(m.room, m.student) for m in tutor.heard}) == 1


async def test_two_runs_are_two_conversations() -> None:
    tutor = ScriptedTutor()
    await talk(tutor, b"one")
    await talk(tutor, b"two")
    assert len({m.room for m in tutor.heard}) == 2


async def test_what_cannot_be_read_is_said_with_its_line_and_the_rest_goes_on() -> None:
    tutor = ScriptedTutor()
    out, said = await talk(tutor, b"\xff\x00\xfe", TooLong(9), b"hola")
    assert out == "text: hola. What comes next?\n"
    assert [sentence.en for sentence in said] == [
        "Line 1 is not UTF-8 text: save it so and send it again.",
        "Line 2 is too long (9 bytes at most): make it shorter.",
    ]
    assert "línea 2" in said[1].es


async def test_a_byte_order_mark_is_no_part_of_the_message() -> None:
    tutor = ScriptedTutor()
    await talk(tutor, b"\xef\xbb\xbfhola")
    assert tutor.heard[0].text == "hola"


async def test_a_failing_tutor_is_told_kindly() -> None:
    out, _ = await talk(ScriptedTutor(lambda _message: [ValueError("quotes the student")]), b"hola")
    assert SORRY["es"] in out
    assert "quotes" not in out
