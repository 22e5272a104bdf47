"""Equations in prose and what their sides are worth: a small tokenizer and parser on exact fractions.

Made for counting false statements only: what it cannot read it leaves out, and a letter without a value makes a side
unknown, never false. It shares no code with the subjects' parsers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tutoring.measuring.stated import plain

UNITS: Mapping[str, Fraction] = {
    "km/h": Fraction(5, 18), "m/s^2": Fraction(1), "m/s": Fraction(1), "cm/s": Fraction(1, 100), "km/s": Fraction(1000),
    "km": Fraction(1000), "cm": Fraction(1, 100), "mm": Fraction(1, 1000), "m": Fraction(1), "min": Fraction(60),
    "h": Fraction(3600), "s": Fraction(1), "kg": Fraction(1000), "mg": Fraction(1, 1000), "g/mol": Fraction(1),
    "g": Fraction(1), "moles": Fraction(1), "mol": Fraction(1), "u": Fraction(1),
}  # fmt: skip
"""Units by their size in metres, seconds and grams."""
_UNIT = "|".join(re.escape(unit) for unit in UNITS)
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)?)(?P<unit>\s*(?:{_UNIT})(?![\w/^]))?"
    r"|(?P<name>[nmMN]\((?:[A-Z][A-Za-z0-9()]*)\)|(?<![^\W\d_])[A-Za-z]_?\d?(?![^\W_]))"
    r"|(?P<run>(?<=[\d·/])[vastgh]{2,3}(?![^\W_]))"
    r"|(?P<op>[-+·/^()=])|(?P<space>\s+)|(?P<other>.)",
    re.S,
)
_WORDS = frozenset("yaoeuI")
MOST_POWER = 12


@dataclass(frozen=True, slots=True)
class Token:
    """One token: kind `number` (with its unit, or ""), `name`, or an operator."""

    kind: str
    text: str
    start: int
    end: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation found in a text: its words, and its sides as tokens."""

    text: str
    sides: tuple[tuple[Token, ...], ...]

    @property
    def names(self) -> frozenset[str]:
        """Its letters."""
        return frozenset(token.text for side in self.sides for token in side if token.kind == "name")


def equations(text: str, units: bool) -> list[Equation]:
    """The equations of a text. `units`: a letter after a number may be its unit (never so in algebra)."""
    spelled = plain(text)
    return [found for run in _runs(spelled, units) if (found := _equation(spelled, run))]


def _runs(text: str, units: bool) -> Iterator[list[Token]]:
    run: list[Token] = []
    spaced = False
    for found in _tokens(text, units):
        if found is None:
            spaced = True
            continue
        if found.kind == "other":
            yield run
            run = []
        else:
            if run and spaced and run[-1].kind in ("number", "name") and found.kind in ("number", "name"):
                if found.kind == "number" or (run[-1].kind == "number" and found.text in _WORDS):
                    yield run
                    run = []
                elif run[-1].text in _WORDS:
                    yield run[:-1]
                    run = []
            run.append(found)
        spaced = False
    yield run


def _tokens(text: str, units: bool) -> Iterator[Token | None]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return
        kind, at = str(found.lastgroup), found.end()
        if kind == "space":
            yield None
        elif kind in ("number", "unit"):
            unit = (found["unit"] or "") if units else ""
            at = found.end("number") + len(unit)
            yield Token("number", found["number"], found.start(), at, unit.strip())
        elif kind == "run":
            for place, letter in enumerate(found["run"], found.start()):
                yield Token("name", letter, place, place + 1)
        else:
            yield Token(kind, found[0], found.start(), found.end())


def _equation(text: str, run: list[Token]) -> Equation | None:
    while run and (run[0].text in "·/^)=" or _is_word(run)):
        run = run[1:]
    while run and run[-1].text in "-+·/^(=":
        run = run[:-1]
    run = _balanced(run)
    sides: list[list[Token]] = [[]]
    for token in run:
        if token.text == "=":
            sides.append([])
        else:
            sides[-1].append(token)
    if len(sides) < 2 or not all(sides):
        return None
    return Equation(text[run[0].start : run[-1].end], tuple(tuple(side) for side in sides))


def _is_word(run: list[Token]) -> bool:
    """A little word before the mathematics: «y 5x = 2»."""
    token = run[0]
    follows = run[1] if len(run) > 1 else None
    return token.text in _WORDS and follows is not None and follows.kind in ("number", "name") and follows.start > token.end


def _balanced(run: list[Token]) -> list[Token]:
    depth = 0
    for at, token in enumerate(run):
        depth += (token.text == "(") - (token.text == ")")
        if depth < 0:
            return run[:at]
    while depth > 0 and run and run[0].text == "(":
        run, depth = run[1:], depth - 1
    return run if depth == 0 else []


class _Unread(Exception):
    pass


def worth(side: Sequence[Token], values: Mapping[str, Fraction], scaled: bool) -> Fraction | None:
    """What a side is worth with these values; None when a letter has none or it cannot be read. `scaled`: numbers
    with a unit count in metres, seconds and grams."""
    reader = _Reader(side, values, scaled)
    try:
        found = reader.sum()
    except (_Unread, ZeroDivisionError, RecursionError):
        return None
    return found if reader.at == len(side) else None


class _Reader:
    def __init__(self, side: Sequence[Token], values: Mapping[str, Fraction], scaled: bool) -> None:
        self.side, self.values, self.scaled, self.at = side, values, scaled, 0

    def peek(self) -> Token | None:
        return self.side[self.at] if self.at < len(self.side) else None

    def take(self, signs: str) -> str:
        token = self.peek()
        if token is not None and token.kind == "op" and token.text in signs:
            self.at += 1
            return token.text
        return ""

    def sum(self) -> Fraction:
        total = self.product()
        while sign := self.take("+-"):
            total += self.product() if sign == "+" else -self.product()
        return total

    def product(self) -> Fraction:
        total = self.signed()
        while True:
            if sign := self.take("·/"):
                other = self.signed()
                total = total * other if sign == "·" else total / other
            elif (token := self.peek()) and (token.kind in ("number", "name") or token.text == "("):
                total *= self.power()
            else:
                return total

    def signed(self) -> Fraction:
        if sign := self.take("+-"):
            return -self.signed() if sign == "-" else self.signed()
        return self.power()

    def power(self) -> Fraction:
        base = self.atom()
        if self.take("^"):
            negative = bool(self.take("-"))
            exponent = self.atom()
            if exponent.denominator != 1 or abs(exponent) > MOST_POWER * (3 if base == 10 else 1):
                raise _Unread
            return base ** (-int(exponent) if negative else int(exponent))
        return base

    def atom(self) -> Fraction:
        token = self.peek()
        if token is None:
            raise _Unread
        self.at += 1
        if token.kind == "number":
            size = UNITS[token.unit] if token.unit and self.scaled else Fraction(1)
            return Fraction(token.text.replace(",", ".")) * size
        if token.kind == "name":
            if token.text not in self.values:
                raise _Unread
            return self.values[token.text]
        if token.text == "(":
            inside = self.sum()
            if not self.take(")"):
                raise _Unread
            return inside
        raise _Unread
