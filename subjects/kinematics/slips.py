"""Names a wrong line that no wrong form of the bank explains: a term with the other sign, quantities of different kinds
added or set equal. It is asked only about lines that are wrong already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from subjects.kinematics.attempt import Line, Segment
from subjects.kinematics.finding import CONSTANTS, Desk
from subjects.kinematics.formula import TRIGONOMETRIC, Node, Undefined, value_of
from subjects.kinematics.motion import DIMENSIONS
from subjects.kinematics.units import Dimension

_FACTORS = CONSTANTS | {Fraction(18, 5), Fraction(60), Fraction(3600), Fraction(1000), Fraction(100)}
"""Numbers that a class calculates with and that measure nothing."""
_NONE: Dimension = (0, 0)
_TOLERANCE = Fraction(1, 200)


def slip(line: Line, desk: Desk) -> str | None:
    """The misconception behind a wrong line, or None."""
    if any(segment.measured and not segment.bare for segment in line.segments):
        return None
    for left, right in pairwise(line.segments):
        if not (left.symbols or right.symbols) or right.bare:
            continue
        if why := _sign(left, right, desk) or _kinds(left, right, desk):
            return why
    return None


def _sign(left: Segment, right: Segment, desk: Desk) -> str | None:
    """One term with the other sign, where the line is true with its own."""
    env = desk.truth.env
    if not (left.symbols | right.symbols) <= env.keys():
        return None
    pull = env.get("g")
    for one, two, term in _turned_sides(left, right):
        if _holds(one, two, env) and value_of(term, env):
            return "sign_of_gravity" if pull and pull in _numbers(term, env) else "sign_of_term"
    return None


def _turned_sides(left: Segment, right: Segment) -> Iterator[tuple[Node, Node, Node]]:
    for node, term in _turned(right.node):
        yield left.node, node, term
    for node, term in _turned(left.node):
        yield node, right.node, term


def _turned(node: Node) -> Iterator[tuple[Node, Node]]:
    """The tree with one sum as a difference or the other way round, and the term whose sign that changes."""
    if node.op in ("+", "-"):
        yield replace(node, op="-" if node.op == "+" else "+"), node.args[1]
    for at, arg in enumerate(node.args):
        for other, term in _turned(arg):
            yield replace(node, args=(*node.args[:at], other, *node.args[at + 1 :])), term


def _holds(left: Node, right: Node, env: Mapping[str, Fraction]) -> bool:
    try:
        one, two = value_of(left, env), value_of(right, env)
    except (Undefined, ValueError):
        return False
    return abs(one - two) <= _TOLERANCE * max(abs(one), abs(two))


def _numbers(node: Node, env: Mapping[str, Fraction]) -> set[Fraction]:
    """The numbers of a term, and the values of its letters."""
    if node.op == "num":
        return {node.value}
    if node.op == "sym":
        return {env[node.name]}
    return set().union(*(_numbers(arg, env) for arg in node.args)) if node.args else set()


def _kinds(left: Segment, right: Segment, desk: Desk) -> str | None:
    """Whether the numbers of a calculation, each with the kind that the problem gives it, cannot be put together so."""
    kinds = _known(desk)
    try:
        one, two = _dimensions(left.node, kinds), _dimensions(right.node, kinds)
    except LookupError:
        return None
    return None if one & two else "unlike_quantities"


def _known(desk: Desk) -> dict[Fraction, set[Dimension]]:
    work = desk.truth.work
    out: dict[Fraction, set[Dimension]] = {}
    told = [(given.symbol, given.value) for given in work.motion.givens]
    for symbol, value in (*desk.truth.env.items(), *told):
        if symbol in DIMENSIONS:
            out.setdefault(abs(value), set()).add(DIMENSIONS[symbol])
    return out


def _dimensions(node: Node, kinds: Mapping[Fraction, set[Dimension]]) -> set[Dimension]:
    """All kinds that a calculation may have; none where its parts do not go together. Raises LookupError for a number
    of which nothing is known."""
    if node.op == "num":
        return _of_number(node.value, kinds)
    if node.op == "sym":
        return {DIMENSIONS[node.name]}
    parts = [_dimensions(arg, kinds) for arg in node.args]
    if node.op == "neg":
        return parts[0]
    if node.op in TRIGONOMETRIC:
        return {_NONE}
    if node.op == "sqrt":
        return {(a // 2, b // 2) for a, b in parts[0] if not a % 2 and not b % 2}
    if node.op in ("+", "-"):
        return parts[0] & parts[1]
    if node.op == "^":
        return _raised(node.args[1], parts[0])
    sign = 1 if node.op == "*" else -1
    return {(a + sign * c, b + sign * d) for a, b in parts[0] for c, d in parts[1]}


def _of_number(value: Fraction, kinds: Mapping[Fraction, set[Dimension]]) -> set[Dimension]:
    if not value:
        raise LookupError("zero is of every kind")
    found = set(kinds.get(value, ())) | ({_NONE} if value in _FACTORS else set())
    if not found:
        raise LookupError(str(value))
    return found


def _raised(exponent: Node, base: set[Dimension]) -> set[Dimension]:
    if exponent.op != "num" or exponent.value.denominator != 1:
        raise LookupError("exponent")
    power = int(exponent.value)
    return {(a * power, b * power) for a, b in base}
