"""Draws students: endless ones of every persona, on generated problems of a subject, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from subjects import catalogue
from subjects.problem import LEVELS, Lang, Solution
from tutoring.students.able import Bilingual, Knowing, TwoProblems
from tutoring.students.misled import Misled
from tutoring.students.student import Student, Task, Working
from tutoring.students.unruly import Astray, Impatient, Pasting, Silent

_ALONE: Mapping[str, Callable[[Task, Random], Student]] = {
    one.persona: one for one in (Working, Knowing, Bilingual, Impatient, Silent, Pasting, Astray)
}
PERSONAS: tuple[str, ...] = (*_ALONE, TwoProblems.persona)
"""Every persona but `misled`, which `misled` draws by misconception."""


def tasks(name: str, lang: Lang, rng: Random) -> Iterator[Task]:
    """Endless problems of a subject, solved by the student's own means."""
    subject = catalogue.find(name)
    while True:
        level = rng.choice(LEVELS)
        exercise = subject.generate(rng, lang, level)
        solution = subject.solve(exercise.problem, None, level)
        if isinstance(solution, Solution) and solution.steps:
            lines = tuple(subject.attempt_line(solution, at, rng, lang) for at in range(len(solution.steps)))
            yield Task(subject, exercise.text, solution, lang, level, lines)


def misled(name: str, lang: Lang, seed: str) -> Iterator[Misled]:
    """Endless students with one misconception each, that their problem gives room for; every misconception of a problem is
    as likely."""
    rng = Random(f"{seed}/misled/{name}/{lang}")
    for task in tasks(name, lang, rng):
        known = sorted({
            mistake for at in range(len(task.lines)) for mistake, _ in task.subject.mistakes(task.solution, at, rng, lang)
        })  # fmt: skip
        if known:
            yield Misled(task, Random(rng.random()), rng.choice(known))


def students(persona: str, name: str, lang: Lang, seed: str) -> Iterator[Student]:
    """Endless students of a persona of PERSONAS."""
    rng = Random(f"{seed}/{persona}/{name}/{lang}")
    source = tasks(name, lang, rng)
    for task in source:
        if persona == Knowing.persona and len(task.subject.parts(task.solution)) > 1:
            continue
        own = Random(rng.random())
        yield (
            TwoProblems(task, own, next(source))
            if persona == TwoProblems.persona
            else _ALONE[persona](task, own)
        )
