"""Quantities, expressions over them, and plans: the relations of a solution in the order of the class.

Only values and their evaluation in a world (a table of atomic masses, constants, a habit of rounding). A plan
promises that every node uses earlier nodes only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from subjects.stoichiometry import elements
from subjects.stoichiometry.formula import Species, molar_mass, read_formula
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.task import Detail


@dataclass(frozen=True, slots=True)
class Key:
    """A quantity: `symbol` is its letter, `of` the formula that it belongs to, `where` tells apart the amount that
    reacts (""), the one at the start (`ini`), left over (`left`), really obtained (`real`), the impure sample
    (`sample`), the solution (`sol`), the diluted one (`dil`), the solvent (`solvent`), or the compound that an
    element is in (`in:H2O`)."""

    symbol: str
    of: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Op:
    """`left sign right`."""

    sign: str
    left: Expr
    right: Expr


Expr = Key | Fraction | Op


def times(left: Expr, right: Expr) -> Op:
    """A product."""
    return Op("*", left, right)


def over(left: Expr, right: Expr) -> Op:
    """A quotient."""
    return Op("/", left, right)


@dataclass(frozen=True, slots=True)
class Given:
    """A quantity that the text gives: `value` in the base unit of its symbol, `unit` as it was written."""

    key: Key
    value: Fraction
    unit: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a part of the problem asks: a quantity in a unit, or `kind` `species` or `formula`."""

    key: Key
    unit: str = ""
    label: str = ""
    kind: str = "quantity"


@dataclass(frozen=True, slots=True)
class Calculation:
    """The payload of a problem. `gas` is `molar` (a molar volume, 22.4 L/mol unless given), `ideal` or "". `chain`
    holds the reactions whose sum `reaction` is. `detail` is set by solving and is no part of the problem."""

    topic: str
    givens: tuple[Given, ...]
    asks: tuple[Ask, ...]
    species: tuple[Species, ...] = ()
    reaction: Reaction | None = None
    gas: str = ""
    masses: tuple[tuple[str, Fraction], ...] = ()
    molar: tuple[tuple[str, Fraction], ...] = ()
    solvent: str = "H2O"
    solutions: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    implied: bool = False
    chain: tuple[Reaction, ...] = ()
    detail: Detail = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One relation used once: `key = expr`. `text` is the whole line where the result is no number; `silent` ones
    are no step of their own."""

    key: Key
    rule: str
    unit: str
    expr: Expr | None = None
    text: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The nodes in order, and the places of the asked ones. `closure` holds every other quantity that follows."""

    nodes: tuple[Node, ...]
    asked: tuple[int, ...]
    closure: tuple[Node, ...] = ()
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """What a student may compute with: a table of atomic masses, the constants, digits kept on the way."""

    table: elements.Table = "class"
    avogadro: Fraction = Fraction(6022) * 10**20
    gas_constant: Fraction = Fraction(82, 1000)
    zero: Fraction = Fraction(273)
    molar_volume: Fraction = Fraction(224, 10)
    places: int = 0
    digits: int = 0


CONSTANTS = {"NA": "avogadro", "R": "gas_constant", "T0": "zero", "Vm": "molar_volume"}
CLASS = World()
WORLDS: tuple[World, ...] = (
    CLASS,
    *(World(table=t) for t in ("precise", "whole", "tenth", "hundredth", "school", "mixed")),
    World(gas_constant=Fraction(8206, 100000), zero=Fraction(27315, 100)),
    World(gas_constant=Fraction(8206, 100000)),
    World(zero=Fraction(27315, 100)),
    World("precise", gas_constant=Fraction(8206, 100000), zero=Fraction(27315, 100)),
    World("precise", gas_constant=Fraction(82057, 1000000), zero=Fraction(27315, 100)),
    World(gas_constant=Fraction(8314, 101325), zero=Fraction(273)),
    World(gas_constant=Fraction(8314, 101325), zero=Fraction(27315, 100)),
    World("precise", avogadro=Fraction(60221) * 10**19),
    World(avogadro=Fraction(602) * 10**21),
    World(avogadro=Fraction(6023) * 10**20),
    World("precise", avogadro=Fraction(602) * 10**21),
)
ROUNDED: tuple[World, ...] = tuple(
    World(w.table, w.avogadro, w.gas_constant, w.zero, w.molar_volume, places, digits)
    for w in (CLASS, WORLDS[1], WORLDS[7], WORLDS[4])
    for places, digits in ((2, 0), (3, 0), (4, 0), (0, 3), (0, 4))
)


def rounded_to(value: Fraction, places: int, digits: int) -> Fraction:
    """The value with so many decimals, or so many significant digits."""
    if digits and value:
        places = digits - _magnitude(abs(value))
    scale = Fraction(10) ** places
    return Fraction(int(value * scale + Fraction(1, 2)), 1) / scale


def _magnitude(value: Fraction) -> int:
    power = len(str(value.numerator)) - len(str(value.denominator))
    return power + 1 if value >= Fraction(10) ** power else power


Environment = dict[Key, Fraction]


def evaluate(expr: Expr, known: Environment, calculation: Calculation, world: World) -> Fraction:
    """The value of an expression. Raises LookupError for an unknown quantity, ZeroDivisionError."""
    if isinstance(expr, Fraction):
        return expr
    if isinstance(expr, Key):
        found = known.get(expr)
        return found if found is not None else _constant(expr, calculation, world)
    left = evaluate(expr.left, known, calculation, world)
    right = evaluate(expr.right, known, calculation, world)
    if expr.sign == "*":
        return left * right
    if expr.sign == "/":
        return left / right
    return left + right if expr.sign == "+" else left - right


def _constant(key: Key, calculation: Calculation, world: World) -> Fraction:
    if key.symbol in CONSTANTS:
        value: Fraction = getattr(world, CONSTANTS[key.symbol])
        return value
    if key.symbol != "M":
        raise LookupError(key)
    own = dict(calculation.molar).get(key.of)
    return own if own else _molar(key.of, world.table, calculation.masses)


@lru_cache(maxsize=8192)
def _molar(formula: str, table: elements.Table, masses: tuple[tuple[str, Fraction], ...]) -> Fraction:
    found = read_formula(formula)
    if found is None:
        raise LookupError(formula)
    return molar_mass(found, table, masses)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a plan's nodes in one world."""

    known: Environment = field(hash=False)


@lru_cache(maxsize=4096)
def values(calculation: Calculation, plan: Plan, world: World) -> Values:
    """Every quantity of the plan and its closure in one world; what cannot be computed is left out."""
    return Values(run(calculation, (*plan.nodes, *plan.closure), world))


def run(
    calculation: Calculation,
    nodes: tuple[Node, ...],
    world: World,
    changed: dict[Key, Expr] | None = None,
) -> Environment:
    """The values of nodes in order; `changed` replaces the expressions of some."""
    known: Environment = {given.key: given.value for given in calculation.givens}
    for node in nodes:
        expr = (changed or {}).get(node.key, node.expr)
        if expr is None:
            continue
        try:
            value = evaluate(expr, known, calculation, world)
        except (LookupError, ZeroDivisionError):
            continue
        if (world.places or world.digits) and not node.silent and node.key.symbol not in ("T", "M"):
            value = rounded_to(value, world.places, world.digits)
        known[node.key] = value
    return known
