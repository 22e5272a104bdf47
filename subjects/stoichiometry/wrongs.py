"""Wrong results that misconceptions produce, made from the right stages.

A value that is the right one is never among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.stoichiometry import elements
from subjects.stoichiometry.formula import Species, read_formula
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import balanced, base_unit, mass_of, per_mole
from subjects.stoichiometry.task import AVOGADRO, UNITS, Task, present

Wrong = tuple[str, Fraction, str]


@dataclass(frozen=True, slots=True)
class _Route:
    """What the wrong ways through a reaction need: coefficients and molar masses of both substances."""

    a: int
    b: int
    raw_a: int
    raw_b: int
    given: Fraction
    per_given: Fraction
    per_asked: Fraction

    @property
    def one_to_one(self) -> str:
        """The misconception of a ratio of one to one: of the equation as given, or of its coefficients left out."""
        return "mole_ratio_ignored" if self.raw_a * self.b == self.raw_b * self.a else "unbalanced_used"


def wrong_values(task: Task, found: tuple[Stage, ...], index: int) -> list[Wrong]:
    """Wrong results of one stage: (misconception, value, unit), the likelier first, none equal to the
    right one."""
    stage = found[index]
    if stage.value is None:
        return []
    wrong: list[Wrong] = []
    seen: set[tuple[Fraction, str]] = {(stage.value, stage.unit)}
    for name, value, unit in _candidates(task, stage):
        close = stage.unit == unit and abs(value - stage.value) * 100 < abs(stage.value)
        if value > 0 and (value, unit) not in seen and not close:
            seen.add((value, unit))
            wrong.append((name, value, unit))
    return wrong


def _candidates(task: Task, stage: Stage) -> Iterator[Wrong]:
    if stage.rule in ("add_up", "molar_mass"):
        yield from _molar(task, stage)
    elif stage.rule == "convert_units":
        yield from _units(stage)
    elif stage.rule == "moles_given":
        yield from _to_moles(task, stage)
    elif stage.rule == "mole_ratio":
        yield from _ratio(task, stage)
    elif stage.rule in ("calculate", "mass_asked"):
        yield from _result(task, stage)


def _molar(task: Task, stage: Stage) -> Iterator[Wrong]:
    s, value = present(stage.species), present(stage.value)
    if len(s.atoms) == 1 and s.atoms[0][1] == 2 and not s.charge:
        yield "diatomic_forgotten", value / 2, "g/mol"
    for name, atoms in wrong_counts(s):
        yield name, total_mass(task, atoms), "g/mol"
    yield "atomic_number_used", Fraction(sum(elements.number(symbol) * n for symbol, n in s.atoms)), "g/mol"
    if any(n > 1 for _, n in s.atoms):
        yield (
            "sum_instead_of_product",
            sum((own_mass(task, x) + (n if n > 1 else 0) for x, n in s.atoms), Fraction(0)),
            "g/mol",
        )
    if task.reaction and task.kind == "reaction":
        yield "coefficient_in_molar_mass", value * balanced(task).coefficient(s), "g/mol"
    yield "unit_wrong", value, "g"
    yield "unit_wrong", value, "mol"


def own_mass(task: Task, symbol: str) -> Fraction:
    return dict(task.masses).get(symbol) or elements.mass(symbol)


def total_mass(task: Task, atoms: Iterable[tuple[str, int]]) -> Fraction:
    return sum((own_mass(task, symbol) * n for symbol, n in atoms), Fraction(0))


@lru_cache(maxsize=2048)
def wrong_counts(s: Species) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """Wrong atom counts of a formula by misconception."""
    found: dict[tuple[tuple[str, int], ...], str] = {}
    if "(" in s.formula:
        for text in (s.formula.replace("(", "").replace(")", ""), re.sub(r"\)\d+", ")", s.formula)):
            other = read_formula(text)
            if other and dict(other.atoms) != dict(s.atoms):
                found.setdefault(tuple((x, dict(other.atoms)[x]) for x, _ in s.atoms), "parenthesis_ignored")
    dry = read_formula(s.formula.split("·", 1)[0]) if "·" in s.formula else None
    if dry:
        found.setdefault(dry.atoms, "hydrate_water_ignored")
        wet = {**dict(dry.atoms), **{x: dict(dry.atoms).get(x, 0) + n for x, n in (("H", 2), ("O", 1))}}
        found.setdefault(tuple((x, wet[x]) for x, _ in s.atoms), "hydrate_water_ignored")
    once = tuple((symbol, 1) for symbol, _ in s.atoms)
    if once != s.atoms:
        found.setdefault(once, "subscript_ignored")
    if "(" in s.formula:
        times = max(int(n) for n in re.findall(r"\)(\d+)", s.formula)) if re.search(r"\)\d", s.formula) else 1
        spread = tuple((x, n if n % times == 0 else n * times) for x, n in s.atoms)
        if spread != s.atoms:
            found.setdefault(spread, "subscript_misplaced")
    elif len(s.atoms) == 2 and s.atoms[0][1] != s.atoms[1][1]:
        (first, few), (second, many) = s.atoms
        found.setdefault(((first, many), (second, few)), "subscript_misplaced")
    for index, (_, n) in enumerate(s.atoms):
        if n > 1:
            one = tuple((x, 1 if i == index else m) for i, (x, m) in enumerate(s.atoms))
            found.setdefault(one, "subscript_ignored")
    return tuple((name, atoms) for atoms, name in found.items())


def _units(stage: Stage) -> Iterator[Wrong]:
    for factor in (
        Fraction(1, 10),
        Fraction(10),
        Fraction(1, 1000),
        Fraction(1000),
        Fraction(1, 10**6),
        Fraction(10**6),
        Fraction(100),
    ):
        yield "unit_conversion", present(stage.value) * factor, stage.unit


def _to_moles(task: Task, stage: Stage) -> Iterator[Wrong]:
    given, s = present(task.given), present(task.species)
    yield from _swapped(given.base, per_mole(task, s, given.kind), Fraction(1), "mol", given.kind)
    yield from _off_molar(task, stage)
    yield "unit_wrong", present(stage.value), "g"


def _swapped(given: Fraction, one: Fraction, other: Fraction, unit: str, kind: str) -> Iterator[Wrong]:
    """Multiplied for divided, the ratio upside down, or nothing done at all."""
    yield "divide_multiply_swapped", given * one / other, unit
    yield "ratio_inverted", one / (given * other), unit
    if {kind, UNITS[unit][0]} == {"g", "mol"}:
        yield "grams_as_moles", given, unit
    yield "divide_multiply_swapped", other / (given * one), unit
    if max(one, other) < 50 * given:
        yield "added_not_multiplied", given + max(one, other), unit


def _off_molar(task: Task, stage: Stage) -> Iterator[Wrong]:
    """The same computation with a molar mass that a misconception gives."""
    s, value, given = present(stage.species), present(stage.value), present(task.given)
    if "g" not in (given.kind, stage.unit):
        return
    right = mass_of(task, s)
    label = f"M({s.formula})"
    molar = Stage("molar_mass", "", label, right, "g/mol", s)
    for name, other, unit in _molar(task, molar):
        if unit == "g/mol" and other > 0:
            yield name, value * other / right if stage.unit == "g" else value * right / other, stage.unit


def _route(task: Task) -> _Route:
    given, s, asked = present(task.given), present(task.species), present(task.asked)
    even = balanced(task)
    return _Route(
        even.coefficient(s),
        even.coefficient(asked),
        present(task.reaction).coefficient(s),
        present(task.reaction).coefficient(asked),
        given.base,
        per_mole(task, s, given.kind),
        per_mole(task, asked, UNITS[task.asked_unit][0]),
    )


def _ratio(task: Task, stage: Stage) -> Iterator[Wrong]:
    r = _route(task)
    moles = r.given / r.per_given
    yield "ratio_inverted", moles * r.a / r.b, "mol"
    if (r.raw_a * r.b) != (r.raw_b * r.a):
        yield "unbalanced_used", moles * r.raw_b / r.raw_a, "mol"
    if r.a != r.b:
        yield r.one_to_one, moles, "mol"
    if task.given and task.given.kind == "g":
        yield "grams_as_moles", r.given * r.b / r.a, "mol"
        yield "divide_multiply_swapped", r.given * r.per_given * r.b / r.a, "mol"
    yield "unit_wrong", present(stage.value), "g"


def _result(task: Task, stage: Stage) -> Iterator[Wrong]:
    given, s, value = present(task.given), present(task.species), present(stage.value)
    if task.kind == "convert":
        unit = base_unit(task.asked_unit)
        one, other = per_mole(task, s, given.kind), per_mole(task, s, UNITS[unit][0])
        yield from _swapped(given.base, one, other, unit, given.kind)
        if given.kind == "g" and UNITS[unit][0] == "particles":
            yield "grams_as_moles", given.base * AVOGADRO, unit
        if given.kind == "mol" and UNITS[unit][0] == "particles":
            yield "grams_as_moles", given.base * mass_of(task, s) * AVOGADRO, unit
        yield from _off_molar(task, stage)
        yield "unit_wrong", value, "g" if UNITS[unit][0] != "g" else "mol"
        return
    yield from _reaction_result(task, stage)


def _reaction_result(task: Task, stage: Stage) -> Iterator[Wrong]:
    r = _route(task)
    unit = base_unit(task.asked_unit)
    moles = r.given / r.per_given
    yield "ratio_inverted", moles * r.a / r.b * r.per_asked, unit
    if r.raw_a * r.b != r.raw_b * r.a:
        yield "unbalanced_used", moles * r.raw_b / r.raw_a * r.per_asked, unit
    if r.a != r.b:
        yield r.one_to_one, moles * r.per_asked, unit
    if task.given and task.given.kind == "g":
        yield "grams_as_moles", r.given * r.b / r.a * r.per_asked, unit
    if unit == "g":
        yield "grams_as_moles", r.given * r.b / r.a, unit
        yield "divide_multiply_swapped", moles * r.b / r.a / r.per_asked, unit
        yield "coefficient_in_molar_mass", present(stage.value) * r.b, unit
    if task.given and task.given.kind == "g" and unit == "g":
        yield "ratio_inverted", r.given * (r.a * r.per_given) / (r.b * r.per_asked), unit
    yield from _off_molar(task, stage)
    yield "unit_wrong", present(stage.value), "mol" if unit == "g" else "g"
