"""The family of word problems: numbers, ages, money, rectangles and angles, animals and coins, shares, percentages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from random import Random

from subjects.algebra.notation import show_exact
from subjects.algebra.word_problems.check import check
from subjects.algebra.word_problems.claims import looks_like_attempt
from subjects.algebra.word_problems.curved import SECOND
from subjects.algebra.word_problems.generate import exercise, like
from subjects.algebra.word_problems.parse import parse
from subjects.algebra.word_problems.reveal import allows, secrets
from subjects.algebra.word_problems.setups import wrong_setups
from subjects.algebra.word_problems.solving import Stage, answers_of, relations_of, trace
from subjects.algebra.word_problems.story import Story
from subjects.expression import exact, number, show
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

_AND: Mapping[Lang, str] = {"es": " y ", "en": " and "}
_UNITS = {"años": "years", "días": "days"}


class WordProblems:
    """See `subjects.algebra.family.Family`."""

    kinds = frozenset({"word_problem"})
    methods: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset(LEVELS)

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The story that the message tells."""
        return parse(text, lang)

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """From the unknowns to the equations, their solution and the answer."""
        del method, level
        story = problem.data
        if not isinstance(story, Story):
            return Unsolved("not_supported")
        stages = trace(story)
        if not stages:
            return Unsolved("too_hard")
        return Solution(problem, "", _steps(stages), answer(story))

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """A story asks one question."""
        return ((solution.problem.unknown, solution.answer),)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """Judge what the student wrote."""
        return check(solution, attempt, lang, history, reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Whether an equation or a number stands in the message."""
        return looks_like_attempt(text, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """The answers, equations and values not reached yet."""
        return secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Whether an equation of a reply is true and gives nothing away."""
        return allows(equation, solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """A story of the same structure with other data."""
        return like(solution, Random(f"{solution.problem.id}:{seed}"), lang)

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A random story that a class of the level meets."""
        return exercise(rng, lang, level)

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong equations instead of the set-up; later steps are sums that other families know."""
        story: Story = solution.problem.data
        if solution.steps[step].rule != "algebra.set_up":
            return []
        right = {exact(relation) for relation in relations_of(story)}
        found: dict[str, str] = {}
        for name, _, wrong in wrong_setups(story):
            line = show(wrong, lang)
            if exact(wrong) in right or check(solution, line, lang).misconception is None:
                continue
            found.setdefault(f"algebra.{name}", line)
        wrong_ones = list(found.items())
        rng.shuffle(wrong_ones)
        return wrong_ones

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for a step as a student would type it."""
        lines = [show_exact(line, lang) for line in solution.steps[step].after.split("; ")]
        if solution.steps[step].rule == "algebra.answer_question" or step == len(solution.steps) - 1:
            answers = [show_exact(str(amount), lang) for amount in answers_of(solution.problem.data).values()]
            unit = solution.problem.data.unit if len(answers) == 1 else ""
            unit = _UNITS.get(unit, unit) if lang == "en" else unit
            joint = "; " if any(text.startswith("-") for text in answers) else _AND[lang]
            return f"{joint.join(answers)} {unit}".strip()
        return rng.choice(("; ", "\n")).join(lines)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """`unknown`, `before` and `problem`."""
        return {
            "unknown": solution.problem.unknown,
            "before": show_exact(solution.steps[step].before, lang),
            "problem": "; ".join(show_exact(line, lang) for line in solution.problem.data.equations),
        }


def answer(story: Story) -> Answer:
    """One quantity with its unit, or the numbers by their keys."""
    found = answers_of(story)
    if story.unit and len(found) == 1:
        ((name, amount),) = found.items()
        return Answer(
            "quantity", {"value": _plain(amount), "unit": _UNITS.get(story.unit, story.unit), "symbol": name}
        )
    exacts = {name: exact(number(amount)) for name, amount in found.items()}
    first = {name: text for name, text in exacts.items() if not name.endswith(SECOND)}
    second = {name.removesuffix(SECOND): text for name, text in exacts.items() if name.endswith(SECOND)}
    return Answer("solutions", [first, second] if second else [first])


def _plain(amount: Fraction) -> int | float:
    return amount.numerator if amount.denominator == 1 else float(amount)


@lru_cache(maxsize=2048)
def _steps(stages: tuple[Stage, ...]) -> tuple[Step, ...]:
    return tuple(Step(f"algebra.{stage.rule}", stage.before, stage.after) for stage in stages)
