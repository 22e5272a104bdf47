"""Polynomials as products of irreducible ones over the rational numbers.

SymPy finds the factors of polynomials that are bounded in degree, terms and digits; it is given numbers, never text.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, reduce
from math import gcd, lcm

from subjects.algebra.polynomial import Monomial, Poly

Factors = tuple[tuple[Poly, int], ...]

_DEGREE, _TERMS, _SIZE = 10, 24, 10**12


@lru_cache(maxsize=4096)
def factored(poly: Poly) -> tuple[Fraction, Factors] | None:
    """A number and the irreducible factors with whole coefficients, each with its exponent; None where too large."""
    if not poly.terms or poly.degree > _DEGREE or len(poly.terms) > _TERMS:
        return None
    if any(abs(a.numerator) > _SIZE or a.denominator > _SIZE for _, a in poly.terms):
        return None
    letters = sorted(poly.letters)
    if not letters:
        return poly.amount(), ()
    from sympy import QQ, Rational, symbols
    from sympy import Poly as Polynomial

    names = symbols(letters)
    entries = {
        tuple(dict(mono).get(name, 0) for name in letters): Rational(amount.numerator, amount.denominator)
        for mono, amount in poly.terms
    }
    number, found = Polynomial.from_dict(entries, *names, domain=QQ).factor_list()
    factors: list[tuple[Poly, int]] = []
    total = Fraction(int(number.p), int(number.q))
    for each, exponent in found:
        own = Poly.of(
            {
                tuple((name, power) for name, power in zip(letters, powers, strict=True) if power): Fraction(
                    int(amount.p), int(amount.q)
                )
                for powers, amount in each.terms()
            }
        )
        scale = content(own)
        factors.append((own.scaled(1 / scale), int(exponent)))
        total *= scale**exponent
    factors.sort(key=lambda pair: (pair[0].degree, len(pair[0].terms), _roots_first(pair[0])))
    return total, tuple(factors)


def _roots_first(poly: Poly) -> tuple[object, ...]:
    return tuple((mono, -amount) for mono, amount in poly.terms)


def content(poly: Poly) -> Fraction:
    """The number that can be taken out so that coprime whole coefficients stay, with the sign of the first term."""
    if not poly.terms:
        return Fraction(1)
    amounts = [amount for _, amount in poly.terms]
    top = reduce(gcd, [a.numerator for a in amounts])
    bottom = reduce(lcm, [a.denominator for a in amounts])
    size = Fraction(top, bottom)
    return -size if amounts[0] < 0 else size


def common(poly: Poly) -> Monomial:
    """The letters that every term holds, with their least exponents."""
    bags = [dict(mono) for mono, _ in poly.terms]
    shared = set.intersection(*(set(bag) for bag in bags)) if bags else set()
    return tuple(sorted((name, min(bag[name] for bag in bags)) for name in shared))


def without(poly: Poly, mono: Monomial, number: Fraction) -> Poly:
    """The polynomial divided by a monomial that every term holds."""
    less = dict(mono)
    return Poly.of(
        {
            tuple(
                (name, power - less.get(name, 0)) for name, power in own if power > less.get(name, 0)
            ): amount / number
            for own, amount in poly.terms
        }
    )


def product(factors: Factors) -> Poly:
    """The factors multiplied."""
    total = Poly.constant(1)
    for factor, exponent in factors:
        for _ in range(exponent):
            total = total * factor
    return total


def irreducible(poly: Poly) -> bool:
    """Whether nothing can be taken out and it has no factors; True for a power of one letter."""
    if len(poly.terms) == 1:
        return True
    found = factored(poly)
    if found is None or found[0] != 1:
        return False
    return len(found[1]) == 1 and found[1][0][1] == 1


def root_of(poly: Poly, power: int) -> Poly | None:
    """The polynomial whose power it is, or None; of an even power the one with a positive first term."""
    found = factored(poly)
    if found is None:
        return None
    number = _number_root(found[0], power)
    if number is None or any(exponent % power for _, exponent in found[1]):
        return None
    return product(tuple((factor, exponent // power) for factor, exponent in found[1])).scaled(number)


def _number_root(number: Fraction, power: int) -> Fraction | None:
    if number < 0 and power % 2 == 0:
        return None
    sign = -1 if number < 0 else 1
    top, bottom = (round(abs(part) ** (1 / power)) for part in (number.numerator, number.denominator))
    root = Fraction(sign * top, bottom)
    return root if root**power == number else None


def quotient(poly: Poly, divisor: Poly, name: str) -> tuple[Poly, Poly]:
    """Quotient and remainder of two polynomials in one letter; the divisor is not zero."""
    rest, below = list(poly.coefficients(name)), divisor.coefficients(name)
    out = [Fraction(0)] * max(len(rest) - len(below) + 1, 1)
    for at in range(len(rest) - len(below), -1, -1):
        out[at] = rest[at + len(below) - 1] / below[-1]
        for power, amount in enumerate(below):
            rest[at + power] -= out[at] * amount
    return Poly.univariate(name, out), Poly.univariate(name, rest)
