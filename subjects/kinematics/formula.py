"""Arithmetic over symbols: a safe reader of formulas and their exact value.

Text such as `(v^2 - v0^2)/(2*s)` becomes a small tree. Values are Fractions; a root that is not exact is taken to
24 digits. Nothing is evaluated as code; depth, length and exponents are bounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isqrt


class Unreadable(ValueError):
    """The text is no formula of this notation."""


class Undefined(ArithmeticError):
    """The formula has no value here: division by zero, root of a negative number, too large."""


@dataclass(frozen=True, slots=True)
class Node:
    """`op` is `num`, `sym`, `+`, `-`, `*`, `/`, `^`, `neg`, `sqrt` or one of `TRIGONOMETRIC`."""

    op: str
    args: tuple[Node, ...] = ()
    value: Fraction = Fraction(0)
    name: str = ""


TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "atan"})
"""Functions of an angle in degrees; `atan` gives one."""
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?(?:e-?\d{1,2}(?![a-z0-9]))?)|([a-z][A-Za-z0-9]*)|([-+*/^()]))")
_LIMIT = 300
_DEPTH = 25


def tokens(text: str) -> list[str]:
    """Raises Unreadable at the first sign that belongs to no formula."""
    if len(text) > _LIMIT:
        raise Unreadable("too long")
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise Unreadable(text[at : at + 10])
        found.append(match[match.lastindex or 0])
        at = match.end()
    return found


class Reader:
    """Recursive descent: sums of products of powers, products also without a sign between factors."""

    def __init__(self, items: list[str]) -> None:
        self.items = items
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.items[self.at] if self.at < len(self.items) else ""

    def take(self) -> str:
        self.at += 1
        return self.items[self.at - 1]

    def whole(self) -> Node:
        node = self.sum()
        if self.at != len(self.items):
            raise Unreadable(self.peek())
        return node

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > _DEPTH:
            raise Unreadable("too deep")
        node = self.product()
        while self.peek() in ("+", "-"):
            node = Node(self.take(), (node, self.product()))
        self.depth -= 1
        return node

    def product(self) -> Node:
        node = self.signed()
        while True:
            following = self.peek()
            if following in ("*", "/"):
                node = Node(self.take(), (node, self.signed()))
            elif following and (following == "(" or following[0].isalnum()):
                node = Node("*", (node, self.power()))
            else:
                return node

    def signed(self) -> Node:
        signs = 0
        while self.peek() in ("+", "-"):
            signs += self.take() == "-"
        node = self.power()
        return Node("neg", (node,)) if signs % 2 else node

    def power(self) -> Node:
        node = self.atom()
        if self.peek() == "^":
            self.take()
            node = Node("^", (node, self.signed_atom()))
        return node

    def signed_atom(self) -> Node:
        if self.peek() == "-":
            self.take()
            return Node("neg", (self.atom(),))
        return self.atom()

    def atom(self) -> Node:
        item = self.peek()
        if not item:
            raise Unreadable("unfinished")
        self.take()
        if item == "(":
            node = self.sum()
            if self.peek() != ")":
                raise Unreadable("unclosed")
            self.take()
            return node
        if item == "sqrt" or item in TRIGONOMETRIC:
            return Node(item, (self.atom(),))
        if item[0].isdigit():
            return Node("num", value=Fraction(item))
        if item[0].isalpha():
            return Node("sym", name=item)
        raise Unreadable(item)


@lru_cache(maxsize=4096)
def read(text: str) -> Node:
    """The tree of one expression. Raises Unreadable."""
    items = tokens(text)
    if not items:
        raise Unreadable("empty")
    return Reader(items).whole()


_BIG = 10**30
_SCALE = 10**24


def root(value: Fraction) -> Fraction:
    """Square root, exact where it is rational, else to 24 digits. Raises Undefined below zero."""
    if value < 0:
        raise Undefined("root of a negative number")
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return Fraction(top, bottom)
    return Fraction(isqrt(value.numerator * _SCALE * _SCALE // value.denominator), _SCALE)


def value_of(node: Node, env: Mapping[str, Fraction]) -> Fraction:
    """The value with symbols taken from `env`.

    Raises Undefined without a value, Unreadable for a symbol that `env` lacks.
    """
    op = node.op
    if op == "num":
        return node.value
    if op == "sym":
        if node.name not in env:
            raise Unreadable(node.name)
        return env[node.name]
    first = value_of(node.args[0], env)
    if op == "neg":
        return -first
    if op == "sqrt":
        return root(first)
    if op in TRIGONOMETRIC:
        return _angled(op, first)
    return _combine(op, first, value_of(node.args[1], env))


def _angled(op: str, value: Fraction) -> Fraction:
    """A function of an angle in degrees, to 15 decimals. Raises Undefined where it has no value."""
    if abs(value) > 10**6 or (op == "tan" and (value - 90) % 180 == 0):
        raise Undefined(op)
    number = math.degrees(math.atan(value)) if op == "atan" else getattr(math, op)(math.radians(value))
    return Fraction(round(number * 10**15), 10**15)


def _combine(op: str, first: Fraction, second: Fraction) -> Fraction:
    if op == "+":
        result = first + second
    elif op == "-":
        result = first - second
    elif op == "*":
        result = first * second
    elif op == "/":
        if not second:
            raise Undefined("division by zero")
        result = first / second
    else:
        result = _raise(first, second)
    if abs(result.numerator) > _BIG * _SCALE or result.denominator > _BIG * _SCALE * _SCALE:
        if abs(result) > _BIG:
            raise Undefined("too large")
        result = result.limit_denominator(_SCALE)
    return result


def _raise(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent == Fraction(1, 2):
        return root(base)
    if exponent.denominator != 1 or abs(exponent) > 12 or (not base and exponent < 0):
        raise Undefined("exponent")
    if base and not Fraction(1, _BIG) < abs(base) < _BIG:
        raise Undefined("too large")
    return base**exponent.numerator


def symbols(node: Node) -> frozenset[str]:
    """The names of all symbols in a tree."""
    if node.op == "sym":
        return frozenset((node.name,))
    return frozenset().union(*(symbols(arg) for arg in node.args)) if node.args else frozenset()


_NAME = re.compile(r"[a-z]\w*")


def substitute(text: str, numbers: Mapping[str, str]) -> str:
    """Formula text with symbols replaced by number texts; negative ones between parentheses."""

    def put(match: re.Match[str]) -> str:
        number = numbers.get(match[0])
        if number is None:
            return match[0]
        return f"({number})" if number.startswith("-") else number

    return _NAME.sub(put, text)
