"""Which values count as a stage's result: other tables of atomic masses, Avogadro's number and class
rounding.

A value is right when some honest computation gives it, rounded as it is written. There is no percentage
of grace, so that a slip of one unit is never forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from subjects.stoichiometry import elements
from subjects.stoichiometry.formula import Species, read_formula
from subjects.stoichiometry.measure import Value
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import balanced, base_unit, mass_of
from subjects.stoichiometry.task import AVOGADRO, UNITS, Task, present

_TABLES: tuple[elements.Table, ...] = ("class", "precise", "whole", "tenth", "hundredth", "school", "mixed")
_AVOGADROS = (AVOGADRO, Fraction(602) * 10**21, Fraction(6023) * 10**20, Fraction(60221) * 10**19)


def matches(value: Value, candidates: Iterable[Fraction], between: bool = False) -> bool:
    """Whether a written value is one of the candidates, rounded as it is written; with `between` also if
    it lies among them, as a molar mass from a mixture of tables does."""
    exact = tuple(candidates)
    if any(_same(value, candidate) for candidate in exact):
        return True
    low, high = min(exact), max(exact)
    return between and low <= value.value <= high and (high - low) * 100 < high


def _same(value: Value, candidate: Fraction) -> bool:
    gap = value.value - candidate
    if gap == 0:
        return True
    if not value.plain:
        return abs(gap) * 10000 <= abs(candidate)
    if value.digits < 2 and abs(gap) * 100 > abs(candidate):
        return False
    # A five at the end goes up; with four figures it makes no odds to the class whether it goes down.
    return -value.half < gap <= value.half or (gap == -value.half and value.digits > 3)


def one_figure(value: Value) -> bool:
    """Whether a number is written with one figure, zeros after it left out: "0,3", "40"."""
    return value.plain and bool(value.half) and len(str(int(value.value / (value.half * 2))).rstrip("0")) == 1


def coarse(value: Value, right: Fraction) -> bool:
    """Whether a written value is the right one with too few figures, or cut off rather than rounded."""
    if not value.plain or not value.half or value.value == right:
        return False
    half = value.half
    for _ in range(max(value.digits, 1)):
        gap = right - value.value
        if abs(gap) * 4 <= right and (abs(gap) <= half or 0 < gap < half * 2):
            return True
        if value.value % (half * 20):
            return False
        half *= 10
    return False


@lru_cache(maxsize=8192)
def molar_candidates(task: Task, species: Species) -> tuple[Fraction, ...]:
    """The molar mass by every table, the text's own first, and the bounds of what a mixture of tables gives."""
    found = [mass_of(task, species, table) for table in _TABLES]
    own = dict(task.masses)
    if species.formula not in dict(task.molar):
        rows = [
            ([own[x]] if x in own else [elements.mass(x, t) for t in _TABLES], n) for x, n in species.atoms
        ]
        found += [sum((pick(row) * n for row, n in rows), Fraction(0)) for pick in (min, max)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=2048)
def parts_of_molar_mass(task: Task, species: Species) -> tuple[Fraction, ...]:
    """What a student adds up on the way to a molar mass, by every table: what one element or several bring, and
    the groups in brackets and the water of a hydrate, once or as often as they are there."""
    groups = [
        (read_formula(inner), int(n or 1)) for inner, n in re.findall(r"\(([^()]+)\)(\d*)", species.formula)
    ]
    groups += [(read_formula("H2O"), int(n)) for n in re.findall(r"·(\d+)H2O", species.formula)]
    found: list[Fraction] = []
    for table in _TABLES:
        own = {x: elements.mass(x, table) for x, _ in species.atoms} | dict(task.masses)
        sums = [Fraction(0)]
        for x, n in species.atoms[:6]:
            sums += [total + own[x] * n for total in sums]
        for group, n in groups:
            if group and all(x in own for x, _ in group.atoms):
                once = sum((own[x] * k for x, k in group.atoms), Fraction(0))
                found += [once, once * n]
                sums += [total + once * n for total in sums]
        found += [total for total in sums if total]
    return tuple(dict.fromkeys(found))


