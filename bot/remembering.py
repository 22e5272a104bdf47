"""What is kept between turns, read and written: sessions, what students have shown, replies that may get a thumb."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.outgoing import where
from bot.store import SavedReply
from prompts.editions import Edition
from tutoring.learner import Learner
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import GENERAL

log = logging.getLogger(__name__)
_DAMAGED = (AttributeError, KeyError, TypeError, ValueError)


def as_session(state: Mapping[str, Any]) -> Session | None:
    """A stored session; None where it is damaged, so that its student starts anew and is not locked out."""
    try:
        return Session.from_json(state)
    except _DAMAGED as error:
        log.error("A stored session cannot be read; it starts anew. %s", where(error))
        return None


def as_learner(state: Mapping[str, Any]) -> Learner | None:
    """What a student has shown; None where it is damaged."""
    try:
        return Learner.from_json(state)
    except _DAMAGED as error:
        log.error("What a student has shown cannot be read; it starts anew. %s", where(error))
        return None


def practised(session: Session, learner: Learner, now: float) -> Session:
    """The session with what the student has mastered, and what mostly goes wrong, at `now` (seconds since 1970)."""
    return replace(session, able=tuple(sorted(learner.able(now))), shaky=tuple(sorted(learner.shaky(now))))


def as_saved(speaking: Speaking, adapter: str | None, turn: int, edition: Edition, with_text: bool) -> SavedReply | None:
    """A reply as it may get a thumb; None for a reviewed text, which no model worded. `with_text`: the class allows training
    with it, so prompt and reply are kept, where all of it is the model's own words."""
    plan = speaking.plan
    if speaking.guarded == "fixed":
        return None
    whole = with_text and speaking.guarded in ("passed", "retried")
    solution = plan.ground.solution
    problem = solution.problem.id if solution else ""  # tells training which problems it has to leave alone
    text = {"prompt": [list(part) for part in plan.prompt], "reply": speaking.shown, "problem": problem} if whole else None
    subject = plan.ground.subject.name if plan.ground.subject else GENERAL
    return SavedReply(turn, adapter, subject, plan.move.kind, plan.lang, edition.number, text)


def turn_of(argument: str) -> int | None:
    """The number of the reply that a button stands under; None for the last one."""
    return int(argument) if argument.isascii() and argument.isdecimal() and len(argument) < 9 else None
