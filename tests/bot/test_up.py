"""Channels together: they end together or alone, failures are told in a sentence, and the hints name where to
look."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from bot import up
from bot.channels.contract import Channel, ChannelError
from bot.message import Tutor
from bot.settings import Settings, SettingsError
from bot.wiring import Setup
from tests.bot.channels.scripted_tutor import ScriptedTutor
from tutoring.classroom import SettingsFile
from tutoring.sentence import OperatorError, Sentence


class Scripted:
    """A channel that does what the test says."""

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self.name = name
        self._work = work

    async def run(self, tutor: Tutor) -> None:
        """Do it."""
        await self._work()


async def nothing() -> None:
    """End at once."""


async def served(*channels: Channel) -> tuple[int, list[str]]:
    """The exit code and what was said."""
    said: list[Sentence] = []
    code = await asyncio.wait_for(up.serve(list(channels), ScriptedTutor(), said.append), 20)
    return code, [sentence.en for sentence in said]


async def test_it_ends_when_all_channels_have_ended() -> None:
    assert await served(Scripted("a", nothing), Scripted("b", nothing)) == (0, [])


async def test_a_channel_that_cannot_go_on_is_told_and_the_others_go_on() -> None:
    order: list[str] = []
    gone = asyncio.Event()

    async def refused() -> None:
        order.append("refused")
        gone.set()
        raise ChannelError("Cambia el token.", "Change the token.")

    async def works() -> None:
        await gone.wait()
        await asyncio.sleep(0.02)
        order.append("worked")

    assert await served(Scripted("a", refused), Scripted("b", works)) == (1, ["Change the token."])
    assert order == ["refused", "worked"]


async def test_an_unforeseen_end_is_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    async def broken() -> None:
        raise KeyError("a student's words")

    code, said = await served(Scripted("discord", broken))
    assert code == 1
    assert said == ["The channel discord has stopped (KeyError); the log says where."]
    assert "words" not in caplog.text
    assert "test_up.py" in caplog.text


async def test_leaving_the_terminal_says_what_goes_on() -> None:
    async def later() -> None:
        await asyncio.sleep(0.02)

    code, said = await served(Scripted("terminal", nothing), Scripted("discord", later))
    assert (code, said) == (0, ["Still running: discord. Ctrl-C stops everything."])


async def test_cancelling_stops_every_channel() -> None:
    stopped: list[str] = []

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append("x")

    task = asyncio.ensure_future(served(Scripted("a", waits), Scripted("b", waits)))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stopped == ["x", "x"]


def setup(tmp_path: Path) -> Setup:
    """A class with nothing configured."""
    return Setup(Settings(state_dir=tmp_path), SettingsFile(tmp_path / "class.toml"))


@asynccontextmanager
async def lend(_setup: Setup) -> AsyncIterator[Tutor]:
    yield ScriptedTutor()


async def test_without_a_terminal_standard_input_is_answered_until_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"Resuelve 5x + 7 = 22\n")
    os.close(writer)
    said: list[Sentence] = []
    with os.fdopen(reader, "rb") as source:
        monkeypatch.setattr(sys, "stdin", source)
        with os.fdopen(os.dup(1), "w") as screen:
            monkeypatch.setattr(sys, "stdout", screen)
            code = await asyncio.wait_for(up.run(setup(tmp_path), lend, said.append), 20)
    assert code == 0
    assert capfdbinary.readouterr().out == b"text: Resuelve 5x + 7 = 22. What comes next?\n"
    assert [("MAIEUTIC_DISCORD_TOKEN" in s.en, "MAIEUTIC_MOODLE_URL" in s.en) for s in said] == [
        (True, False),
        (False, True),
    ]
    assert all(".env" in sentence.es for sentence in said)


async def test_a_full_disk_under_standard_output_is_told() -> None:
    async def lines() -> AsyncIterator[bytes]:
        yield b"hola"

    said: list[Sentence] = []
    with os.fdopen(os.open("/dev/full", os.O_WRONLY), "wb", buffering=0) as full:
        piped = up.Piped(lines(), cast(BinaryIO, full), "es", said.append)
        assert await up.serve([piped], ScriptedTutor(), said.append) == 1
    assert ["disk is full" in sentence.en for sentence in said] == [True]


@pytest.mark.parametrize("name", ["discord", "moodle"])
async def test_a_channel_that_is_not_set_up_says_where_to_put_what(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"MAIEUTIC_{name.upper()}") as caught:
        await up.run(setup(tmp_path), lend, print, name)
    assert caught.value.exit_code == 2


async def test_a_tutor_that_cannot_be_opened_is_raised(tmp_path: Path) -> None:
    @asynccontextmanager
    async def refuse(_setup: Setup) -> AsyncIterator[Tutor]:
        raise OperatorError("Puerto ocupado.", "Port taken.")
        yield

    with pytest.raises(OperatorError, match="Port taken"):
        await up.run(setup(tmp_path), refuse, lambda _said: None)
