"""A ChatBackend that hands everything on and remembers, for the task that asks, what was asked and said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.model import ChatBackend, Reply


@dataclass(slots=True)
class Heard:
    """One try of a model: the prompt's pairs and the raw text that came, as far as it was listened to."""

    prompt: tuple[tuple[str, str], ...]
    model: str
    text: str = ""


_listening: ContextVar[list[Heard] | None] = ContextVar("listening", default=None)


@dataclass(frozen=True, slots=True)
class Overheard:
    """Wraps a backend. Outside `listening` nothing is kept."""

    backend: ChatBackend

    @contextmanager
    def listening(self) -> Iterator[list[Heard]]:
        """The tries of this task while inside; other tasks have their own."""
        heard: list[Heard] = []
        token = _listening.set(heard)
        try:
            yield heard
        finally:
            _listening.reset(token)

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
        """See ChatBackend."""
        one = Heard(tuple(messages), model)
        if (heard := _listening.get()) is not None:
            heard.append(one)
        pieces = self.backend.stream(
            messages, model=model, temperature=temperature, max_tokens=max_tokens, stop=stop, reply=reply
        )
        async with aclosing(pieces) as open_pieces:  # type: ignore[type-var]
            async for piece in open_pieces:
                one.text += piece
                yield piece
