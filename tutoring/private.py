"""What a reply may not say though it is true: whose it is, where it is from, and what the tutor was told to do.

Text only, by patterns in both languages. Each function gives the words that are meant, or "".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_RUN = 6
"""Words in a row of the instructions that are no chance."""
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|https?://\S+|\bwww\.\S+|(?<![\w@])@\w{3,}|"
    r"(?<![\w.,/=+*·^-])\+?(?:\d[ .-]?){8,10}\d(?!\s?[\d/=+*·^−-]|\w)"
)
_CALLED = re.compile(
    r"\b(?:me llamo|mi nombre es|my name is|i'm called|i am called)\s+([^\W\d_]{2,})|"
    r"\b(?:[Ss]oy|[Ii] am|[Ii]'m)\s+([A-ZÁÉÍÓÚÑ][a-záéíóúñü]{2,})",
)
_SOURCE = re.compile(
    r"\b(?:seg[uú]n|de acuerdo con|como (?:dice|pone|explica)n?|according to|as (?:it )?(?:says|stated|explained) (?:in|by|on))"
    r"\s+"
    r"(?:(?:el|la|los|las|un|una|tu|the|your|a|an)\s+)?(?:libro|p[aá]gina|wikipedia|google|internet|v[ií]deo|art[ií]culo|estudio|"
    r"manual|profe\w*|maestr[oa]|cient[ií]ficos?|expertos?|book|textbook|page|article|study|website|video|teacher|scientists?|experts?)"
    r"\b|\b(?:wikipedia|youtube|google|chatgpt|et al)\b|\b(?:p[aá]g(?:ina)?|page)\b\.? ?\d+|(?<!\w)\[\d+\]",
    re.IGNORECASE,
)


def recited(sentence: str, orders: str) -> str:
    """Words of the instructions, several in a row."""
    said, runs = [word.lower() for word in _WORD.findall(sentence)], _runs(orders)
    found = (tuple(said[at : at + _RUN]) for at in range(len(said) - _RUN + 1))
    return next((" ".join(run) for run in found if run in runs), "")


@lru_cache(maxsize=64)
def _runs(orders: str) -> frozenset[tuple[str, ...]]:
    words = [word.lower() for word in _WORD.findall(orders)]
    return frozenset(tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))


def personal(sentence: str, known: Sequence[str]) -> str:
    """An address, a telephone number, or the name by which the student introduced themselves."""
    if found := _ADDRESS.search(sentence):
        return found[0]
    names = {one or two for text in known for one, two in _introduced(text)}
    return next((name for name in sorted(names) if re.search(rf"(?i)\b{re.escape(name)}\b", sentence)), "") if names else ""


@lru_cache(maxsize=512)
def _introduced(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_CALLED.findall(text))


def source(sentence: str) -> str:
    """A book, a page or an authority that is called upon: the tutor has read none."""
    found = _SOURCE.search(sentence)
    return found[0] if found else ""
