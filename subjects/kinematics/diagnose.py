"""Names the misconception behind a wrong line by finding the wrong form or the wrong value that it is.

None when no misconception of the bank explains it; then the line is just wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from subjects.kinematics.chain import Work
from subjects.kinematics.formula import Node, Undefined, read, symbols, value_of
from subjects.kinematics.formula import root as square_root
from subjects.kinematics.mistakes import altered, inverted, unconverted, wrong_forms, wrong_laws, wrong_values
from subjects.kinematics.motion import DIMENSIONS, Given
from subjects.kinematics.truth import Truth, matches
from subjects.kinematics.units import TIME, UNITS, convert, dimension

_PRIMES = (103, 173, 2, 11, 5, 29, 41), (211, 223, 7, 9, 4, 31, 53), (157, 191, 3, 13, 6, 37, 47)
_FIRST = ("v0", "v", "a", "g", "t", "s", "h")
_POINTS: tuple[Mapping[str, Fraction], ...] = tuple(
    {name: Fraction(17 + (at * (31 + turn)) % 83 + at, 1 + turn) for at, name in enumerate(DIMENSIONS)}
    | {name: Fraction(number) for name, number in zip(_FIRST, numbers, strict=True)}
    for turn, numbers in enumerate(_PRIMES)
)


def formula(left: Node, right: Node, work: Work) -> str | None:
    """Why a false relation between symbols was written."""
    zeros = {given.symbol: Fraction(0) for given in work.motion.givens if not given.value}
    for stage in range(len(work.stages)):
        for isolated in (True, False):
            for short, text in wrong_forms(work, stage, isolated=isolated):
                sides = [read(side) for side in text.split(" = ", 1)]
                if same_relation(left, right, sides[0], sides[1], zeros):
                    return short
    return None


def same_relation(left: Node, right: Node, one: Node, two: Node, zeros: Mapping[str, Fraction]) -> bool:
    """Whether two equalities are one: the same sides up to value, either way round."""
    return (_equal(left, one, zeros) and _equal(right, two, zeros)) or (
        _equal(left, two, zeros) and _equal(right, one, zeros)
    )


def _equal(one: Node, two: Node, zeros: Mapping[str, Fraction]) -> bool:
    if all(_value(one, p) == _value(two, p) is not None for p in _POINTS):
        return True
    return all(_value(one, {**p, **zeros}) == _value(two, {**p, **zeros}) is not None for p in _POINTS)


def _value(node: Node, env: Mapping[str, Fraction]) -> Fraction | None:
    try:
        return value_of(node, env)
    except (Undefined, ValueError):
        return None


def equation(left: Node, right: Node, work: Work) -> str | None:
    """Why a false equality with one unknown and numbers was written: by the value that it gives the unknown."""
    used = symbols(left) | symbols(right)
    for index, (_, symbol) in enumerate(work.stages):
        if used == {symbol}:
            if why := _wrong_equation(left, right, index, work):
                return why
            root = solve_one(left, right, symbol)
            return value(index, root, root, "", work, 0) if root is not None else None
    return _wrong_law(left, right, work)


def _wrong_law(left: Node, right: Node, work: Work) -> str | None:
    """A wrong equation of motion with the data put in (`y = 20t + 5t^2`), where the scene has such equations."""
    if len(symbols(left) | symbols(right)) != 2:
        return None
    general = {
        name: "t" if DIMENSIONS[name] == TIME else name[0] if name[:2] not in ("vx", "vy") else name[:2]
        for name in symbols(left) | symbols(right)
    }
    one, two = (renamed_node(node, general) for node in (left, right))
    for law in work.motion.scene.convention.split("; "):
        for short, text in wrong_laws(law, work):
            sides = [read(side) for side in text.split(" = ", 1)]
            if same_relation(one, two, sides[0], sides[1], work.values):
                return short
    return None


def renamed_node(node: Node, names: Mapping[str, str]) -> Node:
    """The tree with other names for its symbols."""
    if node.op == "sym":
        return replace(node, name=names.get(node.name, node.name))
    return replace(node, args=tuple(renamed_node(arg, names) for arg in node.args)) if node.args else node


def _wrong_equation(left: Node, right: Node, stage: int, work: Work) -> str | None:
    """A wrong form of the formula, or the right one with wrong data, that the equality is up to a factor."""
    formula, symbol = work.stages[stage]
    texts = [(short, text, work.values) for short, text in wrong_forms(work, stage, isolated=False)]
    texts += [(short, formula.text, values) for short, values in altered(work)]
    for short, text, values in texts:
        one, two = (read(side) for side in text.split(" = ", 1))
        known = {name: number for name, number in values.items() if name != symbol}
        if _proportional(left, right, one, two, symbol, known):
            return short
    return None


def _proportional(
    left: Node, right: Node, one: Node, two: Node, symbol: str, known: Mapping[str, Fraction]
) -> bool:
    ratios = []
    for number in (Fraction(2), Fraction(5), Fraction(11)):
        env = {**known, symbol: number}
        sides = [_value(node, {symbol: number}) for node in (left, right)]
        others = [_value(node, env) for node in (one, two)]
        if sides[0] is None or sides[1] is None or others[0] is None or others[1] is None:
            return False
        mine, theirs = sides[0] - sides[1], others[0] - others[1]
        if not mine or not theirs:
            return False
        ratios.append(mine / theirs)
    return all(near(ratio, ratios[0]) and ratio * ratios[0] > 0 for ratio in ratios)


def solve_one(left: Node, right: Node, symbol: str) -> Fraction | None:
    """The unknown of an equality that is linear in it, in its inverse or in its square; None otherwise."""

    def gap(number: Fraction) -> Fraction | None:
        one, two = _value(left, {symbol: number}), _value(right, {symbol: number})
        return None if one is None or two is None else one - two

    root = _linear(gap)
    if root is not None:
        return root
    inverse = _linear(lambda number: gap(1 / number) if number else None)
    if inverse:
        return 1 / inverse
    squared = _linear(lambda number: gap(square_root(number)) if number >= 0 else None)
    return square_root(squared) if squared is not None and squared > 0 else None


def _linear(gap: Callable[[Fraction], Fraction | None]) -> Fraction | None:
    points = [Fraction(1), Fraction(4), Fraction(9)]
    values = [gap(point) for point in points]
    first, second, third = values
    if first is None or second is None or third is None:
        return None
    slope = (second - first) / 3
    if not slope or third - second != slope * 5:
        return None
    return Fraction(points[0] - first / slope)


def near(one: Fraction, two: Fraction) -> bool:
    """Equal up to rounding of a class."""
    return abs(one - two) <= max(abs(one), abs(two)) * Fraction(6, 1000)


def value(
    stage: int | None, here: Fraction | None, written: Fraction | None, unit: str, work: Work, reached: int
) -> str | None:
    """Why a wrong value was found at a stage; `here` in working units, `written` as the student wrote it."""
    if stage is None or here is None or written is None:
        return None
    symbol = work.stages[stage][1]
    right = work.values[symbol]
    if unit and unit != work.units[symbol] and near(written, right):
        return "unit_wrong"
    for wrong in wrong_values(work, stage):
        if near(wrong.value, here):
            return wrong.short
    if symbol == "a" and right < 0 < here:
        turned = next((w.short for w in wrong_values(work, stage) if near(w.value, -here)), None)
        if turned:
            return turned
    if symbol == work.motion.unknown and unit and _wrongly_converted(written, unit, work):
        return "conversion_inverted"
    if near(here, -right):
        return "sign_of_braking" if symbol == "a" else "isolation_wrong"
    return "arithmetic" if reached >= _substituted(work, stage) else None


def calculation(stage: int | None, node: Node, here: Fraction, work: Work) -> str | None:
    """Why a wrong calculation was written: by its form where that is in the bank, else by its value."""
    if stage is None:
        return None
    for wrong in wrong_values(work, stage):
        if read(wrong.line.split(" = ", 1)[1]) == node:
            return wrong.short
    return value(stage, here, here, "", work, 0)


def _wrongly_converted(written: Fraction, unit: str, work: Work) -> bool:
    symbol = work.motion.unknown
    found, here = work.values[symbol], work.units[symbol]
    return unit != here and near(written, found * UNITS[unit][1] / UNITS[here][1])


def _substituted(work: Work, stage: int) -> int:
    done = [
        i + 1 for i, m in enumerate(work.marks) if m.stage == stage and m.rule in ("substitute", "isolate")
    ]
    return max(done, default=len(work.marks))


def unit_or_value(symbol: str, stage: int | None, written: Fraction, work: Work, truth: Truth) -> str | None:
    """Why a number with a unit of another kind was written."""
    if matches(truth, symbol, written, 2):
        return "unit_wrong"
    why = value(stage, written, written, "", work, 0)
    return why or "unit_wrong"


def datum(given: Given, written: Fraction, unit: str, work: Work) -> str | None:
    """Why a known quantity was noted or converted wrongly."""
    symbol = given.symbol
    if unit and dimension(unit) == DIMENSIONS[symbol]:
        if unit != given.unit and written == given.value:
            return unconverted(given, work) if unit == work.units[symbol] else "unit_wrong"
        if unit != given.unit and near(written, given.value * UNITS[unit][1] / UNITS[given.unit][1]):
            return "conversion_inverted"
    here = (
        convert(written, unit, work.units[symbol])
        if unit and dimension(unit) == DIMENSIONS[symbol]
        else written
    )
    why = datum_value(given, here, work)
    ignored = "initial_velocity_ignored" if symbol == "v0" and not written else None
    return why or _swapped(given, written, unit, work) or ignored


def datum_value(given: Given | None, here: Fraction, work: Work) -> str | None:
    """Why a conversion gave a wrong number in working units."""
    if given is None or given.unit == work.units[given.symbol]:
        return None
    if here == given.value:
        return unconverted(given, work)
    return "conversion_inverted" if near(here, inverted(given, work)) else None


def _swapped(given: Given, written: Fraction, unit: str, work: Work) -> str | None:
    if given.symbol not in ("v", "v0"):
        return None
    other = work.motion.given("v0" if given.symbol == "v" else "v")
    if other is None:
        return None
    here = convert(written, unit, work.units[given.symbol]) if unit else written
    return "data_swapped" if here in (work.values[other.symbol], other.value) else None


def conversion(unit: str, target: str, one: Fraction | None, two: Fraction | None) -> str | None:
    """Why a false equality between two measured numbers was written."""
    if not unit or not target or one is None or two is None or dimension(unit) != dimension(target):
        return None
    if one == two and unit != target:
        return "kmh_as_ms" if {unit, target} == {"km/h", "m/s"} else None
    return "conversion_inverted" if near(two, one * UNITS[target][1] / UNITS[unit][1]) else None
