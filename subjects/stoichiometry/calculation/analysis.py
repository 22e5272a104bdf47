"""Plans of analysis: the percent composition of a compound, and formulas from percentages, masses or combustion."""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.problem import Unsolved
from subjects.stoichiometry.calculation.plan import (
    CLASS,
    Calculation,
    Expr,
    Key,
    Node,
    Op,
    Plan,
    evaluate,
    over,
    run,
    times,
)
from subjects.stoichiometry.formula import molar_mass, read_formula

HUNDRED = Fraction(100)


def plan(calculation: Calculation) -> Plan | Unsolved:
    """The plan of a composition or of an empirical formula."""
    if calculation.topic == "composition":
        return _composition(calculation)
    return _empirical(calculation)


def _composition(calculation: Calculation) -> Plan | Unsolved:
    molar = Key("M", calculation.asks[0].key.where[3:])
    nodes = [Node(molar, "molar_mass", "g/mol", molar)]
    asked = []
    for ask in calculation.asks:
        holder = read_formula(ask.key.where[3:])
        if holder is None:
            return Unsolved("not_supported", "composition")
        if ask.key.of == "H2O":
            number = Fraction(re.search(r"·(\d*)H2O", holder.formula)[1] or 1)  # type: ignore[index]
        else:
            number = Fraction(dict(holder.atoms)[ask.key.of])
        share = times(over(times(number, Key("M", ask.key.of)), molar), HUNDRED)
        asked.append(len(nodes))
        nodes.append(Node(ask.key, "element_share", "%", share))
    return Plan(tuple(nodes), tuple(asked))


def _empirical(calculation: Calculation) -> Plan | Unsolved:
    nodes: list[Node] = []
    if calculation.species:
        base = calculation.species[0]
        found = _molecular(calculation, dict(base.atoms), base.formula, nodes)
        return found if isinstance(found, Unsolved) else Plan(tuple(nodes), (len(nodes) - 1,), (), (found,))
    elements = _masses(calculation, nodes)
    if isinstance(elements, Unsolved):
        return elements
    for element in elements:
        if Key("n", element) not in {node.key for node in nodes}:
            nodes.append(
                Node(Key("n", element), "moles_given", "mol", over(Key("m", element), Key("M", element)))
            )
    if len(elements) < 2:
        return Unsolved("missing_data", "elements")
    known = run(calculation, tuple(nodes), CLASS)
    try:
        moles = {element: known[Key("n", element)] for element in elements}
    except KeyError:
        return Unsolved("missing_data", "element")
    if any(value <= 0 for value in moles.values()):
        return Unsolved("inconsistent", "masses")
    least = min(moles, key=lambda element: moles[element])
    ratios = {}
    for element in elements:
        ratios[element] = moles[element] / moles[least]
        nodes.append(Node(Key("r", element), "divide_smallest", "", over(Key("n", element), Key("n", least))))
    whole = whole_numbers(ratios)
    if whole is None:
        return Unsolved("not_supported", "no whole ratio")
    formula = written(whole)
    nodes.append(Node(Key("empirical"), "whole_numbers", "", None, f"empirical: {formula}"))
    results = [formula]
    places = {"empirical": len(nodes) - 1}
    if any(ask.key.symbol == "molecular" for ask in calculation.asks):
        found = _molecular(calculation, whole, formula, nodes)
        if isinstance(found, Unsolved):
            return found
        results.append(found)
        places["molecular"] = len(nodes) - 1
    asked = [places[ask.key.symbol] for ask in calculation.asks]
    return Plan(tuple(nodes), tuple(asked), (), tuple(results))


def _masses(calculation: Calculation, nodes: list[Node]) -> tuple[str, ...] | Unsolved:
    """The elements, with nodes for the masses that are not given: from percentages of a hundred grams, or from the
    carbon dioxide and the water of a combustion."""
    given = {g.key: g.value for g in calculation.givens}
    parts = [key for key in given if key.symbol == "w" and not key.where]
    if parts:
        total = sum(given[key] for key in parts)
        if not Fraction(985, 10) <= total <= Fraction(1015, 10):
            return Unsolved("inconsistent", "percentages")
        nodes += [Node(Key("m", key.of), "hundred_grams", "g", key) for key in parts]
        return tuple(key.of for key in parts)
    if Key("m", "CO2") in given and Key("m", "H2O") in given:
        return _burnt(given, nodes)
    return tuple(key.of for key in given if key.symbol in ("m", "n") and key.of and not key.where)


