"""Finds the equation that a message asks to solve. Nothing is guessed: two equations, two unknowns or a mere
answer are not a problem of this core."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from subjects.algebra.line import to_line
from subjects.algebra.spans import apart, maths_in
from subjects.algebra.steps import trace
from subjects.expression import (
    MAX_CHARS,
    Expr,
    Relation,
    Span,
    Sym,
    children,
    exact,
    show,
    symbols_of,
    value,
)
from subjects.problem import Lang, Problem, Unsolved
from subjects.tokens import fold


@dataclass(frozen=True, slots=True)
class Equation:
    """The payload of a problem: the exact equation and its unknown, in lower case."""

    equation: str
    unknown: str


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


_SIGNS = frozenset("+/^·×÷%√*²³")
_FUNCTION = re.compile(r"(?i)\b(?:sin|sen|cos|tan|tg|log|ln|lim|exp|arc\w+)\W*$")
_SAID_OPERATION = re.compile(
    r"\b(?:(?:veces|por ?ciento|twice|double|triple|half|percent)"
    r"|(?:doble|triple|cuadruple|quintuple|mitad|terci[oa]|(?:terc|cuart|quint|sext|decim)[oa](?: parte)?|tercera parte"
    r"|cuadrado|cubo|raiz(?: cuadrada)?|opuesto|inverso|siguiente|anterior|suma|resta|diferencia|producto|cociente"
    r"|third|quarter|square(?: root)?|cube|root|opposite|reciprocal|sum|difference|product|quotient|more|less)"
    r" (?:de|del|of|than|a|al|entre|between))(?: (?:de|of|un|una|el|la|the|a))*\s*$"
)
_LAYOUT = re.compile(r"\\(?:left|right|[bB]ig[lr]?|displaystyle|textstyle|boxed|quad|qquad)\s*[({\[]*\s*$")
_WHOLE_BEFORE, _FRACTION = re.compile(r"\d[ \t]+$"), re.compile(r"\d+\s*/\s*\d")
_NUMBER_AFTER = re.compile(r"[ \t]+\d[\d.,]*(?:\s*/\s*\d+)?\s*(?:$|[?!\n])")
_COMMA_BEFORE = re.compile(r"(?:^|\s),$")


def is_torn(text: str, span: Span) -> bool:
    """Whether the equation is only a readable piece of a longer one (`sin x + 3x = 5`, `5x + % = 2x + 1`,
    `1 1/2 x = 3`, "el doble de x es 9")."""
    head, tail = text[: span.start], text[span.end :]
    if _LAYOUT.search(head):
        head = ""
    if head[-1:].isalnum() or tail[:1].isalnum() or _cut_number(head, span.text, tail):
        return True
    before, after = head.rstrip(" $({["), tail.lstrip(" $)}]")
    if before[-2:] == "**" or after[:2] == "**":
        return False
    if before[-1:] in _SIGNS or after[:1] in _SIGNS or _FUNCTION.search(before) is not None:
        return True
    return _SAID_OPERATION.search(fold(before[-60:])) is not None


def _cut_number(head: str, text: str, tail: str) -> bool:
    """`1 | 1/2 x = 3`, `5x + 7 = 2 | 2` and `,| 5x = 1`: a number was left outside."""
    if _WHOLE_BEFORE.search(head[-20:]) and _FRACTION.match(text):
        return True
    if text[:1].isdigit() and _COMMA_BEFORE.search(head[-2:]):
        return True
    return text[-1:].isdigit() and _NUMBER_AFTER.match(tail) is not None


_TIMES_LETTER = re.compile(r"(?i)\d\s*x\s*\d")
_INDEXED = re.compile(r"(?<![^\W\d_])[^\W\d_]\d")


def is_misread(span: Span) -> bool:
    """Whether a letter may mean something else than the unknown: `2x3 + x = 9` (times, or a lost power) and
    `x2 + 3 = 7` (a lost power)."""
    if not isinstance(span.node, Relation):
        return False
    letters = {name.lower() for name in symbols_of(span.node)}
    if "x" in letters and _TIMES_LETTER.search(span.text):
        return True
    return _INDEXED.search(span.text) is not None and any(len(name) > 1 for name in letters)


def lowered(node: object) -> Relation:
    """The relation with its letters in lower case."""
    assert isinstance(node, Relation)  # noqa: S101 - narrowed by the callers
    if all(name == name.lower() for name in symbols_of(node)):
        return node
    return Relation(node.ops, tuple(_lower(side) for side in node.sides))


def _lower(node: Expr) -> Expr:
    from subjects.expression import Add, Div, Func, Mul, Neg, Pow

    if isinstance(node, Sym):
        return Sym(node.name.lower())
    parts = tuple(_lower(child) for child in children(node))
    if isinstance(node, Add):
        return Add(parts)
    if isinstance(node, Mul):
        return Mul(parts)
    if isinstance(node, Div):
        return Div(*parts)
    if isinstance(node, Pow):
        return Pow(*parts)
    if isinstance(node, Neg):
        return Neg(parts[0])
    if isinstance(node, Func):
        return replace(node, arg=parts[0])
    return node
