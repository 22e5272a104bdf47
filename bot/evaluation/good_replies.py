"""How many good replies the guard refuses: replies of a teacher, written by hand, each in its place in a conversation.

The other side of the siege: recall is counted there, precision here. `python -m bot.evaluation.good_replies` prints the
refused ones with the reason; the exit status is 1 above `ALLOWED`.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from subjects import catalogue
from subjects.problem import Lang
from tutoring.guard import Judgement, judge_reply
from tutoring.reading import Reader, reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, Plan, plan_turn

ALLOWED = 0.02
"""Share of good replies that may be refused."""


@dataclass(frozen=True, slots=True)
class Good:
    """One good reply to the last of the student's messages, and what the guard says of it there."""

    lang: Lang
    said: tuple[str, ...]
    reply: str
    judgement: Judgement

    @property
    def why(self) -> str:
        """The kinds and words of what was found."""
        found = (*self.judgement.leaks, *self.judgement.false, *self.judgement.other)
        return "; ".join(f"{finding.kind}: {finding.text}" for finding in found)


def replies(read: Reader) -> Iterator[Good]:
    """Every reply of the set, judged in the scene of its conversation; between messages the tutor speaks its own words."""
    with (Path(__file__).parent / "good_replies.toml").open("rb") as file:
        situations = tomllib.load(file)["situation"]
    for situation in situations:
        plan = _told(situation, read)
        for reply in situation["good"]:
            yield Good(situation["lang"], tuple(situation["said"]), reply, judge_reply(reply, plan.scene))


def _told(situation: Mapping[str, Any], read: Reader) -> Plan:
    lesson = Lesson(catalogue.names(), level=situation["level"])
    session, plan = Session(lang=situation["lang"], level=situation["level"]), None
    for text in situation["said"]:
        if plan is not None:
            session = _after(plan)
        plan = plan_turn(session, text, lesson, read)
    if plan is None:
        raise ValueError("a situation without messages")
    return plan


def _after(plan: Plan) -> Session:
    speaking = Speaking(plan)
    speaking.end()
    speaking.complete()
    return speaking.session()


def main() -> int:
    """Print the refused ones and the share."""
    judged = list(replies(reader()))
    refused = [good for good in judged if not good.judgement.allowed]
    for good in refused:
        sys.stdout.write(f"{' | '.join(good.said)}\n  {good.reply}\n  {good.why}\n")
    sys.stdout.write(f"{len(refused)} of {len(judged)} good replies refused ({len(refused) / len(judged):.1%})\n")
    return int(len(refused) > ALLOWED * len(judged))


if __name__ == "__main__":
    sys.exit(main())
