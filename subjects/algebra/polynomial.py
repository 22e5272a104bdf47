"""Exact polynomials in any letters, and quotients of them: what two expressions are compared by.

A polynomial is a tuple of monomials with fractions as coefficients, in one order, so that equal polynomials are
equal objects. Bounded in degree and terms: what is larger is None, never computed. Roots and factors are not found
here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from subjects.nodes import Add, Div, Expr, Func, Mul, Neg, Num, Pow, Sym, number, value

MAX_DEGREE = 16
MAX_TERMS = 120
MAX_DIGITS = 60
"""Digits of a coefficient's numerator or denominator."""

Monomial = tuple[tuple[str, int], ...]
"""Letters with their exponents, sorted by letter; `()` is the constant."""


@dataclass(frozen=True, slots=True)
class Poly:
    """`terms`: (monomial, coefficient) pairs without zeros, sorted: higher degree first, then by letters."""

    terms: tuple[tuple[Monomial, Fraction], ...] = ()

    @classmethod
    def of(cls, amounts: Mapping[Monomial, Fraction]) -> Poly:
        """The polynomial of a mapping; zeros are left out."""
        kept = [(mono, amount) for mono, amount in amounts.items() if amount]
        return cls(tuple(sorted(kept, key=lambda term: _place(term[0]))))

    @classmethod
    def constant(cls, amount: Fraction | int) -> Poly:
        """A number."""
        return cls.of({(): Fraction(amount)})

    @classmethod
    def letter(cls, name: str, exponent: int = 1) -> Poly:
        """A letter or a power of it."""
        return cls.of({((name, exponent),): Fraction(1)}) if exponent else cls.constant(1)

    @classmethod
    def univariate(cls, name: str, coefficients: Iterable[Fraction | int]) -> Poly:
        """From coefficients with the constant first: `[6, -5, 1]` is `x**2 - 5*x + 6`."""
        pairs = enumerate(coefficients)
        return cls.of({((name, at),) if at else (): Fraction(amount) for at, amount in pairs})

    def __add__(self, other: Poly) -> Poly:
        out = dict(self.terms)
        for mono, amount in other.terms:
            out[mono] = out.get(mono, Fraction(0)) + amount
        return Poly.of(out)

    def __neg__(self) -> Poly:
        return Poly(tuple((mono, -amount) for mono, amount in self.terms))

    def __sub__(self, other: Poly) -> Poly:
        return self + -other

    def __mul__(self, other: Poly) -> Poly:
        out: dict[Monomial, Fraction] = {}
        for one, a in self.terms:
            for two, b in other.terms:
                mono = _times(one, two)
                out[mono] = out.get(mono, Fraction(0)) + a * b
        return Poly.of(out)

    def scaled(self, factor: Fraction | int) -> Poly:
        """Every coefficient times a number."""
        return Poly.of({mono: amount * factor for mono, amount in self.terms})

    @property
    def letters(self) -> frozenset[str]:
        """The letters in it."""
        return frozenset(name for mono, _ in self.terms for name, _ in mono)

    @property
    def degree(self) -> int:
        """The total degree; 0 for numbers and for zero."""
        return max((sum(exponent for _, exponent in mono) for mono, _ in self.terms), default=0)

    def degree_in(self, name: str) -> int:
        """The highest exponent of a letter."""
        return max((dict(mono).get(name, 0) for mono, _ in self.terms), default=0)

    def amount(self, mono: Monomial = ()) -> Fraction:
        """The coefficient of a monomial, 0 where it has none."""
        return dict(self.terms).get(mono, Fraction(0))

    def number(self) -> Fraction | None:
        """Its value when it holds no letter."""
        return self.amount() if not self.letters else None

    def coefficients(self, name: str) -> tuple[Fraction, ...]:
        """Of a polynomial in that one letter, the constant first; shape `(degree + 1,)`.

        Raises ValueError when another letter is in it.
        """
        if self.letters - {name}:
            raise ValueError(f"more letters than {name}")
        return tuple(self.amount(((name, at),) if at else ()) for at in range(self.degree_in(name) + 1))

    def by_power(self, name: str) -> dict[int, Poly]:
        """The polynomial as one in a letter, its coefficients polynomials in the others."""
        out: dict[int, dict[Monomial, Fraction]] = {}
        for mono, amount in self.terms:
            rest = tuple(pair for pair in mono if pair[0] != name)
            out.setdefault(dict(mono).get(name, 0), {})[rest] = amount
        return {power: Poly.of(amounts) for power, amounts in out.items()}

    def at(self, values: Mapping[str, Fraction]) -> Poly:
        """With numbers put for some of its letters."""
        out: dict[Monomial, Fraction] = {}
        for mono, amount in self.terms:
            rest = []
            for name, exponent in mono:
                if name in values:
                    amount *= values[name] ** exponent
                else:
                    rest.append((name, exponent))
            out[tuple(rest)] = out.get(tuple(rest), Fraction(0)) + amount
        return Poly.of(out)


