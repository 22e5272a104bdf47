"""What is true of the problem at hand, read from its solution: the answer, and what each letter is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from subjects import catalogue
from subjects.problem import Lang, Level, Problem, Solution
from tutoring.measuring.arithmetic import equations, worth
from tutoring.measuring.leaks import Truth, rationals

Values = Mapping[str, tuple[tuple[Fraction, Fraction], ...]]
"""By letter, every value it takes: as written, and in metres, seconds and grams."""


@dataclass(frozen=True, slots=True)
class Known:
    """A subject's problem with its answer. `units`: its letters stand for quantities. Without a problem, empty."""

    subject: str = ""
    truth: Truth | None = None
    values: Values = field(default_factory=dict)
    units: bool = False


@lru_cache(maxsize=4096)
def known(subject: str, text: str, lang: Lang, level: Level = "3eso") -> Known:
    """What is known of a problem; nothing but the subject where it cannot be read or solved."""
    units = subject != "algebra"
    if subject not in catalogue.names() or not text:
        return Known(subject, units=units)
    found = catalogue.find(subject)
    problem = found.parse(text, lang)
    solution = found.solve(problem, None, level) if isinstance(problem, Problem) else None
    if not isinstance(problem, Problem) or not isinstance(solution, Solution):
        return Known(subject, units=units)
    truth = Truth(text, problem.unknown, solution.answer.kind, solution.answer.value)
    values = _of_answer(truth) if not units else assigned(
        (problem.statement, *(step.after for step in solution.steps)), units
    )  # fmt: skip
    return Known(subject, truth, values, units)


def _of_answer(truth: Truth) -> Values:
    if truth.kind == "all":
        return {truth.unknown: ((Fraction(3), Fraction(3)),)}
    if truth.kind != "solutions":
        return {}
    found: dict[str, tuple[tuple[Fraction, Fraction], ...]] = {}
    for name, value in rationals(truth):
        found[name] = (*found.get(name, ()), (value, value))
    return found


def assigned(texts: Iterable[str], units: bool) -> Values:
    """The letters that texts give a number to: «v0 = 22.5 m/s», «M(H2O) = 18 g/mol» (for `M` too)."""
    found: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for text in texts:
        for equation in equations(text, units):
            name, *others = equation.sides
            if len(name) != 1 or name[0].kind != "name":
                continue
            for side in others:
                raw, scaled = worth(side, {}, False), worth(side, {}, True)
                if raw is None or scaled is None:
                    continue
                for spelled in {name[0].text, name[0].text[0] if "(" in name[0].text else name[0].text}:
                    pairs = found.setdefault(spelled, [])
                    if (raw, scaled) not in pairs:
                        pairs.append((raw, scaled))
    return {name: tuple(pairs) for name, pairs in found.items()}
