"""Other data for the wording of an example: every number that is a datum is replaced by another of its kind.

Only the text is touched here; whether what comes out is a problem, and as pleasant a one, is seen by solving it. Numbers
that are no data stay: digits of formulas, exponents, indices, labels of parts, the value of g and of other constants.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from random import Random

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_EXPONENT = re.compile(r"(?:\^|\*\*|_)\s*[({]?\s*[-+−]?\s*$")
_TEN = re.compile(r"\s*(?:\^|\*\*|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])")
_CONSTANT = re.compile(r"(?i)(?:\bg\s*(?:=|≈|de|of|is|es)\s*|gravedad\s*(?:=|de|es)?\s*|gravity\s*(?:=|of|is)?\s*)$")
_LABEL = re.compile(r"(?:^|[\s(])$")
_ANGLE = re.compile(r"\s*(?:°(?!\s*C)|º(?!\s*C)|grados(?! cent)|degrees(?! C))")
_ANGLES = ("20", "25", "30", "37", "40", "45", "50", "53", "60")
_FIXED = frozenset({"9,8", "9.8", "9,81", "9.81", "22,4", "22.4", "22,7", "22.7", "6,022", "6.022", "0,082", "0.082", "273"})


@dataclass(frozen=True, slots=True)
class Datum:
    """A number of a text that may be another: `text[start:end]`."""

    start: int
    end: int
    text: str
    angle: bool = False
    percent: bool = False


def data_in(text: str) -> tuple[Datum, ...]:
    """The numbers that are data, in order."""
    return tuple(datum for found in _NUMBER.finditer(text) if (datum := _datum(text, found)) is not None)


def _datum(text: str, found: re.Match[str]) -> Datum | None:
    before, after = text[: found.start()], text[found.end() :]
    if found[0] in _FIXED or _CONSTANT.search(before) or _EXPONENT.search(before):
        return None
    if before[-1:].isalpha() or before.endswith((")", "]", "}")) or after[:1].isupper():
        return None  # an index, a subscript, or the coefficient of a formula
    if found[0] == "10" and _TEN.match(after):
        return None
    if _LABEL.search(before) and re.match(r"[).](?!\d)\s", after) and len(found[0]) < 3 and "\n" in f"\n{before}"[-3:]:
        return None
    if Decimal(found[0].replace(",", ".")) == 0:
        return None
    angle = _ANGLE.match(after) is not None
    return Datum(found.start(), found.end(), found[0], angle, re.match(r"\s*(?:%|por ciento|percent)", after) is not None)


def varied(text: str, data: tuple[Datum, ...], rng: Random) -> str:
    """The text with every datum replaced; equal numbers stay equal."""
    chosen: dict[str, str] = {}
    out, at = [], 0
    for datum in data:
        new = chosen.setdefault(datum.text, _other(datum, rng))
        out += [text[at : datum.start], new]
        at = datum.end
    return "".join([*out, text[at:]])


def _other(datum: Datum, rng: Random) -> str:
    """A number of the same kind: as many decimals, as round, between a third and three times as large."""
    if datum.angle:
        return rng.choice(_ANGLES)
    mark = "," if "," in datum.text else "."
    places = len(datum.text.partition(mark)[2]) if mark in datum.text else 0
    scaled = int(datum.text.replace(mark, ""))
    step = _roundness(scaled, places)
    low, high = max(step, scaled // 3, 2 if scaled > 1 else 1), max(3 * scaled, 0 if places else 9)
    if datum.percent:
        high = min(high, 100 * 10**places - step)
    counts = range(-(-low // step), high // step + 1)
    value = step * rng.choice(counts) if counts else scaled
    if not places:
        return str(value)
    digits = str(value).rjust(places + 1, "0")
    return f"{digits[:-places]}{mark}{digits[-places:]}"


def _roundness(scaled: int, places: int) -> int:
    """How round a whole number is: 5 of a multiple of ten, 50 of one of a hundred; 1 of decimals and small numbers."""
    if places or scaled < 20:
        return 1
    step = 1
    while scaled % (10 * step) == 0:
        step *= 10
    return step // 2 if step > 1 else 5 if scaled % 5 == 0 else 1
