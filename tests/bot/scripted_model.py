"""A model that says what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from bot.model import ModelUnavailable, Reply

Prompt = Sequence[tuple[str, str]]
Script = Callable[[Prompt], Sequence[str | Exception | asyncio.Event]]

ASKS = {
    "es": (
        "Vamos paso a paso. ¿Qué harías primero?", "Mira otra vez el enunciado. ¿Por dónde empezarías?",
        "Tú puedes. ¿Cuál sería el siguiente paso?", "Con calma. ¿Qué te pide el problema?",
    ),
    "en": (
        "Let's go step by step. What would you do first?", "Look at the problem again. Where would you begin?",
        "You can do it. What would be the next step?", "Take your time. What does the problem ask for?",
    ),
}  # fmt: skip
ASK = {lang: texts[0] for lang, texts in ASKS.items()}
DOWN = ModelUnavailable("down", "a test")


def guiding() -> Script:
    """A harmless question in the prompt's language, another one each time, in small pieces."""
    count = itertools.count()

    def script(prompt: Prompt) -> Sequence[str]:
        texts = ASKS["es" if "español" in prompt[0][1] else "en"]
        text = texts[next(count) % len(texts)]
        return [text[at : at + 7] for at in range(0, len(text), 7)]

    return script


@dataclass
class ScriptedModel:
    """A ChatBackend. Says the script's pieces; raises the exceptions and waits for the events among them."""

    script: Script = field(default_factory=guiding)
    asked: list[tuple[str, Prompt]] = field(default_factory=list)
    speaking: asyncio.Event = field(default_factory=asyncio.Event)

    async def stream(
        self,
        messages: Prompt,
        *,
        model: str,
        temperature: float,
        max_tokens: int,
        stop: Sequence[str] = (),
        reply: Reply | None = None,
    ) -> AsyncIterator[str]:
        """See bot.model.ChatBackend."""
        self.asked.append((model, tuple(messages)))
        self.speaking.set()
        for item in self.script(messages):
            if isinstance(item, Exception):
                raise item
            if isinstance(item, asyncio.Event):
                await item.wait()
            else:
                yield item


class AtVersion:
    """Voices: every subject speaks through its first version, `general` for the rest."""

    def model_for(self, subject: str | None) -> str:
        """The name to ask for."""
        return f"{subject or 'general'}@1"

    def adapter_for(self, subject: str | None) -> str | None:
        """The adapter behind it."""
        return self.model_for(subject)

    def stay(self, _subject: str | None, _before: str) -> str | None:
        """No session stays on a version: what speaks now is all there is."""
        return None
