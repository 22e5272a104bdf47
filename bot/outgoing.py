"""A reply on its way to a platform: cut to its limit, shown at its pace, and kind when something failed.

Nothing here knows a platform. What is logged of a failure are places in our code, never a word of a message.
"""

from __future__ import annotations

import asyncio
import logging
import re
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from typing import Final

from bot.message import Incoming, Piece, Tutor

SORRY: Final[Mapping[str, str]] = {
    "es": "Perdona, algo ha fallado por mi parte y ahora no puedo contestarte. Vuelve a enviarme el mensaje "
    "dentro de un momento; si sigue igual, avisa a tu profe.",
    "en": "Sorry, something went wrong on my side and I cannot answer you now. Please send me the message "
    "again in a moment; if it keeps happening, tell your teacher.",
}
# Tried in this order; a cut in the first half would leave a short message before a long one.
BREAKS: Final = ("\n\n", "\n", ". ", "? ", "! ", "; ")
# A space between two words, or after a word and its comma: never one inside an equation.
BETWEEN_WORDS: Final = re.compile(r"(?<=[^\W\d_]{2}) (?=[^\W\d_]{2})|(?<=[^\W\d_]{2}[,:]) ")


def in_lang(texts: Mapping[str, str], known: str | None, of_class: str) -> str:
    """The text in the student's language; where that is not known, in both, the class's first."""
    if known is not None and known in texts:
        return texts[known]
    first = of_class if of_class in texts else next(iter(texts))
    return "\n\n".join([texts[first], *(text for lang, text in texts.items() if lang != first)])


def split(text: str, limit: int) -> list[str]:
    """`text` in parts of 1 to `limit` characters, cut where a reader would.

    Each cut depends only on the `limit` + 1 characters from where its part begins, so the finished parts of a
    growing text stay as they were. White space at a cut is dropped; blank text gives no part.
    """
    parts = []
    rest = text.strip()
    while len(rest) > limit:
        cut = _cut(rest[: limit + 1], limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _cut(window: str, limit: int) -> int:
    for mark in BREAKS:
        at = window.rfind(mark)
        if at >= limit // 2:
            return min(limit, at + len(mark))
    gaps = [gap.start() for gap in BETWEEN_WORDS.finditer(window)]
    for at in (gaps[-1] if gaps else -1, window.rfind(" ")):
        if at >= limit // 2:
            return min(limit, at + 1)
    # A backslash that escapes the next character must not be left behind alone.
    escapes = len(window[:limit]) - len(window[:limit].rstrip("\\"))
    return limit - 1 if escapes % 2 and limit > 1 else limit


async def paced(pieces: AsyncIterator[Piece], show: Callable[[str], Awaitable[None]], pause: float) -> None:
    """`show` all the text so far, in whole pieces, at least `pause` seconds apart, and complete at last."""
    clock = asyncio.get_running_loop().time
    text = shown = ""
    free_at = clock()
    coming = asyncio.ensure_future(_next(pieces))
    try:
        while True:
            wait = None if text.strip() == shown.strip() else max(0.0, free_at - clock())
            await asyncio.wait({coming}, timeout=wait)
            if coming.done():
                piece = coming.result()
                if piece is None:
                    break
                text += piece.text
                coming = asyncio.ensure_future(_next(pieces))
            if text.strip() != shown.strip() and clock() >= free_at:
                await show(text)
                shown, free_at = text, clock() + pause
        if text.strip() != shown.strip():
            await asyncio.sleep(max(0.0, free_at - clock()))
            await show(text)
    finally:
        coming.cancel()
        await asyncio.wait({coming})
        await _close(pieces)


async def _next(pieces: AsyncIterator[Piece]) -> Piece | None:
    try:
        return await anext(pieces)
    except StopAsyncIteration:
        return None


async def _close(pieces: AsyncIterator[Piece]) -> None:
    """Let a reply that nobody reads to its end tidy up at once."""
    if isinstance(pieces, AsyncGenerator):
        await pieces.aclose()


async def heard(tutor: Tutor, message: Incoming, sorry: str, log: logging.Logger) -> AsyncIterator[Piece]:
    """The tutor's reply; kind words follow it when the tutor breaks off and replace it when nothing was said.

    Never raises what the tutor raised, and never ends without a word: this is a channel's outer edge.
    """
    said = False
    pieces = tutor.hear(message)
    try:
        async for piece in pieces:
            said = said or bool(piece.text.strip())
            yield piece
    except Exception as error:  # noqa: BLE001
        log.error("The tutor failed on a message from %s. %s", message.channel, where(error))
        yield Piece(f"\n\n{sorry}" if said else sorry)
    else:
        if not said:
            log.error("The tutor said nothing to a message from %s.", message.channel)
            yield Piece(sorry)
    finally:
        await _close(pieces)


async def noted(pieces: AsyncIterator[Piece], note: Callable[[int], object]) -> AsyncIterator[Piece]:
    """The pieces as they come; the turn of a reply that may get a thumb is noted before its words are handed on."""
    try:
        async for piece in pieces:
            if piece.turn is not None:
                note(piece.turn)
            yield piece
    finally:
        await _close(pieces)


def where(error: BaseException) -> str:
    """An exception's kind, places and causes: not their texts, which may quote a student."""
    told = []
    cause: BaseException | None = error
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
        told.append(f"{type(cause).__name__} at {places or 'an unknown place'}")
        cause = cause.__cause__ or cause.__context__
    return "; after ".join(told)
