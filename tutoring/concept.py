"""What a subject's card adds to the explanation of a concept: after the definition, which is spoken, its formula, an example
and where it is applied, in this order, before the student's turn.

A line that would tell something of the problem at hand (its example has the same result) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from subjects import catalogue
from subjects.cards import Card, cards
from subjects.problem import Lang, Level
from subjects.subject import Subject
from tutoring.guard import Scene, judge, sentences
from tutoring.move import bank

_NUMBER = re.compile(r"[-−]?\d+(?:[.,]\d+)?")
_COMES_TO = r"(?:=|≈|\b(?:es|son|da|vale|queda|is|are|gives|equals))"


def card(subject: Subject, concept: str, lang: Lang, level: Level, scene: Scene) -> str:
    """The lines of a concept's card, or "" where the subject has none."""
    if subject.name not in catalogue.names():
        return ""
    found = next((one for one in cards(subject.name) if one.id == concept), None)
    if found is None:
        return ""
    lines = (
        f"{bank().at(level).patterns(lang, 'card', key)[0]}: {text}" for key, text in _lines(found, lang)
    )
    return "\n".join(line for line in lines if _tells_nothing(line, scene))


def _lines(one: Card, lang: Lang) -> Iterator[tuple[str, str]]:
    yield "formula", "; ".join(one.formula[lang])
    yield "example", one.example[lang]
    yield "application", one.application[lang]


def _tells_nothing(line: str, scene: Scene) -> bool:
    """Whether a line gives away nothing of the problem at hand, nor of those that were left. A figure that only happens to
    be their result («2x + 3») tells nothing; one that a line ends up at («x = 3», «son 3») might."""
    leaks = [leak.text for sentence in sentences(line) for leak in judge(sentence, scene).leaks]
    return not any(not _NUMBER.fullmatch(text) or _ends_at(line, text) for text in leaks)


def _ends_at(line: str, number: str) -> bool:
    return re.search(rf"{_COMES_TO}\s*{re.escape(number)}(?![\w.,]*[\w(])(?!\s*[-+·*/^(])", line) is not None
