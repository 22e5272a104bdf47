"""The method that a worked solution uses: the one of the subject's whose own lines it shows and the others' do not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from subjects.phrases import STAGES
from subjects.problem import LEVELS, Level, Problem, Solution
from subjects.subject import Subject


def ways(subject: Subject, problem: Problem, level: Level) -> Mapping[str, Solution]:
    """The problem solved by each method that solves it in a way of its own; empty where there is but one way."""
    found: dict[str, Solution] = {}
    for method in subject.methods:
        solution = subject.solve(problem, method, level)
        if isinstance(solution, Solution) and all(
            _lines(solution) != _lines(other) for other in found.values()
        ):
            found[solution.method or method] = solution
    return found if len(found) > 1 else {}


def used(subject: Subject, found: Mapping[str, Solution], work: Sequence[str]) -> str:
    """The method whose own lines the work shows most; "" where none stands out."""
    written = {_squeezed(line) for line in work}
    own = {method: _shown(subject, solution) for method, solution in found.items()}
    best = _most(own, written)
    if not best or best == next(iter(found)):
        return best
    # In more or fewer steps the first method may write these lines too.
    for method, solution in found.items():
        for level in _STAGES:
            other = subject.solve(solution.problem, method, level)
            if isinstance(other, Solution) and other.method == solution.method:
                own[method] |= _shown(subject, other)
    return _most(own, written)


_STAGES = tuple({STAGES.get(level, ""): level for level in LEVELS}.values())
"""A level of each detail in which solutions are written."""


def _most(own: Mapping[str, set[str]], written: set[str]) -> str:
    scores = {
        method: len((lines - set().union(*(other for name, other in own.items() if name != method))) & written)
        for method, lines in own.items()
    }
    best = max(scores, key=lambda method: scores[method], default="")
    return best if best and scores[best] and list(scores.values()).count(scores[best]) == 1 else ""


def _shown(subject: Subject, solution: Solution) -> set[str]:
    return {_squeezed(subject.show(line, solution.problem.lang)) for line in _lines(solution)}


def _lines(solution: Solution) -> frozenset[str]:
    return frozenset(step.after for step in solution.steps)


def _squeezed(line: str) -> str:
    plain = re.sub(r"\\cdot|\\times|\*", "·", line)
    return re.sub(r"\s|\\[,;! ]|\{|\}|\$", "", plain).replace("−", "-").lower()
