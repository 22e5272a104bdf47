"""Units of motion: how they are written, what they are worth, which ones belong together.

A unit is named by its exact text (`m/s^2`); its dimension is a pair of exponents (length, time).
Promises nothing about units outside motion: those are not found at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

Dimension = tuple[int, int]

LENGTH: Dimension = (1, 0)
TIME: Dimension = (0, 1)
SPEED: Dimension = (1, -1)
ACCELERATION: Dimension = (1, -2)
ANGLE: Dimension = (0, 0)
"""Angles are counted in degrees and have no dimension."""

_LENGTHS = {"km": Fraction(1000), "m": Fraction(1), "cm": Fraction(1, 100), "mm": Fraction(1, 1000)}
_TIMES = {"s": Fraction(1), "min": Fraction(60), "h": Fraction(3600), "d": Fraction(86400)}


def _table() -> dict[str, tuple[Dimension, Fraction]]:
    units: dict[str, tuple[Dimension, Fraction]] = {}
    for length, metres in _LENGTHS.items():
        units[length] = (LENGTH, metres)
        for time, seconds in _TIMES.items():
            units[f"{length}/{time}"] = (SPEED, metres / seconds)
            units[f"{length}/{time}^2"] = (ACCELERATION, metres / seconds**2)
            for other, more in _TIMES.items():
                if other != time:
                    units[f"{length}/({time}*{other})"] = (ACCELERATION, metres / seconds / more)
    units.update({time: (TIME, seconds) for time, seconds in _TIMES.items()})
    units["°"] = (ANGLE, Fraction(1))
    return units


UNITS: Mapping[str, tuple[Dimension, Fraction]] = _table()
"""Exact unit text to (dimension, worth in SI)."""

SYSTEMS: tuple[Mapping[Dimension, str], ...] = (
    {LENGTH: "m", TIME: "s", SPEED: "m/s", ACCELERATION: "m/s^2", ANGLE: "°"},
    {LENGTH: "km", TIME: "h", SPEED: "km/h", ACCELERATION: "km/h^2", ANGLE: "°"},
    {LENGTH: "km", TIME: "s", SPEED: "km/s", ACCELERATION: "km/s^2", ANGLE: "°"},
    {LENGTH: "m", TIME: "min", SPEED: "m/min", ACCELERATION: "m/min^2", ANGLE: "°"},
    {LENGTH: "km", TIME: "min", SPEED: "km/min", ACCELERATION: "km/min^2", ANGLE: "°"},
    {LENGTH: "cm", TIME: "s", SPEED: "cm/s", ACCELERATION: "cm/s^2", ANGLE: "°"},
    {LENGTH: "m", TIME: "h", SPEED: "m/h", ACCELERATION: "m/h^2", ANGLE: "°"},
    {LENGTH: "km", TIME: "d", SPEED: "km/d", ACCELERATION: "km/d^2", ANGLE: "°"},
    {LENGTH: "mm", TIME: "s", SPEED: "mm/s", ACCELERATION: "mm/s^2", ANGLE: "°"},
    {LENGTH: "cm", TIME: "min", SPEED: "cm/min", ACCELERATION: "cm/min^2", ANGLE: "°"},
    {LENGTH: "cm", TIME: "h", SPEED: "cm/h", ACCELERATION: "cm/h^2", ANGLE: "°"},
)
"""Sets of units in which numbers can be put into a formula as they are; SI first."""

SI, ROAD = SYSTEMS[0], SYSTEMS[1]


def dimension(unit: str) -> Dimension:
    """Exponents of length and time. Raises KeyError for a unit not in `UNITS`."""
    return UNITS[unit][0]


def convert(value: Fraction, unit: str, target: str) -> Fraction:
    """The same quantity in another unit of the same dimension."""
    return value * UNITS[unit][1] / UNITS[target][1]


_LENGTH_WORDS = {
    "km": r"kilometros?|kilometers?|kilometres?|kms?|quilometros?",
    "cm": r"centimetros?|centimeters?|centimetres?|cms?",
    "mm": r"milimetros?|millimeters?|millimetres?|mm",
    "m": r"metros?|meters?|metres?|mts?|m",
}
_TIME_WORDS = {
    "min": r"minutos?|minutes?|mins?\.?",
    "s": r"segundos?|seconds?|segs?\.?|secs?\.?|s",
    "h": r"horas?|hours?|hrs?\.?|hs|h",
    "d": r"dias?|days?",
}
_LEN = "|".join(_LENGTH_WORDS.values())
_TIM = "|".join(_TIME_WORDS.values())
_PER = r"\s*(?:/|\bpor\b|\bper\b|\bcada\b|\beach\b|\bevery\b|\ba\b(?=\s+(?:hour|second|minute)))\s*(?:(?:un|una|a|an|one)\s+)?"
_SQUARED = r"\s*(?:\^\s*\(?2\)?|2(?!\d)|\*\*\s*2|al\s+cuadrado|cuadrados?|squared|square)"

UNIT_PATTERN = (
    rf"(?:(?P<short>kmph|kph|kmh|km\.h)(?![a-z])"
    rf"|(?P<len>{_LEN})\s*(?:"
    rf"(?P<neg>\*?\s*(?P<nt>s|h|min)\s*\^\s*\(?-(?P<np>[12])\)?)"
    rf"|{_PER}(?:\((?P<sqt>{_TIM})(?P<sq1>{_SQUARED})\)|(?P<time>{_TIM})(?![a-z])"
    rf"(?:(?P<sq>{_SQUARED})|{_PER}(?P<time2>{_TIM})(?![a-z]))?)"
    rf"|(?![a-z])(?!\s*\^))"
    rf"|(?P<only>{_TIM})(?![a-z])(?!\s*\^))"
)
"""Regular expression of a unit in normalised text (lower case, no accents)."""

_UNIT = re.compile(UNIT_PATTERN)


def _name(text: str, words: Mapping[str, str]) -> str:
    return next(name for name, pattern in words.items() if re.fullmatch(pattern, text))


def unit_of(match: re.Match[str]) -> str:
    """The exact unit of a match of `UNIT_PATTERN`, or "" for a combination that is no unit of motion."""
    if match["short"]:
        return "km/h"
    if match["only"]:
        return _name(match["only"], _TIME_WORDS)
    length = _name(match["len"], _LENGTH_WORDS)
    if match["neg"]:
        return f"{length}/{match['nt']}" + ("^2" if match["np"] == "2" else "")
    if match["sqt"]:
        return f"{length}/{_name(match['sqt'], _TIME_WORDS)}^2"
    if not match["time"]:
        return length
    time = _name(match["time"], _TIME_WORDS)
    if match["sq"]:
        return f"{length}/{time}^2"
    if match["time2"]:
        other = _name(match["time2"], _TIME_WORDS)
        return f"{length}/{time}^2" if other == time else f"{length}/({time}*{other})"
    return f"{length}/{time}"


def read_unit(text: str, at: int = 0) -> tuple[str, int] | None:
    """The unit written at a place of normalised text and where it ends, or None."""
    match = _UNIT.match(text, at)
    return (unit_of(match), match.end()) if match else None
