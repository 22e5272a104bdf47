"""A tutor that says what a test tells it to, and remembers what it heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from bot.message import Incoming, Piece

Script = Callable[[Incoming], Sequence[str | Exception | asyncio.Event]]


def echo(message: Incoming) -> Sequence[str]:
    """Two sentences that tell what was understood."""
    understood = message.command.value if message.command else message.kind
    return [f"{understood}: {message.text}{message.argument}.", " What comes next?"]


@dataclass
class ScriptedTutor:
    """Says the script's sentences; raises the exceptions and waits for the events among them."""

    script: Script = echo
    turn: int | None = None
    heard: list[Incoming] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, message: Incoming) -> AsyncIterator[Piece]:
        self.heard.append(message)
        self.asked.set()
        for item in self.script(message):
            if isinstance(item, Exception):
                raise item
            if isinstance(item, asyncio.Event):
                await item.wait()
            else:
                yield Piece(item, self.turn)
