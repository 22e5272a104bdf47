"""Finding the way: from what is known to what is asked, by the cheapest chain of relations.

A plan uses every quantity that the text gives, or there is none: a number that does nothing is a sign that the
text was not understood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from subjects.problem import Unsolved
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.plan import (
    CLASS,
    Calculation,
    Expr,
    Given,
    Key,
    Node,
    Op,
    Plan,
    run,
)
from subjects.stoichiometry.calculation.relations import Relation, inputs, relations
from subjects.stoichiometry.calculation.units import BASES
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.task import present

_FREE = frozenset(("M", "Vm"))
_INTENSIVE = frozenset(("c", "gL", "w", "ppm", "phi", "b", "x", "rho"))


def even_of(calculation: Calculation) -> Reaction | None:
    """The balanced equation. Raises ValueError when there is not exactly one."""
    given = calculation.reaction
    if given is None or reactions.is_balanced(given):
        return given
    result = reactions.balance(given.skeleton)
    if isinstance(result, str):
        raise ValueError(result)
    return result


@lru_cache(maxsize=2048)
def plan_of(calculation: Calculation) -> Plan | Unsolved:
    """The plan of a problem, or why there is none."""
    if calculation.topic in ("empirical", "composition"):
        from subjects.stoichiometry.calculation.analysis import plan

        return plan(calculation)
    if calculation.topic == "blend":
        from subjects.stoichiometry.calculation.blends import plan as blend

        return blend(calculation)
    if calculation.topic == "serial":
        from subjects.stoichiometry.calculation.serial import plan as serial

        return serial(calculation)
    if calculation.topic == "states":
        from subjects.stoichiometry.calculation.states import plan as states

        return states(calculation)
    if calculation.topic == "hydrate":
        from subjects.stoichiometry.calculation.hydrates import plan as hydrate

        return hydrate(calculation)
    try:
        even = even_of(calculation)
    except ValueError as error:
        return Unsolved("inconsistent" if str(error) == "none" else "not_supported", f"balance: {error}")
    rivals = _rivals(calculation, even)
    found = _Search(calculation, even, rivals).plan()
    if isinstance(found, Unsolved) and found.why == "missing_data":
        based = _with_basis(calculation)
        if based:
            again = _Search(based, even, rivals).plan()
            return again if isinstance(again, Unsolved) else _basis_first(again, based)
    return found


def _rivals(calculation: Calculation, even: Reaction | None) -> tuple[str, ...]:
    """Reactants whose starting amounts are given, when there are several: one of them limits."""
    if even is None:
        return ()
    return tuple(s.formula for s in even.left if s.formula in calculation.rivals)


def _with_basis(calculation: Calculation) -> Calculation | None:
    """The problem with one litre (or a hundred grams) of solution taken, when only ratios are known and asked."""
    keys = [g.key for g in calculation.givens] + [a.key for a in calculation.asks]
    if not calculation.solutions or any(
        key.symbol not in _INTENSIVE or key.where not in ("sol", "solvent") for key in keys
    ):
        return None
    f = calculation.solutions[0]
    symbols = {key.symbol for key in keys}
    litre = bool(symbols & {"c", "gL"})
    key, value, unit = (
        (Key("V", f, "sol"), Fraction(1), "L") if litre else (Key("m", f, "sol"), Fraction(100), "g")
    )
    if "b" in {g.key.symbol for g in calculation.givens} and not litre:
        key, value = Key("m", f, "solvent"), Fraction(1000)
    return replace(calculation, givens=(*calculation.givens, Given(key, value, unit)))


def _basis_first(plan: Plan, based: Calculation) -> Plan:
    given = based.givens[-1]
    node = Node(given.key, "basis", given.unit, given.value)
    return Plan((node, *plan.nodes), tuple(at + 1 for at in plan.asked), plan.closure, plan.results)


@dataclass(frozen=True, slots=True)
class _Reached:
    cost: int
    relation: Relation | None


class _Search:
    """Costs of every quantity that follows, and the cheapest relation to each."""

    def __init__(self, calculation: Calculation, even: Reaction | None, rivals: tuple[str, ...]) -> None:
        self.calculation = calculation
        self.even = even
        self.rivals = rivals if len(rivals) > 1 else ()
        self.found: dict[Key, _Reached] = {g.key: _Reached(0, None) for g in calculation.givens}
        self.nodes: list[Node] = []
        self.placed: set[Key] = set()
        self.used: set[Key] = set()
        self.results: list[str] = []

    def plan(self) -> Plan | Unsolved:
        ways = relations(self.calculation, self.even, bool(self.rivals))
        self._spread(ways)
        if self.rivals and not self._limit(ways):
            return Unsolved("missing_data", "limiting")
        asked = []
        for ask in self.calculation.asks:
            if ask.kind == "equation":
                asked.append(-1)
                continue
            at = (
                self._asked_species(ask.key.symbol)
                if ask.kind == "species"
                else self._place(ask.key, asked=True)
            )
            if at is None:
                return Unsolved("missing_data", f"{ask.key.symbol}({ask.key.of})")
            asked.append(at)
        unused = [g for g in self.calculation.givens if g.key not in self.used and not self._spare(g)]
        if unused:
            return Unsolved("not_supported", f"unused: {unused[0].key.symbol}({unused[0].key.of})")
        return Plan(tuple(self.nodes), tuple(asked), self._closure(ways), tuple(self.results))

    def _spare(self, given: Given) -> bool:
        key = given.key
        return key.symbol in ("p", "t", "T", "rho", "Vm") or key.where == "spare"

    def _spread(self, ways: list[Relation]) -> None:
        needs = [(way, tuple(dict.fromkeys(inputs(way.expr)))) for way in ways]
        for _ in range(14):
            changed = False
            for way, keys in needs:
                total = way.cost
                for key in keys:
                    known = self.found.get(key)
                    if known is None and key.symbol not in _FREE:
                        break
                    total += known.cost if known else 1
                else:
                    before = self.found.get(way.target)
                    if before is None or total < before.cost:
                        self.found[way.target] = _Reached(total, way)
                        changed = True
            if not changed:
                return

    def _limit(self, ways: list[Relation]) -> bool:
        """Decides which reactant limits and lets its amount react."""
        even = present(self.even)
        starts = [s for s in even.left if s.formula in self.rivals]
        for s in starts:
            if self._place(Key("n", s.formula, "ini")) is None and not self._by_volume():
                return False
        known = run(self.calculation, tuple(self.nodes), CLASS)
        symbol = "n" if Key("n", starts[0].formula, "ini") in known else "V"
        shares = {s: known[Key(symbol, s.formula, "ini")] / even.coefficient(s) for s in starts}
        least = min(shares.values())
        limits = [s for s in starts if shares[s] == least]
        self.results = [s.formula for s in limits]
        first = limits[0].formula
        line = "limiting: " + ", ".join(self.results)
        for s in starts:
            self.used.update(
                g.key for g in self.calculation.givens if g.key.of == s.formula and g.key.where == "ini"
            )
        self.nodes.append(Node(Key("lim"), "limiting", "", None, line))
        self.nodes.append(Node(Key(symbol, first), "limiting", "", Key(symbol, first, "ini"), silent=True))
        self.placed.update((Key("lim"), Key(symbol, first)))
        self.found[Key(symbol, first)] = _Reached(0, None)
        if symbol == "V":
            ways += [
                Relation(
                    Key("V", s.formula, "left"),
                    "excess_left",
                    _difference(Key("V", s.formula, "ini"), Key("V", s.formula)),
                )
                for s in starts
            ]
        self._spread(ways)
        return True

    def _by_volume(self) -> bool:
        return all(Key("V", f, "ini") in self.found for f in self.rivals)

    def _asked_species(self, symbol: str) -> int | None:
        if not self.results:
            return None
        place = next((i for i, node in enumerate(self.nodes) if node.key == Key("lim")), None)
        if symbol == "lim" or place is None or self.even is None:
            return place
        rest = [f for f in self.rivals if f not in self.results]
        return place if len(rest) == 1 else None

    def _place(self, key: Key, asked: bool = False, depth: int = 0) -> int | None:
        """Puts the quantity and what it needs into the plan; where it stands, or None."""
        if key in self.placed:
            return next(i for i, node in enumerate(self.nodes) if node.key == key)
        reached = self.found.get(key)
        if reached is None and key.symbol == "M" and asked:
            self._molar(key)
            return len(self.nodes) - 1
        if reached is None or depth > 30:
            return None
        if reached.relation is None:
            self.used.add(key)
            return None if asked else -1
        for need in dict.fromkeys(inputs(reached.relation.expr)):
            if need.symbol == "M" and need not in self.found:
                self._molar(need)
            elif need.symbol == "Vm" and need not in self.found:
                continue
            elif self._place(need, depth=depth + 1) is None:
                return None
        relation = reached.relation
        self.placed.add(key)
        single = any(s.formula == key.of and s.single for s in self.calculation.species)
        atoms = key.symbol == "N" and (single or key.where.startswith("in:"))
        ions = key.symbol == "N" and (key.of == "ions" or "^" in key.of)
        unit = "ions" if ions else "atoms" if atoms else BASES[key.symbol]
        self.nodes.append(Node(key, relation.rule, unit, relation.expr, silent=relation.silent))
        return len(self.nodes) - 1

    def _molar(self, key: Key) -> None:
        if key not in self.placed:
            self.placed.add(key)
            self.nodes.append(Node(key, "molar_mass", "g/mol", key))

    def _closure(self, ways: list[Relation]) -> tuple[Node, ...]:
        """Every other quantity that follows, cheapest first."""
        rest = [
            (reached.cost, Node(key, reached.relation.rule, BASES[key.symbol], reached.relation.expr))
            for key, reached in self.found.items()
            if reached.relation is not None and key not in self.placed
        ]
        return tuple(node for _, node in sorted(rest, key=lambda item: item[0]))


def _difference(one: Expr, other: Expr) -> Expr:
    return Op("-", one, other)
