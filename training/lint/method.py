"""The method that a worked solution uses: the one of the subject's whose own lines it shows and the others' do not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from subjects.problem import Level, Problem, Solution
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
    lines = {
        method: {
            _squeezed(subject.show(line, lang))
            for line in _lines(solution)
            for lang in (solution.problem.lang,)
        }
        for method, solution in found.items()
    }
    scores = {
        method: len(
            (own - set().union(*(other for name, other in lines.items() if name != method))) & written
        )
        for method, own in lines.items()
    }
    best = max(scores, key=lambda method: scores[method], default="")
    return best if best and scores[best] and list(scores.values()).count(scores[best]) == 1 else ""


def _lines(solution: Solution) -> frozenset[str]:
    return frozenset(step.after for step in solution.steps)


def _squeezed(line: str) -> str:
    plain = re.sub(r"\\cdot|\\times|\*", "·", line)
    return re.sub(r"\s|\\[,;! ]|\{|\}|\$", "", plain).replace("−", "-").lower()
