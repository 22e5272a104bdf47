"""The family of linear equations in one unknown, by transposition or by balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random

from subjects.algebra.detail import detail_of, way_of
from subjects.algebra.linear.check import check
from subjects.algebra.linear.claims import looks_like_attempt
from subjects.algebra.linear.generate import equation, like
from subjects.algebra.linear.line import balance, render, root
from subjects.algebra.linear.mistakes import RULES, wrong_lines
from subjects.algebra.linear.parse import Equation, parse
from subjects.algebra.linear.reveal import allows, secrets
from subjects.algebra.linear.show import slots_of
from subjects.algebra.linear.steps import BALANCE, TRANSPOSITION, Stage, trace
from subjects.algebra.linear.words import ask, say_line
from subjects.algebra.notation import ALL_VALUES, NO_SOLUTION, show_exact
from subjects.expression import Relation, exact, show
from subjects.methods import chosen
from subjects.problem import (
    LEVELS,
    Answer,
    Exercise,
    Lang,
    Level,
    Problem,
    Secret,
    Solution,
    Step,
    Unsolved,
    Verdict,
)


class Linear:
    """See `subjects.algebra.family.Family`."""

    kinds = frozenset({"linear"})
    methods = (TRANSPOSITION, BALANCE)
    levels: frozenset[Level] = frozenset(LEVELS)

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The linear equation in one unknown that the message asks for."""
        return parse(text, lang)

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """The chain of class lines; every line has the same solution as the problem. The youngest move unknowns and
        numbers one after another; Bachillerato writes no line only to collect or to divide."""
        data = problem.data
        if not isinstance(data, Equation):
            return Unsolved("not_supported")
        own, data = chosen(method, self.methods), replace(data, detail=detail_of(level))
        way = way_of(own, data.detail)
        stages = trace(data.equation, data.unknown, way)
        if not stages:
            return Unsolved("too_hard")
        return Solution(
            replace(problem, data=data), own, _steps(data, way), _answer(stages, data.unknown)
        )

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
        """The answer and the lines and results not reached yet."""
        return secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Whether an equation of a reply is true and gives nothing away."""
        return allows(equation, solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """An equation solved by the same rules that shares neither solution nor results."""
        data = solution.problem.data
        rng = Random(f"{solution.problem.id}:{seed}")
        relation = like(data.equation, data.unknown, way_of(solution.method, data.detail), rng)
        return None if relation is None else _exercise(relation, show(relation, lang), lang)

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A random equation in a student's or a textbook's words."""
        while True:
            relation, unknown = equation(rng, level)
            exercise = _exercise(relation, ask(relation, unknown, rng, lang), lang)
            if exercise is not None:
                return exercise

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong lines for a step, one for each misconception, in random order."""
        stage = _stage(solution, step)
        fitting = RULES.get(stage.rule, frozenset())
        wrong = [(n, line) for n, line in wrong_lines(stage.before) if n in fitting and balance(line)[0]]
        rng.shuffle(wrong)
        chosen = dict(reversed(wrong))
        return [(f"algebra.{name}", show(render(line), lang)) for name, line in chosen.items()]

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for a step as a student would type it."""
        stage = _stage(solution, step)
        if stage.line is None:
            return rng.choice(_SAID[lang][stage.after])
        return say_line(render(stage.line), rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """`unknown`, `before`, `problem` and the step's own."""
        before = solution.steps[step].before
        own = {slot: text[lang] for slot, text in solution.steps[step].slots.items()}
        problem = show_exact(solution.steps[0].before, lang)
        return {
            "unknown": solution.problem.unknown,
            "before": show_exact(before, lang),
            "problem": problem,
            **own,
        }


_SAID: dict[Lang, dict[str, tuple[str, ...]]] = {
    "es": {
        NO_SOLUTION: (
            "no tiene solución",
            "no tiene solucion",
            "no hay solución",
            "sin solución",
            "es imposible",
        ),
        ALL_VALUES: (
            "infinitas soluciones",
            "vale cualquier número",
            "todos los valores",
            "tiene infinitas soluciones",
        ),
    },
    "en": {
        NO_SOLUTION: ("no solution", "there is no solution", "it has no solutions", "it's impossible"),
        ALL_VALUES: (
            "infinitely many solutions",
            "any number works",
            "all values",
            "it's true for all values",
        ),
    },
}


@lru_cache(maxsize=4096)
def _steps(data: Equation, method: str) -> tuple[Step, ...]:
    before, steps = data.equation, []
    for stage in trace(data.equation, data.unknown, method) or ():
        es, en = slots_of(stage, "es"), slots_of(stage, "en")
        slots: dict[str, Mapping[Lang, str]] = {
            name: {"es": text, "en": en[name]} for name, text in es.items()
        }
        steps.append(Step(f"algebra.{stage.rule}", before, stage.after, slots))
        before = stage.after
    return tuple(steps)


def _stage(solution: Solution, step: int) -> Stage:
    data = solution.problem.data
    stages = trace(data.equation, data.unknown, way_of(solution.method, data.detail))
    assert stages is not None  # noqa: S101 - a solution exists only with its stages
    return stages[step]


def _answer(stages: tuple[Stage, ...], unknown: str) -> Answer:
    solution = root(stages[0].before)
    if solution == "none":
        return Answer("none", [])
    if solution == "all":
        return Answer("all", "all")
    return Answer("solutions", [{unknown: stages[-1].after.partition("= ")[2]}])


def _exercise(relation: Relation, text: str, lang: Lang) -> Exercise | None:
    """None where the words do not read back as this very equation."""
    problem = parse(text, lang)
    if isinstance(problem, Unsolved) or problem.canonical != exact(relation):
        return None
    return Exercise(text, problem)
