"""Whether a piece of work stands in a sentence: an operation, a side of a line, an expression, by itself or spelled apart.

Text only; nothing is judged.
"""

from __future__ import annotations

import re

from tutoring import telling
from tutoring.spans import normal

_WORK = re.compile(r"[-+/·*]")
_MEASURE = re.compile(r"-?[\d.]+[a-zA-Z°]+(?:/[a-zA-Z]+\d?)?")


def is_work(piece: str) -> bool:
    """An operation still to be done, not a mere number with its unit (numbers are judged by their value)."""
    return len(piece) >= 4 and _WORK.search(piece[1:]) is not None and _MEASURE.fullmatch(piece) is None


def is_sum(piece: str) -> bool:
    """A short operation with a letter: `x+6`, `V/I`."""
    return len(piece) >= 3 and _WORK.search(piece[1:]) is not None and _MEASURE.fullmatch(piece) is None


def holds(text: str, piece: str) -> bool:
    """Whether a piece of mathematics stands in a text by itself, not as the tail of a longer number."""
    return re.search(rf"(?<![\d.]){re.escape(piece)}(?!\d|\.\d)", text) is not None


_QUANTITY = re.compile(r"(?:%|[A-Za-z]\w*)\(.+\)?$|[A-Za-z]\d?$|[a-z][A-Za-z]\d?$")
"""The name of what is asked, not its value: `M(H2SO4)`, `t2`, `ym`."""
_APART = re.compile(r"(?<=(?<!\w)\w) (?=\w(?!\w))")
_CALLED = re.compile(r"\b[a-z]{3,}\(")


def _apart(sentence: str, piece: str) -> bool:
    """Whether an expression with letters stands as a word of its own: `cV`, `V/R`."""
    if len(piece) < 2 or not any(char.isalpha() or char == "√" for char in piece):
        return False
    joined = _APART.sub("", _CALLED.sub(" ", sentence))
    return piece in {normal(token) for text in (sentence, joined) for token in text.split()}


def is_name(piece: str, alone: frozenset[str]) -> bool:
    """Whether a piece is what a quantity is called; two letters that stand for themselves in the problem are a product."""
    return _QUANTITY.match(piece) is not None and not (len(piece) == 2 and alone.issuperset(piece))


def says(sentence: str, spelled: str, known: str, alone: frozenset[str], side: str, final: bool) -> bool:
    """Whether a sentence says one side of a secret line, which nobody has written before. `final`: of the answer's; `alone`: the
    letters that stand for themselves."""
    piece = normal(side)
    as_result = final and not is_name(piece, alone)
    if as_result and telling.phrase(sentence, side):
        return True
    stands = (is_work(piece) or (final and is_sum(piece))) and holds(spelled, piece)
    apart = as_result and _apart(sentence, piece)
    return (stands or apart) and not holds(known, piece)
