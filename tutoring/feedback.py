"""What is said of one attempt outside a conversation: the tutor's own words for the verdict, past the guard."""

from __future__ import annotations

from dataclasses import replace

from subjects.problem import Lang, Level, Solution, Verdict
from subjects.subject import Subject
from tutoring.guard import Scene
from tutoring.move import Ground, Move
from tutoring.policy import after_attempt
from tutoring.session import Session
from tutoring.speaking import own_words
from tutoring.turn import Plan


def feedback(
    text: str, attempt: str, subject: Subject | None, solution: Solution | None, verdict: Verdict, lang: Lang,
    level: Level = "3eso",
) -> str:  # fmt: skip
    """A short, true, guiding answer to an attempt. It names no result that the attempt does not hold."""
    session = Session(lang=lang, problem=text, reached=verdict.reached)
    steps = len(solution.steps) if solution else 0
    move = after_attempt(session, verdict, steps) if solution else Move("clarify")
    ground = Ground(lang, level, subject, solution, min(verdict.reached, steps), verdict, attempt, text)
    statement = (solution.problem.statement,) if solution else ()
    reached = steps if verdict.outcome == "right" and verdict.final else min(verdict.reached, steps)
    scene = Scene(lang, (text, attempt, *statement), subject, solution, reached)
    plan = Plan(replace(session, turns=0), lang, attempt, move, ground, "", (), scene, verdict=verdict)
    return own_words(plan)
