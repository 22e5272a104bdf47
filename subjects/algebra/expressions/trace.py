"""The stages of a task, its answer, and the trees that its work is made of."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from subjects.algebra.expressions.dividing import dividing, result
from subjects.algebra.expressions.evaluating import evaluating
from subjects.algebra.expressions.expanding import expanding
from subjects.algebra.expressions.factoring import factoring
from subjects.algebra.expressions.factors import irreducible
from subjects.algebra.expressions.reducing import reducing
from subjects.algebra.expressions.shapes import written
from subjects.algebra.expressions.task import Stage, Task, node_of
from subjects.algebra.polynomial import poly_of
from subjects.expression import Expr, value
from subjects.nodes import symbols_of


@lru_cache(maxsize=4096)
def trace(task: Task) -> tuple[Stage, ...] | None:
    """The stages, at least one; None where the task cannot be done surely."""
    node = task.node
    stages: tuple[Stage, ...] | None
    if task.act == "expansion":
        stages = expanding(node)
    elif task.act == "factorization":
        stages = _factoring(node)
    elif task.act == "algebraic_fraction":
        stages = reducing(node)
    elif task.act == "polynomial_division":
        stages = dividing(node)
    else:
        stages = evaluating(node, numbers(task))
    return stages or None


def _factoring(node: Expr) -> tuple[Stage, ...] | None:
    stages = factoring(node)
    if stages == () and (poly := poly_of(node)) is not None and irreducible(poly) and poly.degree > 1:
        only = _no_real_root(node)
        return (Stage("irreducible", node, node, node),) if only else None
    return stages


def _no_real_root(node: Expr) -> bool:
    """A quadratic in one letter with a negative discriminant; one with irrational roots is left alone, since some
    classes factor it."""
    poly = poly_of(node)
    if poly is None or len(symbols_of(node)) != 1 or poly.degree != 2:
        return False
    c, b, a = poly.coefficients(next(iter(symbols_of(node))))
    return b * b < 4 * a * c


def numbers(task: Task) -> dict[str, Fraction]:
    """The numbers that are put for letters."""
    out: dict[str, Fraction] = {}
    for name, text in task.values:
        amount = value(node_of(text))
        if amount is not None:
            out[name] = amount
    return out


def answer_node(task: Task, stages: tuple[Stage, ...]) -> Expr:
    """The tree of what is asked for."""
    if task.act == "polynomial_division" and task.wanted in ("quotient", "remainder", "both"):
        found = result(task.node)
        if found is not None:
            return written(found[0] if task.wanted == "quotient" else found[1])
    return stages[-1].after
