"""Arithmetic with units as a student writes it: `36 g · 1 mol/18 g`, `2*1 + 32 + 4*16`, `(32/16)·44 g`.

An own tokenizer and recursive descent on exact fractions; nothing is evaluated as code. Formulas and names of
substances after a unit are skipped. What cannot be read gives None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from subjects.stoichiometry import words
from subjects.stoichiometry.figures import NUMBER, quantum, read_number, significant
from subjects.stoichiometry.task import UNITS

_DEPTH = 12
_TOKENS = 120
Dims = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A computed value in base units: `dims` is None when no unit was written. `half` is half a unit of
    the last digit and `digits` the significant digits when it is a bare number, else zero. `written` is the
    key of `UNITS` that a bare number was written with, or ""."""

    value: Fraction
    dims: Dims | None = None
    half: Fraction = Fraction(0)
    digits: int = 0
    plain: bool = False
    written: str = ""

    def unit(self) -> str | None:
        """`g`, `mol`, `g/mol`, ... or None; `?` for a combination without a name here."""
        if self.dims is None:
            return None
        return _NAMES.get(self.dims, "?")


_NAMES: dict[Dims, str] = {
    (("g", 1),): "g",
    (("mol", 1),): "mol",
    (("particles", 1),): "particles",
    (("L", 1),): "L",
    (("u", 1),): "u",
    (("g", 1), ("mol", -1)): "g/mol",
    (("mol", 1), ("L", -1)): "mol/L",
    (("g", 1), ("L", -1)): "g/L",
    (("L", 1), ("mol", -1)): "L/mol",
    (("%", 1),): "%",
    (("atm", 1),): "atm",
    (("K", 1),): "K",
    (("°C", 1),): "°C",
    (("ppm", 1),): "ppm",
    (("mol", 1), ("g", -1)): "mol/g",
    (): "",
}

_MORE = {
    "%": r"%|por\s+ciento|percent|per\s+cent",
    "atm": r"atm(?:osferas?|ospheres?)?",
    "mmhg": r"mm\s?hg|torr",
    "K": r"k|kelvin",
    "°C": r"[°º]\s?c",
    "ppm": r"ppm",
}
_UNIT_WORDS = {**words.UNIT_WORDS, "u": r"u|uma|u\.m\.a\.|amu", **_MORE}
_UNIT = "|".join(f"(?:{pattern})" for pattern in sorted(_UNIT_WORDS.values(), key=len, reverse=True))
_TOKEN = re.compile(
    rf"\s*(?:(?P<number>{NUMBER})|(?P<unit>(?:{_UNIT})(?![a-z0-9]))|(?P<op>\*\*|[-+*/·×:÷()^])|(?P<x>x(?![a-z])))",
    re.IGNORECASE,
)
_UNIT_OF = [(re.compile(rf"(?:{pattern})\Z", re.IGNORECASE), name) for name, pattern in _UNIT_WORDS.items()]


def _unit_name(word: str) -> str:
    return next((name for pattern, name in _UNIT_OF if pattern.match(word)), "?")


def _unit(word: str) -> tuple[str, Fraction]:
    name = _unit_name(word)
    if name == "mmhg":
        return "atm", Fraction(1, 760)
    return UNITS.get(name, (name if name == "u" or name in _MORE else "?", Fraction(1)))


def evaluate(text: str) -> Value | None:
    """The value of one expression of folded text, or None."""
    tokens = _tokens(text)
    if not tokens:
        return None
    try:
        reader = _Reader(tokens)
        value = reader.sum(0)
        return value if reader.at == len(tokens) else None
    except (_Unreadable, ZeroDivisionError):
        return None


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None or len(tokens) > _TOKENS:
            return []
        kind = found.lastgroup
        token = found[kind]
        if kind == "x":
            kind, token = "op", "×"
        tokens.append((kind, token))
        at = found.end()
        while at < len(text) and text[at] == " ":
            at += 1
    return tokens


