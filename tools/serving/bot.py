"""What the whole tutor costs over the bare model: real conversations, the embedded base and its adapters.

The model's own time is what the tutor waits for its stream; all else of a turn (reading, mathematics, guard, store) is the
tutor's. A refused reply that is asked for again counts as the tutor's cost: the bare model would have spoken once.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.base import EMBEDDED_BASE
from adapters.launch import ServerOptions
from adapters.server import Server
from bot.message import Incoming
from bot.model import OpenAIBackend, Reply
from bot.pseudonym import open_pseudonyms
from bot.serving import Endpoint
from bot.store import open_store
from bot.tutor import ClassTutor
from tools.bench import WRITTEN, written
from tools.serving.rounds import spread, tail
from tutoring.classroom import ClassSettings
from tutoring.reading import reader

MESSAGES = 12
"""Messages of the written conversations in each round."""


@dataclass
class Timed:
    """A backend that notes how long the model took for each reply, in seconds."""

    inner: OpenAIBackend
    spent: list[float] = field(default_factory=list)

    async def stream(
        self,
        messages: Sequence[tuple[str, str]],
        *,
        model: str,
        temperature: float,
        max_tokens: int,
        stop: Sequence[str] = (),
        reply: Reply | None = None,
    ) -> AsyncGenerator[str]:
        """The inner one's stream; the time during which the tutor holds a piece is not the model's."""
        spent, at = 0.0, time.perf_counter()
        pieces = self.inner.stream(
            messages, model=model, temperature=temperature, max_tokens=max_tokens, stop=stop, reply=reply
        )
        try:
            async with aclosing(pieces):  # type: ignore[type-var]  # it is a generator
                async for piece in pieces:
                    spent += time.perf_counter() - at
                    yield piece
                    at = time.perf_counter()
                spent += time.perf_counter() - at
        finally:
            self.spent.append(spent)


async def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """One student at a time."""
    folder = folder / "state"
    async with Server(
        ServerOptions(str(EMBEDDED_BASE), port=0, state_dir=folder), lambda _notice: None
    ) as server:
        endpoint = Endpoint(folder, server.note())
        backend = Timed(OpenAIBackend(endpoint.base_url, endpoint.key, patience=60.0))
        async with open_store(f"sqlite+aiosqlite:///{folder / 'sessions.db'}") as store:
            tutor = ClassTutor(store, backend, endpoint, ClassSettings, open_pseudonyms(folder), reader())
            turns = [
                one for number in range(rounds + 1) for one in await _turns(tutor, backend, number) if number
            ]
        await backend.inner.aclose()
    return {
        "model": "embedded base and its adapters", "turns": len(turns),
        "turn_over_first_reply_of_the_model": spread([turn / first for turn, first, _ in turns]),
        "turns_asked_twice": sum(again > 0 for _, _, again in turns),
        "milliseconds": {
            "turn": tail([1000 * turn for turn, _, _ in turns]),
            "model": tail([1000 * first for _, first, _ in turns]),
            "tutor": tail([1000 * (turn - first - again) for turn, first, again in turns]),
        },
    }  # fmt: skip


async def _turns(tutor: ClassTutor, backend: Timed, number: int) -> list[tuple[float, float, float]]:
    """Seconds of each turn that the model spoke in: the whole, the model's first reply, its later ones."""
    found = []
    for room, talk in enumerate(written(WRITTEN, MESSAGES)):
        for text in talk.messages:
            backend.spent.clear()
            began = time.perf_counter()
            async for _piece in tutor.hear(Incoming("bench", f"room-{number}-{room}", "student", text)):
                pass
            turn = time.perf_counter() - began
            if backend.spent:
                found.append((turn, backend.spent[0], sum(backend.spent[1:])))
    return found
