"""What a reply about an inequality must not give away yet, and whether a relation in it may stand."""

from __future__ import annotations

from collections.abc import Sequence

from subjects.algebra.inequalities.check import InequalityJudge
from subjects.algebra.inequalities.claims import claims_in
from subjects.algebra.inequalities.parse import Inequality
from subjects.algebra.inequalities.sets import ends_of
from subjects.algebra.inequalities.solve import Solved, solved
from subjects.algebra.judging import lines_in, secrets_of, sum_allowed
from subjects.algebra.notation import show_exact
from subjects.algebra.polynomial import poly_of
from subjects.algebra.statements import lowered_node
from subjects.expression import Relation, exact, read, symbols_of
from subjects.problem import Secret, Solution

_FORMULAS = frozenset({"a*x + b < c", "a*x + b > c", "a*x**2 + b*x + c = 0", "a*(b + c) = a*b + a*c"})


def done_of(solution: Solution) -> Solved:
    """The stages behind a solution."""
    assert isinstance(solution.problem.data, Inequality)  # noqa: S101 - a solution exists only with its inequality
    done = solved(solution.problem.data)
    assert done is not None  # noqa: S101 - as above
    return done


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """The answer and the lines and results not reached yet."""
    ends = [end.rational for end in ends_of(done_of(solution).found)]
    return secrets_of(solution.steps, [end for end in ends if end is not None], reached)


def allows(text: str, solution: Solution, reached: int) -> bool | None:
    """See `Subject.allows`; several lines are allowed when each of them is."""
    done = done_of(solution)
    known = {line for step in solution.steps[:reached] for line in lines_in(step.after)}
    known |= set(lines_in(solution.steps[0].before))
    whole = {step.after for step in solution.steps[reached:]} - {
        step.after for step in solution.steps[:reached]
    }
    if text in whole or text in {show_exact(each, solution.problem.lang) for each in whole}:
        return False
    found = [_line(line, solution, done, known, reached) for line in lines_in(text) or [text]]
    return False if False in found else None if None in found else True


def _line(text: str, solution: Solution, done: Solved, known: set[str], reached: int) -> bool | None:
    node = read(text, solution.problem.lang)
    if not isinstance(node, Relation):
        return None
    line = lowered_node(node)
    if not isinstance(line, Relation) or symbols_of(line) - {done.data.unknown}:
        return True if isinstance(line, Relation) and exact(line) in _FORMULAS else None
    if exact(line) in known or exact(line) in _FORMULAS:
        return True
    later = {each for step in solution.steps[reached:] for each in lines_in(step.after)}
    if exact(line) in later:
        return False
    if not symbols_of(line):
        return sum_allowed(line, secrets(solution, reached))
    polys = [poly_of(side) for side in line.sides]
    if set(line.ops) == {"="} and None not in polys and len(set(polys)) == 1:
        return True
    claims = claims_in(text, done.data.unknown, solution.problem.lang)
    judge = InequalityJudge(done, reached, claims)
    verdicts = [judge.judge(claim) for claim in claims]
    if not verdicts or any(found.right is None for found in verdicts):
        return None
    if not all(found.right for found in verdicts):
        return False
    return reached >= len(done.stages) or any(0 < found.covers <= reached for found in verdicts)
