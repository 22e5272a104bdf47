"""Wrong results and wrong lines that misconceptions produce, made from the right stages.

The same tables word exercises for training and name the misconception behind a student's wrong value. A
value that happens to be right is never among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from random import Random

from subjects.problem import Lang, Solution
from subjects.stoichiometry import elements, figures
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.formula import Species, read_formula
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.show import show
from subjects.stoichiometry.stages import Stage, balanced, base_unit, mass_of, per_mole, stages
from subjects.stoichiometry.task import AVOGADRO, UNITS, Task, present

PREFIX = "stoichiometry."
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
        yield name, _sum(task, atoms), "g/mol"
    yield "atomic_number_used", Fraction(sum(elements.number(symbol) * n for symbol, n in s.atoms)), "g/mol"
    if any(n > 1 for _, n in s.atoms):
        yield (
            "sum_instead_of_product",
            sum((_mass(task, x) + (n if n > 1 else 0) for x, n in s.atoms), Fraction(0)),
            "g/mol",
        )
    if task.reaction and task.kind == "reaction":
        yield "coefficient_in_molar_mass", value * balanced(task).coefficient(s), "g/mol"
    yield "unit_wrong", value, "g"
    yield "unit_wrong", value, "mol"


def _mass(task: Task, symbol: str) -> Fraction:
    return dict(task.masses).get(symbol) or elements.mass(symbol)


def _sum(task: Task, atoms: Iterable[tuple[str, int]]) -> Fraction:
    return sum((_mass(task, symbol) * n for symbol, n in atoms), Fraction(0))


@lru_cache(maxsize=2048)
def wrong_counts(s: Species) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """Wrong atom counts of a formula by misconception."""
    found: dict[tuple[tuple[str, int], ...], str] = {}
    if "(" in s.formula:
        for text in (s.formula.replace("(", "").replace(")", ""), re.sub(r"\)\d+", ")", s.formula)):
            other = read_formula(text)
            if other and dict(other.atoms) != dict(s.atoms):
                found.setdefault(tuple((x, dict(other.atoms)[x]) for x, _ in s.atoms), "parenthesis_ignored")
    once = tuple((symbol, 1) for symbol, _ in s.atoms)
    if once != s.atoms:
        found.setdefault(once, "subscript_ignored")
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
        yield "unbalanced_used", moles, "mol"
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
        yield "unbalanced_used", moles * r.per_asked, unit
    if task.given and task.given.kind == "g":
        yield "grams_as_moles", r.given * r.b / r.a * r.per_asked, unit
    if unit == "g":
        yield "grams_as_moles", r.given * r.b / r.a, unit
        yield "divide_multiply_swapped", moles * r.b / r.a / r.per_asked, unit
        yield "coefficient_in_molar_mass", present(stage.value) * r.b, unit
    yield from _off_molar(task, stage)
    yield "unit_wrong", present(stage.value), "mol" if unit == "g" else "g"


def mistakes(solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
    """See `Subject.mistakes`."""
    task: Task = solution.problem.data
    found = stages(task, solution.method)
    stage = found[step]
    lines = list(_lines(task, found, step))
    if stage.value is not None and stage.rule != "data":
        lines += _slips(task, stage, rng, lines)
    rng.shuffle(lines)
    right = show(stage.after, lang)
    shown = [(PREFIX + name, show(line, lang)) for name, line in lines]
    return [pair for pair in shown if pair[1] != right]


def _slips(task: Task, stage: Stage, rng: Random, taken: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The right result with a slip in its second digit."""
    written = figures.rounded(present(stage.value))
    scale = Fraction(1)
    while scale * 100 <= written:
        scale *= 10
    while scale * 10 > written:
        scale /= 10
    value = written + rng.choice((1, -1, 2)) * scale
    line = f"{stage.label} = {figures.exact(value)} {stage.unit}"
    if value <= 0 or any(line == other for _, other in taken) or is_right(task, stage, value, stage.unit):
        return []
    return [("arithmetic", line)]


def is_right(task: Task, stage: Stage, value: Fraction, unit: str) -> bool:
    """Whether a value that a misconception gives happens to be acceptable."""
    if unit != stage.unit or stage.value is None or abs(value - stage.value) * 10 > stage.value:
        return False
    from subjects.stoichiometry.measure import Value
    from subjects.stoichiometry.tolerance import agrees, base_of

    kind, scale = (UNITS[unit][0], UNITS[unit][1]) if unit in UNITS else (unit, Fraction(1))
    written = figures.exact(value)
    read = Value(
        figures.rounded(value) * scale, ((kind, 1),), figures.quantum(_tail(written)) * scale, 4, True
    )
    return kind == base_of(stage) and agrees(task, stage, read, kind)


def _tail(written: str) -> str:
    return written.replace("*10**", "·10^")


def _lines(task: Task, found: tuple[Stage, ...], step: int) -> Iterator[tuple[str, str]]:
    stage = found[step]
    for name, value, unit in wrong_values(task, found, step):
        if is_right(task, stage, value, unit):
            continue
        yield name, f"{stage.label} = {figures.exact(value)} {unit}"
    maker = _MAKERS.get(stage.rule)
    if maker:
        yield from maker(_Place(task, stage, found[min(step + 1, len(found) - 1)]))


@dataclass(frozen=True, slots=True)
class _Place:
    """The stage that a line stands for, with the one after it."""

    task: Task
    stage: Stage
    following: Stage


def _count_lines(place: _Place) -> Iterator[tuple[str, str]]:
    s = present(place.stage.species)
    for name, atoms in wrong_counts(s):
        yield name, ", ".join(f"{symbol}: {n}" for symbol, n in atoms)


