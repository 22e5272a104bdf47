"""A worked solution line by line against the subject's own: which lines are wrong, what is missing, whether it ends.

Only what the subject calls wrong is called wrong. A line that it cannot judge is passed over; only a solution whose last
mathematical line cannot be judged is said to be so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

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


@dataclass(frozen=True)
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

    def own(self, text: str, reached: int = 0) -> int | None:
        """The step whose line this is, as the subject writes it: its solutions are verified already. Where a line comes twice,
        the one that is not yet reached."""
        steps = self._steps.get(_squeezed(text), ())
        return next((step for step in steps if step >= reached), steps[-1] if steps else None)

    def shown(self, step: int) -> str:
        """The line of a step in class notation."""
        return self._shown[step]

    @cached_property
    def _shown(self) -> tuple[str, ...]:
        return tuple(self.subject.show(step.after, self.lang) for step in self.solution.steps)

    @cached_property
    def _steps(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for step, line in enumerate(self._shown):
            found.setdefault(_squeezed(line), []).append(step)
        return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).replace("−", "-")


OTHERS = frozenset(
    {
        "algebra.other_unknown",
        "kinematics.other_unknown",
        "kinematics.distance_for_displacement",
        "stoichiometry.other_substance",
    }
)
"""Misconceptions by which a value answers another question."""


def judged(case: Case, lines: Sequence[Line]) -> tuple[Judged, ...]:
    """The mathematical lines in order; a line is judged upon the right ones before it."""
    out: list[Judged] = []
    right: list[str] = []
    reached = 0
    for line in lines[:MOST_LINES]:
        parts = bare(line.text)
        if not (parts.mathematical or case.subject.looks_like_attempt(parts.text, case.lang)):
            continue
        verdict = _verdict(case, line, parts, right, reached)
        out.append(Judged(line, parts, verdict, tuple(right), reached))
        if verdict.outcome in ("right", "incomplete"):
            reached = max(reached, verdict.reached)
        if verdict.outcome == "right":
            right.append(parts.text)
    return tuple(out)


def _verdict(case: Case, line: Line, parts: Bare, right: Sequence[str], reached: int) -> Verdict:
    """A label may belong to the statement («fórmula empírica: CH2») or not («Fórmula: s = v·t»): right either way is right."""
    if (step := case.own(parts.text, reached)) is not None:
        return Verdict("right", final=step + 1 == len(case.solution.steps), reached=step + 1)
    verdict = case.check(parts.text, right, reached)
    if verdict.outcome == "unknown" and case.check(parts.text).misconception in OTHERS:
        return case.check(parts.text)
    if not re.search(r"\w", parts.before) or verdict.outcome in ("right", "incomplete"):
        return verdict
    whole = case.check(line.text, right, reached)
    return verdict if whole.outcome in ("unreadable", "unknown") else whole


def finished(case: Case, lines: Sequence[Judged]) -> bool:
    """Whether the work states the answer: in a line, or in all its lines together where there are several parts."""
    count = len(case.solution.steps)
    last = lines[-1]
    step = case.own(last.bare.text)
    if step is not None:
        return step == count - 1 or (_only_values(last.bare.text) and written(last.bare.text) == _values(case))
    if any(each.verdict.outcome == "right" and each.verdict.final for each in lines) or _states_values(
        case, last
    ):
        return True
    good = [each.bare.text for each in lines if each.verdict.outcome != "wrong"]
    tails = [good[-size:] for size in (2, 3, 4) if len(good) >= size]
    joined = [joint.join(tail) for tail in tails for joint in ("; ", "\n")]
    return any(case.own(text) == count - 1 or case.ends(text) for text in joined)


_PARTS = re.compile(r"[;,]\s|\s(?:o|y|u|e|or|and)\s")
_VALUE = re.compile(
    r"[^\d\s=+\-−·*/][^=+\-−·*/]*=\s*[-−]?\d+(?:[.,]\d+)?(?:/\d+)?(?:\s*[^\W\d_°%][\w/²³^·⁻¹]*)?\s*"
)


def _only_values(text: str) -> bool:
    """Whether a line says nothing but what each unknown is: «x = 0 o x - 2 = 0» does not."""
    return all(_VALUE.fullmatch(part.strip()) for part in _PARTS.split(text))


def lacks_unit(case: Case, last: Judged) -> bool:
    """Whether a line is the subject's last one without its unit."""
    answer = case.solution.answer
    if answer.kind != "quantity" or not answer.value["unit"]:
        return False
    unit = case.subject.show(answer.value["unit"], case.lang)
    return case.own(last.bare.text) is None and case.own(f"{last.bare.text} {unit}") == len(case.solution.steps) - 1


def _states_values(case: Case, last: Judged) -> bool:
    """Whether a right line holds every number of the answer: the class may have chosen other letters."""
    values = _values(case)
    return last.verdict.outcome == "right" and len(values) > 0 and values <= written(last.bare.text)


def _values(case: Case) -> set[Fraction]:
    """The numbers of the answer; none where it is not made of numbers alone."""
    answer = case.solution.answer
    told = [answer.value["value"]] if answer.kind == "quantity" else []
    if answer.kind == "solutions":
        told = [value for each in answer.value for value in each.values()]
    numbers = [_number(value) for value in told]
    return {number for number in numbers if number is not None} if None not in numbers else set()


def _number(value: object) -> Fraction | None:
    try:
        return Fraction(str(value))
    except ValueError:
        return None


def written(text: str) -> set[Fraction]:
    """The numbers of a line, with comma or point, without sign too."""
    found = re.findall(r"(?<![\w.,])[-−]?\d+(?:[.,]\d+)?", text)
    signed = {Fraction(number.replace("−", "-").replace(",", ".")) for number in found}
    return signed | {-number for number in signed if number < 0}
