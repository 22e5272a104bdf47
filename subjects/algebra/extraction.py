"""Judges what a model claims to have found in a text that no family of equations could read.

Two claims are possible. *Two sides* that both stand in the text, each read by the rules as one expression, and words between
or around them that say that they are equal («3x + 5 es lo mismo que 20»). Or *an equation with letters for its coefficients*,
and a value for each of these written as `a = 1`. In both, all mathematics of the text has to be used, so nothing that a text
adds can be left out, and one unknown is left.

A story has no equation in its text: one that a model makes of it can satisfy itself and still be wrong, and no rule here could
tell; it is never accepted. Words that compare, deny or combine («mayor», «no», «el doble de», «la suma de») end it as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from subjects.algebra.notation import replaced
from subjects.algebra.polynomial import poly_of, tree
from subjects.algebra.reading import is_misread, is_torn
from subjects.algebra.sides import is_decimal
from subjects.algebra.spans import maths_in
from subjects.expression import MAX_CHARS, Expr, Node, Num, Relation, Span, Sym, read, symbols_of, value
from subjects.extraction import Claim, choice, list_of, record
from subjects.extraction import text as of_text
from subjects.nodes import ends, number
from subjects.notation import show
from subjects.problem import Lang, Unsolved
from subjects.tokens import fold

_LETTERS = tuple("abcdefghkmnpqrstuvwxyz")
SCHEMA = record(
    left=of_text(80),
    right=of_text(80),
    unknown=choice(_LETTERS),
    values=list_of(record(letter=choice(_LETTERS), number=of_text(16)), 4),
)
GUIDE: Mapping[Lang, str] = {
    "es": (
        "left y right: los dos miembros que el enunciado dice que son iguales, copiados tal cual. unknown: la incógnita. values: "
        "el valor que el enunciado da a otras letras, si da alguno (letter la letra, number el número); si no, una lista vacía."
    ),
    "en": (
        "left and right: the two sides that the problem says are equal, copied as they are. unknown: the unknown. values: the "
        "value that the problem gives to other letters, if any (letter the letter, number the number); else an empty list."
    ),
}

_EQUAL = re.compile(
    r"\b(?:lo mismo|iguales|coincid\w+|mismo valor|tienen? que (?:dar|valer|salir)|debe(?:n|ria)? (?:dar|valer|salir)|"
    r"ha de (?:dar|valer)|d[eé] como resultado|dé|valga|resulte|the same|equal|come to|comes to|comes out as|"
    r"(?:has to|must) (?:be|give|make|equal)|turns? out(?: as| to be)?)\b"
    r"|\b(?:primer miembro|izquierda)\b.*\b(?:segundo|derecha)\b|\bleft\b.*\bright\b",
    re.IGNORECASE | re.DOTALL,
)
_ZERO = re.compile(r"\b(?:se anul\w+|anul[ae]\w*|es cero|vale cero|ra[ií]ces|ceros|zeros?|vanish\w*|roots)\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:no|ni|nunca|sin|salvo|excepto|mayor\w*|menor\w*|mas|menos|distint\w*|diferent\w*|desigual\w*|doble|triple|mitad|tercio|cuarto|suma\w*|resta\w*|"
    r"producto|cociente|diferencia|cuadrado|cubo|entre|por|not|never|without|except|unless|greater|less|more|fewer|different|differ\w*|unequal|"
    r"twice|double|half|third|quarter|sum|product|quotient|difference|square[ds]?|cube[ds]?|times|plus|minus|opposite|inverse|"
    r"opuesto|inverso|why|prove|show|check|explain|cuant[ao]s|how many|demuestra\w*|comprueba\w*|"
    r"explica\w*|simplif\w*|factor\w*|aument\w*|disminu\w*|increas\w*|decreas\w*|porcentaje|percent\w*)\b|n't\b|%"
)
"""Words with which two sides are not simply equal, or are not the whole of what the text says."""


def telegram(text: str, claim: Claim, lang: Lang) -> str | None:
    """See `subjects.extraction.Extraction`."""
    if len(text) > MAX_CHARS or text.count("?") > 1:
        return None
    spans = [span for span in maths_in(text, lang) if span.node is None or _says_something(span, claim["unknown"])]
    if any(span.node is None or is_torn(text, span) or is_misread(span) for span in spans):
        return None
    left = text
    for span in reversed(spans):
        left = left[: span.start] + " ; " + left[span.end :]
    if re.search(r"\d", left) or _OTHERWISE.search(fold(left)):
        return None
    found = _with_values(spans, claim, lang) if claim["values"] else _two_sides(spans, claim, left, lang)
    if found is None or symbols_of(found) != {claim["unknown"]}:
        return None
    return show(found, lang)


def _says_something(span: Span, unknown: str) -> bool:
    """Whether a piece of mathematics is more than the unknown named in passing: «el valor de x»."""
    return not isinstance(span.node, Sym) or span.node.name != unknown


def _read(text: str, lang: Lang) -> Node | None:
    node = read(text, lang)
    return None if isinstance(node, Unsolved) else node


def _two_sides(spans: Sequence[Span], claim: Claim, left: str, lang: Lang) -> Relation | None:
    """The two expressions of the text, said to be equal; or the only one, said to be zero."""
    one, two = _read(claim["left"], lang), _read(claim["right"], lang)
    nodes = [span.node for span in spans]
    if one is None or two is None or isinstance(one, Relation) or isinstance(two, Relation):
        return None
    if nodes == [one] and two == Num(Fraction(0)):
        return Relation(("=",), (one, two)) if _ZERO.search(left) else None
    if nodes != [one, two]:
        return None
    zero = two == Num(Fraction(0))
    return Relation(("=",), (one, two)) if _EQUAL.search(left) or (zero and _IS.search(left)) else None


_IS = re.compile(r"\b(?:is|es|vale|sea|becomes|be)\b", re.IGNORECASE)
"""Enough before a zero: «¿cuándo es x² - 4 cero?»."""


def _with_values(spans: Sequence[Span], claim: Claim, lang: Lang) -> Relation | None:
    """The equation of the text with the values that the text gives to its other letters, each once, and all of them."""
    relations = [span.node for span in spans if isinstance(span.node, Relation)]
    wanted = _read(f"{claim['left']} = {claim['right']}", lang)
    if len(relations) < len(spans) or wanted is None or relations.count(wanted) != 1:  # type: ignore[arg-type]
        return None
    given: dict[str, Fraction] = {}
    for relation in relations:
        if relation == wanted:
            continue
        pair = _assigned(relation)
        if pair is None or pair[0] in given:
            return None
        given[pair[0]] = pair[1]
    said = {item["letter"]: _number(item["number"], lang) for item in claim["values"]}
    if len(said) < len(claim["values"]) or said != given or claim["unknown"] in given:
        return None
    if symbols_of(wanted) != {claim["unknown"], *given} or not isinstance(wanted, Relation) or wanted.ops != ("=",):
        return None
    return Relation(wanted.ops, tuple(_collected(replaced(side, _as_nodes(given))) for side in wanted.sides))


def _collected(side: Expr) -> Expr:
    """`1x² + (-5)x` as `x² - 5x`."""
    poly = poly_of(side)
    return side if poly is None else tree(poly, decimal=is_decimal(side))


def _assigned(relation: Relation) -> tuple[str, Fraction] | None:
    """`a = -5` as the letter and its value."""
    if relation.ops != ("=",) or not isinstance(relation.sides[0], Sym):
        return None
    amount = value(relation.sides[1])
    return None if amount is None else (relation.sides[0].name, amount)


def _number(text: str, lang: Lang) -> Fraction | None:
    node = _read(text, lang)
    return None if node is None or isinstance(node, Relation) else value(node)


def _as_nodes(given: Mapping[str, Fraction]) -> dict[str, Expr]:
    return {name: number(amount, decimal=amount.denominator != 1 and ends(amount)) for name, amount in given.items()}
