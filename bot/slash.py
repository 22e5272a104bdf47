"""The words that are commands when a message starts with a slash, in both languages.

A channel with commands of its own (Discord) does not need them. `/salir` and `/quit` belong to the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.message import Command

WORDS: Mapping[str, Command] = {
    "ayuda": Command.HELP,
    "help": Command.HELP,
    "nuevo": Command.NEW,
    "new": Command.NEW,
    "pista": Command.HINT,
    "hint": Command.HINT,
    "idioma": Command.LANGUAGE,
    "language": Command.LANGUAGE,
    "nivel": Command.LEVEL,
    "level": Command.LEVEL,
    "olvidame": Command.FORGET,
    "olvídame": Command.FORGET,
    "forget": Command.FORGET,
    "bien": Command.GOOD,
    "good": Command.GOOD,
    "👍": Command.GOOD,
    "mal": Command.BAD,
    "bad": Command.BAD,
    "👎": Command.BAD,
    "start": Command.START,
    "inicio": Command.START,
}


def read(text: str) -> tuple[Command, str] | None:
    """The command and its argument in `/level 3eso`; None when the text is no command that is known."""
    if not text.startswith("/"):
        return None
    word, _, argument = text[1:].strip().partition(" ")
    command = WORDS.get(word.lower())
    return None if command is None else (command, argument.strip())
