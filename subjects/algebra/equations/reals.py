"""Real numbers that equations of school have as roots: fractions and surds, exact as written and near as decimals.

A root is compared by sixty digits, far more than any class writes; exactness of what is written comes from its node.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import gcd, isqrt

from subjects.expression import Add, Div, Expr, Func, Mul, Neg, Num, Pow, Sym, number
from subjects.nodes import value

CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN, Emax=99999, Emin=-99999)
_NEAR = Decimal("1e-25")
_NOTHING = Decimal("1e-40")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Root:
    """A real number: `fraction` where it is rational, `node` as it is written (None: known only nearly)."""

    amount: Decimal
    fraction: Fraction | None = None
    node: Expr | None = None


def rational(amount: Fraction | int, decimal: bool = False) -> Root:
    """The root of a fraction."""
    amount = Fraction(amount)
    return Root(decimal_of(amount), amount, number(amount, decimal))


def decimal_of(amount: Fraction) -> Decimal:
    """Sixty digits of a fraction."""
    return CONTEXT.divide(Decimal(amount.numerator), Decimal(amount.denominator))


def near(one: Decimal, two: Decimal) -> bool:
    """Whether two numbers are the same, as far as can be told."""
    return abs(CONTEXT.subtract(one, two)) <= _NEAR * max(Decimal(1), abs(one))


def same(one: Root, two: Root) -> bool:
    """Whether two roots are one number."""
    if one.fraction is not None and two.fraction is not None:
        return one.fraction == two.fraction
    return near(one.amount, two.amount)


def has(roots: tuple[Root, ...], root: Root) -> bool:
    """Whether a root is among others."""
    return any(same(root, each) for each in roots)


def union(*sets: tuple[Root, ...]) -> tuple[Root, ...]:
    """All roots without doubles, in order."""
    out: list[Root] = []
    for roots in sets:
        out += [root for root in roots if not has(tuple(out), root)]
    return tuple(out)


def amount_of(node: Expr, at: Mapping[str, Decimal] | None = None) -> Decimal | None:
    """Sixty digits of an expression with numbers for its letters; None where it is undefined."""
    try:
        return _amount(node, at or {})
    except (ArithmeticError, ValueError):
        return None


def _amount(node: Expr, at: Mapping[str, Decimal]) -> Decimal:
    if isinstance(node, Num):
        return decimal_of(node.value)
    if isinstance(node, Sym):
        if node.name not in at:
            raise ValueError(node.name)
        return at[node.name]
    if isinstance(node, Neg):
        return _amount(node.arg, at).copy_negate()
    if isinstance(node, Add):
        total = ZERO
        for term in node.terms:
            total = CONTEXT.add(total, _amount(term, at))
        return total
    if isinstance(node, Mul):
        total = Decimal(1)
        for factor in node.factors:
            total = CONTEXT.multiply(total, _amount(factor, at))
        return total
    if isinstance(node, Div):
        bottom = _amount(node.bottom, at)
        if abs(bottom) < _NOTHING:
            raise ZeroDivisionError
        return CONTEXT.divide(_amount(node.top, at), bottom)
    if isinstance(node, Pow):
        return _power(_amount(node.base, at), node.exponent, at)
    arg = _amount(node.arg, at)
    return arg.copy_abs() if node.name == "abs" else _root(arg)


def _root(arg: Decimal) -> Decimal:
    if arg < -_NOTHING:
        raise ValueError("root of a negative number")
    return CONTEXT.sqrt(max(arg, ZERO))


def _power(base: Decimal, exponent: Expr, at: Mapping[str, Decimal]) -> Decimal:
    known = value(exponent)
    if known is None:
        raised = _amount(exponent, at)
        if base <= 0 or abs(raised) > 200:
            raise ValueError("power")
        return CONTEXT.power(base, raised)
    if known.denominator == 1:
        if abs(base) < _NOTHING and known <= 0:
            raise ZeroDivisionError
        return CONTEXT.power(base, Decimal(known.numerator))
    odd = known.denominator % 2 == 1
    size = ZERO if abs(base) < _NOTHING else CONTEXT.power(abs(base), decimal_of(known))
    if base < 0 and not odd:
        raise ValueError("root of a negative number")
    return -size if base < 0 and known.numerator % 2 else size


def squares_in(amount: int) -> tuple[int, int]:
    """`(s, d)` with `amount = s**2 * d`, the squares of small primes taken out of d."""
    s, d = 1, amount
    root = isqrt(amount)
    if root * root == amount:
        return root, 1
    for prime in range(2, 2000):
        square = prime * prime
        if square > d:
            break
        while d % square == 0:
            d //= square
            s *= prime
    return s, d


def surd(p: int, q: int, d: int, r: int) -> Root:
    """`(p + q*sqrt(d))/r` in lowest terms."""
    if r < 0:
        p, q, r = -p, -q, -r
    if d == 1 or q == 0:
        return rational(Fraction(p + q * (d == 1), r))
    common = gcd(gcd(p, q), r)
    p, q, r = p // common, q // common, r // common
    root: Expr = Func("sqrt", Num(Fraction(d)))
    part: Expr = root if abs(q) == 1 else Mul((Num(Fraction(abs(q))), root))
    if not p:
        node: Expr = part if r == 1 else Div(part, Num(Fraction(r)))
        node = Neg(node) if q < 0 else node
    else:
        top = Add((number(Fraction(p)), Neg(part) if q < 0 else part))
        node = top if r == 1 else Div(top, Num(Fraction(r)))
    amount = amount_of(node)
    assert amount is not None  # noqa: S101 - d is positive and r is not 0
    return Root(amount, None, node)


def negative(root: Root) -> Root:
    """Minus a root."""
    if root.fraction is not None:
        return rational(-root.fraction)
    return Root(root.amount.copy_negate(), None, None if root.node is None else Neg(root.node))


def nth_root(root: Root, index: int) -> Root | None:
    """The real n-th root, the positive one of an even index; None where there is none."""
    if root.amount < 0 and root.fraction != 0:
        if index % 2 == 0:
            return None
        inner = nth_root(negative(root), index)
        return None if inner is None else negative(inner)
    if root.fraction is not None:
        exact = _exact_root(root.fraction, index)
        if exact is not None:
            return rational(exact)
        if index == 2:
            s, d = squares_in(root.fraction.numerator * root.fraction.denominator)
            return surd(0, s, d, root.fraction.denominator)
    if root.node is None:
        return None
    node: Expr = (
        Func("sqrt", root.node) if index == 2 else Pow(root.node, Div(Num(Fraction(1)), Num(Fraction(index))))
    )
    amount = amount_of(node)
    return None if amount is None else Root(amount, None, node)


def _exact_root(amount: Fraction, index: int) -> Fraction | None:
    top, bottom = _whole_root(amount.numerator, index), _whole_root(amount.denominator, index)
    return None if top is None or bottom is None else Fraction(top, bottom)


def _whole_root(amount: int, index: int) -> int | None:
    nearly = round(amount ** (1 / index)) if amount < 10**15 else 0
    root = isqrt(amount) if index == 2 else nearly
    return root if root**index == amount else None


def real_of(node: Expr) -> Root | None:
    """The root that a written number is."""
    known = value(node)
    if known is not None:
        return rational(known)
    amount = amount_of(node)
    return None if amount is None else Root(amount, None, node)
