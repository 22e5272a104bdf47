"""Reactions: reading an equation, checking its balance, balancing it exactly.

Balancing is the null space of the atoms-and-charge matrix with exact fractions: one way, no way or many ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from subjects.stoichiometry.formula import Species, read_formula

CHARGE = "charge"
_MAX_SPECIES = 12


@dataclass(frozen=True, slots=True)
class Reaction:
    """Species of both sides and coefficients in the same order: reactants first."""

    left: tuple[Species, ...]
    right: tuple[Species, ...]
    coefficients: tuple[int, ...]

    @property
    def species(self) -> tuple[Species, ...]:
        """All species, reactants first."""
        return self.left + self.right

    def coefficient(self, species: Species) -> int:
        """Raises ValueError when the species does not take part."""
        return self.coefficients[self.species.index(species)]

    def coefficient_on(self, species: Species, left: bool) -> int:
        """The coefficient on one side. Raises ValueError when the species is not there."""
        if left:
            return self.coefficients[self.left.index(species)]
        return self.coefficients[len(self.left) + self.right.index(species)]

    def with_coefficients(self, coefficients: Sequence[int]) -> Reaction:
        """The same reaction with other coefficients."""
        return Reaction(self.left, self.right, tuple(coefficients))

    @property
    def skeleton(self) -> Reaction:
        """The same reaction with no coefficients."""
        return self.with_coefficients([1] * len(self.coefficients))


def write(reaction: Reaction) -> str:
    """`2 H2 + O2 -> 2 H2O`."""
    terms = [
        (f"{c} " if c != 1 else "") + s.formula
        for c, s in zip(reaction.coefficients, reaction.species, strict=True)
    ]
    cut = len(reaction.left)
    return " + ".join(terms[:cut]) + " -> " + " + ".join(terms[cut:])


def elements_of(reaction: Reaction) -> tuple[str, ...]:
    """Symbols in order of appearance."""
    return tuple(dict.fromkeys(symbol for s in reaction.species for symbol, _ in s.atoms))


@lru_cache(maxsize=8192)
def totals(reaction: Reaction) -> dict[str, tuple[int, int]]:
    """Atoms of every element on the left and on the right, and the charge where there is any."""
    cut = len(reaction.left)
    result: dict[str, tuple[int, int]] = dict.fromkeys(elements_of(reaction), (0, 0))
    if any(s.charge for s in reaction.species):
        result[CHARGE] = (0, 0)
    for index, (c, s) in enumerate(zip(reaction.coefficients, reaction.species, strict=True)):
        rows = [*s.atoms, *([(CHARGE, s.charge)] if s.charge else [])]
        for symbol, number in rows:
            left, right = result[symbol]
            result[symbol] = (left + c * number, right) if index < cut else (left, right + c * number)
    return result


def is_balanced(reaction: Reaction) -> bool:
    """Whether atoms and charge agree."""
    return all(left == right for left, right in totals(reaction).values())


@lru_cache(maxsize=8192)
def balance(reaction: Reaction) -> Reaction | str:
    """The reaction with its smallest whole coefficients, or why there is none: `none` or `many`."""
    rows = _matrix(reaction)
    basis = _null_space(rows, len(reaction.species))
    if len(basis) != 1:
        return "none" if not basis else "many"
    vector = basis[0]
    if any(value == 0 for value in vector) or len({value > 0 for value in vector}) != 1:
        return "none"
    scale = lcm(*(value.denominator for value in vector))
    whole = [abs(int(value * scale)) for value in vector]
    divisor = gcd(*whole)
    if max(whole) // divisor > 10000:
        return "none"
    return reaction.with_coefficients([value // divisor for value in whole])


def _matrix(reaction: Reaction) -> list[list[Fraction]]:
    cut = len(reaction.left)
    symbols = list(elements_of(reaction))
    rows = [[Fraction(0)] * len(reaction.species) for _ in range(len(symbols) + 1)]
    for column, s in enumerate(reaction.species):
        sign = 1 if column < cut else -1
        for symbol, number in s.atoms:
            rows[symbols.index(symbol)][column] += sign * number
        rows[-1][column] = Fraction(sign * s.charge)
    return rows


def _null_space(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    pivots: list[int] = []
    at = 0
    for column in range(width):
        pivot = next((r for r in range(at, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        lead = rows[at][column]
        rows[at] = [value / lead for value in rows[at]]
        for other in range(len(rows)):
            factor = rows[other][column]
            if other != at and factor:
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
        pivots.append(column)
        at += 1
        if at == len(rows):
            break
    free = [column for column in range(width) if column not in pivots]
    basis = []
    for column in free:
        vector = [Fraction(0)] * width
        vector[column] = Fraction(1)
        for row, pivot in enumerate(pivots):
            vector[pivot] = -rows[row][column]
        basis.append(vector)
    return basis


_COEFFICIENT = re.compile(r"(\d{1,4}(?:\s*/\s*\d{1,3}|[.,]\d{1,3})?)\s*(?=[A-Za-z(\[])")
_FORMULA = re.compile(r"[A-Z(\[{e][A-Za-z0-9()\[\]]*(?:[·.*]\s?\d*\s?H2O)?")
_CHARGE = re.compile(r"\^?\(?(?:\d?[+-]\d?)\)?")
_STATE = re.compile(r"\s?\((?:s|l|g|aq|ac)\)", re.IGNORECASE)

Resolve = Callable[[str], "Species | None"]


def read_side(text: str, resolve: Resolve) -> list[tuple[Fraction, Species]] | None:
    """One side of an equation: terms joined by `+`, every character used, or None."""
    text = text.strip()
    if not text or len(text) > 400:
        return None
    terms = _terms(text, resolve)
    return terms if terms and len(terms) <= _MAX_SPECIES else None


def _terms(text: str, resolve: Resolve) -> list[tuple[Fraction, Species]] | None:
    """Backtracks over whether a `+` joins terms or is a charge; a spaced `+` always joins."""
    spaced = re.split(r"\s+\+\s+", text)
    if len(spaced) > 1 or "+" not in text:
        terms: list[tuple[Fraction, Species]] = []
        for part in spaced:
            one = _term(part, resolve)
            if one is None:
                rest = _terms_tight(part, resolve) if "+" in part else None
                if rest is None:
                    return None
                terms += rest
                continue
            terms.append(one)
        return terms
    whole = _term(text, resolve)
    return [whole] if whole else _terms_tight(text, resolve)


def _terms_tight(text: str, resolve: Resolve, depth: int = 0) -> list[tuple[Fraction, Species]] | None:
    if depth > _MAX_SPECIES:
        return None
    for found in re.finditer(r"\+", text):
        after = text[found.end() :].strip()
        if not after or (after[0] == "+" and depth):
            continue
        for head, rest in ((text[: found.start()], after), (text[: found.end()], after.lstrip("+"))):
            if head.endswith("+") and not after.startswith("+"):
                continue
            one = _term(head, resolve)
            if one is None:
                continue
            tail_one = _term(rest, resolve)
            tail = [tail_one] if tail_one else _terms_tight(rest, resolve, depth + 1)
            if tail:
                return [one, *tail]
    return None


def _term(text: str, resolve: Resolve) -> tuple[Fraction, Species] | None:
    text = _STATE.sub("", text.strip()).strip()
    lead = _COEFFICIENT.match(text)
    coefficient = _number(lead[1]) if lead else Fraction(1)
    body = text[lead.end() :] if lead else text
    if not coefficient or not body:
        return None
    found = read_formula(body) or resolve(body)
    return (coefficient, found) if found else None


def _number(text: str) -> Fraction:
    """A whole coefficient or a fraction; zero when it cannot be one."""
    try:
        return Fraction(re.sub(r"\s", "", text).replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def make(left: list[tuple[Fraction, Species]], right: list[tuple[Fraction, Species]]) -> Reaction:
    """The reaction of two read sides: a species written twice on a side is one, fractions become whole
    numbers."""
    sides: list[dict[Species, Fraction]] = [{}, {}]
    for side, terms in zip(sides, (left, right), strict=True):
        for coefficient, s in terms:
            side[s] = side.get(s, Fraction(0)) + coefficient
    values = (*sides[0].values(), *sides[1].values())
    scale = lcm(*(value.denominator for value in values))
    return Reaction(tuple(sides[0]), tuple(sides[1]), tuple(int(value * scale) for value in values))
