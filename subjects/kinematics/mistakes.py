"""What students get wrong in motion problems: wrong forms of a formula, wrong numbers put into a right one.

One table serves both sides: it makes the wrong lines that exercises and training need, and it names the
misconception behind a wrong line that a student wrote.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random

from subjects.kinematics.chain import Mark, Work
from subjects.kinematics.formula import Undefined, read, substitute, value_of
from subjects.kinematics.motion import DIMENSIONS, Formula, Given, Motion
from subjects.kinematics.notation import decimal, quantity, show
from subjects.kinematics.rounding import coarse, nearest, written
from subjects.kinematics.scenes.plan import names
from subjects.kinematics.solve import work as solved_work
from subjects.kinematics.truth import holds, valid, with_usual_g
from subjects.kinematics.units import ACCELERATION, LENGTH, SPEED, SYSTEMS, TIME, UNITS, convert
from subjects.problem import Lang

Table = Mapping[str, tuple[tuple[str, str], ...]]


@lru_cache(maxsize=1)
def tables() -> tuple[Table, Table]:
    """Right form, and formula of the class, to wrong ones with the misconception behind each (`mistakes.toml`)."""
    tree = tomllib.loads(Path(__file__).with_name("mistakes.toml").read_text(encoding="utf-8"))
    form, text = (
        {right: tuple((short, line) for short, line in node["wrong"]) for right, node in tree[name].items()}
        for name in ("form", "text")
    )
    return form, text


@dataclass(frozen=True, slots=True)
class WrongValue:
    """A wrong value (working units) of the stage's symbol, the line that leads to it, and why a student gets it."""

    short: str
    value: Fraction
    line: str


def wrong_forms(work: Work, stage: int, *, isolated: bool) -> list[tuple[str, str]]:
    """Wrong formulas at a stage: (misconception, exact text). `isolated`: with the unknown alone on the left."""
    formula, symbol = work.stages[stage]
    by_form, by_text = tables()
    table = generic_lookup(by_form, formula.forms[symbol], work)
    if not isolated:
        table = (table if formula.forms[symbol] == formula.text else ()) + generic_lookup(by_text, formula.text, work)
    zeros = frozenset(given.symbol for given in work.motion.givens if not given.value)
    braking = work.values.get("a", Fraction(0)) < 0
    return [
        (_fit(short, work), text)
        for short, text in table
        if _applies(short, work) and _sayable(text, work) and not _valid(text, work, zeros, braking)
    ]


def wrong_laws(law: str, work: Work) -> list[tuple[str, str]]:
    """Wrong forms of an equation of motion of a scene."""
    return [(short, text) for short, text in tables()[0].get(law, ()) if _applies(short, work)]


_NUMBERED = re.compile(r"\b(v[xy]?|[atsxy]|beta)([1-9])\b")


def generic_lookup(table: Table, text: str, work: Work) -> tuple[tuple[str, str], ...]:
    """The wrong forms of a formula; one for a numbered moment or leg takes those of the same formula without numbers."""
    if text in table:
        return table[text]
    numbered = dict(_NUMBERED.findall(text))
    wrong = table.get(_NUMBERED.sub(r"\1", text), ())

    known = {*work.values, *(symbol for symbol, _ in work.motion.scene.extras)}
    others = numbered.popitem()[1] if len({*numbered.values()}) == 1 else ""
    numbered = dict(_NUMBERED.findall(text))

    def put(line: str) -> str:
        return re.sub(r"\b(v[xy]?|[atsxy]|beta)\b", lambda m: named(m[1]), line)

    def named(base: str) -> str:
        name = base + str(numbered.get(base, others))
        return name if name in known or base not in known else base

    return tuple((short, put(line)) for short, line in wrong)


def _sayable(text: str, work: Work) -> bool:
    """Whether a scene has all the quantities of a form."""
    further = {symbol for symbol, _ in work.motion.scene.extras}
    if not work.motion.uses:
        return "x0" not in names(text)
    return names(text) <= {*work.values, *further}


def _valid(text: str, work: Work, zeros: frozenset[str], braking: bool) -> bool:
    if work.motion.uses:
        left, right = text.split(" = ", 1)
        return holds(read(left), read(right), work.motion)
    return valid(text, work.motion.kind, zeros, braking)


