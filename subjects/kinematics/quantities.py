"""Finds the quantities in a text: numbers with units, numbers written in words, symbols with a value.

Every digit of the text must end up in a quantity; `leftover` tells when one did not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from subjects.kinematics.units import TIME, UNIT_PATTERN, UNITS, convert, dimension, unit_of
from subjects.problem import Lang


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity in a text: `symbol` where one is written ("v0 = 5 m/s"), else "". `unit` "" for a bare "
    "zero."""

    value: Fraction
    unit: str
    start: int
    end: int
    symbol: str = ""


NUMBER = (
    r"(?P<num>[-+]?(?:\d{1,3}(?:[ .,]\d{3})+(?![\d])|\d+)(?:[.,]\d+)?(?:\s*(?:\*|"
    r"x)\s*10\s*\^\s*\(?[-+]?\d+\)?|e[-+]?\d+)?(?:\s*/\s*\d+(?![\d.,]))?)"
)
_QUANTITY = re.compile(rf"(?<![\w.,]){NUMBER}\s*(?:{UNIT_PATTERN})")
_SYMBOL = re.compile(
    r"(?<![a-z0-9])(?P<sym>v0|v|a|t|s|e|x|d|h|g|u)\s*(?:\(?t\)?)?\s*(?:=|:|\bes\b|\bis\b|\bvale\b)\s*$"
)
_BARE = re.compile(r"(?<![\w.,/^*])(?P<sym>v0|v|u)\s*=\s*0(?![\d]|[.,]\d)(?!\s*(?:k?m|cm)\b)")

_CARDINALS = {
    "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
}  # fmt: skip
_WORDED_UNIT = (
    r"horas?|minutos?|segundos?|dias?|hours?|minutes?|seconds?|days?|kilometros?|metros?|kilometres?|"
    r"kilometers?|metres?|meters?|km|m"
)
_WORDED = re.compile(rf"\b(?P<n>{'|'.join(_CARDINALS)})\s+(?P<u>{_WORDED_UNIT})\b(?!\s*/)")
_FRACTIONS = (
    (re.compile(r"\bhora y media\b|\buna hora y media\b"), "1.5 h"),
    (re.compile(r"\b(?:an|one) hour and a half\b|\bone and a half hours\b"), "1.5 h"),
    (re.compile(r"\b(\d+) horas y media\b|\b(\d+) hours and a half\b|\b(\d+) and a half hours\b"), r"\1\2\3.5 h"),
    (re.compile(r"\b(\d+) minutos y medio\b|\b(\d+) minutes and a half\b|\b(\d+) and a half minutes\b"), r"\1\2\3.5 min"),
    (re.compile(
        r"\b(\d+) (?:segundos|s) y medio\b|\b(\d+) (?:seconds|s) and a half\b|\b(\d+) and a half seconds\b"), r"\1\2\3.5 s"),
    (re.compile(
        r"\b(\d+) (?:kilometros|km) y medio\b|\b(\d+) (?:kilomet(?:re|er)s|km) and a half\b|"
        r"\b(\d+) and a half kilomet(?:re|er)s\b"), r"\1\2\3.5 km"),
    (re.compile(
        r"\b(\d+) (?:metros|m) y medio\b|\b(\d+) (?:met(?:re|er)s|m) and a half\b|\b(\d+) and a half met(?:re|er)s\b"),
        r"\1\2\3.5 m"),
    (re.compile(r"\bmedia hora\b|\bhalf an hour\b|\bhalf hour\b"), "0.5 h"),
    (re.compile(r"\btres cuartos de hora\b|\bthree quarters of an hour\b"), "0.75 h"),
    (re.compile(r"\b(?:un )?cuarto de hora\b|\b(?:a )?quarter of an hour\b"), "0.25 h"),
    (re.compile(r"\btres cuartos de minuto\b|\bthree quarters of a minute\b"), "45 s"),
    (re.compile(r"\b(?:un )?cuarto de minuto\b|\b(?:a )?quarter of a minute\b"), "15 s"),
    (re.compile(r"\b(?:un )?minuto y medio\b|\b(?:a|one) minute and a half\b"), "1.5 min"),
    (re.compile(r"\bmedio minuto\b|\bhalf a minute\b"), "0.5 min"),
    (re.compile(r"\bmedio segundo\b|\bhalf a second\b"), "0.5 s"),
    (re.compile(r"\bmedio kilometro\b|\bhalf a kilomet(?:re|er)\b"), "0.5 km"),
)  # fmt: skip


def worded(text: str) -> str:
    """Numbers in words before a unit become digits: `media hora` to `0.5 h`, `dos minutos` to `2 minutos`."""
    for pattern, into in _FRACTIONS:
        text = pattern.sub(into, text)
    text = _WORDED.sub(_digits, text)
    for pattern, into in _FRACTIONS:  # behind a number that stood in words
        text = pattern.sub(into, text)
    return text


_BARE_GRAVITY = re.compile(r"\bg\s*=\s*(10|9[.,]8\d?)(?![\d]|[.,]\d)(?!\s*(?:m|n/|cm|k))")


def with_gravity_unit(text: str) -> str:
    """`g = 10` with the unit that everybody means."""
    return _BARE_GRAVITY.sub(r"g = \1 m/s^2", text)


_MORE = re.compile(
    r"\b(?:treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|\w+cientos|mil|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)(?:\s+(?:y|and))?[\s-]+$"
)
"""The word before is a part of the same number: `treinta y cinco segundos` are not five."""