def _rounded(value: Fraction, shown: frozenset[Fraction], silent: bool) -> list[Fraction]:
    """The value rounded as a class does on the way: to whatever rounding of it the student wrote down, and if
    `silent` without a word to two to four decimals where that changes it by one percent at most."""
    found = []
    for places in (1, 2, 3, 4):
        near = Fraction(int(value * 10**places + Fraction(1, 2)), 10**places)
        gap = abs(near - value)
        if gap and ((near in shown and gap * 20 <= value) or (silent and places > 1 and gap * 100 <= value)):
            found.append(near)
    return found


def _per_mole(task: Task, species: Species, kind: str, index: int) -> list[Fraction]:
    if kind == "g":
        return [mass_of(task, species, _TABLES[index])]
    return list(_AVOGADROS) if kind == "particles" else [Fraction(1)]


def _ratio(task: Task, species: Species) -> Fraction:
    if task.kind != "reaction":
        return Fraction(1)
    even = balanced(task)
    return Fraction(even.coefficient(species), even.coefficient(present(task.species)))


@lru_cache(maxsize=8192)
def amounts(task: Task, species: Species, kind: str) -> tuple[Fraction, ...]:
    """Every accepted amount of a substance that takes part, in grams, moles or particles, without
    rounding."""
    given, own = present(task.given), present(task.species)
    ratio = _ratio(task, species)
    found = [
        given.base / one * ratio * other
        for index in range(len(_TABLES))
        for one in _per_mole(task, own, given.kind, index)
        for other in _per_mole(task, species, kind, index)
    ]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8192)
def rounded_amounts(
    task: Task, species: Species, kind: str, shown: frozenset[Fraction], silent: bool
) -> tuple[Fraction, ...]:
    """The same with the moles on the way rounded; see `_rounded`."""
    given, own = present(task.given), present(task.species)
    ratio = _ratio(task, species)
    found: list[Fraction] = []
    for index in range(len(_TABLES)):
        for one in _per_mole(task, own, given.kind, index):
            moles = given.base / one
            near = _rounded(moles, shown, silent) if given.kind != "mol" else []
            wanted = [value * ratio for value in near]
            for value in [moles * ratio, *wanted]:
                wanted = [*wanted, *_rounded(value, shown, silent)]
            found += [value * other for value in wanted for other in _per_mole(task, species, kind, index)]
    return tuple(dict.fromkeys(found))


def agrees(
    task: Task, stage: Stage, value: Value, unit: str | None, shown: frozenset[Fraction] = frozenset()
) -> bool:
    """Whether a written value is a stage's result; `unit` None or "" means that none was written.
    `shown` are the numbers that the student wrote before."""
    if unit and unit != base_of(stage):
        return False
    if not unit and stage.unit in UNITS:
        scale = UNITS[stage.unit][1]
        value = replace(value, value=value.value * scale, half=value.half * scale)
    right = candidates(task, stage)
    if matches(value, right, stage.unit == "g/mol"):
        return True
    if stage.unit == "g/mol" or stage.rule == "data" or len(right) < 1 or _one_off(value.value, right[0]):
        return False
    species = present(stage.species)
    if not _moles_on_the_way(task, stage):
        return False
    # A result of two figures is no place for a rounding that nobody saw: it would be rounded twice.
    silent = not value.plain or value.digits > 2
    loose = rounded_amounts(task, species, UNITS[stage.unit][0], shown - {value.value}, silent)
    return bool(loose) and matches(value, loose)


def _moles_on_the_way(task: Task, stage: Stage) -> bool:
    """Whether moles are an intermediate result before this stage."""
    kinds = {task.given.kind if task.given else "", UNITS[stage.unit][0]}
    return stage.rule != "convert_units" and (task.kind == "reaction" or "mol" not in kinds)


def _one_off(value: Fraction, right: Fraction) -> bool:
    return abs(abs(value - right) - 1) * 50 < 1


def candidates(task: Task, stage: Stage) -> tuple[Fraction, ...]:
    """Accepted values of a stage in its base unit."""
    value, species = present(stage.value), present(stage.species)
    if stage.unit == "g/mol":
        return molar_candidates(task, species)
    kind = UNITS[stage.unit][0]
    if stage.rule == "data" or (
        stage.rule == "convert_units" and species == task.species and task.given and kind == task.given.kind
    ):
        return (value * UNITS[stage.unit][1],)
    return amounts(task, species, kind)


def base_of(stage: Stage) -> str:
    """The name of a stage's unit as `Value.unit` gives it."""
    return "g/mol" if stage.unit == "g/mol" else UNITS[base_unit(stage.unit)][0]
