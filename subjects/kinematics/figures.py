"""Judges lines without letters: conversions, calculations, a bare result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from subjects.kinematics import diagnose
from subjects.kinematics.attempt import Segment, measure
from subjects.kinematics.finding import UNREADABLE, Desk, Finding
from subjects.kinematics.formula import Node, Undefined, read, value_of
from subjects.kinematics.motion import (
    DIMENSIONS,
    DOWN_HEIGHT,
    DOWN_SQUARES,
    POSITION,
    SQUARES,
    UP_HEIGHT,
    UP_SQUARES,
)
from subjects.kinematics.relations import symbols_alone
from subjects.kinematics.rounding import coarse, rounds_to
from subjects.kinematics.truth import matches
from subjects.kinematics.units import UNITS, convert, dimension
from subjects.kinematics.values import (
    assigned,
    calculation,
    datum,
    found_value,
    measured,
    misread,
    rounding_used,
    same,
)


def numbers_only(left: Segment, right: Segment, desk: Desk, first: Segment) -> Finding:
    """An equality between numbers, with or without units."""
    if left.measured and right.measured:
        return _measured_pair(left, right, desk)
    one, two = value_of_any(left), value_of_any(right)
    if one is None or two is None:
        return UNREADABLE
    if not (
        rounds_to(one, two, right.decimals, fewest=2)
        if right.bare
        else same(one, two, rounding_used(desk, left, right))
    ):
        if left.bare and right.bare and not left.measured and not right.measured:
            return Finding("wrong")
        if rounding_used(desk, left, right) and same(one, two, loose=True) and _is_found(first, two, right, desk):
            return _named(first, right, desk)
        turned = one == -two and first.node == Node("sym", name="a") and desk.truth.env.get("a", one) < 0 < two
        why = "sign_of_braking" if turned else _slip(left, two, right, desk)
        return Finding("wrong", misconception=why)
    if first.symbols:
        return Finding("right", 0) if not right.bare else _named(first, right, desk)
    if right.bare and not right.unit and value_of_any(right) in _terms(desk):
        return Finding("right", desk.reached)
    return alone(right, desk)


def _is_found(first: Segment, value: Fraction, right: Segment, desk: Desk) -> bool:
    """Whether a result is right to its last figure though the numbers before it are written rounded."""
    if first.node.op != "sym" or not right.bare:
        return False
    return matches(desk.truth, first.node.name, value, right.decimals)


def _terms(desk: Desk) -> set[Fraction]:
    """Values of the pieces of a long formula with the data put in: a true calculation of one is work on the side, no
    claim about what is asked."""
    work = desk.truth.work
    found: set[Fraction] = set()
    for formula, symbol in work.stages:
        for side in formula.forms[symbol].split(" = ", 1)[1:]:
            if formula in _LONG:
                found |= _pieces(read(side), work.values)
    return found - {work.values[symbol] for _, symbol in work.stages}


_LONG = (POSITION, SQUARES, UP_HEIGHT, UP_SQUARES, DOWN_HEIGHT, DOWN_SQUARES)


def _pieces(node: Node, values: Mapping[str, Fraction]) -> set[Fraction]:
    """Values of all calculations inside an expression, without the expression itself."""
    found: set[Fraction] = set()
    for arg in node.args:
        if arg.args:
            found |= {value_of(arg, values)} | _pieces(arg, values)
    return found


def value_of_any(segment: Segment) -> Fraction | None:
    """The number of a segment whose unit, if any, stands at its end."""
    if segment.units:
        value, _ = measure(segment.node, {})
        return value
    return value_of(segment.node, {})


def _slip(left: Segment, claimed: Fraction, right: Segment, desk: Desk) -> str | None:
    """Two sides of a calculation that differ: a slip, unless it is a conversion gone wrong."""
    exact = value_of_any(left)
    if exact is not None and right.bare and coarse(exact, claimed, right.decimals):
        return "rounding"
    if left.bare and left.unit and not right.measured:
        for given in desk.truth.work.motion.givens:
            if left.unit == given.unit and value_of(left.node, {}) == given.value:
                return diagnose.datum_value(given, claimed, desk.truth.work) or "conversion_factor"
    for given in desk.truth.work.motion.givens:
        if right.unit and dimension(right.unit) == DIMENSIONS[given.symbol] and not right.units:
            why = diagnose.datum_value(
                given, convert(claimed, right.unit, desk.truth.work.units[given.symbol]), desk.truth.work
            )
            if why:
                return why
    return "arithmetic"


def _named(first: Segment, right: Segment, desk: Desk) -> Finding:
    if first.node.op != "sym":
        return Finding("right", desk.reached)
    return assigned(first.node.name, right, desk)


def _measured_pair(left: Segment, right: Segment, desk: Desk) -> Finding:
    one, dim = measured(left, {})
    two, other = measured(right, {})
    if dim != other:
        return Finding("wrong", misconception="unit_wrong") if right.bare else UNREADABLE
    scale = UNITS[right.unit][1] if right.unit else Fraction(1)
    if rounds_to(one / scale, two / scale, right.decimals, fewest=2) or same(one, two, loose=False):
        return conversion_found(right, desk, left)
    work = desk.truth.work
    for given in work.motion.givens:
        if left.bare and left.unit == given.unit and value_of(left.node, {}) == given.value:
            value = value_of_any(right)
            if value is not None:
                why = misread(given, value, right, desk)
                return Finding("wrong", misconception=why)
    why = diagnose.conversion(left.unit, right.unit, value_of_any(left), value_of_any(right))
    if not why and right.bare:
        why = "rounding" if coarse(one / scale, two / scale, right.decimals) else _wrong_factor(left, right)
    return Finding("wrong", misconception=why)


def _wrong_factor(left: Segment, right: Segment) -> str | None:
    """Two quantities of one kind in different units that are not equal: a conversion with a wrong factor."""
    return "conversion_factor" if left.bare and left.unit != right.unit else None


def conversion_by_number(segments: tuple[Segment, ...], desk: Desk) -> bool:
    """`72 km/h : 3.6 = 20 m/s` and `72/3.6 = 20 m/s`: the class's short way to convert."""
    left, right = segments[0], segments[-1]
    if len(segments) != 2 or left.symbols or left.bare or not right.bare or right.units:
        return False
    value = _without_units(left.node)
    if value is None or not rounds_to(value, value_of(right.node, {}), right.decimals, fewest=2):
        return False
    work = desk.truth.work
    for given in work.motion.givens:
        if given.value in left.numbers and right.unit and dimension(right.unit) == DIMENSIONS[given.symbol]:
            there = convert(given.value, given.unit, right.unit)
            return rounds_to(there, value_of(right.node, {}), right.decimals, fewest=2)
    return False


