"""What a reply must not give away at a point of the solution, and whether an equation in it may stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.detail import way_of
from subjects.algebra.linear.follow import follows
from subjects.algebra.linear.line import ONE, Line, Side, form, forms, read_line, root, side_of, to_line
from subjects.algebra.linear.progress import alike, covers
from subjects.algebra.linear.steps import Stage, trace
from subjects.algebra.linear.substituted import shows_answer
from subjects.algebra.notation import show_exact
from subjects.algebra.reading import lowered
from subjects.expression import Expr, Relation, exact, read, symbols_of, value
from subjects.problem import LANGS, Secret, Solution

_FORMULAS = frozenset(
    {
        "a*x + b = 0", "a*x + b = c", "a*x = b", "x = b/a", "x = -b/a", "a*(b + c) = a*b + a*c",
        "a*(b - c) = a*b - a*c", "a*b + a*c = a*(b + c)", "-(a + b) = -a - b", "-(a - b) = -a + b", "x = x",
        "a + b = c", "a = c - b", "a*b = c", "a = c/b", "x + a = b", "x = b - a", "x - a = b", "x = b + a",
        "a/b = c", "a = b*c", "x/a = b", "x = a*b", "x = b*a", "a = b", "a + c = b + c", "a*c = b*c",
    }
)  # fmt: skip


def _stages(solution: Solution) -> tuple[Stage, ...]:
    data = solution.problem.data
    return trace(data.equation, data.unknown, way_of(solution.method, data.detail)) or ()


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """The answer, the new numbers and the lines of every step that is not reached yet."""
    data = solution.problem.data
    way = way_of(solution.method, data.detail)
    return _secrets(data.equation, data.unknown, way, min(max(reached, 0), len(solution.steps)))


@lru_cache(maxsize=2048)
def _secrets(equation: str, unknown: str, method: str, reached: int) -> tuple[Secret, ...]:
    stages = trace(equation, unknown, method) or ()
    first = read_line(equation, unknown)
    if first is None or reached >= len(stages):
        return ()
    known = numbers_of(first)
    for stage in stages[:reached]:
        known |= numbers_of(stage.line)
    answer = root(first)
    out = [_answer(stages[-1], answer, known, unknown)]
    new: dict[Fraction, None] = {}
    for stage in stages[reached:]:
        new |= dict.fromkeys(sorted(number for number in numbers_of(stage.line) if abs(number) not in known))
        out.append(Secret("step", None, texts=_texts(stage.after)))
    # 0 and 1 are everywhere: saying them tells nothing.
    told = {Fraction(0), Fraction(1), answer}
    out += [Secret("result", number) for number in new if number not in told and abs(number) not in told]
    return tuple(out)


def _answer(last: Stage, answer: Fraction | str, known: set[Fraction], unknown: str) -> Secret:
    texts = _texts(last.after)
    if not isinstance(answer, Fraction):
        return Secret("answer", None, texts=texts)
    texts += tuple(f"{side} = {unknown}" for side in (text.partition("= ")[2] for text in texts) if side)
    return Secret("answer", None if answer in known else answer, texts=tuple(dict.fromkeys(texts)))


def _texts(after: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(show_exact(after, lang) for lang in LANGS))


def numbers_of(line: Line | None) -> set[Fraction]:
    """The numbers written in a line, with the sign they carry and without it."""
    found: set[Fraction] = set()
    if line is not None:
        for side in (line.left, line.right):
            found |= _side_numbers(side)
    return found


def _side_numbers(side: Side) -> set[Fraction]:
    found: set[Fraction] = set()
    for term in side:
        if term.body == ONE or abs(term.times) != 1:
            found |= {term.times, abs(term.times)}
        if term.over != 1:
            found |= {term.over, abs(term.over), term.coefficient, abs(term.coefficient)}
        if isinstance(term.body, tuple):
            found |= _side_numbers(term.body)
    return found


def allows(equation: str, solution: Solution, reached: int) -> bool | None:
    """See `Subject.allows`: true, and nothing that is not reached yet; None when it cannot be read."""
    node = read(equation, solution.problem.lang)
    if not isinstance(node, Relation):
        return None
    relation = lowered(node)
    if exact(relation) in _FORMULAS:
        return True
    if symbols_of(relation) - {solution.problem.unknown}:
        return None
    if any(op not in ("=", "~") for op in relation.ops):
        return _comparison(relation)
    verdicts = [
        _pair(left, right, solution, reached)
        for left, right in zip(relation.sides, relation.sides[1:], strict=False)
    ]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _comparison(relation: Relation) -> bool | None:
    """Inequalities between numbers only; with the unknown they would say too much or cannot be judged."""
    if symbols_of(relation):
        return False
    tests = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "!=": "__ne__", "=": "__eq__"}
    for op, left, right in zip(relation.ops, relation.sides, relation.sides[1:], strict=False):
        one, two = value(left), value(right)
        if one is None or two is None or op not in tests:
            return None
        if not getattr(one, tests[op])(two):
            return False
    return True


def _pair(left: Expr, right: Expr, solution: Solution, reached: int) -> bool | None:
    unknown = solution.problem.unknown
    line = to_line(Relation(("=",), (left, right)), unknown)
    first = read_line(solution.problem.data.equation, unknown)
    if line is None or first is None:
        return None
    stages = _stages(solution)
    way = tuple(stage.line for stage in stages)
    if (
        reached == 0
        and stages[0].rule == "compute"
        and exact(Relation(("=",), (left, right))) == stages[0].after
    ):
        return False  # the same terms as the equation, their products worked out
    if any(alike(each, line) for each in (first, *way[:reached])):
        return True
    if any(alike(each, line) for each in way[reached:]):
        return False
    if not symbols_of(left) and not symbols_of(right):
        verdict = _sum(value(left), value(right), solution, reached)
        return False if verdict and _substitutes(left, right, solution, reached) else verdict
    if forms(line)[0] == forms(line)[1] and root(first) != "all":
        return _identity(left, right, solution, reached)
    if root(line) != root(first) or not _belongs(line, first, way):
        return False
    if reached >= len(way):
        return True
    return 0 < covers(first, way, line) <= reached


def _belongs(line: Line, first: Line, way: tuple[Line | None, ...]) -> bool:
    """False for a contradiction that is none of the equation's."""
    return root(first) != "none" or follows(line, (first, *(each for each in way if each is not None)))


