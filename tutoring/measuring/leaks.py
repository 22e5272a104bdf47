"""Whether a reply gives the final answer away: the second checker, which shares nothing with the guard.

Two rules. A reply that says what the unknown is («x = 3», "the answer is 3") leaks unless the student has written that
value; so does a reply in which the value just stands, unless the student has written it or the problem states it.
Unreached intermediate steps are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tutoring.measuring.stated import Number, numbers, plain

_SMALL_WORD = 12
_SAYS = r"(?:=|:|es|son|vale|valen|da|dan|sale|is|are|equals?|gives|igual a|equal to|will be|será)"
_NAMES = r"respuesta|resultado|soluci[oó]n|answer|result|solution"
_NONE = re.compile(
    r"no (?:tiene|hay) (?:ninguna )?soluci|sin soluci|es imposible|incompatible|no solutions?\b|has no solution|is impossible",
    re.I,
)
_ALL = re.compile(
    r"infinit[ao]s soluciones|cualquier (?:valor|número)|infinitely many|any (?:value|number)|all (?:values|numbers)", re.I
)
_SCALES: tuple[tuple[str, str, Fraction], ...] = (
    ("m/s", r"km/h", Fraction(18, 5)), ("km/h", r"m/s", Fraction(5, 18)), ("m", r"km\b", Fraction(1, 1000)),
    ("km", r"m\b(?!/)", Fraction(1000)), ("g", r"kg\b", Fraction(1, 1000)), ("kg", r"g\b(?!/)", Fraction(1000)),
    ("s", r"min\b", Fraction(1, 60)), ("min", r"s\b", Fraction(60)), ("h", r"min\b", Fraction(60)),
    ("s", r"h\b", Fraction(1, 3600)), ("h", r"s\b", Fraction(3600)), ("m", r"cm\b", Fraction(100)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer of the problem at hand: the unknown's name, and the answer in the form of the command contract."""

    problem: str
    unknown: str
    kind: str
    value: Any


def gives_away(reply: str, truth: Truth, student: Sequence[str]) -> str:
    """The words of a reply that state the answer, or "". `student`: all that the student wrote, the problem too."""
    own = [text for text in student if plain(text).strip() != plain(truth.problem).strip()]
    if truth.kind in ("equation", "formula"):
        return _written(reply, str(truth.value), own)
    if truth.kind in ("none", "all"):
        return _said(_NONE if truth.kind == "none" else _ALL, reply, student)
    if truth.kind == "quantity":
        return _quantity(reply, truth, own)
    if truth.kind == "solutions":
        return _solutions(reply, truth, own)
    return ""


def _said(words: re.Pattern[str], reply: str, student: Sequence[str]) -> str:
    found = words.search(reply)
    return found[0] if found and not any(words.search(text) for text in student) else ""


def _spelled(text: str) -> str:
    """A reaction without the spaces inside it; those before and after it stay."""
    joined = re.sub(r"\s*(-+>|→|⟶|⇒|⇌|=|>|\+)\s*", lambda sign: "+" if sign[1] == "+" else ">", plain(text))
    return re.sub(r"(?<![A-Za-z])(\d+)\s+(?=[A-Z(])", r"\1", joined).strip()


def _written(reply: str, answer: str, own: Iterable[str]) -> str:
    wanted = re.escape(_spelled(answer))
    whole = re.compile(rf"(?<![\w]){wanted}(?![\w])")
    if any(whole.search(_spelled(text)) for text in own):
        return ""
    if whole.search(_spelled(reply)):
        return answer
    return _coefficients(reply, answer)


def _coefficients(reply: str, answer: str) -> str:
    """«los coeficientes son 2, 1 y 2»: all of them in order, after that word."""
    if ">" not in _spelled(answer):
        return ""
    terms = re.split(r"[+>]", _spelled(answer))
    counts = [match[1] or "1" if (match := re.match(r"(\d*)", term)) else "1" for term in terms]
    listed = r"\s*(?:,|;|-|y|and)?\s*".join(counts)
    found = re.search(rf"coef+icien\w*\D{{0,25}}?\b({listed})\b", plain(reply), re.I)
    return found[0] if found and len(counts) > 1 else ""


def _solutions(reply: str, truth: Truth, own: Sequence[str]) -> str:
    letters = "".join({name for solution in truth.value for name in solution})
    told = (_value(reply, value, name, truth.problem, own, letters) for name, value in rationals(truth))
    return next(filter(None, told), "")


def rationals(truth: Truth) -> Iterator[tuple[str, Fraction]]:
    """The letters of an answer of kind `solutions` with each of their rational values; roots are left out."""
    for solution in truth.value:
        for name, exact in solution.items():
            with suppress(ValueError, ZeroDivisionError):
                yield name, Fraction(exact)


def _quantity(reply: str, truth: Truth, own: Sequence[str]) -> str:
    value, unit = Fraction(str(truth.value["value"])), str(truth.value.get("unit", ""))
    if found := _value(reply, value, truth.unknown, truth.problem, own):
        return found
    for of, other, factor in _SCALES:
        if of == unit and value and (found := _in_unit(reply, value * factor, other, truth.problem, own)):
            return found
    return ""


def _in_unit(reply: str, value: Fraction, unit: str, problem: str, own: Sequence[str]) -> str:
    text = plain(reply)
    for number in numbers(reply):
        follows = re.match(rf"\s*{unit}", text[number.end :])
        if follows and _same(number, value) and not _stands(value, (*own, problem), bare=False):
            return text[number.start : number.end + follows.end()]
    return ""


def _value(reply: str, value: Fraction, unknown: str, problem: str, own: Sequence[str], letters: str = "") -> str:
    """The value told; `letters`: of the unknowns, of which a number in front is a coefficient, in metres or not."""
    text = plain(reply)
    written = _stands(value, own)
    known = written or _stands(abs(value), (problem, *own), bare=False)
    for number in numbers(reply):
        if not number.bare or not _same(number, value):
            continue
        if letters and re.match(rf"\s?[{re.escape(letters)}]\b", text[number.end :]):
            continue
        stated = _states(text, number, unknown)
        if stated and not written:
            return text[max(0, number.start - 25) : number.end]
        if not known and (not number.word or abs(value) > _SMALL_WORD):
            return text[number.start : number.end]
    return ""


def _states(text: str, number: Number, unknown: str) -> bool:
    ahead = text[: number.start].rstrip(" -")
    name = re.escape(plain(unknown))
    alone = rf"(?<![\w+*/^·-])(?<![+*/^·-] ){name}"  # «n³ + n = 0» says nothing of n
    says = rf"(?:{alone}|\b(?:{_NAMES}))\W{{0,3}}\s*{_SAYS}\s*(?:de|a|about)?$"
    return re.search(says, ahead, re.I) is not None


def _stands(value: Fraction, texts: Iterable[str], bare: bool = True) -> bool:
    """Whether a text states a value, in figures or words (`bare` False: also as a coefficient, or its opposite)."""
    for text in texts:
        for number in numbers(text):
            if bare and (not number.bare or not _same(number, value)):
                continue
            if bare or abs(number.value) == abs(value) or _same(number, value):
                return True
    return False


def _same(number: Number, value: Fraction) -> bool:
    """Equal, or the value rounded to the two or more figures that are written."""
    if number.value == value:
        return True
    if value.denominator == 1:
        return False
    figures = len(str(abs(int(number.value))).lstrip("0")) + number.digits
    return figures >= 2 and number.digits >= 1 and abs(number.value - value) <= Fraction(1, 2 * 10**number.digits)
