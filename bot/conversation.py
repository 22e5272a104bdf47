"""A conversation over standard input and output: a message a line in, replies out and nothing else."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterable, Callable
from secrets import token_hex
from typing import BinaryIO

from bot.lines import Line, TooLong
from bot.message import Incoming, Tutor
from bot.outgoing import SORRY, heard, in_lang
from tutoring.sentence import Sentence

log = logging.getLogger(__name__)

NAME = "lines"


async def answer_lines(
    tutor: Tutor, lines: AsyncIterable[Line], out: BinaryIO, lang: str, say: Callable[[Sentence], None]
) -> None:
    """Answer every line in its turn, as one conversation of its own; a line that cannot be read is said."""
    student = token_hex(8)
    sorry = in_lang(SORRY, None, lang)
    number = 0
    async for line in lines:
        number += 1
        text = read(line, number)
        if isinstance(text, Sentence):
            say(text)
        elif text.strip():
            await _answer(tutor, Incoming(NAME, student, student, text), out, sorry)


def read(line: Line, number: int) -> str | Sentence:
    """A line as a message, or why it is none."""
    if isinstance(line, TooLong):
        return Sentence(
            f"La línea {number} es demasiado larga ({line.limit} bytes como mucho): acórtala.",
            f"Line {number} is too long ({line.limit} bytes at most): make it shorter.",
        )
    try:
        return line.decode("utf-8-sig").rstrip("\r")
    except UnicodeDecodeError:
        return Sentence(
            f"La línea {number} no es texto en UTF-8: guárdala así y vuelve a enviarla.",
            f"Line {number} is not UTF-8 text: save it so and send it again.",
        )


async def _answer(tutor: Tutor, message: Incoming, out: BinaryIO, sorry: str) -> None:
    async for piece in heard(tutor, message, sorry, log):
        out.write(piece.text.encode("utf-8", "replace"))
        out.flush()
    out.write(b"\n")
    out.flush()
