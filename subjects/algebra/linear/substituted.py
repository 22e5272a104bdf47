"""Sums of numbers that show the answer by putting it in the place of the unknown (`5 · 3 + 7 = 22`)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from subjects.algebra.linear.steps import trace
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
    number,
    read,
    symbols_of,
    value,
)

Key = tuple[object, ...]


def shows_answer(side: Expr, equation: str, unknown: str, method: str, answer: Fraction) -> bool:
    """Whether a sum of numbers, or a part of it, is a part of a line with the answer for the unknown."""
    known = _at_answer(equation, unknown, method, answer)
    return any(key in known for part in _parts(side) for key in _keys(part))


@lru_cache(maxsize=2048)
def _at_answer(equation: str, unknown: str, method: str, answer: Fraction) -> frozenset[Key]:
    lines = [equation, *(stage.after for stage in trace(equation, unknown, method) or ())]
    found: set[Key] = set()
    for line in lines:
        node = read(line)
        if isinstance(node, Relation):
            for side in node.sides:
                found |= _keys_at(side, unknown, answer)
    return frozenset(found)


def _keys_at(side: Expr, unknown: str, answer: Fraction) -> set[Key]:
    parts = [part for part in _parts(side) if symbols_of(part)]
    return {key for part in parts for key in _keys(_put(part, unknown, number(answer)))}


def _parts(node: Expr) -> list[Expr]:
    """The node and its parts that are worked out from two numbers at least, plain fractions left out."""
    if isinstance(node, Num | Sym) or (isinstance(node, Div) and not any(map(children, children(node)))):
        return [node] if symbols_of(node) and not isinstance(node, Sym) else []
    inner = [part for child in children(node) for part in _parts(child)]
    return inner if isinstance(node, Neg) else [node, *inner]


def _keys(node: Expr) -> tuple[Key, ...]:
    """The shape of a part in any order, and of a sum also its terms worked out (`15 + 7`)."""
    if not isinstance(node, Add):
        return (_shape(node),)
    terms = [value(term) for term in node.terms]
    worked = tuple(sorted(term for term in terms if term is not None))
    return (_shape(node), ("sum", worked)) if len(worked) == len(terms) else (_shape(node),)


def _shape(node: Expr) -> Key:
    if isinstance(node, Neg):
        return ("-", _shape(node.arg))
    plain = not any(child for part in children(node) for child in children(part))
    if isinstance(node, Num) or (isinstance(node, Div) and plain):
        return ("n", value(node))
    name = type(node).__name__
    shapes = [_shape(child) for child in children(node)]
    return (name, tuple(sorted(shapes, key=repr) if isinstance(node, Add | Mul) else shapes))


def _put(node: Expr, unknown: str, amount: Expr) -> Expr:
    if isinstance(node, Sym):
        return amount if node.name == unknown else node
    parts = tuple(_put(child, unknown, amount) for child in children(node))
    if isinstance(node, Add):
        return Add(parts)
    if isinstance(node, Mul):
        return Mul(parts)
    if isinstance(node, Div | Pow):
        return type(node)(*parts)
    return Neg(parts[0]) if isinstance(node, Neg) else node
