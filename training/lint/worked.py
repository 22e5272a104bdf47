"""A worked solution line by line against the subject's own: which lines are wrong, what is missing, whether it ends.

Only what the subject calls wrong is called wrong. A line that it cannot judge is passed over; only a solution whose last
mathematical line cannot be judged is said to be so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from subjects.problem import Lang, Solution, Verdict
from subjects.subject import Subject
from training.lint.example import Line
from training.lint.line import Bare, bare

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Judged:
    """A mathematical line, its verdict, and the right lines before it."""

    line: Line
    bare: Bare
    verdict: Verdict
    before: tuple[str, ...]
    reached: int


@dataclass(frozen=True, slots=True)
class Case:
    """A solved problem and how to judge work on it."""

    subject: Subject
    solution: Solution
    lang: Lang

    def check(self, text: str, before: Sequence[str] = (), reached: int = 0) -> Verdict:
        """The subject's verdict on a text."""
        return self.subject.check(self.solution, text, self.lang, tuple(before), reached)

    def ends(self, text: str, before: Sequence[str] = (), reached: int = 0) -> bool:
        """Whether a text states the whole answer rightly."""
        verdict = self.check(text, before, reached)
        return verdict.outcome == "right" and verdict.final

    def shown(self, step: int) -> str:
        """The line of a step in class notation."""
        return self.subject.show(self.solution.steps[step].after, self.lang)


def judged(case: Case, lines: Sequence[Line]) -> tuple[Judged, ...]:
    """The mathematical lines in order; a line is judged upon the right ones before it."""
    out: list[Judged] = []
    right: list[str] = []
    reached = 0
    for line in lines[:MOST_LINES]:
        parts = bare(line.text)
        if not (parts.mathematical or case.subject.looks_like_attempt(parts.text, case.lang)):
            continue
        verdict = case.check(parts.text, right, reached)
        if verdict.outcome in ("unreadable", "unknown") and parts.before:
            whole = case.check(line.text, right, reached)
            verdict = whole if whole.outcome in ("right", "incomplete") else verdict
        out.append(Judged(line, parts, verdict, tuple(right), reached))
        if verdict.outcome in ("right", "incomplete"):
            reached = max(reached, verdict.reached)
        if verdict.outcome == "right":
            right.append(parts.text)
    return tuple(out)


def finished(case: Case, lines: Sequence[Judged]) -> bool:
    """Whether the work states the answer: in a line, or in all its lines together where there are several parts."""
    if any(each.verdict.outcome == "right" and each.verdict.final for each in lines):
        return True
    good = [each.bare.text for each in lines if each.verdict.outcome != "wrong"]
    tails = [good[-size:] for size in (2, 3, 4) if len(good) >= size]
    return any(case.ends(joint.join(tail)) for tail in tails for joint in ("; ", "\n"))
