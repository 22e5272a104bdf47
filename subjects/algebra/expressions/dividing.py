"""Dividing polynomials in one letter: term by term, each state `quotient + rest/divisor` equal to the division."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from subjects.algebra.expressions.factors import quotient
from subjects.algebra.expressions.shapes import added, terms_of, written
from subjects.algebra.expressions.task import Stage
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import Div, Expr, symbols_of


def operands(node: Expr) -> tuple[Poly, Poly, str] | None:
    """Dividend, divisor and their letter; None for anything but one division in one letter."""
    if not isinstance(node, Div):
        return None
    top, bottom = poly_of(node.top), poly_of(node.bottom)
    letters = symbols_of(node)
    if top is None or bottom is None or len(letters) != 1 or not bottom.letters:
        return None
    return top, bottom, next(iter(letters))


def result(node: Expr) -> tuple[Poly, Poly] | None:
    """Quotient and remainder."""
    found = operands(node)
    return None if found is None else quotient(*found)


def dividing(node: Expr) -> tuple[Stage, ...] | None:
    """One stage for each term of the quotient."""
    found = operands(node)
    if found is None:
        return None
    top, bottom, name = found
    ratio, _ = quotient(top, bottom, name)
    if top.degree < bottom.degree or len(ratio.terms) > 12:
        return None
    rule = "ruffini_division" if bottom.degree == 1 and bottom.terms[0][1] == 1 else "long_division"
    stages: list[Stage] = []
    before, taken, rest = node, Poly(), top
    while rest.degree >= bottom.degree and rest.terms:
        lead = rest.degree - bottom.degree
        amount = rest.terms[0][1] / bottom.terms[0][1]
        piece = Poly.letter(name, lead).scaled(amount)
        taken, rest = taken + piece, rest - piece * bottom
        after = _state(taken, rest, bottom)
        stages.append(Stage(rule, before, after, before, (("rest", written(rest + piece * bottom)),)))
        before = after
        if rest.degree == 0:
            break
    if bottom.degree == 0 or not stages:
        return None
    return tuple(stages)


def _state(taken: Poly, rest: Poly, bottom: Poly) -> Expr:
    terms = list(terms_of(written(taken)))
    if rest.terms:
        terms.append(Div(written(rest), written(bottom)))
    return added(terms) if terms else written(Poly.constant(Fraction(0)))


def wrong_divisions(top: Poly, bottom: Poly, name: str) -> Iterator[tuple[str, tuple[Poly, Poly]]]:
    """Quotients and remainders of wrong divisions."""
    amount = bottom.amount()
    flipped = bottom - Poly.constant(amount * 2)
    if amount:
        yield "opposite_root", quotient(top, flipped, name)
    yield "division_adds", _adding(top, bottom, name)
    present = [
        power for power in range(top.degree_in(name) + 1) if top.amount(((name, power),) if power else ())
    ]
    squeezed = Poly.univariate(name, [top.amount(((name, power),) if power else ()) for power in present])
    if squeezed != top and squeezed.degree >= bottom.degree:
        yield "missing_power_skipped", quotient(squeezed, bottom, name)


def _adding(top: Poly, bottom: Poly, name: str) -> tuple[Poly, Poly]:
    """A division in which the products are added below instead of taken away."""
    taken, rest = Poly(), top
    for _ in range(top.degree + 1):
        lead = rest.degree_in(name) - bottom.degree_in(name)
        if lead < 0 or not rest.terms:
            break
        piece = Poly.letter(name, lead).scaled(rest.terms[0][1] / bottom.terms[0][1])
        product = piece * bottom
        first = Poly.of({product.terms[0][0]: product.terms[0][1]})
        taken, rest = taken + piece, rest - first + (product - first)
    return taken, rest
