"""Simple exponential equations: both sides as powers of one base, then equal exponents."""

from __future__ import annotations

from fractions import Fraction

from subjects.algebra.equations.polynomials import solve_polynomial
from subjects.algebra.equations.reals import Root, rational
from subjects.algebra.equations.way import NO_SOLUTION, TooHard, Way, equation, whole_number
from subjects.expression import Div, Expr, Mul, Neg, Pow, Relation, Sym, children, symbols_of, value
from subjects.nodes import Add


def has_exponent(node: Expr, unknown: str) -> bool:
    """Whether the unknown stands in an exponent."""
    if isinstance(node, Pow) and unknown in symbols_of(node.exponent):
        return True
    return any(has_exponent(child, unknown) for child in children(node))


def solve_exponential(way: Way, relation: Relation) -> tuple[Root, ...] | None:
    """`2**x = 32` and `2**x = 4**(x - 1)`."""
    for base in (2, 3, 5, 6, 7, 10, 11, 13):
        exponents = [_exponent(side, base, way.unknown) for side in relation.sides]
        if exponents[0] is not None and exponents[1] is not None:
            one, two = exponents[0], exponents[1]
            number = whole_number(base)
            way.step("same_base", equation(_power(number, one), _power(number, two)))
            way.step("equal_exponents", equation(one, two))
            node = Relation(("=",), (one, two))
            if isinstance(one, Sym) and value(two) is not None:
                return (rational(value(two) or Fraction(0)),)
            return solve_polynomial(way, node)
    amount = value(relation.sides[1])
    if isinstance(relation.sides[0], Pow) and amount is not None and amount <= 0:
        way.step("no_solution", NO_SOLUTION)
        return ()
    raise TooHard


def _power(base: Expr, exponent: Expr) -> Expr:
    return Pow(base, exponent)


def _exponent(side: Expr, base: int, unknown: str) -> Expr | None:
    """The exponent of a side as a power of the base."""
    amount = value(side)
    if amount is not None:
        found = _logarithm(amount, base)
        return None if found is None else whole_number(found)
    if isinstance(side, Pow):
        lower = value(side.base)
        times = None if lower is None or lower <= 0 else _logarithm(lower, base)
        if times is None or not times:
            return None
        return side.exponent if times == 1 else Mul((whole_number(times), side.exponent))
    if isinstance(side, Mul):
        parts = [_exponent(factor, base, unknown) for factor in side.factors]
        if any(part is None for part in parts):
            return None
        return Add(tuple(part for part in parts if part is not None))
    if isinstance(side, Div):
        top, bottom = _exponent(side.top, base, unknown), _exponent(side.bottom, base, unknown)
        return None if top is None or bottom is None else Add((top, Neg(bottom)))
    return None


def _logarithm(amount: Fraction, base: int) -> int | None:
    if amount <= 0:
        return None
    for exponent in range(13):
        if amount == Fraction(base) ** exponent:
            return exponent
        if amount == Fraction(1, base**exponent):
            return -exponent
    return None
