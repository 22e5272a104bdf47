"""Expanding by the class's steps: powers and products of brackets, brackets removed, like terms collected."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from subjects.algebra.expressions.shapes import (
    added,
    flat,
    is_collected,
    is_plain,
    monomial,
    multiplied,
    negated,
    replaced,
    terms_of,
    written,
)
from subjects.algebra.expressions.task import Stage
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import Add, Div, Expr, Mul, Neg, Num, Pow, Sym, children

Found = tuple[str, Expr, Expr]
"""Rule, the very part of the tree that it works on, what the part becomes."""

MOST = 40


def expanding(node: Expr) -> tuple[Stage, ...] | None:
    """The stages to a collected polynomial; None where it is none or there is too much to do."""
    total = poly_of(node)
    if total is None:
        return None
    stages: list[Stage] = []
    while (found := _next(node)) is not None:
        rule, part, new = found
        after = replaced(node, part, new)
        if len(stages) >= MOST or poly_of(after) != total:
            return None
        stages.append(Stage(rule, node, after, part))
        node = after
    last = written(total, node)
    if node == last:
        return tuple(stages)
    if not is_collected(node):
        stages.append(Stage("collect_like_terms", node, last, node))
    elif stages:  # only the order differs
        stages[-1] = Stage(stages[-1].rule, stages[-1].before, last, stages[-1].part)
    return tuple(stages)


def _next(node: Expr, top: bool = True) -> Found | None:
    if isinstance(node, Num | Sym) or is_plain(node):
        return None
    for child in children(node):
        found = _next(child, top=False)
        if found is not None:
            return found
    if isinstance(node, Add):
        return _in_sum(node, top)
    if isinstance(node, Neg):
        return _minus(node) if top else None
    if isinstance(node, Pow):
        return _power(node)
    if isinstance(node, Div):
        return _quotient(node)
    return _product(node) if isinstance(node, Mul) else None


def _minus(node: Neg) -> Found | None:
    if isinstance(node.arg, Add):
        return "remove_brackets", node, added([negated(term) for term in node.arg.terms])
    return None


def _in_sum(node: Add, top: bool) -> Found | None:
    """Brackets inside the sum, or like terms of a sum that is itself in brackets."""
    if any(
        isinstance(term, Add) or (isinstance(term, Neg) and isinstance(term.arg, Add)) for term in node.terms
    ):
        out: list[Expr] = []
        for term in node.terms:
            if isinstance(term, Neg) and isinstance(term.arg, Add):
                out += [negated(inner) for inner in term.arg.terms]
            else:
                out += terms_of(term)
        return "remove_brackets", node, added(out)
    if not top and not is_collected(node) and all(map(is_plain, node.terms)):
        poly = poly_of(node)
        return None if poly is None else ("collect_like_terms", node, written(poly, node))
    return None


def _power(node: Pow) -> Found | None:
    poly, exponent = poly_of(node), node.exponent
    if poly is None or not isinstance(exponent, Num):
        return None
    new = written(poly, node)
    if monomial(node) is not None:
        return "power_of_monomial", node, new
    size, power = len(terms_of(node.base)), int(exponent.value)
    if size == 2 and power == 2:
        minus = any(isinstance(term, Neg) for term in terms_of(node.base))
        return "square_of_difference" if minus else "square_of_sum", node, _ordered(node.base, new)
    return "cube_of_binomial" if (size, power) == (2, 3) else "power_of_polynomial", node, new


def _ordered(base: Expr, new: Expr) -> Expr:
    """`(3 - x)²` as `9 - 6x + x²` where the class writes the terms in the order of the identity."""
    first, second = (poly_of(term) for term in terms_of(base))
    if first is None or second is None:
        return new
    pieces = (first * first, (first * second).scaled(2), second * second)
    return added([term for piece in pieces for term in terms_of(written(piece, new))])


def _quotient(node: Div) -> Found | None:
    poly = poly_of(node)
    if poly is None:
        return None
    if isinstance(node.top, Add):
        return "divide_terms", node, written(poly, node)
    return "divide_monomials", node, written(poly, node)


def _product(node: Mul) -> Found | None:
    whole = poly_of(node)
    if whole is None:
        return None
    if monomial(node) is not None:
        return "multiply_monomials", node, written(whole, node)
    sums = [factor for factor in node.factors if isinstance(factor, Add)]
    others = [factor for factor in node.factors if not isinstance(factor, Add)]
    if len(sums) == 1:
        return ("distribute", node, _in_order(others, sums[0])) if others else None
    rest = [factor for factor in node.factors if factor is not sums[0] and factor is not sums[1]]
    rule = "sum_times_difference" if conjugate(sums[0], sums[1]) else "multiply_polynomials"
    one, two = poly_of(sums[0]), poly_of(sums[1])
    if one is None or two is None:
        return None
    if rule == "sum_times_difference":
        new: Expr = written(one * two, node)
    else:
        new = added([written(a * b, node) for a in _pieces(sums[0]) for b in _pieces(sums[1])])
    return rule, node, flat(multiplied([*rest, new])) if rest else new


def _pieces(node: Expr) -> list[Poly]:
    return [poly for term in terms_of(node) if (poly := poly_of(term)) is not None]


def _in_order(others: Sequence[Expr], inside: Add) -> Expr:
    """A factor times each term of a bracket, in the order of the bracket."""
    factor = poly_of(multiplied(others)) or Poly.constant(Fraction(1))
    return added([written(factor * piece, inside) for piece in _pieces(inside)])


def conjugate(one: Expr, two: Expr) -> bool:
    """`(a + b)` and `(a - b)`, in any order."""
    first, second = poly_of(one), poly_of(two)
    if first is None or second is None or len(first.terms) != 2 or len(second.terms) != 2 or first == second:
        return False
    left, right = dict(first.terms), dict(second.terms)
    if left.keys() != right.keys():
        return False
    same = [left[mono] == right[mono] for mono in left]
    return all(abs(left[mono]) == abs(right[mono]) for mono in left) and sorted(same) == [False, True]
