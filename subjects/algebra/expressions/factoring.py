"""Factoring by the class's steps: common factor, notable identities, trinomials, grouping, Ruffini's rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from subjects.algebra.expressions.expanding import expanding
from subjects.algebra.expressions.factors import (
    Factors,
    common,
    content,
    factored,
    irreducible,
    product,
    root_of,
    without,
)
from subjects.algebra.expressions.shapes import is_collected, multiplied, written
from subjects.algebra.expressions.task import Stage
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import Expr, Mul, Neg, Num, Pow

MOST = 14


@dataclass(frozen=True, slots=True)
class Product:
    """A product underway: a monomial and factors with their exponents, in the order they were found."""

    outside: Poly
    factors: Factors

    def node(self) -> Expr:
        """The tree of the product."""
        amount = self.outside.terms[0][1]
        lone = written(self.outside.scaled(1 / amount) if abs(amount) == 1 else self.outside)
        minus = amount < 0
        if abs(amount) != 1:
            lone = written(self.outside.scaled(-1 if minus else 1))
        parts = [_power(written(factor), exponent) for factor, exponent in self.factors]
        body = multiplied([lone, *parts])
        if isinstance(body, Mul):
            inner = tuple(
                x for each in body.factors for x in (each.factors if isinstance(each, Mul) else (each,))
            )
            body = Mul(inner)
        return Neg(body) if minus else body


def _power(node: Expr, exponent: int) -> Expr:
    return node if exponent == 1 else Pow(node, Num(Fraction(exponent)))


def factoring(node: Expr) -> tuple[Stage, ...] | None:
    """The stages to the full factorization; None where a step has no name in a class or it is too large."""
    poly = poly_of(node)
    if poly is None or not poly.letters or factored(poly) is None:
        return None
    stages: list[Stage] = []
    if not is_collected(node):
        expanded = expanding(node)
        if expanded is None:
            return None
        stages += expanded
    before: Expr = stages[-1].after if stages else node
    state = Product(Poly.constant(1), ((poly, 1),))
    while (found := _next(state)) is not None:
        rule, part, state = found
        after = state.node()
        if len(stages) > MOST or poly_of(after) != poly:
            return None
        stages.append(Stage(rule, before, after, written(part)))
        before = after
    return tuple(stages) if _done(state) else None


def _done(state: Product) -> bool:
    return all(irreducible(factor) for factor, _ in state.factors)


def _next(state: Product) -> tuple[str, Poly, Product] | None:
    for at, (factor, exponent) in enumerate(state.factors):
        found = split(factor)
        if found is None:
            continue
        rule, outside, inside = found
        grown = state.outside
        for _ in range(exponent):
            grown = grown * outside
        rest = (*state.factors[:at], *((each, e * exponent) for each, e in inside), *state.factors[at + 1 :])
        return rule, factor, Product(grown, _merged(rest))
    return None


def _merged(factors: Factors) -> Factors:
    out: dict[Poly, int] = {}
    for factor, exponent in factors:
        out[factor] = out.get(factor, 0) + exponent
    return tuple(out.items())


def split(poly: Poly) -> tuple[str, Poly, Factors] | None:
    """The next rule for one factor: the monomial taken out and the factors inside; None where nothing is to do."""
    if irreducible(poly):
        return None
    amount, letters = content(poly), common(poly)
    if amount == -1 and not letters and len(poly.terms) == 2 and (squares := _squares(poly)) is not None:
        return "difference_of_squares", Poly.constant(1), squares  # `25 - x²` as it stands
    if amount != 1 or letters:
        outside = Poly.of({letters: amount})
        inside = without(poly, letters, amount)
        if inside != Poly.constant(1):
            return "take_out_factor", outside, ((inside, 1),)
    one = Poly.constant(1)
    for rule, found in _identities(poly):
        if found:
            return rule, one, found
    return None


def _identities(poly: Poly) -> Iterator[tuple[str, Factors | None]]:
    size = len(poly.terms)
    if size == 2:
        yield "difference_of_squares", _squares(poly)
        yield "cubes", _cubes(poly)
    if size == 3 and (root := root_of(poly, 2)) is not None:
        yield "perfect_square", ((root, 2),)
    if size == 4 and (root := root_of(poly, 3)) is not None:
        yield "perfect_cube", ((root, 3),)
    if size == 3:
        yield "trinomial", _trinomial(poly)
    if size == 4 and (len(poly.letters) > 1 or not _has_root(poly)):
        yield "grouping", _grouping(poly)
    if len(poly.letters) == 1:
        yield "ruffini", _ruffini(poly)
    if size == 4:
        yield "grouping", _grouping(poly)


def _squares(poly: Poly) -> Factors | None:
    (mono, a), (other, b) = poly.terms
    if a * b > 0:
        return None
    plus, minus = ((mono, a), (other, -b)) if a > 0 else ((other, b), (mono, -a))
    one, two = (root_of(Poly.of({m: v}), 2) for m, v in (plus, minus))
    return None if one is None or two is None else ((one + two, 1), (one - two, 1))


def _cubes(poly: Poly) -> Factors | None:
    (mono, a), (other, b) = poly.terms
    one, two = root_of(Poly.of({mono: a}), 3), root_of(Poly.of({other: b}), 3)
    if one is None or two is None:
        return None
    return ((one + two, 1), (one * one - one * two + two * two, 1))


def _trinomial(poly: Poly) -> Factors | None:
    """Two factors with two terms each, as `(u - 2)(u - 3)`, also of `u = x²`."""
    found = factored(poly)
    if found is None:
        return None
    flat = [factor for factor, exponent in found[1] for _ in range(exponent)]
    if len(flat) > 6:
        return None
    for size in range(1, len(flat) // 2 + 1):
        for chosen in combinations(range(len(flat)), size):
            one = product(tuple((flat[at], 1) for at in chosen))
            two = product(tuple((flat[at], 1) for at in range(len(flat)) if at not in chosen))
            if len(one.terms) == len(two.terms) == 2 and _spread(poly) == _spread(one) == _spread(two):
                return _merged(((one.scaled(found[0]), 1), (two, 1)))
    return None


def _spread(poly: Poly) -> tuple[object, ...]:
    """Which letters the first and the last term hold, whatever their exponents."""
    return tuple(frozenset(name for name, _ in poly.terms[at][0]) for at in (0, -1))


def _has_root(poly: Poly) -> bool:
    found = factored(poly)
    return found is not None and any(factor.degree == 1 for factor, _ in found[1])


def _ruffini(poly: Poly) -> Factors | None:
    """One linear factor taken out; the rest is multiplied together again."""
    found = factored(poly)
    if found is None:
        return None
    linear = [factor for factor, _ in found[1] if factor.degree == 1]
    if not linear:
        return None
    first = min(linear, key=lambda each: (abs(each.terms[0][1]), abs(each.amount()), -each.amount()))
    rest = tuple((factor, exponent - (factor == first)) for factor, exponent in found[1])
    other = product(tuple(pair for pair in rest if pair[1])).scaled(found[0])
    return _merged(((first, 1), (other, 1)))


def _grouping(poly: Poly) -> Factors | None:
    terms = poly.terms
    for at in (1, 2, 3):
        one = Poly.of(dict((terms[0], terms[at])))
        two = Poly.of(dict(term for i, term in enumerate(terms) if i not in (0, at)))
        inside = without(one, common(one), content(one))
        if without(two, common(two), content(two)) == inside:
            outside = Poly.of({common(one): content(one)}) + Poly.of({common(two): content(two)})
            return _merged(((inside, 1), (outside, 1)))
    return None
