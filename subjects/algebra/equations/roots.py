"""The real roots of polynomials in one letter: rational, surds, roots of biquadratics, others nearly.

Coefficients are tuples of fractions, the constant first. Bounded by `subjects.algebra.polynomial`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import gcd, isqrt, lcm

from subjects.algebra.equations.reals import (
    CONTEXT,
    Root,
    decimal_of,
    negative,
    nth_root,
    rational,
    squares_in,
    surd,
    union,
)

Coefficients = tuple[Fraction, ...]
_MOST_DIVISORS = 10**7


def trimmed(coefficients: Sequence[Fraction]) -> Coefficients:
    """Without leading zeros."""
    out = list(coefficients)
    while out and not out[-1]:
        out.pop()
    return tuple(out)


def whole(coefficients: Coefficients) -> tuple[int, ...]:
    """The same roots with coprime integers."""
    over = lcm(*(each.denominator for each in coefficients))
    integers = [int(each * over) for each in coefficients]
    common = gcd(*integers) or 1
    return tuple(each // common for each in integers)


def value_at(coefficients: Sequence[Fraction | int], x: Fraction) -> Fraction:
    """The polynomial's value."""
    total = Fraction(0)
    for each in reversed(coefficients):
        total = total * x + each
    return total


def divided(one: Coefficients, two: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Quotient and remainder."""
    rest = list(one)
    quotient = [Fraction(0)] * max(len(one) - len(two) + 1, 0)
    for at in range(len(one) - len(two), -1, -1):
        factor = rest[at + len(two) - 1] / two[-1]
        quotient[at] = factor
        for i, each in enumerate(two):
            rest[at + i] -= factor * each
    return tuple(quotient), trimmed(rest)


def common_divisor(one: Coefficients, two: Coefficients) -> Coefficients:
    """The greatest common divisor with leading coefficient 1."""
    while two:
        one, two = two, divided(one, two)[1]
        if two:
            two = tuple(Fraction(each) for each in whole(two))
    return tuple(each / one[-1] for each in one) if one else ()


def rational_roots(coefficients: Coefficients) -> tuple[tuple[Fraction, ...], Coefficients]:
    """The rational roots, each as often as it is one, and what is left when they are divided out."""
    rest = coefficients
    found: list[Fraction] = []
    while len(rest) > 1 and not rest[0]:
        found.append(Fraction(0))
        rest = rest[1:]
    if len(rest) < 2:
        return tuple(found), rest
    integers = whole(rest)
    for candidate in _candidates(abs(integers[0]), abs(integers[-1])):
        while len(rest) > 1 and value_at(rest, candidate) == 0:
            found.append(candidate)
            rest = divided(rest, (-candidate, Fraction(1)))[0]
        if len(rest) < 2:
            break
    return tuple(found), rest


@lru_cache(maxsize=1024)
def _candidates(constant: int, leading: int) -> tuple[Fraction, ...]:
    tops, bottoms = _divisors(constant), _divisors(leading)
    sizes = sorted({Fraction(top, bottom) for top in tops[:400] for bottom in bottoms[:60]})
    return tuple(signed for size in sizes for signed in (size, -size))


def _divisors(amount: int) -> list[int]:
    if amount > _MOST_DIVISORS:
        return [each for each in range(1, 400) if amount % each == 0]
    small = [each for each in range(1, isqrt(amount) + 1) if amount % each == 0]
    return sorted({*small, *(amount // each for each in small)})


@lru_cache(maxsize=8192)
def real_roots(coefficients: Coefficients) -> tuple[Root, ...]:
    """Every real root once; of degree 2 the one with plus first."""
    coefficients = trimmed(coefficients)
    if len(coefficients) < 2:
        return ()
    if len(coefficients) == 2:
        return (rational(-coefficients[0] / coefficients[1]),)
    if len(coefficients) == 3:
        return quadratic_roots(*whole(coefficients)[::-1])
    found, rest = rational_roots(coefficients)
    return union(tuple(rational(each) for each in dict.fromkeys(found)), _irrational(rest))


def quadratic_roots(a: int, b: int, c: int) -> tuple[Root, ...]:
    """The real roots of `a*x**2 + b*x + c`, plus first."""
    inside = b * b - 4 * a * c
    if inside < 0:
        return ()
    if inside == 0:
        return (rational(Fraction(-b, 2 * a)),)
    s, d = squares_in(inside)
    if d == 1:
        return rational(Fraction(-b + s, 2 * a)), rational(Fraction(-b - s, 2 * a))
    return surd(-b, s, d, 2 * a), surd(-b, -s, d, 2 * a)


def _irrational(coefficients: Coefficients) -> tuple[Root, ...]:
    if len(coefficients) < 3:
        return () if len(coefficients) < 2 else (rational(-coefficients[0] / coefficients[1]),)
    if len(coefficients) == 3:
        return quadratic_roots(*whole(coefficients)[::-1])
    index = spacing(coefficients)
    if index > 1:
        return _spread(real_roots(coefficients[::index]), index)
    repeated = common_divisor(coefficients, derivative(coefficients))
    if len(repeated) > 1:
        return real_roots(divided(coefficients, repeated)[0])
    return tuple(Root(each) for each in _nearly(coefficients))


def spacing(coefficients: Coefficients) -> int:
    """The n for which it is a polynomial in `x**n`."""
    return gcd(*(at for at, each in enumerate(coefficients) if each)) or 1


def _spread(powers: tuple[Root, ...], index: int) -> tuple[Root, ...]:
    out: tuple[Root, ...] = ()
    for power in powers:
        root = nth_root(power, index)
        if root is not None:
            out = union(out, (root,), (negative(root),) if index % 2 == 0 else ())
        elif power.node is None and (power.amount > 0 or index % 2):
            size = CONTEXT.power(abs(power.amount), decimal_of(Fraction(1, index)))
            own = Root(size if power.amount > 0 else -size)
            out = union(out, (own,), (Root(-size),) if index % 2 == 0 else ())
    return out


def derivative(coefficients: Coefficients) -> Coefficients:
    """The derivative."""
    return tuple(at * each for at, each in enumerate(coefficients))[1:]


def _nearly(coefficients: Coefficients) -> tuple[Decimal, ...]:
    """The real roots of a polynomial without repeated ones: between the places where it turns."""
    terms = tuple(decimal_of(each) for each in coefficients)
    if len(terms) == 2:
        return (CONTEXT.divide(-terms[0], terms[1]),)
    turns = _nearly(derivative(coefficients))
    bound = 1 + max(abs(CONTEXT.divide(each, terms[-1])) for each in terms[:-1])
    edges = [-bound, *turns, bound]
    out = []
    for low, high in pairwise(edges):
        one, two = _at(terms, low), _at(terms, high)
        if one == 0:
            out.append(low)
        elif (one < 0) != (two < 0):
            out.append(_between(terms, low, high, one < 0))
    return tuple(out)


def _at(terms: tuple[Decimal, ...], x: Decimal) -> Decimal:
    total = Decimal(0)
    for each in reversed(terms):
        total = CONTEXT.add(CONTEXT.multiply(total, x), each)
    return total


def _between(terms: tuple[Decimal, ...], low: Decimal, high: Decimal, rising: bool) -> Decimal:
    """Halving to a start, then Newton's steps kept between the edges."""
    slope = tuple(at * each for at, each in enumerate(terms))[1:]
    x = (low + high) / 2
    for turn in range(160):
        here = _at(terms, x)
        if here == 0:
            return x
        if (here < 0) == rising:
            low = x
        else:
            high = x
        steep = _at(slope, x)
        new = CONTEXT.subtract(x, CONTEXT.divide(here, steep)) if steep and turn > 8 else low
        if not low < new < high:
            new = CONTEXT.divide(CONTEXT.add(low, high), Decimal(2))
        if abs(new - x) <= Decimal("1e-50") * max(Decimal(1), abs(x)):
            return new
        x = new
    return x
