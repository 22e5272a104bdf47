"""What judging a line needs and what it gives: the desk it lies on, the finding it turns out to be."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from subjects.kinematics.truth import Truth
from subjects.problem import Missing, Outcome

CONSTANTS = frozenset({Fraction(1), Fraction(2), Fraction(1, 2), Fraction(4), Fraction(0)})
"""Numbers that belong to formulas themselves."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one line turned out to be. `reached`: steps covered if it is right; `rank` orders readings, best first."""

    outcome: Outcome
    reached: int = 0
    final: bool = False
    misconception: str | None = None
    missing: tuple[Missing, ...] = ()

    @property
    def rank(self) -> int:
        order = {"right": 0, "incomplete": 1, "wrong": 2, "unknown": 3, "unreadable": 4}
        return order[self.outcome] * 10 - self.final - (self.misconception is not None)


UNREADABLE = Finding("unreadable")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a line is judged with: the truth, how far the student is, the student's own words."""

    truth: Truth
    reached: int
    text: str

    def step(self, rule: str, stage: int) -> int:
        """The count of steps covered when the step of that rule and stage is done."""
        marks = self.truth.work.marks
        for index, mark in enumerate(marks):
            if mark.rule == rule and mark.stage == stage:
                return index + 1
        if rule in ("result", "isolate"):
            return self.step("discard" if rule == "result" else "substitute", stage)
        return self.step("formula", stage)

    def result(self, symbol: str) -> int:
        """The count of steps covered when a quantity asked for is found."""
        stage = next(i for i, (_, found) in enumerate(self.truth.work.stages) if found == symbol)
        return self.step("result", stage)

    def converted(self, symbol: str, unit: str = "") -> int:
        """The count of steps covered when that quantity is converted (to a unit on the way), or when the data are noted."""
        done = 1
        for index, mark in enumerate(self.truth.work.marks):
            if mark.given and mark.given.symbol == symbol and unit in ("", mark.unit):
                done = index + 1
        return done
