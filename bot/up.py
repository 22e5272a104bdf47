"""`tutor up`, `chat`, `discord`, `moodle`: one tutor and every channel that is to speak with it, until they
end.

A channel that fails is told and the others go on. Where there is no terminal, standard input is a channel
too: it ends at its end.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, BinaryIO

from bot.channels.contract import Channel, configured
from bot.conversation import NAME as LINES
from bot.conversation import answer_lines
from bot.lines import Line, descriptor, in_background, split
from bot.message import Tutor
from bot.outgoing import where
from bot.settings import SettingsError
from bot.wiring import Setup
from tutoring.sentence import OperatorError, Sentence

log = logging.getLogger(__name__)

TERMINAL = "terminal"
WHERE_TO_PUT = {
    "discord": Sentence(
        "Discord: pon el token del bot en MAIEUTIC_DISCORD_TOKEN, en el fichero .env (copia .env.example).",
        "Discord: put the bot's token in MAIEUTIC_DISCORD_TOKEN, in the file .env (copy .env.example).",
    ),
    "moodle": Sentence(
        "Moodle: pon la dirección y el token del usuario bot en MAIEUTIC_MOODLE_URL y "
        "MAIEUTIC_MOODLE_TOKEN, en .env.",
        "Moodle: put the site's address and the bot user's token in MAIEUTIC_MOODLE_URL and "
        "MAIEUTIC_MOODLE_TOKEN, "
        "in .env.",
    ),
}

Say = Callable[[Sentence], None]


Lend = Callable[[Setup], AbstractAsyncContextManager[Tutor]]


async def run(setup: Setup, lend: Lend, say: Say, only: str | None = None) -> int:
    """Open the tutor and serve the configured channels, or only one of them; the exit code.

    Raises OperatorError when the tutor cannot be opened, or the one channel is not configured.
    """
    channels = [found for found in configured(setup.channels) if only in (None, found.name)]
    names = {channel.name for channel in channels}
    piped = only in (None, TERMINAL) and TERMINAL not in names
    if only not in (None, TERMINAL, *names):
        raise _unconfigured(only or "")
    if only is None:
        for name, hint in WHERE_TO_PUT.items():
            if name not in names:
                say(hint)
    async with lend(setup) as tutor:
        if not piped:
            return await serve(channels, tutor, say)
        lines = in_background(split(descriptor(sys.stdin.fileno())))
        return await serve(channels, tutor, say, [Piped(lines, sys.stdout.buffer, setup.channels.lang, say)])


def _unconfigured(name: str) -> SettingsError:
    hint = WHERE_TO_PUT.get(name, Sentence("Mira .env.example.", "See .env.example."))
    return SettingsError(
        f"El canal {name} no está configurado. {hint.es}", f"{name} is not set up. {hint.en}"
    )


class StreamError(OperatorError):
    """Standard input or output stopped working."""


class Piped:
    """Standard input and output as a channel: it needs no terminal."""

    name = LINES

    def __init__(self, lines: AsyncIterable[Line], out: BinaryIO, lang: str, say: Say) -> None:
        self._lines = lines
        self._out = out
        self._lang = lang
        self._say = say

    async def run(self, tutor: Tutor) -> None:
        """Answer until the end of the input."""
        try:
            await answer_lines(tutor, self._lines, self._out, self._lang, self._say)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise StreamError(
                f"No se puede leer la entrada o escribir la salida ({error.strerror}): mira si el disco está "
                "lleno.",
                f"Standard input cannot be read or standard output written ({error.strerror}): see whether the "
                "disk is full.",
            ) from None


async def serve(channels: list[Channel], tutor: Tutor, say: Say, more: list[Channel] | None = None) -> int:
    """Run channels together until all have ended; 1 if one of them failed, else 0."""
    running = {_start(channel.run(tutor)): channel.name for channel in [*channels, *(more or [])]}
    failed = False
    try:
        while running:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                name = running.pop(task)
                failed = _ended(name, task.exception(), say) or failed
                if running and name == TERMINAL:
                    say(_others(sorted(running.values())))
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return int(failed)


def _start(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.ensure_future(work)


def _ended(name: str, error: BaseException | None, say: Say) -> bool:
    """Tell how a channel ended; whether it failed."""
    if error is None:
        return False
    if isinstance(error, OperatorError):
        say(error.sentence)
    elif isinstance(error, BrokenPipeError):
        log.info("nobody reads standard output any more")
    else:
        log.error("the channel %s ended: %s", name, where(error))
        say(
            Sentence(
                f"El canal {name} se ha parado ({type(error).__name__}); el registro dice dónde.",
                f"The channel {name} has stopped ({type(error).__name__}); the log says where.",
            )
        )
    return True


def _others(names: list[str]) -> Sentence:
    listed = ", ".join(names)
    return Sentence(
        f"Siguen: {listed}. Ctrl-C lo cierra todo.", f"Still running: {listed}. Ctrl-C stops everything."
    )
