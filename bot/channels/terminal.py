"""The terminal: a chat on this machine, for trying the tutor and for one student at a desk.

Replies are shown a sentence at a time as they come, formulas in plain Unicode. Ctrl-C stops a reply; at the
prompt, Ctrl-C or Ctrl-D leaves.
"""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import logging
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Final

from bot.channels.contract import ChannelSettings
from bot.message import Command, Incoming, Piece, Tutor
from bot.outgoing import SORRY, heard, in_lang
from bot.plain_maths import readable
from bot.slash import WORDS, read

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output
    from rich.console import Console

log = logging.getLogger(__name__)

NAME: Final = "terminal"
LEAVE: Final = ("/salir", "/quit")
HINT: Final = {
    "es": "Escribe un problema o tu siguiente paso. /pista, /nuevo, /ayuda, /salir",
    "en": "Write a problem or your next step. /hint, /new, /help, /quit",
}
STOPPED: Final = {"es": "(parado)", "en": "(stopped)"}
BYE: Final = {"es": "¡Hasta luego!", "en": "See you!"}
UNKNOWN: Final = {"es": "No conozco ese comando. Hay: ", "en": "I do not know that command. There are: "}


def make(settings: ChannelSettings) -> TerminalChannel | None:
    """The channel, when a person sits at a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return TerminalChannel(settings.lang)


class TerminalChannel:
    """A chat with whoever sits here. `source`, `screen` and `console` are the real ones unless given."""

    name = NAME

    def __init__(
        self,
        lang: str,
        source: Input | None = None,
        screen: Output | None = None,
        console: Console | None = None,
    ) -> None:
        self._lang = "es" if lang == "es" else "en"
        self._source = source
        self._screen = screen
        self._console = console

    async def run(self, tutor: Tutor) -> None:
        """Greet, then answer until the person leaves."""
        from rich.console import Console

        console = self._console or Console(highlight=False, emoji=False)
        prompt = self._prompt()
        await self._reply(tutor, self._incoming(command=Command.START), console)
        console.print(HINT[self._lang], style="dim", markup=False)
        while (text := await self._line(prompt)) is not None:
            word = text.split(" ", 1)[0].lower()
            if word in LEAVE:
                break
            if text.startswith("/") and read(text) is None:
                console.print(UNKNOWN[self._lang] + " ".join(words()), markup=False)
            elif text:
                await self._reply(tutor, self._message(text), console)
        console.print(BYE[self._lang], markup=False)

    def _prompt(self) -> PromptSession[str]:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import WordCompleter

        completer = WordCompleter(words(), sentence=True)
        return PromptSession("› ", completer=completer, input=self._source, output=self._screen)

    async def _line(self, prompt: PromptSession[str]) -> str | None:
        """What was typed; None when the person leaves."""
        from prompt_toolkit.patch_stdout import patch_stdout

        try:
            with patch_stdout(raw=True):
                return (await prompt.prompt_async()).strip()
        except (EOFError, KeyboardInterrupt):
            return None

    def _message(self, text: str) -> Incoming:
        command, argument = read(text) or (None, "")
        return self._incoming(text, command, argument)

    def _incoming(self, text: str = "", command: Command | None = None, argument: str = "") -> Incoming:
        return Incoming(NAME, NAME, _person(), text, command=command, argument=argument)

    async def _reply(self, tutor: Tutor, message: Incoming, console: Console) -> None:
        """Show a reply as it comes; Ctrl-C stops it and stays in the chat."""
        sorry = in_lang(SORRY, None, self._lang)
        showing = asyncio.ensure_future(_show(heard(tutor, message, sorry, log), console))
        with _interrupting(showing):
            try:
                await showing
            except asyncio.CancelledError:
                if not showing.cancelled() or _leaving():
                    raise
                console.print(f" {STOPPED[self._lang]}", style="dim", markup=False)
        console.print()


def words() -> list[str]:
    """Every slash command, as it is typed."""
    return sorted([*LEAVE, *(f"/{word}" for word in WORDS)])


async def _show(pieces: AsyncIterator[Piece], console: Console) -> None:
    """Print pieces as they come, wrapped at the width of the terminal."""
    column = 0
    with console.status("…", spinner="dots") if console.is_terminal else contextlib.nullcontext() as waiting:
        async for piece in pieces:
            if waiting is not None:
                waiting.stop()
            text, column = wrap(readable(piece.text), column, console.width)
            console.print(text, end="", markup=False, highlight=False, emoji=False, soft_wrap=True)
    console.print()


def wrap(text: str, column: int, width: int) -> tuple[str, int]:
    """`text` with line breaks where a word would cross `width`, and the column where it ends.

    `column` is where it begins: pieces follow each other on one line.
    """
    from rich.cells import cell_len

    lines = []
    for number, line in enumerate(text.split("\n")):
        column = 0 if number else column
        out = ""
        for count, word in enumerate(line.split(" ")):
            gap = " " if count else ""
            if column and column + len(gap) + cell_len(word) > width:
                out, column = f"{out.rstrip(' ')}\n{word}", cell_len(word)
            else:
                out, column = out + gap + word, column + len(gap) + cell_len(word)
        lines.append(out)
    return "\n".join(lines), column


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "somebody"


def _leaving() -> bool:
    """Whether the whole channel is being cancelled, not only one reply."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


@contextlib.contextmanager
def _interrupting(task: asyncio.Future[None]) -> Iterator[None]:
    """Let Ctrl-C cancel this task instead of the program."""
    loop = asyncio.get_running_loop()
    try:
        before = signal.getsignal(signal.SIGINT)
        loop.add_signal_handler(signal.SIGINT, task.cancel)
    except (NotImplementedError, RuntimeError, ValueError):  # not the main thread, or no signals here
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
