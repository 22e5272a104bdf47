"""Replies are cut, paced and kept kind without losing or changing a word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Incoming, Piece
from bot.outgoing import SORRY, heard, in_lang, paced, split, where
from tests.bot.channels.scripted_tutor import ScriptedTutor

LOG = logging.getLogger("test")
MESSAGE = Incoming("terminal", "1", "1", "un texto secreto")
WORDS = st.text(alphabet="ab .?\n\\", max_size=300)


async def pieces(*texts: str) -> AsyncIterator[Piece]:
    for text in texts:
        yield Piece(text)


@given(WORDS, st.integers(2, 40))
def test_no_part_is_too_long_or_blank_and_only_white_space_is_dropped(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(part.strip() and len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(WORDS, WORDS, st.integers(2, 40))
def test_finished_parts_stay_when_the_text_grows(text: str, more: str, limit: int) -> None:
    finished = split(text, limit)[:-1]
    assert split(text + more, limit)[: len(finished)] == finished


def test_a_cut_comes_after_a_sentence_and_never_inside_an_escape() -> None:
    assert split("Uno dos. Tres cuatro", 14) == ["Uno dos.", "Tres cuatro"]
    assert split("abcd\\*ef", 5) == ["abcd", "\\*ef"]


def test_a_cut_without_a_sentence_comes_between_words_and_not_inside_an_equation() -> None:
    text = "antes de seguir mira bien la igualdad 2x + 3 = 7 - 5x + 1"
    assert split(text, 50) == ["antes de seguir mira bien la", "igualdad 2x + 3 = 7 - 5x + 1"]
    assert split("2x + 3 = 7 - 5x + 1", 10) == ["2x + 3 = 7", "- 5x + 1"], "nothing but an equation"


async def test_only_whole_pieces_are_shown_and_the_last_show_is_complete() -> None:
    shown: list[str] = []

    async def show(text: str) -> None:
        shown.append(text)

    await paced(pieces("One.", " Two.", " Three."), show, 0.0)
    assert shown == ["One.", "One. Two.", "One. Two. Three."]
    shown.clear()
    await paced(pieces("One.", " Two.", " Three.", "  "), show, 0.05)
    assert shown == ["One.", "One. Two. Three.  "]


async def test_a_show_that_fails_stops_the_reply_and_closes_it() -> None:
    closed = asyncio.Event()

    class Endless:
        async def hear(self, message: Incoming) -> AsyncIterator[Piece]:
            try:
                yield Piece("One.")
                await asyncio.Event().wait()
            finally:
                closed.set()

    async def show(_: str) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await paced(heard(Endless(), MESSAGE, "Sorry.", LOG), show, 0.0)
    assert closed.is_set()


async def test_a_tutor_that_fails_midway_is_followed_by_kind_words(caplog: pytest.LogCaptureFixture) -> None:
    tutor = ScriptedTutor(lambda message: ["One.", ValueError(message.text)])
    said = [piece.text async for piece in heard(tutor, MESSAGE, "Sorry.", LOG)]
    assert said == ["One.", "\n\nSorry."]
    assert "ValueError" in caplog.text
    assert "secreto" not in caplog.text


@pytest.mark.parametrize("script", [[], [" "], [ValueError()]])
async def test_a_tutor_that_says_nothing_is_replaced_by_kind_words(script: list[str | Exception]) -> None:
    said = [piece.text async for piece in heard(ScriptedTutor(lambda _: script), MESSAGE, "Sorry.", LOG)]
    assert said[-1] == "Sorry."


def test_kind_words_come_in_the_students_language_or_else_in_both() -> None:
    assert in_lang(SORRY, "en", "es") == SORRY["en"]
    assert in_lang(SORRY, None, "en") == f"{SORRY['en']}\n\n{SORRY['es']}"
    assert in_lang(SORRY, "fr", "es") == f"{SORRY['es']}\n\n{SORRY['en']}"


def test_a_failure_is_told_by_kind_and_place_without_its_text() -> None:
    try:
        try:
            int("secreto")
        except ValueError as error:
            raise RuntimeError("secreto") from error
    except RuntimeError as error:
        told = where(error)
    assert told.startswith("RuntimeError at ")
    assert "; after ValueError at " in told
    assert "test_outgoing.py" in told
    assert "secreto" not in told
