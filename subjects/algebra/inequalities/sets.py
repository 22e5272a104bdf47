"""Sets of real numbers that inequalities in one unknown have as solutions: unions of intervals with exact ends.

A condition is an `or` of `and`s of relations. It is solved by the points where a relation can change, and by trying
one number between each two of them, exactly. What has roots that cannot be found exactly is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise, product
from math import floor

from subjects.algebra.polynomial import ratio_of
from subjects.algebra.surds import Surd, less, node_of, ordered, roots_of, surd, surd_of
from subjects.expression import Add, Expr, Func, Neg, children, exact, symbols_of
from subjects.nodes import Div, Mul, Pow

Atom = tuple[str, Expr, Expr]
"""Sign, left and right side."""
Condition = tuple[tuple[Atom, ...], ...]
"""Any of these, each all of those."""
MOST_ROOTS = 14


@dataclass(frozen=True, slots=True)
class Interval:
    """Ends (None is infinite) and whether they belong to it; a point has equal ends."""

    low: Surd | None
    high: Surd | None
    low_in: bool = False
    high_in: bool = False


RealSet = tuple[Interval, ...]
ALL: RealSet = (Interval(None, None),)
NONE: RealSet = ()
TESTS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0), "=": (0,), "!=": (-1, 1)}


def unknown_of(condition: Condition) -> str | None:
    """The one letter of a condition."""
    letters = frozenset().union(
        *(symbols_of(side) for group in condition for _, *sides in group for side in sides)
    )
    return next(iter(letters)) if len(letters) == 1 else None


@lru_cache(maxsize=2048)
def solve_condition(condition: Condition) -> RealSet | None:
    """The numbers for which a condition holds; None where its changes cannot all be found."""
    name = unknown_of(condition)
    if name is None:
        return None
    points: list[Surd] = []
    for group in condition:
        for _, left, right in group:
            found = changes(left, right, name)
            if found is None:
                return None
            points += found
    places = ordered(points)
    if len(places) > MOST_ROOTS:
        return None
    return _joined(places, lambda place: _true(condition, name, place))


def changes(left: Expr, right: Expr, name: str) -> list[Surd] | None:
    """Where left - right can change its sign: zeros, poles, and zeros inside absolute values."""
    inside = list(dict.fromkeys([*_absolutes(left), *_absolutes(right)]))
    if len(inside) > 3:
        return None
    out: list[Surd] = []
    for arg in inside:
        found = _zeros(arg, name)
        if found is None:
            return None
        out += found
    for signs in product((1, -1), repeat=len(inside)):
        choice = dict(zip(inside, signs, strict=True))
        found = _zeros(Add((_chosen(left, choice), Neg(_chosen(right, choice)))), name)
        if found is None:
            return None
        out += found
    return out


def _absolutes(node: Expr) -> list[Expr]:
    here = [node.arg] if isinstance(node, Func) and node.name == "abs" else []
    return here + [arg for child in children(node) for arg in _absolutes(child)]


def _chosen(node: Expr, choice: dict[Expr, int]) -> Expr:
    if isinstance(node, Func) and node.name == "abs":
        inner = _chosen(node.arg, choice)
        return inner if choice[node.arg] > 0 else Neg(inner)
    parts = tuple(_chosen(child, choice) for child in children(node))
    if isinstance(node, Add):
        return Add(parts)
    if isinstance(node, Mul):
        return Mul(parts)
    if isinstance(node, Div):
        return Div(*parts)
    if isinstance(node, Pow):
        return Pow(*parts)
    return Neg(parts[0]) if isinstance(node, Neg) else node


def _zeros(node: Expr, name: str) -> list[Surd] | None:
    ratio = ratio_of(node)
    if ratio is None or any(part.letters - {name} for part in ratio):
        return None
    out: list[Surd] = []
    for part in ratio:
        if part.letters:
            found = roots_of(part.coefficients(name))
            if found is None:
                return None
            out += found
    return out


def _true(condition: Condition, name: str, place: Surd) -> bool:
    return any(all(_atom(atom, name, place) for atom in group) for group in condition)


def _atom(atom: Atom, name: str, place: Surd) -> bool:
    left, right = (surd_of(side, {name: place}) for side in atom[1:])
    if left is None or right is None:
        return False
    order = -1 if less(left, right) else int(less(right, left))
    return order in TESTS[atom[0]]


def _joined(places: Sequence[Surd], true: object) -> RealSet:
    """Intervals from what is true at the places and between them."""
    at = [true(place) for place in places]  # type: ignore[operator]
    between = [true(sample) for sample in _samples(places)]  # type: ignore[operator]
    out: list[Interval] = []
    for index, holds in enumerate(between):
        low = places[index - 1] if index else None
        high = places[index] if index < len(places) else None
        if holds:
            low_in = bool(index) and at[index - 1]
            last = out[-1] if out else None
            if last is not None and low_in and last.high == low and last.high_in:
                out[-1] = Interval(last.low, high, last.low_in, high is not None and at[index])
            else:
                out.append(Interval(low, high, low_in, high is not None and at[index]))
        elif high is not None and at[index] and not between[index + 1]:
            out.append(Interval(high, high, True, True))
    return tuple(out)


def _samples(places: Sequence[Surd]) -> list[Surd]:
    if not places:
        return [surd(0)]
    inner = [surd(_rational_between(one, two)) for one, two in pairwise(places)]
    return [surd(floor(places[0].near()) - 1), *inner, surd(floor(places[-1].near()) + 2)]


def _rational_between(one: Surd, two: Surd) -> Fraction:
    if one.rational is not None and two.rational is not None:
        return (one.rational + two.rational) / 2
    return Fraction((one.near() + two.near()) / 2).limit_denominator(10**6)


def text_of(found: RealSet, name: str) -> str:
    """The exact string of a set: `x <= -4 or x >= 8`, `-1 < x and x < 4`, `x = 2`."""
    return " or ".join(_interval_text(interval, name) for interval in found)


def _interval_text(interval: Interval, name: str) -> str:
    low = None if interval.low is None else exact(node_of(interval.low))
    high = None if interval.high is None else exact(node_of(interval.high))
    if interval.low is not None and interval.low == interval.high:
        return f"{name} = {low}"
    below, above = "<=" if interval.low_in else "<", "<=" if interval.high_in else "<"
    if low is None:
        return f"{name} {above} {high}"
    if high is None:
        return f"{name} {'>=' if interval.low_in else '>'} {low}"
    return f"{low} {below} {name} and {name} {above} {high}"


def ends_of(found: RealSet) -> tuple[Surd, ...]:
    """All finite ends, in order."""
    return ordered([end for each in found for end in (each.low, each.high) if end is not None])


def open_ends(found: RealSet) -> tuple[tuple[Surd | None, Surd | None], ...]:
    """The intervals without regard to which ends belong to them, points left out."""
    return tuple((each.low, each.high) for each in found if each.low is None or each.low != each.high)


def contains(found: RealSet, place: Surd) -> bool:
    """Whether a number belongs to the set."""
    for each in found:
        above = each.low is None or less(each.low, place) or (each.low_in and each.low == place)
        below = each.high is None or less(place, each.high) or (each.high_in and each.high == place)
        if above and below:
            return True
    return False


def combined(sets: Sequence[RealSet], every: bool) -> RealSet:
    """The intersection (`every`) or the union of some sets."""
    places = ordered([end for each in sets for end in ends_of(each)])
    test = all if every else any
    return _joined(places, lambda place: test(contains(each, place) for each in sets))


def mirrored(found: RealSet) -> RealSet:
    """The complement."""
    return _joined(ends_of(found), lambda place: not contains(found, place))
