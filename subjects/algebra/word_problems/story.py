"""A story as quantities with names, equations between them, and what is asked: the payload of a word problem."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from subjects.algebra.polynomial import poly_of
from subjects.expression import Expr, Relation, exact

LETTERS = ("x", "y", "z", "w", "v", "u")


@dataclass(frozen=True, slots=True)
class Story:
    """In exact strings. `names[i]` is what the letter `LETTERS[i]` stands for; `equations` are in those letters.

    `asked` pairs the key of each asked quantity with its expression in the letters; `unit` is theirs ("" for plain
    numbers). `whole`: only whole numbers make sense; `positive`: no negative ones do.
    """

    scene: str
    names: tuple[str, ...]
    equations: tuple[str, ...]
    asked: tuple[tuple[str, str], ...]
    unit: str = ""
    whole: bool = False
    positive: bool = True
    order: tuple[tuple[str, str], ...] = ()
    shifts: tuple[int, ...] = ()


class Unread(Exception):
    """A part of the story that is not understood; never leaves this package."""

    def __init__(self, why: str, detail: str = "") -> None:
        self.why = why
        self.detail = detail


def solved(equations: tuple[Relation, ...], letters: tuple[str, ...]) -> dict[str, Fraction] | None:
    """The one solution of linear equations; None where there is none, many, or one is not linear."""
    rows: list[list[Fraction]] = []
    for relation in equations:
        left, right = (poly_of(side) for side in relation.sides)
        if left is None or right is None:
            return None
        gap = left - right
        if gap.degree > 1 or gap.letters - set(letters):
            return None
        rows.append([*(gap.amount(((name, 1),)) for name in letters), -gap.amount()])
    return _eliminated(rows, letters)


def _eliminated(rows: list[list[Fraction]], letters: tuple[str, ...]) -> dict[str, Fraction] | None:
    size = len(letters)
    done = 0
    for column in range(size):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            return None
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][column]
        rows[done] = [each / lead for each in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                factor = row[column]
                rows[at] = [a - factor * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    if any(row[size] for row in rows[done:]):
        return None
    return {name: rows[at][size] for at, name in enumerate(letters)}


def text_of(left: Expr, right: Expr) -> str:
    """An equation as an exact string."""
    return exact(Relation(("=",), (left, right)))


def value_at(node: Expr, values: dict[str, Fraction]) -> Fraction | None:
    """The number of a linear expression at the solution."""
    poly = poly_of(node)
    return None if poly is None else poly.at(values).number()
