"""Slash commands are read in both languages."""

from __future__ import annotations

import pytest

from bot.message import Command
from bot.slash import WORDS, read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/pista", (Command.HINT, "")),
        ("/LEVEL  3eso ", (Command.LEVEL, "3eso")),
        ("/idioma en", (Command.LANGUAGE, "en")),
        ("/olvídame", (Command.FORGET, "")),
        ("/nothing", None),
        ("/", None),
        ("pista", None),
        ("3/4 x = 6", None),
    ],
)
def test_a_command_is_read(text: str, found: tuple[Command, str] | None) -> None:
    assert read(text) == found


def test_every_command_has_a_word_in_each_language() -> None:
    assert set(WORDS.values()) == set(Command)
    spanish = {"ayuda", "nuevo", "pista", "idioma", "nivel", "olvidame"}
    english = {"help", "new", "hint", "language", "level", "forget"}
    assert {WORDS[word] for word in spanish} == {WORDS[word] for word in english}
