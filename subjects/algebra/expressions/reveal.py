"""What a reply must not give away about an expression, and whether an equality in it may stand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.expressions.answer import answer, parts
from subjects.algebra.expressions.check import known_parts
from subjects.algebra.expressions.forms import key, shape
from subjects.algebra.expressions.shapes import parts_of
from subjects.algebra.expressions.task import Task, node_of, ratio
from subjects.algebra.expressions.trace import trace
from subjects.algebra.notation import show_exact
from subjects.algebra.polynomial import same_ratio
from subjects.algebra.reading import lowered
from subjects.expression import Expr, Num, Relation, exact, read, symbols_of, value
from subjects.problem import LANGS, Secret, Solution


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """The answer, and the lines and new numbers of every step that is not reached yet."""
    return _secrets(solution.problem.data, min(max(reached, 0), len(solution.steps)))


@lru_cache(maxsize=2048)
def _secrets(task: Task, reached: int) -> tuple[Secret, ...]:
    stages = trace(task) or ()
    if reached >= len(stages):
        return ()
    known = _numbers(task.node).union(*(_numbers(stage.after) for stage in stages[:reached]))
    known |= {amount for _, text in task.values for amount in _numbers(node_of(text))}
    found = answer(task, stages)
    given = [each.value for _, each in parts(task, found)]
    out = []
    for text in dict.fromkeys([found.value, *given]):
        amount = value(node_of(text))
        hidden = amount if amount is not None and abs(amount) not in known else None
        out.append(Secret("answer", hidden, texts=_texts(text)))
    new: dict[Fraction, None] = {}
    for stage in stages[reached:]:
        after = exact(stage.after)
        if stage.rule != "irreducible":
            out.append(Secret("step", None, texts=_texts(after)))
        new |= dict.fromkeys(sorted(_numbers(stage.after) - known - {Fraction(0), Fraction(1)}))
    return (*out, *(Secret("result", number) for number in new))


def _texts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(show_exact(text, lang) for lang in LANGS))


def _numbers(node: Expr) -> set[Fraction]:
    return {part.value for part in parts_of(node) if isinstance(part, Num)}


def allows(equation: str, solution: Solution, reached: int) -> bool | None:
    """See `Subject.allows`: a true equality that does no step which is not reached yet; None where it cannot be read."""
    node = read(equation, solution.problem.lang)
    if not isinstance(node, Relation) or any(op != "=" for op in node.ops):
        return None
    task: Task = solution.problem.data
    relation = lowered(node)
    letters = symbols_of(relation)
    if not letters:
        return _sum(relation, solution, reached)
    own = symbols_of(task.node)
    if letters - own:
        return True if not letters & own and _identity(relation) else None
    if dict(task.values) and any(
        _given(side, other, task) for side, other in (relation.sides[:2], relation.sides[1::-1])
    ):
        return True
    keys = [key(task, side) for side in relation.sides]
    if None in keys:
        return None
    if len(set(keys)) > 1:
        return False
    if keys[0] == key(task, task.node):
        return all(shape(side) in _lines(task, reached) for side in relation.sides)
    written = _written(task, reached)
    if all(shape(side) in written for side in relation.sides):
        return True
    return bool(_identity(relation)) and keys[0] not in known_parts(task)


def _given(side: Expr, other: Expr, task: Task) -> bool:
    return (exact(side), exact(other)) in task.values


def _identity(relation: Relation) -> bool:
    ratios = [ratio(side) for side in relation.sides]
    first = ratios[0]
    return first is not None and all(each is not None and same_ratio(first, each) for each in ratios)


def _written(task: Task, reached: int) -> set[object]:
    """The shapes of the parts of the problem and of the lines reached."""
    trees = [task.node, *(stage.after for stage in (trace(task) or ())[:reached])]
    return {shape(part) for tree in trees for part in parts_of(tree)}


def _lines(task: Task, reached: int) -> set[object]:
    """The shapes of the problem and of the lines reached."""
    return {shape(task.node), *(shape(stage.after) for stage in (trace(task) or ())[:reached])}


def _sum(relation: Relation, solution: Solution, reached: int) -> bool | None:
    values = [value(side) for side in relation.sides]
    if None in values:
        return None
    if len(set(values)) > 1:
        return False
    task: Task = solution.problem.data
    if values[0] == key(task, task.node) and task.act == "numeric_value":
        return all(shape(side) in _lines(task, reached) for side in relation.sides)
    hidden = {abs(each.value) for each in secrets(solution, reached) if each.value is not None}
    return not any(amount is not None and abs(amount) in hidden for amount in values)
