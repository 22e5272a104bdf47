"""Students who can solve their problem and are unusual in another way: they know it already, mix languages, or bring two."""

from __future__ import annotations

from random import Random

from subjects.problem import LANGS
from tutoring.spans import normal
from tutoring.students.student import Task, Working, bank


class Knowing(Working):
    """Has the answer already and asks whether it is right: of a problem that asks one thing."""

    persona = "knowing"

    def goes_on(self, _reply: str) -> str | None:
        """The last line as a question, then a last word."""
        if self.done == len(self.task.lines):
            return self.closes()
        self.done = len(self.task.lines)
        asked = self.rng.choice(bank().patterns(self.task.lang, "verify"))
        return asked.format(line=self.task.lines[-1])


class Bilingual(Working):
    """Writes in the other language every second message, in words and in wishes."""

    persona = "bilingual"

    def goes_on(self, _reply: str) -> str | None:
        """A right line with a few words before it, or a wish."""
        other = LANGS[1 - LANGS.index(self.task.lang)]
        lang = other if self.done % 2 == 0 else self.task.lang
        if self.done and self.rng.random() < 0.2:
            return self.words("pointer", lang=lang)
        line = self.right()
        lead = self.rng.choice(bank().patterns(lang, "lead"))
        return f"{lead}{line}" if line else self.closes()


class TwoProblems(Working):
    """Brings two problems: in one message, or the second after a step of the first. Works on the one that the tutor
    takes up, and brings the other when that is done."""

    persona = "two_problems"

    def __init__(self, task: Task, rng: Random, other: Task) -> None:
        super().__init__(task, rng)
        self._other: Task | None = other
        self._together = rng.random() < 0.5
        self._at_first = True

    def goes_on(self, reply: str) -> str | None:
        """A line of the problem at hand."""
        if self._at_first:
            self._at_first = False
            return self._turns(reply)
        if line := self.right():
            return line
        if self._together and self._other is not None:
            return self._begins(self._other)
        return self.closes()

    def says(self, reply: str) -> str | None:
        """See Student."""
        said = super().says(reply)
        if said == self.task.text and self._together and self._other is not None:
            second = bank().patterns(self.task.lang, "second")[0].format(problem=self._other.text)
            return f"{said}\n{second}"
        return said

    def _turns(self, reply: str) -> str | None:
        """After the first reply: which problem is it about? Half of these students change to the other anyway."""
        other = self._other
        if other is None:
            return self.right()
        if not self._together:
            return self._begins(other, "change")
        if normal(other.solution.problem.statement) in normal(reply):
            self.task, self._other = other, self.task
        return self.right()

    def _begins(self, task: Task, words: str = "") -> str | None:
        self.task, self._other, self.done = task, None, 0
        return bank().patterns(task.lang, words)[0].format(problem=task.text) if words else task.text
