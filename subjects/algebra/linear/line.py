"""A line of linear work as a class writes it: two sides of terms, parentheses and denominators kept.

A term is `times * body / over`, where the body is the unknown, 1 or a parenthesis of terms. Lines are what
the rules of `subjects.algebra.linear.steps` rewrite. Only one unknown to the first power makes a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.expression import (
    Add,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Relation,
    Sym,
    children,
    exact,
    number,
    read,
    symbols_of,
    value,
)

X = "x"
ONE = "1"
ZERO = Fraction(0)
UNIT = Fraction(1)


@dataclass(frozen=True, slots=True)
class Term:
    """`times * body / over`: body `X` (the unknown), `ONE`, or a parenthesis (a tuple of terms).

    A "parenthesis" of one number is a product still to be computed (`4 · 3`); `over` is a positive integer
    except in a quotient still to be computed (`3/0.5`, `15/(-5)`).
    """

    times: Fraction
    body: str | tuple[Term, ...]
    over: Fraction = UNIT

    @property
    def coefficient(self) -> Fraction:
        """times / over."""
        return self.times if self.over is UNIT or self.over == 1 else self.times / self.over

    def negated(self) -> Term:
        """The term with the other sign."""
        return Term(-self.times, self.body, self.over)


Side = tuple[Term, ...]
NOTHING: Side = (Term(ZERO, ONE),)


@dataclass(frozen=True, slots=True)
class Line:
    """`left = right` in one unknown; `decimal` where numbers are written as decimals."""

    left: Side
    right: Side
    unknown: str
    decimal: bool = False

    def sides(self, left: Side, right: Side) -> Line:
        """The same unknown and notation with other sides; an empty side is 0."""
        return Line(left or NOTHING, right or NOTHING, self.unknown, self.decimal)


Form = tuple[Fraction, Fraction]
"""`(a, b)` of `a*x + b`."""


def to_line(relation: Relation, unknown: str) -> Line | None:
    """The line that an equation is, or None when it is not linear in that unknown alone."""
    if relation.ops != ("=",):
        return None
    left, right = (side_of(side, unknown) for side in relation.sides)
    if left is None or right is None:
        return None
    if len(left) == len(right) == 1:
        left, right = (
            _pending(node, side, unknown) for node, side in zip(relation.sides, (left, right), strict=True)
        )
    return Line(left, right, unknown, any(_decimals(side) for side in relation.sides))


def _pending(node: Expr, side: Side, unknown: str) -> Side:
    """A side that is one product or quotient of numbers, as written: `4·3`, `3/0.5`, `5x/(-5)`."""
    if isinstance(node, Neg):
        return tuple(term.negated() for term in _pending(node.arg, tuple(t.negated() for t in side), unknown))
    if isinstance(node, Mul) and len(node.factors) == 2 and side[0].body == ONE:
        one, two = (value(factor) for factor in node.factors)
        if one is not None and two is not None and side[0].over == 1:
            return (Term(one, (Term(two, ONE),)),)
    if isinstance(node, Div):
        top, bottom = term_of(node.top, unknown), value(node.bottom)
        if top is not None and bottom and (bottom < 0 or bottom.denominator != 1) and not is_group(top):
            return (Term(top.times, top.body, top.over * bottom),)
    return side


def merged(line: Line) -> Line:
    """The line with every pending product and quotient computed, denominators positive integers."""
    return line.sides(tuple(map(_merged, line.left)), tuple(map(_merged, line.right)))


def _merged(term: Term) -> Term:
    if is_product(term):
        return Term(term.coefficient * form(inside(term))[1], ONE)
    if term.over > 0 and term.over.denominator == 1:
        return term
    return Term(term.coefficient, term.body)


def _decimals(node: Expr) -> bool:
    return (isinstance(node, Num) and node.decimal) or any(_decimals(child) for child in children(node))


def side_of(node: Expr, unknown: str) -> Side | None:
    """The terms of a side as written, or None."""
    parts = node.terms if isinstance(node, Add) else (node,)
    terms = [term_of(part, unknown) for part in parts]
    return tuple(term for term in terms if term is not None) if None not in terms else None


def term_of(node: Expr, unknown: str) -> Term | None:
    """One term, or None when it is not linear."""
    if isinstance(node, Num):
        return Term(node.value, ONE)
    if isinstance(node, Sym):
        return Term(UNIT, X) if node.name == unknown else None
    if isinstance(node, Neg):
        inner = term_of(node.arg, unknown)
        return inner.negated() if inner else None
    if isinstance(node, Add):
        return _parenthesis(node, unknown)
    if isinstance(node, Mul):
        return _product(node, unknown)
    if isinstance(node, Div):
        return _quotient(node, unknown)
    if isinstance(node, Pow) and isinstance(node.exponent, Num) and node.exponent.value == 1:
        return term_of(node.base, unknown)
    known = value(node)
    return None if known is None else _fraction(known)


def _fraction(amount: Fraction) -> Term:
    return Term(Fraction(amount.numerator), ONE, Fraction(amount.denominator))


def _parenthesis(node: Add, unknown: str) -> Term | None:
    inner = side_of(node, unknown)
    return Term(UNIT, inner) if inner else None


def _product(node: Mul, unknown: str) -> Term | None:
    times, over = UNIT, UNIT
    body: str | tuple[Term, ...] = ONE
    for factor in node.factors:
        term = term_of(factor, unknown)
        if term is None:
            return None
        if term.body != ONE:
            if isinstance(term.body, tuple) and not symbols_of(factor):
                known = value(factor)
                if known is None:
                    return None
                term = _fraction(known)
            elif body != ONE:
                return None
            else:
                body = term.body
        times *= term.times
        over *= term.over
    return Term(times, body, over)


def _quotient(node: Div, unknown: str) -> Term | None:
    top, bottom = term_of(node.top, unknown), value(node.bottom)
    if top is None or not bottom:
        return None
    if bottom.denominator == 1:
        sign = -1 if bottom < 0 else 1
        return Term(top.times * sign, top.body, top.over * abs(bottom))
    return Term(top.times / bottom, top.body, top.over)


def form(side: Side) -> Form:
    """`(a, b)` with the side equal to `a*x + b`."""
    a, b = ZERO, ZERO
    for term in side:
        k = term.coefficient
        if term.body == X:
            a += k
        elif term.body == ONE:
            b += k
        else:
            inner = form(inside(term))
            a += k * inner[0]
            b += k * inner[1]
    return a, b


def forms(line: Line) -> tuple[Form, Form]:
    """The forms of both sides."""
    return form(line.left), form(line.right)


def balance(line: Line) -> Form:
    """`(a, b)` with the line saying `a*x + b = 0`."""
    (a, b), (c, d) = forms(line)
    return a - c, b - d


def root(line: Line) -> Fraction | str:
    """The solution: a number, `"none"` or `"all"`."""
    a, b = balance(line)
    if a:
        return -b / a
    return "none" if b else "all"


def render(line: Line) -> Relation:
    """The line as an equation to be written."""
    return Relation(("=",), (_side(line.left, line), _side(line.right, line)))


def text(line: Line) -> str:
    """The exact string of a line."""
    return exact(render(line))


def _side(side: Side, line: Line) -> Expr:
    parts = [node_of(term, line) for term in side]
    return parts[0] if len(parts) == 1 else Add(tuple(parts))


def node_of(term: Term, line: Line) -> Expr:
    """The term as written: sign first, then factor, body and denominator."""
    if term.times.numerator < 0 and not is_product(term):
        return Neg(node_of(term.negated(), line))
    if term.body == ONE:
        top: Expr = number(term.times, line.decimal)
    elif is_product(term):
        top = Mul((number(term.times, line.decimal), number(inside(term)[0].times, line.decimal)))
    else:
        body = Sym(line.unknown) if term.body == X else _side(inside(term), line)
        top = body if term.times is UNIT or term.times == 1 else Mul((number(term.times, line.decimal), body))
    return top if term.over is UNIT or term.over == 1 else Div(top, number(term.over, line.decimal))


def all_terms(line: Line) -> Iterator[Term]:
    """The top terms of both sides."""
    yield from line.left
    yield from line.right


def inside(term: Term) -> Side:
    """The terms of a parenthesis; none for other terms."""
    return term.body if isinstance(term.body, tuple) else ()


def is_group(term: Term) -> bool:
    """Whether the term is a parenthesis (not a product of two numbers)."""
    return isinstance(term.body, tuple) and not is_product(term)


def is_product(term: Term) -> bool:
    """Whether the term is a product of two numbers still to be computed."""
    return isinstance(term.body, tuple) and len(term.body) == 1 and term.body[0].body == ONE


@lru_cache(maxsize=4096)
def read_line(exact_text: str, unknown: str) -> Line | None:
    """The line of an exact string such as `5*x + 7 = 22`."""
    node = read(exact_text)
    return to_line(node, unknown) if isinstance(node, Relation) else None
