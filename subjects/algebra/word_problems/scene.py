"""The scene of a story while it is read: its quantities by name, and the trees they are put together into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from subjects.algebra.word_problems.story import LETTERS, Unread
from subjects.expression import Add, Expr, Mul, Neg, Num, Pow, Sym, number
from subjects.problem import Lang
from subjects.tokens import read_number

Equation = tuple[Expr, Expr]


@dataclass(slots=True)
class Scene:
    """What the story speaks of so far. `nodes` are the quantities by name; a consecutive number is no letter of its own."""

    kind: str = "numbers"
    names: list[str] = field(default_factory=list)
    nodes: dict[str, Expr] = field(default_factory=dict)
    unit: str = ""
    closed: bool = False
    perimeter: Expr | None = None
    area: Expr | None = None
    subject: str = ""
    object: str = ""
    moment: Expr | None = None
    shifts: list[int] = field(default_factory=list)
    order: list[tuple[str, str]] = field(default_factory=list)
    timed: bool = False

    def entity(self, name: str) -> Expr:
        """The quantity of a name, new where the scene is open."""
        for known in self.nodes:
            if known.lower() == name.lower():
                name = known
        if name not in self.nodes:
            if self.closed or len(self.names) >= 4:
                raise Unread("not_understood", name)
            self.nodes[name] = Sym(LETTERS[len(self.names)])
            self.names.append(name)
        self.object = name
        if not self.subject:
            self.subject = name
        return self.nodes[name]

    def place(self, at: int) -> Expr:
        """The first, second … quantity."""
        if at >= len(self.nodes):
            raise Unread("not_understood", "order")
        name = list(self.nodes)[at]
        self.object = name
        return self.nodes[name]

    def other(self) -> Expr:
        """Of two, the one that was not named last."""
        rest = [name for name in self.nodes if name != self.subject]
        if len(self.nodes) != 2 or len(rest) != 1:
            raise Unread("not_understood", "other")
        return self.nodes[rest[0]]


def added(terms: Sequence[Expr]) -> Expr:
    """A sum without brackets in it."""
    flat = [inner for term in terms for inner in (term.terms if isinstance(term, Add) else (term,))]
    kept = [term for term in flat if term != Num(Fraction(0))]
    if not kept:
        return Num(Fraction(0))
    return kept[0] if len(kept) == 1 else Add(tuple(kept))


def multiplied(one: Expr, two: Expr) -> Expr:
    """The product of two quantities, or the square of one."""
    return Pow(one, Num(Fraction(2))) if one == two else Mul((one, two))


def less(term: Expr) -> Expr:
    """Minus a term."""
    return term.arg if isinstance(term, Neg) else Neg(term)


def times(factor: Fraction, node: Expr) -> Expr:
    """A factor before a quantity."""
    return node if factor == 1 else Mul((number(factor), node))


def figure_of(text: str, lang: Lang) -> Fraction:
    """A number in figures; 0 for what is none."""
    found = read_number(text, lang)
    return Fraction(0) if found is None else found[0]
