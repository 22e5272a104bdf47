"""Whether a piece of mathematics found in prose is the whole of what was written, and its letters in one case.

Shared by the families of this subject; reading only.
"""

from __future__ import annotations

import re
from dataclasses import replace

from subjects.expression import Add, Div, Expr, Func, Mul, Neg, Pow, Relation, Span, Sym, children, symbols_of
from subjects.tokens import fold

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
    return Relation(node.ops, tuple(lower(side) for side in node.sides))


def lower(node: Expr) -> Expr:
    """The expression with its letters in lower case."""
    if isinstance(node, Sym):
        return Sym(node.name.lower())
    parts = tuple(lower(child) for child in children(node))
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