def _digits(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 12) : match.start()]
    if _MORE.search(match.string[max(0, match.start() - 24) : match.start()]):
        return match[0]
    if re.search(r"(?:/|por|per|cada|each|every)\s*$", before) or re.search(
        r"\d\s*(?:k?m|metros?)\s*$", before
    ):
        return match[0]
    if re.search(r"\b(?:of|de) $", before) and re.search(r"\b(?:cuarto|tercio|quinto|decim|quarter|third|"
        r"fifth|tenth|half|part)\w* (?:of|de) $", before):
        return match[0]
    if match["n"] in ("a", "un") and match["u"] == "metro":
        return match[0]
    if match["n"] in ("a", "an", "un", "una") and match["u"] in ("m", "km", "segundo", "second"):
        return (
            match[0]
            if match["u"] in ("m", "km") or not re.search(r"(?:en|in|durante|for|de|after) $", before)
            else f"1 {match['u']}"
        )
    return f"{_CARDINALS[match['n']]} {match['u']}"


class Ambiguous(ValueError):
    """A number that can be read in two ways, such as 1.250 in Spanish."""


def number(text: str, lang: Lang) -> Fraction:
    """The value of a written number; decimal comma or point, thousands groups, powers of ten, simple fractions.

    Raises Ambiguous.
    """
    text = text.strip()
    if "/" in text:
        top, bottom = text.split("/", 1)
        if not int(bottom):
            raise Ambiguous(text)
        return number(top, lang) / int(bottom)
    power = re.match(r"(.*?)\s*(?:(?:\*|x)\s*10\s*\^\s*\(?([-+]?\d+)\)?|e([-+]?\d+))$", text)
    if power:
        exponent = int(power[2] or power[3])
        if abs(exponent) > 16:
            raise Ambiguous(text)
        return number(power[1], lang) * Fraction(10) ** exponent
    sign = -1 if text.startswith("-") else 1
    return sign * _unsigned(text.lstrip("+-").strip(), lang)


def _unsigned(text: str, lang: Lang) -> Fraction:
    if " " in text:
        text = text.replace(" ", "")
    separators = {char for char in text if char in ".,"}
    if not separators:
        return Fraction(text)
    if len(separators) == 2:
        last = max(text.rfind("."), text.rfind(","))
        whole = text[:last].replace(".", "").replace(",", "")
        return Fraction(f"{whole}.{text[last + 1 :]}")
    mark = separators.pop()
    parts = text.split(mark)
    if len(parts) > 2:
        return Fraction("".join(parts))
    groups = len(parts[1]) == 3 and 1 <= len(parts[0]) <= 3 and parts[0] != "0"
    thousands = "." if lang == "es" else ","
    if groups and mark == thousands:
        if parts[1] == "000" or lang == "en":
            return Fraction("".join(parts))
        raise Ambiguous(text)
    return Fraction(".".join(parts))


def find(text: str, lang: Lang) -> list[Found]:
    """All quantities of plain text in order. Raises Ambiguous."""
    found = []
    for match in _QUANTITY.finditer(text):
        unit = unit_of(match)
        if unit not in UNITS:
            raise Ambiguous(match[0])
        symbol = _SYMBOL.search(text[max(0, match.start() - 12) : match.start()])
        found.append(
            Found(
                _signed(match["num"], text, match.start(), lang),
                unit,
                match.start(),
                match.end(),
                symbol["sym"] if symbol else "",
            )
        )
    for match in _BARE.finditer(text):
        if not any(f.start < match.end() and match.start() < f.end for f in found):
            found.append(Found(Fraction(0), "m/s", match.end() - 1, match.end(), match["sym"]))
    found += _from_to(text, lang, found)
    return _joined(sorted(found, key=lambda f: f.start), text)


def _signed(raw: str, text: str, start: int, lang: Lang) -> Fraction:
    """A minus sign right after a word or digit is a dash, not a sign."""
    if raw[0] in "+-" and start and text[start - 1].isalnum():
        raw = raw[1:]
    return number(raw, lang)


_FROM = re.compile(
    r"(?:\b(?:de|desde|from)\s+(?:los\s+)?|\s(?=0\s))(?P<a>\d+(?:[.,]\d+)?)\s*(?:a|hasta|to)\s+(?:los\s+)?$"
)


def _from_to(text: str, lang: Lang, found: list[Found]) -> list[Found]:
    """`from 0 to 100 km/h`: the first number takes the unit of the second."""
    extra = []
    for item in found:
        match = _FROM.search(text[max(0, item.start - 30) : item.start])
        if match:
            at = max(0, item.start - 30) + match.start("a")
            extra.append(Found(number(match["a"], lang), item.unit, at, at + len(match["a"])))
    return extra


def _joined(found: list[Found], text: str) -> list[Found]:
    """Mixed times such as `1 h 20 min` become one quantity in the smaller unit."""
    out: list[Found] = []
    for item in found:
        before = out[-1] if out else None
        if (
            before
            and before.unit != item.unit
            and dimension(item.unit) == dimension(before.unit) == TIME
            and UNITS[item.unit][1] < UNITS[before.unit][1]
            and re.fullmatch(r"\s*(?:,|y|con|and)?\s*", text[before.end : item.start])
        ):
            total = item.value + convert(before.value, before.unit, item.unit)
            larger = convert(total, item.unit, before.unit)
            whole = (larger * 100).denominator == 1
            value, unit = (larger, before.unit) if whole else (total, item.unit)
            out[-1] = Found(value, unit, before.start, item.end, before.symbol)
        else:
            out.append(item)
    return out


def masked(text: str, found: list[Found]) -> str:
    """The text with each quantity replaced by spaces of its length: what is left must hold no digit."""
    chars = list(text)
    for item in found:
        chars[item.start : item.end] = " " * (item.end - item.start)
    return "".join(chars)
