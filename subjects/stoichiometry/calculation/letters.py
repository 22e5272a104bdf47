"""Relations written with letters only, between two solutions of one solute, and labels said in words."""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.stoichiometry.calculation.attempts import LABELS
from subjects.stoichiometry.formula import fold

_PAIRS = {"1": 0, "2": 1, "i": 0, "f": 1, "a": 0, "b": 1}
_SIZES = {("c", 0): Fraction(2), ("v", 0): Fraction(15), ("c", 1): Fraction(5), ("v", 1): Fraction(6)}
"""Any values with c1·V1 = c2·V2 and no other relation between them."""
_LETTER = re.compile(r"([cmv])([12ifab])")


def of_two_solutions(text: str) -> bool | None:
    """Whether a relation such as "C1·V1 = C2·V2" or "V1 = C2·V2/C1" holds; None when the text is no such relation."""
    compact = re.sub(r"[\s_{}()\[\]·*×]", "", text).lower().strip(".")
    sides = compact.split("=")
    if len(compact) > 24 or len(sides) != 2:
        return None
    if compact in ("cv=cv", "mv=mv", "cv=c'v'", "mv=m'v'"):
        return True
    pieces = [_side(side) for side in sides]
    used = sorted(letter for _, letters in filter(None, pieces) for letter in letters)
    if None in pieces or used != sorted(_SIZES):
        return None
    return len({value for value, _ in filter(None, pieces)}) == 1


def _side(text: str) -> tuple[Fraction, list[tuple[str, int]]] | None:
    value = Fraction(1)
    letters: list[tuple[str, int]] = []
    for position, part in enumerate(re.split(r"[/:]", text)):
        if position > 1 or not re.fullmatch(rf"(?:{_LETTER.pattern})+", part):
            return None
        for found in _LETTER.finditer(part):
            one = ("v" if found[1] == "v" else "c", _PAIRS[found[2]])
            letters.append(one)
            value = value / _SIZES[one] if position else value * _SIZES[one]
    return value, letters


_IS = re.compile(r"\s(?:es|is|vale|sera|será|seria|sería)\s+(?:igual\s+a\s+|de\s+|del\s+|about\s+|unos\s+)?(?=\d)")


def said_of(text: str) -> str:
    """ "La molaridad es 0,4": the label said in words as "la molaridad = 0,4"; other texts as they are."""
    if "=" in text or not _IS.search(text):
        return text
    written = _IS.sub(" = ", text, count=1)
    folded = fold(written)
    return written if len(folded) == len(written) and LABELS.match(folded) else text
