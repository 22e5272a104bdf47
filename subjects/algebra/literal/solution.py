"""A formula solved: its stages, the expressions of the letter, and what an equation is worth against them.

Expressions are compared by their exact polynomials; where a root occurs, by their values at several places.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from subjects.algebra.literal.isolate import Stage, in_place, other_root, read_line, stages_of, trace
from subjects.algebra.literal.parse import Formula
from subjects.expression import Add, Div, Expr, Func, Mul, Neg, Num, Pow, Relation, Sym, exact, symbols_of

_PLACES = (
    (1.37, 2.91, 0.73, 3.19, 1.83, 2.47, 0.91, 3.67, 1.13),
    (3.31, 1.27, 2.69, 0.83, 3.53, 1.61, 2.21, 0.67, 1.97),
    (0.59, 3.83, 1.73, 2.33, 0.97, 3.07, 1.51, 2.87, 0.79),
    (2.03, 0.61, 3.41, 1.09, 2.77, 0.89, 3.29, 1.43, 2.53),
)
Place = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Solved:
    """`roots`: the expressions of the letter, two where a root has both signs."""

    data: Formula
    stages: tuple[Stage, ...]
    roots: tuple[Expr, ...]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The solutions as exact strings."""
        return [{self.data.unknown: exact(root)} for root in self.roots]


@lru_cache(maxsize=1024)
def solved(data: Formula) -> Solved | None:
    """None where no way is known, or the result does not verify."""
    stages = stages_of(data.equation, data.unknown, data.positive)
    node = read_line(data.equation)
    if not stages or node is None:
        return None
    second = other_root(stages)
    roots = (stages[-1].after.sides[1], *(() if second is None else (second,)))
    done = Solved(data, in_place(stages), roots)
    if not done.stages:
        return None
    return done if all(holds(node, root, data.unknown) for root in roots) else None


def number_at(node: Expr, place: Place) -> complex | None:
    """The value of an expression at a place; None where it has none."""
    try:
        return _number(node, place)
    except (ZeroDivisionError, OverflowError, KeyError, ValueError):
        return None


def _number(node: Expr, place: Place) -> complex:
    if isinstance(node, Num):
        return complex(float(node.value))
    if isinstance(node, Sym):
        return complex(place[node.name])
    if isinstance(node, Neg):
        return -_number(node.arg, place)
    if isinstance(node, Add):
        return sum((_number(term, place) for term in node.terms), 0j)
    if isinstance(node, Mul):
        total = 1 + 0j
        for factor in node.factors:
            total *= _number(factor, place)
        return total
    if isinstance(node, Div):
        return _number(node.top, place) / _number(node.bottom, place)
    if isinstance(node, Pow):
        return _number(node.base, place) ** _number(node.exponent, place)
    assert isinstance(node, Func)  # noqa: S101 - the last kind of expression
    inner = _number(node.arg, place)
    return complex(abs(inner)) if node.name == "abs" else inner**0.5


def places(letters: Sequence[str]) -> list[dict[str, float]]:
    """Numbers for letters, several times."""
    names = sorted(letters)
    return [{name: row[at % len(row)] + at // len(row) for at, name in enumerate(names)} for row in _PLACES]


def close(one: complex | None, two: complex | None) -> bool | None:
    """Whether two values agree; None where one of them is missing."""
    if one is None or two is None:
        return None
    return abs(one - two) <= 1e-9 * max(1.0, abs(one), abs(two))


def same(one: Expr, two: Expr) -> bool | None:
    """Whether two expressions agree in all their letters."""
    letters = symbols_of(one) | symbols_of(two)
    found = [close(number_at(one, place), number_at(two, place)) for place in places(sorted(letters))]
    known = [each for each in found if each is not None]
    return all(known) if len(known) >= 2 else None


def holds(line: Relation, root: Expr, name: str) -> bool | None:
    """Whether an equation is true when the letter is an expression of the others."""
    letters = (symbols_of(line) | symbols_of(root)) - {name}
    found: list[bool] = []
    for place in places(sorted(letters)):
        amount = number_at(root, place)
        if amount is None:
            continue
        put: dict[str, complex] = {**place, name: amount}
        sides = [number_at(side, put) for side in line.sides]  # type: ignore[arg-type]
        for one, two in itertools.pairwise(sides):
            agrees = close(one, two)
            if agrees is not None:
                found.append(agrees)
    return all(found) if len(found) >= 2 else None


def root_of(line: Relation, name: str) -> Expr | None:
    """What a letter is by an equation; None where it cannot be isolated."""
    chain = trace(line, name, True)
    if chain is None:
        return None
    return chain[-1].after.sides[1] if chain else line.sides[1]
