"""What every simulated student has: a task of its own, and a way to answer a reply."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Protocol

from subjects.phrases import Phrases
from subjects.problem import Lang, Level, Solution
from subjects.subject import Subject


@lru_cache(maxsize=1)
def bank() -> Phrases:
    """What students say, and the words by which they hear what a reply is about."""
    return Phrases.read(Path(__file__).parent / "sayings.toml")


@dataclass(frozen=True, slots=True)
class Task:
    """A problem as its student has it: the text, the solution (its own, never shown), and a right line a step."""

    subject: Subject
    text: str
    solution: Solution
    lang: Lang
    level: Level
    lines: tuple[str, ...]

    def before(self, step: int) -> tuple[str, ...]:
        """The lines that step `step` goes on from: as the student wrote it, and in class notation."""
        shown = self.subject.show(self.solution.steps[step].before, self.lang)
        return (self.lines[step - 1] if step else self.solution.problem.statement, shown)


class Student(Protocol):
    """One simulated student. `done` counts the steps of `task` that it has written right."""

    persona: str
    task: Task
    done: int

    def says(self, reply: str) -> str | None:
        """The next message, given the text of the last reply ("" before the first); None: it leaves."""
        ...


class Working:
    """A student who writes right lines in order, and says once that it has finished before it leaves."""

    persona = "correct"

    def __init__(self, task: Task, rng: Random) -> None:
        self.task = task
        self.rng = rng
        self.done = 0
        self.opened = False
        self._closing = True

    def says(self, reply: str) -> str | None:
        """See Student."""
        if not self.opened:
            self.opened = True
            return self.task.text
        return self.goes_on(reply)

    def goes_on(self, _reply: str) -> str | None:
        """What follows the opening message."""
        return self.right() or self.closes()

    def right(self) -> str | None:
        """The next right line, or None when all are written."""
        if self.done == len(self.task.lines):
            return None
        self.done += 1
        return self.task.lines[self.done - 1]

    def closes(self) -> str | None:
        """A last word, once."""
        closing, self._closing = self._closing, False
        return self.words("closing") if closing else None

    def words(self, *path: str, lang: Lang | None = None) -> str:
        """Something that students say, in the language of the task or in another."""
        return bank().say(lang or self.task.lang, {}, self.rng, *path) or ""