def _applies(short: str, work: Work) -> bool:
    start, end = (work.values.get(symbol, Fraction(0)) for symbol in ("v0", "v"))
    if short == "square_of_difference":
        return bool(start and end)
    return short != "initial_velocity_ignored" or start != 0


def _fit(short: str, work: Work) -> str:
    """Subtracting the velocities the wrong way round is about braking only where something brakes, a forgotten part of the
    way about a length only where a long body passes."""
    if short == "length_ignored" and work.motion.kind != "passing":
        return "wrong_formula"
    braking = work.values.get("a", Fraction(0)) < 0
    return "isolation_wrong" if short == "sign_of_braking" and not braking else short


def altered(work: Work) -> Iterator[tuple[str, dict[str, Fraction]]]:
    """Wrong data put into the right formula: (misconception, values in place of the right ones)."""
    values = dict(work.values)
    convertible = list(dict.fromkeys(mark.given for mark in work.marks if mark.given))
    for given in convertible:
        yield unconverted(given, work), {**values, given.symbol: given.value}
        yield "conversion_inverted", {**values, given.symbol: inverted(given, work)}
    if len(convertible) > 1:
        first = unconverted(convertible[0], work)
        yield first, {**values, **{given.symbol: given.value for given in convertible}}
    known = {given.symbol for given in work.motion.givens}
    if "a" in known and values["a"] < 0:
        yield "sign_of_braking", {**values, "a": -values["a"]}
    if work.motion.kind == "equation" and "a" in known:
        yield "half_forgotten", {**values, "a": values["a"] / 2}
    if "v0" in values and "g" in values:
        yield "sign_of_gravity", {**values, "g": -values["g"]}
    if {"v", "v0"} <= known and values["v"] != values["v0"]:
        yield "data_swapped", {**values, "v": values["v0"], "v0": values["v"]}


def unconverted(given: Given, work: Work) -> str:
    """The misconception of using a quantity without converting it."""
    dim = DIMENSIONS[given.symbol]
    if dim == SPEED and given.unit == "km/h" and work.units["v"] == "m/s":
        return "kmh_as_ms"
    return {TIME: "time_units", LENGTH: "length_units"}.get(dim, "speed_units")


def inverted(given: Given, work: Work) -> Fraction:
    """The conversion done the wrong way round: multiplied where it is divided."""
    return given.value * UNITS[work.units[given.symbol]][1] / UNITS[given.unit][1]


def wrong_values(work: Work, stage: int) -> tuple[WrongValue, ...]:
    """Wrong results of a stage, each once, never equal to the right one."""
    return _wrong_values(work.motion, stage)


@lru_cache(maxsize=1024)
def _wrong_values(motion: Motion, stage: int) -> tuple[WrongValue, ...]:
    """They depend on the motion alone: both methods of the class use the same formulas."""
    work = solved_work(motion)
    if work is None:
        return ()
    formula, symbol = work.stages[stage]
    right = work.values[symbol]
    out: list[WrongValue] = []
    known = {s: v for s, v in work.values.items() if s != symbol}
    if symbol == "a" and right < 0:
        out.append(WrongValue("sign_of_braking", -right, f"a = {written(-right, work.figures)}"))
    if symbol == "a" and motion.kind == "equation":
        out.append(WrongValue("half_forgotten", right / 2, f"a = {written(right / 2, work.figures)}"))
    for short, form in wrong_forms(work, stage, isolated=True):
        _add(out, short, form, known, work, right)
    if formula.other:
        _add(out, "negative_root_kept", f"{symbol} = {formula.other}", known, work, right)
    for short, value, line in _carried(work, stage):
        if abs(value - right) > abs(right) / 100:
            out.append(WrongValue(short, value, line))
    form = formula.forms[symbol]
    for short, values in altered(work):
        values = {s: v for s, v in values.items() if s != symbol}
        if stage and symbol != work.stages[0][1]:
            values = _rework(work, stage, values)
        _add(out, short, form, values, work, right)
    usual = with_usual_g(work.motion, symbol)
    return tuple(wrong for wrong in out if wrong.value not in usual)


