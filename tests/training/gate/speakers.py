"""Voices for tests of the gate: each says what a script makes of the turn, and is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from adapters.registry import Version
from training.gate.asked import Asked, Prompt
from training.gate.voice import Said

Script = Callable[[Asked], Said]


def guiding(one: Asked) -> Said:
    """The tutor's own wording, as a good adapter says it."""
    return Said(one.turn.guiding, True)


def plain(one: Asked) -> Said:
    """The turn told plainly, as the base says it."""
    return Said(one.turn.plain, True)


def torn(one: Asked) -> Said:
    """The tutor's own wording, that never ends."""
    return Said(one.turn.guiding.rstrip(".?!") + " y y y", False)


class Scripted:
    """A server whose voices follow scripts; `fail_after` replies it is gone."""

    def __init__(self, asked: Sequence[Asked], scripts: Mapping[str, Script], fail_after: int | None = None) -> None:
        self.by_prompt = {one.turn.prompt: one for one in asked}
        self.scripts = scripts
        self.fail_after = fail_after
        self.asked: Counter[str] = Counter()
        self.opened: list[tuple[str, ...]] = []

    async def say(self, name: str, prompt: Prompt) -> Said:
        if self.fail_after is not None and self.asked.total() >= self.fail_after:
            from training.gate.server import NotAsked

            raise NotAsked("se fue", "it is gone")
        self.asked[name] += 1
        return self.scripts[name](self.by_prompt[prompt])

    @asynccontextmanager
    async def open(self, versions: Sequence[Version]) -> AsyncIterator[Scripted]:
        self.opened.append(tuple(version.name for version in versions))
        yield self
