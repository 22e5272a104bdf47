"""What a student's message states about an expression: lines with their sides, a lone expression, a lone number.

Reading only; whether a claim holds is judged in `check`.
"""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from subjects.algebra.expressions.evaluating import put_in
from subjects.algebra.expressions.task import Task, node_of
from subjects.algebra.reading import is_torn, lower
from subjects.algebra.spans import apart, maths_in
from subjects.expression import MAX_CHARS, Expr, Num, Relation, Span, Sym, symbols_of
from subjects.problem import Lang
from subjects.tokens import fold

MOST = 40


@dataclass(frozen=True, slots=True)
class Claim:
    """One written line: its sides from left to right (one for a lone expression). `label` is `quotient` or `remainder`
    where the student names it so; `odd`: it cannot be judged."""

    text: str
    sides: tuple[Expr, ...] = ()
    label: str = ""
    at: int = 0
    odd: bool = False
    said: bool = False


_QUESTION = re.compile(
    r"(?:(?:y|pero|vale|ok|oye|and|but|so|wait|entonces)[ ,]+)*[¿ ]*(?:por que\b|why\b|de donde\b|para que\b|where\b"
    r"|how\b|que (?:significa|es|son|hago)\b|cuanto (?:es|son|da|dan|vale|seria)\b|what(?:'s| is| does| are| do)\b|cuando\b|when\b|como\b|puedo\b|can i\b)"
)
_LABELS = (
    ("quotient", re.compile(r"(?:cociente|quotient|\b[cq]\s*(?:\(x\))?)\s*(?:es|is|=|:|da|de|sale)*\s*$")),
    (
        "remainder",
        re.compile(r"(?:resto|residuo|remainder|rest|\br\s*(?:\(x\))?)\s*(?:es|is|=|:|da|de|sale|of)*\s*$"),
    ),
)
_LETTER_LABEL = {"C": "quotient", "Q": "quotient", "R": "remainder"}
_CALL = re.compile(r"(?<![A-Za-z])([A-Zfgh])\s*\(\s*(?:[a-zA-Z]|[-−]?\d+(?:[.,/]\d+)?)\s*\)")
_DENIED = re.compile(r"\b(?:no (?:es|da|sale|me sale|me da|puede ser)|isn'?t|is not|not)\s*$")
_SAYS_ANSWER = re.compile(
    r"\b(?:respuesta|resultado|solucion|final|answer|result|factorizad[oa]|factored|factorised)\b"
)
_THING = re.compile(
    r"\b(?:paso|pasos|linea|ejercicio|ejer|apartado|pregunta|problema|step|line|exercise|question|part)\s*$"
)


_LONE_LETTER = re.compile(
    r"(?:(?:me|queda|sale|da|es|pues|creo|que|i|get|got|it|is|the|answer|just|solo|=|resultado|el) ?)*([a-z])"
)


def is_question(text: str) -> bool:
    """Whether a message only asks about mathematics it names."""
    return _QUESTION.match(fold(text[:200]).strip(" ¿")) is not None


@lru_cache(maxsize=512)
def claims_in(text: str, task: Task, lang: Lang) -> tuple[Claim, ...]:
    """The lines of a message, in order."""
    if is_question(text) and "=" not in text:
        return ()
    plain = apart(_CALL.sub(lambda found: f"({found.group(1)})", text[:MAX_CHARS]))
    spans = maths_in(plain, lang)
    if len(spans) > MOST:
        return (Claim(text.strip(), odd=True),)
    letter = _LONE_LETTER.fullmatch(fold(text).strip(" .,;!$"))
    if not spans and letter is not None and letter.group(1) in symbols_of(task.node):
        return (Claim(text.strip(), (Sym(letter.group(1)),)),)
    said = _SAYS_ANSWER.search(fold(text)) is not None
    return tuple(_numbered(_claims(plain, spans, task, said)))


def _numbered(claims: Iterator[Claim]) -> Iterator[Claim]:
    for at, claim in enumerate(claims):
        yield Claim(claim.text, claim.sides, claim.label, at, claim.odd, claim.said)


def _claims(text: str, spans: Sequence[Span], task: Task, said: bool) -> Iterator[Claim]:
    names = {name: node_of(each) for name, each in task.names}
    lone = sum(1 for span in spans if not isinstance(span.node, Relation)) == len(spans)
    for span in spans:
        before = fold(text[max(0, span.start - 40) : span.start])
        numeric = span.node is not None and not isinstance(span.node, Relation) and not symbols_of(span.node)
        label = next((name for name, pattern in _LABELS if pattern.search(before)), "")
        if (
            numeric
            and not label
            and (not lone or span.worded or _THING.search(before) or not _alone(text, span))
        ):
            if isinstance(span.node, Num) and (len(spans) > 1 or span.worded):
                continue
            if len(spans) == 1 and not _alone(text, span):
                continue
        if span.node is None or is_torn(text, span) or _DENIED.search(before):
            yield Claim(span.text, odd=True)
            continue
        yield _claim(span, names, label if task.act == "polynomial_division" else "", task, said)


def _alone(text: str, span: Span) -> bool:
    around = re.findall(r"[^\W\d_]+", text[: span.start] + " " + text[span.end :])
    return len(around) <= 7


def _claim(span: Span, names: dict[str, Expr], label: str, task: Task, said: bool) -> Claim:
    if not isinstance(span.node, Relation):
        assert span.node is not None  # noqa: S101 - odd spans were left out
        return Claim(span.text, (_own(span.node, names),), label, said=said)
    if any(op != "=" for op in span.node.ops):
        return Claim(span.text, odd=True)
    sides = list(span.node.sides)
    first = sides[0]
    if isinstance(first, Sym) and first.name not in names and len(sides) > 1:
        if (
            task.act == "polynomial_division"
            and first.name.upper() in _LETTER_LABEL
            and first.name not in symbols_of(task.node)
        ):
            label, sides = _LETTER_LABEL[first.name.upper()], sides[1:]
        elif first.name.isupper() or first.name in "fgh":
            sides = sides[1:]
    return Claim(span.text, tuple(_own(side, names) for side in sides), label, said=said)


def _own(side: Expr, names: dict[str, Expr]) -> Expr:
    """The side with what `P` stands for, its letters in the case of the problem."""
    return lower(put_in(side, names))


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether an expression, a line or a number stands in the message."""
    if is_question(text):
        return False
    return any(span.node is not None for span in maths_in(text[:MAX_CHARS], lang))