def _carried(work: Work, stage: int) -> Iterator[tuple[str, Fraction, str]]:
    """Results of a stage after a wrong form at an earlier one, worked out rightly from there."""
    formula, symbol = work.stages[stage]
    for early in range(stage):
        before, found = work.stages[early]
        forms = wrong_forms(work, early, isolated=True)
        if before.other:
            forms = [*forms, ("negative_root_kept", f"{found} = {before.other}")]
        for short, form in forms[:8]:
            values = {s: v for s, v in work.values.items() if s != symbol}
            try:
                values[found] = value_of(read(form.split(" = ", 1)[1]), work.values)
                for later, name in work.stages[early + 1 : stage + 1]:
                    others = {s: v for s, v in values.items() if s != name}
                    values[name] = value_of(read(later.forms[name].split(" = ", 1)[1]), others)
            except (Undefined, ValueError):
                continue
            right_side = formula.forms[symbol].split(" = ", 1)[1]
            numbers = {name: _number(name, number, work) for name, number in values.items() if name != symbol}
            yield short, values[symbol], f"{symbol} = {substitute(right_side, numbers)}"


def _rework(work: Work, stage: int, values: dict[str, Fraction]) -> dict[str, Fraction]:
    """The wrong data carried through the stages before this one."""
    for formula, symbol in work.stages[:stage]:
        try:
            others = {s: v for s, v in values.items() if s != symbol}
            values[symbol] = value_of(read(formula.forms[symbol].split(" = ", 1)[1]), others)
        except (Undefined, ValueError):
            return {}
    return values


def _add(
    out: list[WrongValue], short: str, form: str, values: Mapping[str, Fraction], work: Work, right: Fraction
) -> None:
    name, text = form.split(" = ", 1)
    try:
        value = value_of(read(text), values)
    except (Undefined, ValueError):
        return
    if abs(value - right) > abs(right) / 100:
        numbers = {symbol: _number(symbol, number, work) for symbol, number in values.items()}
        out.append(WrongValue(short, value, f"{name} = {substitute(text, numbers)}"))


