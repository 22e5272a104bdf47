"""Problems sent in one message: «resuelve 5x + 7 = 22 y también 3x - 4 = 11».

A message is cut where one problem may end and another begin, and counts as several only where each part is read and solved
by itself, as another problem, and the whole is not a problem of its own (a system of equations, one exercise with parts).
It does not promise to find the cut inside a story that is told as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from subjects.problem import Solution

Found = tuple[str, str, Solution]
"""A problem's subject, its text, and its solution."""
Solve = Callable[[str], tuple[str, Solution] | None]

_CUT = re.compile(
    r"\n+|;\s+|(?<=[.?!])\s+|,?\s+(?:y|and)\s+(?:(?:adem[aá]s|tambi[eé]n|luego|despu[eé]s|then|also)\b[,:]?\s*)|"
    r",?\s+(?:luego|despu[eé]s|then|afterwards)\s+|\s+(?=(?:\d|[a-d])\)\s)|"
    r",?\s+(?=(?:(?:y|and)\s+)?(?:el|la|the)\s+(?:segund[oa]|otr[oa]|tercer[oa]|second|other|third)\b)|,?\s+(?:y|and)\s+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\s*(?:(?:\d{1,2}|[a-d])\s*[).]-?\s+|"
    r"(?:(?:y|and)\s+)?(?:el|la|the)\s+(?:primer[oa]?|segund[oa]|otr[oa]|tercer[oa]?|first|second|third|other)(?:\s+(?:es|problema|ejercicio|one|problem|exercise|is))*\s*:?\s*|"
    r"(?:(?:y|and)\s+)?(?:(?:tambi[eé]n|adem[aá]s|luego|despu[eé]s|por (?:[uú]ltimo|otro lado)|al final|also|then|after that|"
    r"finally|lastly|besides)\b[:,]?\s*)+|(?:y|and)\s+(?=\S*[\d=]|(?:est[ea]|this)\b)|"
    r"(?:tengo|hay|i have|i've got|there are) (?:dos|tres|varios|est[oa]s|two|three|several|these)[^:=\n]{0,20}:\s*|"
    r"(?:est[ea](?:\s+otr[oa])?|this(?:\s+(?:other\s+)?one)?)(?:\s+(?:es|is|tambi[eé]n|too|also|as well))?\s*:\s*)+",
    re.IGNORECASE,
)
"""What leads to a problem beside another one: its number, «y también», "the second one is", «este:»."""
_TRAIL = re.compile(r"[\s,]+(?:tambi[eé]n|adem[aá]s|also|too|as well)\s*[.!]?\s*$", re.IGNORECASE)
_TWO = re.compile(r"[=?].*[=?]|->.*->|→.*→|\n|\b(?:tambi[eé]n|adem[aá]s|also|too|as well)\b", re.DOTALL | re.IGNORECASE)
"""What a message has that may hold two problems."""
MOST = 4
"""Problems of one message that are kept."""
_TRIED = 6
"""Places of a message where a cut is tried."""


def together(text: str, solve: Solve) -> tuple[Found, ...]:
    """The problems of a message in their order; empty when it holds fewer than two."""
    if not _TWO.search(text):
        return ()
    found = tuple(_read(text, solve, MOST))
    if len({solution.problem.id for _, _, solution in found}) < len(found) or len(found) < 2:
        return ()
    whole = solve(text)
    alone = whole is None or whole[1].problem.id in {solution.problem.id for _, _, solution in found}
    return found if alone else ()


def _read(text: str, solve: Solve, most: int) -> Iterator[Found]:
    """The first part that is a problem by itself, as long as something behind it is one too, then the rest."""
    for cut in list(_CUT.finditer(text))[:_TRIED] if most > 1 else ():
        head, tail = _bare(text[: cut.start()]), text[cut.end() :]
        first = solve(head) if head else None
        rest = list(_read(tail, solve, most - 1)) if first else []
        if first and rest:
            yield (first[0], head, first[1])
            yield from rest
            return
    bare = _bare(text)
    if one := solve(bare) if bare else None:
        yield (one[0], bare, one[1])


def _bare(text: str) -> str:
    return _TRAIL.sub("", _LEAD.sub("", text)).strip(" ,;\n")
