"""What a student's message states: lines of work, a value, a conclusion, sums of numbers.

Reading only; whether a claim holds is judged in `subjects.algebra.check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from subjects.algebra.line import Line, to_line
from subjects.algebra.parse import is_torn, lowered
from subjects.algebra.progress import solved
from subjects.algebra.spoken import operation_in
from subjects.expression import (
    MAX_CHARS,
    Div,
    Expr,
    Neg,
    Num,
    Relation,
    Span,
    Sym,
    find_maths,
    symbols_of,
    value,
)
from subjects.problem import Lang
from subjects.tokens import fold


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the student states: a line, a value or a conclusion, or a true or false sum of numbers."""

    text: str
    line: Line | None = None
    amount: Fraction | None = None
    digits: int | None = None
    conclusion: str | None = None
    arithmetic: tuple[Fraction, Fraction] | None = None
    final: bool = False
    odd: bool = False


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether a line, a value or a conclusion stands in the message."""
    if conclusion_in(text) is not None:
        return True
    spans = find_maths(text, lang)
    if len(spans) == 1 and any(sign in spans[0].text[1:] for sign in "+-−*/·") and len(text) < 80:
        return True
    if spans and any(operation_in(text, lang, letter) for letter in _letters(spans)):
        return True
    return any(isinstance(span.node, Relation) for span in spans) or lone_number(text, spans) is not None


def _letters(spans: Sequence[Span]) -> frozenset[str]:
    return frozenset({"x"}).union(*(symbols_of(span.node) for span in spans if span.node is not None))


_NONE = re.compile(
    r"no (?:tiene|hay|existe)\w* (?:ninguna )?soluci|sin soluci|\bincompatible|\bimposible|\bimpossible"
    r"|no solution|no tiene respuesta|nothing works|never true|nunca se cumple"
    r"|ningun (?:valor|numero)|no value"
)
_ALL = re.compile(
    r"infinitas|infinite|todos los (?:valores|numeros)|cualquier (?:valor|numero)|all (?:values|numbers)"
    r"|any (?:value|number)|every (?:value|number)|\bidenti|siempre se cumple|always true|all real"
)


def conclusion_in(text: str) -> str | None:
    plain = fold(text)
    if _NONE.search(plain):
        return "none"
    return "all" if _ALL.search(plain) else None


_SAYS = re.compile(
    r"\b(?:es|son|sale|salen|da|dan|sera|seria|respuesta|solucion|resultado|vale|valor|queda|creo|pues|it'?s|is|answer|solution"
    r"|get|got|gives|result|value|think|maybe|so|equals|tengo|obtengo|entonces)\b"
)


def lone_number(text: str, spans: Sequence[Span]) -> tuple[Fraction, Span] | None:
    """The number of a message that is only an answer: `3`, `-2?`, `me sale 3`, `the answer is 3/2`."""
    numbers = [span for span in spans if span.node is not None and not isinstance(span.node, Relation)]
    if len(spans) != 1 or len(numbers) != 1 or is_torn(text, spans[0]):
        return None
    span = numbers[0]
    node = span.node
    amount = value(node) if node is not None and not isinstance(node, Relation) else None
    if amount is None or not _is_number(node):
        return None
    rest = fold(text[: span.start] + " " + text[span.end :]).strip(" .,;:!?¿¡()")
    return (amount, span) if not rest or (_SAYS.search(rest) and len(rest.split()) <= 6) else None


def _is_number(node: object) -> bool:
    if isinstance(node, Neg):
        return _is_number(node.arg)
    if isinstance(node, Div):
        amount, bottom = value(node), value(node.bottom)
        return amount is not None and amount.denominator == bottom and _is_number(node.top)
    return isinstance(node, Num)


def claims_in(text: str, unknown: str, lang: Lang) -> list[Claim]:
    spans = find_maths(text[:MAX_CHARS], lang)
    claims = [
        claim
        for span in spans
        if isinstance(span.node, Relation)
        for claim in (_split(span, unknown) if not is_torn(text, span) else [Claim(span.text, odd=True)])
    ]
    said = conclusion_in(text)
    if said is not None:
        claims.append(Claim(text.strip(), conclusion=said, final=True))
    if claims:
        return claims
    lone = lone_number(text, spans)
    if lone is None:
        return []
    return [Claim(lone[1].text, amount=lone[0], digits=_digits(lone[1].node), final=True)]


def _split(span: Span, unknown: str) -> Iterator[Claim]:
    """The claims of one relation; a chain `5x = 22 - 7 = 15` makes one for each pair of neighbours."""
    relation = lowered(span.node)
    if any(op not in ("=", "~") for op in relation.ops):
        yield Claim(span.text, odd=True)
        return
    letters = symbols_of(relation)
    if letters - {unknown}:
        yield Claim(span.text, odd=True)
        return
    pairs = list(zip(relation.sides, relation.sides[1:], strict=False))
    for left, right in pairs:
        yield _pair(span.text, left, right, unknown)
    if len(pairs) > 1 and symbols_of(relation.sides[0]):
        yield _pair(span.text, relation.sides[0], relation.sides[-1], unknown)


def _pair(text: str, left: Expr, right: Expr, unknown: str) -> Claim:
    digits = _digits(right) if _digits(right) is not None else _digits(left)
    if not symbols_of(left) and not symbols_of(right):
        one, two = value(left), value(right)
        if one is None or two is None:
            return Claim(text, odd=True)
        bare = _is_number(left) and _is_number(right)
        line = to_line(Relation(("=",), (left, right)), unknown) if bare else None
        return Claim(text, line=line, arithmetic=(one, two), digits=digits)
    line = to_line(Relation(("=",), (left, right)), unknown)
    if line is None:
        return Claim(text, odd=True)
    return Claim(text, line=line, digits=digits, final=solved(line) and isinstance(left, Sym | Num))


def _digits(node: object) -> int | None:
    """How many decimals a written decimal has."""
    if isinstance(node, Neg):
        return _digits(node.arg)
    if isinstance(node, Num) and node.decimal:
        digits = 0
        while (node.value * 10**digits).denominator != 1:
            digits += 1
        return digits
    return None
