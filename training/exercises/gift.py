"""A sheet in Moodle's GIFT format: one block of text a question, as other learning platforms read it too.

GIFT knows no units: a number's unit is asked for in the question's text, in square brackets.
"""

from __future__ import annotations

from collections.abc import Sequence

from training.exercises.forms import Number, Written, form
from training.exercises.markdown import HEADS
from training.exercises.sheet import Item
from training.exercises.wording import lines

_MEANT = "\\~=#{}:"


def write(items: Sequence[Item]) -> str:
    """The whole file."""
    head = HEADS[items[0].lang]
    return "\n\n".join(_question(f"{head['exercise']} {at}", item) for at, item in enumerate(items, start=1)) + "\n"


def _question(name: str, item: Item) -> str:
    marked = form(item)
    text = item.text.strip()
    if isinstance(marked, Number):
        unit = f" [{marked.unit}]" if marked.unit else ""
        body = f"{{#{marked.value!r}:{marked.tolerance!r}####{_worked(item)}}}"
        return f"::{escaped(name)}::{escaped(text + unit)} {body}"
    if isinstance(marked, Written):
        taken = " ".join(f"={escaped(each)}" for each in marked.forms)
        return f"::{escaped(name)}::{escaped(text)} {{{taken} ####{_worked(item)}}}"
    return f"::{escaped(name)}::{escaped(text)} {{####{_worked(item)}}}"


def _worked(item: Item) -> str:
    return escaped("; ".join(f"{what}: {line}" for what, line in lines(item)))


def escaped(text: str) -> str:
    """Text in which no character means anything to GIFT; a blank line would end the question."""
    for sign in _MEANT:
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(line for line in text.splitlines() if line.strip())
