"""How a line is written and what it says: what two lines are compared by.

`shape` keeps the way it is written, up to order; `key` keeps what it says, up to moving terms and scaling.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.equations.reals import squares_in
from subjects.algebra.equations.roots import whole
from subjects.algebra.equations.sets import Radical, plain
from subjects.algebra.equations.way import OR
from subjects.algebra.polynomial import Poly, ratio_of
from subjects.expression import (
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    read,
    symbols_of,
    value,
)

Relations = tuple[Relation, ...]
"""Alternatives: one line of work, or several cases."""


@lru_cache(maxsize=8192)
def relations_of(text: str) -> Relations:
    """The alternatives of an exact line; none for conclusions and coefficients."""
    if ";" in text and "!=" not in text:
        return ()
    nodes = [read(line) for line in text.partition("; ")[0].split(OR)]
    if not all(isinstance(node, Relation) and node.ops == ("=",) for node in nodes):
        return ()
    return tuple(node for node in nodes if isinstance(node, Relation))


@lru_cache(maxsize=16384)
def shape(node: Expr) -> object:
    """The structure with sums and products in one order."""
    if isinstance(node, Num):
        return ("n", node.value)
    if isinstance(node, Sym):
        return ("s", node.name)
    if isinstance(node, Neg):
        if isinstance(node.arg, Num):
            return ("n", -node.arg.value)
        return ("-", shape(node.arg))
    if (
        isinstance(node, Div)
        and isinstance(node.top, Num)
        and isinstance(node.bottom, Num)
        and node.bottom.value
    ):
        return ("n", node.top.value / node.bottom.value)
    if isinstance(node, Add | Mul):
        return (type(node).__name__, tuple(sorted((shape(child) for child in _flat(node)), key=repr)))
    name = node.name if isinstance(node, Func) else type(node).__name__
    return (name, tuple(shape(child) for child in children(node)))


def _flat(node: Add | Mul) -> Iterable[Expr]:
    for child in children(node):
        if isinstance(child, type(node)):
            yield from _flat(child)
        else:
            yield child


@lru_cache(maxsize=16384)
def line_shape(relation: Relation) -> frozenset[object]:
    """Both sides, either way round."""
    return frozenset(shape(side) for side in relation.sides)


def alike(one: Relations, two: Relations) -> bool:
    """Whether two lines are written alike."""
    return bool(one) and {line_shape(each) for each in one} == {line_shape(each) for each in two}


@lru_cache(maxsize=16384)
def key(relation: Relation) -> object:
    """Left minus right, cleared and scaled to coprime integers, with a letter for each root; None if it is too large."""
    radicals: list[Radical] = []
    sides = [plain(side, radicals) for side in relation.sides]
    if sides[0] is None or sides[1] is None:
        return None
    ratio = ratio_of(Add((sides[0], Neg(sides[1]))))
    if ratio is None:
        return None
    names = {each.letter: _square_name(each) for each in radicals}
    return _scaled(ratio[0], names)


def _square_name(radical: Radical) -> str:
    return f"{radical.func.name}:{radical.square!r}"


def _scaled(poly: Poly, names: dict[str, str]) -> object:
    if not poly.terms:
        return ()
    terms: dict[object, Fraction] = {}
    for mono, amount in poly.terms:
        named = tuple(sorted((names.get(name, name), power) for name, power in mono))
        terms[named] = terms.get(named, Fraction(0)) + amount
    kept = [(named, amount) for named, amount in terms.items() if amount]
    if not kept:
        return ()
    amounts = whole(tuple(amount for _, amount in kept))
    sign = -1 if amounts[0] < 0 else 1
    return frozenset((named, sign * amount) for (named, _), amount in zip(kept, amounts, strict=True))


@lru_cache(maxsize=16384)
def sides_key(relation: Relation) -> object:
    """What both sides are, worked out, either way round."""
    return frozenset(_side_key(side) for side in relation.sides)


def _side_key(side: Expr) -> object:
    radicals: list[Radical] = []
    node = plain(side, radicals)
    ratio = None if node is None else ratio_of(node)
    if ratio is None:
        return shape(side)
    names = {each.letter: _square_name(each) for each in radicals}
    divisor = ratio[1].number()
    top = ratio[0].scaled(1 / divisor) if divisor else ratio[0]
    bottom = () if divisor else repr(ratio[1])
    named = frozenset(
        (tuple(sorted((names.get(name, name), power) for name, power in mono)), amount)
        for mono, amount in top.terms
    )
    return (named, bottom)


def same_line(one: Relations, two: Relations) -> int | None:
    """0: the same sides; 1: the same up to moving and scaling; None: different lines."""
    if not one or len(one) != len(two):
        return None
    if {sides_key(each) for each in one} == {sides_key(each) for each in two}:
        return 0
    keys = {key(each) for each in one}
    return 1 if None not in keys and keys == {key(each) for each in two} else None


def todo(lines: Relations, unknown: str) -> frozenset[str]:
    """What is left to be done on a line."""
    return frozenset().union(*(_todo(line, unknown) for line in lines)) if lines else frozenset()


@lru_cache(maxsize=8192)
def _todo(line: Relation, unknown: str) -> frozenset[str]:
    left, right = line.sides
    solved_for = [
        other
        for side, other in ((left, right), (right, left))
        if side == Sym(unknown) and unknown not in symbols_of(other)
    ]
    if solved_for:
        return frozenset({"pending"}) if not is_final(solved_for[0]) else frozenset()
    found = {"unsolved", "pending"}
    for side in line.sides:
        found |= _features(side, unknown)
    zero = any(value(side) == 0 for side in line.sides)
    product = zero and any(isinstance(side, Mul | Pow) for side in line.sides)
    if product:
        found.discard("product")
        found.discard("degree")
    elif "degree" in found and not zero and sum(unknown in symbols_of(side) for side in line.sides) > 1:
        found.add("unordered")
    return frozenset(found)


def is_final(node: Expr) -> bool:
    """A number with nothing left to work out: an integer, a fraction, a decimal, or a surd in lowest terms."""
    inner = node.arg if isinstance(node, Neg) else node
    if isinstance(inner, Num):
        return True
    if isinstance(inner, Div) and isinstance(inner.top, Num) and isinstance(inner.bottom, Num):
        top, bottom = inner.top.value, inner.bottom.value
        return bool(bottom) and bottom != 1 and (top / bottom).denominator == bottom
    return value(node) is None and _is_surd(node)


def _is_surd(node: Expr) -> bool:
    if isinstance(node, Func):
        simple = not isinstance(node.arg, Num) or squares_in(int(node.arg.value))[0] == 1
        return value(node) is None and simple and isinstance(node.arg, Num | Div | Add | Mul)
    if isinstance(node, Pow):
        return isinstance(node.exponent, Div)
    if isinstance(node, Num):
        return True
    if isinstance(node, Add) and sum(value(term) is not None for term in node.terms) > 1:
        return False
    return all(_is_surd(child) for child in children(node))


def _features(node: Expr, unknown: str) -> set[str]:
    if unknown not in symbols_of(node):
        return set()
    found: set[str] = set()
    if isinstance(node, Func):
        found.add(node.name)
    if isinstance(node, Div):
        found.add("denominator" if unknown in symbols_of(node.bottom) else "fraction")
    if isinstance(node, Pow):
        found.add("degree")
        if not isinstance(node.base, Sym):
            found.add("product")
    if isinstance(node, Mul) and (
        sum(unknown in symbols_of(f) for f in node.factors) > 1
        or any(isinstance(f, Add) for f in node.factors)
    ):
        found |= {"product", "degree"}
    for child in children(node):
        found |= _features(child, unknown)
    return found
