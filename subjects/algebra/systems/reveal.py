"""What a reply about a system must not give away yet, and whether an equation in it may stand."""

from __future__ import annotations

from collections.abc import Sequence

from subjects.algebra.judging import lines_in, secrets_of, sum_allowed
from subjects.algebra.statements import lowered_node, pairs_of
from subjects.algebra.systems.check import SystemJudge
from subjects.algebra.systems.claims import Claim, claim_of
from subjects.algebra.systems.solution import Solved, poly_of_line, solved
from subjects.algebra.systems.system import System, whole
from subjects.expression import Relation, exact, read, symbols_of
from subjects.problem import Secret, Solution

_FORMULAS = frozenset({"a*x + b*y = c", "a*(b + c) = a*b + a*c", "a*(b - c) = a*b - a*c", "y = a*x + b"})


def _done(solution: Solution) -> Solved:
    assert isinstance(solution.problem.data, System)  # noqa: S101 - a solution exists only with its system
    done = solved(solution.problem.data, solution.method)
    assert done is not None  # noqa: S101 - as above
    return done


def secrets(solution: Solution, reached: int) -> Sequence[Secret]:
    """The answer and the lines and results not reached yet."""
    done = _done(solution)
    values = [amount.rational for pair in done.pairs for _, amount in pair]
    return secrets_of(solution.steps, [value for value in values if value is not None], reached)


def allows(text: str, solution: Solution, reached: int) -> bool | None:
    """See `Subject.allows`; several equations are allowed when each of them is."""
    found = [_line(line, solution, reached) for line in lines_in(text) or [text]]
    return False if False in found else None if None in found else True


def _line(text: str, solution: Solution, reached: int) -> bool | None:
    node = read(text, solution.problem.lang)
    if not isinstance(node, Relation):
        return None
    relation = lowered_node(node)
    assert isinstance(relation, Relation)  # noqa: S101 - lowered_node keeps what it is given
    if exact(relation) in _FORMULAS:
        return True
    if not symbols_of(relation):
        done_lines = [new for stage in _done(solution).stages[:reached] for new in stage.new]
        if any(exact(new) == exact(relation) for new in done_lines):
            return True
        if any(
            exact(new) == exact(relation) for stage in _done(solution).stages[reached:] for new in stage.new
        ):
            return False
        return sum_allowed(relation, secrets(solution, reached))
    done = _done(solution)
    names = done.system.unknowns
    verdicts = [
        _pair(
            claim_of("", 0, op, left, right, names, False), op, Relation(("=",), (left, right)), done, reached
        )
        for op, left, right in pairs_of(relation)
    ]
    return False if False in verdicts else None if None in verdicts else True


def _pair(claim: Claim, op: str, line: Relation, done: Solved, reached: int) -> bool | None:
    if op not in ("=", "~") or claim.odd:
        return None
    poly = poly_of_line(line)
    if poly is None:
        return None
    written = {exact(line), exact(Relation(("=",), line.sides[::-1]))}
    known = [each for stage in done.stages[:reached] for each in stage.new]
    first = [each for each in map(read, done.system.equations) if isinstance(each, Relation)]
    if any(exact(each) in written for each in (*first, *known)):
        return True
    if any(exact(each) in written for stage in done.stages[reached:] for each in stage.new):
        return False
    if not poly.terms:
        return True
    if not SystemJudge(done, reached).judge(claim).right:
        return False
    if reached >= len(done.stages):
        return True
    mine = whole(poly)
    same = [each for each in (*first, *known) if (p := poly_of_line(each)) is not None and whole(p) == mine]
    later = [
        each
        for stage in done.stages[reached:]
        for each in stage.new
        if (p := poly_of_line(each)) is not None and whole(p) == mine
    ]
    return bool(same) and not later
