"""A model that says what a test wants, and names for its voices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from bot.model import ModelUnavailable, Reply
from subjects import catalogue
from tutoring.turn import Lesson

LESSON = Lesson(catalogue.names())
SOCRATIC = {"es": "Vamos a verlo. ¿Qué harías tú ahora?", "en": "Let us look at it. What would you do now?"}


def lang_of(messages: Sequence[tuple[str, str]]) -> str:
    """The language of a prompt, by the name of its last line."""
    return "es" if "Jugada:" in messages[-1][1] else "en"


def socratic(messages: Sequence[tuple[str, str]], _model: str) -> str:
    """A question that fits anywhere."""
    return SOCRATIC[lang_of(messages)]


@dataclass
class Scripted:
    """A ChatBackend: `say` words each reply; after `breaks_after` replies it is gone."""

    say: Callable[[Sequence[tuple[str, str]], str], str] = socratic
    breaks_after: int | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def stream(
        self,
        messages: Sequence[tuple[str, str]],
        *,
        model: str,
        temperature: float,
        max_tokens: int,
        stop: Sequence[str] = (),
        reply: Reply | None = None,
    ) -> AsyncIterator[str]:
        if self.breaks_after is not None and len(self.asked) >= self.breaks_after:
            raise ModelUnavailable("down", "gone")
        self.asked.append((model, messages[-1][1]))
        for word in self.say(messages, model).split(" "):
            await asyncio.sleep(0)  # as a server's pieces do, it lets others have their turn
            yield f"{word} "


class OwnVoices:
    """Every subject has its first version."""

    def model_for(self, subject: str | None) -> str:
        return f"{subject or 'general'}@1"

    def adapter_for(self, subject: str | None) -> str | None:
        return self.model_for(subject)

    def stay(self, _subject: str | None, _before: str) -> str | None:
        """No session stays on a version: what speaks now is all there is."""
        return None
