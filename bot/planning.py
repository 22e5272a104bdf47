"""The plan of a turn: made in the workshop where there is one, and made again with what a model found in a problem that no rule
could read.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from bot.extracting import Extractor
from bot.workshop import TooLong, Workshop
from tutoring.extraction import Extracted
from tutoring.reading import Reader
from tutoring.session import Session
from tutoring.turn import Lesson, Plan, fixed, plan_turn

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Planning:
    """Plans turns. Without a workshop `reader` reads here and now; without an extractor no model is asked to read."""

    reader: Reader
    workshop: Workshop | None = None
    extractor: Extractor | None = None

    async def plan(self, session: Session, text: str, lesson: Lesson, student: str = "") -> Plan:
        """The plan of a turn. `student` is a pseudonym."""
        lesson = replace(lesson, extracts=self.extractor is not None)
        try:
            plan = await self._made(session, text, lesson)
        except TooLong:
            log.warning("a message took too long to be read")
            return fixed(session, "", "too_hard", lesson)
        if plan.asks is None or self.extractor is None:
            return plan
        found = await self.extractor.ask(plan.asks, student)
        again = plan if found is None else await self._with(found, session, text, lesson, plan)
        if found is not None:
            self.extractor.note("accepted" if again is not plan else "refused", plan.asks)
        return again

    async def _with(self, found: Extracted, session: Session, text: str, lesson: Lesson, before: Plan) -> Plan:
        """The plan with what a model found, where the rules bear it out; else the one before."""
        try:
            plan = await self._made(session, text, lesson, found)
        except TooLong:
            return before
        return plan if plan.ground.solution is not None and plan.session.source == plan.text else before

    async def _made(self, session: Session, text: str, lesson: Lesson, found: Extracted | None = None) -> Plan:
        if self.workshop is None:
            return plan_turn(session, text, lesson, self.reader, extracted=found)
        return await self.workshop.run(plan_there, session, text, lesson, found)


def plan_there(session: Session, text: str, lesson: Lesson, found: Extracted | None = None) -> Plan:
    """`plan_turn` with the reader of the process that it runs in."""
    from tutoring.reading import reader

    return plan_turn(session, text, lesson, reader(), extracted=found)
