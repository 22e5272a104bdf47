"""A session in which a training turn could happen in class, so that training and serving can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from subjects import catalogue
from subjects.problem import Solution
from training.dialogues import Turn
from tutoring.reading import reader
from tutoring.session import Asked, Left, Session
from tutoring.turn import Lesson, Plan, plan_turn

STUCK: Mapping[str, int] = {"nudge": 0, "scaffold": 1, "sibling": 2, "last": 3}
STREAK: Mapping[str, int] = {"next": 1, "why": 2}
ASKED: Mapping[str, Asked] = {"data": "data", "why": "why"}
SAMPLED = frozenset({"sibling", "last", "exercise"})
"""Moves that show an example of their own: its data differ from one run to the next."""


def session_of(turn: Turn) -> Session:
    """The session that a student has just before writing this turn's message."""
    ground, kind = turn.ground, turn.move.kind
    if ground.solution is None or kind == "open":
        return Session(lang=turn.lang, level=ground.level, problem=ground.problem)
    if turn.move.manner == "back":
        return Session(lang=turn.lang, level=ground.level, left=(_left(turn),), turns=3)
    advanced = (
        ground.reached
        if turn.move.manner in ("answer", "leap")
        else 1
        if kind in {"confirm", "check", "next", "why"}
        else 0
    )
    session = Session(
        lang=turn.lang, level=ground.level, subject=turn.subject, problem=ground.solution.problem.text,
        method=ground.solution.method, reached=max(0, ground.reached - advanced), stuck=STUCK.get(kind, 0), turns=3,
        streak=STREAK.get(kind, 0), asked=ASKED.get(turn.move.manner, ""),
    )  # fmt: skip
    if kind == "guess":
        return replace(session, attempts=("?",))
    return replace(session, solved=kind in {"close", "thanks"})


def _left(turn: Turn) -> Left:
    solution = turn.ground.solution
    assert solution is not None
    return Left(turn.subject, solution.problem.text, turn.lang, solution.method, None, turn.ground.reached)


def served(turn: Turn) -> Plan:
    """What serving plans for the same message in that session."""
    method = {turn.subject: turn.ground.solution.method} if turn.ground.solution else {}
    lesson = Lesson(catalogue.names(), turn.ground.level, method, "last")
    return plan_turn(session_of(turn), turn.ground.student, lesson, reader())


def method_of(solution: Solution | None) -> str:
    """The method by which a problem is solved; "" for one that has no choice of methods."""
    return "" if solution is None else solution.method


def same_move(turn: Turn, plan: Plan) -> bool:
    """Whether both do the same about the same step (which serving decides by its own judgement of the message)."""
    ours, theirs = turn.move, plan.move
    if ours.kind != theirs.kind or turn.lang != plan.lang:
        return False
    if ours.kind == "why" and ours.manner != theirs.manner:
        return False
    if bool(ours.exhibit) != bool(theirs.exhibit):  # a sibling is found with most seeds, not with all
        return False
    if ours.kind == "exercise" and method_of(turn.ground.solution) != method_of(plan.ground.solution):
        return False  # where no sibling is found the exercise is of another nature, with a method of its own
    wrong = (ours.misconception, ours.missing, ours.concept) == (
        theirs.misconception, theirs.missing, theirs.concept,
    )  # fmt: skip
    return wrong and (ours.kind not in {"focus", "confirm", "missing"} or ours.step == theirs.step)


def text_of(prompt: tuple[tuple[str, str], ...], sampled: bool) -> str:
    """A prompt as one text; of sampled examples only that there is one."""
    lines = "\n".join(text for _, text in prompt).splitlines()
    heads = ("Ejemplo: ", "Example: ", "Problema: ", "Problem: ")
    return "\n".join(line.split(": ")[0] if sampled and line.startswith(heads) else line for line in lines)