def _sum(one: Fraction | None, two: Fraction | None, solution: Solution, reached: int) -> bool | None:
    if one is None or two is None:
        return None
    if one != two:
        return False
    hidden = {abs(s.value) for s in secrets(solution, reached) if s.value is not None and s.kind != "step"}
    answer = _stages(solution)[-1]
    if reached < len(solution.steps) and answer.line is not None:
        hidden.add(abs(answer.line.right[0].coefficient))
    return abs(one) not in hidden


def _substitutes(left: Expr, right: Expr, solution: Solution, reached: int) -> bool:
    """Whether a true sum shows the answer, not reached yet, in the place of the unknown."""
    data = solution.problem.data
    answer = root(_stages(solution)[0].before)
    if reached >= len(solution.steps) or not isinstance(answer, Fraction):
        return False
    return any(
        shows_answer(side, data.equation, data.unknown, way_of(solution.method, data.detail), answer) for side in (left, right)
    )


def _identity(left: Expr, right: Expr, solution: Solution, reached: int) -> bool:
    """An identity in the unknown is harmless unless it does an unreached rewriting of part of a line."""
    unknown = solution.problem.unknown
    one, two = side_of(left, unknown), side_of(right, unknown)
    if one is None or two is None:
        return False
    if one == two or (_written(one, solution, reached) and _written(two, solution, reached)):
        return True
    target = form(one)
    for stage in _stages(solution)[reached:]:
        for side in (stage.before.left, stage.before.right):
            parts = [form((term,)) for term in side] + [form(side)]
            xs = form(tuple(t for t in side if t.body != ONE))
            if target in (*parts, xs) or target in _partial_sums(side):
                return False
    return True


def _written(side: Side, solution: Solution, reached: int) -> bool:
    """Whether these terms stand together in the equation or in a line already reached."""
    lines = [stage.before for stage in _stages(solution)[: reached + 1]]
    return any(Counter(side) <= Counter(each) for line in lines for each in (line.left, line.right))


def _partial_sums(side: Side) -> set[tuple[Fraction, Fraction]]:
    return {form((a, b)) for i, a in enumerate(side) for b in side[i + 1 :]}
