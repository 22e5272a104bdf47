"""What a student's message states: lines of work, a value, a conclusion, sums of numbers.

Reading only; whether a claim holds is judged in `subjects.algebra.linear.check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from subjects.algebra.conclusions import conclusion_in, short_conclusion
from subjects.algebra.linear.line import Line, to_line
from subjects.algebra.linear.progress import solved
from subjects.algebra.linear.spoken import operation_in
from subjects.algebra.reading import is_misread, is_torn, lowered
from subjects.algebra.spans import apart, maths_in, undecided
from subjects.expression import (
    MAX_CHARS,
    Div,
    Expr,
    Neg,
    Num,
    Relation,
    Span,
    Sym,
    symbols_of,
    value,
)
from subjects.problem import Lang
from subjects.tokens import fold

MOST_CLAIMS = 60
"""More is no student's work; refused, so that no message costs much time."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing the student states: a line, a value or a conclusion, or a true or false sum of numbers.

    `at` counts the lines of the message that are not empty; one may make several claims. `digits` are the
    decimals written, `loosely` that they are said to be rounded (`≈`) or cut off (`0,66…`).
    """

    text: str
    line: Line | None = None
    amount: Fraction | None = None
    digits: int | None = None
    conclusion: str | None = None
    arithmetic: tuple[Fraction, Fraction] | None = None
    final: bool = False
    odd: bool = False
    at: int = 0
    loosely: bool = False


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """Whether a line, a value or a conclusion stands in the message."""
    if is_question(text):
        return False
    if conclusion_in(text) is not None or short_conclusion(text) is not None:
        return True
    spans = maths_in(text, lang)
    if len(spans) == 1 and any(sign in spans[0].text[1:] for sign in "+-−*/·") and len(text) < 80:
        return True
    if spans and any(operation_in(text, lang, letter) for letter in _letters(spans)):
        return True
    return any(isinstance(span.node, Relation) for span in spans) or lone_number(text, spans) is not None


_QUESTION = re.compile(
    r"(?:(?:y|pero|vale|ok|oye|profe|and|but|so|wait|entonces)[ ,]+)*[¿ ]*"
    r"(?:por que\b|why\b|de donde\b|para que\b|where\b|how (?:do|did|come|much|can|is|are|would)\b"
    r"|cuanto (?:es|son|da|dan|seria|vale|hace)\b|what(?:'s| is| does| are| do)\b|que (?:significa|quiere decir|pasa|son)\b"
    r"|cuando\b|when\b|como (?:se|hago|hiciste|has|llego|llegas|sale|saco|paso|puede|es que)\b)"
)


def is_question(text: str) -> bool:
    """Whether a message only asks about mathematics it names: "¿por qué 5x = 15?", "de dónde sale el 15"."""
    return _QUESTION.match(fold(text[:200]).strip(" ¿")) is not None


def _letters(spans: Sequence[Span]) -> frozenset[str]:
    return frozenset({"x"}).union(*(symbols_of(span.node) for span in spans if span.node is not None))


_SAYS = re.compile(
    r"\b(?:es|son|sale|salen|salio|salido|da|dan|dio|dado|sera|seria|respuesta|solucion|resultado|vale|valor|queda|quedo"
    r"|creo|pues|it'?s|is|answer|solution|get|got|gives|gave|found|result|value|think|maybe|so|equals|tengo|obtengo"
    r"|entonces)\b"
)
_DENIES = re.compile(r"\b(?:no|not|isn'?t|tampoco|nunca|never)\b(?! (?:lo |la )?(?:se|estoy|sure|idea)\b)")
_NUMBERS_A_THING = re.compile(
    r"\b(?:pasos?|lineas?|ejercicios?|ejer|ej|preguntas?|apartados?|problemas?|numero|parte|pagina|tema|la|las|los|unas?"
    r"|unos|steps?|lines?|questions?|exercises?|parts?|number|problems?|page)\s*$"
)
_NAMED = re.compile(r"[a-z]\s*(?::|→|->|=>|⇒)")
_CLOSING = re.compile(
    r"no|verdad|vale|ok|okay|right|si|yes|creo|pienso|supongo|me|te|sale|da|es|la|el|lo|respuesta|solucion|resultado"
    r"|que|i|think|guess|is|it|the|my|answer|maybe|quizas|profe|por|favor|porfa|gracias|please|thanks|correcto?|bien"
    r"|esta|asi|or|pero|seria|sera|a|mi|en|eso|there|x|result"
)


def lone_number(text: str, spans: Sequence[Span]) -> tuple[Fraction, Span] | None:
    """The number of a message that is only an answer: `3`, `-2?`, `me sale 3`, `the answer is 3/2`; not the
    number of something (`paso 3`, `son 3 pasos`) nor one that is denied (`no es 3`)."""
    if len(spans) != 1 or is_torn(text, spans[0]):
        return None
    span = spans[0]
    node = span.node
    amount = value(node) if node is not None and not isinstance(node, Relation) else None
    if amount is None or not _is_number(node):
        return None
    before, after = (
        fold(part).strip(" .…,;!?¿¡()[]{}$\\\n") for part in (text[: span.start], text[span.end :])
    )
    if _DENIES.search(before) or _NUMBERS_A_THING.search(before):
        return None
    if not all(_CLOSING.fullmatch(word) for word in _words(after)):
        return None
    said = _SAYS.search(f"{before} {after}") and len(_words(before)) + len(_words(after)) <= 6
    return (amount, span) if not before or _NAMED.fullmatch(before) or said else None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _is_number(node: object) -> bool:
    if isinstance(node, Neg):
        return _is_number(node.arg)
    if isinstance(node, Div):
        amount, bottom = value(node), value(node.bottom)
        return amount is not None and amount.denominator == bottom and _is_number(node.top)
    return isinstance(node, Num)


@lru_cache(maxsize=512)
def claims_in(text: str, unknown: str, lang: Lang, valueless: bool = False) -> tuple[Claim, ...]:
    """What the message states, in order. `valueless`: the equation has no single solution, so that "ninguna"
    is an answer."""
    if is_question(text):
        return ()
    said = conclusion_in(text) or (short_conclusion(text) if valueless else None)
    written = text[:MAX_CHARS]
    whole, text = text.strip(), apart(written)
    spans = maths_in(text, lang)
    if undecided(text, spans):
        return (Claim(whole, odd=True),)
    lines = [span for span in spans if isinstance(span.node, Relation)]
    if len(lines) > MOST_CLAIMS:
        return (Claim(whole, odd=True),)
    claims = [
        replace(claim, at=_row(written, span.start))
        for span in lines
        for claim in _stated(text, span, unknown)
    ]
    if said is not None:
        claims.append(Claim(whole, conclusion=said, final=True, at=_row(written.rstrip(), len(written))))
    if claims:
        return tuple(claims)
    lone = lone_number(text, spans)
    if lone is None:
        return ()
    amount, span = lone
    cut = _CUT_OFF.match(text, span.end) is not None
    if _PERIODIC.match(fold(text[span.end :])):
        return (Claim(whole, odd=True),)
    return (Claim(span.text, amount=amount, digits=_digits(span.node), final=True, loosely=cut),)


def _row(written: str, place: int) -> int:
    """The line of the message that a place is on, from 0; empty lines do not count."""
    ended = written[:place].split("\n")[:-1]
    return sum(1 for line in ended if line.strip())


_DENIED_LINE = re.compile(
    r"\b(?:(?:no|tampoco|nunca)(?: (?:me|es|sea|puede|ser|que|sale|da|vale|queda))+|not|isn'?t)\s*$"
)
_CUT_OFF = re.compile(r"\.\.|…")
_PERIODIC = re.compile(r"\s*\(?(?:periodic|repeating|recurring)")


def _stated(text: str, span: Span, unknown: str) -> Iterator[Claim]:
    """The claims of one written line; an odd one where it is only a piece, is denied or may mean two things."""
    before, after = fold(text[max(0, span.start - 60) : span.start]), fold(text[span.end : span.end + 20])
    doubtful = _DENIED_LINE.search(before) or _PERIODIC.match(after)
    if doubtful or is_torn(text, span) or is_misread(span):
        yield Claim(span.text, odd=True)
        return
    cut = _CUT_OFF.match(after) is not None
    for claim in _split(span, unknown):
        yield replace(claim, loosely=True) if cut else claim


def _split(span: Span, unknown: str) -> Iterator[Claim]:
    """The claims of one relation; a chain `5x = 22 - 7 = 15` makes one for each pair of neighbours."""
    relation = lowered(span.node)
    if any(op not in ("=", "~") for op in relation.ops) or symbols_of(relation) - {unknown}:
        yield Claim(span.text, odd=True)
        return
    sides = relation.sides
    for op, left, right in zip(relation.ops, sides, sides[1:], strict=False):
        yield replace(_pair(span.text, left, right, unknown), loosely=op == "~")
    if len(sides) > 2 and symbols_of(sides[0]):
        loosely = "~" in relation.ops
        yield replace(_pair(span.text, sides[0], sides[-1], unknown), loosely=loosely)


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
