"""Equations with the unknown in a denominator: forbidden values, common denominator, roots, and which of them count."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import lcm

from subjects.algebra.equations.polynomials import factors_of, solve_polynomial
from subjects.algebra.equations.reals import Root, has, union
from subjects.algebra.equations.roots import Coefficients, common_divisor, divided, real_roots, trimmed, whole
from subjects.algebra.equations.way import (
    AND_ALSO,
    TooHard,
    Way,
    equation,
    product_of,
    stated,
    sum_of,
    terms_of,
    whole_number,
    written,
)
from subjects.algebra.polynomial import Poly, Ratio, ratio_of, tree
from subjects.expression import Expr, Neg, Relation, exact


def solve_rational(way: Way, relation: Relation) -> tuple[Root, ...] | None:
    """From an equation of quotients to its roots; None where every allowed value is one."""
    sides = [[_ratio(term) for term in terms_of(side)] for side in relation.sides]
    bottoms = [ratio[1] for side in sides for _, ratio in side]
    forbidden = union(*(real_roots(_in(bottom, way)) for bottom in bottoms if bottom.letters))
    if forbidden:
        excluded = [f"{way.unknown} != {written(root)}" for root in forbidden if root.node is not None]
        way.step("forbidden_values", AND_ALSO.join((way.text, *excluded)))
    common = common_multiple([_in(bottom, way) for bottom in bottoms])
    new = [sum_of([_cleared(sign, ratio, common, way) for sign, ratio in side]) for side in sides]
    way.step("common_denominator", equation(new[0], new[1]), bottoms=_bottoms(bottoms))
    roots = solve_polynomial(way, Relation(("=",), (new[0], new[1])))
    if roots is None:
        raise TooHard
    kept = tuple(root for root in roots if not has(forbidden, root))
    if len(kept) < len(roots):
        way.step(
            "discard_forbidden",
            stated(kept, way.unknown, way.decimal),
            forbidden=tuple(written(root) for root in forbidden),
        )
    return kept


def _bottoms(bottoms: list[Poly]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(exact(tree(each)) for each in bottoms if each.letters))[:3]


def _ratio(term: Expr) -> tuple[int, Ratio]:
    if isinstance(term, Neg):
        sign, ratio = _ratio(term.arg)
        return -sign, ratio
    found = ratio_of(term)
    if found is None:
        raise TooHard
    ratio = found
    divisor = ratio[1].number()
    if divisor is not None and divisor not in (0, 1):
        top = ratio[0].scaled(1 / divisor)
        over = lcm(*(amount.denominator for _, amount in top.terms)) if top.terms else 1
        return 1, (top.scaled(over), Poly.constant(over))
    return 1, ratio


def _in(poly: Poly, way: Way) -> Coefficients:
    return trimmed(poly.coefficients(way.unknown))


def common_multiple(bottoms: list[Coefficients]) -> Coefficients:
    """The least common multiple with whole coefficients, numbers included."""
    numbers = [_content(each) for each in bottoms]
    times = reduce(lcm, numbers, 1)
    total: Coefficients = (Fraction(1),)
    for each in bottoms:
        plain = tuple(Fraction(n) for n in whole(each))
        shared = common_divisor(total, plain)
        total = _multiplied(total, divided(plain, shared)[0])
    return tuple(Fraction(n) * times for n in whole(total))


def _content(coefficients: Coefficients) -> int:
    ratio = abs(coefficients[-1] / whole(coefficients)[-1])
    return ratio.numerator


def _multiplied(one: Coefficients, two: Coefficients) -> Coefficients:
    out = [Fraction(0)] * (len(one) + len(two) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(two):
            out[i + j] += a * b
    if len(out) > 13:
        raise TooHard
    return tuple(out)


def _cleared(sign: int, ratio: Ratio, common: Coefficients, way: Way) -> Expr:
    top, bottom = ratio
    quotient, rest = divided(common, _in(bottom, way))
    if rest:
        raise TooHard
    quotient = trimmed(quotient)
    if len(quotient) == 1:
        factor: list[Expr] = [whole_number(quotient[0])]
    else:
        factor = [power for _, power in factors_of(quotient, way.unknown)]
    if top.number() is not None and len(quotient) == 1:
        term: Expr = whole_number(top.amount() * quotient[0])
    elif (lead := top.number()) is not None:
        term = product_of([whole_number(lead), *factor])
    elif len(top.terms) == 1 and sum(map(bool, quotient)) == 1:
        term = tree(top * Poly.univariate(way.unknown, quotient))
    else:
        term = product_of([*factor, tree(top)])
    return Neg(term) if sign < 0 else term
