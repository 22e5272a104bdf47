"""Inequality signs, intervals and sets as students write them, turned into what the reader knows.

Words become signs in the same place: the length of the text never changes.
"""

from __future__ import annotations

import re

from subjects.algebra.inequalities.sets import Interval, RealSet
from subjects.algebra.surds import Surd, surd_of
from subjects.expression import Relation, read
from subjects.problem import Lang, Unsolved

_IS = r"(?:(?:es|son|sea|sean|ser|is|are|be|has to be|must be|tiene que ser|debe ser)\s+)?(?:estrictamente\s+|strictly\s+)?"
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?i)(?<![^\W\d_]){_IS}(?:{pattern})(?![^\W\d_])"), sign)
    for pattern, sign in (
        (r"(?:mayor(?:es)?|m[aá]s grande)\s+o\s+igual(?:es)?(?:\s+(?:que|a|al))?", ">="),
        (r"(?:menor(?:es)?|m[aá]s peque[nñ]o)\s+o\s+igual(?:es)?(?:\s+(?:que|a|al))?", "<="),
        (
            r"(?:greater|bigger|larger|more)\s+than\s+or\s+equal(?:\s+to)?|no\s+less\s+than|not\s+less\s+than|at\s+least",
            ">=",
        ),
        (
            r"(?:less|smaller|lower)\s+than\s+or\s+equal(?:\s+to)?|no\s+(?:more|greater)\s+than|at\s+most",
            "<=",
        ),
        (r"no\s+mayor(?:es)?\s+(?:que|a)|como\s+m[aá]ximo|a\s+lo\s+sumo", "<="),
        (r"no\s+menor(?:es)?\s+(?:que|a)|como\s+m[ií]nimo|al\s+menos|por\s+lo\s+menos", ">="),
        (r"mayor(?:es)?\s+(?:que|a|de)|greater\s+than|bigger\s+than|larger\s+than|more\s+than", ">"),
        (r"menor(?:es)?\s+(?:que|a|de)|less\s+than|smaller\s+than|lower\s+than", "<"),
        (r"distint[oa]\s+(?:de|a)|not\s+equal\s+to", "≠"),
    )
)
_VALUES_OF = re.compile(
    r"(?i)\b(?:values?|numbers?|valor(?:es)?|n[uú]meros?)\s+(?:of|de)\s+(?:la\s+)?[a-z]"
    r"\s+(?:is|are|es|son|do|does|se cumple|cumplen?)\b"
)
_OR_ACCENT = re.compile(r"\s[óÓv∨]\s")
_ARROWED = re.compile(r"(?i)(?<![^\W\d_])([a-z])\s*=>(?=\s*[-−]?[\d√])")
_LATEX_MEMBER = re.compile(r"(?i)(?<![^\W\d_])[a-z]\s*(?:∈|\\in\b|pertenece\s+a|belongs\s+to|is\s+in\b)")
_INFINITY = re.compile(r"(?i)^([+\-−]?)\s*(?:∞|\\infty|inf(?:init[oaey]\w*)?|oo|infinity)$")
_INTERVAL = re.compile(
    r"(?:\\left\s*)?([\[\](])([^\[\]()<>=]{1,60}?[;,][^\[\]()<>=]{1,60}?)(?:\\right\s*)?([\[\])])"
)


def signed(text: str) -> str:
    """Words for signs as signs, `x => 3` as `x >= 3`, the mark of membership blanked."""
    for pattern, sign in _WORDS:
        text = pattern.sub(lambda found, sign=sign: sign.ljust(len(found.group())), text)  # type: ignore[misc]
    text = _VALUES_OF.sub(lambda found: ";" + " " * (len(found.group()) - 1), text)
    text = _OR_ACCENT.sub(" o ", text)
    text = _ARROWED.sub(lambda found: found.group().replace("=>", ">="), text)
    return _LATEX_MEMBER.sub(lambda found: " " * len(found.group()), text)


def intervals_in(text: str, lang: Lang) -> list[tuple[int, int, RealSet]]:
    """The intervals written with brackets: places and sets."""
    found: list[tuple[int, int, RealSet]] = []
    for match in _INTERVAL.finditer(text):
        made = _interval(match.group(1), match.group(2), match.group(3), lang)
        if made is not None:
            found.append((match.start(), match.end(), (made,)))
    return found


def _interval(opening: str, inside: str, closing: str, lang: Lang) -> Interval | None:
    for mark in (";", ", ", ","):
        parts = [part.strip() for part in inside.split(mark)]
        if len(parts) != 2:
            continue
        low, high = _end(parts[0], lang), _end(parts[1], lang)
        if low is None or high is None:
            continue
        if low == "+" or high == "-":
            return None
        low_in = opening == "[" and isinstance(low, Surd)
        high_in = closing == "]" and isinstance(high, Surd)
        return Interval(
            low if isinstance(low, Surd) else None, high if isinstance(high, Surd) else None, low_in, high_in
        )
    return None


def _end(text: str, lang: Lang) -> Surd | str | None:
    infinite = _INFINITY.match(text.strip(" $"))
    if infinite:
        return "-" if infinite.group(1) in ("-", "−") else "+"
    node = read(text, lang)
    return None if isinstance(node, Unsolved | Relation) else surd_of(node)
