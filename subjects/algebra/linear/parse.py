"""Finds the equation that a message asks to solve. Nothing is guessed: two equations, two unknowns or a mere
answer are not a problem of this core."""

from __future__ import annotations

import re
from dataclasses import dataclass

from subjects.algebra.linear.line import to_line
from subjects.algebra.linear.steps import trace
from subjects.algebra.reading import is_misread, is_torn, lowered
from subjects.algebra.spans import apart, maths_in
from subjects.expression import (
    MAX_CHARS,
    Relation,
    Span,
    Sym,
    exact,
    show,
    symbols_of,
    value,
)
from subjects.problem import Lang, Problem, Unsolved


@dataclass(frozen=True, slots=True)
class Equation:
    """The payload of a problem: the exact equation and its unknown, in lower case; when solved, the detail
    of its steps."""

    equation: str
    unknown: str
    detail: str = ""


_SURELY = re.compile(r"(?i)\b(?:despeja\w*|solve for|isolate)\s+(?:la |the )?([a-z])\b")
_PERHAPS = re.compile(
    r"(?i)\b(?:vale|valor de|value of|find|halla\w*|calcula\w*|what(?:'s| is)?)"
    r"\s+(?:la |el valor de |the value of )?([b-df-hj-np-tv-xz])\b"
)


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The linear equation in one unknown that the message asks for."""
    if len(text) > MAX_CHARS:
        return Unsolved("too_long")
    text = apart(text)
    spans = [span for span in maths_in(text, lang) if _is_equation(span)]
    equations = {exact(lowered(span.node)): span for span in spans if isinstance(span.node, Relation)}
    if not equations:
        return Unsolved("no_problem")
    open_ones = {key: span for key, span in equations.items() if not _is_answer(span.node)}
    if not open_ones:
        return Unsolved("no_problem")
    span = next(iter(open_ones.values()))
    relations = [lowered(each.node) for each in spans]
    if len(open_ones) > 1 or len({symbols_of(relation) for relation in relations}) > 1:
        return Unsolved("not_supported", "several")
    if is_torn(text, span) or is_misread(span):
        return Unsolved("not_understood", "part")
    return build(lowered(span.node), text, lang)


_LONGEST = 400
"""Characters of an equation that a class would solve; longer ones only cost time."""


def build(relation: Relation, text: str, lang: Lang) -> Problem | Unsolved:
    """The problem of an equation, or why it is none."""
    letters = symbols_of(relation)
    if len(letters) != 1:
        return Unsolved("not_supported" if letters else "no_problem", "unknowns")
    unknown = next(iter(letters))
    asked = {name.lower() for name in (*_SURELY.findall(text), *_PERHAPS.findall(text))}
    if asked and unknown not in asked:
        return Unsolved("not_understood", "unknown")
    if relation.ops != ("=",) or to_line(relation, unknown) is None:
        return Unsolved("not_supported", "kind")
    equation = exact(relation)
    if len(equation) > _LONGEST or not trace(equation, unknown, "transposition"):
        return Unsolved("too_hard")
    data = Equation(equation, unknown)
    return Problem("algebra", "linear", show(relation, lang), unknown, text, lang, data, equation)


def _is_equation(span: Span) -> bool:
    return isinstance(span.node, Relation) and bool(symbols_of(span.node))


def _is_answer(node: object) -> bool:
    """`x = 3` or `3 = x`: an answer, not a question."""
    if not isinstance(node, Relation) or len(node.sides) != 2:
        return False
    bare = [isinstance(side, Sym) for side in node.sides]
    return any(bare) and any(value(side) is not None for side in node.sides)
