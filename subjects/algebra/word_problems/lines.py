"""Lines of a student in letters: what is said of a letter, and how a line compares with another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import permutations

from subjects.algebra.polynomial import Poly, poly_of
from subjects.algebra.word_problems.curved import is_curved, sensible
from subjects.algebra.word_problems.setups import subexpressions
from subjects.algebra.word_problems.solving import answers_of, values_of
from subjects.algebra.word_problems.story import Story, value_at
from subjects.expression import Expr, Relation, Sym, children, value
from subjects.nodes import ends
from subjects.problem import Lang
from subjects.tokens import read_number


def parts_of(node: Expr) -> Iterator[Expr]:
    """A tree and every part of it."""
    yield node
    for child in children(node):
        yield from parts_of(child)


def moved_wrongly(before: Relation, wrong: Poly) -> str | None:
    """A term of the line before that kept its sign on the other side, or a number that is off."""
    gap, sides = gap_between(before), [poly_of(side) for side in before.sides]
    if gap is None or gap.letters != wrong.letters:
        return None
    off = wrong - gap
    for side in sides:
        for mono, amount in () if side is None else side.terms:
            if off in (Poly.of({mono: 2 * amount}), Poly.of({mono: -2 * amount})):
                return "sign_on_moving_term"
    return "arithmetic" if not off.letters else None


def isolated(relation: Relation) -> Fraction | None:
    """The number of `x = 12`."""
    left, right = relation.sides[0], relation.sides[-1]
    if isinstance(left, Sym):
        return value(right)
    return value(left) if isinstance(right, Sym) else None


def end_of(relation: Relation | None) -> Fraction | None:
    """The number that a line in one letter to the first degree gives for it."""
    gap = None if relation is None or len(relation.sides) != 2 else gap_between(relation)
    return None if gap is None or len(gap.letters) != 1 else root_of(gap)


def gap_between(relation: Relation) -> Poly | None:
    """Left side minus right side."""
    left, right = poly_of(relation.sides[0]), poly_of(relation.sides[-1])
    return None if left is None or right is None else left - right


def root_of(gap: Poly) -> Fraction | None:
    """The number that makes a polynomial of the first degree zero."""
    lead = next((amount for mono, amount in gap.terms if mono), None) if gap.degree < 2 else None
    return None if lead is None else -gap.amount() / lead


def scaled(gap: Poly) -> Poly:
    """With the first coefficient 1: the same for every multiple of a line."""
    return gap.scaled(1 / gap.terms[0][1]) if gap.terms else gap


def orders(gap: Poly, letters: Sequence[str]) -> list[dict[str, str]]:
    """The letters of a line as letters of the story, in every way; its own names first."""
    mine = sorted(gap.letters)
    if len(mine) > len(letters) or len(mine) > 3:
        return []
    found = [dict(zip(mine, picked, strict=True)) for picked in permutations(letters, len(mine))]
    return sorted(found, key=lambda order: sum(one != two for one, two in order.items()))


def renamed(gap: Poly, order: dict[str, str]) -> Poly:
    """With other names for the letters."""
    return Poly.of(
        {tuple(sorted((order[name], power) for name, power in mono)): amount for mono, amount in gap.terms}
    )


@lru_cache(maxsize=1024)
def related(story: Story) -> frozenset[Fraction]:
    """The numbers that a student's letter may stand for: every part of the equations, and what is asked."""
    values = values_of(story)
    every = sensible(story) if is_curved(story) else (values,)
    found = {
        amount
        for each in every
        for node in subexpressions(story)
        if (amount := value_at(node, each)) is not None
    }
    found |= set(answers_of(story).values()) | set(values.values())
    return frozenset(found)


_PER_HOUR = {"min": 60, "h": 1}
_HOURS_MINUTES = re.compile(
    r"(?i)(\d+) ?(?:h|horas?|hours?)\b,? ?(?:y|and|con)? ?(\d+) ?(?:min(?:utos?|utes?)?\b|')"
)
_TIME = re.compile(r"(?i)\b(\d+(?:[.,]\d+)?|\d+/\d+) ?(h|horas?|hours?|min(?:utos?|utes?)?)\b")


def in_unit(text: str, unit: str, lang: Lang) -> str:
    """Times in hours and minutes as times in the unit of the story, exact: `2 h 40 min` as `8/3 h`."""
    if unit not in _PER_HOUR:
        return text
    text = _HOURS_MINUTES.sub(lambda found: f"{Fraction(int(found[1]) * 60 + int(found[2]))} min", text)

    def told(found: re.Match[str]) -> str:
        own = "min" if found[2].lower().startswith("m") else "h"
        amount = Fraction(found[1]) if "/" in found[1] else (read_number(found[1], lang) or (None,))[0]
        if own == unit or amount is None:
            return found.group()
        return f"{amount * _PER_HOUR[unit] / _PER_HOUR[own]} {unit}"

    return _TIME.sub(told, text)


def rounds_to(stated: Fraction | None, right: Fraction) -> bool:
    """Whether a decimal of two places or more is a number without an end, rounded: `2.67` for 8/3."""
    if stated is None or ends(right) or not ends(stated):
        return False
    places = next((n for n in range(2, 7) if (stated * 10**n).denominator == 1), 0)
    return places > 0 and (stated * 10).denominator > 1 and abs(stated - right) * 10**places * 2 <= 1
