"""The numbers a text states, in figures, fractions, TeX, Unicode or words, in Spanish and English, as exact values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.problem import Lang

_SUBSCRIPT = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5", "⅙": "1/6",
           "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8"}  # fmt: skip
_FIGURE = re.compile(
    r"(?P<sign>(?<![\w)\]])[-−–]\s?)?(?P<int>\d+(?:[.,]\d+)?)"
    r"(?:\s?/\s?(?P<den>\d+(?:[.,]\d+)?))?(?:\s?[·×x*]\s?10\^?\{?(?P<exp>[-−]?[\d⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)\}?)?"
)
_TEX_FRAC = re.compile(r"\\[dt]?frac\s*\{?(-?\d+)\}?\s*\{?(\d+)\}?")
_SUPER = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")

_UNITS: dict[Lang, dict[str, int]] = {
    "es": {
        word: number
        for number, word in enumerate(
            """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
            dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete
            veintiocho veintinueve""".split()  # noqa: SIM905
        )
    },
    "en": {
        word: number
        for number, word in enumerate(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
            seventeen eighteen nineteen""".split()  # noqa: SIM905
        )
    },
}
_TENS: dict[Lang, dict[str, int]] = {
    "es": dict(
        zip(
            ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"],
            range(30, 100, 10),
            strict=True,
        )
    ),
    "en": dict(
        zip(
            ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
            range(20, 100, 10),
            strict=True,
        )
    ),
}
_HUNDREDS: dict[Lang, dict[str, int]] = {
    "es": {"cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
           "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900, "mil": 1000},
    "en": {"hundred": 100, "thousand": 1000},
}  # fmt: skip
_PARTS: dict[Lang, dict[str, int]] = {
    "es": {"medio": 2, "medios": 2, "tercio": 3, "tercios": 3, "cuarto": 4, "cuartos": 4, "quinto": 5, "quintos": 5,
           "sexto": 6, "sextos": 6, "octavo": 8, "octavos": 8, "décimo": 10, "décimos": 10},
    "en": {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5,
           "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10},
}  # fmt: skip
_POINT: dict[Lang, tuple[str, ...]] = {"es": ("coma", "con", "punto"), "en": ("point",)}
_OVER: dict[Lang, tuple[tuple[str, ...], ...]] = {"es": (("partido", "por"), ("sobre",)), "en": (("over",),)}
_MINUS = {"es": "menos", "en": "minus"}
_ACCENTS = str.maketrans("áéíóú", "aeiou")
for _table in (_UNITS, _TENS, _HUNDREDS, _PARTS):
    for _named in _table.values():
        _named |= {word.translate(_ACCENTS): number for word, number in _named.items()}


@dataclass(frozen=True, slots=True)
class Number:
    """A number stated at `start:end` of a text; `digits`: decimals it is written with; `worded`: in words."""

    value: Fraction
    start: int
    end: int
    text: str
    digits: int = 0
    worded: bool = False


_GROUPED: dict[Lang, re.Pattern[str]] = {
    "es": re.compile(r"(?<![\d.,])\d{1,3}(?:[.\u202f\u00a0]\d{3})+(?![\d]|[.,]\d{1,2}\b)"),
    "en": re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d|,\d)"),
}


def ungrouped(text: str, lang: Lang) -> str:
    """A text with the thousands of its numbers closed up: `2,520,000` in English, `2.520.000` in Spanish. To be used where
    money and crowds are counted: in a science class `1.250` may be a decimal of either language."""
    return _GROUPED[lang].sub(lambda found: re.sub(r"\D", "", found[0]), text)


def _fraction(text: str) -> Fraction:
    return Fraction(text.replace(",", "."))


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Number, ...]:
    """The numbers written in figures. Subscripts of formulas and exponents are not numbers of their own."""
    found: list[Number] = []
    for char, written in _VULGAR.items():
        found += [Number(Fraction(written), m.start(), m.end(), char) for m in re.finditer(char, text)]
    for match in _TEX_FRAC.finditer(text):
        if int(match[2]):
            found.append(Number(Fraction(int(match[1]), int(match[2])), match.start(), match.end(), match[0]))
    taken = [(n.start, n.end) for n in found]
    for match in _FIGURE.finditer(text):
        if any(a <= match.start() < b for a, b in taken) or _glued(text, match.start("int")):
            continue
        found += _from_match(match)
    return tuple(sorted(found, key=lambda number: number.start))


def _glued(text: str, at: int) -> bool:
    """A digit that belongs to a name: H2, x1, v₀, or an exponent after ^."""
    return at > 0 and (
        text[at - 1].isalpha()
        or text[at - 1] in "_^"
        or (text[at - 1] == ")" and text[at : at + 1].isdigit() and _formula(text, at))
    )


