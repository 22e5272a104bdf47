"""Wrong results that misconceptions produce: one relation of the plan is changed, and the change is followed to the end.

A value that an honest computation gives is never among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.problem import Unsolved
from subjects.stoichiometry import elements
from subjects.stoichiometry.calculation.deduce import even_of, plan_of
from subjects.stoichiometry.calculation.plan import (
    CLASS,
    Calculation,
    Expr,
    Key,
    Node,
    Op,
    over,
    run,
    times,
    values,
)
from subjects.stoichiometry.calculation.relations import inputs
from subjects.stoichiometry.formula import molar_mass, read_formula
from subjects.stoichiometry.reaction import Reaction, is_balanced
from subjects.stoichiometry.wrongs import wrong_counts

HUNDRED, THOUSAND = Fraction(100), Fraction(1000)
Change = tuple[str, Expr]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong value of the quantity `key`, made by a misconception at the node `source`."""

    misconception: str
    key: Key
    value: Fraction
    source: int


@lru_cache(maxsize=1024)
def wrongs(calculation: Calculation) -> tuple[Wrong, ...]:
    """Every wrong value, the nearest to its cause first."""
    plan = plan_of(calculation)
    if isinstance(plan, Unsolved):
        return ()
    right = values(calculation, plan, CLASS).known
    found: list[Wrong] = []
    seen: set[tuple[str, Key, Fraction]] = set()
    for index, node in enumerate(plan.nodes):
        for name, expr in _changes(calculation, node, right):
            if name == "added_not_multiplied" and _unequal(expr, right):
                continue
            known = run(calculation, plan.nodes, CLASS, {node.key: expr})
            for later in plan.nodes[index:]:
                value, true = known.get(later.key), right.get(later.key)
                if value is None or true is None or value <= 0 or later.silent or later.text:
                    continue
                if abs(value - true) * 100 < abs(true) or (name, later.key, value) in seen:
                    continue
                seen.add((name, later.key, value))
                found.append(Wrong(name, later.key, value, index))
    return tuple(sorted(found, key=lambda w: [n.key for n in plan.nodes].index(w.key) - w.source))


def _unequal(expr: Expr, known: dict[Key, Fraction]) -> bool:
    """Whether a sum is hardly more than its greater part."""
    if not isinstance(expr, Op) or not isinstance(expr.left, Key) or not isinstance(expr.right, Key):
        return True
    one, other = known.get(expr.left), known.get(expr.right)
    return one is None or other is None or max(one, other) > 50 * min(one, other)


def _changes(calculation: Calculation, node: Node, known: dict[Key, Fraction]) -> Iterator[Change]:
    expr = node.expr
    if node.rule == "molar_mass":
        yield from _molar(calculation, node)
    elif node.rule == "limiting" and node.silent:
        yield from _limiting(calculation, node, known)
    elif expr is not None:
        maker = _MAKERS.get(node.rule)
        if maker:
            yield from maker(node, expr, known, calculation)
        if isinstance(expr, Op) and node.rule in _GENERAL:
            yield from _general(expr)
        if node.key.where == "mix" and node.key.symbol in ("c", "w", "phi"):
            yield from _averaged(calculation, node.key)


def _averaged(calculation: Calculation, key: Key) -> Iterator[Change]:
    """The mean of the concentrations of what is put together."""
    parts: list[Expr] = [
        g.key for g in calculation.givens if g.key.symbol == key.symbol and g.key.where in ("one", "two", "three")
    ]
    if len(parts) > 1:
        total = parts[0]
        for part in parts[1:]:
            total = Op("+", total, part)
        yield "averaged", over(total, Fraction(len(parts)))