def _without_units(node: Node) -> Fraction | None:
    try:
        return value_of(_bare_node(node), {})
    except (Undefined, ValueError):
        return None


def _bare_node(node: Node) -> Node:
    if node.op == "unit":
        return Node("num", value=Fraction(1))
    return replace(node, args=tuple(_bare_node(arg) for arg in node.args)) if node.args else node


def conversion_found(right: Segment, desk: Desk, left: Segment | None = None) -> Finding:
    """A true conversion or calculation with units: which step it covers."""
    work = desk.truth.work
    if right.bare and right.unit:
        value = value_of(right.node, {})
        for given in work.motion.givens:
            target = work.units[given.symbol]
            if (
                given.unit != target
                and right.unit == target
                and matches(desk.truth, given.symbol, value, right.decimals)
            ):
                return Finding("right", desk.converted(given.symbol))
        for mark in work.marks:
            if mark.given and right.unit == mark.unit and rounds_to(work.converted(mark)[0], value, right.decimals):
                return Finding("right", desk.converted(mark.given.symbol, mark.unit))
        unknown = work.motion.unknown
        if dimension(right.unit) == DIMENSIONS[unknown]:
            finding = found_value(unknown, len(work.stages) - 1, right, desk)
            if finding.outcome == "right":
                return finding
        for index, (_, symbol) in enumerate(work.stages):
            if (
                dimension(right.unit) == DIMENSIONS[symbol]
                and found_value(symbol, index, right, desk).outcome == "right"
            ):
                return Finding("right", desk.step("result", index))
    del left
    return Finding("right", desk.reached)


