"""A teacher's worked lines taken apart: what is said of a step, and its mathematics.

«Restamos 7 en los dos lados: 3x = 15» is words and a line; the words may also stand alone above the line, or behind it in
brackets. Lines without words are kept with none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.lint.example import Line
from training.lint.line import bare

_LEAD = re.compile(r"^\s*(?:[-*•·–]\s+|\(?\d{1,2}[.)ºª]\s+|(?:paso|step)\s*\d+\s*[:.)-]?\s*)", re.IGNORECASE)
_AHEAD = re.compile(r"^(?P<words>[^:=→]*[^\W\d_]{3}[^:=→]*):\s*(?P<maths>.*(?:=|→|->|<|>|≤|≥).*)$")
_BEHIND = re.compile(r"^(?P<maths>.*(?:=|→|->).*?)\s*[(\[](?P<words>[^\W\d_]{3}[^()\[\]=]*)[)\]]\.?$")
_MARKS = re.compile(r"[*_`$]+")


@dataclass(frozen=True, slots=True)
class Worded:
    """`line` is the mathematics where it stood; `words` what the teacher calls the step, or ""."""

    words: str
    line: Line


def worded(work: Sequence[Line]) -> Iterator[Worded]:
    """The mathematical lines of a solution with the words that go with each."""
    waiting = ""
    for each in work:
        text = _LEAD.sub("", each.text.strip())
        found = _AHEAD.match(text) or _BEHIND.match(text)
        if found:
            words, maths = _plain(found["words"]), found["maths"]
        elif "=" in text or "→" in text or "->" in text:
            words, maths = waiting, text
        else:
            waiting = _plain(text)
            continue
        waiting = ""
        yield Worded(words, Line(bare(maths).text, each.number))


def _plain(words: str) -> str:
    return " ".join(_MARKS.sub("", words).split()).strip(" .:;,")
