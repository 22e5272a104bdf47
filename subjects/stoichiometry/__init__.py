"""Stoichiometry: formulas, molar mass, moles and masses, balancing, amounts through a reaction, gases, solutions,
limiting reactants, yields and purities, percent composition and formulas from analysis.

By conversion factors or by proportions. Cheap to import; data files are read on first use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from random import Random

from subjects.phrases import Phrases
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Unsolved, Verdict


class Stoichiometry:
    """See `subjects.subject.Subject`."""

    name = "stoichiometry"
    methods: tuple[str, ...] = ("factors", "proportions")

    @cached_property
    def phrases(self) -> Phrases:
        """The bank beside this file."""
        return Phrases.of(Path(__file__).parent)

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """See `Subject.parse`."""
        from subjects.stoichiometry.parse import parse

        return parse(text, lang)

    def solve(
        self, problem: Problem, method: str | None = None, level: Level = "3eso"
    ) -> Solution | Unsolved:
        """See `Subject.solve`."""
        from subjects.stoichiometry.solve import solve

        return solve(problem, method, level)

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """See `Subject.parts`."""
        from subjects.stoichiometry.calculation.plan import Calculation

        if isinstance(solution.problem.data, Calculation):
            from subjects.stoichiometry.calculation.solve import parts

            return parts(solution.problem.data)
        from subjects.stoichiometry.solve import parts as parts_of_task

        return parts_of_task(solution)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
    ) -> Verdict:
        """See `Subject.check`."""
        from subjects.stoichiometry.check import check

        return check(solution, attempt, lang, history, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """See `Subject.looks_like_attempt`."""
        from subjects.stoichiometry.check import looks_like_attempt

        return looks_like_attempt(text, lang)

    def show(self, exact: str, lang: Lang) -> str:
        """See `Subject.show`."""
        from subjects.stoichiometry.show import show

        return show(exact, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """See `Subject.secrets`."""
        from subjects.stoichiometry.guarding import secrets

        return secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """See `Subject.allows`."""
        from subjects.stoichiometry.guarding import allows

        return allows(equation, solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """See `Subject.sibling`."""
        from subjects.stoichiometry.siblings import sibling

        return sibling(solution, seed, lang)

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """See `Subject.generate`."""
        from subjects.stoichiometry.generate import generate

        return generate(rng, lang, level)

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """See `Subject.mistakes`."""
        from subjects.stoichiometry.mistakes import mistakes

        return mistakes(solution, step, rng, lang)

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """See `Subject.attempt_line`."""
        from subjects.stoichiometry.show import attempt_line

        return attempt_line(solution, step, rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """See `Subject.slots`."""
        from subjects.stoichiometry.show import slots

        return slots(solution, step, lang)


subject = Stoichiometry()