def alone(segment: Segment, desk: Desk) -> Finding:
    if segment.symbols:
        return symbols_alone(segment, desk)
    if not segment.bare:
        return _calculation_alone(segment, desk)
    work = desk.truth.work
    value = value_of(segment.node, {})
    if segment.unit:
        return _quantity_alone(segment, desk)
    stage = _stage_now(desk)
    order = [stage, *[i for i in range(len(work.stages)) if i != stage]]
    for index in order:
        finding = found_value(work.stages[index][1], index, segment, desk)
        if finding.outcome in ("right", "incomplete"):
            return finding
    for mark in work.marks:
        pending = mark.given and desk.converted(mark.given.symbol) > desk.reached
        if mark.given and pending and matches(desk.truth, mark.given.symbol, value, segment.decimals):
            return Finding("right", desk.converted(mark.given.symbol))
    return found_value(work.stages[stage][1], stage, segment, desk)


def _stage_now(desk: Desk) -> int:
    """The stage the student works at."""
    marks = desk.truth.work.marks
    return marks[min(desk.reached, len(marks) - 1)].stage


def _beside(symbol: str, stage: int, desk: Desk) -> bool:
    """A quantity found on the way of a scene that a bare number could only state in place of what is asked."""
    motion = desk.truth.work.motion
    if not motion.uses or symbol in motion.wanted or (desk.reached > 1 and stage == _stage_now(desk)):
        return False
    return DIMENSIONS[symbol] in {DIMENSIONS[asked] for asked in motion.wanted}


def _quantity_alone(segment: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    dim = dimension(segment.unit)
    last = len(work.stages) - 1
    for index in range(last, -1, -1):
        symbol = work.stages[index][1]
        if DIMENSIONS[symbol] == dim and not _beside(symbol, index, desk):
            finding = found_value(symbol, index, segment, desk)
            if finding.outcome == "right":
                return finding
    for given in work.motion.givens:
        if DIMENSIONS[given.symbol] == dim and given.symbol != work.motion.unknown:
            finding = datum(given, segment, desk)
            if finding.outcome == "right" and DIMENSIONS[work.motion.unknown] != dim:
                return finding
            if finding.outcome == "right" and finding.reached > max(1, desk.reached):
                return finding
    if _shown(segment, desk):
        return Finding("right", desk.reached)
    stage = _stage_now(desk)
    symbol = work.stages[stage][1]
    other = DIMENSIONS[symbol] != dim or _beside(symbol, stage, desk)
    if other and DIMENSIONS[work.motion.unknown] == dim:
        stage, symbol = last, work.motion.unknown
    return found_value(symbol, stage, segment, desk)


def _shown(segment: Segment, desk: Desk) -> bool:
    """A further quantity of a scene that may be stated alone, of another kind than what is asked."""
    work, dim = desk.truth.work, dimension(segment.unit)
    if dim in {DIMENSIONS[asked] for asked in work.motion.wanted}:
        return False
    symbols = [symbol for symbol in work.motion.scene.shown if DIMENSIONS[symbol] == dim]
    here = value_of(segment.node, {})
    return any(
        symbol in desk.truth.env
        and matches(desk.truth, symbol, convert(here, segment.unit, work.units[symbol]), segment.decimals)
        for symbol in symbols
    )


def _calculation_alone(segment: Segment, desk: Desk) -> Finding:
    work = desk.truth.work
    stage = _stage_now(desk)
    order = [stage, *[i for i in range(len(work.stages)) if i != stage]]
    for index in order:
        finding = calculation(work.stages[index][1], index, segment, desk)
        if finding.outcome == "right":
            return finding
    for mark in work.marks:
        if mark.given:
            finding = calculation(mark.given.symbol, None, segment, desk)
            if finding.outcome == "right":
                return finding
    return calculation(work.stages[stage][1], stage, segment, desk)
