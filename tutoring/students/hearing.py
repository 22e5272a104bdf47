"""How a student with a misconception understands a reply: by its text alone, and what the student has written.

A reply reaches the misconception only when it is about the step where it stands. The words by which a mistake is named
are this package's own, not the tutor's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from tutoring.numbers import figures
from tutoring.reading import fold
from tutoring.spans import equations, formulas, normal
from tutoring.students.student import Task, bank

Heard = Literal["quoted", "recalled", "pointed", "named", "praised", "nothing"]
CHANCES: Mapping[Heard, float] = {
    "quoted": 0.9, "recalled": 0.7, "pointed": 0.6, "named": 0.3, "praised": 0.0, "nothing": 0.0
}  # fmt: skip
"""How likely a student sees its mistake when a reply asks and: quotes the very line, or the one before it; names the kind
of thing that is wrong, of what the student wrote; names numbers or formulas of those lines and no others; names the kind of
thing that is wrong; approves (then the mistake is believed); or is about something else."""

_SMALL = 2
"""Numbers up to it stand in every problem: they point at none."""


def hear(reply: str, task: Task, step: int, wrong: str, mistake: str) -> Heard:
    """What a reply tells a student who wrote `wrong` instead of step `step`, out of the misconception `mistake`."""
    said, own = normal(reply), (wrong, *task.before(step))
    if _approves(reply, task):
        return "praised"
    if "?" not in reply:
        return "nothing"
    if any(_stands(normal(part), said) for line in own for part in re.split(r"[;\n]", line)):
        return "quoted"
    if _foreign(reply, task, own):
        return "nothing"
    if _pieces(reply) & frozenset().union(*map(_pieces, own)):
        return "pointed"
    if _pieces(reply) or not _named(reply, task, mistake):
        return "nothing"
    return "recalled" if _has(reply, bank().patterns(task.lang, "recall")) else "named"


def _approves(reply: str, task: Task) -> bool:
    """Whether a reply begins by calling something right."""
    first = f" {fold(re.split(r'[.!?:;¿]', reply, maxsplit=1)[0])} "
    return any(f" {fold(words)}" in first for words in bank().patterns(task.lang, "approval"))


def _stands(line: str, said: str) -> bool:
    found = re.search(rf"(?<![\d.]){re.escape(line)}(?![\d]|\.\d)", said) if len(line) > 2 else None
    return found is not None


def _pieces(text: str) -> frozenset[str]:
    """The numbers and chemical formulas of a text that could point at one problem rather than another."""
    numbers = (abs(number.value) for number in figures(text))
    return frozenset((*(str(value) for value in numbers if value > _SMALL), *map(normal, formulas(text))))


def _foreign(reply: str, task: Task, own: tuple[str, ...]) -> bool:
    """Whether a reply speaks of numbers or equations that are not of this problem."""
    known = (task.text, task.solution.problem.statement, *task.lines, *own)
    spelled = "\n".join(map(normal, known))
    strange = any(normal(equation) not in spelled for equation in equations(reply))
    return strange or bool(_pieces(reply) - frozenset().union(*map(_pieces, known)))


def _named(reply: str, task: Task, mistake: str) -> bool:
    """Whether the kind of mistake is named: a misconception's id is made of words, and each has its own."""
    words = mistake.rpartition(".")[2].split("_")
    return any(_has(reply, bank().patterns(task.lang, "named", word)) for word in words)


def _has(reply: str, words: Sequence[str]) -> bool:
    folded = fold(reply)
    return any(fold(text) in folded for text in words)
