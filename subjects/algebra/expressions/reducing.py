"""Algebraic fractions by the class's steps: one denominator, factors, and what cancels."""

from __future__ import annotations

from fractions import Fraction

from subjects.algebra.expressions.factoring import Product
from subjects.algebra.expressions.factors import Factors, factored, product
from subjects.algebra.expressions.shapes import added, multiplied, negated, terms_of, written
from subjects.algebra.expressions.task import Stage, ratio
from subjects.algebra.polynomial import Poly, Ratio, same_ratio
from subjects.expression import Div, Expr, Neg, Num

ONE = Poly.constant(1)


def reducing(node: Expr) -> tuple[Stage, ...] | None:
    """The stages to one fraction with nothing left to cancel; None where it is too large."""
    whole = ratio(node)
    if whole is None or not whole[0].terms:
        return _nothing(node, whole)
    stages: list[Stage] = []
    if len(terms_of(node)) > 1:
        together = _together(node)
        if together is None:
            return None
        stages += together
        whole = ratio(stages[-1].after)
    if whole is None:
        return None
    before = stages[-1].after if stages else node
    top, bottom = factored(whole[0]), factored(whole[1])
    if top is None or bottom is None:
        return None
    spread = _fraction(_factored_node(top), _factored_node(bottom))
    last = _cancelled(top, bottom)
    if last != before and _cancels(top, bottom):
        if spread != before:
            stages.append(Stage("factor_fraction", before, spread, before))
            before = spread
        stages.append(Stage("cancel_factors", before, last, before))
    elif last != before and not stages:
        stages.append(Stage("multiply_fractions", before, last, before))
    good = all((mine := ratio(stage.after)) is not None and same_ratio(mine, whole) for stage in stages)
    return tuple(stages) if good else None


def _nothing(node: Expr, whole: Ratio | None) -> tuple[Stage, ...] | None:
    if whole is None:
        return None
    together = _together(node)
    if together is None:
        return None
    return (*together, Stage("cancel_factors", together[-1].after, Num(Fraction(0)), together[-1].after))


def _cancels(top: tuple[Fraction, Factors], bottom: tuple[Fraction, Factors]) -> bool:
    shared = {factor for factor, _ in top[1]} & {factor for factor, _ in bottom[1]}
    scale = top[0] / bottom[0]
    return bool(shared) or scale.denominator != bottom[0] or scale.numerator != top[0]


def _factored_node(found: tuple[Fraction, Factors]) -> Expr:
    return Product(*_outside(found)).node()


def _outside(found: tuple[Fraction, Factors]) -> tuple[Poly, Factors]:
    """The number and the letters before the brackets, and the brackets."""
    outside = Poly.constant(found[0])
    for factor, exponent in found[1]:
        if len(factor.terms) == 1:
            outside = outside * product(((factor, exponent),))
    return outside, tuple(pair for pair in found[1] if len(pair[0].terms) > 1)


def _fraction(top: Expr, bottom: Expr) -> Expr:
    if bottom == Num(Fraction(1)):
        return top
    if isinstance(top, Neg):
        return Neg(Div(top.arg, bottom))
    return Div(top, bottom)


def _cancelled(top: tuple[Fraction, Factors], bottom: tuple[Fraction, Factors]) -> Expr:
    powers = dict(top[1])
    for factor, exponent in bottom[1]:
        powers[factor] = powers.get(factor, 0) - exponent
    scale = top[0] / bottom[0]
    above = tuple((factor, power) for factor, power in powers.items() if power > 0)
    below = tuple((factor, -power) for factor, power in powers.items() if power < 0)
    over = _factored_node((Fraction(scale.numerator), above))
    if sum(power for _, power in above if _ is not None) == 1 and abs(scale.numerator) == 1:
        over = written(product(above).scaled(scale.numerator))
    under = _factored_node((Fraction(scale.denominator), below))
    return _fraction(over, under)


def _together(node: Expr) -> tuple[Stage, ...] | None:
    """A sum of fractions over their least common denominator, then with the numerator worked out."""
    parts: list[tuple[Poly, tuple[Fraction, Factors], bool]] = []
    for term in terms_of(node):
        bare = term.arg if isinstance(term, Neg) else term
        own = ratio(bare)
        found = None if own is None else factored(own[1])
        if own is None or found is None:
            return None
        parts.append((own[0], found, isinstance(term, Neg)))
    powers: dict[Poly, int] = {}
    number = 1
    for _, (amount, factors), _ in parts:
        if amount.denominator != 1:
            return None
        number = number * abs(amount.numerator) // _gcd(number, abs(amount.numerator))
        for factor, exponent in factors:
            powers[factor] = max(powers.get(factor, 0), exponent)
    least = (Fraction(number), tuple(powers.items()))
    below = _factored_node(least)
    above: list[Expr] = []
    total = Poly()
    for top, (amount, factors), minus in parts:
        mine = dict(factors)
        missing = tuple((factor, power - mine.get(factor, 0)) for factor, power in powers.items())
        scale = Fraction(number) / amount
        extra = _factored_node((scale, tuple(pair for pair in missing if pair[1])))
        piece = multiplied([written(top), extra]) if top != ONE else extra
        above.append(negated(piece) if minus else piece)
        worked = top * product(tuple(pair for pair in missing if pair[1])).scaled(scale)
        total = total - worked if minus else total + worked
    joined = _fraction(added(above), below)
    if not total.terms:
        return (Stage("one_denominator", node, joined, node),)
    done = Div(written(total), below) if below != Num(Fraction(1)) else written(total)
    stages = [Stage("one_denominator", node, joined, node)]
    if done != joined:
        stages.append(Stage("work_out_numerator", joined, done, added(above)))
    return tuple(stages)


def _gcd(one: int, two: int) -> int:
    while two:
        one, two = two, one % two
    return one
