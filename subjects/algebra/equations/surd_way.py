"""Equations of the first and second degree with roots of numbers among their coefficients: `x**2 - 2*sqrt(3)*x + 3 = 0`.

Coefficients of one root only, `a + b*sqrt(n)`; an equation that mixes two roots is too hard here.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from subjects.algebra.equations.reals import Root, amount_of, rational
from subjects.algebra.equations.way import (
    NO_SOLUTION,
    NOUGHT,
    TWO,
    TooHard,
    Way,
    either,
    equation,
    root_node,
    stated,
    sum_of,
    whole_number,
)
from subjects.algebra.surds import Surd, minus, node_of, over, plus, root_of, surd, surd_of, times
from subjects.expression import (
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Pow,
    Relation,
    Sym,
    children,
    exact,
    symbols_of,
    value,
)

Coefficients = tuple[Surd, ...]
"""The constant first."""


def has_surds(relation: Relation, unknown: str) -> bool:
    """Whether it is an equation of the first or second degree with a root of a number in it that is no fraction."""
    if not any(_number_root(side) for side in relation.sides):
        return False
    found = coefficients_of(relation, unknown)
    return found is not None and len(found) in (2, 3)


def _number_root(node: Expr) -> bool:
    if isinstance(node, Func):
        return node.name == "sqrt" and not symbols_of(node) and value(node) is None
    return any(_number_root(child) for child in children(node))


def coefficients_of(relation: Relation, unknown: str) -> Coefficients | None:
    """Left minus right as a polynomial; None where it is none, or mixes two roots."""
    left, right = (_poly(side, unknown) for side in relation.sides)
    if left is None or right is None:
        return None
    whole = _sum(left, tuple(minus(each) for each in right))
    while whole and whole[-1] == surd(0):
        whole = whole[:-1]
    return whole


def _poly(node: Expr, unknown: str) -> Coefficients | None:
    if unknown not in symbols_of(node):
        amount = surd_of(node)
        return None if amount is None else (amount,)
    if isinstance(node, Sym):
        return (surd(0), surd(1))
    if isinstance(node, Neg):
        inner = _poly(node.arg, unknown)
        return None if inner is None else tuple(minus(each) for each in inner)
    if isinstance(node, Add | Mul):
        return _folded(node, unknown)
    if isinstance(node, Div) and (bottom := surd_of(node.bottom)) is not None:
        top = _poly(node.top, unknown)
        parts = [over(each, bottom) for each in top or ()]
        return None if top is None or None in parts else tuple(each for each in parts if each is not None)
    if isinstance(node, Pow) and value(node.exponent) == 2:
        base = _poly(node.base, unknown)
        return None if base is None else _product(base, base)
    return None


def _folded(node: Add | Mul, unknown: str) -> Coefficients | None:
    parts = node.terms if isinstance(node, Add) else node.factors
    total: Coefficients | None = (surd(0 if isinstance(node, Add) else 1),)
    for part in parts:
        one = _poly(part, unknown)
        if one is None or total is None:
            return None
        total = _sum(total, one) if isinstance(node, Add) else _product(total, one)
    return total


def _sum(one: Coefficients, two: Coefficients) -> Coefficients | None:
    size = max(len(one), len(two))
    padded = [(*each, *([surd(0)] * (size - len(each)))) for each in (one, two)]
    added = [plus(a, b) for a, b in zip(*padded, strict=True)]
    return None if None in added else tuple(each for each in added if each is not None)


def _product(one: Coefficients, two: Coefficients) -> Coefficients | None:
    if len(one) + len(two) > 4:
        return None
    out = [surd(0)] * (len(one) + len(two) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            part = times(a, b)
            total = None if part is None else plus(out[i + j], part)
            if total is None:
                return None
            out[i + j] = total
    return tuple(out)


def solve_surds(way: Way, relation: Relation) -> tuple[Root, ...]:
    """From an equation with such coefficients to its roots."""
    found = coefficients_of(relation, way.unknown)
    if found is None or len(found) not in (2, 3):
        raise TooHard
    return _linear(way, *found) if len(found) == 2 else _quadratic(way, relation, *found)


def _linear(way: Way, b: Surd, a: Surd) -> tuple[Root, ...]:
    root = over(minus(b), a)
    if root is None:
        raise TooHard
    way.step("gather_linear", equation(_term(a, Sym(way.unknown)), node_of(minus(b))))
    raw = Div(node_of(minus(b)), node_of(a))
    way.step("solve_linear", equation(Sym(way.unknown), raw if a.times else node_of(root)))
    way.step("root_value", stated((_root(root),), way.unknown), root=(exact(node_of(a)),))
    return (_root(root),)


def _quadratic(way: Way, relation: Relation, c: Surd, b: Surd, a: Surd) -> tuple[Root, ...]:
    x = Sym(way.unknown)
    if value(relation.sides[1]) != 0:
        terms = [_term(a, Pow(x, TWO)), _term(b, x), node_of(c)]
        way.step("standard_form", equation(sum_of([t for t in terms if t != NOUGHT]), NOUGHT))
    square = times(b, b)
    product = times(a, c)
    inside = None if square is None or product is None else plus(square, times(surd(-4), product) or surd(0))
    if inside is None:
        raise TooHard
    A, B, C = node_of(a), node_of(b), node_of(c)  # noqa: N806 - as in the formula
    under = sum_of((Pow(B, TWO), Neg(Mul((whole_number(4), A, C)))))
    way.step("substitute_coefficients", _two(way, Neg(B), root_node(under), Mul((TWO, A))))
    double = times(surd(2), a) or a
    way.step(
        "discriminant",
        _two(way, node_of(minus(b)), root_node(node_of(inside)), node_of(double)),
        radicand=(exact(under),),
    )
    if inside.sign() < 0:
        way.step("no_real_root", NO_SOLUTION)
        return ()
    root = square_root(inside)
    ends = [] if root is None else [plus(minus(b), root), plus(minus(b), minus(root))]
    amounts = [over(end, double) for end in ends if end is not None]
    if root is None or len(amounts) < 2 or None in amounts:
        raise TooHard
    roots = tuple(dict.fromkeys(_root(each) for each in amounts if each is not None))
    way.step(
        "root_value",
        _two(way, node_of(minus(b)), node_of(root), node_of(double)),
        root=(exact(root_node(node_of(inside))),),
    )
    way.step("formula_results", stated(roots, way.unknown))
    return roots


def _two(way: Way, first: Expr, part: Expr, bottom: Expr) -> str:
    """Both signs of the formula."""
    tops = (Add((first, part)), Add((first, Neg(part))))
    return either(equation(Sym(way.unknown), Div(top, bottom)) for top in tops)


def _term(amount: Surd, power: Expr) -> Expr:
    """A coefficient before a power, a sum of two in brackets."""
    if amount == surd(0):
        return NOUGHT
    if amount == surd(1):
        return power
    if amount.sign() < 0 and not (amount.whole and amount.times):
        return Neg(_term(minus(amount), power))
    node = node_of(amount)
    factors = node.factors if isinstance(node, Mul) else (node,)
    return Mul((*factors, power))


def square_root(amount: Surd) -> Surd | None:
    """`sqrt(3 - 2*sqrt(2)) = sqrt(2) - 1`, where it is a number of one root."""
    if amount.rational is not None:
        return root_of(amount.rational)
    norm = _fraction_root(amount.whole**2 - amount.times**2 * amount.under)
    for size in () if norm is None else (norm, -norm):
        whole = _fraction_root((amount.whole + size) / 2)
        if whole:
            found = Surd(whole, amount.times / (2 * whole), amount.under)
            return found if found.sign() > 0 else minus(found)
    return None


def _fraction_root(amount: Fraction) -> Fraction | None:
    if amount < 0:
        return None
    top, bottom = isqrt(amount.numerator), isqrt(amount.denominator)
    root = Fraction(top, bottom)
    return root if root * root == amount else None


def _root(amount: Surd) -> Root:
    if amount.rational is not None:
        return rational(amount.rational)
    node = node_of(amount)
    near = amount_of(node)
    assert near is not None  # noqa: S101 - a root of a positive number
    return Root(near, None, node)
