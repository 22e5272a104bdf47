"""The session as a message leaves it, before the reply: begun, judged, gone back to, or on a way of the student's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from subjects.problem import Lang, Level, Verdict
from tutoring.grounding import Grounded, solved
from tutoring.move import Move, bare_line
from tutoring.session import Asked, Left, Session

HELP = ("nudge", "scaffold", "sibling", "last", "tell")
"""Moves that help with a step."""
ASKED: Mapping[str, Asked] = {
    "open": "data", "exercise": "data", "why": "why", "check": "check", "close": "another", "thanks": "another",
}  # fmt: skip
"""What the question of a move is about, where it is no step."""
STRIDE = 2
"""Steps that one line may take without being a leap: the class's lines write out the arithmetic, students join it."""
_LINES = re.compile(r"\n|;|→|=>|⇒|,\s|\b(?:luego|entonces|then|so)\b")


def follow(
    session: Session, grounded: Grounded, text: str, lang: Lang, methods: Mapping[str, str], level: Level
) -> Session:
    """The session with what the message changes: a new problem, an earlier one, a judged attempt."""
    if grounded.fresh:
        method = methods.get(grounded.subject, "")
        begun = session.begin(grounded.subject, grounded.problem, lang, method, level, grounded.source)
        if grounded.verdict is not None and grounded.solution is not None:
            return judged(begun, grounded.verdict, len(grounded.solution.steps))
        return begun.wait([
            Left(name, said, lang, methods.get(name, ""), level, 0, waiting=True) for name, said, _ in grounded.waiting
        ])  # fmt: skip
    if grounded.back is not None:
        return session.back_to(grounded.back)
    if grounded.intent == "attempt" and grounded.verdict is not None:
        held = replace(session, lang=lang if session.problem == "" else session.lang)
        return judged(held, grounded.verdict, len(grounded.solution.steps) if grounded.solution else 0)
    if grounded.solution is not None:
        return session
    if grounded.intent == "problem":
        begun = session.begin("", text[:400], lang)
        return begun if session.problem != begun.problem else replace(session, lang=lang)
    return replace(session, lang=lang)


def judged(session: Session, verdict: Verdict, steps: int) -> Session:
    """After a judged attempt: all verified work counts, also that before a wrong line; help fades with every step that was
    taken alone, and is back with the first miss."""
    covered = steps if verdict.outcome == "right" and verdict.final else min(verdict.reached, steps)
    reached = max(session.reached, covered)
    moved = reached > session.reached
    alone = moved and not session.stuck and not session.misses
    session = replace(session, reached=reached, stuck=0 if moved else session.stuck)
    if verdict.outcome == "right":
        return replace(session, misses=0, streak=session.streak + alone if alone or not moved else 0)
    if verdict.outcome == "wrong":
        return replace(session, misses=1 if moved else session.misses + 1, streak=0)
    return session


def go_along(session: Session, grounded: Grounded, text: str, level: Level) -> tuple[Session, Grounded]:
    """Follow a valid way that is not the class's: from a right line off the chain, the rest is solved anew."""
    verdict, solution = grounded.verdict, grounded.solution
    if verdict is None or solution is None or verdict.outcome != "right" or verdict.final or verdict.reached:
        return session, grounded
    line = bare_line(text)
    rest = solved(session.subject, line, session.lang, session.method, session.taught or level)
    if rest is None or rest.answer != solution.answer or not 0 < len(rest.steps) < len(solution.steps):
        return session, grounded
    return replace(session, line=line, reached=0), replace(grounded, solution=rest)


def leaps(before: Session, after: Session, grounded: Grounded, text: str) -> bool:
    """Whether a right attempt took several steps at once, up to the whole answer, or went a way of its own: what it wrote
    out, line by line, is no leap. Nobody is asked twice in a row."""
    verdict, solution = grounded.verdict, grounded.solution
    if (
        verdict is None
        or solution is None
        or verdict.outcome != "right"
        or before.asked == "why"
        or before.solved
        or grounded.fresh
    ):
        return False
    if after.line and after.line != before.line:
        return True
    lines = sum(any(map(str.isalnum, line)) for line in _LINES.split(text))
    reached = len(solution.steps) if verdict.final else verdict.reached
    return reached - before.reached > STRIDE * max(1, lines)


def after_move(session: Session, move: Move, text: str, grounded: Grounded) -> Session:
    """After the tutor's move is chosen: help given, what is asked, the attempt kept."""
    if move.kind in HELP:
        session = replace(session, stuck=session.stuck + 1, streak=0)
    if grounded.intent == "attempt":
        session = replace(session, attempts=(*session.attempts, (grounded.work or text)[:400])[-24:])
    if grounded.verdict is not None and grounded.verdict.outcome == "right" and grounded.verdict.final:
        session = replace(session, solved=True)
    still = move.kind == "focus" and session.asked == "unit"
    asked: Asked = "unit" if move.missing == "unit" or still else ASKED.get(move.kind, "")
    return replace(session, asked=asked, explained=session.explained or move.kind == "why")
