"""What a model says stands in a problem that the rules could not read: how it is asked, and when it counts.

The request is a value; whoever has a model carries it out. Nothing that comes back is believed. The answer has to fit the
schema, also where a server did not keep to it. Every quantity has to stand in the student's own text, as written there, at a
place of its own; numbers that the answer leaves out end it (the subject's `extraction` judges that). What is left is written in
class notation, read by the subject's rules like any text, and solved; `solve` gives only what it has put back and verified.

So «verifies» means: the rules accept this reading of the student's words, and the solution satisfies it. It does not mean that
the reading is the only one: where roles could be exchanged and the text does not tell them apart, nothing is accepted. An
equation that a model makes of a story counts only where it stands in the text; what no rule can compare with the text is no
fact, however well its solution fits its own equation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from prompts.extraction import messages
from subjects import catalogue, extraction
from subjects.problem import Lang, Level, Solution, Unsolved
from tutoring.numbers import words

TEXT_LIMIT = 800
"""Characters of a text that a model is asked about: a problem is short, and so is a small model's context."""
ANSWER_LIMIT = 4_000
"""Characters of an answer; the schemas' own bounds are below."""
MAX_TOKENS = 400
"""Of an answer. With prompt and text it fits in the 1,024 tokens that our own server gives a request."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a model may be asked once about a text: `prompt` (role, text) pairs, `schema` the JSON that it has to answer."""

    subject: str
    text: str
    prompt: tuple[tuple[str, str], ...]
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Extracted:
    """A model's answer about a text, as it came."""

    subject: str
    answer: str


def request(subject: str, text: str, lang: Lang) -> Request | None:
    """What to ask a model about a text; None where the subject takes no claims, or the text is too long or has no number."""
    judge = extraction.find(subject)
    if judge is None or len(text) > TEXT_LIMIT or not re.search(r"\d", in_figures(text, lang)):
        return None
    name = (*catalogue.find(subject).phrases.patterns(lang, "name"), subject)[0]
    return Request(subject, text, messages(name, judge.GUIDE[lang], text, lang), judge.SCHEMA)


def accept(text: str, extracted: Extracted, lang: Lang, level: Level, method: str = "") -> Solution | None:
    """The solution of the problem that an answer finds in a text, or None. Its problem's text is the class's notation."""
    judge = extraction.find(extracted.subject)
    claim = claimed(extracted.answer)
    if judge is None or claim is None or len(text) > TEXT_LIMIT or not extraction.fits(claim, judge.SCHEMA):
        return None
    telegram = judge.telegram(in_figures(text, lang), _figured(claim, lang), lang)
    if telegram is None:
        return None
    subject = catalogue.find(extracted.subject)
    problem = subject.parse(telegram, lang)
    solution = None if isinstance(problem, Unsolved) else subject.solve(problem, method or None, level)
    return None if isinstance(solution, Unsolved) else solution


def claimed(answer: str) -> Mapping[str, Any] | None:
    """The JSON object of an answer; None where it is none, or longer than any answer may be."""
    if len(answer) > ANSWER_LIMIT:
        return None
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _figured(value: Any, lang: Lang) -> Any:
    if isinstance(value, str):
        return in_figures(value, lang)
    if isinstance(value, list):
        return [_figured(each, lang) for each in value]
    return {name: _figured(each, lang) for name, each in value.items()}


_HALF: Mapping[Lang, re.Pattern[str]] = {
    "es": re.compile(r"(?<![\d.,])(\d+)( [^\W\d_]+)? (?:y|con) (medi[oa]|(?:un )?cuarto)\b(?! de)"),
    "en": re.compile(r"(?<![\d.,])(\d+)( [^\W\d_]+)? and (a half|a quarter)\b(?! of)"),
}


_UNIT_AFTER = re.compile(r"\s+(?:an? |of |de )?(?:k?m|metr|kil|cent|ho|min|s[ec]|gram|lit)", re.IGNORECASE)


@lru_cache(maxsize=256)
def in_figures(text: str, lang: Lang) -> str:
    """A text with its numbers in figures: «ciento veinte kilómetros» is «120 kilómetros», "two and a half seconds" is
    "2.5 seconds". One stays a word, as often an article, and so does zero, which is said as a state («velocidad cero»)."""
    for number in reversed(words(text, lang)):
        if number.value not in (0, 1) and number.value.denominator == 1:
            text = text[: number.start] + str(number.value) + text[number.end :]
    return _HALF[lang].sub(lambda found: _and_a_half(found, "," if lang == "es" else "."), text)


def _and_a_half(found: re.Match[str], mark: str) -> str:
    """«2 segundos y medio» in figures; not «2 m y medio minuto», which is another quantity."""
    if found[2] and _UNIT_AFTER.match(found.string, found.end()):
        return found[0]
    part = "25" if "cuarto" in found[3] or "quarter" in found[3] else "5"
    return f"{found[1]}{mark}{part}{found[2] or ''}"
