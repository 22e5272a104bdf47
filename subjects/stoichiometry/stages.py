"""The way to the answer as named stages, by conversion factors or by proportions.

A stage is a step with the exact value behind it, so that checking, secrets and mistakes need not read
strings. Values are exact; only their written form is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from subjects.stoichiometry import elements, figures
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.evening import evening, first_unbalanced
from subjects.stoichiometry.formula import Species, molar_mass
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.stage import Slots, Stage, amount_slot, both, kind_word
from subjects.stoichiometry.task import AVOGADRO, UNITS, Amount, Detail, Task, present, symbol

METHODS = ("factors", "proportions")
DETAILS: tuple[Detail, ...] = ("", "junior", "senior")


def balanced(task: Task) -> Reaction:
    """The balanced equation. Raises ValueError when there is not exactly one way."""
    given = present(task.reaction)
    if reactions.is_balanced(given):
        return given
    result = reactions.balance(given.skeleton)
    if isinstance(result, str):
        raise ValueError(result)
    return result


def mass_of(task: Task, species: Species, table: elements.Table = "class") -> Fraction:
    """Molar mass in g/mol: the one that the text gives, else from atomic masses."""
    given = dict(task.molar).get(species.formula)
    return given if given else molar_mass(species, table, task.masses)


def ways(task: Task) -> Iterable[tuple[Stage, ...]]:
    """The stages by every method and in steps of every size."""
    for detail in DETAILS:
        for method in METHODS:
            yield stages(replace(task, detail=detail), method)


@lru_cache(maxsize=4096)
def stages(task: Task, method: str) -> tuple[Stage, ...]:
    """All stages of a task. Raises ValueError when its equation has not exactly one balance."""
    if task.kind == "molar_mass":
        return tuple(_molar_mass(task))
    if task.kind == "balance":
        return tuple(evening(task))
    if task.kind == "convert":
        return tuple(_convert(task, method))
    return tuple(_reaction(task, method))


def _molar_mass(task: Task) -> Iterable[Stage]:
    s = present(task.species)
    own = dict(task.masses)
    label = f"M({s.formula})"
    value = molar_mass(s, "class", task.masses)
    slots = {"formula": both(s.formula), "element": both(max(s.atoms, key=lambda a: a[1])[0])}
    if task.detail != "senior":
        counts = ", ".join(f"{element}: {number}" for element, number in s.atoms)
        yield Stage("count_atoms", counts, species=s, slots=slots)
    if task.detail == "junior" and not s.single:
        for element, number in s.atoms:
            mass = own.get(element) or elements.mass(element)
            line = f"{element}: {number}*{figures.exact(mass)} = {figures.exact(number * mass)}"
            yield Stage("weigh_element", line, species=s, slots={**slots, "element": both(element)})
    else:
        yield Stage("weigh_atoms", f"{label} = {_terms(task, s)}", species=s, slots=slots)
    yield Stage("add_up", f"{label} = {figures.exact(value)} g/mol", label, value, "g/mol", s, slots=slots)


def _terms(task: Task, s: Species) -> str:
    """`2*1 + 1*16`, by the atomic masses of the text or of the class."""
    own = dict(task.masses)
    return " + ".join(f"{n}*{figures.exact(own.get(x) or elements.mass(x))}" for x, n in s.atoms)


def _given(task: Task) -> Iterable[Stage]:
    given, s = present(task.given), present(task.species)
    slots = {"quantity": amount_slot(given), "formula": both(s.formula)}
    label = symbol(given.unit, s)
    yield Stage("data", f"{label} = {given.exact()}", label, given.value, given.unit, s, slots=slots)
    if UNITS[given.unit][1] != 1 and task.detail != "senior":
        slots = {"quantity": amount_slot(given), "unit": kind_word(given.kind)}
        after = f"{label} = {figures.exact(given.base)} {given.kind}"
        yield Stage("convert_units", after, label, given.base, given.kind, s, slots=slots)


def _molar_stage(task: Task, s: Species) -> Iterable[Stage]:
    value, label = mass_of(task, s), f"M({s.formula})"
    slots = {"formula": both(s.formula), "element": both(max(s.atoms, key=lambda a: a[1])[0])}
    if task.detail == "junior" and not s.single and s.formula not in dict(task.molar):
        yield Stage("weigh_atoms", f"{label} = {_terms(task, s)}", species=s, slots=slots)
    yield Stage("molar_mass", f"{label} = {figures.exact(value)} g/mol", label, value, "g/mol", s, slots=slots)


def base_unit(unit: str) -> str:
    """The unit in which a quantity is computed first: grams for kilograms."""
    kind = UNITS[unit][0]
    return unit if kind == "particles" else kind


def _finish(rule: str, task: Task, value: Fraction, slots: Slots) -> Iterable[Stage]:
    s, unit = present(task.asked), task.asked_unit
    label, base = symbol(unit, s), base_unit(unit)
    yield Stage(rule, f"{label} = {figures.result(value)} {base}", label, value, base, s, slots=slots)
    if UNITS[unit][1] != 1:
        last = value / UNITS[unit][1]
        quantity = amount_slot(Amount(figures.rounded(value), base))
        more = {"quantity": quantity, "unit": kind_word(unit)}
        yield Stage(
            "convert_units", f"{label} = {figures.result(last)} {unit}", label, last, unit, s, slots=more
        )


def _convert(task: Task, method: str) -> Iterable[Stage]:
    given, s = present(task.given), present(task.species)
    yield from _given(task)
    unit = base_unit(task.asked_unit)
    if "g" in (given.kind, unit):
        yield from _molar_stage(task, s)
    per_given, per_asked = per_mole(task, s, given.kind), per_mole(task, s, UNITS[unit][0])
    value = given.base * per_asked / per_given
    base = base_unit(given.unit)
    shown = Amount(given.base, base)
    label = symbol(task.asked_unit, s)
    slots = {"quantity": amount_slot(shown), "given_unit": kind_word(base), "asked_unit": kind_word(unit)}
    one, other = figures.exact(per_given), figures.exact(per_asked)
    if method == "proportions":
        yield Stage(
            "set_proportion", f"{one} {base}/{other} {unit} = {shown.exact()}/x", slots=slots, species=s
        )
    else:
        factors = _factors(base, unit, one, other)
        yield Stage("set_factor", f"{label} = {shown.exact()} * {factors}", slots=slots, species=s)
    yield from _finish("calculate", task, value, {"formula": both(s.formula), "asked_unit": kind_word(unit)})


def _factors(base: str, unit: str, one: str, other: str) -> str:
    if "mol" in (base, unit):
        return f"{other} {unit}/{one} {base}"
    return f"1 mol/{one} {base} * {other} {unit}/1 mol"


def per_mole(task: Task, s: Species, kind: str) -> Fraction:
    """How much of a kind one mole holds: grams, particles or one mole."""
    if kind == "g":
        return mass_of(task, s)
    return AVOGADRO if kind == "particles" else Fraction(1)


def _reaction(task: Task, method: str) -> Iterable[Stage]:
    given, s, asked = present(task.given), present(task.species), present(task.asked)
    equation = balanced(task)
    yield from _given(task)
    if not reactions.is_balanced(present(task.reaction)):
        slots = {"element": both(first_unbalanced(equation.skeleton))}
        yield Stage("balance_equation", reactions.write(equation), reaction=equation, slots=slots)
    pair = {"given": both(s.formula), "asked": both(asked.formula)}
    a, b = equation.coefficient(s), equation.coefficient(asked)
    unit = base_unit(task.asked_unit)
    if method == "proportions":
        yield from _by_proportion(task, equation, pair)
        return
    if task.detail == "senior":
        yield from _by_chain(task, equation, pair)
        return
    if given.kind == "g":
        yield from _molar_stage(task, s)
    moles = given.base / per_mole(task, s, given.kind)
    if given.kind != "mol":
        slots = {
            "quantity": amount_slot(Amount(given.base, base_unit(given.unit))),
            "formula": both(s.formula),
        }
        yield Stage(
            "moles_given",
            f"n({s.formula}) = {figures.result(moles)} mol",
            f"n({s.formula})",
            moles,
            "mol",
            s,
            slots=slots,
        )
    wanted = moles * b / a
    if unit == "mol":
        yield from _finish("mole_ratio", task, wanted, pair)
        return
    label = f"n({asked.formula})"
    yield Stage(
        "mole_ratio", f"{label} = {figures.result(wanted)} mol", label, wanted, "mol", asked, slots=pair
    )
    if unit == "g":
        yield from _molar_stage(task, asked)
    yield from _finish(
        "mass_asked", task, wanted * per_mole(task, asked, UNITS[unit][0]), {"formula": both(asked.formula)}
    )


def _by_chain(task: Task, equation: Reaction, pair: Slots) -> Iterable[Stage]:
    """All conversion factors in one line."""
    given, s, asked = present(task.given), present(task.species), present(task.asked)
    base, unit = base_unit(given.unit), base_unit(task.asked_unit)
    a, b = equation.coefficient(s), equation.coefficient(asked)
    chain = f"{symbol(unit, asked)} = {figures.exact(given.base)} {base} {s.formula}"
    if given.kind == "g":
        yield from _molar_stage(task, s)
        chain += f" * 1 mol {s.formula}/{figures.exact(mass_of(task, s))} g {s.formula}"
    chain += f" * {b} mol {asked.formula}/{a} mol {s.formula}"
    if unit == "g":
        yield from _molar_stage(task, asked)
        chain += f" * {figures.exact(mass_of(task, asked))} g {asked.formula}/1 mol {asked.formula}"
    yield Stage("set_chain", chain, slots={"quantity": amount_slot(Amount(given.base, base)), **pair}, species=asked)
    value = given.base / per_mole(task, s, given.kind) * b / a * per_mole(task, asked, UNITS[unit][0])
    yield from _finish("calculate", task, value, {"formula": both(asked.formula), "asked_unit": kind_word(unit)})


def _by_proportion(task: Task, equation: Reaction, pair: Slots) -> Iterable[Stage]:
    given, s, asked = present(task.given), present(task.species), present(task.asked)
    base, unit = base_unit(given.unit), base_unit(task.asked_unit)
    one = equation.coefficient(s) * per_mole(task, s, given.kind)
    other = equation.coefficient(asked) * per_mole(task, asked, UNITS[unit][0])
    first, second = f"{figures.exact(one)} {base}", f"{figures.exact(other)} {unit}"
    yield Stage("equation_masses", f"{first} {s.formula} -> {second} {asked.formula}", slots=pair)
    shown = Amount(given.base, base)
    slots = {"quantity": amount_slot(shown), **pair}
    yield Stage("set_proportion", f"{first}/{second} = {shown.exact()}/x", slots=slots)
    yield from _finish(
        "calculate",
        task,
        given.base * other / one,
        {"formula": both(asked.formula), "asked_unit": kind_word(unit)},
    )
