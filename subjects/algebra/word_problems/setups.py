"""Wrong ways to set up a story, each as a transform of its right equations."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.polynomial import Poly, poly_of
from subjects.algebra.word_problems.curved import is_curved
from subjects.algebra.word_problems.scene import added, less, times
from subjects.algebra.word_problems.solving import expressed, gap_of, letters_of, put, relations_of
from subjects.algebra.word_problems.story import Story, solved
from subjects.expression import Add, Expr, Mul, Neg, Num, Pow, Relation, Sym, children, symbols_of, value

Wrong = tuple[str, int, Relation]
"""Misconception, which equation it spoils, what it becomes."""


@lru_cache(maxsize=1024)
def wrong_setups(story: Story) -> tuple[Wrong, ...]:
    """Every wrong equation that a known misconception makes of one equation."""
    out: list[Wrong] = []
    for at, relation in enumerate(relations_of(story)):
        for name, left, right in _spoiled(story, *relation.sides):
            out.append((name, at, Relation(("=",), (left, right))))
    return tuple(out)


@lru_cache(maxsize=1024)
def wrong_solutions(story: Story) -> tuple[tuple[str, dict[str, Fraction]], ...]:
    """What each wrong set-up leads to when the rest is right."""
    out = []
    for name, at, wrong in wrong_setups(story):
        relations = list(relations_of(story))
        relations[at] = wrong
        found = solved(tuple(relations), letters_of(story))
        if found is not None:
            out.append((name, found))
    return tuple(out)


@lru_cache(maxsize=1024)
def wrong_single(story: Story) -> tuple[tuple[str, frozenset[Poly]], ...]:
    """The two sides of every wrong equation with one letter in the place of all, written as `x`."""
    letters = letters_of(story)
    out: list[tuple[str, frozenset[Poly]]] = []
    for name, at, wrong in wrong_setups(story):
        sides = [poly_of(side) for side in wrong.sides]
        rest = [gap_of(relation) for place, relation in enumerate(relations_of(story)) if place != at]
        for base in letters:
            others = [letter for letter in letters if letter != base]
            if len(rest) < len(others) or None in sides or None in rest:
                continue
            given = expressed([gap for gap in rest if gap is not None][: len(others)], others, base)
            if given is not None:
                given = {**given, base: Poly.letter(base)}
                polys = [put(side, given) for side in sides if side is not None]
                out.append((name, frozenset(as_x(each) for each in polys)))
    return tuple(out)


def as_x(poly: Poly) -> Poly:
    """A polynomial in one letter with that letter called `x`."""
    return Poly.of({tuple(("x", power) for _, power in mono): amount for mono, amount in poly.terms})


Spoiled = tuple[str, Expr, Expr]


def _spoiled(story: Story, left: Expr, right: Expr) -> Iterator[Spoiled]:
    yield from _reversed(left, right)
    if story.shifts or "time" in story.names:
        yield from _one_only(left, right)
    yield from _products(left, right)
    yield from _factors(left, right)
    if story.scene == "numbers" and not is_curved(story):
        yield from _consecutive(story, left, right)
    if story.scene == "parts" and isinstance(left, Add):
        yield "spent_for_left", added([less(term) for term in left.terms[1:]]), right
    if story.scene == "percentage":
        yield from _percentage(left, right)
    if story.scene == "geometry" and value(right) is not None and isinstance(left, Add):
        yield "half_perimeter", added([_bare(term) for term in left.terms]), right
    if (
        story.scene in ("legs", "coins", "prices")
        and isinstance(left, Add)
        and any(isinstance(t, Mul) for t in left.terms)
    ):
        yield "weights_left_out", added([_bare(term) for term in left.terms]), right
        yield "weights_swapped", _swapped(left), right
    yield from _subtractions(left, right)


def _bare(term: Expr) -> Expr:
    return term.factors[-1] if isinstance(term, Mul) else term


def _swapped(left: Add) -> Expr:
    weights = [value(term.factors[0]) if isinstance(term, Mul) else Fraction(1) for term in left.terms]
    letters = [_bare(term) for term in left.terms]
    return added(
        [
            times(weight or Fraction(1), letter)
            for weight, letter in zip(reversed(weights), letters, strict=True)
        ]
    )


def _reversed(left: Expr, right: Expr) -> Iterator[Spoiled]:
    """`alumnos = 6 · profesores` the other way round, and `5 more than` on the wrong side."""
    if not symbols_of(left) or not symbols_of(right):
        return
    if isinstance(right, Mul) and len(right.factors) == 2 and value(right.factors[0]) is not None:
        yield "reversal", times(value(right.factors[0]) or Fraction(1), left), right.factors[1]
    if isinstance(right, Add):
        numbers = [term for term in right.terms if not symbols_of(term)]
        rest = [term for term in right.terms if symbols_of(term)]
        if numbers and rest:
            yield "reversal", added([left, *numbers]), added(rest)


def _products(left: Expr, right: Expr) -> Iterator[Spoiled]:
    """A product of unknowns taken for their sum, and a square for the double."""
    for side, other, first in ((left, right, True), (right, left, False)):
        for name, new in _flattened(side):
            yield name, *((new, other) if first else (other, new))


def _flattened(node: Expr) -> Iterator[tuple[str, Expr]]:
    if isinstance(node, Mul) and len(node.factors) == 2 and all(symbols_of(each) for each in node.factors):
        yield "product_as_sum", added(node.factors)
    if isinstance(node, Pow) and symbols_of(node):
        yield "square_as_double", times(Fraction(2), node.base)
    if isinstance(node, Add):
        for at, term in enumerate(node.terms):
            bare = term.arg if isinstance(term, Neg) else term
            for name, new in _flattened(bare):
                done = less(new) if isinstance(term, Neg) else new
                yield name, added([*node.terms[:at], done, *node.terms[at + 1 :]])


def _one_only(left: Expr, right: Expr) -> Iterator[Spoiled]:
    """The years that pass counted for one person only."""
    for side, other, first in ((left, right, True), (right, left, False)):
        for new in _without_number(side):
            both = bool(symbols_of(side)) and bool(symbols_of(other))
            if both or (isinstance(side, Add) and len(symbols_of(side)) > 1):
                pair = (new, other) if first else (other, new)
                yield "time_for_one_only", *pair


def _without_number(node: Expr) -> Iterator[Expr]:
    if isinstance(node, Add):
        for at, term in enumerate(node.terms):
            shift = term.arg if isinstance(term, Neg) else term
            if isinstance(shift, Num) or shift == Sym("t"):
                yield added([*node.terms[:at], *node.terms[at + 1 :]])
    if isinstance(node, Mul) and len(node.factors) == 2:
        for inner in _without_number(node.factors[1]):
            yield Mul((node.factors[0], inner))


def _factors(left: Expr, right: Expr) -> Iterator[Spoiled]:
    """A factor taken for something added, or for the first term of a bracket only."""
    for side, other, first in ((left, right, True), (right, left, False)):
        for name, new in _spoiled_factor(side):
            pair = (new, other) if first else (other, new)
            yield name, *pair


def _spoiled_factor(node: Expr) -> Iterator[tuple[str, Expr]]:
    if isinstance(node, Mul) and len(node.factors) == 2 and (factor := value(node.factors[0])) is not None:
        inner = node.factors[1]
        if factor.denominator == 1:
            yield "times_as_plus", added([inner, Num(factor)])
            if factor == 2:
                yield "double_as_square", Mul((inner, inner))
        elif factor.numerator == 1:
            yield "part_as_multiple", times(1 / factor, inner)
        if isinstance(inner, Add):
            yield "distribute_first_only", added([times(factor, inner.terms[0]), *inner.terms[1:]])
    if isinstance(node, Add):
        for at, term in enumerate(node.terms):
            bare = term.arg if isinstance(term, Neg) else term
            for name, new in _spoiled_factor(bare):
                done = less(new) if isinstance(term, Neg) else new
                yield name, added([*node.terms[:at], done, *node.terms[at + 1 :]])


def _consecutive(story: Story, left: Expr, right: Expr) -> Iterator[Spoiled]:
    """Consecutive numbers as `x`, `2x`, `3x`; even ones one apart."""
    if len(story.names) != 1 or len(story.asked) < 2 or poly_of(left) is None:
        return
    size = len(story.asked)
    if isinstance(left, Add) and value(right) is not None:
        letter = Sym("x")
        yield (
            "consecutive_as_multiples",
            added([times(Fraction(at + 1), letter) for at in range(size)]),
            right,
        )
        poly = poly_of(left)
        gap = None if poly is None else poly.amount() / (size * (size - 1) // 2)
        yield (
            "consecutive_gap",
            added([letter, *(added([letter, Num(gap)]) for _ in range(size - 1))]) if gap else left,
            right,
        )
        if gap == 2:
            yield (
                "consecutive_gap",
                added([letter if not at else added([letter, Num(Fraction(at))]) for at in range(size)]),
                right,
            )
        if gap == 1:
            yield (
                "consecutive_gap",
                added([letter if not at else added([letter, Num(Fraction(2 * at))]) for at in range(size)]),
                right,
            )


def _percentage(left: Expr, right: Expr) -> Iterator[Spoiled]:
    """The percentage taken of the price after it."""
    poly, amount = poly_of(left), value(right)
    if poly is not None and amount is not None:
        share = 1 - poly.amount((("x", 1),))
        yield "percentage_of_wrong_base", Sym("x"), Num(amount + amount * share)
        yield (
            "percentage_as_amount",
            added([Sym("x"), less(Num(abs(share) * 100)) if share > 0 else Num(abs(share) * 100)]),
            right,
        )


def _subtractions(left: Expr, right: Expr) -> Iterator[Spoiled]:
    """`5 less than` a quantity with the two the other way round."""
    for side, other, first in ((left, right, True), (right, left, False)):
        if (
            isinstance(side, Add)
            and len(side.terms) == 2
            and isinstance(side.terms[1], Neg)
            and symbols_of(side.terms[0])
        ):
            new = added([side.terms[1].arg, less(side.terms[0])])
            pair = (new, other) if first else (other, new)
            yield "subtraction_reversed", *pair


def subexpressions(story: Story) -> Iterator[Expr]:
    """Every part in letters of the equations: what else a student's letter may stand for."""
    for relation in relations_of(story):
        for side in relation.sides:
            yield from _parts(side)


def _parts(node: Expr) -> Iterator[Expr]:
    if symbols_of(node):
        yield node
    for child in children(node):
        yield from _parts(child)
    if isinstance(node, Add) and len(node.terms) > 2:
        for at in range(len(node.terms) - 1):
            yield added(node.terms[at : at + 2])
