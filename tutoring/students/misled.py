"""A student with one named misconception, who makes its mistake at every step where it can be made.

The mistake is dropped, for good, when a reply is heard to be about its step (`hearing`), by chance; until then the
student stays with its wrong line or says that it sees nothing wrong. A reply that approves the wrong line is believed.
"""

from __future__ import annotations

from random import Random

from tutoring.students.hearing import CHANCES, hear
from tutoring.students.student import Task, Working

_ASKS = 0.4
"""How often a student that sees nothing wrong says so, instead of writing its line again."""


class Misled(Working):
    """See the module. `heard` is how the last reply to a wrong line was understood."""

    persona = "misled"

    def __init__(self, task: Task, rng: Random, misconception: str) -> None:
        super().__init__(task, rng)
        self.misconception = misconception
        self.cured = False
        self.heard = ""
        self._wrong = ""
        self._asked = False

    def goes_on(self, reply: str) -> str | None:
        """The next line, as this student would write it."""
        if self._wrong and not self._sees(reply):
            self._asked = not self._asked and self.rng.random() < _ASKS
            return self.words("lost") if self._asked else self._wrong
        self._wrong = "" if self.cured else self._mistaken()
        return self._wrong or self.right() or self.closes()

    def _sees(self, reply: str) -> bool:
        self.heard = hear(reply, self.task, self.done, self._wrong, self.misconception)
        if self.heard == "praised" and not self._asked:
            self.done = len(
                self.task.lines
            )  # what was approved is taken for done: this student ends in error
            return True
        self.cured = self.rng.random() < CHANCES[self.heard]
        return self.cured

    def _mistaken(self) -> str:
        """The wrong line of this misconception for the next step, or "" where it makes none."""
        if self.done == len(self.task.lines):
            return ""
        made = self.task.subject.mistakes(self.task.solution, self.done, self.rng, self.task.lang)
        return next((line for name, line in made if name == self.misconception), "")
