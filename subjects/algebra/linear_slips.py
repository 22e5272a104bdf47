"""Slips on one line of two sides that are linear in a letter, whatever sign stands between them.

Each is a transform of a right line and gives the two sides of a wrong one. Names are keys of `misconception` in the
phrases of the subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from subjects.algebra.polynomial import Poly, poly_of
from subjects.algebra.sides import factored, terms_of
from subjects.expression import Add, Expr

Slip = tuple[str, Poly, Poly]


def slips(left: Expr, right: Expr, name: str) -> Iterator[Slip]:
    """Wrong lines that a known slip makes of a right one, as polynomials of both sides."""
    one, two = poly_of(left), poly_of(right)
    if one is None or two is None or max(one.degree, two.degree) > 1:
        return
    yield from _brackets(left, right)
    yield from _bottoms(left, right)
    yield from _moved(one, two, name)
    yield from _divided(one, two, name)


def _parts(side: Expr) -> list[tuple[Fraction, Poly, int]]:
    """Each term as number times polynomial; the last tells how many terms the polynomial was written with."""
    out = []
    for term in terms_of(side):
        part = factored(term)
        if part is None:
            return []
        inner = Poly.constant(1) if part[1] is None else poly_of(part[1])
        if inner is None:
            return []
        out.append((part[0], inner, len(part[1].terms) if isinstance(part[1], Add) else 1))
    return out


def _total(parts: list[tuple[Fraction, Poly, int]], skip: int = -1) -> Poly:
    total = Poly()
    for at, (times, inner, _) in enumerate(parts):
        if at != skip:
            total = total + inner.scaled(times)
    return total


def _brackets(left: Expr, right: Expr) -> Iterator[Slip]:
    for side, other, turned in ((left, right, False), (right, left, True)):
        parts, rest = _parts(side), poly_of(other) or Poly()
        for at, (times, inner, count) in enumerate(parts):
            if count < 2:
                continue
            others = _total(parts, at)
            ahead = parts[at - 1] if at else None
            if ahead is not None and not ahead[1].letters:
                number = ahead[1].scaled(ahead[0]).amount()
                pair = (inner.scaled(number + times) + others - Poly.constant(number), rest)
                yield ("joined_before_product", *(pair[::-1] if turned else pair))
            for name, wrong in _bracket(side, at, times, inner):
                pair = (others + wrong, rest)
                yield (name, *(pair[::-1] if turned else pair))


def _bracket(side: Expr, at: int, times: Fraction, inner: Poly) -> Iterator[tuple[str, Poly]]:
    """Wrong products of a number and a bracket, whose first term is the one written first."""
    part = factored(terms_of(side)[at])
    body = part[1] if part is not None else None
    if not isinstance(body, Add):
        return
    first = poly_of(body.terms[0]) or Poly()
    rest = inner - first
    if abs(times) != 1:
        yield "distribute_first_only", first.scaled(times) + rest
        yield "forgotten_factor", inner.scaled(1 if times > 0 else -1)
    if times < 0:
        yield "sign_before_parenthesis", first.scaled(times) - rest.scaled(times)
    else:
        yield "sign_in_product", first.scaled(times) - rest.scaled(times)


def _bottoms(left: Expr, right: Expr) -> Iterator[Slip]:
    """Denominators dropped, or cleared in some terms only."""
    sides = _parts(left), _parts(right)
    bottoms = [_bottom(times, inner) for parts in sides for times, inner, _ in parts]
    multiple = Fraction(1)
    for bottom in bottoms:
        multiple = multiple * bottom / _gcd(multiple, Fraction(bottom))
    if multiple == 1:
        return
    cleared, dropped, minus = [], [], []
    for parts in sides:
        total, bare, sign = Poly(), Poly(), Poly()
        for times, inner, count in parts:
            bottom = _bottom(times, inner)
            whole = inner.scaled(times * multiple)
            total = total + (inner.scaled(times) if bottom == 1 else whole)
            bare = bare + inner.scaled(times * bottom)
            first = Poly.of({inner.terms[0][0]: inner.terms[0][1]}) if inner.terms else Poly()
            lost = first.scaled(times * multiple) - (inner - first).scaled(times * multiple)
            sign = sign + (lost if times < 0 and count > 1 else whole)
        cleared.append(total)
        dropped.append(bare)
        minus.append(sign)
    yield "sign_before_fraction", minus[0], minus[1]
    yield "wrong_denominator_clearing", cleared[0], cleared[1]
    yield "dropped_denominator", dropped[0], dropped[1]


def _bottom(times: Fraction, inner: Poly) -> int:
    bottom = times.denominator
    for _, amount in inner.terms:
        bottom = max(bottom, (times * amount).denominator)
    return bottom


def _gcd(one: Fraction, two: Fraction) -> Fraction:
    while two:
        one, two = two, one % two
    return one


def _moved(one: Poly, two: Poly, name: str) -> Iterator[Slip]:
    """Terms that cross without changing their sign."""
    a, b = one.amount(((name, 1),)), two.amount(((name, 1),))
    c, d = one.amount(), two.amount()
    x, number = Poly.letter(name), Poly.constant
    if b:
        yield "sign_on_moving_term", x.scaled(a + b), number(d - c)
    if c:
        yield "sign_on_moving_term", x.scaled(a - b), number(d + c)
    if b and c:
        yield "sign_on_moving_term", x.scaled(a + b), number(d + c)
    if d:
        yield "sign_on_moving_term", x.scaled(a - b), number(-c - d)
        yield "sign_on_moving_term", x.scaled(b - a), number(c + d)
    if a and c and not b:
        yield "adding_unlike_terms", x.scaled(a + c), number(d)
        if a != 1:
            yield "divide_one_term_only", x + number(c), number(d / a)
    if b and d and not a:
        yield "adding_unlike_terms", number(c), x.scaled(b + d)


def _divided(one: Poly, two: Poly, name: str) -> Iterator[Slip]:
    """The last step: the coefficient taken away wrongly."""
    a, d = one.amount(((name, 1),)), two.amount()
    x, number = Poly.letter(name), Poly.constant
    if not a or one.amount() or two.letters:
        return
    if a not in (1, -1):
        yield "inverse_operation", x, number(d * a)
        yield "coefficient_as_term", x, number(d - a)
        yield "forgotten_coefficient", x, number(d)
        if d:
            yield "inverted_fraction", x, number(a / d)
    if d:
        yield "sign_in_division", x, number(-d / a)