def _weigh_lines(place: _Place) -> Iterator[tuple[str, str]]:
    s = present(place.stage.species)
    label = f"M({s.formula})"
    for name, atoms in wrong_counts(s):
        yield name, f"{label} = {_terms(place.task, atoms)}"
    numbers = " + ".join(f"{n}*{elements.number(symbol)}" for symbol, n in s.atoms)
    if Fraction(sum(elements.number(x) * n for x, n in s.atoms)) != _sum(place.task, s.atoms):
        yield "atomic_number_used", f"{label} = {numbers}"
    if any(n > 1 for _, n in s.atoms):
        sums = " + ".join(
            (f"{n} + " if n > 1 else "") + figures.exact(_mass(place.task, x)) for x, n in s.atoms
        )
        yield "sum_instead_of_product", f"{label} = {sums}"


def _terms(task: Task, atoms: Iterable[tuple[str, int]]) -> str:
    return " + ".join(f"{n}*{figures.exact(_mass(task, symbol))}" for symbol, n in atoms)


def _data_lines(place: _Place) -> Iterator[tuple[str, str]]:
    given, s = present(place.task.given), present(place.task.species)
    if given.unit == "g":
        yield "grams_as_moles", f"n({s.formula}) = {figures.exact(given.value)} mol"
    elif given.unit == "mol":
        yield "grams_as_moles", f"m({s.formula}) = {figures.exact(given.value)} g"


def _factor_lines(place: _Place) -> Iterator[tuple[str, str]]:
    given, s = present(place.task.given), present(place.task.species)
    unit, base = base_unit(place.task.asked_unit), base_unit(given.unit)
    one, other = per_mole(place.task, s, given.kind), per_mole(place.task, s, UNITS[unit][0])
    head = f"{place.following.label} = {figures.exact(given.base)} {base}"
    if one != other and "mol" in (base, unit):
        yield "divide_multiply_swapped", f"{head} * {figures.exact(one)} {base}/{figures.exact(other)} {unit}"
    elif one != 1:
        yield (
            "divide_multiply_swapped",
            f"{head} * {figures.exact(one)} {base}/1 mol * {figures.exact(other)} {unit}/1 mol",
        )


def _proportion_lines(place: _Place) -> Iterator[tuple[str, str]]:
    left, right = place.stage.after.split(" = ")
    above, _ = right.rsplit("/", 1)
    first, second = left.split("/", 1)
    if first.split()[0] != second.split()[0]:
        yield "ratio_inverted", f"{left} = x/{above}"


def _mass_pair_lines(place: _Place) -> Iterator[tuple[str, str]]:
    given, s, asked = present(place.task.given), present(place.task.species), present(place.task.asked)
    even = balanced(place.task)
    base, unit = base_unit(given.unit), base_unit(place.task.asked_unit)
    one, other = per_mole(place.task, s, given.kind), per_mole(place.task, asked, UNITS[unit][0])
    a, b = even.coefficient(s), even.coefficient(asked)
    if a != b:
        yield (
            "unbalanced_used",
            f"{figures.exact(one)} {base} {s.formula} -> {figures.exact(other)} {unit} {asked.formula}",
        )
        line = f"{figures.exact(one * b)} {base} {s.formula} -> {figures.exact(other * a)} {unit} {asked.formula}"
        yield "ratio_inverted", line


def _side_lines(place: _Place) -> Iterator[tuple[str, str]]:
    reaction = present(place.task.reaction).skeleton
    parts = []
    for element in reactions.elements_of(reaction):
        left = sum(element in dict(s.atoms) for s in reaction.left)
        parts.append(f"{element}: {left} | {sum(element in dict(s.atoms) for s in reaction.right)}")
    line = ", ".join(parts)
    if line != place.stage.after:
        yield "subscript_ignored", line


def _equation_lines(place: _Place) -> Iterator[tuple[str, str]]:
    yield from wrong_equations(present(place.task.reaction).skeleton)


@lru_cache(maxsize=512)
def wrong_equations(skeleton: Reaction) -> tuple[tuple[str, str], ...]:
    """Equations that change a formula instead of the coefficients."""
    found: list[tuple[str, str]] = []
    for index, s in enumerate(skeleton.species):
        if len(s.atoms) == 1 and s.atoms[0][1] == 2:
            found += _with(skeleton, index, s.atoms[0][0], "diatomic_forgotten")
        elif len(s.atoms) == 2 and "(" not in s.formula and not s.charge:
            symbol, n = s.atoms[-1]
            head = s.formula[: s.formula.rindex(symbol)]
            for other in (n + 1, n - 1):
                if other > 0:
                    found += _with(
                        skeleton, index, f"{head}{symbol}{other if other > 1 else ''}", "subscript_changed"
                    )
    return tuple(found)


def _with(skeleton: Reaction, index: int, formula: str, name: str) -> list[tuple[str, str]]:
    changed = read_formula(formula)
    if changed is None or changed in skeleton.species:
        return []
    cut = len(skeleton.left)
    species = [*skeleton.species]
    species[index] = changed
    other = Reaction(tuple(species[:cut]), tuple(species[cut:]), skeleton.coefficients)
    even = reactions.balance(other)
    if isinstance(even, str) or max(even.coefficients) > 20:
        return []
    return [(name, reactions.write(even))]


_MAKERS = {
    "count_atoms": _count_lines,
    "weigh_atoms": _weigh_lines,
    "data": _data_lines,
    "set_factor": _factor_lines,
    "set_proportion": _proportion_lines,
    "equation_masses": _mass_pair_lines,
    "count_sides": _side_lines,
    "balance_equation": _equation_lines,
    "balance_element": _equation_lines,
}