def mistakes(work: Work, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
    """Wrong lines instead of a step: (misconception id, line in class notation), the order shuffled."""
    mark = work.marks[step]
    first: dict[str, str] = {}
    for short, line in _lines(work, mark, rng):
        first.setdefault(line, short)
    lines = list(first.items())
    rng.shuffle(lines)
    return [(f"kinematics.{short}", show(line, lang)) for line, short in lines]


def _lines(work: Work, mark: Mark, rng: Random) -> list[tuple[str, str]]:
    if mark.rule == "data":
        return _data(work)
    if mark.rule == "convert" and mark.given:
        return _conversions(work, mark, mark.given)
    if mark.rule == "convert_result":
        return _last_conversion(work)
    formula, symbol = work.stages[mark.stage]
    if mark.rule == "formula":
        return wrong_forms(work, mark.stage, isolated=False)
    if mark.rule == "isolate" and "=" in formula.text and _symbolic(work, mark):
        return wrong_forms(work, mark.stage, isolated=True)
    wrong = [w for w in wrong_values(work, mark.stage) if _natural(w.value, symbol)]
    if mark.rule in ("isolate", "substitute", "operate"):
        return [(w.short, w.line) for w in wrong if not _plain(w.line)]
    unit = work.units[symbol]
    out = [(w.short, f"{symbol} = {written(w.value, work.figures)} {unit}") for w in wrong]
    return out + _slips(work, formula, symbol, rng) + _too_coarse(work, symbol, wrong)


def _too_coarse(work: Work, symbol: str, others: Sequence[WrongValue]) -> list[tuple[str, str]]:
    """The result rounded to one figure, where no other mistake gives that."""
    right = work.values[symbol]
    number = nearest(right, 1)
    if right <= 2 or number.denominator != 1 or not coarse(right, number, 0):
        return []
    if number in with_usual_g(work.motion, symbol):
        return []
    if any(abs(wrong.value - number) * 50 < number for wrong in others):
        return []
    return [("rounding", f"{symbol} = {decimal(number)} {work.units[symbol]}")]


def _natural(value: Fraction, symbol: str) -> bool:
    """A number that a student would not doubt at once: of ordinary size and sign."""
    return Fraction(1, 1000) < abs(value) < 10**6 and (value > 0 or symbol == "a")


def _plain(line: str) -> bool:
    return line.split(" = ", 1)[1].replace(".", "").isdigit()


def _symbolic(work: Work, mark: Mark) -> bool:
    return (
        work.lines[work.marks.index(mark)][1] == work.stages[mark.stage][0].forms[work.stages[mark.stage][1]]
    )


def _data(work: Work) -> list[tuple[str, str]]:
    start, end = work.motion.given("v0"), work.motion.given("v")
    if not start or not end or work.values["v"] == work.values["v0"]:
        return []
    return [
        ("data_swapped", f"v0 = {quantity(end.value, end.unit)}; v = {quantity(start.value, start.unit)}")
    ]


def _conversions(work: Work, mark: Mark, given: Given) -> list[tuple[str, str]]:
    unit, symbol = mark.unit, given.symbol
    if unit != work.units[symbol]:
        turned = given.value * UNITS[unit][1] / UNITS[given.unit][1]
        line = f"{quantity(given.value, given.unit)} = {written(turned, work.figures + 1)} {unit}"
        return [("conversion_inverted", line)]
    here, wrong = quantity(given.value, given.unit), f"{written(inverted(given, work), work.figures + 1)} {unit}"
    same = unconverted(given, work)
    return [
        (same, f"{symbol} = {quantity(given.value, unit)}"),
        (same, f"{here} = {quantity(given.value, unit)}"),
        ("conversion_inverted", f"{here} = {wrong}"),
        ("conversion_inverted", f"{symbol} = {wrong}"),
    ]


def _last_conversion(work: Work) -> list[tuple[str, str]]:
    symbol = work.motion.unknown
    value, unit = work.values[symbol], work.units[symbol]
    wrong = value * UNITS[work.unit][1] / UNITS[unit][1]
    return [("conversion_inverted", f"{symbol} = {written(wrong, work.figures)} {work.unit}")]


def wrong_units(work: Work, symbol: str) -> list[str]:
    """Units of the working system that do not belong to a symbol, and the other usual unit of its own kind."""
    dim = DIMENSIONS[symbol]
    system = next(s for s in SYSTEMS if s[dim] == work.units[symbol])
    units = [unit for other, unit in system.items() if other != dim and other != ACCELERATION]
    other = {"m/s": "km/h", "km/h": "m/s", "m/s^2": "m/s", "s": "min", "m": "km", "h": "min", "km": "m"}
    first = other.get(work.units[symbol])
    return [*units, *([first] if first and first not in units else [])]


def _slips(work: Work, formula: Formula, symbol: str, rng: Random) -> list[tuple[str, str]]:
    """Slips in the last calculation, written with the calculation, and right numbers with a wrong unit."""
    right = work.values[symbol]
    known = {s: number for s, number in work.numbers.items() if s != symbol}
    right_side = substitute(formula.forms[symbol].split(" = ", 1)[1], known)
    slips = [right + rng.choice((1, 2, 10)), right * 10, right - rng.choice((1, 2)), right / 10]
    usual = {right, *with_usual_g(work.motion, symbol)}
    wrong = [s for s in slips if s not in usual and (s * 1000).denominator == 1 and s]
    out = [("arithmetic", f"{symbol} = {right_side} = {quantity(s, work.units[symbol])}") for s in wrong[:2]]
    units = [u for u in wrong_units(work, symbol) if convert_differs(right, u, work.units[symbol])]
    out += [("unit_wrong", f"{symbol} = {work.numbers[symbol]} {unit}") for unit in units[:2]]
    return out


def _number(symbol: str, value: Fraction, work: Work) -> str:
    """A right value as the work writes it, a wrong one as it would."""
    return work.numbers[symbol] if value == work.values.get(symbol) else written(value, work.figures + 1)


def convert_differs(value: Fraction, unit: str, other: str) -> bool:
    """Whether the number means something else in the other unit."""
    same = UNITS[unit][0] == UNITS[other][0]
    return not same or convert(value, unit, other) != value
