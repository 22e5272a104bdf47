"""A worked example as a teacher wrote it, and what a file held: examples, and places that could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from subjects.problem import Lang
from tutoring.sentence import OperatorError, Sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a solution as written, and the 1-based line (row, paragraph) of the file where it stands."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Example:
    """A problem and its worked solution. `number` is its 1-based position in `file`, `line` where the problem begins.

    `answer` is a result given apart from the work (a column, an answer of a question bank). `level` and `lang` are what the
    file declares, "" and None where it does not. `guided` marks a conversation: its lines are a tutor's, not worked steps.
    """

    file: str
    number: int
    line: int
    problem: str
    work: tuple[Line, ...]
    answer: Line | None = None
    lang: Lang | None = None
    level: str = ""
    subject: str = ""
    guided: bool = False
    unitless: bool = False
    """Whether the format has no place for the unit of `answer`."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The work and then the answer given apart."""
        return (*self.work, self.answer) if self.answer is not None else self.work


@dataclass(frozen=True, slots=True)
class Trouble:
    """A place that could not be read, and what to do. `line` and `example` are 0 where the whole file is meant."""

    file: str
    line: int
    example: int
    said: Sentence


@dataclass(frozen=True, slots=True)
class Read:
    """What was found in a file; of one with pages, the number of each page's first line."""

    examples: tuple[Example, ...] = ()
    troubles: tuple[Trouble, ...] = field(default=())
    pages: tuple[int, ...] = ()


class Unreadable(OperatorError):
    """A file cannot be read; the message says what to do. The rest of the files goes on."""

    def __init__(self, es: str, en: str, line: int = 0) -> None:
        super().__init__(es, en)
        self.line = line
