"""The contract of a family of algebra problems: what a module or folder of this subject exposes as `family`.

`subjects.algebra.algebra` asks the families in one order which of them reads a message, and hands everything about a
problem to the family that made it. A family imports the shared readers of this folder and no other family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Protocol

from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Unsolved, Verdict


class Family(Protocol):
    """Problems of one nature. Each act promises what `subjects.subject.Subject` promises of it."""

    kinds: frozenset[str]
    """The `Problem.kind` values that are its own."""
    methods: tuple[str, ...]
    """Methods that a class may choose for these problems, the default first (`subjects.methods.chosen` picks); empty when
    there is one way only."""
    levels: frozenset[Level]
    """Where a class meets them: `generate` is asked for these levels only."""

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """`Unsolved("no_problem")` for a message that is another family's."""
        ...

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """See `Subject.solve`."""
        ...

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """See `Subject.parts`."""
        ...

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """See `Subject.check`."""
        ...

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """See `Subject.looks_like_attempt`."""
        ...

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """See `Subject.secrets`."""
        ...

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """See `Subject.allows`."""
        ...

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """See `Subject.sibling`."""
        ...

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """See `Subject.generate`."""
        ...

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """See `Subject.mistakes`."""
        ...

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """See `Subject.attempt_line`."""
        ...

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """See `Subject.slots`."""
        ...