def _burnt(given: dict[Key, Fraction], nodes: list[Node]) -> tuple[str, ...]:
    carbon, hydrogen, sample = Key("n", "C"), Key("n", "H"), Key("m", "?", "sample")
    nodes.append(Node(carbon, "burnt_carbon", "mol", over(Key("m", "CO2"), Key("M", "CO2"))))
    twice = times(over(Key("m", "H2O"), Key("M", "H2O")), Fraction(2))
    nodes.append(Node(hydrogen, "burnt_hydrogen", "mol", twice))
    if sample not in given:
        return "C", "H"
    masses: Expr = Op("+", times(carbon, Key("M", "C")), times(hydrogen, Key("M", "H")))
    rest = Op("-", sample, masses)
    known = run(Calculation("empirical", (), ()), (), CLASS) | given
    for node in nodes:
        known[node.key] = evaluate(node.expr or Fraction(0), known, Calculation("", (), ()), CLASS)
    left = evaluate(rest, known, Calculation("", (), ()), CLASS)
    if abs(left) * 100 < given[sample]:
        return "C", "H"
    nodes.append(Node(Key("m", "O"), "burnt_oxygen", "g", rest))
    nodes.append(Node(Key("n", "O"), "moles_given", "mol", over(Key("m", "O"), Key("M", "O"))))
    return "C", "H", "O"


def _molecular(
    calculation: Calculation, whole: dict[str, int], formula: str, nodes: list[Node]
) -> str | Unsolved:
    """The factor between the molar masses, and the formula that it gives."""
    molar = Key("M", "?")
    given = {g.key for g in calculation.givens}
    if molar not in given:
        if Key("V", "?") in given and calculation.gas == "molar":
            moles: Expr = over(Key("V", "?"), Key("Vm"))
        elif Key("V", "?") in given and calculation.gas == "ideal":
            if Key("T") not in given:
                nodes.append(Node(Key("T"), "temperature", "K", Op("+", Key("t"), Key("T0"))))
            moles = over(times(Key("p"), Key("V", "?")), times(Key("R"), Key("T")))
        elif Key("n", "?") in given:
            moles = Key("n", "?")
        elif Key("rho", "?") in given and calculation.gas == "molar":
            nodes.append(Node(molar, "molar_from_density", "g/mol", times(Key("rho", "?"), Key("Vm"))))
            moles = Fraction(0)
        else:
            return Unsolved("missing_data", "molar mass")
        if moles != Fraction(0):
            mass = Key("m", "?", "gas") if Key("m", "?", "gas") in given else Key("m", "?", "sample")
            if mass not in given:
                return Unsolved("missing_data", "mass")
            if Key("n", "?") not in given:
                rule = "gas_volume" if calculation.gas == "molar" else "ideal_gas"
                nodes.append(Node(Key("n", "?"), rule, "mol", moles))
            nodes.append(Node(molar, "molar_from_moles", "g/mol", over(mass, Key("n", "?"))))
    empirical = Key("M", formula)
    nodes.append(Node(empirical, "molar_mass", "g/mol", empirical))
    nodes.append(Node(Key("k"), "molecular_factor", "", over(molar, empirical)))
    known = run(calculation, tuple(nodes), CLASS)
    factor = known.get(Key("k"), Fraction(0))
    times_ = int(factor + Fraction(1, 2))
    if times_ < 1 or abs(factor - times_) * 100 > 6 * times_:
        return Unsolved("inconsistent", "molar mass")
    found = written({element: n * times_ for element, n in whole.items()})
    nodes.append(Node(Key("molecular"), "molecular_formula", "", None, f"molecular: {found}"))
    return found


def whole_numbers(ratios: dict[str, Fraction]) -> dict[str, int] | None:
    """The smallest whole numbers in the ratio, as a class rounds them, or None when none is near."""
    for scale in range(1, 6):
        grace = Fraction(6, 100) if scale == 1 else Fraction(5, 100) + Fraction(scale, 100)
        found = {element: int(ratio * scale + Fraction(1, 2)) for element, ratio in ratios.items()}
        if all(
            n and abs(ratios[element] * scale - n) <= min(grace, Fraction(n, 20))
            for element, n in found.items()
        ):
            return found
    return None


def written(counts: dict[str, int]) -> str:
    """A formula with its elements in the usual order: carbon, hydrogen and the rest; or metals first, oxygen last."""
    if "C" in counts and "H" in counts:
        order = sorted(counts, key=lambda e: (e != "C", e != "H", e == "O", e))
    else:
        order = sorted(counts, key=lambda e: (_RANK.get(e, 0), list(counts).index(e)))
    return "".join(e + (str(counts[e]) if counts[e] > 1 else "") for e in order)


_RANK = {
    "B": 1, "Si": 2, "C": 3, "As": 4, "P": 5, "N": 6, "H": 4, "Se": 8, "S": 9, "I": 10, "Br": 11, "Cl": 12, "O": 13, "F": 14,
}  # fmt: skip


def molar_of(formula: str) -> Fraction:
    """The class molar mass of a formula. Raises LookupError when it is none."""
    found = read_formula(formula)
    if found is None:
        raise LookupError(formula)
    return molar_mass(found)
