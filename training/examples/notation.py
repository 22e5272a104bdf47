"""How a class writes: decimal mark, sign of multiplication, fractions or decimals, where units stand; and lines in its hand.

Counted, not judged; what the examples do not show is "".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DECIMAL = re.compile(r"(?<![\d.,])\d{1,3}([.,])\d{1,2}(?!\d|[.,]\d)|(?<![\d.,])0([.,])\d+")
_PRODUCT = re.compile(r"(?<=[\w)])\s*(·|×|\*|\\cdot|\\times)\s*(?=[\w(√])")
_SIGNS = {"\\cdot": "·", "\\times": "×", "·": "·", "×": "×", "*": "*"}
_MARKED = re.compile(r"(?<![\d.,])(?:(?<!\w)(?=0[.,]\d)|(?!\d+[.,]\d{3}(?!\d)))(\d+)[.,](\d+)(?![\d]|[.,]\d)")
_TIMES = re.compile(r"(?<![A-Za-z]\d)(?<=[\d)])\s*[·×]\s*(?=[-−]?[\d(])")
_FRACTION = re.compile(r"(?<![\w/.])\d+\s*/\s*\d+(?![\w/])|\\[dt]?frac\{-?\d+\}\{\d+\}")
_UNIT = re.compile(
    r"\d\s*(?:[a-zA-Zµ]{1,3}/[a-zA-Z]{1,3}[²³2]?|kg|km|cm|mm|mg|mL|ml|mol|min|g|m|s|h|L|l|N|J|Pa|atm|K|°C)(?![\w])"
)


@dataclass(frozen=True, slots=True)
class Notation:
    """`decimal` "," or "."; `product` "·", "×" or "*"; `results` "fraction" or "decimal"; `units` "lines" or "end"."""

    decimal: str = ""
    product: str = ""
    results: str = ""
    units: str = ""


def in_hand(text: str, kept: Notation) -> str:
    """A text of the tutor's as the class writes it: its decimal mark, and its sign between numbers and brackets.

    Three decimals after a whole number keep their mark: with the other one they could be read as thousands.
    """
    if kept.decimal:
        text = _MARKED.sub(lambda found: f"{found[1]}{kept.decimal}{found[2]}", text)
    return _TIMES.sub(f" {kept.product} ", text) if kept.product else text


def notation(works: Iterable[Sequence[str]]) -> Notation:
    """What most of the solutions do, each given as its mathematical lines."""
    works = [list(work) for work in works if work]
    lines = [line for work in works for line in work]
    decimals = Counter(one or two for line in lines for one, two in _DECIMAL.findall(line))
    products = Counter(_SIGNS[sign] for line in lines for sign in _PRODUCT.findall(line))
    return Notation(_most(decimals), _most(products), _results(works), _units(works))


def _results(works: Sequence[Sequence[str]]) -> str:
    last = [work[-1].split("=")[-1] for work in works]
    counted = Counter(
        "fraction" if _FRACTION.search(end) else "decimal"
        for end in last
        if _FRACTION.search(end) or _DECIMAL.search(end)
    )
    return _most(counted)


def _units(works: Sequence[Sequence[str]]) -> str:
    counted = Counter(
        "lines"
        if any(_UNIT.search(line) for line in work[:-1] if re.search(r"\d\D*[·×*/]|\d", line))
        else "end"
        for work in works
        if _UNIT.search(work[-1])
    )
    return _most(counted)


def _most(counted: Counter[str]) -> str:
    return counted.most_common(1)[0][0] if counted else ""
