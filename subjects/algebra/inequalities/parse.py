"""Finds the inequality, double inequality or set of inequalities in one unknown that a message asks to solve."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from subjects.algebra.inequalities.sets import Atom, Condition, solve_condition
from subjects.algebra.inequalities.wording import signed
from subjects.algebra.reading import is_misread, is_torn
from subjects.algebra.statements import blanked, pairs_of, pieces_of
from subjects.expression import MAX_CHARS, Relation, Span, Sym, exact, read, show, symbols_of, value
from subjects.problem import Lang, Problem, Unsolved
from subjects.tokens import fold

_SIGNS = frozenset({"<", "<=", ">", ">="})
_LONGEST = 300
_TOGETHER = re.compile(r"\bsistemas?\b|\bsystems?\b|\bsimultaneous|\bcases\b|\ba la vez\b|[⎧{]")
_EITHER = re.compile(r"^\W*(?:o|or|u|o bien)\W*$")
_BOTH = re.compile(r"^\W*(?:y|and|e|a la vez que)\W*$")


@dataclass(frozen=True, slots=True)
class Inequality:
    """`relations`: exact strings, more than one for a system; `either`: any of them, not all."""

    relations: tuple[str, ...]
    unknown: str
    either: bool = False

    def nodes(self) -> list[Relation]:
        """The relations as trees."""
        return [node for node in map(read, self.relations) if isinstance(node, Relation)]

    def condition(self) -> Condition:
        """All of them, or any."""
        groups = [tuple(pairs_of(node)) for node in self.nodes()]
        if self.either:
            return tuple(groups)
        return (tuple(atom for group in groups for atom in group),)


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The inequality that the message asks for."""
    if len(text) > MAX_CHARS:
        return Unsolved("too_long")
    text_signed = signed(text)
    pieces = pieces_of(text_signed, lang)
    spans = [span for piece in pieces for span in piece.relations]
    spans = [span for span in spans if isinstance(span.node, Relation) and symbols_of(span.node)]
    unequal = [span for span in spans if isinstance(span.node, Relation) and set(span.node.ops) <= _SIGNS]
    if not unequal or _is_story(text):
        return Unsolved("no_problem")
    if len(unequal) != len(spans):
        return Unsolved("not_supported", "several")
    nodes = list(dict.fromkeys(span.node for span in unequal if isinstance(span.node, Relation)))
    if all(_is_answer(node) for node in nodes):
        return Unsolved("no_problem")
    letters = frozenset().union(*(symbols_of(node) for node in nodes))
    if len(letters) != 1:
        return Unsolved("not_supported", "unknowns")
    plain = blanked(text_signed)
    if any(is_misread(span) or _cut(plain, span) for span in unequal):
        return Unsolved("not_understood", "part")
    joined = _joined(text_signed, unequal) if len(nodes) > 1 else "one"
    if not joined or any(_turns(node) for node in nodes):
        return Unsolved("not_supported", "several" if not joined else "kind")
    return build(nodes, next(iter(letters)), joined == "either", text, lang)


_SIGN = re.compile(r"[<>≤≥]|\\[lg](?:e|eq|t|eqslant)\b")
_STORY = re.compile(r"\b(?:numeros?|numbers?|anos|years|edad|ages?|veces|times)\b")


def _is_story(text: str) -> bool:
    """Words that compare without a sign ("9 more than three times a number is 42") tell of numbers, not of an unknown."""
    return _SIGN.search(text) is None and _STORY.search(fold(text)) is not None


def _cut(plain: str, span: Span) -> bool:
    if not is_torn(plain, span):
        return False
    before, after = plain[: span.start].rstrip(), plain[span.end :].lstrip()
    return not (before[-1:] in ("{", "") and after[:1] in ("}", "", ",", ";"))


def _joined(text: str, spans: Sequence[Span]) -> str:
    """How several inequalities belong together; "" where they are separate exercises."""
    gaps = [fold(text[one.end : two.start]) for one, two in itertools.pairwise(spans)]
    if all(_EITHER.match(gap) for gap in gaps):
        return "either"
    if all(_BOTH.match(gap) for gap in gaps) or _TOGETHER.search(fold(text)):
        return "both"
    return ""


def _turns(node: Relation) -> bool:
    """A chain whose signs do not all point the same way."""
    return len({op[0] for op in node.ops}) > 1 or len(node.ops) > 2


def _is_answer(node: Relation) -> bool:
    """`x > 3`, `-1 < x < 4`: an answer, not a question."""
    bare = sum(isinstance(side, Sym) for side in node.sides)
    return bare == 1 and all(isinstance(side, Sym) or value(side) is not None for side in node.sides)


def build(nodes: Sequence[Relation], unknown: str, either: bool, text: str, lang: Lang) -> Problem | Unsolved:
    """The problem of some inequalities, or why it is none."""
    data = Inequality(tuple(exact(node) for node in nodes), unknown, either)
    if any(len(line) > _LONGEST for line in data.relations) or len(nodes) > 4:
        return Unsolved("too_hard")
    if solve_condition(data.condition()) is None:
        return Unsolved("not_supported", "kind")
    words = {"es": (" o ", "; "), "en": (" or ", "; ")}[lang]
    statement = words[0 if either else 1].join(show(node, lang) for node in nodes)
    canonical = (" or " if either else "; ").join(sorted(data.relations))
    return Problem("algebra", "inequality", statement, unknown, text, lang, data, canonical)


__all__ = ["Atom", "Inequality", "build", "parse"]
