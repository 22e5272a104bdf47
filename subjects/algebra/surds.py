"""Exact real numbers `a + b*sqrt(n)`: what the roots of equations of the second degree are, and how they compare.

Numbers of one root only; what would mix two roots is None, never an approximation. Roots of polynomials are found
where they are such numbers: rational ones first, then of what is left up to the second degree or in the square.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, isqrt, lcm, sqrt

from subjects.nodes import Add, Div, Expr, Func, Mul, Neg, Num, Pow, Sym, number

MAX_SIZE = 10**24
"""Of a numerator or denominator that a root is looked for in."""
_LARGEST_SQUARE = 200


@dataclass(frozen=True, slots=True)
class Surd:
    """`whole + times*sqrt(under)`; `under` is free of squares, 1 (and `times` 0) for a rational number."""

    whole: Fraction
    times: Fraction = Fraction(0)
    under: int = 1

    @property
    def rational(self) -> Fraction | None:
        """The number when it has no root."""
        return None if self.times else self.whole

    def sign(self) -> int:
        """-1, 0 or 1, exactly."""
        if not self.times:
            return (self.whole > 0) - (self.whole < 0)
        if self.whole >= 0 and self.times > 0:
            return 1
        if self.whole <= 0 and self.times < 0:
            return -1
        larger = self.whole**2 > self.times**2 * self.under
        return (1 if self.whole > 0 else -1) if larger else (1 if self.times > 0 else -1)

    def near(self) -> float:
        """The number as a float, for ordering numbers of different roots."""
        return float(self.whole) + float(self.times) * sqrt(self.under)


def surd(amount: Fraction | int) -> Surd:
    """A rational number."""
    return Surd(Fraction(amount))


def _made(whole: Fraction, times: Fraction, under: int) -> Surd:
    return Surd(whole, times, under) if times else Surd(whole)


def plus(one: Surd, two: Surd) -> Surd | None:
    """The sum; None for two different roots."""
    if one.times and two.times and one.under != two.under:
        return None
    under = one.under if one.times else two.under
    return _made(one.whole + two.whole, one.times + two.times, under)


def minus(one: Surd) -> Surd:
    """The opposite."""
    return Surd(-one.whole, -one.times, one.under)


def times(one: Surd, two: Surd) -> Surd | None:
    """The product; None for two different roots."""
    if one.times and two.times and one.under != two.under:
        return None
    under = one.under if one.times else two.under
    whole = one.whole * two.whole + one.times * two.times * under
    return _made(whole, one.whole * two.times + one.times * two.whole, under)


def over(one: Surd, two: Surd) -> Surd | None:
    """The quotient; None for a division by zero or two different roots."""
    norm = two.whole**2 - two.times**2 * two.under
    if not norm:
        return None
    return times(one, _made(two.whole / norm, -two.times / norm, two.under))


def less(one: Surd, two: Surd) -> bool:
    """Whether one is less than two."""
    gap = plus(one, minus(two))
    return gap.sign() < 0 if gap is not None else one.near() < two.near()


def root_of(amount: Fraction) -> Surd | None:
    """The square root of a number that is not negative; None for a number too large to look into."""
    if amount < 0 or amount.numerator > MAX_SIZE or amount.denominator > MAX_SIZE:
        return None
    under, outside = amount.numerator * amount.denominator, 1
    whole = isqrt(under)
    if whole * whole == under:
        return Surd(Fraction(whole, amount.denominator))
    at = 2
    while at <= _LARGEST_SQUARE and at * at <= under:
        while under % (at * at) == 0:
            under //= at * at
            outside *= at
        at += 1
    whole = isqrt(under)
    if whole * whole == under:
        return Surd(Fraction(whole * outside, amount.denominator))
    return Surd(Fraction(0), Fraction(outside, amount.denominator), under)


def surd_of(node: Expr, values: dict[str, Surd] | None = None) -> Surd | None:
    """The exact value of an expression with roots, absolute values and these values for its letters."""
    if isinstance(node, Num):
        return Surd(node.value)
    if isinstance(node, Sym):
        return (values or {}).get(node.name)
    if isinstance(node, Neg):
        inner = surd_of(node.arg, values)
        return None if inner is None else minus(inner)
    if isinstance(node, Add | Mul):
        return _folded(node, values)
    if isinstance(node, Div):
        top, bottom = surd_of(node.top, values), surd_of(node.bottom, values)
        return None if top is None or bottom is None else _small(over(top, bottom))
    if isinstance(node, Pow):
        return _power(node, values)
    if isinstance(node, Func):
        arg = surd_of(node.arg, values)
        if arg is None:
            return None
        if node.name == "abs":
            return minus(arg) if arg.sign() < 0 else arg
        return root_of(arg.whole) if arg.rational is not None and node.name == "sqrt" else None
    return None


def _folded(node: Add | Mul, values: dict[str, Surd] | None) -> Surd | None:
    parts = node.terms if isinstance(node, Add) else node.factors
    total: Surd | None = surd(0 if isinstance(node, Add) else 1)
    for part in parts:
        amount = surd_of(part, values)
        if amount is None or total is None:
            return None
        total = _small(plus(total, amount) if isinstance(node, Add) else times(total, amount))
    return total


def _power(node: Pow, values: dict[str, Surd] | None) -> Surd | None:
    base, exponent = surd_of(node.base, values), surd_of(node.exponent, values)
    whole = None if exponent is None else exponent.rational
    if base is None or whole is None or whole.denominator != 1 or abs(whole) > 12:
        return None
    total: Surd | None = surd(1)
    for _ in range(abs(int(whole))):
        total = None if total is None else _small(times(total, base))
    return over(surd(1), total) if whole < 0 and total is not None else total


def _small(amount: Surd | None) -> Surd | None:
    if amount is None:
        return None
    parts = (amount.whole, amount.times)
    large = any(abs(part.numerator) > MAX_SIZE**2 or part.denominator > MAX_SIZE**2 for part in parts)
    return None if large else amount


def node_of(amount: Surd) -> Expr:
    """The number as it is written: `3/2`, `2 + sqrt(3)`, `(1 - sqrt(5))/2`."""
    if not amount.times:
        return number(amount.whole)
    bottom = lcm(amount.whole.denominator, amount.times.denominator)
    whole, many = int(amount.whole * bottom), int(amount.times * bottom)
    shared = gcd(gcd(whole, many), bottom)
    whole, many, bottom = whole // shared, many // shared, bottom // shared
    root: Expr = Func("sqrt", Num(Fraction(amount.under)))
    if abs(many) != 1:
        root = Mul((Num(Fraction(abs(many))), root))
    if many < 0:
        root = Neg(root)
    top: Expr = Add((number(whole), root)) if whole else root
    if bottom == 1:
        return top
    if isinstance(top, Neg):
        return Neg(Div(top.arg, Num(Fraction(bottom))))
    return Div(top, Num(Fraction(bottom)))


def roots_of(coefficients: Sequence[Fraction]) -> tuple[Surd, ...] | None:
    """The different real roots of a polynomial (constant first), in order; None where some cannot be found.

    Raises ValueError for the zero polynomial.
    """
    rest = list(coefficients)
    while rest and not rest[-1]:
        rest.pop()
    if not rest:
        raise ValueError("every number is a root")
    found: list[Surd] = []
    while len(rest) > 3 or (len(rest) > 1 and not rest[0]):
        root = _rational_root(rest)
        if root is None:
            break
        found.append(surd(root))
        rest = _divided(rest, root)
    more = _last_roots(rest)
    if more is None:
        return None
    return ordered([*found, *more])


def ordered(numbers: Sequence[Surd]) -> tuple[Surd, ...]:
    """In order, without doubles."""
    out: list[Surd] = []
    for amount in dict.fromkeys(numbers):
        at = next((i for i, other in enumerate(out) if less(amount, other)), len(out))
        out.insert(at, amount)
    return tuple(out)


def _last_roots(rest: Sequence[Fraction]) -> list[Surd] | None:
    if len(rest) == 1:
        return []
    if len(rest) == 2:
        return [surd(-rest[0] / rest[1])]
    if len(rest) == 3:
        return _quadratic(rest[2], rest[1], rest[0])
    if len(rest) == 5 and not rest[1] and not rest[3]:
        squares = _quadratic(rest[4], rest[2], rest[0])
        return None if squares is None else _square_roots(squares)
    return None


def _square_roots(squares: Sequence[Surd]) -> list[Surd] | None:
    out: list[Surd] = []
    for square in squares:
        if square.sign() < 0:
            continue
        root = root_of(square.whole) if square.rational is not None else None
        if root is None:
            return None
        out += [root, minus(root)]
    return out


def _quadratic(a: Fraction, b: Fraction, c: Fraction) -> list[Surd] | None:
    inside = b * b - 4 * a * c
    if inside < 0:
        return []
    root = root_of(inside)
    if root is None:
        return None
    half = surd(1 / (2 * a))
    ends = (plus(surd(-b), root), plus(surd(-b), minus(root)))
    return [amount for end in ends if end is not None and (amount := times(end, half)) is not None]


def _divided(coefficients: Sequence[Fraction], root: Fraction) -> list[Fraction]:
    out: list[Fraction] = []
    carry = Fraction(0)
    for amount in reversed(coefficients):
        carry = carry * root + amount
        out.append(carry)
    return out[-2::-1]


def _rational_root(coefficients: Sequence[Fraction]) -> Fraction | None:
    if not coefficients[0]:
        return Fraction(0)
    multiple = lcm(*(amount.denominator for amount in coefficients))
    first, last = (abs(int(amount * multiple)) for amount in (coefficients[0], coefficients[-1]))
    if first > 10**6 or last > 10**4:
        return None
    for bottom in _divisors(last):
        for top in _divisors(first):
            if gcd(top, bottom) == 1:
                for root in (Fraction(top, bottom), Fraction(-top, bottom)):
                    if not _at(coefficients, root):
                        return root
    return None


def _divisors(amount: int) -> list[int]:
    small = [n for n in range(1, isqrt(amount) + 1) if amount % n == 0]
    return sorted({*small, *(amount // n for n in small)})


def _at(coefficients: Sequence[Fraction], place: Fraction) -> Fraction:
    total = Fraction(0)
    for amount in reversed(coefficients):
        total = total * place + amount
    return total
