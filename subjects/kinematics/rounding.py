"""How a class rounds, both in what the tutor writes and in what it takes from a student.

Written: whole numbers, and decimals that end within one figure more than the result may have, stand in full. Any other
result has as many significant figures as the least precise datum of the text, at least three and at most four; a number
that a later step calculates with keeps one figure more. The answer itself stays exact until it is written.

Taken: the exact number; its rounding to three figures or more (also 1430 for 1428.6); its rounding to two where it has
more than three, since school data seldom have more; what follows from numbers on the way that were rounded so. A number
that has three figures at most needs no rounding and is written in full. Anything coarser is told apart as `coarse`.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from subjects.kinematics.motion import Motion
from subjects.kinematics.notation import decimal

LEAST, MOST = 3, 4
_ENDLESS = 99
_PLACES = 12


def significant(value: Fraction) -> int:
    """The significant figures of a number that ends within twelve decimals (zeros at its end not counted)."""
    scaled = abs(value) * 10**_PLACES
    if scaled.denominator != 1:
        return _ENDLESS
    return len(str(scaled.numerator).rstrip("0")) or 1


def figures_of(motion: Motion) -> int:
    """The figures of a result: those of the least precise datum, between three and four."""
    told = [significant(given.value) for given in motion.givens if given.source == "text" and given.value]
    return max(LEAST, min([*told, MOST]))


def rounded(value: Fraction, figures: int) -> Fraction:
    """The number as a class writes it, halves upwards."""
    if value.denominator == 1 or significant(value) <= figures + 1:
        return value
    return nearest(value, figures)


def nearest(value: Fraction, figures: int) -> Fraction:
    """The number with that many significant figures that is nearest, halves away from zero."""
    step = Fraction(10) ** (_size(value) - figures)
    return (1 if value > 0 else -1) * floor(abs(value) / step + Fraction(1, 2)) * step


def written(value: Fraction, figures: int) -> str:
    """The same as exact text."""
    near = rounded(value, figures)
    if near.denominator == 1 or not Fraction(1, 1000) <= abs(near) < 10**9:
        return decimal(near, figures)
    whole, part = divmod(round(abs(near) * 10**_PLACES), 10**_PLACES)
    return f"{'-' if near < 0 else ''}{whole}.{part:0{_PLACES}d}".rstrip("0")


def _size(value: Fraction) -> int:
    """Figures before the decimal point; 0 for 0.5, -1 for 0.05."""
    value, count = abs(value), 0
    while value >= 1:
        value, count = value / 10, count + 1
    while 0 < value * 10 < 1:
        value, count = value * 10, count - 1
    return count


def rounds_to(exact: Fraction, number: Fraction, decimals: int, fewest: int = LEAST) -> bool:
    """Whether a number with so many decimals (fewer than none: so many places before the point are not told) is the exact
    one or its rounding. `fewest`: figures that it must have unless it is within 1%."""
    if exact == number:
        return True
    if not exact or _needs_none(exact) or exact * number <= 0:
        return False
    error, step = abs(exact - number), Fraction(10) ** -decimals
    if error * 2 <= step * Fraction(1001, 1000):
        return error * 100 <= abs(exact) or abs(number) / step >= 10 ** (fewest - 1)
    if number.denominator == 1 and number in (nearest(exact, figures) for figures in (LEAST, MOST, MOST + 1)):
        return True
    return significant(exact) > MOST and error < step and error * 300 <= abs(exact)


def _needs_none(exact: Fraction) -> bool:
    """Three figures at most, four in a whole number: such a number is written in full."""
    return significant(exact) <= (MOST if exact.denominator == 1 else LEAST)


def coarse(exact: Fraction, number: Fraction, decimals: int) -> bool:
    """Whether a number that does not count as right is the exact one rounded too far, or at the last figure the wrong
    way."""
    if not exact or exact * number <= 0 or exact == number:
        return False
    error = abs(exact - number)
    if error * 4 > abs(exact):
        return False
    step = Fraction(10) ** -decimals
    turned = exact.denominator != 1 and error < step and error * 10 <= abs(exact)
    if turned or error * 2 <= step:
        return True
    whole = number.denominator == 1 and not decimals and not _needs_none(exact)
    return whole and number in (nearest(exact, figures) for figures in (1, 2))
