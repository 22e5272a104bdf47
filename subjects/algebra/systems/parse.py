"""Finds the system that a message asks to solve: as many equations as letters, two or three of them.

Nothing is guessed: equations that share no letter, more letters than equations or inequalities are no system.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from subjects.algebra.reading import is_torn
from subjects.algebra.statements import Piece, blanked, pieces_of
from subjects.algebra.systems.system import System, isolated, zero
from subjects.expression import MAX_CHARS, Relation, Span, exact, show, symbols_of, value
from subjects.problem import Lang, Problem, Unsolved
from subjects.tokens import fold

_METHODS = {
    "substitution": re.compile(r"\bsustitu|\bsubstitut"),
    "equalisation": re.compile(
        r"\bigualacion|\bequali[sz]|\bequating|\bcomparison method|\bmetodo de comparacion"
    ),
    "elimination": re.compile(
        r"\breduccion\b|\beliminat|\belimination|\bby add|\baddition method|\blinear combination|\bgauss"
        r"|\bdoble reduccion|\badding the equations|\bsuma y resta|\beliminacion"
    ),
}
_RUN_TOGETHER = re.compile(r"(?<=\d),(?=\d+[a-zA-Z(])")
_LONGEST = 300
_POINTS = re.compile(r"(?<![\w.])[a-z]\s*\)\s*\S")


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The system of the message; see the module."""
    if len(text) > MAX_CHARS:
        return Unsolved("too_long")
    if text.count("=") < 2 and "igual" not in text and "equal" not in text:
        return Unsolved("no_problem")
    spans = equations_in(text, lang)
    lines = [span.node for span in spans if isinstance(span.node, Relation)]
    lines = [line for line in lines if symbols_of(line)]
    letters = tuple(sorted(frozenset().union(*(symbols_of(line) for line in lines)))) if lines else ()
    if len(lines) < 2 or len(letters) < 2 or any(set(line.ops) != {"="} for line in lines):
        return Unsolved("no_problem")
    if all(_is_value(line) for line in lines) or not _shared(lines):
        return Unsolved("no_problem")
    if _changes_variable(lines, text):
        return Unsolved("no_problem")
    if len(lines) != len(letters) or len(letters) > 3:
        return Unsolved("not_supported", "unknowns") if _systemic(text) else Unsolved("no_problem")
    if any(len(line.sides) != 2 for line in lines):
        return Unsolved("not_understood")
    if any(_is_asked(span) for span in spans):
        return Unsolved("not_supported", "asked")
    if any(span.node is None and "=" in span.text for span in spans) or _torn(text, spans):
        return Unsolved("not_understood", "part")
    return build(lines, letters, text, lang)


def equations_in(text: str, lang: Lang) -> list[Span]:
    """The mathematics of a message; a comma that two equations share without a space is no decimal mark."""
    spans = [span for piece in pieces_of(text, lang) for span in piece.spans]
    if any(isinstance(span.node, Relation) and len(span.node.sides) > 2 for span in spans):
        apart = _RUN_TOGETHER.sub(";", text)
        if apart != text:
            spans = [span for piece in pieces_of(apart, lang) for span in piece.spans]
    return spans


def build(lines: Sequence[Relation], letters: tuple[str, ...], text: str, lang: Lang) -> Problem | Unsolved:
    """The problem of some equations, or why it is none."""
    polys = [zero(line) for line in lines]
    if any(poly is None or not poly.terms for poly in polys):
        return Unsolved("not_supported", "kind")
    if any(len(exact(line)) > _LONGEST for line in lines):
        return Unsolved("too_hard")
    linear = all(poly is not None and poly.degree <= 1 for poly in polys)
    if not linear and (len(letters) != 2 or any(poly is not None and poly.degree > 4 for poly in polys)):
        return Unsolved("not_supported", "kind")
    if any(len(name) > 1 for name in letters) and not _indexed(letters):
        return Unsolved("not_understood", "part")
    written = tuple(exact(line) for line in lines)
    data = System(written, letters, linear, method_in(text))
    statement = "; ".join(show(line, lang) for line in lines)
    canonical = "; ".join(sorted(written))
    return Problem("algebra", "system", statement, letters[0], text, lang, data, canonical)


def method_in(text: str) -> str:
    """The method that a text asks for, or ""."""
    plain = fold(text)
    named = [name for name, pattern in _METHODS.items() if pattern.search(plain)]
    return named[0] if len(named) == 1 else ""


def _indexed(letters: Sequence[str]) -> bool:
    """`x1` and `x2` are two unknowns; a lone `x2` is a lost power."""
    return len({name[0] for name in letters}) == 1 and all(len(name) > 1 for name in letters)


def _is_value(line: Relation) -> bool:
    alone = isolated_value(line)
    return alone is not None


def isolated_value(line: Relation) -> str | None:
    """The letter of `x = 3` or `3 = x`."""
    for one, two in (line.sides[:2], line.sides[1::-1]):
        if len(symbols_of(one)) == 1 and exact(one) in symbols_of(one) and value(two) is not None:
            return exact(one)
    return None


_CHANGE = re.compile(
    r"\blet(?:ting)?\b|\bcambio|\bhaciendo|\bhacemos|\bllam|\bsea\b|\bdonde\b|\bwhere\b|\bsubstituting\b"
)


def _changes_variable(lines: Sequence[Relation], text: str) -> bool:
    """`letting u = x²`: a letter that only names an expression of an equation in one other letter."""
    if len(lines) != 2 or not _CHANGE.search(fold(text)):
        return False
    for one, two in (lines, lines[::-1]):
        given = isolated(one)
        if given is not None and given[0] not in symbols_of(two) and len(symbols_of(two)) == 1:
            return True
    return False


def _shared(lines: Sequence[Relation]) -> bool:
    """Whether the equations hang together by their letters."""
    groups = [set(symbols_of(line)) for line in lines]
    joined = groups.pop(0)
    while near := next((group for group in groups if group & joined), None):
        joined |= near
        groups.remove(near)
    return not groups


def _is_asked(span: Span) -> bool:
    """An expression in two letters beside the equations, as in "find x + y": another question than the values."""
    return span.node is not None and not isinstance(span.node, Relation) and len(symbols_of(span.node)) > 1


def _systemic(text: str) -> bool:
    return re.search(r"\bsistemas?\b|\bsystems?\b|\bsimultaneous|cases", fold(text)) is not None


def _torn(text: str, spans: Sequence[Span]) -> bool:
    plain = blanked(text)
    return any(isinstance(span.node, Relation) and _cut(plain, span) for span in spans)


def _cut(plain: str, span: Span) -> bool:
    if not is_torn(plain, span):
        return False
    before, after = plain[: span.start].rstrip(), plain[span.end :].lstrip()
    return not (before[-1:] in ("{", "") and after[:1] in ("}", "", ",", ";"))


def lines_of(pieces: Sequence[Piece]) -> list[Span]:
    """All equations of the lines of a message."""
    return [span for piece in pieces for span in piece.relations]
