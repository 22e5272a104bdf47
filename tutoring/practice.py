"""Exercises that the tutor gives: one more like the problem at hand, and a worked one of the same structure."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from subjects import catalogue
from subjects.problem import Exercise, Lang, Level, Solution
from subjects.subject import Subject
from tutoring.grounding import subject_of
from tutoring.move import Move
from tutoring.session import Session

SEEDS = 4
"""Seeds tried for a problem like the one at hand."""
MIDDLE: Level = "3eso"
OFFERED = 12
"""Exercises looked through for one of the kind that was solved."""


def exercise(
    session: Session,
    solution: Solution | None,
    read_subject: str,
    methods: Mapping[str, str],
    level: Level,
    rng: Random,
) -> tuple[Session, Solution | None, Move, Subject] | None:
    """A new exercise like the problem at hand, or of the subject that was named; the session starts on it."""
    name = session.subject or read_subject
    subject = subject_of(name)
    if subject is None:
        return None
    found = sibling(subject, solution, rng, session.lang) if solution else None
    given = found or _of_its_kind(subject, solution, rng, session.lang, level)
    method = methods.get(name, "")
    begun = session.begin(name, given.text, session.lang, method, level)
    worked = subject.solve(given.problem, method or None, level)
    return (
        begun,
        (worked if isinstance(worked, Solution) else None),
        Move("exercise", exhibit=given.text),
        subject,
    )


def sibling(subject: Subject, solution: Solution, rng: Random, lang: Lang) -> Exercise | None:
    """A problem of the same structure; not every seed gives one."""
    tried = (subject.sibling(solution, rng.randrange(1 << 30), lang) for _ in range(SEEDS))
    return next((one for one in tried if one is not None), None)


def _of_its_kind(
    subject: Subject, solution: Solution | None, rng: Random, lang: Lang, level: Level
) -> Exercise:
    """An exercise of the kind of the problem at hand, where one of the level or of the middle years comes up."""
    first = subject.generate(rng, lang, level)
    kind = first.problem.kind if solution is None else solution.problem.kind
    tried = (subject.generate(rng, lang, each) for each in (level, MIDDLE) for _ in range(OFFERED))
    return (
        first
        if first.problem.kind == kind
        else next((one for one in tried if one.problem.kind == kind), first)
    )


def worked_sibling(solution: Solution, lang: Lang, level: Level, seed: int) -> str:
    """A worked example of the same structure with other data, a line a step; empty when the subject has none."""
    subject = catalogue.find(solution.problem.subject)
    like = sibling(subject, solution, Random(seed), lang)
    if like is None:
        return ""
    worked = subject.solve(like.problem, solution.method, level)
    if not isinstance(worked, Solution):
        return ""
    lines = [like.problem.statement, *(subject.show(step.after, lang) for step in worked.steps)]
    return "\n".join(dict.fromkeys(lines))