def _place(mono: Monomial) -> tuple[int, list[tuple[str, int]]]:
    return -sum(exponent for _, exponent in mono), [(name, -exponent) for name, exponent in mono]


def _times(one: Monomial, two: Monomial) -> Monomial:
    out = dict(one)
    for name, exponent in two:
        out[name] = out.get(name, 0) + exponent
    return tuple(sorted(out.items()))


def _bounded(poly: Poly) -> Poly | None:
    if poly.degree > MAX_DEGREE or len(poly.terms) > MAX_TERMS:
        return None
    limit = 10**MAX_DIGITS
    if any(abs(a.numerator) > limit or a.denominator > limit for _, a in poly.terms):
        return None
    return poly


Ratio = tuple[Poly, Poly]
"""Numerator and denominator, not reduced."""


def poly_of(node: Expr) -> Poly | None:
    """The polynomial that an expression is, divisions by numbers included; None when it is none or too large."""
    ratio = ratio_of(node)
    if ratio is None:
        return None
    divisor = ratio[1].number()
    return ratio[0].scaled(1 / divisor) if divisor else None


def ratio_of(node: Expr) -> Ratio | None:
    """The quotient of polynomials that an expression is; None for roots, absolute values, letters as
    exponents, a division by zero, or what is too large."""
    if isinstance(node, Num):
        return Poly.constant(node.value), Poly.constant(1)
    if isinstance(node, Sym):
        return Poly.letter(node.name), Poly.constant(1)
    if isinstance(node, Neg):
        inner = ratio_of(node.arg)
        return None if inner is None else (-inner[0], inner[1])
    if isinstance(node, Add):
        return _folded([ratio_of(term) for term in node.terms], _sum)
    if isinstance(node, Mul):
        return _folded([ratio_of(factor) for factor in node.factors], _product)
    if isinstance(node, Div):
        top, bottom = ratio_of(node.top), ratio_of(node.bottom)
        if top is None or bottom is None or not bottom[0].terms:
            return None
        return _product(top, (bottom[1], bottom[0]))
    if isinstance(node, Pow):
        return _power(node)
    if isinstance(node, Func) and node.name == "sqrt":
        known = value(node)
        return None if known is None else (Poly.constant(known), Poly.constant(1))
    return None


def _folded(parts: list[Ratio | None], act: object) -> Ratio | None:
    total: Ratio | None = None
    for part in parts:
        if part is None:
            return None
        total = part if total is None else act(total, part)  # type: ignore[operator]
        if total is None:
            return None
    return total


def _sum(one: Ratio, two: Ratio) -> Ratio | None:
    if one[1] == two[1]:
        return _checked(one[0] + two[0], one[1])
    return _checked(one[0] * two[1] + two[0] * one[1], one[1] * two[1])


def _product(one: Ratio, two: Ratio) -> Ratio | None:
    return _checked(one[0] * two[0], one[1] * two[1])


def _checked(top: Poly, bottom: Poly) -> Ratio | None:
    return None if _bounded(top) is None or _bounded(bottom) is None else (top, bottom)


def _power(node: Pow) -> Ratio | None:
    base, exponent = ratio_of(node.base), value(node.exponent)
    if base is None or exponent is None or exponent.denominator != 1 or abs(exponent) > MAX_DEGREE:
        return None
    if exponent < 0:
        if not base[0].terms:
            return None
        base = (base[1], base[0])
    total: Ratio | None = (Poly.constant(1), Poly.constant(1))
    for _ in range(abs(int(exponent))):
        total = None if total is None else _product(total, base)
    return total


def same_ratio(one: Ratio, two: Ratio) -> bool:
    """Whether two quotients are equal wherever both are defined."""
    return one[0] * two[1] == two[0] * one[1]


def tree(poly: Poly, decimal: bool = False) -> Expr:
    """The polynomial as an expression to be written, highest degree first: `x**2 - 5*x + 6`."""
    parts = [_term(mono, amount, decimal) for mono, amount in poly.terms]
    if not parts:
        return Num(Fraction(0))
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


def _term(mono: Monomial, amount: Fraction, decimal: bool) -> Expr:
    if amount < 0:
        return Neg(_term(mono, -amount, decimal))
    letters: list[Expr] = [
        Sym(name) if exponent == 1 else Pow(Sym(name), Num(Fraction(exponent))) for name, exponent in mono
    ]
    if not letters:
        return number(amount, decimal)
    if amount.denominator != 1 and not decimal:
        top = [Num(Fraction(amount.numerator))] if amount.numerator != 1 else []
        factors = (*top, *letters)
        return Div(factors[0] if len(factors) == 1 else Mul(factors), Num(Fraction(amount.denominator)))
    factors = tuple(letters) if amount == 1 else (number(amount, decimal), *letters)
    return factors[0] if len(factors) == 1 else Mul(tuple(factors))
