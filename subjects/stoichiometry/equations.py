"""Finding the chemical equation in a text; a side that cannot be read whole is none."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from subjects.problem import Unsolved
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry import substances
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.reaction import Reaction

_BREAK_LEFT = re.compile(r"[:;\n?!¿¡\"«»]|(?<!\d),|,(?!\d)|\.\s|\.$")
_BREAK_RIGHT = re.compile(r"[:;\n?!¿¡\"«»]|(?<!\d),|,(?!\d)|\.\s|\.$|\s\.")


def find_equation(text: str) -> tuple[Reaction | None, tuple[int, int]] | Unsolved:
    """The only equation of a text and where it stands; more than one is not supported."""
    arrows = [match.span() for match in re.finditer("->", text)]
    if len(arrows) > 1:
        return Unsolved("not_supported", "several equations")
    if not arrows:
        arrows = [m.span() for m in re.finditer(r"(?<![=<>])=(?![=<>])", text)][:4]
        for span in arrows:
            found = _sides(text, *span)
            if found and (len(found[0].left) > 1 or len(found[0].right) > 1):
                return found
        return None, (0, 0)
    found = _sides(text, *arrows[0])
    return found if found else Unsolved("not_understood", "equation")


NUMBERED = re.compile(r"(?<![A-Za-z0-9)])\(?[1-5][).](?=\s[^.?]{0,60}->)")
"""The number of one of several equations: "(1)", "2)"."""


def find_chain(text: str) -> list[tuple[Reaction, tuple[int, int]]]:
    """Every equation of a text that has several, in order; empty when one of them cannot be read."""
    arrows = [match.span() for match in re.finditer("->", text)]
    found = []
    for (start, end), before, after in zip(arrows, [(0, 0), *arrows], [*arrows[1:], (len(text), 0)], strict=False):
        piece = " " * before[1] + text[before[1] : after[0]]
        one = _sides(piece, start, end)
        if one is None:
            return []
        found.append(one)
    clear = all(one[1][1] <= other[1][0] for one, other in pairwise(found))
    return found if clear and len(found) > 1 else []


def _resolve(text: str) -> Species | None:
    return substances.by_name(text) or substances.by_case(text)


def _sides(text: str, start: int, end: int) -> tuple[Reaction, tuple[int, int]] | None:
    breaks = [m.end() for m in _BREAK_LEFT.finditer(text, 0, start)]
    begin = breaks[-1] if breaks else 0
    stop_match = _BREAK_RIGHT.search(text, end)
    stop = stop_match.start() if stop_match else len(text)
    starts = [begin + m.start() for m in re.finditer(r"\S+", text[begin:start])][-40:]
    ends = [end + m.end() for m in re.finditer(r"\S+", text[end:stop])][:40]
    left = next((side for at in starts if (side := _side(text, at, start))), None)
    right = next((side for at in reversed(ends) if (side := _side(text, end, at))), None)
    if not left or not right:
        return None
    return reactions.make(left[0], right[0]), (left[1][0], right[1][1])


def _side(text: str, start: int, end: int) -> tuple[list[tuple[Fraction, Species]], tuple[int, int]] | None:
    if text[:start].rstrip().endswith("+") or re.match(r"\s*\+\s*\S", text[end:]):
        return None
    terms = reactions.read_side(text[start:end], _resolve)
    return (terms, (start, end)) if terms else None
