"""The lines of a message that speaks of several equations or bounds, and the relations that stand in each.

Layout is read here: LaTeX environments, braces, numbered equations, arrows between lines. What a relation means, and
whether it holds, is for the families.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from subjects.algebra.reading import lower
from subjects.algebra.spans import maths_in
from subjects.expression import Expr, Node, Relation, Span
from subjects.problem import Lang
from subjects.tokens import fold

_LAYOUT = re.compile(
    r"\\begin\s*\{[a-z]+\*?\}(?:\{[^{}]{0,12}\})?|\\end\s*\{[a-z]+\*?\}|\\left\s*\\[{}]|\\right\s*\.|\\left\s*\.|\\\\"
    r"|[⎧⎨⎩⎫⎬⎭⎪]"
)
_ARROW = re.compile(r"⇒|⟹|→|⟶|⇔|∴|\\(?:Long)?[Rr]ightarrow\b|\\implies\b|\\iff\b|->|={1,2}>(?=\s*[^\d\s-])")
_NUMBERED = re.compile(
    r"(?im)^[ \t]*[123][ªa]?\)(?=\s)|(?:^|(?<=[\s;,]))(?:\(\s*(?:[123]|i{1,3})\s*\)|\[\s*[123]\s*\]"
    r"|(?:e|ec|eq)\.?\s?[123]\s*[:)]|[①②③])(?=\s|$|[;,])"
)
_NEXT = {"1": "2", "i": "ii", "①": "②"}
_BREAK = re.compile(r"[\n;]")


def blanked(text: str) -> str:
    """The text with layout turned into line ends; every place in it stays."""
    for pattern in (_LAYOUT, _ARROW):
        text = pattern.sub(lambda found: ";" + " " * (len(found.group()) - 1), text)
    if "\\" not in text:
        text = text.replace(" & ", " ; ")
    marks = {re.sub(r"[^123iI①②]", "", mark.group()).lower() for mark in _NUMBERED.finditer(text)}
    if any(first in marks and second in marks for first, second in _NEXT.items()):
        text = _NUMBERED.sub(lambda found: ";" + " " * (len(found.group()) - 1), text)
    return text


_QUESTION = re.compile(
    r"(?:(?:y|pero|vale|ok|oye|profe|and|but|so|wait|entonces)[ ,]+)*[¿ ]*"
    r"(?:por que\b|why\b|de donde\b|para que\b|where\b|how (?:do|did|come|much|can|is|are|would)\b"
    r"|cuanto (?:es|son|da|dan|seria|vale|hace)\b|what(?:'s| is| does| are| do)\b|que (?:significa|quiere decir|pasa|son|es)\b"
    r"|cuando\b|when\b|como (?:se|hago|hiciste|has|llego|llegas|sale|saco|paso|puede|es que)\b)"
)
_BOTH_SIGNS = re.compile(
    r"([a-zA-Z]\w{0,2})\s*=\s*((?:[^=;,\n±]|,(?=\d)){0,40})(?:±|\\pm|\+/-)((?:[^=;,\n±]|,(?=\d)){1,40})"
)


def is_question(text: str) -> bool:
    """Whether a message only asks about mathematics it names: "¿por qué x = 3?", "when has it no solution?"."""
    return _QUESTION.match(fold(text[:200]).strip(" ¿")) is not None


def both_signs(text: str) -> str:
    """`x = ±3` as `x = +3 o x = -3`."""
    return _BOTH_SIGNS.sub(r"\1 = \2+\3 o \1 = \2-\3", text)


@dataclass(frozen=True, slots=True)
class Piece:
    """One written line: `text` as the student wrote it, from `start` to `end`, and its mathematics in order."""

    text: str
    start: int
    end: int
    at: int
    spans: tuple[Span, ...]

    @property
    def relations(self) -> tuple[Span, ...]:
        """The equations and inequalities among them."""
        return tuple(span for span in self.spans if isinstance(span.node, Relation))


def pieces_of(text: str, lang: Lang) -> list[Piece]:
    """The lines of a message that hold anything, counted from 0; letters in lower case."""
    plain = blanked(text)
    spans = [
        replace(span, node=None if span.node is None else lowered_node(span.node))
        for span in maths_in(plain, lang)
    ]
    pieces: list[Piece] = []
    start = 0
    for end in [*(found.start() for found in _BREAK.finditer(plain)), len(plain)]:
        raw = text[start:end]
        if plain[start:end].strip(" \t;$"):
            inside = tuple(span for span in spans if start <= span.start < end)
            pieces.append(Piece(raw.strip(" \t;\r"), start, end, len(pieces), inside))
        start = end + 1
    return pieces


def lowered_node(node: Node) -> Node:
    """The tree with its letters in lower case."""
    if isinstance(node, Relation):
        return Relation(node.ops, tuple(lower(side) for side in node.sides))
    return lower(node)


def gaps(text: str, spans: Sequence[Span], start: int, end: int) -> list[str]:
    """What stands before, between and behind the spans of a line, as many as there are spans and one more."""
    out, at = [], start
    for span in spans:
        out.append(text[at : span.start])
        at = span.end
    out.append(text[at:end])
    return out


def pairs_of(relation: Relation) -> list[tuple[str, Expr, Expr]]:
    """The relations of two sides that a chain is made of."""
    return [
        (op, left, right)
        for op, left, right in zip(relation.ops, relation.sides, relation.sides[1:], strict=False)
    ]
