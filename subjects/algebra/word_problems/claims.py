"""What a student's message states about a story: equations, and numbers with the name that goes with them.

Reading only; whether a claim holds is judged in `check`.
"""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.polynomial import poly_of
from subjects.algebra.reading import lowered
from subjects.algebra.spans import apart, maths_in
from subjects.algebra.word_problems.story import Story
from subjects.expression import MAX_CHARS, Relation, Span, symbols_of, value
from subjects.problem import Lang
from subjects.tokens import fold

_QUESTION = re.compile(
    r"[¿ ]*(?:(?:y|pero|and|but|so)[ ,]+)*(?:por que\b|why\b|de donde\b|como\b|how\b|que (?:es|significa|hago)\b|cuanto (?:es|son|da|dan|vale|seria)\b|what\b)"
)
_DENIED = re.compile(r"\b(?:no (?:es|son|da|sale|me sale|tiene)|isn'?t|is not|not|no)\s*$")
_THING = re.compile(
    r"\b(?:paso|linea|ejercicio|ejer|apartado|pregunta|problema|step|line|exercise|question|part)\s*$"
)
_PART_SAID = re.compile(
    r"(?:%|\b(?:por ?ciento|per ?cent|mitad|doble|triple|tercio|cuarto|parte|half|twice|double|third|quarter))\s*"
    r"(?:de |del |of )\s*(?:el |la |the )?$"
)
_PERCENT = re.compile(r"\s*(?:%|por ?ciento|per ?cent)")
MOST = 30
_BRACKETED = re.compile(r"[^\d(,;]{0,12}\(([^)\d]{2,20})\)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A line with its sides, or a lone number with the name that stands before it; `at` counts the lines of the
    message that are not empty."""

    text: str
    relation: Relation | None = None
    amount: Fraction | None = None
    name: str = ""
    at: int = 0
    odd: bool = False


@lru_cache(maxsize=512)
def claims_in(text: str, story: Story, lang: Lang) -> tuple[Claim, ...]:
    """Equations and lone numbers of a message, in order."""
    if _QUESTION.match(fold(text[:200])) and "=" not in text:
        return ()
    plain = apart(re.sub(r"\b(?:cm|m|km)²", lambda found: " " * len(found.group()), text[:MAX_CHARS]))
    spans = [
        span for span in maths_in(plain, lang) if not (span.worded and _is_number(span) and len(plain) > 12)
    ]
    if len(spans) > MOST:
        return (Claim(text.strip(), odd=True),)
    out: list[Claim] = []
    start = 0
    for at, span in enumerate(spans):
        before = fold(plain[start : span.start])
        start = span.end
        until = spans[at + 1].start if at + 1 < len(spans) else len(plain)
        behind = fold(plain[span.end : min(until, span.end + 24)])
        bracketed = _BRACKETED.match(behind)
        label = (
            _name(bracketed.group(1), story)
            if bracketed
            else _name(behind, story)
            if story.scene in ("legs", "coins")
            else ""
        )
        claim = _claim(span, before, story)
        if claim is not None and claim.amount is not None and _PERCENT.match(behind):
            claim = Claim(span.text, odd=True)
        if claim is not None and label:
            claim = Claim(claim.text, claim.relation, claim.amount, label, claim.at, claim.odd)
        if claim is not None:
            row = sum(1 for line in text[: span.start].split("\n")[:-1] if line.strip())
            out.append(Claim(claim.text, claim.relation, claim.amount, claim.name, row, claim.odd))
    return tuple(out)


def _is_number(span: Span) -> bool:
    return span.node is not None and not isinstance(span.node, Relation) and not symbols_of(span.node)


def _claim(span: Span, before: str, story: Story) -> Claim | None:
    if _THING.search(before):
        return None
    if span.node is None or _DENIED.search(before) or _PART_SAID.search(before):
        return Claim(span.text, odd=True)
    if isinstance(span.node, Relation):
        if any(op != "=" for op in span.node.ops):
            return Claim(span.text, odd=True)
        return Claim(span.text, relation=lowered(span.node))
    amount = value(span.node)
    if amount is None:
        factors = poly_of(span.node)  # `12 m`: a number with a unit of one letter
        if (
            factors is not None
            and len(factors.terms) == 1
            and factors.degree == 1
            and factors.letters <= {"m", "g", "h", "l", "L"}
        ):
            return Claim(span.text, amount=factors.terms[0][1], name=_name(before, story))
        return Claim(span.text, odd=True)
    return Claim(span.text, amount=amount, name=_name(before, story))


KEYS = {
    "length": ("largo", "base", "longitud", "length"), "width": ("ancho", "altura", "width", "height"),
    "father": ("padre", "father", "papa"), "mother": ("madre", "mother"), "son": ("hijo", "son"),
    "daughter": ("hija", "daughter"), "first": ("primer", "first"), "second": ("segund", "second"),
    "third": ("tercer", "third"), "grandfather": ("abuelo", "grandfather"), "brother": ("hermano", "brother"),
    "sister": ("hermana", "sister"), "grandmother": ("abuela", "grandmother"),
}  # fmt: skip


def _name(before: str, story: Story) -> str:
    """The quantity that is named last before a number."""
    best, place = "", -1
    for name in dict.fromkeys([*(key for key, _ in story.asked), *story.names]):
        for word in KEYS.get(name, (fold(name),)):
            if len(word) < 2:
                continue
            found = before.rfind(word)
            if found > place:
                best, place = name, found
    return best


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether an equation or a number stands in the message."""
    if _QUESTION.match(fold(text[:200])):
        return False
    return any(span.node is not None for span in maths_in(text[:MAX_CHARS], lang))
