"""What is true of a solved equation: its roots, false roots, lines, coefficients, and how far a line has come."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from subjects.algebra.equations.claims import digits_of
from subjects.algebra.equations.reals import Root, amount_of, has, near, union
from subjects.algebra.equations.roots import real_roots, trimmed, whole
from subjects.algebra.equations.sets import holds, solutions
from subjects.algebra.equations.shapes import Relations, alike, key, line_shape, relations_of, sides_key, todo
from subjects.algebra.equations.trace import Trace, trace
from subjects.algebra.equations.way import FACTORING, FORMULA, NO_SOLUTION, SQUARE
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import Expr, Relation, exact, read, symbols_of, value

Standing = Literal["equal", "case", "identity", "wrong", "unknown"]
"""A line has the solutions of the equation (false roots that the class's way brings in are no harm), some of them, all
numbers, or others; or it cannot be told."""
Triple = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True)
class Facts:
    """Of one equation and method. `false`: roots of cleared lines that are none of the equation. `lines`: the alternatives
    after each stage. `powers`: the values of the letter that stands for a power. `branches`: the cases of all methods."""

    relation: Relation
    unknown: str
    trace: Trace
    roots: tuple[Root, ...]
    false: tuple[Root, ...]
    lines: tuple[Relations, ...]
    keys: frozenset[object]
    triples: tuple[Triple, ...]
    power_poly: Poly | None
    powers: tuple[Root, ...]
    branches: frozenset[object]


@lru_cache(maxsize=1024)
def facts_of(equation: str, unknown: str, method: str) -> Facts:
    """The facts of an equation that the class's way solves."""
    way = trace(equation, unknown, method)
    relation = read(equation)
    assert way is not None and isinstance(relation, Relation)  # noqa: S101 - a solution was made from it
    lines = tuple(relations_of(stage.after) for stage in way.stages)
    found = solutions(relation, unknown)
    false = found.false if found else ()
    for alternatives in lines:
        for line in alternatives:
            if symbols_of(line) == {unknown} and (own := solutions(line, unknown)) is not None:
                false = union(false, tuple(root for root in own.roots if not has(way.roots, root)))
    everything = [(relation,), *lines]
    keys = frozenset(key(line) for each in everything for line in each if symbols_of(line) == {unknown})
    letter_lines = [
        line
        for stage, each in zip(way.stages, lines, strict=True)
        for line in each
        if stage.rule == "substitute_power"
    ]
    poly = _difference(letter_lines[0]) if letter_lines else None
    powers: tuple[Root, ...] = ()
    if poly is not None:
        letter = next(iter(poly.letters))
        powers = real_roots(poly.coefficients(letter))
    return Facts(
        relation, unknown, way, way.roots, tuple(r for r in false if not has(way.roots, r)), lines, keys,
        _triples(everything), poly, powers, _branches(equation, unknown),
    )  # fmt: skip


def _branches(equation: str, unknown: str) -> frozenset[object]:
    """The cases that the ways of all methods come to."""
    found: set[object] = set()
    for method in (FORMULA, FACTORING, SQUARE):
        way = trace(equation, unknown, method)
        for stage in way.stages if way is not None else ():
            lines = relations_of(stage.after)
            if len(lines) > 1:
                found |= {sides_key(line) for line in lines}
    return frozenset(found)


def _difference(line: Relation) -> Poly | None:
    left, right = (poly_of(side) for side in line.sides)
    return None if left is None or right is None else left - right


def _triples(lines: list[Relations]) -> tuple[Triple, ...]:
    """The coefficients of every line `a*x**2 + b*x + c = 0`, also with all signs changed."""
    found: dict[Triple, None] = {}
    for alternatives in lines:
        if len(alternatives) != 1:
            continue
        line = alternatives[0]
        poly = _difference(line)
        letters = symbols_of(line)
        if poly is None or len(letters) != 1:
            continue
        coefficients = trimmed(poly.coefficients(next(iter(letters))))
        if len(coefficients) != 3:
            continue
        c, b, a = coefficients
        simple = whole(coefficients)
        for triple in ((a, b, c), (Fraction(simple[2]), Fraction(simple[1]), Fraction(simple[0]))):
            found[triple] = None
            found[(-triple[0], -triple[1], -triple[2])] = None
    return tuple(found)


def standing(facts: Facts, lines: Relations) -> tuple[Standing, tuple[Root, ...]]:
    """What a line says about the equation, and its roots."""
    sets = [solutions(line, facts.unknown) for line in lines]
    if any(each is not None and each.all for each in sets):
        everything = facts.trace.all or len(lines) == 1
        return ("identity" if everything else "unknown"), ()
    if facts.trace.all:
        return ("wrong" if None not in sets else "unknown"), ()
    if any(each is None for each in sets):
        return _by_trying(facts, lines)
    roots = union(*(each.roots for each in sets if each is not None))
    if any(not has(facts.roots, root) and not has(facts.false, root) for root in roots):
        return "wrong", roots
    known = {key(line) for line in lines} <= facts.keys
    if not facts.roots:
        return _without_roots(facts, lines, roots, known), roots
    if all(has(roots, root) for root in facts.roots):
        return "equal", roots
    if roots or known:
        return "case", roots
    return "wrong", roots


def _without_roots(facts: Facts, lines: Relations, roots: tuple[Root, ...], known: bool) -> Standing:
    """Of an equation without solution: one of its own lines, up to moving terms and scaling."""
    if facts.trace.stages[-1].rule == "negative_absolute":
        return "equal" if known else "wrong"
    if roots and todo(lines, facts.unknown) & {"sqrt", "abs", "denominator"} and not known:
        several = str(facts.relation).count("sqrt") + str(facts.relation).count("abs") > 1
        return "unknown" if several else "wrong"
    if roots:
        return "equal" if all(has(facts.false, root) for root in roots) else "wrong"
    norms = {_norm(facts.relation, facts.unknown), *(
        _norm(line, facts.unknown) for each in facts.lines for line in each if symbols_of(line) == {facts.unknown}
    )} - {None}  # fmt: skip
    return "equal" if known or all(_norm(line, facts.unknown) in norms for line in lines) else "wrong"


@lru_cache(maxsize=8192)
def _norm(line: Relation, unknown: str) -> tuple[int, ...] | None:
    found = solutions(line, unknown)
    if found is None or not any(found.norm):
        return None
    integers = whole(trimmed(found.norm))
    return integers if integers[-1] > 0 else tuple(-each for each in integers)


def _by_trying(facts: Facts, lines: Relations) -> tuple[Standing, tuple[Root, ...]]:
    """Where a line cannot be solved: whether the roots satisfy it."""
    if not facts.roots:
        return "unknown", ()
    good = [root for root in facts.roots if any(holds(line, facts.unknown, root) for line in lines)]
    if len(good) == len(facts.roots):
        return ("equal" if facts.trace.kind == "exponential" else "unknown"), facts.roots
    return ("unknown" if good else "wrong"), ()


def covers(facts: Facts, lines: Relations) -> int:
    """How many stages of the class's way a right line covers."""
    stages = facts.lines
    for at in range(len(stages), 0, -1):
        if alike(stages[at - 1], lines):
            return at
    if alike((facts.relation,), lines):
        return 0
    mine = todo(lines, facts.unknown)
    for at in range(len(stages), 0, -1):
        theirs = stages[at - 1]
        if not theirs or not all(symbols_of(line) == {facts.unknown} for line in theirs):
            continue
        if mine <= todo(theirs, facts.unknown) and _not_longer(lines, theirs):
            return at
    return 0


def _not_longer(lines: Relations, theirs: Relations) -> bool:
    return sum(len(exact(line)) for line in lines) <= sum(len(exact(line)) for line in theirs) + 6


def is_part(facts: Facts, lines: Relations) -> int:
    """The first stage whose alternatives hold this line as one of several; 0 where none does."""
    mine = {line_shape(line) for line in lines}
    for at, alternatives in enumerate(facts.lines, 1):
        if len(alternatives) > 1 and mine < {line_shape(line) for line in alternatives}:
            return at
    return 0


def root_named(facts: Facts, node: Expr, loosely: bool = False) -> tuple[Root | None, bool]:
    """The root or false root that a written number is, also rounded, and whether it is a root."""
    amount = amount_of(node)
    if amount is None:
        return None, False
    for roots, good in ((facts.roots, True), (facts.false, False)):
        for root in roots:
            if near(amount, root.amount) or (good and rounds_to(node, root, loosely)):
                return root, good
    return None, False


def rounds_to(node: Expr, root: Root, loosely: bool) -> bool:
    """Whether a written decimal is the root rounded to its digits; of a surd one digit is enough, of a fraction that does
    not end two, fewer only where the student says that it is rounded."""
    digits = digits_of(node)
    if digits is None:
        digits = 0 if loosely and value(node) is not None else None
    if digits is None or (root.fraction is not None and digits < 2 and not loosely) or digits > 20:
        return False
    stated = amount_of(node)
    if stated is None or (root.fraction is not None and (root.fraction * 10**digits).denominator == 1):
        return False
    step = Decimal(1).scaleb(-digits)
    return abs(stated - root.amount) <= step / 2 or (
        loosely and digits > 0 and abs(stated) <= abs(root.amount) and abs(stated - root.amount) < step
    )


def concludes_none(facts: Facts) -> bool:
    """Whether the equation has no real solution."""
    return facts.trace.stages[-1].after == NO_SOLUTION
