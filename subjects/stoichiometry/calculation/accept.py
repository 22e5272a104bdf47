"""Which values count as a quantity of a plan: what honest computing gives with any table, rounded as it is written."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from subjects.problem import Unsolved
from subjects.stoichiometry.calculation.deduce import plan_of
from subjects.stoichiometry.calculation.plan import (
    CLASS,
    ROUNDED,
    WORLDS,
    Calculation,
    Environment,
    Key,
    Plan,
    run,
    values,
)
from subjects.stoichiometry.calculation.units import BASES
from subjects.stoichiometry.measure import Value
from subjects.stoichiometry.task import UNITS
from subjects.stoichiometry.tolerance import matches

FAMILY = {"molecules": "particles", "atoms": "particles", "ions": "particles"}
SCALES = {"g/mL": Fraction(1000), "mol/kg": Fraction(1, 1000)}
"""How many units of `Value` a base unit holds."""


def family(key: Key) -> str:
    """The unit of a quantity as `Value.unit` names it."""
    base = BASES.get(key.symbol, "")
    return {"g/mL": "g/L", "mol/kg": "mol/g"}.get(base, FAMILY.get(base, base))


@lru_cache(maxsize=1024)
def honest(calculation: Calculation, key: Key) -> tuple[Fraction, ...]:
    """The values of a quantity by every table and constant, the class's first."""
    plan = plan_of(calculation)
    if isinstance(plan, Unsolved):
        return ()
    found = [values(calculation, plan, world).known.get(key) for world in WORLDS]
    return tuple(dict.fromkeys(value for value in found if value is not None))


@lru_cache(maxsize=1024)
def rounded(calculation: Calculation, key: Key) -> tuple[Fraction, ...]:
    """The values with the results on the way rounded, kept within one per cent of the exact one."""
    plan = plan_of(calculation)
    if isinstance(plan, Unsolved):
        return ()
    exact = honest(calculation, key)
    found = [values(calculation, plan, world).known.get(key) for world in ROUNDED]
    near = [v for v in found if v is not None and exact and abs(v - exact[0]) * 100 <= abs(exact[0]) * 2]
    return tuple(dict.fromkeys(near))


def carried(
    calculation: Calculation, plan: Plan, key: Key, shown: frozenset[Fraction]
) -> tuple[Fraction, ...]:
    """The values that follow when results on the way are those that the student wrote, rounded as written."""
    if not shown:
        return ()
    exact = values(calculation, plan, CLASS).known
    fixed: Environment = {}
    for node in plan.nodes:
        value = exact.get(node.key)
        if value is None or node.key == key or not value:
            continue
        near = [s for s in shown if abs(s - value) * 20 <= abs(value)]
        if near:
            fixed[node.key] = min(near, key=lambda s: abs(s - value))
    if not fixed:
        return ()
    result = run(calculation, plan.nodes, CLASS, {**fixed}).get(key)
    return (result,) if result is not None else ()


def scaled(value: Value, key: Key) -> Value:
    """A value with a unit, in the base unit of the quantity."""
    scale = SCALES.get(BASES.get(key.symbol, ""), Fraction(1))
    return replace(value, value=value.value / scale, half=value.half / scale)


def _significant(value: Value) -> Value:
    """A whole number that ends in zeros after three figures or more may be rounded to those figures."""
    if not value.plain or not value.half or value.digits < 4:
        return value
    zeros = 0
    size = UNITS[value.written][1] if value.written in UNITS else Fraction(1)
    quantum = value.half * 2
    number = value.value / quantum
    if number.denominator != 1:
        return value
    whole = number.numerator
    while whole and whole % 10 == 0 and value.digits - zeros > 3 and quantum >= size:
        whole //= 10
        zeros += 1
    return replace(value, half=value.half * 10**zeros) if zeros else value


def _one_off(value: Value, exact: tuple[Fraction, ...]) -> bool:
    """Whether a value is the class's one, as it would be written, but for one unit: a slip, whatever table is used."""
    if not value.plain or not value.half or not exact[0]:
        return False
    size = UNITS[value.written][1] if value.written in UNITS else Fraction(1)
    quantum = value.half * 2
    if quantum > size:
        return False
    right = Fraction(int(exact[0] / quantum + Fraction(1, 2))) * quantum
    if abs(value.value - right) != size:
        return False
    large = quantum == size and right >= 1000 * size
    return not (large and any(abs(value.value - one) * 20 <= size for one in exact))


def agrees(
    calculation: Calculation, plan: Plan, key: Key, value: Value, shown: frozenset[Fraction] = frozenset()
) -> bool:
    """Whether a value in the base unit is the quantity."""
    exact = honest(calculation, key)
    if not exact:
        return False
    value = _significant(value)
    if _one_off(value, exact):
        return False
    if matches(value, exact, between=key.symbol not in ("r", "k", "z")):
        return True
    if value.plain and value.digits == 1 and abs(value.value - exact[0]) * 100 > abs(exact[0]):
        return False
    # A result of two figures is no place for a rounding that nobody saw: it would be rounded twice.
    unseen = () if value.plain and value.digits < 3 else rounded(calculation, key)
    loose = (*unseen, *carried(calculation, plan, key, shown))
    return bool(loose) and matches(value, loose)
