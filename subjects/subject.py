"""The contract of a subject: what `subjects/<name>/__init__.py` exposes as `subject`.

Everything is deterministic and pure, safe on hostile text (bounded time, nothing is evaluated as code) and
never guesses: what cannot be read is `Unsolved`, what cannot be judged is `unknown` or `unreadable`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Protocol

from subjects.phrases import Phrases
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Unsolved, Verdict


class Subject(Protocol):
    """One school subject. `phrases` is its bank of hints in both languages (`phrases.toml` beside it)."""

    name: str
    methods: tuple[str, ...]
    """Methods a class may choose; the first is the default."""
    phrases: Phrases

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """Read a student's message as a problem. `Unsolved("no_problem")` when it asks none of this subject."""
        ...

    def solve(
        self, problem: Problem, method: str | None = None, level: Level = "3eso"
    ) -> Solution | Unsolved:
        """Solve by the class's method; the chain and the answer are verified before they are returned."""
        ...

    def parts(self, solution: Solution) -> Sequence[tuple[str, Answer]]:
        """The answers of a problem that asks several questions, with their labels, in order; fewer than
        two when it asks one."""
        ...

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
    ) -> Verdict:
        """Judge what the student wrote. `history`: the student's earlier lines, oldest first; `reached`: steps
        already covered by verified work."""
        ...

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Whether the message holds mathematics of this subject that could be a step (cheap, under 1 ms)."""
        ...

    def show(self, exact: str, lang: Lang) -> str:
        """Class notation of an exact string: `5*x + 1.5 = 2` becomes `5x + 1,5 = 2` in Spanish."""
        ...

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """The answer and every intermediate result or line that the student has not reached yet."""
        ...

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """Judge one equation, formula, unit conversion or molar mass found in a reply. True: an identity that
        reveals nothing, a formula of the subject, the problem itself, or follows by steps already reached.
        False: it is false, or not yet reached. None: it cannot be read."""
        ...

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """A problem of the same structure with other data that shares neither the answer nor unreached values."""
        ...

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """A random realistic problem with nice numbers, worded as students and textbooks do, that `parse` reads
        and `solve` solves."""
        ...

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Wrong lines a student could write instead of step `step`: pairs (misconception id, the line in class
        notation). `check` diagnoses each as that misconception or an equally valid one."""
        ...

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The right line for step `step` as a student would type it."""
        ...

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """Display strings for the phrases of step `step`: at least `unknown` and `before` plus the step's own."""
        ...
