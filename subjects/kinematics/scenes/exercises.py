"""Problems of scenes from `exercises.toml`, and other data for a problem that was read.

What is generated is what the readers make of the text, so every exercise can be read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random

from subjects.kinematics.motion import Motion
from subjects.kinematics.notation import quantity, show
from subjects.kinematics.parse import parse
from subjects.phrases import fill
from subjects.problem import Exercise, Lang, Level, Problem

_TRIES = 40
_ANGLES = (30, 37, 45, 53, 60)


@dataclass(frozen=True, slots=True)
class Template:
    """Wordings of one problem in both languages, the data to draw, the levels that practise it."""

    levels: tuple[str, ...]
    texts: Mapping[Lang, tuple[str, ...]]
    draw: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """All of `exercises.toml`."""
    tree = tomllib.loads(Path(__file__).with_name("exercises.toml").read_text(encoding="utf-8"))
    return tuple(
        Template(
            tuple(node["levels"]),
            {"es": tuple(node["es"]), "en": tuple(node["en"])},
            {slot: tuple(values) for slot, values in node["draw"].items()},
        )
        for node in tree["exercise"]
    )


def of_template(template: Template, rng: Random, lang: Lang) -> Exercise | None:
    """One drawing of a template, or None where no drawing fits together."""
    for _ in range(_TRIES):
        slots = {}
        for slot, (unit, *values) in template.draw.items():
            slots[slot] = show(quantity(Fraction(rng.choice(values)), unit), lang)
        exercise = as_exercise(fill(rng.choice(template.texts[lang]), slots, rng), lang)
        if exercise:
            return exercise
    return None


def as_exercise(text: str, lang: Lang) -> Exercise | None:
    """A text with the problem that is read from it; None where none is, or where its data do not fit together."""
    problem = parse(text, lang)
    return Exercise(text, problem) if isinstance(problem, Problem) else None


def suited(level: Level) -> tuple[Template, ...]:
    """The templates of a level."""
    return tuple(template for template in templates() if level in template.levels)


def shape(motion: Motion) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What two problems of one structure have in common."""
    return motion.kind, tuple(use.text + use.symbol for use in motion.uses), motion.wanted


def siblings(
    motion: Motion, text: str, own: Lang, rng: Random, lang: Lang, avoid: frozenset[Fraction]
) -> Iterator[Exercise]:
    """Candidates with the same structure: the text with other numbers, else templates of that structure."""
    for _ in range(2 * _TRIES if own == lang and text else 0):
        exercise = as_exercise(_renumbered(text, motion, rng, avoid, own), lang)
        if exercise and shape(exercise.problem.data) == shape(motion):
            yield exercise
    for template in templates():
        first = of_template(template, rng, lang)
        if first and shape(first.problem.data) == shape(motion):
            more = (of_template(template, rng, lang) for _ in range(2 * _TRIES))
            yield from (exercise for exercise in (first, *more) if exercise)


_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w]*[.,]?\d)")


def _renumbered(text: str, motion: Motion, rng: Random, avoid: frozenset[Fraction], own: Lang) -> str:
    """The text with each number of the data changed to another of its size; the pull of gravity stays, unless its number
    is one to avoid."""
    fixed = {given.value for given in motion.givens if given.symbol == "g"}
    told = {abs(g.value): g.unit for g in motion.givens if g.source == "text" and g.symbol != "g"}

    def put(match: re.Match[str]) -> str:
        value = Fraction(match[0].replace(",", "."))
        if value in fixed and value in avoid and value == 10:
            return "9,8" if own == "es" else "9.8"
        if value not in told or value in fixed:
            return match[0]
        new = _near(value, told[value], rng)
        written = quantity(new, "")
        return (
            written.replace(".", ",")
            if "," in match[0] or ("." in written and "." not in match[0])
            else written
        )

    return _NUMBER.sub(put, text)


def _near(value: Fraction, unit: str, rng: Random) -> Fraction:
    """Another number as round as this one, between about half and twice of it."""
    if unit == "°":
        return Fraction(rng.choice([angle for angle in _ANGLES if angle != value]))
    grain = next(
        (Fraction(g) for g in (100, 50, 10, 5, 1) if (value / g).denominator == 1 and value >= 4 * g), None
    )
    if grain is None:
        grain = (
            Fraction(1)
            if value.denominator == 1
            else Fraction(1, 10 if (value * 10).denominator == 1 else 100)
        )
    low, high = max(1, int(value / grain / 2)), max(2, int(value / grain * 2))
    choices = [number * grain for number in range(low, min(high, low + 60) + 1) if number * grain != value]
    return rng.choice(choices) if choices else value + grain
