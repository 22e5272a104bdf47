"""The mathematics of a student's message, with what only messages about equations do put right.

Lines run together, list marks, mixed numbers and an equation in brackets are read as they are meant. Reading
only: what stays ambiguous is left to the callers, who refuse it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from subjects.expression import Div, Neg, Num, Relation, Span, Sym, find_maths, read, value
from subjects.nodes import Expr, Node
from subjects.problem import Lang, Unsolved
from subjects.tokens import fold

_RUN_ON = re.compile(r"(=[^=;,\n]*[\d)])[ \t](?=[ \t]*[A-Za-z]\s*=)")
_MARK = re.compile(r"(?m)^([ \t]*)[*•](?=[ \t]+[^\s*])")
_BAR = re.compile(r"(?<=\s)\|(?=\s)")
_TEXTED = re.compile(r"(?i)(?<=[a-zñáéíóú] )q(?= [a-zñáéíóú]{2})")
_BULLET = re.compile(r"(?m)^([ \t]*)[-–—](?=[ \t]+\S)")


def maths_in(text: str, lang: Lang) -> list[Span]:
    """The spans of `find_maths`; `5x = 15 x = 3` is two lines, `3 1/3` one number, `(x = 3)` an equation."""
    return list(_joined(text, [_unwrapped(span, lang) for span in find_maths(apart(text), lang)]))


def apart(text: str) -> str:
    """Lines kept apart and list marks blanked; every place in the text stays.

    The tokenizer looks past the end of a line for the factor of a times sign (`2x = 5x` before `4 = x`).
    """
    text = _RUN_ON.sub(r"\1;", _MARK.sub(r"\1 ", text))
    return _TEXTED.sub(",", _BAR.sub(";", text)).replace("\n", ";")


def other_readings(text: str, unknown: str) -> Iterator[str]:
    """Further readings of lines that look wrong: list dashes that are no minus, strokes between lines, and a
    remark in brackets behind a number that says the same (`x = 3 (15/5)`)."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(_BULLET.match(line) for line in lines):
        yield _BULLET.sub(r"\1 ", text)
    parts = re.split(r"\s/\s", text)
    if len(parts) > 1 and all(part.count("=") == 1 and unknown in part.lower() for part in parts):
        yield "\n".join(parts)
    remark = re.search(r"(?<![\d.,])(\d{1,9}) +\(([^()]{1,40})\)\s*$", text)
    if remark and same(remark.group(1), remark.group(2)):
        yield text[: remark.start(2) - 1]


def same(one: str, two: str) -> bool:
    left, right = read(one), read(two)
    if isinstance(left, Unsolved | Relation) or isinstance(right, Unsolved | Relation):
        return False
    return value(left) is not None and value(left) == value(right)


def _unwrapped(span: Span, lang: Lang) -> Span:
    """`(x = 3)` and what is left of `\\boxed{x = 3}` without the brackets."""
    if span.node is not None or span.text[:1] + span.text[-1:] not in ("()", "[]", "{}"):
        return span
    node = read(span.text[1:-1], lang)
    return replace(span, node=node) if isinstance(node, Relation) else span


def _joined(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans with a whole number and the fraction behind it as one mixed number."""
    waiting: Span | None = None
    for span in spans:
        if waiting is not None:
            gap = text[waiting.end : span.start]
            node = _mixed(waiting.node, span.node) if gap and not gap.strip(" ") else None
            if node is not None:
                yield Span(waiting.start, span.end, text[waiting.start : span.end], node, waiting.worded)
                waiting = None
                continue
            yield waiting
        waiting = span
    if waiting is not None:
        yield waiting


def _mixed(whole: Node | None, part: Node | None) -> Node | None:
    proper = (
        isinstance(part, Div)
        and isinstance(part.top, Num)
        and isinstance(part.bottom, Num)
        and part.top.value < part.bottom.value
    )
    if not proper or not isinstance(part, Div):
        return None
    if isinstance(whole, Relation):
        last = _add(whole.sides[-1], part)
        return None if last is None else Relation(whole.ops, (*whole.sides[:-1], last))
    return None if whole is None else _add(whole, part)


def _add(whole: Expr, part: Div) -> Expr | None:
    if isinstance(whole, Neg):
        inner = _add(whole.arg, part)
        return None if inner is None else Neg(inner)
    if not isinstance(whole, Num) or whole.value.denominator != 1:
        return None
    amount = whole.value + (value(part) or Fraction(0))
    return Div(Num(Fraction(amount.numerator)), Num(Fraction(amount.denominator)))


_OR = frozenset({"o", "or", "u", "o bien", "o quizas", "or maybe", "o tal vez", "either or"})


def undecided(text: str, spans: Sequence[Span]) -> bool:
    """Whether two different values are offered for one: `x = 3 o 4`, `x = 3 or x = 4`, `x = 2, 5`."""
    for one, two in pairwise(spans):
        gap = fold(text[one.end : two.start]).strip()
        bare = isinstance(one.node, Relation) and isinstance(two.node, Num)
        if (gap in _OR or (gap == "," and bare)) and (first := _stated(one.node)) is not None:
            second = _stated(two.node)
            if second is not None and first != second:
                return True
    return False


def _stated(node: Node | None) -> Fraction | None:
    if isinstance(node, Relation):
        ends = [side for side in (node.sides[0], node.sides[-1]) if not isinstance(side, Sym)]
        return value(ends[0]) if len(ends) == 1 else None
    return None if node is None else value(node)
