"""Whether an expression has the form that was asked for, and whether two are written alike."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from subjects.algebra.expressions.factors import common, content, factored, irreducible, product
from subjects.algebra.expressions.shapes import is_collected, is_number, parts_of
from subjects.algebra.expressions.task import Task, ratio
from subjects.algebra.polynomial import Poly, poly_of
from subjects.expression import Add, Div, Expr, Mul, Neg, Num, Pow, children, symbols_of, value


def is_final(task: Task, node: Expr) -> bool:
    """Whether an expression that equals the answer is written as asked."""
    if task.act == "expansion":
        return is_collected(node)
    if task.act == "factorization":
        return is_factored(node)
    if task.act == "algebraic_fraction":
        return is_reduced(node)
    if task.act == "numeric_value":
        return is_number(node.arg if isinstance(node, Neg) else node) or (
            isinstance(node, Div) and value(node) is not None and is_number(_bare(node))
        )
    return True


def _bare(node: Expr) -> Expr:
    if isinstance(node, Div) and isinstance(node.top, Neg):
        return Div(node.top.arg, node.bottom)
    return node


def factors_of(node: Expr) -> list[Expr]:
    """The factors as written, powers and minus signs opened."""
    if isinstance(node, Neg):
        return factors_of(node.arg)
    if isinstance(node, Mul):
        return [inner for factor in node.factors for inner in factors_of(factor)]
    if isinstance(node, Pow):
        return factors_of(node.base)
    if isinstance(node, Div) and value(node.bottom) is not None:
        return factors_of(node.top)
    return [node]


def is_factored(node: Expr) -> bool:
    """A product in which no factor can be factored any more; `(2x + 4)(x - 1)` is none."""
    for factor in factors_of(node):
        poly = poly_of(factor)
        if poly is None or (isinstance(factor, Add) and not is_collected(factor)):
            return False
        if len(poly.terms) < 2:
            continue
        whole = abs(content(poly))
        if common(poly) or not irreducible(poly.scaled(1 / content(poly))) or (whole != 1 and _takes(whole)):
            return False
    return True


def _takes(number: Fraction) -> bool:
    """A whole number can be taken out; a mere fraction may stay inside."""
    return number.numerator != 1


def is_reduced(node: Expr) -> bool:
    """One fraction, or none, in which nothing cancels."""
    bare = node.arg if isinstance(node, Neg) else node
    if not any(isinstance(part, Div) and symbols_of(part.bottom) for part in parts_of(bare)):
        return True
    if not isinstance(bare, Div) or any(
        isinstance(part, Div) and symbols_of(part.bottom)
        for child in children(bare)
        for part in parts_of(child)
    ):
        return False
    top, bottom = poly_of(bare.top), poly_of(bare.bottom)
    one, two = (factored(top), factored(bottom)) if top is not None and bottom is not None else (None, None)
    if one is None or two is None:
        return False
    if {factor for factor, _ in one[1]} & {factor for factor, _ in two[1]}:
        return False
    whole = one[0].denominator == two[0].denominator == 1
    return whole and gcd(one[0].numerator, two[0].numerator) == 1


def key(task: Task, node: Expr) -> object | None:
    """What two equal expressions share: the reduced quotient of polynomials, or the number at the given values."""
    if task.act == "numeric_value":
        from subjects.algebra.expressions.trace import numbers

        return value(node, numbers(task))
    own = ratio(node)
    return None if own is None else reduced(own)


def reduced(own: tuple[Poly, Poly]) -> object:
    """A canonical pair where both can be factored, else a pair scaled by its leading number."""
    top, bottom = own
    if not top.terms:
        return Poly(), Poly.constant(1)
    number = bottom.number()
    if number:
        return top.scaled(1 / number), Poly.constant(1)
    one, two = factored(top), factored(bottom)
    if one is None or two is None:
        lead = bottom.terms[0][1]
        return top.scaled(1 / lead), bottom.scaled(1 / lead)
    powers = dict(one[1])
    for factor, exponent in two[1]:
        powers[factor] = powers.get(factor, 0) - exponent
    if min(powers.values(), default=0) >= 0:
        whole = product(tuple((factor, power) for factor, power in powers.items() if power))
        return whole.scaled(one[0] / two[0]), Poly.constant(1)
    return one[0] / two[0], frozenset((factor, power) for factor, power in powers.items() if power)


def shape(node: Expr) -> object:
    """The way an expression is written, whatever the order of terms and factors."""
    if isinstance(node, Num):
        return ("n", node.value)
    if isinstance(node, Neg):
        return ("-", shape(node.arg))
    if isinstance(node, Add):
        return ("+", frozenset((shape(term), node.terms.count(term)) for term in node.terms))
    if isinstance(node, Mul):
        return ("*", frozenset((shape(each), node.factors.count(each)) for each in node.factors))
    parts = children(node)
    return (type(node).__name__, *map(shape, parts)) if parts else node
