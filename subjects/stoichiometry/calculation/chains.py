"""Reactions one after the other: a product of each is a reactant of the next, and all of it is used up.

The sum of the equations is the reaction of the problem. A chain that is not sure, because two substances link the same
reactions, is none.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.reaction import Reaction

_LONGEST = 5


def overall(steps: tuple[Reaction, ...]) -> Reaction | None:
    """The sum of balanced reactions without what they hand on, or None."""
    if not 2 <= len(steps) <= _LONGEST or any(not reactions.is_balanced(step) for step in steps):
        return None
    total: dict[Species, Fraction] = {}
    size = Fraction(1)
    for before, step in zip((None, *steps), steps, strict=False):
        if before is not None:
            link = set(before.right) & set(step.left)
            if len(link) != 1:
                return None
            shared = link.pop()
            size = size * before.coefficient_on(shared, left=False) / step.coefficient_on(shared, left=True)
        for index, (s, n) in enumerate(zip(step.species, step.coefficients, strict=True)):
            total[s] = total.get(s, Fraction(0)) + (-n if index < len(step.left) else n) * size
    return _written(steps, total)


def links(steps: tuple[Reaction, ...]) -> tuple[Species, ...]:
    """What each reaction hands on to the next."""
    return tuple(s for one, other in pairwise(steps) for s in one.right if s in other.left)


def doubtful(steps: tuple[Reaction, ...]) -> set[str]:
    """What is used by one reaction and made by another without being handed on: the sum does not tell how much."""
    passed = set(links(steps))
    used = {s for step in steps for s in step.left}
    return {s.formula for step in steps for s in step.right if s in used and s not in passed}


def _written(steps: tuple[Reaction, ...], total: dict[Species, Fraction]) -> Reaction | None:
    """The sum with whole coefficients; None when something handed on is not used up."""
    if any(total[s] for s in links(steps)):
        return None
    left = tuple(s for s, n in total.items() if n < 0)
    right = tuple(s for s, n in total.items() if n > 0)
    scale = lcm(*(n.denominator for n in total.values()))
    whole = [abs(int(total[s] * scale)) for s in (*left, *right)]
    divisor = gcd(*whole)
    found = Reaction(left, right, tuple(n // divisor for n in whole))
    return found if left and right and reactions.is_balanced(found) else None


def balanced(steps: tuple[Reaction, ...]) -> tuple[Reaction, ...] | None:
    """Every reaction with its coefficients, or None when one has not exactly one balance."""
    found = [step if reactions.is_balanced(step) else reactions.balance(step.skeleton) for step in steps]
    return None if any(isinstance(one, str) for one in found) else tuple(r for r in found if isinstance(r, Reaction))
