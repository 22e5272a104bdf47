"""The tree of an expression as it was written, with exact numbers: nodes, their value, their letters.

Only shapes and exact arithmetic live here; `subjects.expression` reads text into a tree and
`subjects.notation` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

MAX_EXPONENT = 20


@dataclass(frozen=True, slots=True)
class Num:
    """A number that is not negative: an integer, or a written decimal."""

    value: Fraction
    decimal: bool = False


@dataclass(frozen=True, slots=True)
class Sym:
    """A letter (with an index at most: `v0`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Neg:
    """Minus something."""

    arg: Expr


@dataclass(frozen=True, slots=True)
class Add:
    """A sum as written; a subtracted term is a `Neg`."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Mul:
    """A product as written."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Div:
    """A quotient."""

    top: Expr
    bottom: Expr


@dataclass(frozen=True, slots=True)
class Pow:
    """A power; the exponent is a bounded number, or holds a letter (`2**(x - 1)`)."""

    base: Expr
    exponent: Expr


@dataclass(frozen=True, slots=True)
class Func:
    """`sqrt` or `abs` of something."""

    name: str
    arg: Expr


@dataclass(frozen=True, slots=True)
class Relation:
    """`a = b`, or a chain `a = b < c`: one of `=`, `<`, `<=`, `>`, `>=`, `!=`, `~` between each two sides."""

    ops: tuple[str, ...]
    sides: tuple[Expr, ...]


Expr = Num | Sym | Neg | Add | Mul | Div | Pow | Func
Node = Expr | Relation


def value(node: Expr, symbols: dict[str, Fraction] | None = None) -> Fraction | None:
    """The exact value, or None where a letter is unknown, a division is by zero or a root is not exact.

    Powers are bounded by the reader.
    """
    if isinstance(node, Num):
        return node.value
    if isinstance(node, Sym):
        return symbols.get(node.name) if symbols else None
    if isinstance(node, Neg):
        arg = value(node.arg, symbols)
        return None if arg is None else -arg
    if isinstance(node, Add):
        return _fold(node.terms, symbols, product=False)
    if isinstance(node, Mul):
        return _fold(node.factors, symbols, product=True)
    if isinstance(node, Div):
        top, bottom = value(node.top, symbols), value(node.bottom, symbols)
        return None if top is None or not bottom else top / bottom
    if isinstance(node, Pow):
        return _power(value(node.base, symbols), value(node.exponent, symbols))
    arg = value(node.arg, symbols)
    if arg is None:
        return None
    return abs(arg) if node.name == "abs" else exact_root(arg)


def _fold(nodes: tuple[Expr, ...], symbols: dict[str, Fraction] | None, product: bool) -> Fraction | None:
    total = Fraction(int(product))
    for node in nodes:
        number = value(node, symbols)
        if number is None:
            return None
        total = total * number if product else total + number
        if total.numerator.bit_length() + total.denominator.bit_length() > 4000:
            return None
    return total


def _power(base: Fraction | None, exponent: Fraction | None) -> Fraction | None:
    if base is None or exponent is None or abs(exponent) > MAX_EXPONENT or (base == 0 and exponent < 0):
        return None
    if base.numerator.bit_length() + base.denominator.bit_length() > 400:
        return None
    if exponent.denominator == 2:
        root = exact_root(base)
        return None if root is None else _power(root, exponent * 2)
    return base**exponent.numerator if exponent.denominator == 1 else None


def exact_root(number: Fraction) -> Fraction | None:
    """The square root of a number that is a square of a fraction, else None."""
    if number < 0:
        return None
    top, bottom = isqrt(number.numerator), isqrt(number.denominator)
    return Fraction(top, bottom) if Fraction(top * top, bottom * bottom) == number else None


def symbols_of(node: Node) -> frozenset[str]:
    """The names of the letters that occur."""
    if isinstance(node, Sym):
        return frozenset((node.name,))
    if isinstance(node, Num):
        return frozenset()
    found: frozenset[str] = frozenset()
    for child in children(node):
        found |= symbols_of(child)
    return found


def children(node: Node) -> tuple[Expr, ...]:
    """The parts of a node, left to right."""
    if isinstance(node, Relation):
        return node.sides
    if isinstance(node, Add):
        return node.terms
    if isinstance(node, Mul):
        return node.factors
    if isinstance(node, Div):
        return (node.top, node.bottom)
    if isinstance(node, Pow):
        return (node.base, node.exponent)
    if isinstance(node, Neg | Func):
        return (node.arg,)
    return ()


def number(amount: Fraction | int, decimal: bool = False) -> Expr:
    """A node for a number of either sign: an integer, a fraction, or an ending decimal where asked for."""
    amount = amount if isinstance(amount, Fraction) else Fraction(amount)
    if amount.numerator < 0:
        return Neg(number(-amount, decimal))
    if amount.denominator == 1:
        return Num(amount)
    if decimal and ends(amount):
        return Num(amount, True)
    return Div(Num(Fraction(amount.numerator)), Num(Fraction(amount.denominator)))


def ends(amount: Fraction) -> bool:
    """Whether its decimal form ends."""
    bottom = amount.denominator
    for prime in (2, 5):
        while bottom % prime == 0:
            bottom //= prime
    return bottom == 1
