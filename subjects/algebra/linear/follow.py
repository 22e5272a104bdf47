"""Whether a line follows from others where the solution alone cannot tell.

Any two contradictions have the same (empty) solution, so `2x + 1 = 2x + 5` would pass for a line of
`2(x + 1) = 2x + 5`. A right line adds the same to both sides of one before it, or multiplies it as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from subjects.algebra.linear.line import Form, Line, forms, root


def follows(line: Line, known: Iterable[Line]) -> bool:
    """For a line without solution: one of the known ones gives it by moving terms or by scaling."""
    return any(_from(line, other) for other in known if root(other) == "none")


def _from(line: Line, other: Line) -> bool:
    mine, theirs = forms(line), forms(other)
    if not _has_unknown(mine) and abs(_gap(mine)) == 1 and 0 in (mine[0][1], mine[1][1]):
        return True  # `0 = 3` divided by 3
    return abs(_gap(mine)) == abs(_gap(theirs)) or _scaled(mine, theirs) or _scaled(mine, theirs[::-1])


def _has_unknown(two: tuple[Form, Form]) -> bool:
    return bool(two[0][0] or two[1][0])


def _gap(two: tuple[Form, Form]) -> Fraction:
    return two[0][1] - two[1][1]


def _scaled(mine: tuple[Form, ...], theirs: tuple[Form, ...]) -> bool:
    """Every number is the same multiple; a bare `a = b` must not be stretched to fit."""
    ones, twos = [*mine[0], *mine[1]], [*theirs[0], *theirs[1]]
    ratios = {one / two for one, two in zip(ones, twos, strict=True) if two}
    zeros = all(not one for one, two in zip(ones, twos, strict=True) if not two)
    return zeros and len(ratios) == 1 and 0 not in ratios and sum(map(bool, twos)) > 1
