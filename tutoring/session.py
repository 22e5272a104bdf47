"""One student on one problem: the state that a turn reads and returns changed.

Immutable and JSON-able; keeping it is the store's work. It holds the little that the next turn needs: the problem,
how far verified work reaches, the help given, and the last lines said (for the guard).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from subjects.problem import Lang, Level

KEPT_LINES = 12
"""Messages of the dialogue that are kept, oldest dropped first: enough to judge a leak split over turns."""
KEPT_ATTEMPTS = 24
KEPT_PROBLEMS = 3
"""Problems left unsolved whose answers stay secret."""


@dataclass(frozen=True, slots=True)
class Left:
    """A problem that the student went on from before its end, as far as the guard must know it."""

    subject: str
    problem: str
    lang: Lang
    method: str
    taught: Level | None
    reached: int


@dataclass(frozen=True, slots=True)
class Session:
    """`reached`: steps of the solution covered by verified work; `stuck`: hints given at this step; `misses`: wrong
    attempts at it; `said`: (role, text) pairs, oldest first; `attempts`: the student's own lines on this problem;
    `adapter`: the version that spoke last ("algebra@3"); `taught`: the level whose steps the open problem is taken in,
    kept when the student changes level half-way so that `reached` counts the same steps; `line`: where a valid way of the
    student's own has led, when it is not a line of the class's: the tutor goes on from there."""

    lang: Lang = "es"
    level: Level | None = None
    taught: Level | None = None
    subject: str = ""
    problem: str = ""
    line: str = ""
    method: str = ""
    adapter: str = ""
    reached: int = 0
    stuck: int = 0
    misses: int = 0
    solved: bool = False
    checked: bool = False
    asked_data: bool = False
    turns: int = 0
    left: tuple[Left, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    attempts: tuple[str, ...] = ()
    updated: float = 0.0

    def heard(self, student: str, tutor: str) -> Session:
        """With one more exchange remembered."""
        said = (*self.said, ("student", student[:2000]), ("tutor", tutor))[-KEPT_LINES:]
        return replace(self, said=said, turns=self.turns + 1)

    def begin(
        self, subject: str, problem: str, lang: Lang, method: str = "", taught: Level | None = None
    ) -> Session:
        """A fresh problem, to be solved by a method in the steps of a level: the help given and the work shown start
        anew, and so does the adapter's version."""
        return Session(
            lang=lang,
            level=self.level,
            taught=taught,
            subject=subject,
            problem=problem,
            method=method,
            left=self._left_with(problem),
            turns=self.turns,
            updated=self.updated,
        )

    def _left_with(self, problem: str) -> tuple[Left, ...]:
        """What is left behind when `problem` begins: the open problem too, unless it is solved, or begins again."""
        left = tuple(one for one in self.left if one.problem != problem)
        if not self.subject or self.solved or self.problem == problem:
            return left
        one = Left(self.subject, self.problem, self.lang, self.method, self.taught, 0 if self.line else self.reached)
        return (*left, one)[-KEPT_PROBLEMS:]

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Session:
        """From what `to_json` gave; fields of other versions are left out."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in state.items() if name in known}
        kept["said"] = tuple((role, text) for role, text in kept.get("said", ()))
        kept["attempts"] = tuple(kept.get("attempts", ()))
        kept["left"] = tuple(Left(**one) for one in kept.get("left", ()))
        return cls(**kept)
