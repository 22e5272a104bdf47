"""A system of equations: its payload, and equations as polynomials that are zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from subjects.algebra.polynomial import Poly, ratio_of, tree
from subjects.algebra.surds import Surd, plus, surd, times
from subjects.expression import Expr, Num, Relation, Sym, exact, symbols_of

Values = Mapping[str, Surd]


@dataclass(frozen=True, slots=True)
class System:
    """`equations`: exact strings in the order of the text; `method`: the one its text asks for, or ""."""

    equations: tuple[str, ...]
    unknowns: tuple[str, ...]
    linear: bool
    method: str = ""


def zero(relation: Relation) -> Poly | None:
    """What is zero in an equation, denominators that hold a letter multiplied away; None where it is no polynomial."""
    if relation.ops != ("=",):
        return None
    left, right = (ratio_of(side) for side in relation.sides)
    if left is None or right is None:
        return None
    bottoms = left[1].number(), right[1].number()
    if not bottoms[0] or not bottoms[1]:
        return left[0] * right[1] - right[0] * left[1]
    return left[0].scaled(1 / bottoms[0]) - right[0].scaled(1 / bottoms[1])


def has_letters_below(relation: Relation) -> bool:
    """Whether a denominator of an equation holds a letter."""
    ratios = [ratio_of(side) for side in relation.sides]
    return any(ratio is not None and ratio[1].letters for ratio in ratios)


def whole(poly: Poly) -> Poly:
    """With whole coefficients that share no factor, the first of them positive: one for all multiples."""
    if not poly.terms:
        return poly
    multiple = lcm(*(amount.denominator for _, amount in poly.terms))
    shared = gcd(*(int(amount * multiple) for _, amount in poly.terms))
    sign = 1 if poly.terms[0][1] > 0 else -1
    return poly.scaled(Fraction(sign * multiple, shared))


def standard(poly: Poly, unknowns: Sequence[str]) -> Relation:
    """`a*x + b*y = c` of a polynomial that is zero, with whole coefficients; powers first."""
    multiple = lcm(*(amount.denominator for _, amount in poly.terms)) if poly.terms else 1
    poly = poly.scaled(multiple)
    constant = poly.amount()
    rest = poly - Poly.constant(constant)
    del unknowns
    return Relation(("=",), (tree(rest), tree(Poly.constant(-constant))))


def equation(left: Expr, right: Expr) -> Relation:
    """An equation of two sides."""
    return Relation(("=",), (left, right))


def isolated(relation: Relation) -> tuple[str, Expr] | None:
    """The letter and the expression of `y = 2x + 1` or `2x + 1 = y`; None for anything else."""
    for one, two in (relation.sides[:2], relation.sides[1::-1]):
        if isinstance(one, Sym) and one.name not in symbols_of(two):
            return one.name, two
    return None


def text_of(lines: Sequence[Relation]) -> str:
    """The exact string of several equations."""
    return "; ".join(exact(line) for line in lines)


def at(poly: Poly, values: Values) -> Surd | None:
    """The value of a polynomial; None where a letter has none or two roots mix."""
    total: Surd | None = surd(0)
    for mono, amount in poly.terms:
        part: Surd | None = surd(amount)
        for name, exponent in mono:
            for _ in range(exponent):
                base = values.get(name)
                part = None if part is None or base is None else times(part, base)
        total = None if total is None or part is None else plus(total, part)
    return total


def amount_of(amount: Fraction | int) -> Expr:
    """A number that is not negative as a node."""
    return Num(Fraction(amount))
