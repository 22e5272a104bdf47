"""Stories of the digits of a number of two: two facts out of a few that are known, and nothing else said."""

# ruff: noqa: E501 - a pattern reads better on one line
from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from subjects.algebra.word_problems.scene import added, less, times
from subjects.algebra.word_problems.story import Story, solved, text_of
from subjects.expression import Expr, Relation, Sym, exact, number
from subjects.tokens import fold

TENS, UNITS = Sym("x"), Sym("y")
Pair = tuple[Expr, Expr]

_SUM = re.compile(
    r"\b(?:la suma de (?:las|sus)(?: dos)? cifras(?: de un numero de dos cifras)? (?:es|vale)|(?:las|sus)(?: dos)? cifras(?: de un numero de dos cifras)? suman"
    r"|the sum of (?:the|its)(?: two)? digits(?: of a two[- ]digit number)? is|(?:the|its)(?: two)? digits(?: of a two[- ]digit number)? add up to) (\d+)"
)
_DIGIT = r"(?:la cifra de las|la de las|the) (decenas|unidades|tens|ones|units)(?: digit| place)?"
_FACTOR = {
    "el doble": 2, "twice": 2, "double": 2, "el triple": 3, "three times": 3, "el cuadruple": 4, "four times": 4,
}  # fmt: skip
_TIMES = re.compile(rf"\b{_DIGIT} (?:es|is) ({'|'.join(_FACTOR)}) (?:de |que )?{_DIGIT}")
_MORE = re.compile(
    rf"\b{_DIGIT} (?:es|is) (\d+)(?: unidades?)? (mayor|menor|mas|menos|more|less|greater|smaller) (?:que|than) {_DIGIT}"
)
_TURN = (
    r"(?:si (?:se (?:invierten|intercambian|permutan)(?: (?:las|sus) cifras)?|(?:se )?(?:invierte|invertimos|cambia|cambiamos|intercambiamos)(?: el orden de)? (?:las|sus) cifras)"
    r"|al (?:invertir|intercambiar|permutar)(?: el orden de)? (?:las|sus) cifras|(?:if|when) (?:the|its) digits are (?:reversed|swapped|interchanged))"
)
_CHANGED = re.compile(
    rf"\b{_TURN},? (?:(?:el|the|se obtiene otro|resulta otro|se obtiene un) (?:(?:nuevo |new )?(?:numero|number)|que) )?"
    r"(?:(?P<way>aumenta|disminuye|increases|decreases) (?:en|by) (?P<n>\d+)(?: unidades)?|(?:que )?(?:es|is) (?P<m>\d+)(?: unidades)? (?P<side>mayor|menor|more|less|greater|smaller)(?: (?:que|than) (?:el|the) (?:original|inicial|anterior|primero|numero (?:original|inicial)|original number))?)"
)
_FORMED = re.compile(
    r"\b(?:the number (?:formed|obtained) (?:by|when) (?:reversing (?:the|its) digits|(?:the|its) digits are reversed)|el numero que (?:se obtiene|resulta) al (?:invertir|intercambiar)(?: el orden de)? (?:las|sus) cifras)"
    r" (?:es|is) (?P<m>\d+)(?: unidades)? (?P<side>mayor|menor|more|less|greater|smaller) (?:que|than) (?:el|the) (?:original|inicial|primero|numero (?:original|inicial|dado)|original number|first number)"
)
_GLUE = frozenset(
    re.findall(
        "[a-z]+",
        "un una numero de dos cifras tal tales que es y e and si a an two digit number such that in of has with"
        " tiene cuyas en cual halla calcula averigua encuentra determina find what is the original ese dicho el that"
        " inicial where sabiendo ademas also se sabe cuanto vale its which determine",
    )
)
_CUE = re.compile(r"\b(?:numero de dos cifras|two[- ]digit number)\b")
_UP = frozenset({"aumenta", "increases", "mayor", "mas", "more", "greater"})


def read(text: str) -> Story | None:
    """The story, or None when something else is said."""
    plain = re.sub(r"\s+", " ", fold(text))
    if not _CUE.search(plain):
        return None
    pairs: list[Pair] = []
    for pattern, act in _FACTS:
        found = pattern.search(plain)
        if found is not None:
            pairs.append(act(found))
            plain = plain[: found.start()] + " " + plain[found.end() :]
    if len(pairs) != 2 or not set(re.findall(r"[a-z0-9]+", plain)) <= _GLUE:
        return None
    return _story(pairs)


def _story(pairs: list[Pair]) -> Story | None:
    values = solved(tuple(Relation(("=",), pair) for pair in pairs), ("x", "y")) or {}
    digits = list(values.values())
    if not digits or any(each.denominator != 1 or not 0 <= each <= 9 for each in digits) or not digits[0]:
        return None
    own = added([times(Fraction(10), TENS), UNITS])
    lines = tuple(text_of(*pair) for pair in pairs)
    return Story("digits", ("tens", "units"), lines, (("number", exact(own)),), whole=True)


def _digit(word: str) -> Sym:
    return TENS if word in ("decenas", "tens") else UNITS


def _sum(found: re.Match[str]) -> Pair:
    return added([TENS, UNITS]), number(Fraction(int(found[1])))


def _times(found: re.Match[str]) -> Pair:
    return _digit(found[1]), times(Fraction(_FACTOR[found[2]]), _digit(found[3]))


def _more(found: re.Match[str]) -> Pair:
    amount = number(Fraction(int(found[2])))
    return _digit(found[1]), added([_digit(found[4]), amount if found[3] in _UP else less(amount)])


def _turned(found: re.Match[str]) -> Pair:
    groups = found.groupdict()
    amount = number(Fraction(int(groups.get("n") or groups["m"])))
    up = (groups.get("way") or groups["side"]) in _UP
    own, turned = added([times(Fraction(10), TENS), UNITS]), added([times(Fraction(10), UNITS), TENS])
    return turned, added([own, amount if up else less(amount)])


_FACTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Pair]], ...] = (
    (_FORMED, _turned), (_CHANGED, _turned), (_SUM, _sum), (_TIMES, _times), (_MORE, _more),
)  # fmt: skip
