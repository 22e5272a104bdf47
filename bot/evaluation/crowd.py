"""A small class that asks at once: how long until the first sentence, and until the whole reply."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.edition import Editions
from bot.evaluation.asking import ModelGone
from bot.evaluation.conversations import Conversation
from bot.model import ChatBackend
from bot.tutor import Told, Voices, speak
from tutoring.measuring.intervals import percentile
from tutoring.reading import Reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, plan_turn

STUDENTS = 8


@dataclass(frozen=True, slots=True)
class Waited:
    """One reply of the model: seconds from the message to the first sentence and to the end."""

    first: float
    whole: float


async def crowd(
    chosen: Sequence[Conversation], backend: ChatBackend, voices: Voices, lesson: Lesson, reader: Reader, rounds: int,
    students: int = STUDENTS,
) -> list[Waited]:  # fmt: skip
    """`students` send a message at the same moment, `rounds` times; fixed texts, which no model speaks, are left out.

    Nothing is measured with fewer conversations than students. Raises ModelGone.
    """
    told = [one for one in chosen if len(one.messages) >= rounds][:students]
    if len(told) < students:
        return []
    sessions = [Session(lang=one.lang) for one in told]
    waited: list[Waited] = []
    for number in range(rounds):
        sent = time.perf_counter()
        turns = [
            _turn(sent, session, one.messages[number], backend, voices, lesson, reader)
            for one, session in zip(told, sessions, strict=True)
        ]
        done = await asyncio.gather(*turns)
        sessions = [session for session, _ in done]
        waited += [one for _, one in done if one is not None]
    return waited


async def _turn(
    sent: float, session: Session, text: str, backend: ChatBackend, voices: Voices, lesson: Lesson, reader: Reader
) -> tuple[Session, Waited | None]:
    first: float | None = None
    plan = plan_turn(session, text, lesson, reader)
    speaking, told = Speaking(plan), Told()
    async for _ in speak(speaking, backend, voices, told, editions=Editions()):
        first = time.perf_counter() - sent if first is None else first
    if told.model_down:
        raise ModelGone
    whole = time.perf_counter() - sent
    waited = Waited(whole if first is None else first, whole) if plan.prompt else None
    return speaking.session(), waited


def summary(waited: Sequence[Waited], rounds: int) -> dict[str, Any]:
    """p50 and p95 in seconds, with how many messages each student sent."""
    firsts, wholes = [one.first for one in waited], [one.whole for one in waited]

    def at(values: Sequence[float], q: float) -> float | None:
        found = percentile(values, q)
        return None if found is None else round(found, 3)

    return {
        "replies": len(waited), "students": STUDENTS, "rounds": rounds,
        "first_sentence_s": {"p50": at(firsts, 0.5), "p95": at(firsts, 0.95)},
        "whole_reply_s": {"p50": at(wholes, 0.5), "p95": at(wholes, 0.95)},
    }  # fmt: skip
