"""A system solved: its stages, all its solutions, and what an equation or a value is worth against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.polynomial import Poly, ratio_of
from subjects.algebra.surds import Surd, node_of, roots_of, surd, surd_of
from subjects.algebra.systems.nonlinear import solve_pairs
from subjects.algebra.systems.solve import Stage, consistent, trace
from subjects.algebra.systems.system import System, at, has_letters_below, isolated, whole, zero
from subjects.expression import Add, Num, Relation, children, exact, read, value

Pair = tuple[tuple[str, Surd], ...]


@dataclass(frozen=True, slots=True)
class Solved:
    """`pairs` holds every solution; `kind` is `solutions`, `none` or `all`; `polys` are the equations."""

    system: System
    method: str
    stages: tuple[Stage, ...]
    pairs: tuple[Pair, ...]
    kind: str
    polys: tuple[Poly, ...]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The solutions as exact strings."""
        return [
            {name: exact(node_of(dict(pair)[name])) for name in self.system.unknowns} for pair in self.pairs
        ]

    def rationals(self) -> dict[str, Fraction] | None:
        """The values of a single rational solution."""
        if len(self.pairs) != 1:
            return None
        values = {name: amount.rational for name, amount in self.pairs[0]}
        known = {name: amount for name, amount in values.items() if amount is not None}
        return known if len(known) == len(values) else None


@lru_cache(maxsize=1024)
def solved(system: System, method: str) -> Solved | None:
    """None where it cannot be solved, or the solution does not verify."""
    lines = [line for line in map(read, system.equations) if isinstance(line, Relation)]
    polys = tuple(poly for poly in map(zero, lines) if poly is not None)
    if len(polys) != len(system.equations):
        return None
    done = _found(system, method, polys)
    below = [line for line in lines if has_letters_below(line)]
    if done is None or not below:
        return done
    defined = all(_defined(line, pair) for line in below for pair in done.pairs)
    return done if done.kind == "solutions" and defined else None


def _defined(line: Relation, pair: Pair) -> bool:
    """Whether both sides have a value at a solution: no denominator is zero there."""
    return all(surd_of(side, dict(pair)) is not None for side in line.sides)


def _found(system: System, method: str, polys: tuple[Poly, ...]) -> Solved | None:
    if not system.linear:
        found = solve_pairs(system.equations, system.unknowns)
        if found is None or not found.stages:
            return None
        return Solved(
            system, method, found.stages, found.pairs, "solutions" if found.pairs else "none", polys
        )
    stages = trace(system.equations, system.unknowns, method)
    if not stages:
        return None
    if stages[-1].rule in ("no_solution", "all_values"):
        possible = consistent(polys)
        fits = possible is (stages[-1].rule == "all_values")
        return Solved(system, method, stages, (), "all" if possible else "none", polys) if fits else None
    pair = tuple(_values(stages[-1].after, system.unknowns))
    good = len(pair) == len(system.unknowns) and all(_vanishes(poly, pair) for poly in polys)
    return Solved(system, method, stages, (pair,), "solutions", polys) if good else None


def _values(lines: Sequence[Relation], unknowns: Sequence[str]) -> list[tuple[str, Surd]]:
    found = []
    for line in lines:
        amount = value(line.sides[1])
        name = exact(line.sides[0])
        if name in unknowns and amount is not None:
            found.append((name, surd(amount)))
    return found


def _vanishes(poly: Poly, pair: Pair) -> bool:
    amount = at(poly, dict(pair))
    return amount is not None and amount.sign() == 0


def poly_of_line(line: Relation) -> Poly | None:
    """What is zero in an equation, denominators with letters multiplied away; None where it is none."""
    left, right = (ratio_of(side) for side in line.sides)
    if left is None or right is None:
        return None
    return left[0] * right[1] - right[0] * left[1]


def holds(done: Solved, poly: Poly, known: Sequence[Poly] = ()) -> bool | None:
    """Whether an equation follows from the system; None where that cannot be told."""
    if done.kind == "solutions":
        values = [at(poly, dict(pair)) for pair in done.pairs]
        if any(amount is None for amount in values):
            return None
        zeros = [amount is not None and amount.sign() == 0 for amount in values]
        return all(zeros) or (any(zeros) and _some_values(done, poly))
    if done.kind == "all":
        return _in_span(poly, done.polys)
    if not poly.letters:
        return True
    ways = {whole(each) for each in (*done.polys, *known)}
    ways |= {whole(each) for stage in done.stages for line in stage.after if (each := zero(line)) is not None}
    return True if whole(poly) in ways else None


def _some_values(done: Solved, poly: Poly) -> bool:
    """An equation in one letter, all of whose roots are values of that letter."""
    if len(poly.letters) != 1:
        return False
    name = next(iter(poly.letters))
    roots = roots_of(poly.coefficients(name))
    return bool(roots) and set(roots or ()) <= {dict(pair)[name] for pair in done.pairs}


def _in_span(poly: Poly, polys: Sequence[Poly]) -> bool:
    """Whether a linear polynomial is a combination of others."""
    if poly.degree > 1:
        return False
    rows, rest = list(polys), poly
    while rows:
        pivot = rows.pop()
        if not pivot.terms:
            continue
        mono = pivot.terms[0][0]
        rows = [row - pivot.scaled(row.amount(mono) / pivot.amount(mono)) for row in rows]
        rest = rest - pivot.scaled(rest.amount(mono) / pivot.amount(mono))
    return not rest.terms


def level(line: Relation) -> int:
    """How far an equation is worked out: 2 a value, 1 each letter once, 0 still to be put together."""
    if isolated(line) is not None and any(value(side) is not None for side in line.sides):
        return 3
    if isolated(line) is not None:
        return 2
    poly = zero(line)
    if poly is None:
        return 0
    plain = _count(line) <= len(poly.terms) and value(line.sides[1]) is not None
    return 1 if plain else 0


def _count(line: Relation) -> int:
    return sum(_terms(side) for side in line.sides)


def _terms(side: object) -> int:
    if isinstance(side, Add):
        return sum(_terms(term) for term in side.terms)
    if isinstance(side, Num):
        return int(bool(side.value))
    inner = [_terms(child) for child in children(side)]  # type: ignore[arg-type]
    return max([1, *inner])


def covers(done: Solved, line: Relation) -> int:
    """How many steps an equation of the way shows done: the last whose new line it is, or is worked out from."""
    poly = zero(line)
    if poly is None:
        return 0
    mine, how_far = whole(poly), level(line)
    given = {whole(each) for each in done.polys}
    best = 0
    for at_, stage in enumerate(done.stages):
        for new in stage.new:
            theirs = zero(new)
            if theirs is None:
                continue
            same = exact(new) in (exact(line), exact(Relation(line.ops, line.sides[::-1])))
            near = poly in (theirs, -theirs) or (whole(theirs) == mine and mine not in given)
            if (
                same
                or (near and theirs.letters and how_far >= level(new) and mine not in given)
                or (near and theirs.letters and poly in (theirs, -theirs) and how_far >= level(new))
            ):
                best = max(best, at_ + 1)
    return best
