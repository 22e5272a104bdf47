"""The numbers that a text states, by a reader of its own: digits with comma or point, fractions, powers of ten, words.

It shares no code with the guard, whose misses it is there to count. It reads school prose, not everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉", "0123456789-0123456789")
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "·", "∙": "·", "⋅": "·", "∗": "·", "*": "·", "÷": "/", "\u00a0": " "})
_HALVES = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}
_NUMBER = re.compile(
    r"(?<![\w.,^])(?P<body>\d+(?:[.,]\d+)?)"
    r"(?:\s*·\s*10\^(?P<power>-?\d+))?"
    r"(?:\s*/\s*(?P<under>\d+(?:[.,]\d+)?))?"
)
_UNIT = r"(?:km|cm|mm|kg|mg|mol|moles|min|m|s|h|g|u|l|N)\b"
_NO_VALUE = re.compile(
    r"\s*(?:lados?|miembros?|pasos?|partes?|términos?|veces|pistas?|sides?|steps?|parts?|terms?|times|hints?)\b", re.I
)
_WORDS = {
    word: value
    for value, names in enumerate(re.findall(
        r"[^|]+",
        "cero zero|one|dos two|tres three|cuatro four|cinco five|seis six|siete seven|ocho eight|nueve nine|diez ten|"
        "once eleven|doce twelve|trece thirteen|catorce fourteen|quince fifteen|dieciséis dieciseis sixteen|"
        "diecisiete seventeen|dieciocho eighteen|diecinueve nineteen|veinte twenty|veintiuno|veintidós veintidos|"
        "veintitrés veintitres|veinticuatro|veinticinco|veintiséis veintiseis|veintisiete|veintiocho|veintinueve",
    ))
    for word in names.split()
}
_TENS = {
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90, "cien": 100, "doscientos": 200, "trescientos": 300, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
}  # fmt: skip
_ONES = "|".join(sorted(_WORDS, key=len, reverse=True))
_SPELLED = re.compile(
    rf"(?<!\w)(?P<tens>{'|'.join(_TENS)})?(?P<joint>\s*-\s*|\s+y\s+|\s+)?(?P<ones>{_ONES})?(?!\w)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as stated. `digits` after the decimal sign; `bare`: it stands for itself, not as a coefficient;
    `word`: spelt out."""

    value: Fraction
    digits: int
    start: int
    end: int
    bare: bool
    word: bool = False


def plain(text: str) -> str:
    """One spelling of signs: raised figures as `^2`, `-`, `·`, `/`, LaTeX and special fractions as `a/b`."""
    text = re.sub(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: "^" + found[0].translate(_RAISED), text)
    for sign, spelled in _HALVES.items():
        text = text.replace(sign, spelled)
    text = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"(\1)/(\2)", text)
    text = re.sub(r"\\(?:cdot|times)", "·", text).replace("**", "^").replace("$", " ")
    return re.sub(r"\((\d+)\)/\((\d+)\)", r"\1/\2", text.translate(_SIGNS).translate(_RAISED))


def numbers(text: str) -> list[Number]:
    """Every number of a text (of `plain(text)`, which the places refer to), spelt or in figures."""
    spelled = plain(text)
    return [*_figures(spelled), *_spelled(spelled)]


def _exact(written: str) -> Fraction:
    return Fraction(written.replace(",", "."))


def _figures(text: str) -> Iterator[Number]:
    for found in _NUMBER.finditer(text):
        value = _exact(found["body"])
        if found["power"] and abs(int(found["power"])) <= 60:
            value *= Fraction(10) ** int(found["power"])
        if _negative(text, found.start()):
            value = -value
        digits = len(re.split(r"[.,]", found["body"])[1]) if re.search(r"[.,]", found["body"]) else 0
        after = text[found.end() :]
        attached = re.match(r"[A-Za-z(]", after) and not re.match(_UNIT, after)
        bare = not attached and not _NO_VALUE.match(after) and not re.match(r"\s*\^", after)
        under = found["under"]
        if under and _exact(under):
            ratio = value / _exact(under)
            unworked = ratio.denominator == 1  # `15/5` asks for a division; it does not state 3
            yield Number(ratio, 0, found.start(), found.end(), bare and not unworked)
            yield Number(value, digits, found.start(), found.end(), False)
            yield Number(_exact(under), 0, found.start(), found.end(), False)
        else:
            yield Number(value, digits, found.start(), found.end(), bare)


def _negative(text: str, at: int) -> bool:
    before = text[:at]
    if not before.rstrip().endswith("-"):
        return False
    ahead = before.rstrip()[:-1]
    if not ahead.strip() or ahead.rstrip()[-1] in "=(:<>,;·/+¿¡":
        return True
    return before.endswith("-") and ahead.endswith(" ") and bool(re.search(r"[^\W\d_]{2,}\s$", ahead))


def _spelled(text: str) -> Iterator[Number]:
    for found in _SPELLED.finditer(text):
        tens, ones = found["tens"], found["ones"]
        if not tens and not ones:
            continue
        value = _TENS.get((tens or "").lower(), 0)
        if ones and (not tens or (found["joint"] and _WORDS[ones.lower()] < 10)):
            value += _WORDS[ones.lower()]
        bare = not _NO_VALUE.match(text[found.end() :])
        yield Number(Fraction(value), 0, found.start(), found.end(), bare, word=True)
