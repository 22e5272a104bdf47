"""The family of expressions: expanding, factoring, algebraic fractions, division of polynomials, values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random

from subjects.algebra.expressions.answer import answer, parts
from subjects.algebra.expressions.check import check
from subjects.algebra.expressions.claims import looks_like_attempt
from subjects.algebra.expressions.forms import key
from subjects.algebra.expressions.generate import exercise, like
from subjects.algebra.expressions.parse import parse
from subjects.algebra.expressions.reveal import allows, secrets
from subjects.algebra.expressions.stage_slips import stage_slips
from subjects.algebra.expressions.task import Task
from subjects.algebra.expressions.trace import trace
from subjects.algebra.notation import show_exact
from subjects.expression import exact, show
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


class Expressions:
    """See `subjects.algebra.family.Family`."""

    kinds = frozenset(
        {"expansion", "factorization", "algebraic_fraction", "polynomial_division", "numeric_value"}
    )
    methods: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset(LEVELS)

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The expression that the message asks to work on."""
        return parse(text, lang)

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """The chain of lines, each equal to the problem's expression."""
        del method, level
        task = problem.data
        if not isinstance(task, Task):
            return Unsolved("not_supported")
        stages = trace(task)
        if not stages:
            return Unsolved("too_hard")
        return Solution(problem, "", _steps(task), answer(task, stages))

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """Quotient and remainder of a division, else the one answer."""
        return parts(solution.problem.data, solution.answer)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """Judge what the student wrote."""
        return check(solution, attempt, lang, history, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Whether an expression or a line stands in the message."""
        return looks_like_attempt(text, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """The answer and the lines not reached yet."""
        return secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Whether an equality of a reply is true and gives nothing away."""
        return allows(equation, solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """An expression solved by the same rules with another answer."""
        return like(solution, Random(f"{solution.problem.id}:{seed}"), lang)

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A random exercise that a class of the level meets."""
        return exercise(rng, lang, level)

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong lines for a step, one for each misconception, in random order."""
        task: Task = solution.problem.data
        stage = (trace(task) or ())[step]
        right = key(task, stage.after)
        found: dict[str, str] = {}
        came = [show(stage.before, lang)] if step else []
        for name, tree in stage_slips(stage):
            if name in found or key(task, tree) in (right, None):
                continue
            line = show(tree, lang)
            if check(solution, line, lang, came, step).misconception is not None:
                found[name] = line
        wrong = [(f"algebra.{name}", line) for name, line in found.items()]
        rng.shuffle(wrong)
        return wrong

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for a step as a student would type it."""
        after = show_exact(solution.steps[step].after, lang)
        before = show_exact(solution.steps[step].before, lang)
        last = step == len(solution.steps) - 1
        lead = {"es": ("", "", "me queda ", "sale "), "en": ("", "", "I get ", "so ")}[lang]
        if rng.random() < 0.3 and not last:
            return f"{before} = {after}"
        return rng.choice(lead) + after

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """`unknown`, `before`, `problem` and the part that the step works on."""
        own = {slot: text[lang] for slot, text in solution.steps[step].slots.items()}
        return {
            "unknown": solution.problem.unknown,
            "before": show_exact(solution.steps[step].before, lang),
            "problem": solution.problem.statement
            if lang == solution.problem.lang
            else _statement(solution, lang),
            **own,
        }


def _statement(solution: Solution, lang: Lang) -> str:
    task: Task = solution.problem.data
    values = ", ".join(f"{name} = {show_exact(number, lang)}" for name, number in task.values)
    return show(task.node, lang) + (f"; {values}" if values else "")


@lru_cache(maxsize=4096)
def _steps(task: Task) -> tuple[Step, ...]:
    steps = []
    for stage in trace(task) or ():
        slots: dict[str, Mapping[Lang, str]] = {}
        part = stage.part or stage.before
        slots["part"] = {"es": show(part, "es"), "en": show(part, "en")}
        steps.append(Step(f"algebra.{stage.rule}", exact(stage.before), exact(stage.after), slots))
    return tuple(steps)
