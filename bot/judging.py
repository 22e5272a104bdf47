"""The guard of one turn in the workshop: a sentence that cannot be judged in time is not shown.

Only what is needed travels with each sentence, so a process that was killed loses nothing of a conversation. Once an act
of the turn was ended, no more mathematics is tried for it: it is completed with a reviewed question without facts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.workshop import TooLong, Workshop
from tutoring.guard import Finding, Judgement, Scene, judge
from tutoring.speaking import Speaking, own_words, safe_words
from tutoring.turn import Plan

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)


class Judging:
    """Implements `tutoring.speaking.Guard`; its calls wait for the workshop, so make them through `aside`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self.late = False

    def judge(self, sentence: str, scene: Scene, before: str) -> Judgement:
        """As `tutoring.guard.judge`; refused when it took too long."""
        found = None if self.late else self._tried(judge, sentence, scene, before)
        return Judgement(other=(Finding("late", ""),)) if found is None else found

    def own_words(self, plan: Plan, reaction: bool) -> str:
        """As `tutoring.speaking.own_words`; a reviewed question when it took too long."""
        said = None if self.late else self._tried(own_words, plan, reaction)
        return safe_words(plan) if said is None else said

    def _tried(self, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        try:
            return self._workshop.run_now(act, *args, **kwargs)
        except TooLong:
            log.warning("a reply took too long to be judged")
            self.late = True
            return None


async def aside(speaking: Speaking, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """An act of `speaking`, done without holding the event loop where its guard waits for another process."""
    if not isinstance(speaking.guard, Judging):
        return act(*args, **kwargs)
    result = await asyncio.to_thread(act, *args, **kwargs)
    if speaking.guard.late:  # another try of the model could not be judged either
        speaking.give_up()
    return result
