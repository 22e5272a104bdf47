"""Sides of linear relations as a class rewrites them: denominators cleared, brackets expanded, like terms collected.

Works on trees of one letter or several, whatever sign stands between the sides; the caller turns the sign.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from subjects.algebra.polynomial import Poly, poly_of, tree
from subjects.expression import Add, Div, Expr, Mul, Neg, Num, children

Term = tuple[Fraction, "Expr | None"]
"""A number times an expression, or the number alone."""


def terms_of(side: Expr) -> list[Expr]:
    """The terms of a side as written, signs with them."""
    return list(side.terms) if isinstance(side, Add) else [side]


def factored(term: Expr) -> Term | None:
    """A term as a number times a bracket or letters; None where it divides by a letter."""
    if isinstance(term, Neg):
        inner = factored(term.arg)
        return None if inner is None else (-inner[0], inner[1])
    if isinstance(term, Num):
        return term.value, None
    if isinstance(term, Div):
        top, bottom = factored(term.top), poly_of(term.bottom)
        amount = None if bottom is None else bottom.number()
        return None if top is None or not amount else (top[0] / amount, top[1])
    if isinstance(term, Mul):
        times, rest = Fraction(1), []
        for factor in term.factors:
            part = factored(factor)
            if part is None:
                return None
            times *= part[0]
            rest += [] if part[1] is None else [part[1]]
        if not rest:
            return times, None
        return times, rest[0] if len(rest) == 1 else Mul(tuple(rest))
    return Fraction(1), term


def joined(terms: list[Expr]) -> Expr:
    """A side of terms; 0 where there are none."""
    if not terms:
        return Num(Fraction(0))
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def denominator_of(side: Expr) -> int:
    """The least common multiple of the denominators of a side's terms, those inside brackets too."""
    multiple = 1
    for term in terms_of(side):
        part = factored(term)
        if part is None:
            continue
        multiple = lcm(multiple, part[0].denominator if not _decimal(term) else 1)
        if part[1] is not None:
            poly = poly_of(part[1])
            if poly is not None and not _decimal(term):
                multiple = lcm(multiple, *((part[0] * a).denominator for _, a in poly.terms))
    return multiple


def _decimal(node: Expr) -> bool:
    return (isinstance(node, Num) and node.decimal) or any(_decimal(child) for child in children(node))


def multiplied(side: Expr, factor: int) -> Expr | None:
    """Every term times a number that clears its denominator: `(x + 1)/2` by 6 is `3*(x + 1)`."""
    out: list[Expr] = []
    for term in terms_of(side):
        part = factored(term)
        if part is None:
            return None
        times, rest = part[0] * factor, part[1]
        if times.denominator != 1:
            poly = poly_of(term)
            if poly is None:
                return None
            out += terms_of(tree(poly.scaled(factor)))
            continue
        out.append(_scaled(times, rest))
    return joined(out)


def _scaled(times: Fraction, rest: Expr | None) -> Expr:
    if times < 0:
        return Neg(_scaled(-times, rest))
    if rest is None:
        return Num(times)
    return rest if times == 1 else Mul((Num(times), rest))


def has_group(side: Expr) -> bool:
    """Whether a bracket with several terms stands in a product or behind a minus."""
    return any(_grouped(term) for term in terms_of(side))


def _grouped(term: Expr) -> bool:
    return any(isinstance(child, Add) or _grouped(child) for child in children(term))


def expanded(side: Expr, decimal: bool = False) -> Expr | None:
    """The side without brackets, like terms still apart."""
    out: list[Expr] = []
    for term in terms_of(side):
        poly = poly_of(term)
        if poly is None:
            return None
        out += terms_of(tree(poly, decimal)) if poly.terms else []
    return joined(out)


def collected(side: Expr, decimal: bool = False) -> Expr | None:
    """Like terms added."""
    poly = poly_of(side)
    return None if poly is None else tree(poly, decimal)


def is_decimal(*sides: Expr) -> bool:
    """Whether numbers are written as decimals."""
    return any(_decimal(side) for side in sides)


def negated(term: Expr) -> Expr:
    """The term with the other sign."""
    return term.arg if isinstance(term, Neg) else Neg(term)


def split(side: Expr, name: str) -> tuple[list[Expr], list[Expr]]:
    """The terms with a letter and those without it, zeros left out."""
    has: list[Expr] = []
    lacks: list[Expr] = []
    for term in terms_of(side):
        poly = poly_of(term)
        if poly is not None and not poly.terms:
            continue
        (has if poly is None or name in poly.letters else lacks).append(term)
    return has, lacks


__all__ = [
    "Poly", "collected", "denominator_of", "expanded", "factored", "has_group", "is_decimal", "joined", "multiplied",
    "negated", "split", "terms_of",
]  # fmt: skip
