"""Writes the steps of a solved motion in the order and size in which a class of each level takes them.

Data, conversion of each quantity that needs it, formula, isolation, substitution, result with unit. The youngest (1º and
2º ESO) convert a speed in two steps, lengths and then times, and work out powers, brackets and products before the
result. In Bachillerato an unknown that comes out without a root is isolated as the data go in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from subjects.kinematics.formula import read, substitute, value_of
from subjects.kinematics.motion import Formula, Given, Motion
from subjects.kinematics.notation import quantity
from subjects.kinematics.operate import operated
from subjects.kinematics.rounding import written
from subjects.kinematics.scenes.plan import names
from subjects.kinematics.units import SPEED, convert, dimension
from subjects.problem import Level

METHODS = ("formula", "substitute_first")
RULES = (
    "data", "convert", "convention", "formula", "isolate", "substitute", "operate", "result", "roots", "discard",
    "convert_result",
)  # fmt: skip
Detail = Literal["usual", "small", "joined"]
DETAILS: tuple[Detail, ...] = get_args(Detail)
DETAIL: Mapping[Level, Detail] = {
    "1eso": "small", "2eso": "small", "3eso": "usual", "4eso": "usual", "1bach": "joined", "2bach": "joined",
}  # fmt: skip
"""The size of the steps at each level."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a step stands: its rule, its stage (0 or 1), for conversions the quantity converted and its new unit."""

    rule: str
    stage: int = 0
    given: Given | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """The numbers behind a solution: `values` in working units of every quantity found or given; `marks` in step with
    the solution's steps; `numbers`: each value as the work writes it, rounded where it is long; `figures`: how many
    significant figures a result has."""

    motion: Motion
    values: Mapping[str, Fraction]
    units: Mapping[str, str]
    stages: tuple[tuple[Formula, str], ...]
    marks: tuple[Mark, ...]
    lines: tuple[tuple[str, str], ...]
    unit: str
    numbers: Mapping[str, str]
    figures: int

    def shown(self, symbol: str) -> str:
        """The exact text of a value with its unit, as the work writes it."""
        return f"{self.numbers[symbol]} {self.units[symbol]}"

    @property
    def final(self) -> str:
        """The exact text of the answer with its unit."""
        return f"{written(self.result, self.figures)} {self.unit}"

    @property
    def result(self) -> Fraction:
        """The value of the unknown in the unit of the answer."""
        unknown = self.motion.unknown
        return convert(self.values[unknown], self.units[unknown], self.unit)

    def converted(self, mark: Mark) -> tuple[Fraction, str]:
        """The quantity after a conversion step: its value and unit."""
        if mark.given is None:
            raise ValueError(mark.rule)
        return convert(mark.given.value, mark.given.unit, mark.unit), mark.unit

    def converted_text(self, mark: Mark) -> str:
        """The same as the work writes it."""
        value, unit = self.converted(mark)
        symbol = mark.given.symbol if mark.given else ""
        return self.shown(symbol) if unit == self.units.get(symbol) else f"{written(value, self.figures + 1)} {unit}"


def data_line(motion: Motion, converted: Mapping[str, str]) -> str:
    """The list of knowns as exact text, some of them converted."""
    parts = [
        f"{given.symbol} = {converted.get(given.symbol) or quantity(given.value, given.unit)}"
        for given in motion.givens
    ]
    return "; ".join([*([motion.scene.told] if motion.scene.told else []), *parts])


Steps = list[tuple[Mark, str]]


def chained(done: Work, method: str, detail: Detail) -> Work:
    """The work with its steps; each line starts where the one before ended."""
    motion = done.motion
    raw = "; ".join(quantity(g.value, g.unit) for g in motion.givens if g.source == "text")
    steps = [(Mark("data"), data_line(motion, {})), *_conversions(done, detail)]
    if motion.scene.convention:
        steps.append((Mark("convention"), motion.scene.convention))
    for index in range(len(done.stages)):
        steps += [(Mark(rule, index), after) for rule, after in _stage(done, index, method, detail)]
    if done.unit != done.units[motion.unknown]:
        steps.append((Mark("convert_result", len(done.stages) - 1), f"{motion.unknown} = {done.final}"))
    starts = [f"{raw} -> {', '.join(motion.wanted)}", *(after for _, after in steps)]
    lines = tuple((before, after) for before, (_, after) in zip(starts, steps, strict=False))
    return replace(done, marks=tuple(mark for mark, _ in steps), lines=lines)


def _conversions(done: Work, detail: Detail) -> Steps:
    """One step for each quantity in another unit; lengths and times of a speed apart for the youngest."""
    steps: Steps = []
    now: dict[str, str] = {}
    for given in done.motion.givens:
        target = done.units[given.symbol]
        if given.unit == target:
            continue
        for unit in (*(_halfway(given.unit, target) if detail == "small" else ()), target):
            mark = Mark("convert", 0, given, unit)
            now[given.symbol] = done.converted_text(mark)
            steps.append((mark, data_line(done.motion, now)))
    return steps


def _halfway(unit: str, target: str) -> tuple[str, ...]:
    """The speed with the length in its new unit and the time in its old one: `m/h` between `km/h` and `m/s`."""
    if dimension(unit) != SPEED:
        return ()
    (length, time), (new_length, new_time) = unit.split("/"), target.split("/")
    return (f"{new_length}/{time}",) if length != new_length and time != new_time else ()


def _stage(done: Work, index: int, method: str, detail: Detail) -> list[tuple[str, str]]:
    """The steps (rule, line) of one use of a formula."""
    formula, symbol = done.stages[index]
    known = {name: number for name, number in done.numbers.items() if name != symbol}
    form = formula.forms[symbol]
    out = [("formula", formula.text)]
    if formula.other:
        return out + _two_roots(done, formula, symbol, known)
    result = ("result", f"{symbol} = {done.shown(symbol)}")
    side = form.split(" = ", 1)[1]
    if side in known or not names(side):  # nothing to put in: the quantity is the converted one, or read off
        return [*out, result]
    right = substitute(side, known)
    filled, alone = ("substitute", substitute(formula.text, known)), ("isolate", form)
    if form == formula.text:
        out.append(("substitute", f"{symbol} = {right}"))
    elif detail == "joined" and "sqrt" not in form:
        out.append(filled if method == "substitute_first" else ("substitute", f"{symbol} = {right}"))
    elif method == "substitute_first":
        out += [filled, ("isolate", f"{symbol} = {right}")]
    else:
        out += [alone, ("substitute", f"{symbol} = {right}")]
    worked = operated(right, done.values[symbol], done.figures + 1) if detail == "small" else ""
    return [*out, *([("operate", f"{symbol} = {worked}")] if worked else []), result]


def _two_roots(
    done: Work, formula: Formula, symbol: str, known: Mapping[str, str]
) -> list[tuple[str, str]]:
    """An equation with two solutions: the data put in, both solutions, the one that is possible."""
    second = value_of(read(formula.other), {name: done.values[name] for name in done.values if name != symbol})
    both = f"{symbol} = {done.numbers[symbol]} or {symbol} = {written(second, done.figures)}"
    filled = substitute(formula.text, known)
    return [("substitute", filled), ("roots", both), ("discard", f"{symbol} = {done.shown(symbol)}")]