def _states(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    """Both temperatures left in degrees, or one ratio of before and after upside down."""
    del calculation
    places = ("one", "two")
    if all(Key("t", "", place) in known for place in places):
        yield "celsius_as_kelvin", _swapped(expr, {Key("T", "", p): Key("t", "", p) for p in places})
    for symbol in ("p", "V", "T"):
        pair = Key(symbol, "", "one"), Key(symbol, "", "two")
        if symbol != node.key.symbol and set(pair) <= set(inputs(expr)):
            yield "ratio_inverted", _swapped(expr, {pair[0]: pair[1], pair[1]: pair[0]})


def _swapped(expr: Expr, other: dict[Key, Key]) -> Expr:
    """The expression with some quantities exchanged."""
    if isinstance(expr, Key):
        return other.get(expr, expr)
    return Op(expr.sign, _swapped(expr.left, other), _swapped(expr.right, other)) if isinstance(expr, Op) else expr


def _molar(calculation: Calculation, node: Node) -> Iterator[Change]:
    """Wrong molar masses: the formula misread, the wrong table, the coefficient put in."""
    s = read_formula(node.key.of)
    if s is None:
        return
    right: Expr = node.key
    if len(s.atoms) == 1 and s.atoms[0][1] == 2 and not s.charge:
        yield "diatomic_forgotten", over(right, Fraction(2))
    if "·" in s.formula:
        dry = read_formula(s.formula.split("·", 1)[0])
        if dry:
            yield "hydrate_water_ignored", molar_mass(dry)
            yield "hydrate_water_ignored", molar_mass(dry) + 18
    for name, atoms in wrong_counts(s):
        yield name, sum((elements.mass(x) * n for x, n in atoms), Fraction(0))
    yield "atomic_number_used", Fraction(sum(elements.number(x) * n for x, n in s.atoms))
    even = even_of(calculation) if calculation.reaction else None
    if even and s in even.species and even.coefficient(s) > 1:
        yield "coefficient_in_molar_mass", times(right, Fraction(even.coefficient(s)))


def _limiting(calculation: Calculation, node: Node, known: dict[Key, Fraction]) -> Iterator[Change]:
    """The other reactant taken, by the smaller mass or the smaller amount."""
    even = even_of(calculation)
    if even is None:
        return
    symbol = node.key.symbol
    own = next(s for s in even.left if s.formula == node.key.of)
    for other in even.left:
        if other == own or other.formula not in calculation.rivals:
            continue
        start = Key(symbol, other.formula, "ini")
        ratio = Fraction(even.coefficient(own), even.coefficient(other))
        name = "excess_used"
        masses = [known.get(Key("m", f, "ini")) for f in (other.formula, own.formula)]
        moles = [known.get(Key("n", f, "ini")) for f in (other.formula, own.formula)]
        if masses[0] is not None and masses[1] is not None and masses[0] < masses[1]:
            name = "limiting_by_mass"
        elif moles[0] is not None and moles[1] is not None and moles[0] < moles[1]:
            name = "limiting_by_moles"
        yield name, times(start, ratio)


_GENERAL = frozenset(
    (
        "moles_given", "mass_asked", "particles", "gas_volume", "molarity", "mass_concentration", "molality", "dilution",
        "molar_from_moles", "molar_from_density", "concentration_change",
    )
)  # fmt: skip


def _general(expr: Op) -> Iterator[Change]:
    """Multiplied for divided, or the ratio upside down."""
    if expr.sign == "/":
        yield "divide_multiply_swapped", times(expr.left, expr.right)
        yield "ratio_inverted", over(expr.right, expr.left)
        yield "added_not_multiplied", Op("+", expr.left, expr.right)
    elif expr.sign == "*":
        yield "divide_multiply_swapped", over(expr.left, expr.right)
        yield "divide_multiply_swapped", over(expr.right, expr.left)
        yield "added_not_multiplied", Op("+", expr.left, expr.right)


Maker = Callable[[Node, Expr, dict[Key, Fraction], Calculation], Iterator[Change]]


def _moles(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del known, calculation
    symbol = node.key.of
    number = (
        Fraction(elements.number(symbol)) if symbol in elements.symbols() and not node.key.where else None
    )
    if isinstance(expr, Op):
        yield "grams_as_moles", expr.left
        if number is not None:
            yield "atomic_number_used", over(expr.left, number)
            yield "molecule_for_atom", over(expr.left, times(expr.right, Fraction(2)))


def _mass(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del known
    if isinstance(expr, Op):
        yield "grams_as_moles", expr.left
    even = even_of(calculation) if calculation.reaction else None
    s = read_formula(node.key.of)
    if even and s in even.species and isinstance(expr, Op) and s is not None and even.coefficient(s) > 1:
        yield "coefficient_in_molar_mass", times(expr, Fraction(even.coefficient(s)))


def _ratio(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del known
    if not isinstance(expr, Op) or not isinstance(expr.right, Op):
        return
    a, b = expr.right.right, expr.right.left
    if a == b:
        return
    given = calculation.reaction
    source = next(inputs(expr))
    name = "mole_ratio_ignored"
    if given is not None and not is_balanced(given) and not calculation.implied:
        name = "unbalanced_used"
        raw = _raw(given, source.of, node.key.of)
        if raw is not None and raw != 1:
            yield name, times(expr.left, raw)
    yield "ratio_inverted", times(expr.left, over(a, b))
    yield name, expr.left


def _raw(given: Reaction, one: str, other: str) -> Fraction | None:
    found = {s.formula: c for s, c in zip(given.species, given.coefficients, strict=True)}
    return Fraction(found[other], found[one]) if one in found and other in found else None


def _particles(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    del calculation
    if not isinstance(expr, Op):
        return
    mass = Key("m", node.key.of)
    if mass in known and expr.sign == "*":
        yield "grams_as_moles", times(mass, expr.right)


def _atoms(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del node, known, calculation
    if isinstance(expr, Op):
        yield "subscript_ignored", expr.left


def _gas(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del calculation
    if isinstance(expr, Op) and Key("m", node.key.of) in known and expr.sign == "*":
        yield "grams_as_moles", times(Key("m", node.key.of), expr.right)
    if isinstance(expr, Op) and expr.sign == "*" and node.key.of not in ("", "?"):
        yield "mass_for_volume", times(expr.left, Key("M", node.key.of))


def _ideal(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del known, calculation
    if node.key.symbol == "V" and isinstance(expr, Op):
        n = next(key for key in inputs(expr) if key.symbol == "n")
        yield "molar_volume_outside", times(n, Key("Vm"))
    if node.key.symbol == "n":
        v = next(key for key in inputs(expr) if key.symbol == "V")
        yield "molar_volume_outside", over(v, Key("Vm"))
    if isinstance(expr, Op) and expr.sign == "/":
        yield "ratio_inverted", over(expr.right, expr.left)


def _temperature(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    del node, known, calculation
    if isinstance(expr, Op):
        yield "celsius_as_kelvin", expr.left
        if expr.sign == "+":
            yield "celsius_as_kelvin", Op("-", expr.right, expr.left)


def _molarity(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    if not isinstance(expr, Op):
        return
    volume = next((key for key in inputs(expr) if key.symbol == "V"), None)
    if volume is not None and _in_millilitres(calculation, volume):
        yield "ml_as_l", times(expr, THOUSAND) if expr.sign == "*" else over(expr, THOUSAND)
    mass = Key("m", node.key.of)
    if mass in known and node.key.symbol == "c":
        yield "grams_as_moles", over(mass, expr.right)
    yield from _dilution(node, expr, known, calculation)
    solvent = Key("V", node.key.of, "solvent")
    if solvent in known and volume is not None:
        yield "solvent_for_solution", over(expr.left, solvent)


def _in_millilitres(calculation: Calculation, key: Key) -> bool:
    return any(g.key == key and g.unit == "mL" for g in calculation.givens)


def _percent(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    del calculation
    if node.key.symbol == "w" and isinstance(expr, Op) and isinstance(expr.left, Op):
        part, whole = expr.left.left, expr.left.right
        yield "percent_over_solvent", times(over(part, Op("-", whole, part)), HUNDRED)
        yield "ratio_inverted", times(over(whole, part), HUNDRED)
        yield "percent_not_divided", over(part, whole)
    elif isinstance(expr, Op) and expr.right == HUNDRED and isinstance(expr.left, Op):
        yield "percent_inverted", over(times(expr.left.left, HUNDRED), expr.left.right)
        yield "percent_not_divided", expr.left
    elif isinstance(expr, Op) and isinstance(expr.left, Op):
        yield "percent_inverted", over(times(expr.left.left, expr.right), HUNDRED)
        yield "percent_not_divided", over(expr.left.left, expr.right)
    del known


def _total(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del known, calculation
    if isinstance(expr, Op) and expr.sign == "+":
        yield "solvent_for_solution", expr.right
    elif isinstance(expr, Op) and node.key.where == "solvent":
        yield "solution_for_solvent", expr.left


def _density(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    del known, calculation
    if not isinstance(expr, Op):
        return
    if node.key.symbol == "rho" and isinstance(expr.right, Op):
        yield "density_inverted", over(times(expr.right.left, THOUSAND), expr.left)
    if expr.sign == "*" and isinstance(expr.left, Op):
        yield "density_inverted", over(times(expr.right, THOUSAND), expr.left.left)
        yield "ml_as_l", times(expr.left.left, expr.right)
        yield "density_ignored", times(expr.right, THOUSAND)
        yield "density_inverted", over(expr.left.left, times(expr.right, THOUSAND))
    elif expr.sign == "/" and isinstance(expr.right, Op):
        yield "density_inverted", over(times(expr.left, expr.right.left), THOUSAND)
        yield "ml_as_l", over(expr.left, expr.right.left)
        yield "density_ignored", over(expr.left, THOUSAND)


def _dilution(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    del calculation
    f = node.key.of
    v1, v2, c1, c2 = Key("V", f, "sol"), Key("V", f, "dil"), Key("c", f, "sol"), Key("c", f, "dil")
    if node.key == c2 and {v1, v2, c1} <= known.keys():
        yield "dilution_inverted", over(times(c1, v2), v1)
        yield "added_for_total", over(times(c1, v1), Op("-", v2, v1))
    if node.key == v2 and {v1, c1, c2} <= known.keys():
        yield "dilution_inverted", over(times(v1, c2), c1)
    if node.key == v1 and {v2, c1, c2} <= known.keys():
        yield "dilution_inverted", over(times(v2, c1), c2)
    del expr


def _water(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del known, calculation
    if isinstance(expr, Op) and node.key.where == "add":
        yield "added_for_total", expr.left
    elif isinstance(expr, Op) and expr.sign == "+":
        yield "added_for_total", expr.right


def _share_of(name: str) -> Maker:
    """Purity and yield: applied the wrong way, or left out."""

    def changes(
        node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
    ) -> Iterator[Change]:
        del calculation
        if not isinstance(expr, Op) or not isinstance(expr.left, Op):
            return
        if node.key.symbol == "y":
            for key in known:
                if key.symbol == "m" and not key.where and key.of != node.key.of and key != expr.left.right:
                    yield "other_substance", times(over(expr.left.left, key), HUNDRED)
        if node.key.symbol in ("P", "y"):
            yield "ratio_inverted", times(over(expr.left.right, expr.left.left), HUNDRED)
        elif expr.right == HUNDRED:
            yield f"{name}_inverted", over(times(expr.left.left, HUNDRED), expr.left.right)
            yield f"{name}_ignored", expr.left.left
        else:
            yield f"{name}_inverted", over(times(expr.left.left, expr.right), HUNDRED)
            yield f"{name}_ignored", expr.left.left

    return changes


def _left(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del node, known, calculation
    if isinstance(expr, Op):
        yield "used_as_left", expr.right
        yield "used_as_left", expr.left


def _element(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    del known, calculation
    if isinstance(expr, Op) and isinstance(expr.left, Op) and isinstance(expr.left.left, Op):
        whole = expr.left.right
        yield "subscript_ignored", times(over(Key("M", node.key.of), whole), HUNDRED)
        s = read_formula(node.key.where[3:])
        if s is not None and node.key.of in dict(s.atoms):
            share = Fraction(dict(s.atoms)[node.key.of], sum(n for _, n in s.atoms))
            yield "atoms_as_mass", share * 100
        yield "ratio_inverted", times(over(whole, expr.left.left), HUNDRED)


def _molality(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    del calculation
    whole = Key("m", node.key.of, "sol")
    if node.key.symbol == "b" and isinstance(expr, Op) and whole in known:
        yield "solution_for_solvent", over(expr.left, over(whole, THOUSAND))
    solvent, solute = Key("m", node.key.of, "solvent"), Key("m", node.key.of)
    if node.key.symbol == "b" and isinstance(expr, Op) and {solvent, solute} <= known.keys():
        yield "solution_for_solvent", over(expr.left, over(Op("+", solvent, solute), THOUSAND))
    if node.key.symbol == "b" and isinstance(expr, Op):
        yield "unit_conversion", over(expr.left, times(over(solvent, THOUSAND), THOUSAND))


def _fraction(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    del node, known, calculation
    if isinstance(expr, Op) and isinstance(expr.right, Op):
        one, other = expr.right.left, expr.right.right
        rest = other if expr.left == one else one
        yield "fraction_over_solvent", over(expr.left, rest)


def _volume_percent(
    node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation
) -> Iterator[Change]:
    yield from _percent(node, expr, known, calculation)


def _burnt(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del node, known, calculation
    if isinstance(expr, Op) and expr.sign == "*":
        yield "subscript_ignored", expr.left


def _factor(node: Node, expr: Expr, known: dict[Key, Fraction], calculation: Calculation) -> Iterator[Change]:
    del node, known, calculation
    if isinstance(expr, Op):
        yield "ratio_inverted", over(expr.right, expr.left)


_MAKERS: dict[str, Maker] = {
    "moles_given": _moles, "mass_asked": _mass, "mole_ratio": _ratio, "volume_ratio": _ratio, "particles": _particles,
    "atoms_in": _atoms,
    "ions_in": _atoms,
    "gas_states": _states,
    "gas_volume": _gas, "ideal_gas": _ideal, "temperature": _temperature, "molarity": _molarity,
    "mass_concentration": _molarity, "mass_percent": _percent, "solution_total": _total, "density": _density,
    "dilution": _dilution, "water_added": _water, "purity": _share_of("purity"), "yield": _share_of("yield"),
    "excess_left": _left, "element_share": _element, "molality": _molality, "mole_fraction": _fraction,
    "volume_percent": _volume_percent, "burnt_hydrogen": _burnt, "molecular_factor": _factor,
}  # fmt: skip
