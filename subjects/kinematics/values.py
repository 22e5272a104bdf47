"""Judges a number or a calculation claimed for one quantity: by value, unit and rounding."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from subjects.kinematics import diagnose
from subjects.kinematics.attempt import Segment, measure
from subjects.kinematics.chain import Mark
from subjects.kinematics.finding import UNREADABLE, Desk, Finding
from subjects.kinematics.formula import read, value_of
from subjects.kinematics.motion import DIMENSIONS, Given
from subjects.kinematics.rounding import coarse, rounds_to
from subjects.kinematics.truth import matches
from subjects.kinematics.units import UNITS, convert, dimension

_DECELERATION = re.compile(r"deceler|desaceler|frenad|braking", re.IGNORECASE)


def assigned(symbol: str, right: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    if symbol not in DIMENSIONS or symbol not in desk.truth.env:
        return UNREADABLE if symbol not in desk.truth.env else Finding("unknown")
    given = work.motion.given(symbol)
    if work.motion.kind == "fall" and symbol == "v0" and right.bare and not value_of(right.node, {}):
        return Finding("right", 1)
    if given and right.bare:
        return datum(given, right, desk)
    stage = next((i for i, (_, s) in enumerate(work.stages) if s == symbol), None)
    if right.bare:
        return found_value(symbol, stage, right, desk)
    return calculation(symbol, stage, right, desk)


def datum(given: Given, right: Segment, desk: Desk) -> Finding:
    """A known quantity noted or converted."""
    work = desk.truth.work
    value = value_of(right.node, {})
    working = work.units[given.symbol]
    if right.unit:
        if dimension(right.unit) != DIMENSIONS[given.symbol]:
            same = value in (given.value, work.values[given.symbol])
            return Finding("wrong", misconception="unit_wrong" if same else None)
        if right.unit == given.unit and value == given.value:
            return Finding("right", 1)
        if matches(desk.truth, given.symbol, convert(value, right.unit, working), right.decimals):
            return Finding("right", desk.converted(given.symbol, right.unit))
        if _rounded_conversion(given, value, right):
            return Finding("right", desk.converted(given.symbol, right.unit))
    else:
        if value == given.value or (given.symbol in ("a", "g") and value == -given.value):
            return Finding("right", 1)
        if matches(desk.truth, given.symbol, value, right.decimals):
            return Finding("right", desk.converted(given.symbol))
    if given.symbol == "a" and right.unit == given.unit and value == -given.value > 0:
        why = None if _DECELERATION.search(desk.text) else "sign_of_braking"
        return Finding("wrong", misconception=why) if why else Finding("right", 1)
    if (
        given.symbol == "g"
        and work.motion.kind == "up"
        and right.unit == given.unit
        and value == -given.value
    ):
        return Finding("right", 1)
    if given.source == "class" and abs(value) in (Fraction(10), Fraction(981, 100)):
        return Finding("right", 1)
    return Finding("wrong", misconception=misread(given, value, right, desk))


def misread(given: Given, value: Fraction, right: Segment, desk: Desk) -> str | None:
    """Why a known quantity was noted or converted wrongly."""
    work = desk.truth.work
    unit = right.unit or work.units[given.symbol]
    why = diagnose.datum(given, value, right.unit, work)
    if why or dimension(unit) != DIMENSIONS[given.symbol]:
        return why
    if coarse(convert(given.value, given.unit, unit), value, right.decimals):
        return "rounding"
    if desk.truth.work.motion.kind == "equation" and given.symbol == "a" and value * 2 == given.value:
        return "half_forgotten"
    return "conversion_factor" if unit != given.unit else None


def _rounded_conversion(given: Given, value: Fraction, right: Segment) -> bool:
    return rounds_to(convert(given.value, given.unit, right.unit), value, right.decimals, fewest=2)


def found_value(symbol: str, stage: int | None, right: Segment, desk: Desk) -> Finding:
    """A number claimed for a quantity that was to be found."""
    work = desk.truth.work
    value = value_of(right.node, {})
    if right.unit and dimension(right.unit) != DIMENSIONS[symbol]:
        why = diagnose.unit_or_value(symbol, stage, value, work, desk.truth)
        return Finding("wrong", misconception=why)
    unit = right.unit or work.units[symbol]
    here = convert(value, unit, work.units[symbol])
    if symbol in work.motion.scene.either_sign:
        here, value = abs(here), abs(value)
        if desk.truth.env[symbol] < 0:
            here, value = -here, -value
    if matches(desk.truth, symbol, here, right.decimals) or _in_unit(symbol, value, unit, right, desk):
        return _right_value(symbol, stage, right, desk)
    if not right.unit and symbol == work.motion.unknown and rounds_to(work.result, value, right.decimals, fewest=2):
        return Finding("incomplete", _before_end(desk), missing=("unit",))
    if (
        symbol == "a"
        and _DECELERATION.search(desk.text)
        and matches(desk.truth, symbol, -here, right.decimals)
    ):
        return _right_value(symbol, stage, right, desk)
    why = _why_value(stage, symbol, value, right, desk)
    return Finding("wrong", misconception=why)


def _why_value(stage: int | None, symbol: str, value: Fraction, right: Segment, desk: Desk) -> str | None:
    """Why a wrong number was found: rounded too far, or what `diagnose` makes of it."""
    work = desk.truth.work
    unit = right.unit or work.units[symbol]
    exact = convert(desk.truth.env[symbol], work.units[symbol], unit)
    here = convert(value, unit, work.units[symbol])
    why = diagnose.value(stage, here, value, right.unit, work, desk.reached)
    return "rounding" if why in (None, "arithmetic") and coarse(exact, value, right.decimals) else why


def _in_unit(symbol: str, value: Fraction, unit: str, right: Segment, desk: Desk) -> bool:
    """Rounding happens in the unit that is written."""
    work = desk.truth.work
    exact = (desk.truth.env[symbol], *desk.truth.others.get(symbol, ()))
    here = [convert(each, work.units[symbol], unit) for each in exact]
    return any(rounds_to(each, value, right.decimals, 3 if at else 2) for at, each in enumerate(here))


def _right_value(symbol: str, stage: int | None, right: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    if stage is None:
        return Finding("right", desk.reached)
    if symbol != work.motion.unknown:
        done = desk.step("result", stage)
        if symbol in work.motion.asks and not right.unit:
            return Finding("incomplete", done - 1, missing=("unit",))
        return Finding("right", done)
    if not right.unit:
        return Finding("incomplete", _before_end(desk), missing=("unit",))
    if any(desk.result(asked) > desk.reached for asked in work.motion.asks):
        return Finding("right", desk.reached)
    if work.motion.unit and right.unit != work.motion.unit:
        return Finding("right", desk.step("result", stage))
    return Finding("right", len(work.marks), final=True)


def _before_end(desk: Desk) -> int:
    return len(desk.truth.work.marks) - 1


def calculation(symbol: str, stage: int | None, right: Segment, desk: Desk) -> Finding:
    """An unfinished calculation claimed for a quantity."""
    work = desk.truth.work
    target = desk.truth.env[symbol]
    loose = rounding_used(desk, right)
    if right.measured:
        value, dim = measured(right, {})
        if dim != DIMENSIONS[symbol]:
            return calculation(symbol, stage, replace(right, unit=""), desk) if right.unit else UNREADABLE
        here = value / UNITS[work.units[symbol]][1]
    else:
        here = value_of(right.node, {})
    if not right.measured and _all_in_si(symbol, right, here, desk):
        here = target
    values = (target, *desk.truth.others.get(symbol, ()))
    if any(same(here, value, loose) for value in values):
        if work.motion.given(symbol):
            return Finding("right", desk.converted(symbol))
        return Finding("right", desk.reached if stage is None else _calculated(stage, right, desk))
    if work.motion.given(symbol):
        return Finding("wrong", misconception=diagnose.datum_value(work.motion.given(symbol), here, work))
    return Finding("wrong", misconception=diagnose.calculation(stage, right.node, here, work))


def _all_in_si(symbol: str, right: Segment, here: Fraction, desk: Desk) -> bool:
    """A calculation with all data in SI where the class works in kilometres and hours."""
    work = desk.truth.work
    data = {work.values[g.symbol] * UNITS[work.units[g.symbol]][1] for g in work.motion.givens}
    worth = UNITS[work.units[symbol]][1]
    return (
        worth != 1 and set(right.numbers) <= data and same(here, desk.truth.env[symbol] * worth, loose=False)
    )


def _calculated(stage: int, right: Segment, desk: Desk) -> int:
    """The steps that a right calculation covers: the data put in, or worked out half way where the class does so."""
    work = desk.truth.work
    filled = max(desk.step("substitute", stage), desk.step("isolate", stage))
    worked = Mark("operate", stage) in work.marks
    if worked and read(work.lines[desk.step("operate", stage) - 1][1].split(" = ", 1)[1]) == right.node:
        return desk.step("operate", stage)
    return filled


def same(one: Fraction, two: Fraction, loose: bool) -> bool:
    limit = Fraction(1, 300) if loose else Fraction(1, 10**9)
    return abs(one - two) <= limit * max(abs(one), abs(two)) or (not one and abs(two) < Fraction(1, 10**9))


def rounding_used(desk: Desk, *segments: Segment) -> bool:
    """Rounded numbers were used: decimals or whole numbers of three figures that are no data in the line, and a value on
    the way that has no short decimal form."""
    data = {abs(value) for value in desk.truth.work.values.values()}
    numbers = [number for segment in segments for number in segment.numbers]
    written = any(number.denominator != 1 or (number >= 100 and number not in data) for number in numbers)
    return written and any((value * 1000).denominator != 1 for value in desk.truth.env.values())


def measured(segment: Segment, env: dict[str, Fraction]) -> tuple[Fraction, tuple[int, int]]:
    value, dim = measure(segment.node, env)
    if segment.unit:
        value, dim = value * UNITS[segment.unit][1], dimension(segment.unit)
    return value, dim
