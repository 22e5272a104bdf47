"""One student on one problem: the state that a turn reads and returns changed.

Immutable and JSON-able; keeping it is the store's work. It holds the little that the next turn needs: the problem,
how far verified work reaches, the help given, and the last lines said (for the guard).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from subjects.problem import Lang, Level

KEPT_LINES = 12
"""Messages of the dialogue that are kept, oldest dropped first: enough to judge a leak split over turns."""
KEPT_ATTEMPTS = 24
KEPT_PROBLEMS = 4
"""Problems left unsolved, or waiting, that a student can go back to and whose answers stay secret."""
KEPT_QUESTIONS = 48
"""Questions of the tutor that are not asked again word for word."""

Asked = Literal["", "data", "why", "check", "another", "unit"]
"""What the tutor's last question was about, where it was not a step: the data, a reason, the check, one more exercise, a unit."""


@dataclass(frozen=True, slots=True)
class Left:
    """A problem that the student went on from before its end, and where it stood; `waiting`: sent together with another
    one and not begun yet; `source` and `solution` as in `Session`."""

    subject: str
    problem: str
    lang: Lang
    method: str
    taught: Level | None
    reached: int
    line: str = ""
    attempts: tuple[str, ...] = ()
    waiting: bool = False
    source: str = ""
    solution: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Left:
        """From plain JSON; fields of other versions are left out."""
        kept = {name: value for name, value in state.items() if name in _names(cls)}
        return cls(**kept | {name: tuple(kept.get(name, ())) for name in ("attempts", "solution")})


@dataclass(frozen=True, slots=True)
class Session:
    """`reached`: steps of the solution covered by verified work; `stuck`: hints given at this step; `misses`: wrong
    attempts at it; `said`: (role, text) pairs, oldest first; `attempts`: the student's own lines on this problem;
    `adapter`: the version that spoke last ("algebra@3"); `taught`: the level whose steps the open problem is taken in,
    kept when the student changes level half-way so that `reached` counts the same steps; `line`: where a valid way of the
    student's own has led, when it is not a line of the class's: the tutor goes on from there; `streak`: right steps in a
    row without help, over problems: help fades with it; `asked`: what the last question was about; `explained`: a reason
    has been asked for on this problem; `able`, `shaky`: rules that the student has mastered, or that mostly go wrong
    (`tutoring.learner`); `questions`: what was asked, in one spelling; `source`: the student's text where a model found in it
    what `problem` says in class notation (`tutoring.extraction`), "" where the rules read the text themselves; `solution`: the
    lines of the class's solution, exact, by which `reached` counts (`standing_on`)."""

    lang: Lang = "es"
    level: Level | None = None
    taught: Level | None = None
    subject: str = ""
    problem: str = ""
    source: str = ""
    line: str = ""
    method: str = ""
    adapter: str = ""
    reached: int = 0
    stuck: int = 0
    misses: int = 0
    solved: bool = False
    streak: int = 0
    asked: Asked = ""
    explained: bool = False
    able: tuple[str, ...] = ()
    shaky: tuple[str, ...] = ()
    turns: int = 0
    left: tuple[Left, ...] = ()
    questions: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    attempts: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()
    updated: float = 0.0

    def heard(self, student: str, tutor: str, questions: Sequence[str] = ()) -> Session:
        """With one more exchange remembered, and the questions that it asked (in one spelling)."""
        said = (*self.said, ("student", student[:2000]), ("tutor", tutor))[-KEPT_LINES:]
        asked = (*self.questions, *questions)[-KEPT_QUESTIONS:]
        return replace(self, said=said, questions=asked, turns=self.turns + 1)

    def begin(
        self, subject: str, problem: str, lang: Lang, method: str = "", taught: Level | None = None, source: str = ""
    ) -> Session:
        """A fresh problem, to be solved by a method in the steps of a level: the help given and the work shown start
        anew, and so does the adapter's version."""
        return Session(
            lang=lang,
            level=self.level,
            taught=taught,
            subject=subject,
            problem=problem,
            source=source,
            method=method,
            streak=self.streak,
            able=self.able,
            shaky=self.shaky,
            left=self._left_with(problem),
            turns=self.turns,
            questions=self.questions,
            updated=self.updated,
        )

    def standing_on(self, solution: Sequence[str]) -> Session:
        """On the solution whose lines these are. Where they are others than those kept, as after an update of the subject
        between two messages, `reached` counts the same work in the new lines: up to the last of them that was reached."""
        lines = tuple(solution)
        if lines == self.solution:
            return self
        done = set(self.solution[: self.reached])
        reached = max((count for count, line in enumerate(lines, start=1) if line in done), default=0)
        return replace(self, solution=lines, reached=reached)

    def wait(self, others: Sequence[Left]) -> Session:
        """With problems that wait until this one is solved."""
        here = {self.problem, *(one.problem for one in others)}
        left = tuple(one for one in self.left if one.problem not in here)
        return replace(self, left=(*left, *others)[-KEPT_PROBLEMS:])

    def back_to(self, one: Left) -> Session:
        """On an earlier problem again, where it stood; the open one is kept in its turn."""
        begun = self.begin(one.subject, one.problem, one.lang, one.method, one.taught, one.source)
        return replace(
            begun, reached=one.reached, line=one.line, attempts=one.attempts, solution=one.solution
        )

    def open(self) -> bool:
        """Whether a problem is at hand that is not solved yet."""
        return bool(self.subject) and not self.solved

    def _left_with(self, problem: str) -> tuple[Left, ...]:
        """What is left behind when `problem` begins: the open problem too, unless it is solved, or begins again."""
        left = tuple(one for one in self.left if one.problem != problem)
        if not self.open() or self.problem == problem:
            return left
        one = Left(
            self.subject, self.problem, self.lang, self.method, self.taught, self.reached, self.line, self.attempts,
            source=self.source, solution=self.solution,
        )  # fmt: skip
        return (*left, one)[-KEPT_PROBLEMS:]

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Session:
        """From what `to_json` gave; fields of other versions are left out."""
        kept = {name: value for name, value in state.items() if name in _names(cls)}
        kept["said"] = tuple((role, text) for role, text in kept.get("said", ()))
        for name in ("attempts", "questions", "able", "shaky", "solution"):
            kept[name] = tuple(kept.get(name, ()))
        kept["left"] = tuple(Left.from_json(one) for one in kept.get("left", ()))
        return cls(**kept)


def _names(kind: type[Left] | type[Session]) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))
