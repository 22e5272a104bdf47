"""The subject of algebra: asks its families which of them a message belongs to, and lets that one do everything.

Families are the folders beside this module that expose `family` (`subjects.algebra.family.Family`), found by a scan. They
are disjoint: a message that two of them read as different problems is not understood, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from random import Random
from typing import cast

from subjects.algebra.family import Family
from subjects.algebra.notation import show_exact
from subjects.algebra.several import Several, split
from subjects.expression import MAX_CHARS
from subjects.phrases import Phrases
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Unsolved, Verdict
from subjects.tokens import fold

_HERE = Path(__file__).parent


_PI = re.compile(r"(?<![^\W\d_])(?<!\\)[pP][iI](?![^\W\d_])")
_MEASURED = re.compile(
    r"=\s*[-−]?\d+(?:[.,]\d+)?\s*(?:k?m|cm|s|h|min|k?g|mol|m?[lL])(?:/(?:s|h|mol|m?[lL]))?[²2]?(?![\w²³(])"
)
_MOVING = re.compile(
    r"\b(?:movil|muev\w*|movimiento|velocidad|rapidez|acelera\w*|uniforme|trayectoria|parte del reposo|moves?|moving|motion|"
    r"speed|velocity|acceler\w*|uniform(?:ly)?|moles?|gramos|grams|masa molar|molar mass|disolucion|reacci\w+|"
    r"solution of(?! (?:this|the|these|each|both) (?:system|pair|equation|inequalit|problem))|"
    r"reacts?)\b"
)
_OF_SUBSTANCE = re.compile(
    r"(?<![^\W\d_])[nmMVcCP] ?\((?=[^)]*[A-Z])(?:[A-Z][a-z]?[\d₀-₉]*|\((?:[A-Z][a-z]?[\d₀-₉]*)+\)[\d₀-₉]*)+\) *="
)
"""A quantity of a substance, `n(N2) =`, is no product of letters."""


def with_pi(text: str) -> str:
    """The number said by its name as its sign: `pi*r^2` is `π*r^2`, never `p·i·r²`."""
    return _PI.sub("π", text)


def measured_elsewhere(text: str) -> bool:
    """Whether letters get quantities with units in a text on motion or substances: `x = 20 m` is no equation there, and
    `n(N2) = 2` nowhere."""
    if _OF_SUBSTANCE.search(text):
        return True
    return _MEASURED.search(text) is not None and _MOVING.search(fold(text)) is not None


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """The families in alphabetical order."""
    names = sorted(path.parent.name for path in _HERE.glob("*/__init__.py"))
    return tuple(cast(Family, import_module(f"subjects.algebra.{name}").family) for name in names)


class Algebra:
    """See `subjects.subject.Subject`."""

    name = "algebra"

    @property
    def methods(self) -> tuple[str, ...]:
        """Those of all families; a class may name one for each nature of problem (`subjects.methods`)."""
        return tuple(dict.fromkeys(method for family in _linear_first() for method in family.methods))

    @property
    def phrases(self) -> Phrases:
        """The bank of hints in both languages."""
        return _bank()

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The problem of the one family that reads the message, or of several exercises in it."""
        if len(text) > MAX_CHARS:
            return Unsolved("too_long")
        if measured_elsewhere(text):
            return Unsolved("no_problem")
        text = with_pi(text)
        return _several().parse(text, lang) if split(text)[1] else _read(text, lang)

    def solve(
        self, problem: Problem, method: str | None = None, level: Level = "3eso"
    ) -> Solution | Unsolved:
        """By the method of the class where it is one of the family's, else by the family's default."""
        owner = _owner(problem)
        return Unsolved("not_supported") if owner is None else owner.solve(problem, method, level)

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """See `Subject.parts`."""
        return _of(solution).parts(solution)

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
    ) -> Verdict:
        """Judge what the student wrote."""
        return _of(solution).check(solution, with_pi(attempt), lang, tuple(map(with_pi, history)), reached)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Whether any family sees a line, a value or an answer in the message."""
        text = with_pi(text)
        return len(text) <= MAX_CHARS and any(f.looks_like_attempt(text, lang) for f in _linear_first())

    def show(self, exact: str, lang: Lang) -> str:
        """Class notation of an exact string."""
        return show_exact(exact, lang)

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """The answer and the lines and results not reached yet."""
        return _of(solution).secrets(solution, reached)

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Whether an equation of a reply is true and gives nothing away."""
        return _of(solution).allows(with_pi(equation), solution, reached)

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """A problem of the same family and structure that shares neither solution nor results."""
        return _of(solution).sibling(solution, seed, lang)

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A random problem that a class of the level meets, in a student's or a textbook's words."""
        fitting = [family for family in _linear_first() if level in family.levels]
        return rng.choice(fitting).generate(rng, lang, level)

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong lines for a step, one for each misconception, in random order."""
        return _of(solution).mistakes(solution, step, rng, lang)

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for a step as a student would type it."""
        return _of(solution).attempt_line(solution, step, rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """`unknown`, `before`, `problem` and the step's own."""
        return _of(solution).slots(solution, step, lang)


@lru_cache(maxsize=1)
def _linear_first() -> tuple[Family, ...]:
    """The first equations of school first: their methods are the subject's default."""
    return tuple(sorted(families(), key=lambda family: "linear" not in family.kinds))


def _read(text: str, lang: Lang) -> Problem | Unsolved:
    """One exercise, by the one family that reads it."""
    read = [family.parse(text, lang) for family in families()]
    problems = {each.id: each for each in read if isinstance(each, Problem)}
    if len(problems) == 1:
        return next(iter(problems.values()))
    if problems:
        return Unsolved("not_understood", "several readings")
    reasons = [each for each in read if isinstance(each, Unsolved)]
    return next((each for each in reasons if each.why != "no_problem"), Unsolved("no_problem"))


@lru_cache(maxsize=1)
def _several() -> Several:
    return Several(_read, lambda kind: _owners()[kind])


@lru_cache(maxsize=1)
def _owners() -> Mapping[str, Family]:
    return {kind: family for family in (*families(), _several()) for kind in family.kinds}


def _owner(problem: Problem) -> Family | None:
    return _owners().get(problem.kind)


def _of(solution: Solution) -> Family:
    return _owners()[solution.problem.kind]


@lru_cache(maxsize=1)
def _bank() -> Phrases:
    return Phrases.of(_HERE)