class _Unreadable(Exception):  # an internal signal, never shown
    pass


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def sum(self, depth: int) -> Value:
        if depth > _DEPTH:
            raise _Unreadable
        total = self.product(depth)
        while self.peek()[1] in ("+", "-"):
            sign = self.peek()[1]
            self.at += 1
            other = self.product(depth)
            dims = total.dims if total.dims is not None else other.dims
            if total.dims is not None and other.dims is not None and total.dims != other.dims:
                raise _Unreadable
            total = Value(total.value + other.value if sign == "+" else total.value - other.value, dims)
        return total

    def product(self, depth: int) -> Value:
        result = self.factor(depth)
        while True:
            kind, sign = self.peek()
            if sign in ("*", "·", "×"):
                self.at += 1
                result = _times(result, self.factor(depth), 1)
            elif sign in ("/", ":", "÷"):
                self.at += 1
                result = _times(result, self.factor(depth), -1)
            elif sign == "(" or (kind == "number" and result.dims is not None):
                result = _times(result, self.factor(depth), 1)
            else:
                return result

    def factor(self, depth: int) -> Value:
        kind, written = self.peek()
        self.at += 1
        if written == "-":
            inner = self.factor(depth + 1) if depth < _DEPTH else None
            if inner is None:
                raise _Unreadable
            return replace(inner, value=-inner.value)
        if written == "(":
            inside = self.sum(depth + 1)
            if self.peek()[1] != ")":
                raise _Unreadable
            self.at += 1
            return self.with_unit(inside)
        if kind != "number":
            raise _Unreadable
        value = read_number(written)
        if value is None:
            raise _Unreadable
        return self.with_unit(Value(value, None, quantum(written), significant(written), True))

    def with_unit(self, value: Value) -> Value:
        kind, token = self.peek()
        if kind != "unit":
            return value
        self.at += 1
        name, size = _unit(token)
        dims = {name: 1}
        after = self.tokens[self.at : self.at + 2]
        if len(after) == 2 and after[0][1] in ("/", "·") and after[1][0] == "unit":
            self.at += 2
            below, per = _unit(after[1][1])
            sign = -1 if after[0][1] == "/" or self.negative_power() else 1
            dims[below] = dims.get(below, 0) + sign
            size = size / per if sign < 0 else size * per
        elif len(after) >= 1 and after[0][0] == "unit" and self.inverse_follows():
            below, per = _unit(after[0][1])
            self.at += 1
            self.negative_power()
            dims[below] = dims.get(below, 0) - 1
            size = size / per
        factor = value.value * size
        alone = _unit_name(token) if len(dims) == 1 and value.plain else ""
        return Value(factor, _dims(dims), value.half * size, value.digits, value.plain, alone)

    def inverse_follows(self) -> bool:
        """Whether the next unit has the power -1, as in g mol^-1."""
        following = "".join(token for _, token in self.tokens[self.at + 1 : self.at + 4])
        return following.startswith(("^-1", "-1"))

    def negative_power(self) -> bool:
        """Consumes `^-1` after a unit, as in g·mol^-1."""
        following = [token for _, token in self.tokens[self.at : self.at + 3]]
        if following[:1] == ["^"] and "".join(following[1:]).startswith("-1"):
            self.at += 3
            return True
        if following[:2] == ["-", "1"]:
            self.at += 2
            return True
        return False


def _dims(dims: dict[str, int]) -> Dims:
    order = ("g", "mol", "particles", "L", "u", "?", *_MORE)
    kept = [(name, power) for name, power in dims.items() if power]
    return tuple(sorted(kept, key=lambda item: (-item[1], order.index(item[0]))))


def _times(left: Value, right: Value, sign: int) -> Value:
    value = left.value * right.value if sign > 0 else left.value / right.value
    if left.dims is None and right.dims is None:
        return Value(value)
    dims = dict(left.dims or ())
    for name, power in right.dims or ():
        dims[name] = dims.get(name, 0) + sign * power
    return Value(value, _dims(dims))
