"""Numbers as a class writes them: reading with decimal comma, point or powers of ten, and rounding for
display.

Data keep every figure that they came with (`exact`). Results are shown with four significant figures (`result`):
as many as the data of a school problem, which bring two to four, and never fewer than the three that a class hands
in, so that a result which is carried on keeps its third figure. Nothing is computed with a rounded value, and the
`answer` of a solution holds six figures.

Exact strings carry a point and `10**n`; `localise` turns them into what a student sees.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from subjects.problem import Lang

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
NUMBER = (
    r"(?:\d{1,3}(?:[  ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
    r"(?:\s*(?:[·*×x]|\\cdot|\\times)\s*10\s*(?:\^|\*\*)\s*\{?\s*\(?[+-]?\d{1,3}\)?\}?|[eE][+-]?\d{1,3}(?![\d.,]))?"
)
"""A number in a text that went through `formula.plain` (superscripts already written with `^`)."""
_POWER = re.compile(
    r"^(?P<base>.*?)(?:\s*(?:[·*×x]|\\cdot|\\times)\s*10\s*(?:\^|\*\*)\s*\{?\s*\(?(?P<power>[+-]?\d{1,3})\)?\}?"
    r"|[eE](?P<exp>[+-]?\d{1,3}))$"
)


@lru_cache(maxsize=4096)
def read_number(text: str) -> Fraction | None:
    """The exact value of one number as `NUMBER` matches it, or None."""
    power = 0
    found = _POWER.match(text)
    if found:
        power = int(found["power"] or found["exp"])
        text = found["base"]
    if abs(power) > 60:
        return None
    digits = text.replace(" ", "").replace(" ", "").replace(",", ".")
    if digits.count(".") > 1 or len(digits) > 40:
        return None
    try:
        return Fraction(digits) * Fraction(10) ** power
    except (ValueError, ZeroDivisionError):
        return None


GROUPED = re.compile(r"(?<![\d.,])(?!0)(\d{1,3})((?:[.,]\d{3})+)(?![\d.,]*\d)(?!\s*(?:[·*×x]|e[+-]?\d))")
"""A number that may be written with marks for the thousands."""


def ungroup(text: str, mark: str = ".,") -> str:
    """The text with every mark that may stand for thousands left out; a single mark only when it is one of `mark`."""
    return GROUPED.sub(
        lambda found: found[0] if len(found[2]) == 4 and found[2][0] not in mark else re.sub(r"[.,]", "", found[0]),
        text,
    )


def quantum(text: str) -> Fraction:
    """Half a unit of the last digit that a number is written with: "0,56" gives 0.005."""
    found = _POWER.match(text)
    power = int(found["power"] or found["exp"]) if found else 0
    digits = (found["base"] if found else text).replace(",", ".")
    decimals = len(digits.split(".")[1]) if "." in digits else 0
    return Fraction(10) ** (power - decimals) / 2


def significant(text: str) -> int:
    """How many significant digits a number is written with (zeros at the end of a whole number count)."""
    found = _POWER.match(text)
    digits = re.sub(r"\D", "", found["base"] if found else text)
    return len(digits.lstrip("0"))


@lru_cache(maxsize=65536)
def exact(value: Fraction) -> str:
    """A given value as an exact string: up to four decimals as they are, otherwise as `result`."""
    if value and 10**7 > abs(value) >= Fraction(1, 1000):
        tenthousand = value * 10000
        if tenthousand.denominator == 1:
            return _decimal(tenthousand.numerator, 4)
    return result(value)


@lru_cache(maxsize=65536)
def result(value: Fraction) -> str:
    """A computed value as an exact string: four significant digits, whole numbers and up to two decimals as they
    are; powers of ten from ten millions on and below a thousandth."""
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 10**7 or size < Fraction(1, 1000):
        return _scientific(value)
    hundred = value * 100
    if hundred.denominator == 1:
        return _decimal(hundred.numerator, 2)
    whole = len(str(int(size))) if size >= 1 else 0
    places = (2 if whole < 4 else 1) if whole > 1 else 4 - whole if whole else 4 + _leading_zeros(size)
    return _decimal(_round(value * 10**places), places)


def rounded(value: Fraction) -> Fraction:
    """The value as `result` writes it."""
    written = result(value)
    if "**" in written:
        base, power = written.split("*10**")
        return Fraction(base) * Fraction(10) ** int(power)
    return Fraction(written)


def _leading_zeros(size: Fraction) -> int:
    zeros = 0
    while size * 10 < 1:
        size *= 10
        zeros += 1
    return zeros


def _round(value: Fraction) -> int:
    double = value * 2
    sign = -1 if double < 0 else 1
    return sign * ((abs(double.numerator) // double.denominator + 1) // 2)


def _decimal(scaled: int, places: int) -> str:
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    whole, rest = digits[:-places], digits[-places:].rstrip("0")
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _scientific(value: Fraction) -> str:
    power = 0
    size = abs(value)
    while size >= 10:
        size /= 10
        power += 1
    while size < 1:
        size *= 10
        power -= 1
    scaled = _round(size * 1000)
    if scaled >= 10000:
        scaled, power = 1000, power + 1
    sign = "-" if value < 0 else ""
    return f"{sign}{_decimal(scaled, 3)}*10**{power}"


_EXACT_POWER = re.compile(r"\*10\*\*(-?\d+)")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")


def localise(text: str, lang: Lang) -> str:
    """Exact notation as a class writes it: decimal comma in Spanish, `·` for products, raised powers of
    ten."""
    text = _EXACT_POWER.sub(lambda found: "·10" + found[1].translate(RAISED), text)
    text = text.replace("->", "→").replace(" * ", " · ").replace("*", "·")
    return _POINT.sub(",", text) if lang == "es" else text
