"""What an expression is asked for, and one stage of the work on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from subjects.algebra.polynomial import Ratio, ratio_of
from subjects.expression import Expr, Relation, read
from subjects.problem import Unsolved

Act = Literal["expansion", "factorization", "algebraic_fraction", "polynomial_division", "numeric_value"]
Wanted = Literal["both", "quotient", "remainder", "value"]


@dataclass(frozen=True, slots=True)
class Task:
    """The payload of a problem, in exact strings.

    `expression` is what is worked on; of a division it is the quotient as written. `wanted` tells what of a division is
    asked for (`value`: the division itself). `values` are the numbers put for letters, `names` what `P`, `Q` stand for.
    """

    act: Act
    expression: str
    wanted: Wanted = "value"
    values: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    @property
    def node(self) -> Expr:
        """The tree of the expression."""
        return node_of(self.expression)


@dataclass(frozen=True, slots=True)
class Stage:
    """One rule applied once: the trees before and after, and the part that it works on."""

    rule: str
    before: Expr
    after: Expr
    part: Expr | None = None
    slots: tuple[tuple[str, Expr], ...] = field(default_factory=tuple)


@lru_cache(maxsize=4096)
def node_of(text: str) -> Expr:
    """The tree of an exact string of our own; raises ValueError for any other text."""
    node = read(text)
    if isinstance(node, Unsolved | Relation):
        raise ValueError(text)
    return node


@lru_cache(maxsize=8192)
def ratio(node: Expr) -> Ratio | None:
    """The quotient of polynomials that a tree is; None where it is none or too large."""
    return ratio_of(node)
