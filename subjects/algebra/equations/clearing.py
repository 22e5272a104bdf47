"""What students do wrong when they clear roots, absolute values and denominators from an equation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from subjects.algebra.equations.fractions_way import common_multiple
from subjects.algebra.equations.roots import divided, trimmed
from subjects.algebra.equations.sets import rebuilt
from subjects.algebra.equations.shapes import Relations
from subjects.algebra.equations.way import NOUGHT, TWO, TooHard, product_of, sum_of, terms_of
from subjects.algebra.polynomial import Poly, poly_of, ratio_of, tree
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
    number,
    symbols_of,
    value,
)

Wrong = tuple[str, Relations]


def equal(left: Expr, right: Expr) -> Relation:
    """An equation."""
    return Relation(("=",), (left, right))


def negated(node: Expr) -> Expr:
    """Minus an expression."""
    return node.arg if isinstance(node, Neg) else Neg(node)


def _radicals(line: Relation, unknown: str) -> Iterator[Wrong]:
    """Each term squared by itself, or the root dropped on its side only."""
    if not any(_has_root(side, unknown) for side in line.sides):
        return
    squared = [[_square_term(term) for term in terms_of(side)] for side in line.sides]
    if any(len(side) > 1 for side in squared):
        yield "squaring_each_term", (equal(sum_of(squared[0]), sum_of(squared[1])),)
        signed = [
            [Neg(s) if isinstance(t, Neg) else s for s, t in zip(new, terms_of(side), strict=True)]
            for new, side in zip(squared, line.sides, strict=True)
        ]
        yield "squaring_each_term", (equal(sum_of(signed[0]), sum_of(signed[1])),)
    bare = [sum_of([_unrooted(term, unknown) for term in terms_of(side)]) for side in line.sides]
    yield "root_forgotten", (equal(bare[0], bare[1]),)
    for at, side in enumerate(line.sides):
        other = line.sides[1 - at]
        if isinstance(side, Mul) and len(side.factors) == 2 and (times := value(side.factors[0])) is not None:
            inner = side.factors[1]
            if isinstance(inner, Func) and inner.name == "sqrt" and not _has_root(other, unknown):
                yield "power_of_product", (equal(product_of([number(times), inner.arg]), Pow(other, TWO)),)


def _has_root(node: Expr, unknown: str) -> bool:
    if isinstance(node, Func) and node.name == "sqrt" and unknown in symbols_of(node):
        return True
    return any(_has_root(child, unknown) for child in children(node))


def _square_term(term: Expr) -> Expr:
    inner = term.arg if isinstance(term, Neg) else term
    if isinstance(inner, Func) and inner.name == "sqrt":
        return inner.arg
    if isinstance(inner, Mul) and len(inner.factors) == 2:
        times, root = value(inner.factors[0]), inner.factors[1]
        if times is not None and isinstance(root, Func) and root.name == "sqrt":
            return product_of([number(times * times), root.arg])
    poly = poly_of(inner)
    return tree(poly * poly) if poly is not None else Pow(inner, TWO)


def _unrooted(term: Expr, unknown: str) -> Expr:
    if isinstance(term, Neg):
        return Neg(_unrooted(term.arg, unknown))
    if isinstance(term, Func) and term.name == "sqrt" and unknown in symbols_of(term):
        return term.arg
    return term


def _absolutes(line: Relation, _unknown: str) -> Iterator[Wrong]:
    """One case only, a negative distance, bars dropped."""
    for left, right in (line.sides, line.sides[::-1]):
        if not isinstance(left, Func) or left.name != "abs":
            continue
        inner = right.arg if isinstance(right, Func) and right.name == "abs" else right
        amount = value(right)
        if amount is None or amount >= 0:
            yield "absolute_one_case", (equal(left.arg, inner),)
        if isinstance(inner, Add):
            first, *rest = inner.terms
            half = Add((negated(first), *rest))
            yield "sign_before_parenthesis", (equal(left.arg, inner), equal(left.arg, half))
        if amount is not None and amount < 0:
            yield "negative_absolute", (equal(left.arg, right), equal(left.arg, number(-amount)))
            yield "negative_absolute", (equal(left.arg, right),)
            yield "negative_absolute", (equal(left.arg, number(-amount)),)
        return
    bare = [_without_bars(side) for side in line.sides]
    if bare != list(line.sides):
        yield "absolute_one_case", (equal(bare[0], bare[1]),)


def _without_bars(node: Expr) -> Expr:
    if isinstance(node, Num | Sym):
        return node
    if isinstance(node, Func) and node.name == "abs":
        return node.arg
    return rebuilt(node, tuple(_without_bars(child) for child in children(node)))


def _fractions(line: Relation, unknown: str) -> Iterator[Wrong]:
    """Denominators dropped, or cleared in the fractions only."""
    parts = [[_quotient_of(term) for term in terms_of(side)] for side in line.sides]
    if not any(bottom is not None for side in parts for _, _, bottom in side):
        return
    bare = [sum_of([_with_sign(sign, top) for sign, top, _ in side]) for side in parts]
    yield "dropped_denominator", (equal(bare[0], bare[1]),)
    for which, side in enumerate(parts):
        if len(side) > 1 and all(bottom is not None for _, _, bottom in side):
            tops = sum_of([_with_sign(sign, top) for sign, top, _ in side])
            below = sum_of([bottom for _, _, bottom in side if bottom is not None])
            added = Div(tops, below)
            yield (
                "adding_fractions",
                (equal(added, line.sides[1]) if which == 0 else equal(line.sides[0], added),),
            )
    bottoms = [
        trimmed(poly.coefficients(unknown))
        for side in parts
        for _, _, bottom in side
        if bottom is not None and (poly := poly_of(bottom)) is not None and not poly.letters - {unknown}
    ]
    if not bottoms or any(not each for each in bottoms):
        return
    try:
        common = common_multiple(bottoms)
    except TooHard:
        return
    right = [[_cleared(part, common, unknown) for part in side] for side in parts]
    flat = [(which, at) for which, side in enumerate(parts) for at, part in enumerate(side)]
    plain = [(w, a) for w, a in flat if parts[w][a][2] is None and parts[w][a][1] != NOUGHT]
    if not plain or any(term is None for side in right for term in side):
        return
    for chosen in [plain] if len(plain) == 1 else [*([each] for each in plain), plain]:
        sides = []
        for which, cleared in enumerate(right):
            terms = [
                _with_sign(parts[which][at][0], parts[which][at][1]) if (which, at) in chosen else term
                for at, term in enumerate(cleared)
            ]
            sides.append(sum_of([term for term in terms if term is not None]))
        yield "wrong_denominator_clearing", (equal(sides[0], sides[1]),)


def _quotient_of(term: Expr) -> tuple[int, Expr, Expr | None]:
    if isinstance(term, Neg):
        sign, top, bottom = _quotient_of(term.arg)
        return -sign, top, bottom
    if isinstance(term, Div):
        return 1, term.top, term.bottom
    return 1, term, None


def _with_sign(sign: int, node: Expr) -> Expr:
    return Neg(node) if sign < 0 else node


def _cleared(part: tuple[int, Expr, Expr | None], common: tuple[Fraction, ...], unknown: str) -> Expr | None:
    sign, top, bottom = part
    ratio = ratio_of(top if bottom is None else Div(top, bottom))
    if ratio is None or ratio[1].letters - {unknown}:
        return None
    quotient, rest = divided(common, trimmed(ratio[1].coefficients(unknown)))
    if rest:
        return None
    return _with_sign(sign, tree(ratio[0] * Poly.univariate(unknown, quotient)))


CLEARING: tuple[Callable[[Relation, str], Iterator[Wrong]], ...] = (_radicals, _absolutes, _fractions)
"""Transforms of one line, as in `mistakes`."""
