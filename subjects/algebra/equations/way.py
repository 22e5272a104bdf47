"""The way from an equation to its roots, as named stages of exact strings that join end to end.

A line of the way is one equation, alternatives joined by ` or `, the coefficients `a = 1; b = -5; c = 6`, or a conclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from subjects.algebra.equations.reals import Root
from subjects.algebra.notation import ALL_VALUES as ALL_VALUES
from subjects.algebra.notation import NO_SOLUTION as NO_SOLUTION
from subjects.algebra.polynomial import Poly, poly_of, tree
from subjects.expression import Add, Expr, Func, Mul, Neg, Num, Relation, exact, number
from subjects.nodes import value

FORMULA, FACTORING, SQUARE = "formula", "factoring", "completing_square"
NOUGHT = Num(Fraction(0))
ONE = Num(Fraction(1))
TWO = Num(Fraction(2))
OR, AND_ALSO = " or ", "; "


class TooHard(Exception):
    """The class has no way for this equation."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One rule applied; `slots` are exact strings that a hint may name."""

    rule: str
    before: str
    after: str
    slots: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Way:
    """Stages in the making. `decimal`: numbers that end are written as decimals."""

    def __init__(self, text: str, unknown: str, method: str, decimal: bool = False) -> None:
        self.text = text
        self.unknown = unknown
        self.method = method
        self.decimal = decimal
        self.stages: list[Stage] = []

    def step(self, rule: str, after: str, **slots: Sequence[str]) -> None:
        """One stage more; a rule that changes nothing is left out."""
        if after == self.text:
            return
        if len(self.stages) > 30 or len(after) > 600:
            raise TooHard
        named = tuple((name, tuple(texts)) for name, texts in slots.items())
        self.stages.append(Stage(rule, self.text, after, named))
        self.text = after


def equation(left: Expr, right: Expr) -> str:
    """The exact string of an equation."""
    return exact(Relation(("=",), (left, right)))


def either(lines: Iterable[str]) -> str:
    """Alternatives, each once."""
    return OR.join(dict.fromkeys(lines))


def stated(roots: Sequence[Root], unknown: str, decimal: bool = False) -> str:
    """`x = 3 or x = 2`, or the conclusion that there is none."""
    if any(root.node is None for root in roots):
        raise TooHard
    return either(f"{unknown} = {written(root, decimal)}" for root in roots) or NO_SOLUTION


def written(root: Root, decimal: bool = False) -> str:
    """The exact string of a root."""
    if root.node is None:
        raise TooHard
    return exact(number(root.fraction, decimal)) if root.fraction is not None else exact(root.node)


def sum_of(terms: Sequence[Expr]) -> Expr:
    """The terms added."""
    if not terms:
        return NOUGHT
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def product_of(factors: Sequence[Expr]) -> Expr:
    """The factors multiplied, ones left out; a number -1 becomes a sign."""
    kept = [each for each in factors if each != ONE]
    if not kept:
        return ONE
    if kept[0] == Neg(ONE) and len(kept) > 1:
        return Neg(product_of(kept[1:]))
    return kept[0] if len(kept) == 1 else Mul(tuple(kept))


def whole_number(amount: int | Fraction) -> Expr:
    """A number node."""
    return number(Fraction(amount))


def terms_of(side: Expr) -> tuple[Expr, ...]:
    """The top terms of a side."""
    return side.terms if isinstance(side, Add) else (side,)


def polynomial_side(side: Expr) -> Poly:
    """The polynomial of a side."""
    poly = poly_of(side)
    if poly is None:
        raise TooHard
    return poly


def linear_factor(root: Fraction, unknown: str) -> Expr:
    """`2*x - 1` for the root 1/2."""
    return tree(Poly.univariate(unknown, [-root.numerator, root.denominator]))


def root_node(arg: Expr) -> Expr:
    """The square root, written."""
    return Func("sqrt", arg)


def is_number(node: Expr) -> bool:
    """Whether it has an exact value."""
    return value(node) is not None
