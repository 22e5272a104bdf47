"""The value of an expression at given numbers: put in, powers, products, sums."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from subjects.algebra.expressions.shapes import added, rebuilt
from subjects.algebra.expressions.task import Stage
from subjects.expression import Add, Expr, Neg, Pow, Sym, children, number, value


def evaluating(node: Expr, values: Mapping[str, Fraction]) -> tuple[Stage, ...] | None:
    """The stages to the number; None where it has none, as a division by zero has none."""
    put = put_in(node, {name: number(amount) for name, amount in values.items()})
    total = value(put)
    if total is None or not _small(total):
        return None
    stages = [Stage("put_in", node, put, node)]
    for rule, act in (("powers", _powers), ("products", _products), ("sums", _sums)):
        before = stages[-1].after
        after = act(before)
        if after != before:
            stages.append(Stage(rule, before, after, before))
    last = number(total)
    if stages[-1].after != last:
        stages.append(Stage("sums", stages[-1].after, last, stages[-1].after))
    return tuple(stages) if all(value(stage.after) == total for stage in stages) else None


def _small(total: Fraction) -> bool:
    return abs(total.numerator) < 10**15 and total.denominator < 10**12


def put_in(node: Expr, values: Mapping[str, Expr]) -> Expr:
    """The tree with trees in the place of letters."""
    if isinstance(node, Sym):
        return values.get(node.name, node)
    parts = children(node)
    return rebuilt(node, [put_in(child, values) for child in parts]) if parts else node


def _powers(node: Expr) -> Expr:
    if isinstance(node, Pow) and not isinstance(node.base, Add):
        total = value(node)
        return node if total is None else number(total)
    parts = children(node)
    return rebuilt(node, [_powers(child) for child in parts]) if parts else node


def _products(node: Expr) -> Expr:
    """Every term of the sum as one number."""
    if not isinstance(node, Add):
        total = value(node)
        return node if total is None else number(total)
    out: list[Expr] = []
    for term in node.terms:
        bare = term.arg if isinstance(term, Neg) else term
        total = value(bare)
        if total is None:
            return node
        out.append(number(-total if isinstance(term, Neg) else total))
    return added(out)


def _sums(node: Expr) -> Expr:
    total = value(node)
    return node if total is None else number(total)
