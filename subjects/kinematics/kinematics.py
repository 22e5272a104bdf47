"""The subject as the rest of the house sees it: each act is done by the module of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from random import Random

from subjects.phrases import Phrases
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Unsolved, Verdict


class Kinematics:
    """Implements `subjects.subject.Subject` for motion along a line."""

    name = "kinematics"
    methods = ("formula", "substitute_first")

    @cached_property
    def phrases(self) -> Phrases:
        """The bank of hints."""
        return Phrases.of(Path(__file__).parent)

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        from subjects.kinematics.parse import parse

        return parse(text, lang)

    def solve(
        self, problem: Problem, method: str | None = None, level: Level = "3eso"
    ) -> Solution | Unsolved:
        from subjects.kinematics.solve import solve

        return solve(problem, method, level)

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """The answers to all questions of a problem that asks several, by symbol, in the order of the text; else ()."""
        from subjects.kinematics.solve import parts

        return parts(solution)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
    ) -> Verdict:
        from subjects.kinematics.check import check

        return check(solution, attempt, lang, history, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        from subjects.kinematics.attempt import looks_like_attempt

        del lang  # mathematics looks the same in both
        return looks_like_attempt(text)

    def show(self, exact: str, lang: Lang) -> str:
        from subjects.kinematics.notation import show

        return show(exact, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        from subjects.kinematics.guard import secrets

        return secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        from subjects.kinematics.guard import allows

        return allows(equation, solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        from subjects.kinematics.generate import sibling

        return sibling(solution, seed, lang)

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        from subjects.kinematics.generate import generate

        return generate(rng, lang, level)

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        from subjects.kinematics.mistakes import mistakes
        from subjects.kinematics.solve import work_of

        lines = mistakes(work_of(solution), step, rng, lang)
        if not solution.problem.data.uses:
            return lines
        return [made for made in lines if self._is_wrong(solution, made[1], lang, step)]

    def _is_wrong(self, solution: Solution, line: str, lang: Lang, step: int) -> bool:
        """A wrong form of one letter may be right for another quantity of a scene: then it is no mistake."""
        return self.check(solution, line, lang, reached=step).outcome == "wrong"

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        from subjects.kinematics.solve import work_of
        from subjects.kinematics.student import attempt_line

        return attempt_line(work_of(solution), step, rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        from subjects.kinematics.hints import slots
        from subjects.kinematics.solve import work_of
        from subjects.kinematics.statement import statement

        work = work_of(solution)
        return slots(work, step, lang, statement(work.motion, lang))
