"""Class notation of the exact strings of this subject, for every family."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from subjects.expression import read, show
from subjects.problem import Lang, Unsolved

NO_SOLUTION, ALL_VALUES = "False", "True"
"""Exact strings of the two conclusions without a value."""

_CONCLUSION: dict[str, dict[Lang, str]] = {
    NO_SOLUTION: {"es": "no tiene solución", "en": "there is no solution"},
    ALL_VALUES: {"es": "se cumple para todos los valores", "en": "true for all values"},
}
_AND: dict[Lang, str] = {"es": "y", "en": "and"}
_OR: dict[Lang, str] = {"es": "o", "en": "or"}
_PIECES = re.compile(r"( or | and |; )")


@lru_cache(maxsize=8192)
def show_exact(text: str, lang: Lang) -> str:
    """`5*x + 1.5 = 2` as `5x + 1,5 = 2` in Spanish; several lines joined by `; `, ` and ` or ` or ` piece by piece.

    Text that is no mathematics is handed back unchanged.
    """
    words = {" or ": f" {_OR[lang]} ", " and ": f" {_AND[lang]} "}
    both = _both_signs(text, lang)
    if both is not None:
        return both
    return "".join(words.get(piece) or _piece(piece, lang) for piece in _PIECES.split(text))


def _both_signs(text: str, lang: Lang) -> str | None:
    """`x = (5 + sqrt(17))/2 or x = (5 - sqrt(17))/2` as `x = (5 ± √17)/2`: two lines that differ in one sign between terms,
    or `x = sqrt(7) or x = -sqrt(7)` as `x = ±√7`."""
    lines = text.split(" or ")
    if len(lines) != 2 or ("sqrt" not in text and "/" not in text):
        return None
    one, two = (_piece(line, lang) for line in lines)
    if len(one) == len(two):
        places = [at for at, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        if len(places) == 1 and one[places[0]] == "+" and two[places[0]] == "-" and one[places[0] - 1] == " ":
            return f"{one[: places[0]]}±{one[places[0] + 1 :]}"
    left, _, right = one.partition(" = ")
    if "√" in right and two == f"{left} = -{right}":
        return f"{left} = ±{right}"
    return None


def _piece(text: str, lang: Lang) -> str:
    if text in _CONCLUSION:
        return _CONCLUSION[text][lang]
    node = read(text)
    return text if isinstance(node, Unsolved) else show(node, lang)


def join(parts: Sequence[str], lang: Lang) -> str:
    """`a, b y c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_AND[lang]} {parts[-1]}"
