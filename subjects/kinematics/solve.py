"""Solves a motion problem by the class's method and verifies it: the answer is put back into all formulas of the motion
before it is returned. `chain` writes the steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from subjects.kinematics.chain import DETAIL, DETAILS, METHODS, Detail, Work, chained
from subjects.kinematics.formula import Undefined, read, value_of
from subjects.kinematics.motion import (
    DIMENSIONS,
    FORMULAS,
    Formula,
    Motion,
    in_units,
    stages,
    working_units,
)
from subjects.kinematics.notation import decimal
from subjects.kinematics.rounding import figures_of, written
from subjects.kinematics.scenes.plan import names
from subjects.kinematics.units import TIME
from subjects.problem import Answer, Level, Problem, Solution, Step, Unsolved


def find_values(motion: Motion) -> tuple[dict[str, Fraction], dict[str, str]]:
    """Values of all known and found quantities in working units, and those units. Raises Undefined."""
    system = working_units(motion)
    values: dict[str, Fraction] = {}
    units = {symbol: system[dim] for symbol, dim in DIMENSIONS.items()}
    for given in motion.givens:
        values[given.symbol] = in_units(given, system)[0]
    for formula, symbol in stages(motion):
        values[symbol] = value_of(read(formula.forms[symbol].split(" = ", 1)[1]), values)
    return values, units


def verified(motion: Motion, values: Mapping[str, Fraction]) -> bool:
    """Whether the values fit every formula of the motion that they cover, and are possible (no negative time)."""
    if motion.uses:
        return fits(motion, values)
    tiny = Fraction(1, 10**9)
    if values.get("t", Fraction(1)) < 0 or (values.get("t") == 0 and motion.unknown == "t"):
        return False
    for formula in FORMULAS[motion.kind]:
        left, right = (read(side) for side in formula.text.split(" = "))
        try:
            one, two = value_of(left, values), value_of(right, values)
        except ValueError:
            continue
        except Undefined:
            return False
        if abs(one - two) > tiny * max(Fraction(1), abs(one)):
            return False
    return True


def fits(motion: Motion, values: Mapping[str, Fraction]) -> bool:
    """Whether the values satisfy every relation of a scene and keep within its bounds; times run forward."""
    try:
        known = {**values, **extras(motion, values)}
        for relation in (*(use.text for use in motion.uses), *motion.scene.relations):
            one, two = (value_of(read(side), known) for side in relation.split(" = "))
            if abs(one - two) > Fraction(1, 10**8) * max(Fraction(1), abs(one)):
                return False
        for low, high in motion.scene.bounds:
            if value_of(read(low), known) > value_of(read(high), known) + Fraction(1, 10**9):
                return False
    except (Undefined, ValueError):
        return False
    return all(value > 0 for symbol, value in values.items() if DIMENSIONS[symbol] == TIME and symbol != "td")


def extras(motion: Motion, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The values of a scene's further symbols. Raises Undefined and Unreadable."""
    known = dict(values)
    for symbol, form in motion.scene.extras:
        if symbol not in known:
            known[symbol] = value_of(read(form), known)
    return {symbol: known[symbol] for symbol, _ in motion.scene.extras}


@lru_cache(maxsize=4096)
def work(motion: Motion, method: str = "formula", detail: Detail = "usual") -> Work | None:
    """Everything a solution is made of, or None where there is no possible one."""
    plan = stages(motion)
    if not plan:
        return None
    try:
        values, units = find_values(motion)
    except (Undefined, ValueError):
        return None
    if not verified(motion, values) or not (motion.uses or _sensible(values)):
        return None
    unit = motion.unit or units[motion.unknown]
    numbers = _numbers(motion, plan, values, units)
    return chained(Work(motion, values, units, plan, (), (), unit, numbers, figures_of(motion)), method, detail)


