"""Exercises that the tutor gives: one more like the problem at hand, and a worked one of the same structure."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from subjects import catalogue
from subjects.problem import Exercise, Lang, Level, Solution
from subjects.subject import Subject
from tutoring.grounding import subject_of
from tutoring.move import Ground, Move, reviewed, slots
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


def example_for(move: Move, ground: Ground, seed: int) -> str:
    """The lines shown with a hint by example: on the last rung one step beside the student's own line, where an example has
    that step; else a whole one. Empty when there is none."""
    solution, one = ground.solution, ""
    if solution is None:
        return ""
    if move.kind == "last":
        mine = slots(move, ground).get("before", "")
        one = step_beside(solution, move.step or 0, mine, ground.lang, ground.level, seed)
    return one or worked_sibling(solution, ground.lang, ground.level, seed)


def worked_sibling(solution: Solution, lang: Lang, level: Level, seed: int) -> str:
    """A worked example of the same structure with other data, a line a step; empty when the subject has none."""
    example = solved_sibling(solution, lang, level, seed)
    if example is None:
        return ""
    subject = catalogue.find(example.problem.subject)
    lines = [example.problem.statement, *(subject.show(step.after, lang) for step in example.steps)]
    return "\n".join(dict.fromkeys(lines))


def step_beside(solution: Solution, at: int, mine: str, lang: Lang, level: Level, seed: int) -> str:
    """Step `at` alone as an example with other data takes it, its line before and its line after, and below it `mine`, the
    student's own line, with the next one left open. Empty where no example takes that step by the same rule, and where the
    line after it would be the student's own next one: a formula has no other data."""
    example = solved_sibling(solution, lang, level, seed)
    if example is None or not mine:
        return ""
    rule = solution.steps[at].rule
    alike = [index for index, step in enumerate(example.steps) if step.rule == rule]
    if not alike:
        return ""
    subject, index = catalogue.find(example.problem.subject), min(alike, key=lambda one: abs(one - at))
    before = subject.slots(example, index, lang).get("before", "")
    after = subject.show(example.steps[index].after, lang)
    if not before or after in (before, subject.show(solution.steps[at].after, lang)):
        return ""
    return "\n".join((before, after, "", reviewed(lang, "yours"), mine, "…"))


def solved_sibling(solution: Solution, lang: Lang, level: Level, seed: int) -> Solution | None:
    """A problem of the same structure with other data, solved as this one is; None when the subject has none."""
    subject = catalogue.find(solution.problem.subject)
    like = sibling(subject, solution, Random(seed), lang)
    found = subject.solve(like.problem, solution.method, level) if like else None
    return found if isinstance(found, Solution) and found.steps else None
