"""What is asked for, as the answer of the command contract."""

from __future__ import annotations

from subjects.algebra.expressions.dividing import result
from subjects.algebra.expressions.shapes import written
from subjects.algebra.expressions.task import Stage, Task
from subjects.algebra.expressions.trace import answer_node
from subjects.expression import exact
from subjects.problem import Answer


def answer(task: Task, stages: tuple[Stage, ...]) -> Answer:
    """An expression, in the form asked for."""
    return Answer("expression", exact(answer_node(task, stages)))


def parts(task: Task, found: Answer) -> tuple[tuple[str, Answer], ...]:
    """Quotient and remainder where a division has a remainder, else the one answer."""
    if task.act == "polynomial_division" and (both := result(task.node)) is not None:
        labelled = tuple(zip(("quotient", "remainder"), both, strict=True))
        if task.wanted == "both" or (task.wanted == "value" and both[1].terms):
            return tuple((name, Answer("expression", exact(written(poly)))) for name, poly in labelled)
    return (("expression", found),)