def _numbers(
    motion: Motion,
    plan: tuple[tuple[Formula, str], ...],
    values: Mapping[str, Fraction],
    units: Mapping[str, str],
) -> dict[str, str]:
    """Every value as the work writes it: data as told, the last results rounded, all that is used again one figure
    longer."""
    figures = figures_of(motion)
    told = {given.symbol for given in motion.givens if given.unit == units[given.symbol]}
    used = {name for formula, symbol in plan for name in names(formula.forms[symbol]) if name != symbol}
    if motion.unit and motion.unit != units[motion.unknown]:
        used.add(motion.unknown)
    numbers = {
        symbol: decimal(value) if symbol in told else written(value, figures + (symbol in used))
        for symbol, value in values.items()
    }
    copied = {symbol: formula.forms[symbol].split(" = ", 1)[1] for formula, symbol in plan}
    return {symbol: numbers.get(copied.get(symbol, ""), number) for symbol, number in numbers.items()}


def settled(motion: Motion) -> Motion:
    """The motion without a unit asked for when its result comes in that unit anyway."""
    if not motion.unit:
        return motion
    free = replace(motion, unit="")
    done = work(free)
    return free if done and done.unit == motion.unit else motion


def _sensible(values: Mapping[str, Fraction]) -> bool:
    """Motions of the class run forward: distances and speeds are not negative, and t and s are not zero."""
    thrown = "g" in values and "v0" in values
    if any(values.get(symbol, Fraction(0)) < 0 for symbol in ("v0", "s", "h", "t", "g")):
        return False
    if values.get("v", Fraction(0)) < 0 and not thrown:
        return False
    if not all(values.get(symbol, Fraction(1)) > 0 for symbol in ("s", "h", "t")):
        return False
    return not _turned(values)


def _turned(values: Mapping[str, Fraction]) -> bool:
    """Whether a braking body would have to drive backwards by then, or a thrown one to fall below where it started."""
    start, time = values.get("v0"), values.get("t")
    if start is None or time is None:
        return False
    if "a" in values:
        return start + values["a"] * time < 0
    return "g" in values and values.get("v", start) < -start


def solve(problem: Problem, method: str | None = None, level: Level = "3eso") -> Solution | Unsolved:
    """The verified chain, its steps as large as the level takes them. Unsolved("inconsistent") where no motion has these data."""
    chosen = method or METHODS[0]
    if chosen not in METHODS:
        return Unsolved("not_supported", chosen)
    motion = problem.data
    if not isinstance(motion, Motion):
        return Unsolved("not_understood")
    done = work(motion, chosen, DETAIL[level])
    if done is None:
        return Unsolved("inconsistent")
    steps = tuple(
        Step(f"kinematics.{mark.rule}", before, after)
        for mark, (before, after) in zip(done.marks, done.lines, strict=True)
    )
    last = motion.parts[-1] if motion.parts else motion.unknown
    return Solution(problem, chosen, steps, answer_of(done, last))


def answer_of(done: Work, symbol: str) -> Answer:
    """The value found for one of the quantities asked, with its unit."""
    if symbol == done.motion.unknown:
        value, unit = done.result, done.unit
    else:
        value, unit = done.values[symbol], done.units[symbol]
    return Answer("quantity", {"value": number(value), "unit": "deg" if unit == "°" else unit, "symbol": symbol})


def parts(solution: Solution) -> tuple[tuple[str, Answer], ...]:
    """The answers to all questions of a problem that asks several, by symbol, in the order of the text; else ()."""
    done = work_of(solution)
    labels = done.motion.scene.labels or done.motion.parts
    return tuple(
        (label, answer_of(done, symbol)) for label, symbol in zip(labels, done.motion.parts, strict=True)
    )


def number(value: Fraction) -> int | float:
    """As JSON writes it; to ten significant digits."""
    return value.numerator if value.denominator == 1 else float(f"{float(value):.10g}")


def work_of(solution: Solution) -> Work:
    """The numbers behind a solution that `solve` made, at the detail of its steps."""
    for detail in DETAILS:
        done = work(solution.problem.data, solution.method, detail)
        if done is not None and [line[1] for line in done.lines] == [step.after for step in solution.steps]:
            return done
    raise ValueError("not a solution of a motion problem")
