"""The class's way through an equation, verified: every line keeps the solutions, and they are found another way too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from subjects.algebra.detail import SENIOR, method_and_detail
from subjects.algebra.equations.fractions_way import solve_rational
from subjects.algebra.equations.polynomials import solve_polynomial
from subjects.algebra.equations.powers import has_exponent, solve_exponential
from subjects.algebra.equations.radicals import solve_absolute, solve_radical
from subjects.algebra.equations.reals import Root, has
from subjects.algebra.equations.sets import Solved, holds, solutions, solved
from subjects.algebra.equations.surd_way import coefficients_of, has_surds, solve_surds
from subjects.algebra.equations.way import AND_ALSO, OR, Stage, TooHard, Way, written
from subjects.algebra.polynomial import poly_of
from subjects.expression import Div, Expr, Func, Neg, Num, Pow, Relation, children, read, symbols_of


@dataclass(frozen=True, slots=True)
class Trace:
    """The stages, the roots, and what kind of equation it is. `all`: every value is a solution."""

    kind: str
    stages: tuple[Stage, ...]
    roots: tuple[Root, ...]
    all: bool = False
    decimal: bool = False


@lru_cache(maxsize=4096)
def trace(equation: str, unknown: str, method: str) -> Trace | None:
    """None where the class has no way for it, or the way could not be verified."""
    node = read(equation)
    if not isinstance(node, Relation) or node.ops != ("=",):
        return None
    kind = kind_of(node, unknown)
    method, detail = method_and_detail(method)
    way = Way(equation, unknown, method, any(_decimals(side) for side in node.sides))
    try:
        roots = solve_surds(way, node) if has_surds(node, unknown) else _SOLVERS[kind](way, node)
    except (TooHard, ValueError):
        return None
    if not way.stages or not _verified(way, node, roots, kind):
        return None
    stages = joined(way.stages) if detail == SENIOR else way.stages
    return Trace(kind, tuple(stages), roots or (), roots is None, way.decimal)


_ROUTINE = {
    ("quadratic_formula", "substitute_coefficients"), ("identify_coefficients", "substitute_coefficients"),
    ("identify_coefficients", "quadratic_formula"), ("discriminant", "root_value"), ("standard_form", "simplify_equation"),
}  # fmt: skip
"""Rules that Bachillerato writes as one line with the rule before."""
_NAMED_BY_THE_SECOND = frozenset({"substitute_coefficients"})


def joined(stages: list[Stage]) -> list[Stage]:
    """The stages with routine ones joined to the one before."""
    out: list[Stage] = []
    for stage in stages:
        last = out[-1] if out else None
        if last is None or (last.rule, stage.rule) not in _ROUTINE:
            out.append(stage)
            continue
        second = stage.rule in _NAMED_BY_THE_SECOND or last.rule == "identify_coefficients"
        named, slots = (stage.rule, stage.slots) if second else (last.rule, last.slots)
        out[-1] = Stage(named, last.before, stage.after, slots)
    return out


_SOLVERS = {
    "quadratic": solve_polynomial,
    "biquadratic": solve_polynomial,
    "polynomial": solve_polynomial,
    "rational": solve_rational,
    "radical": solve_radical,
    "absolute": solve_absolute,
    "exponential": solve_exponential,
}


def kind_of(relation: Relation, unknown: str) -> str:
    """Quadratic, biquadratic, polynomial, rational, radical, absolute or exponential."""
    if any(has_exponent(side, unknown) for side in relation.sides):
        return "exponential"
    names = {name for side in relation.sides for name in _functions(side)}
    if "sqrt" in names:
        return "radical"
    if "abs" in names:
        return "absolute"
    if any(_below(side, unknown) for side in relation.sides):
        return "rational"
    left, right = (poly_of(side) for side in relation.sides)
    if left is None or right is None:
        surds = coefficients_of(relation, unknown)
        return "quadratic" if surds is not None and len(surds) == 3 else "polynomial"
    degrees = {sum(n for _, n in mono) for mono, _ in (left - right).terms}
    if degrees == {4, 2, 0}:
        return "biquadratic"
    return "quadratic" if max(degrees, default=0) == 2 else "polynomial"


def _functions(node: Expr) -> set[str]:
    own = {node.name} if isinstance(node, Func) and symbols_of(node) else set()
    return own.union(*(_functions(child) for child in children(node)))


def _below(node: Expr, unknown: str) -> bool:
    if isinstance(node, Div) and unknown in symbols_of(node.bottom):
        return True
    if isinstance(node, Pow) and isinstance(node.exponent, Neg) and unknown in symbols_of(node.base):
        return True
    return any(_below(child, unknown) for child in children(node))


def _decimals(node: Expr) -> bool:
    return (isinstance(node, Num) and node.decimal) or any(_decimals(child) for child in children(node))


def _verified(way: Way, relation: Relation, roots: tuple[Root, ...] | None, kind: str) -> bool:
    """The roots are those that the other way finds, and no line loses one or gains what is no false root."""
    if kind == "exponential":
        return roots is not None and all(holds(relation, way.unknown, root) for root in roots)
    found = solutions(relation, way.unknown)
    if found is None or found.all != (roots is None):
        return False
    if roots is None:
        return True
    if len(roots) != len(found.roots) or not all(has(found.roots, root) for root in roots):
        return False
    return all(_keeps(stage.after, way.unknown, found) for stage in way.stages)


def _keeps(after: str, unknown: str, found: Solved) -> bool:
    lines = after.split(AND_ALSO)[0].split(OR)
    if after in ("True", "False"):
        return True
    sets = []
    for line in lines:
        node = read(line)
        if not isinstance(node, Relation) or symbols_of(node) != {unknown}:
            return True  # coefficients, the formula, or the letter put for a power
        sets.append(solved(line, unknown))
    if None in sets:
        return all(
            not isinstance(node := read(line), Relation) or _any_holds(lines, unknown, found)
            for line in lines
        )
    roots = tuple(root for each in sets if each is not None for root in each.roots)
    return all(has(roots, root) for root in found.roots) and all(
        has(found.roots, root) or has(found.false, root) for root in roots
    )


def _any_holds(lines: list[str], unknown: str, found: Solved) -> bool:
    nodes = [node for line in lines if isinstance(node := read(line), Relation)]
    return all(any(holds(node, unknown, root) for node in nodes) for root in found.roots)


def shown_roots(roots: tuple[Root, ...], decimal: bool) -> list[str]:
    """The roots as exact strings."""
    return [written(root, decimal) for root in roots]