def _formula(text: str, at: int) -> bool:
    return re.search(r"[A-Z][a-z]?\d*\)$", text[:at]) is not None


def _from_match(match: re.Match[str]) -> list[Number]:
    whole = _fraction(match["int"])
    digits = len(re.split(r"[.,]", match["int"])[1]) if re.search(r"[.,]", match["int"]) else 0
    sign = -1 if match["sign"] else 1
    if match["exp"] and abs(power := int(match["exp"].translate(_SUPER) or 0)) <= 40:
        return [Number(sign * whole * Fraction(10) ** power, match.start(), match.end(), match[0], digits)]
    if match["den"] and (under := _fraction(match["den"])):
        parts = [Number(sign * whole, match.start(), match.end("int"), match["int"], digits)]
        parts.append(Number(under, match.start("den"), match.end("den"), match["den"]))
        return [Number(sign * whole / under, match.start(), match.end(), match[0]), *parts]
    return [Number(sign * whole, match.start(), match.end("int"), match[0], digits)]


@lru_cache(maxsize=4096)
def words(text: str, lang: Lang) -> tuple[Number, ...]:
    """The numbers written in words: «tres medios», "minus five", «veinticinco», "one hundred and two"."""
    tokens = [(m[0].lower(), m.start(), m.end()) for m in re.finditer(r"[^\W\d_]+", text)]
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        value, used = _worded(tokens, at, lang)
        if value is None:
            at += 1
            continue
        start, end = tokens[at][1], tokens[at + used - 1][2]
        if at and tokens[at - 1][0] == _MINUS[lang]:
            value, start = -value, tokens[at - 1][1]
        found.append(Number(value, start, end, text[start:end], worded=True))
        at += used
    return tuple(found)


def _lookup(table: dict[str, int], word: str) -> int | None:
    return table.get(word.translate(_ACCENTS))


def _worded(tokens: list[tuple[str, int, int]], at: int, lang: Lang) -> tuple[Fraction | None, int]:
    total, used, last = 0, 0, ""
    while at + used < len(tokens):
        word = tokens[at + used][0]
        if used and word in ("y", "and") and at + used + 1 < len(tokens):
            following = tokens[at + used + 1][0]
            if last in ("tens", "hundreds") and any(
                _lookup(t[lang], following) is not None for t in (_UNITS, _TENS)
            ):
                used += 1
                continue
            break
        if (n := _lookup(_HUNDREDS[lang], word)) is not None:
            total, last = (total or 1) * n if (lang == "en" or n == 1000) else total + n, "hundreds"
        elif (n := _lookup(_TENS[lang], word)) is not None and last in ("", "hundreds"):
            total, last = total + n, "tens"
        elif (n := _lookup(_UNITS[lang], word)) is not None and last in ("", "tens", "hundreds"):
            total, last = total + n, "units"
        else:
            break
        used += 1
    if used and at + used + 1 < len(tokens) and tokens[at + used][0] in _POINT[lang]:
        decimals, more = _decimals(tokens, at + used + 1, lang)
        if more:
            return total + decimals, used + 1 + more
    if used and total and (below := _over(tokens, at + used, lang)):
        return Fraction(total, below[0]), used + below[1]
    if used and at + used < len(tokens) and (part := _lookup(_PARTS[lang], tokens[at + used][0])) is not None:
        return Fraction(total, part), used + 1
    return (Fraction(total), used) if used else (None, 0)


def _over(tokens: list[tuple[str, int, int]], at: int, lang: Lang) -> tuple[int, int] | None:
    """A number below a line said in words: «partido por tres», "over three"; its value and how many words it takes."""
    said = tuple(token[0] for token in tokens[at : at + 3])
    words_ = next((line for line in _OVER[lang] if said[: len(line)] == line), ())
    at_number = said[len(words_)] if words_ and len(said) > len(words_) else ""
    number = next((n for t in (_UNITS, _TENS) if (n := _lookup(t[lang], at_number))), None)
    return None if number is None else (number, len(words_) + 1)


def _decimals(tokens: list[tuple[str, int, int]], at: int, lang: Lang) -> tuple[Fraction, int]:
    """What stands after the point: digits said one by one, or a number of two figures («coma veinticinco»)."""
    digits, used = "", 0
    while at + used < len(tokens):
        word = tokens[at + used][0]
        number = next((n for t in (_UNITS, _TENS) if (n := _lookup(t[lang], word)) is not None), None)
        if number is None or (digits and number > 9):
            break
        digits += str(number)
        used += 1
    return Fraction(int(digits or 0), 10 ** len(digits)), used
