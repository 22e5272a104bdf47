"""What the tutor adds at the end of a reply by itself, as reviewed text: which problem is kept or waits, which steps were used.

These are facts of the session, not of the model: they are said in whole, whatever model speaks. They hold nothing but the
student's own problems and the names of steps that the student has taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from subjects import catalogue
from subjects.problem import Lang, Solution
from tutoring.move import Move, reviewed, short
from tutoring.session import Left, Session

LONGEST = 90
"""Characters of a problem that are quoted."""
MOST = 4
"""Steps that are named at the end."""


def notes(before: Session, session: Session, move: Move, solution: Solution | None) -> Iterator[str]:
    """The notes of a turn, in the order in which they are said."""
    lang, begins = session.lang, move.kind in ("open", "exercise")
    waiting = [one for one in session.left if one.waiting and one not in before.left]
    if begins and waiting:
        yield _say(lang, "waiting" if len(waiting) == 1 else "several_waiting")
    elif (
        begins
        and before.open()
        and before.problem != session.problem
        and before.reached + len(before.attempts)
    ):
        yield _say(lang, "kept")
    if move.kind == "close" and solution is not None and (used := _used(solution, lang)):
        yield _say(lang, "used", steps=used)
    if move.kind in ("close", "thanks") and session.solved and (one := _next(session)):
        yield _say(lang, "still_waiting" if one.waiting else "still_open", problem=_quoted(one.problem))


def _next(session: Session) -> Left | None:
    """The problem to go on with: what waits first, else the last that was left."""
    return next((one for one in session.left if one.waiting), session.left[-1] if session.left else None)


def _used(solution: Solution, lang: Lang) -> str:
    """The steps of a solution in words, each once."""
    subject = catalogue.find(solution.problem.subject)
    rng, names = Random(0), []
    for at, step in enumerate(solution.steps):
        said = subject.phrases.say(
            lang, subject.slots(solution, at, lang), rng, "rule", short(step.rule), "name"
        )
        names.append((short(step.rule), said or ""))
    once = list(dict.fromkeys(said[0].lower() + said[1:] for _, said in dict(names).items() if said))
    return "; ".join(once[:MOST])


def _quoted(problem: str) -> str:
    flat = " ".join(problem.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1].rstrip() + "…"


def _say(lang: Lang, key: str, **values: str) -> str:
    return reviewed(lang, "note", key, **values)
