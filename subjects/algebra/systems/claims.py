"""What a student's message states about a system: equations, values of unknowns, pairs in brackets, a conclusion.

Reading only; whether a claim holds is judged in `subjects.algebra.systems.check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from subjects.algebra.conclusions import conclusion_in, short_conclusion
from subjects.algebra.reading import is_torn
from subjects.algebra.statements import Piece, blanked, both_signs, is_question, pairs_of, pieces_of
from subjects.algebra.systems.parse import equations_in
from subjects.expression import MAX_CHARS, Expr, Relation, Span, Sym, read, symbols_of
from subjects.problem import Lang, Unsolved
from subjects.tokens import fold

MOST_CLAIMS = 60


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing stated in a line: `equation`, values (`name` and `amount`), or a `conclusion`; `odd` where it cannot
    be read surely. `answers`: the message offers it as the solution."""

    text: str
    at: int
    equation: Relation | None = None
    name: str = ""
    amount: Expr | None = None
    conclusion: str = ""
    odd: bool = False
    answers: bool = False


_NONE = re.compile(r"\bincompatible\b|\binconsistent|\bno se cortan\b|\bparalelas\b|\bparallel\b")
_ALL = re.compile(
    r"(?<!in)compatible indeterminado|(?<!\w)indeterminado|\bdependent\b|\bcoinciden(?:tes)?\b|\bsame line\b"
)
_ANSWERS = re.compile(r"\b(?:solucion\w*|respuesta|resultado|solutions?|answer|result)\b")
_TUPLE = re.compile(r"[(\[]([^()\[\]=<>]{1,60}[,;][^()\[\]=<>]{1,60})[)\]]")
_DENIED = re.compile(r"\b(?:no|not|isn'?t|tampoco|nunca)\s*(?:es|sea|is|me sale|sale|da)?\s*$")


@lru_cache(maxsize=512)
def claims_in(text: str, unknowns: tuple[str, ...], lang: Lang) -> tuple[Claim, ...]:
    """What the message states, in order."""
    text = both_signs(text[:MAX_CHARS])
    if is_question(text):
        return ()
    answers = _ANSWERS.search(fold(text)) is not None
    claims: list[Claim] = []
    masked, tuples = _tuples(text, unknowns, lang)
    for piece in pieces_of(masked, lang):
        raw = text[piece.start : piece.end].strip(" ;\n\t\r")
        inside = [found for found in tuples if piece.start <= found[0] < piece.end]
        claims += _of_piece(piece, raw, masked, unknowns, answers, lang)
        for _, parts in inside:
            claims += [
                Claim(raw, piece.at, name=name, amount=part, answers=answers)
                for name, part in zip(unknowns, parts, strict=True)
            ]
        said = _conclusion(raw)
        if said and not inside:
            claims.append(Claim(raw, piece.at, conclusion=said, answers=True))
    short = short_conclusion(text)
    if not claims and short is not None:
        claims.append(Claim(text.strip(), 0, conclusion=short, answers=True))
    if len(claims) > MOST_CLAIMS:
        return (Claim(text.strip(), 0, odd=True),)
    return tuple(claims)


def _conclusion(text: str) -> str:
    plain = fold(text)
    if _NONE.search(plain):
        return "none"
    if _ALL.search(plain):
        return "all"
    return conclusion_in(text) or ""


def _tuples(
    text: str, unknowns: tuple[str, ...], lang: Lang
) -> tuple[str, list[tuple[int, tuple[Expr, ...]]]]:
    """The pairs (triples) of numbers in brackets, and the text without them."""
    found: list[tuple[int, tuple[Expr, ...]]] = []

    def blank(match: re.Match[str]) -> str:
        parts = _split(match.group(1), len(unknowns), lang)
        if parts is None:
            return match.group()
        found.append((match.start(), parts))
        return "," + " " * (len(match.group()) - 1)

    masked = _TUPLE.sub(blank, text)
    names = r"\s*,\s*".join(re.escape(name) for name in unknowns)
    masked = re.sub(rf"\(\s*{names}\s*\)\s*(?:=|:)?", lambda m: "," + " " * (len(m.group()) - 1), masked)
    return masked, found


def _split(inside: str, count: int, lang: Lang) -> tuple[Expr, ...] | None:
    for mark in (";", ", ", ","):
        parts = inside.split(mark)
        if len(parts) == count:
            nodes = [read(part, lang) for part in parts]
            plain = [
                node for node in nodes if not isinstance(node, Unsolved | Relation) and not symbols_of(node)
            ]
            return tuple(plain) if len(plain) == count else None
    return None


def _of_piece(
    piece: Piece, raw: str, text: str, unknowns: tuple[str, ...], answers: bool, lang: Lang
) -> Iterator[Claim]:
    spans: Sequence[Span] = piece.relations
    if any(span.node is None for span in piece.spans) or ("=" in piece.text and not spans):
        yield Claim(raw, piece.at, odd=True)
        return
    if any(isinstance(span.node, Relation) and len(span.node.sides) > 2 for span in spans):
        parted = [span for span in equations_in(piece.text, lang) if isinstance(span.node, Relation)]
        spans = parted if len(parted) > len(spans) else spans
    else:
        plain = blanked(text)
        if any(is_torn(plain, span) and not _braced(plain, span) for span in spans):
            yield Claim(raw, piece.at, odd=True)
            return
    for span in spans:
        before = fold(text[max(0, span.start - 25) : span.start])
        if _DENIED.search(before) or not isinstance(span.node, Relation):
            yield Claim(raw, piece.at, odd=True)
            continue
        for op, left, right in pairs_of(span.node):
            yield claim_of(raw, piece.at, op, left, right, unknowns, answers)


def _braced(text: str, span: Span) -> bool:
    return text[: span.start].rstrip()[-1:] in "{" or text[span.end :].lstrip()[:1] in "}"


def claim_of(
    raw: str, at: int, op: str, left: Expr, right: Expr, unknowns: tuple[str, ...], answers: bool
) -> Claim:
    if op not in ("=", "~"):
        return Claim(raw, at, odd=True)
    for one, two in ((left, right), (right, left)):
        name = _letter(one, unknowns)
        if name and not symbols_of(two):
            return Claim(raw, at, name=name, amount=two, answers=answers)
    if (symbols_of(left) | symbols_of(right)) - set(unknowns):
        return Claim(raw, at, odd=True)
    return Claim(raw, at, equation=Relation(("=",), (left, right)))


def _letter(node: Expr, unknowns: tuple[str, ...]) -> str:
    """The unknown that a letter is: `x`, or `x1` of a system in x and y."""
    if not isinstance(node, Sym):
        return ""
    if node.name in unknowns:
        return node.name
    return node.name[0] if len(node.name) == 2 and node.name[0] in unknowns and node.name[1].isdigit() else ""


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether an equation, a pair or a conclusion stands in the message."""
    text = text[:MAX_CHARS]
    if is_question(text):
        return False
    if "=" in text or _TUPLE.search(text) or _conclusion(text):
        return True
    return any(isinstance(span.node, Relation) for piece in pieces_of(text, lang) for span in piece.spans)
