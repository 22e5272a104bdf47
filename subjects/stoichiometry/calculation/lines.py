"""The steps of a plan as a class writes them, each with the quantity behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from subjects.problem import Lang, Unsolved
from subjects.stoichiometry import elements, figures
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.chains import links
from subjects.stoichiometry.calculation.deduce import even_of, plan_of
from subjects.stoichiometry.calculation.plan import (
    CLASS,
    Calculation,
    Expr,
    Given,
    Key,
    Node,
    Op,
    Plan,
    values,
)
from subjects.stoichiometry.calculation.relations import inputs
from subjects.stoichiometry.calculation.units import BASES, LETTERS, SIZES, shown, written
from subjects.stoichiometry.formula import read_formula
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.task import present

Slots = dict[str, dict[Lang, str]]
_PLACES = {
    "left": "_left", "real": "_real", "sample": "_sample", "waste": "_waste", "dil": "_2", "one": "_1",
    "two": "_2", "three": "_3", "taken": "_3", "last": "_4", "mix": "_mix", "add": "_added", "solvent": "_solvent",
    "pure": "_pure", "air": "_air", "gas": "_gas",
}  # fmt: skip
PROPORTIONAL = frozenset(("moles_given", "mass_asked", "mole_ratio", "particles", "gas_volume"))


@dataclass(frozen=True, slots=True)
class Line:
    """One step: `key` is the quantity that it finds, `value` in `unit`; an equation line has `reaction`."""

    rule: str
    after: str
    key: Key | None = None
    value: Fraction | None = None
    unit: str = ""
    reaction: Reaction | None = None
    slots: Slots = field(default_factory=dict, hash=False, compare=False)


def label(key: Key) -> str:
    """`n(HCl)`, `m_real(CaO)`, `n(O in H2O)`."""
    letter = LETTERS.get(key.symbol, key.symbol)
    place = _PLACES.get(key.where, "")
    if key.where == "sol" and key.symbol == "m":
        place = "_solution"
    if not key.of:
        return letter + place
    of = "compound" if key.of == "?" else key.of
    inside = f" in {key.where[3:]}" if key.where.startswith("in:") else ""
    return f"{letter}{place}({of}{inside})"


def both(text: str) -> dict[Lang, str]:
    """The same text in both languages."""
    return {"es": figures.localise(text, "es"), "en": figures.localise(text, "en")}


def quantity(value: Fraction, unit: str) -> dict[Lang, str]:
    """A quantity in both notations."""
    return {"es": written(value, unit, "es"), "en": written(value, unit, "en")}


@lru_cache(maxsize=2048)
def lines(calculation: Calculation, method: str) -> tuple[Line, ...]:
    """All steps. Raises ValueError when there is no plan."""
    plan = plan_of(calculation)
    if isinstance(plan, Unsolved):
        raise ValueError(plan.detail)
    return tuple(_lines(calculation, plan, method))


def _lines(calculation: Calculation, plan: Plan, method: str) -> Iterator[Line]:
    known = values(calculation, plan, CLASS).known
    if calculation.givens:
        yield _data(calculation)
    yield from _equation(calculation)
    changed: set[Key] = set()
    for index, node in enumerate(plan.nodes):
        if node.silent:
            continue
        for given in _to_change(calculation, node, changed) if calculation.detail != "senior" else ():
            changed.add(given.key)
            yield _converted(given)
        if node.text:
            yield Line(node.rule, node.text, node.key, slots=_slots(calculation, node, known))
            continue
        value = known[node.key]
        if method == "proportions":
            setup = _proportion(node, known)
            if setup:
                yield setup
        if node.rule == "molar_mass" and calculation.detail == "junior":
            yield from _weighed(calculation, node)
        written = figures.exact if node.key.symbol == "M" else figures.result
        after = f"{label(node.key)} = {written(value)} {node.unit}".rstrip()
        yield Line(node.rule, after, node.key, value, node.unit, slots=_slots(calculation, node, known))
        for ask in calculation.asks:
            own = ask.key == node.key and index in plan.asked
            if own and ask.unit and SIZES[ask.unit] != SIZES.get(node.unit):
                yield _last(ask.key, value, node.unit, ask.unit)


def _data_slots(calculation: Calculation) -> Slots:
    named = [g for g in calculation.givens if g.key.of and g.key.of != "?"] or list(calculation.givens)
    first = named[0]
    formula = _substance(first.key)
    amount = quantity(first.value / SIZES[first.unit][1], first.unit)
    fallback: dict[Lang, str] = {"es": "la sustancia", "en": "the substance"}
    return {"quantity": amount, "formula": both(formula) if formula else fallback}


def _data(calculation: Calculation) -> Line:
    texts = [
        f"{label(g.key)} = {figures.exact(g.value / SIZES[g.unit][1])} {g.unit}".rstrip()
        for g in calculation.givens
    ]
    first = calculation.givens[0]
    alone = len(texts) == 1
    return Line(
        "data",
        "; ".join(texts),
        first.key if alone else None,
        first.value / SIZES[first.unit][1] if alone else None,
        first.unit if alone else "",
        slots=_data_slots(calculation),
    )


def _equation(calculation: Calculation) -> Iterator[Line]:
    if calculation.reaction is None:
        return
    even = present(even_of(calculation))
    if calculation.chain:
        shared = links(calculation.chain)[0].formula
        yield Line("sum_equations", reactions.write(even), reaction=even, slots={"formula": both(shared)})
    if reactions.is_balanced(calculation.reaction):
        return
    skeleton = even.skeleton
    element = next(
        (
            e
            for e, (left, right) in reactions.totals(skeleton).items()
            if left != right and e != reactions.CHARGE
        ),
        reactions.elements_of(skeleton)[0],
    )
    yield Line("balance_equation", reactions.write(even), reaction=even, slots={"element": both(element)})


_CHANGES = frozenset(("g", "mol", "L", "atm"))


def _to_change(calculation: Calculation, node: Node, changed: set[Key]) -> list[Given]:
    """The given quantities that a node uses and that are not in their base unit yet."""
    if node.expr is None:
        return []
    needed = set(inputs(node.expr))
    return [
        g
        for g in calculation.givens
        if g.key in needed and g.key not in changed and SIZES[g.unit][1] != 1 and SIZES[g.unit][0] in _CHANGES
    ]


def _converted(given: Given) -> Line:
    base = BASES[given.key.symbol]
    slots = {"quantity": quantity(given.value / SIZES[given.unit][1], given.unit), "unit": _word(base)}
    return Line(
        "convert_units",
        f"{label(given.key)} = {figures.exact(given.value)} {base}",
        given.key,
        given.value,
        base,
        slots=slots,
    )


def _last(key: Key, value: Fraction, base: str, unit: str) -> Line:
    last = value / SIZES[unit][1]
    slots = {"quantity": quantity(figures.rounded(value), base), "unit": _word(unit)}
    return Line("convert_units", f"{label(key)} = {figures.result(last)} {unit}", key, last, unit, slots=slots)


_WORDS: dict[str, dict[Lang, str]] = {
    "g": {"es": "gramos", "en": "grams"},
    "mol": {"es": "moles", "en": "moles"},
    "L": {"es": "litros", "en": "litres"},
    "mL": {"es": "mililitros", "en": "millilitres"},
    "kg": {"es": "kilogramos", "en": "kilograms"},
    "atm": {"es": "atmósferas", "en": "atmospheres"},
    "%": {"es": "tanto por ciento", "en": "per cent"},
}


def _word(unit: str) -> dict[Lang, str]:
    return _WORDS.get(unit) or {"es": shown(unit, "es"), "en": shown(unit, "en")}


def _slots(calculation: Calculation, node: Node, known: dict[Key, Fraction]) -> Slots:
    """What a hint toward a node may name: the substance, and for a ratio both."""
    if node.rule == "mole_ratio" or node.rule == "volume_ratio":
        source = next(inputs(node.expr or node.key))
        return {"given": both(source.of), "asked": both(node.key.of)}
    if node.rule == "limiting":
        even = present(even_of(calculation))
        starts = [s.formula for s in even.left if s.formula in calculation.rivals]
        return {"given": both(starts[0]), "asked": both(starts[1])} if len(starts) > 1 else {}
    formula = _substance(node.key) or _of(node.expr)
    named: Slots = {"formula": both(formula) if formula else {"es": "la sustancia", "en": "the substance"}}
    if node.rule == "moles_given" and isinstance(node.expr, Op):
        top = node.expr.left
        value = known.get(top) if isinstance(top, Key) else None
        if value is not None:
            return {"quantity": quantity(figures.rounded(value), "g"), **named}
    return named


def _of(expr: Expr | None) -> str:
    return next(filter(None, map(_substance, inputs(expr))), "") if expr is not None else ""


def _substance(key: Key) -> str:
    """The formula that a quantity is of: all the atoms of a compound are of that compound."""
    if key.of == "atoms" and key.where.startswith("in:"):
        return key.where.removeprefix("in:")
    return "" if key.of in ("", "?", "atoms", "ions") else key.of


def _weighed(calculation: Calculation, node: Node) -> Iterator[Line]:
    """The sum behind a molar mass that the text does not give."""
    s = read_formula(node.key.of)
    if s is None or s.single or node.key.of in dict(calculation.molar):
        return
    own = dict(calculation.masses)
    terms = " + ".join(f"{n}*{figures.exact(own.get(x) or elements.mass(x))}" for x, n in s.atoms)
    element = max(s.atoms, key=lambda atom: atom[1])[0]
    slots = {"formula": both(s.formula), "element": both(element)}
    yield Line("weigh_atoms", f"{label(node.key)} = {terms}", slots=slots)


def _proportion(node: Node, known: dict[Key, Fraction]) -> Line | None:
    """The proportion that stands for `x = quantity · factor`."""
    expr = node.expr
    if node.rule not in PROPORTIONAL or not isinstance(expr, Op) or not isinstance(expr.left, Key):
        return None
    given = known.get(expr.left)
    if given is None:
        return None
    unit = BASES[expr.left.symbol]
    if isinstance(expr.right, Op):
        a, b = expr.right.right, expr.right.left
        if not (isinstance(a, Fraction) and isinstance(b, Fraction)):
            return None
        one, other = a, b
    else:
        factor = _factor(expr.right, known)
        if factor is None:
            return None
        one, other = (factor, Fraction(1)) if expr.sign == "/" else (Fraction(1), factor)
    shown_given = f"{figures.exact(given)} {unit}"
    after = f"{figures.exact(one)} {unit}/{figures.exact(other)} {node.unit} = {shown_given}/x"
    return Line("set_proportion", after, slots={"quantity": quantity(figures.rounded(given), unit)})


def _factor(expr: Expr, known: dict[Key, Fraction]) -> Fraction | None:
    if isinstance(expr, Fraction):
        return expr
    if isinstance(expr, Key):
        if expr.symbol == "NA":
            return CLASS.avogadro
        return known.get(expr) or (CLASS.molar_volume if expr.symbol == "Vm" else None)
    return None
