"""Which move the tutor makes: a pure function of the session, what the student wants, and the verdict.

It reads as a table: first what holds without a problem, then what an attempt asks for, then what a wish asks for.
"""

from __future__ import annotations

from typing import Literal

from subjects.problem import Verdict
from tutoring.move import RUNGS, Move, MoveKind, Rung
from tutoring.session import Session

Intent = Literal[
    "problem",
    "attempt",
    "hint",
    "tell",
    "verify",
    "concept",
    "exercise",
    "greeting",
    "thanks",
    "off_topic",
    "distress",
]
INTENTS: tuple[Intent, ...] = (
    "problem", "attempt", "hint", "tell", "verify", "concept", "exercise", "greeting", "thanks", "off_topic", "distress",
)  # fmt: skip

WITHOUT_PROBLEM: dict[Intent, MoveKind] = {
    "problem": "unsolved", "attempt": "unsolved", "hint": "ask_problem", "tell": "ask_problem", "verify": "ask_problem",
    "exercise": "ask_problem", "thanks": "thanks", "off_topic": "bring_back",
}  # fmt: skip
KIND_OF_RUNG: dict[Rung, MoveKind] = {
    "nudge": "nudge",
    "scaffold": "scaffold",
    "sibling": "sibling",
    "last": "last",
}


def next_move(
    session: Session,
    intent: Intent,
    verdict: Verdict | None,
    steps: int,
    last_rung: Rung = "sibling",
    concept: str | None = None,
) -> Move:
    """The move of this turn. `steps` is the length of the solution, 0 when there is none; `last_rung` is the highest
    rung the teacher allows."""
    if intent in ("greeting", "distress") and (intent == "distress" or not steps):
        return Move("fixed", fixed=intent)
    if intent == "concept" and concept:
        return Move("concept", concept=concept)
    if not steps:
        unread = session.problem and intent in ("hint", "tell", "verify")
        return Move("unsolved" if unread else WITHOUT_PROBLEM.get(intent, "unsolved"))
    if intent == "problem":
        return Move("open", step=0)
    if intent == "attempt" and verdict is not None:
        return after_attempt(session, verdict, steps)
    return after_wish(session, intent, steps, last_rung)


def after_attempt(session: Session, verdict: Verdict, steps: int) -> Move:
    """What a judged attempt asks for. "Cannot tell" is asked about, never marked."""
    if verdict.outcome == "wrong":
        return Move("focus", step=min(verdict.reached, steps - 1), misconception=verdict.misconception)
    if verdict.outcome in ("unreadable", "unknown"):
        return Move("clarify")
    if session.solved:
        return Move("close")
    if verdict.outcome == "incomplete":
        step = min(verdict.reached, steps - 1)
        return Move("missing", step=step, missing=verdict.missing[0] if verdict.missing else "conclusion")
    if verdict.final:
        return Move("check", step=steps - 1)
    if verdict.reached >= steps:
        return Move("missing", step=steps - 1, missing="conclusion")
    return Move("confirm", step=verdict.reached)


def after_wish(session: Session, intent: Intent, steps: int, last_rung: Rung) -> Move:
    """What a student asks for who has a problem and made no attempt in this message."""
    step = min(session.reached, steps - 1)
    if intent == "off_topic":
        return Move("bring_back")
    if session.solved:
        return Move("thanks" if intent == "thanks" else "close")
    if intent == "thanks":
        return Move("thanks")
    if intent == "verify" and session.attempts:
        return Move("guess", step=step)
    if intent == "tell":
        return Move("tell", rung=rung_for(session.stuck, last_rung), step=step)
    rung = rung_for(session.stuck, last_rung)
    return Move(KIND_OF_RUNG[rung], rung=rung, step=step)


def rung_for(stuck: int, last_rung: Rung) -> Rung:
    """The rung after `stuck` hints at one step: it climbs to the teacher's last rung, then goes back to the smaller
    question and the example in turn, so that "I don't know" repeated never runs into a wall or the answer."""
    top = RUNGS.index(last_rung)
    if stuck <= top:
        return RUNGS[stuck]
    return RUNGS[top] if (stuck - top) % 2 == 0 else "scaffold"
