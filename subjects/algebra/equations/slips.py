"""What students do wrong to an expression: each misconception as a rewriting of one part of it.

The names are keys of `misconception` in the phrase banks.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from subjects.algebra.equations.sets import rebuilt
from subjects.algebra.equations.way import ONE, TWO, product_of, sum_of, terms_of
from subjects.algebra.polynomial import poly_of, tree
from subjects.expression import (
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Num,
    Pow,
    Sym,
    children,
    number,
    symbols_of,
    value,
)

Slip = tuple[str, Expr]


@lru_cache(maxsize=4096)
def slips(node: Expr) -> tuple[Slip, ...]:
    """The expression with one part of it worked wrongly, or every square of a sum in it."""
    found = list(_anywhere(node, 0))
    whole = _all_squares(node)
    if whole != node:
        found.append(("square_of_sum", whole))
    return tuple(dict.fromkeys(found))


def _anywhere(node: Expr, depth: int) -> Iterator[Slip]:
    if depth > 6:
        return
    yield from _here(node)
    parts = children(node)
    for at, child in enumerate(parts):
        for name, new in _anywhere(child, depth + 1):
            yield name, rebuilt(node, (*parts[:at], new, *parts[at + 1 :]))


def _here(node: Expr) -> Iterator[Slip]:
    if isinstance(node, Pow) and node.exponent == TWO:
        yield from _square(node.base)
    elif isinstance(node, Mul):
        yield from _product(node)
    elif isinstance(node, Neg):
        yield from _minus(node.arg)
    elif isinstance(node, Func):
        yield from _function(node)
    elif isinstance(node, Div):
        yield from _quotient(node)


def _squared(term: Expr) -> Expr:
    inner = term.arg if isinstance(term, Neg) else term
    poly = poly_of(inner)
    if poly is not None and len(poly.terms) == 1:
        return tree(poly * poly)
    return inner.arg if isinstance(inner, Func) and inner.name == "sqrt" else Pow(inner, TWO)


def _square(base: Expr) -> Iterator[Slip]:
    if isinstance(base, Add):
        squares = [_squared(term) for term in base.terms]
        yield "square_of_sum", sum_of(squares)
        if isinstance(base.terms[-1], Neg):
            yield "square_of_sum", sum_of([*squares[:-1], Neg(squares[-1])])
        poly = poly_of(base)
        if len(base.terms) == 2 and poly is not None:
            one, two = (poly_of(term) for term in base.terms)
            if one is not None and two is not None:
                yield "square_of_sum", tree(one * one + one * two + two * two)
                yield "square_of_sum", tree(one * one - (one * two).scaled(2) + two * two)
                if isinstance(base.terms[-1], Neg):
                    yield "square_of_sum", tree(one * one + (one * two).scaled(2) - two * two)
    elif isinstance(base, Mul) and len(base.factors) == 2:
        yield "power_of_product", Mul((base.factors[0], Pow(base.factors[1], TWO)))
    elif isinstance(base, Neg):
        yield "square_of_negative", Neg(Pow(base.arg, TWO))
    elif isinstance(base, Num):
        yield "square_as_double", Num(base.value * 2)
    elif isinstance(base, Sym):
        yield "square_as_double", Mul((TWO, base))
    if isinstance(base, Func) and base.name == "sqrt":
        yield "root_forgotten", Pow(base.arg, TWO)


def _all_squares(node: Expr) -> Expr:
    if isinstance(node, Pow) and node.exponent == TWO and isinstance(node.base, Add):
        squares = [_squared(term) for term in node.base.terms]
        signs = [Neg(s) if isinstance(t, Neg) else s for s, t in zip(squares, node.base.terms, strict=True)]
        return sum_of(signs)
    if isinstance(node, Num | Sym):
        return node
    return rebuilt(node, tuple(_all_squares(child) for child in children(node)))


def _product(node: Mul) -> Iterator[Slip]:
    sums = [factor for factor in node.factors if isinstance(factor, Add)]
    lead = product_of([factor for factor in node.factors if not isinstance(factor, Add)])
    if len(sums) == 1 and lead != ONE:
        first, *rest = sums[0].terms
        yield "distribute_first_only", sum_of([product_of([lead, first]), *rest])
        known = value(lead)
        if known is not None and known < 0:
            yield (
                "sign_before_parenthesis",
                sum_of([product_of([lead, first]), *(_negated(_times(lead, r)) for r in rest)]),
            )
    if len(sums) == 2 and len(node.factors) == 2:
        one, two = sums[0].terms, sums[1].terms
        yield "product_of_sums", sum_of([product_of([one[0], two[0]]), _times(one[-1], two[-1])])


def _times(one: Expr, two: Expr) -> Expr:
    left, right = poly_of(one), poly_of(two)
    return Mul((one, two)) if left is None or right is None else tree(left * right)


def _negated(node: Expr) -> Expr:
    return node.arg if isinstance(node, Neg) else Neg(node)


def _minus(arg: Expr) -> Iterator[Slip]:
    if isinstance(arg, Div) and isinstance(arg.top, Add):
        first, *rest = arg.top.terms
        yield "sign_before_fraction", Div(Add((_negated(first), *rest)), arg.bottom)
        return
    poly = poly_of(arg)
    if poly is None or len(poly.terms) < 2:
        return
    terms = arg.terms if isinstance(arg, Add) else terms_of(tree(poly))
    yield "sign_before_parenthesis", sum_of([_negated(terms[0]), *terms[1:]])


def _function(node: Func) -> Iterator[Slip]:
    if node.name == "abs":
        if isinstance(node.arg, Add):
            positive = [term.arg if isinstance(term, Neg) else term for term in node.arg.terms]
            yield "absolute_each_term", sum_of(positive)
        return
    if isinstance(node.arg, Add):
        roots = [_root(term) for term in node.arg.terms]
        if all(root is not None for root in roots):
            yield "root_of_sum_split", sum_of([root for root in roots if root is not None])
    poly = poly_of(node.arg)
    known = value(node.arg)
    if known is not None and known > 0:
        yield "root_as_half", number(known / 2)
        yield "root_forgotten", number(known)
    elif known is not None and known < 0:
        yield "negative_discriminant", Func("sqrt", number(-known))
        yield "negative_discriminant", Neg(Func("sqrt", number(-known)))
    if poly is not None and symbols_of(node.arg):
        yield "root_forgotten", node.arg


def _root(term: Expr) -> Expr | None:
    if isinstance(term, Neg):
        inner = _root(term.arg)
        return None if inner is None else Neg(inner)
    known = value(term)
    if known is not None:
        exact = value(Func("sqrt", term))
        return None if exact is None else number(exact)
    if isinstance(term, Pow) and term.exponent == TWO:
        return term.base
    if isinstance(term, Mul) and len(term.factors) == 2:
        roots = [_root(factor) for factor in term.factors]
        return None if None in roots else product_of([root for root in roots if root is not None])
    return Func("sqrt", term) if isinstance(term, Sym) else None


def _quotient(node: Div) -> Iterator[Slip]:
    """A term of a sum cancelled against the denominator or a term of it."""
    if not isinstance(node.top, Add):
        return
    bottoms = terms_of(node.bottom)
    for term in node.top.terms:
        bare = term.arg if isinstance(term, Neg) else term
        if bare not in bottoms or not symbols_of(bare):
            continue
        top = [other for other in node.top.terms if other != term]
        bottom = [other for other in bottoms if other != bare]
        yield "cancelling_terms", sum_of(top) if not bottom else Div(sum_of(top), sum_of(bottom))
        if not bottom:
            yield "cancelling_terms", sum_of([*top, ONE])
