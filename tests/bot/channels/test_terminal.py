"""The terminal chat, driven by prompt_toolkit's own pipe: what is typed and shown, and how one leaves."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.cells import cell_len
from rich.console import Console

from bot.channels.terminal import STOPPED, TerminalChannel, make, words, wrap
from bot.message import Command, Incoming, Tutor
from bot.outgoing import SORRY
from bot.settings import ChannelOptions
from bot.slash import read
from tests.bot.channels.scripted_tutor import ScriptedTutor

OPTIONS = ChannelOptions(None, None, None, Path("var"), "es")


class Desk:
    """A terminal with a keyboard that is typed on and a screen that is read."""

    def __init__(self, keys: PipeInput, lang: str = "es", width: int = 60) -> None:
        self.keys = keys
        self.screen = io.StringIO()
        console = Console(file=self.screen, width=width, force_terminal=False)
        self.channel = TerminalChannel(lang, keys, DummyOutput(), console)

    async def until(self, text: str) -> None:
        """Wait until a text is on the screen."""
        while text not in self.screen.getvalue():  # noqa: ASYNC110  # a screen tells nobody when it changes
            await asyncio.sleep(0.01)

    async def chat(self, tutor: Tutor, *lines: str) -> str:
        """Type lines and read what was shown until the chat ended."""
        for line in lines:
            self.keys.send_text(line)
        await asyncio.wait_for(self.channel.run(tutor), 20)
        return self.screen.getvalue()


@pytest.fixture
def desk() -> Iterator[Desk]:
    with create_pipe_input() as keys:
        yield Desk(keys)


async def test_it_greets_and_answers(desk: Desk) -> None:
    tutor = ScriptedTutor()
    shown = await desk.chat(tutor, "5x + 7 = 22\r", "/quit\r")
    assert [(m.command, m.text) for m in tutor.heard] == [(Command.START, ""), (None, "5x + 7 = 22")]
    assert "text: 5x + 7 = 22. What comes next?" in shown
    assert "/pista, /nuevo, /ayuda, /salir" in " ".join(shown.split())
    assert shown.rstrip().endswith("¡Hasta luego!")


async def test_all_messages_are_of_one_person_in_one_room(desk: Desk) -> None:
    tutor = ScriptedTutor()
    await desk.chat(tutor, "hola\r", "adios\r", "\x04")
    assert len({(m.channel, m.room, m.student) for m in tutor.heard}) == 1
    assert tutor.heard[0].channel == "terminal"


@pytest.mark.parametrize(
    ("typed", "command", "argument"),
    [
        ("/pista", Command.HINT, ""),
        ("/hint", Command.HINT, ""),
        ("/idioma en", Command.LANGUAGE, "en"),
        ("/nivel 2eso", Command.LEVEL, "2eso"),
        ("/olvidame", Command.FORGET, ""),
    ],
)
async def test_slash_commands_reach_the_tutor(
    desk: Desk, typed: str, command: Command, argument: str
) -> None:
    tutor = ScriptedTutor()
    await desk.chat(tutor, f"{typed}\r", "/salir\r")
    assert (tutor.heard[-1].command, tutor.heard[-1].argument) == (command, argument)


async def test_an_unknown_command_is_told_with_those_there_are(desk: Desk) -> None:
    tutor = ScriptedTutor()
    shown = await desk.chat(tutor, "/examen\r", "/salir\r")
    assert len(tutor.heard) == 1
    assert "No conozco ese comando" in shown
    assert "/olvidame" in shown


async def test_blank_lines_are_no_messages(desk: Desk) -> None:
    tutor = ScriptedTutor()
    await desk.chat(tutor, "\r", "   \r", "/quit\r")
    assert len(tutor.heard) == 1


async def test_a_pasted_problem_of_several_lines_is_one_message(desk: Desk) -> None:
    tutor = ScriptedTutor()
    await desk.chat(tutor, "\x1b[200~x + y = 3\nx - y = 1\x1b[201~", "\r", "/quit\r")
    assert tutor.heard[-1].text == "x + y = 3\nx - y = 1"


@pytest.mark.parametrize("key", ["\x03", "\x04"])
async def test_ctrl_c_and_ctrl_d_leave_politely(desk: Desk, key: str) -> None:
    shown = await desk.chat(ScriptedTutor(), key)
    assert shown.rstrip().endswith("¡Hasta luego!")


async def test_a_failing_tutor_is_told_kindly_and_the_chat_goes_on(desk: Desk) -> None:
    def script(message: Incoming) -> Sequence[str | Exception]:
        return [RuntimeError("the student's words")] if message.text == "uno" else ["bien."]

    shown = await desk.chat(ScriptedTutor(script), "uno\r", "dos\r", "/quit\r")
    flat = " ".join(shown.split())
    assert SORRY["es"] in flat
    assert flat.index(SORRY["es"]) < flat.rindex("bien.")
    assert "words" not in shown
    assert "Traceback" not in shown


async def test_formulas_are_readable(desk: Desk) -> None:
    tutor = ScriptedTutor(lambda _message: [r"Mira $\frac{x}{2} = x^2$."])
    assert "Mira x/2 = x²." in await desk.chat(tutor, "/quit\r")


async def test_markup_of_a_student_is_shown_as_it_is(desk: Desk) -> None:
    tutor = ScriptedTutor(lambda message: [f"{message.text} :smile:"])
    assert "[red]x[/red] :smile:" in await desk.chat(tutor, "[red]x[/red]\r", "/quit\r")


async def test_a_sentence_is_shown_before_the_next_is_there(desk: Desk) -> None:
    gate = asyncio.Event()

    def script(message: Incoming) -> Sequence[str | asyncio.Event]:
        return ["Primera.", gate, " Segunda."] if message.text else ["Hola."]

    desk.keys.send_text("x\r")
    chat = asyncio.ensure_future(desk.channel.run(ScriptedTutor(script)))
    await desk.until("Primera.")
    assert "Segunda." not in desk.screen.getvalue()
    gate.set()
    desk.keys.send_text("/quit\r")
    await asyncio.wait_for(chat, 20)
    assert "Primera. Segunda." in desk.screen.getvalue()


async def test_ctrl_c_stops_a_reply_and_stays_in_the_chat(desk: Desk) -> None:
    def script(message: Incoming) -> Sequence[str | asyncio.Event]:
        return ["Empiezo.", asyncio.Event()] if message.text == "x" else ["Sigo aquí."]

    desk.keys.send_text("x\r")
    chat = asyncio.ensure_future(desk.channel.run(ScriptedTutor(script)))
    await desk.until("Empiezo.")
    os.kill(os.getpid(), signal.SIGINT)
    desk.keys.send_text("y\r/quit\r")
    await asyncio.wait_for(chat, 20)
    shown = desk.screen.getvalue()
    assert shown.index("Empiezo.") < shown.index(STOPPED["es"]) < shown.rindex("Sigo aquí.")


async def test_cancelling_the_channel_ends_it_in_the_middle_of_a_reply(desk: Desk) -> None:
    tutor = ScriptedTutor(lambda _message: ["Empiezo.", asyncio.Event()])
    chat = asyncio.ensure_future(desk.channel.run(tutor))
    await desk.until("Empiezo.")
    chat.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(chat, 20)


async def test_it_speaks_english_to_an_english_class() -> None:
    with create_pipe_input() as keys:
        shown = await Desk(keys, "en").chat(ScriptedTutor(), "/quit\r")
    assert "/hint, /new, /help, /quit" in shown
    assert "See you!" in shown


def test_commands_can_be_completed() -> None:
    assert {"/pista", "/hint", "/salir", "/quit"} <= set(words())
    assert all(read(word) for word in words() if word not in ("/salir", "/quit"))


def test_without_a_terminal_there_is_no_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert make(OPTIONS) is None


def test_with_a_terminal_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{name}.isatty", lambda: True, raising=False)
    made = make(OPTIONS)
    assert made is not None
    assert made.name == "terminal"


@pytest.mark.parametrize("width", [8, 20, 33])
def test_no_word_crosses_the_edge_and_nothing_is_lost(width: int) -> None:
    pieces = ["Muy bien. ¿Qué haces", " con el número que suma?", "\n\nEjemplo:\n2x = 4\n", " fin"]
    column, shown = 0, ""
    for piece in pieces:
        text, column = wrap(piece, column, width)
        shown += text
    assert max(cell_len(line) for line in shown.split("\n")) <= width
    assert shown.split() == "".join(pieces).split()
    assert column == cell_len(shown.split("\n")[-1])


def test_a_word_longer_than_the_line_is_left_whole() -> None:
    assert wrap("a 123456789 b", 0, 5) == ("a\n123456789\nb", 1)
