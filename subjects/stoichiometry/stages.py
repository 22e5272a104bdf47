"""The way to the answer as named stages, by conversion factors or by proportions.

A stage is a step with the exact value behind it, so that checking, secrets and mistakes need not read
strings. Values are exact; only their written form is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import gcd

from subjects.problem import Lang
from subjects.stoichiometry import elements, figures
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.formula import Species, molar_mass
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.task import (
    AVOGADRO,
    SYMBOLS,
    UNITS,
    Amount,
    Task,
    present,
    show_amount,
    symbol,
    unit_word,
)

METHODS = ("factors", "proportions")


@dataclass(frozen=True, slots=True)
class Stage:
    """One step with the quantity it finds: `label` like "n(H2O)", its `value` and `unit`; a line without
    them has an empty label. `reaction` is set where the line is an equation."""

    rule: str
    after: str
    label: str = ""
    value: Fraction | None = None
    unit: str = ""
    species: Species | None = None
    reaction: Reaction | None = None
    slots: dict[str, dict[Lang, str]] = field(default_factory=dict, hash=False, compare=False)


def both(text: str) -> dict[Lang, str]:
    """The same text in both languages, each in its notation."""
    return {"es": figures.localise(text, "es"), "en": figures.localise(text, "en")}


def amount_slot(amount: Amount) -> dict[Lang, str]:
    """A quantity as each language writes it."""
    return {"es": show_amount(amount, "es"), "en": show_amount(amount, "en")}


_KIND_WORDS: dict[str, dict[Lang, str]] = {
    "g": {"es": "gramos", "en": "grams"},
    "mol": {"es": "moles", "en": "moles"},
    "kg": {"es": "kilogramos", "en": "kilograms"},
}


def kind_word(unit: str) -> dict[Lang, str]:
    """The unit in words, plural."""
    return _KIND_WORDS.get(unit) or {"es": unit_word(unit, "es"), "en": unit_word(unit, "en")}


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


@lru_cache(maxsize=4096)
def stages(task: Task, method: str) -> tuple[Stage, ...]:
    """All stages of a task. Raises ValueError when its equation has not exactly one balance."""
    if task.kind == "molar_mass":
        return tuple(_molar_mass(task))
    if task.kind == "balance":
        return tuple(_balance(task))
    if task.kind == "convert":
        return tuple(_convert(task, method))
    return tuple(_reaction(task, method))


def _molar_mass(task: Task) -> Iterable[Stage]:
    s = present(task.species)
    own = dict(task.masses)
    masses = {symbol: own.get(symbol) or elements.mass(symbol) for symbol, _ in s.atoms}
    label = f"M({s.formula})"
    value = molar_mass(s, "class", task.masses)
    slots = {"formula": both(s.formula), "element": both(max(s.atoms, key=lambda a: a[1])[0])}
    counts = ", ".join(f"{symbol}: {number}" for symbol, number in s.atoms)
    terms = " + ".join(f"{number}*{figures.exact(masses[symbol])}" for symbol, number in s.atoms)
    yield Stage("count_atoms", counts, species=s, slots=slots)
    yield Stage("weigh_atoms", f"{label} = {terms}", species=s, slots=slots)
    yield Stage("add_up", f"{label} = {figures.exact(value)} g/mol", label, value, "g/mol", s, slots=slots)


def _given(task: Task) -> Iterable[Stage]:
    given, s = present(task.given), present(task.species)
    slots = {"quantity": amount_slot(given), "formula": both(s.formula)}
    label = symbol(given.unit, s)
    yield Stage("data", f"{label} = {given.exact()}", label, given.value, given.unit, s, slots=slots)
    if UNITS[given.unit][1] != 1:
        slots = {"quantity": amount_slot(given), "unit": kind_word(given.kind)}
        after = f"{label} = {figures.exact(given.base)} {given.kind}"
        yield Stage("convert_units", after, label, given.base, given.kind, s, slots=slots)


def _molar_stage(task: Task, s: Species) -> Stage:
    value = mass_of(task, s)
    label = f"M({s.formula})"
    return Stage(
        "molar_mass",
        f"{label} = {figures.exact(value)} g/mol",
        label,
        value,
        "g/mol",
        s,
        slots={"formula": both(s.formula)},
    )


def base_unit(unit: str) -> str:
    """The unit in which a quantity is computed first: grams for kilograms."""
    kind = UNITS[unit][0]
    return unit if kind == "particles" else kind


def _finish(rule: str, task: Task, value: Fraction, slots: dict[str, dict[Lang, str]]) -> Iterable[Stage]:
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
        yield _molar_stage(task, s)
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
        slots = {"element": both(_first_unbalanced(equation.skeleton))}
        yield Stage("balance_equation", reactions.write(equation), reaction=equation, slots=slots)
    pair = {"given": both(s.formula), "asked": both(asked.formula)}
    a, b = equation.coefficient(s), equation.coefficient(asked)
    unit = base_unit(task.asked_unit)
    if method == "proportions":
        yield from _by_proportion(task, equation, pair)
        return
    if given.kind == "g":
        yield _molar_stage(task, s)
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
        yield _molar_stage(task, asked)
    yield from _finish(
        "mass_asked", task, wanted * per_mole(task, asked, UNITS[unit][0]), {"formula": both(asked.formula)}
    )


def _by_proportion(task: Task, equation: Reaction, pair: dict[str, dict[Lang, str]]) -> Iterable[Stage]:
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


def _first_unbalanced(reaction: Reaction) -> str:
    for element in _order(reaction):
        left, right = reactions.totals(reaction)[element]
        if left != right:
            return element
    return _order(reaction)[0]


def _order(reaction: Reaction) -> list[str]:
    """Elements as a class takes them: those in few substances first, hydrogen and oxygen last."""
    late = {"H": 1, "O": 2}
    species = reaction.species
    seen = reactions.elements_of(reaction)
    alone = {s.atoms[0][0] for s in species if len(s.atoms) == 1}

    def key(element: str) -> tuple[int, int, int]:
        count = sum(element in dict(s.atoms) for s in species)
        return (late.get(element, 0), element in alone, count)

    return sorted(seen, key=key)


def _balance(task: Task) -> Iterable[Stage]:
    skeleton = present(task.reaction).skeleton
    final = reactions.balance(skeleton)
    if isinstance(final, str):
        raise ValueError(final)
    order = _order(skeleton)
    counts = ", ".join(
        f"{element}: {left} | {right}"
        for element, (left, right) in reactions.totals(skeleton).items()
        if element != reactions.CHARGE
    )
    yield Stage("count_sides", counts, reaction=None, slots={"element": both(_first_unbalanced(skeleton))})
    line = skeleton
    for element, coefficients in _rounds(skeleton, final, order):
        if coefficients == line.coefficients:
            continue
        line = skeleton.with_coefficients(coefficients)
        yield Stage(
            "balance_element", reactions.write(line), reaction=line, slots=_element_slots(line, element)
        )
    if line.coefficients != final.coefficients:
        yield Stage(
            "balance_element", reactions.write(final), reaction=final, slots=_element_slots(final, order[-1])
        )


def _rounds(skeleton: Reaction, final: Reaction, order: list[str]) -> Iterable[tuple[str, tuple[int, ...]]]:
    known: set[int] = set()
    for element in order:
        holding = {index for index, s in enumerate(skeleton.species) if element in dict(s.atoms)}
        left, right = reactions.totals(skeleton)[element]
        if not known and left == right and len(holding) == 2:
            share = {final.coefficients[index] for index in holding}
            if len(share) == 1:
                known |= holding
                continue
        known |= holding
        divisor = gcd(*(final.coefficients[index] for index in known))
        scaled = tuple(
            final.coefficients[i] // divisor if i in known else 1 for i in range(len(final.coefficients))
        )
        yield element, scaled


def _element_slots(line: Reaction, element: str) -> dict[str, dict[Lang, str]]:
    left = next(s.formula for s in line.left if element in dict(s.atoms))
    right = next(s.formula for s in line.right if element in dict(s.atoms))
    return {"element": both(element), "source": both(left), "target": both(right)}


SYMBOL_OF_KIND = SYMBOLS
