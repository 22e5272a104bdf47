"""The family of equations in one unknown that are not linear as written, by formula, factors or completed square."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random

from subjects.algebra.detail import detail_of, way_of
from subjects.algebra.equations.check import check
from subjects.algebra.equations.claims import looks_like_attempt
from subjects.algebra.equations.generate import exercise, like, wrong_texts
from subjects.algebra.equations.parse import Equation, parse
from subjects.algebra.equations.reveal import allows, secrets
from subjects.algebra.equations.trace import Trace, shown_roots, trace
from subjects.algebra.equations.way import FACTORING, FORMULA, SQUARE, Stage
from subjects.algebra.equations.words import say_stage
from subjects.algebra.notation import join, show_exact
from subjects.methods import chosen
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Step, Unsolved, Verdict

KINDS = ("quadratic", "biquadratic", "polynomial", "rational", "radical", "absolute", "exponential")


class Equations:
    """See `subjects.algebra.family.Family`."""

    kinds = frozenset(KINDS)
    methods = (FORMULA, FACTORING, SQUARE)
    levels: frozenset[Level] = frozenset(("2eso", "3eso", "4eso", "1bach", "2bach"))

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The equation that the message asks to solve."""
        return parse(text, lang)

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """The chain of class lines; the method decides how complete quadratics are solved. Bachillerato puts the coefficients
        into the formula at once and works out what is under the root with the root."""
        data = problem.data
        if not isinstance(data, Equation):
            return Unsolved("not_supported")
        own, data = chosen(method, self.methods), replace(data, detail=detail_of(level))
        way = way_of(own, data.detail)
        found = trace(data.equation, data.unknown, way)
        if found is None:
            return Unsolved("too_hard")
        return Solution(replace(problem, data=data), own, _steps(data, way), _answer(found, data.unknown))

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """See `Subject.parts`: an equation asks one question."""
        return ((solution.problem.unknown, solution.answer),)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """Judge what the student wrote."""
        return check(solution, attempt, lang, history, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Whether a line, a value or an answer stands in the message."""
        return looks_like_attempt(text, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """The answers and the lines and results not reached yet."""
        return secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Whether an equation of a reply is true and gives nothing away."""
        return allows(equation, solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """An equation solved by the same rules that shares neither solutions nor results."""
        return like(solution, Random(f"{solution.problem.id}:{seed}"), lang)

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A random equation in a student's or a textbook's words."""
        return exercise(rng, lang, level)

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong lines for a step, one for each misconception, in random order."""
        return wrong_texts(solution, step, rng, lang)

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for a step as a student would type it."""
        return say_stage(stages_of(solution), step, rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """`unknown`, `before`, `problem` and the step's own."""
        own = {slot: text[lang] for slot, text in solution.steps[step].slots.items()}
        return {
            "unknown": solution.problem.unknown,
            "before": show_exact(solution.steps[step].before, lang),
            "problem": show_exact(solution.steps[0].before, lang),
            **own,
        }


def stages_of(solution: Solution) -> tuple[Stage, ...]:
    """The stages of a solution."""
    data = solution.problem.data
    found = trace(data.equation, data.unknown, way_of(solution.method, data.detail))
    assert found is not None  # noqa: S101 - the solution was made from it
    return found.stages


@lru_cache(maxsize=4096)
def _steps(data: Equation, method: str) -> tuple[Step, ...]:
    found = trace(data.equation, data.unknown, method)
    stages = found.stages if found is not None else ()
    return tuple(Step(f"algebra.{each.rule}", each.before, each.after, _slots(each)) for each in stages)


def _slots(stage: Stage) -> Mapping[str, Mapping[Lang, str]]:
    return {
        name: {
            "es": join([show_exact(text, "es") for text in texts], "es"),
            "en": join([show_exact(text, "en") for text in texts], "en"),
        }
        for name, texts in stage.slots
    }


def _answer(found: Trace, unknown: str) -> Answer:
    if found.all:
        return Answer("all", "all")
    if not found.roots:
        return Answer("none", [])
    return Answer("solutions", [{unknown: text} for text in shown_roots(found.roots, found.decimal)])
