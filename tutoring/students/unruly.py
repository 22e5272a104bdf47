"""Students who do not work at first, or at all: impatient, silent, pasting, astray.

Each stays a bounded number of messages. They leave when a worked example has been shown and they still do not want to
work, so that a conversation ends solved by the student or at the top of the ladder.
"""

from __future__ import annotations

import re
from random import Random

from tutoring.students.student import Task, Working, bank

_EXAMPLE = re.compile(r"^(?:Ejemplo|Example):", re.MULTILINE)
PATIENCE = 12
"""Messages of its own kind after which an unruly student works, or leaves when it never does."""


class Unruly(Working):
    """Says its own kind of thing with a chance of `_nature`, else writes the next right line."""

    nature = 0.5

    def __init__(self, task: Task, rng: Random) -> None:
        super().__init__(task, rng)
        self.left = PATIENCE
        self.examples = 0

    def goes_on(self, reply: str) -> str | None:
        """Its own kind of thing, or work."""
        self.examples += _EXAMPLE.search(reply) is not None
        if self.done == len(self.task.lines):
            return self.closes()
        if self.left and self.rng.random() < self.nature:
            self.left -= 1
            return self.own(reply)
        return self.right()

    def own(self, _reply: str) -> str | None:
        """What this kind of student says; None: it leaves."""
        raise NotImplementedError


class Impatient(Unruly):
    """Wants the answer, and works only when it does not come; after an example or two it may give up."""

    persona = "impatient"
    nature = 0.7

    def own(self, _reply: str) -> str | None:
        """A demand."""
        return None if self.examples > 1 else self.words("demand")


class Silent(Unruly):
    """Says next to nothing, and leaves after the second example."""

    persona = "silent"
    nature = 1.0

    def own(self, _reply: str) -> str | None:
        """A dot, a sound, «no sé»."""
        return None if self.examples > 1 else self.rng.choice(bank().patterns(self.task.lang, "silence"))

    def right(self) -> str | None:
        """Never works."""
        return None


class Pasting(Unruly):
    """Pastes what it has at hand: the tutor's words, the example's lines, the problem again, something else."""

    persona = "pasting"

    def own(self, reply: str) -> str | None:
        """Somebody else's text."""
        lines = [line for line in reply.splitlines() if line.strip()]
        other = self.rng.choice(bank().patterns(self.task.lang, "pasted"))
        return self.rng.choice((*lines[-3:], reply, self.task.text, other))


class Astray(Unruly):
    """Talks of other things in between."""

    persona = "astray"
    nature = 0.4

    def own(self, _reply: str) -> str | None:
        """Something that does not belong to the class."""
        return self.words("astray")
