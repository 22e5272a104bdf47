"""Markdown and plain text: problems and solutions under headings, bold words or words with a colon, one step a line.

Read line by line: Markdown's own emphasis would take `2*x*3` and `v_0` apart. Without any such word, blocks between blank
lines are examples, the first line of each the problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from subjects.problem import LANGS, Lang
from training.lint.example import Example, Line, Read, Trouble
from tutoring.sentence import Sentence

_PROBLEM = r"problemas?|ejercicios?|enunciados?|ejemplos?|preguntas?|problems?|exercises?|questions?|examples?|statements?"
_SOLUTION = r"solucion(?:es)?|resolucion|desarrollo|respuestas?|solutions?|worked solution|working|answers?"
_HEAD = re.compile(
    rf"(?P<mark>\#{{1,6}}\s*)?(?P<bold>\*\*|__)?\s*(?:\d+\s*[.)]\s*)?(?:(?P<problem>{_PROBLEM})|(?P<solution>{_SOLUTION}))"
    r"(?P<name>\s*(?:n\.?[ºo°]\s*|no\.?\s*|\#)?\d*\s*(?:resuelt[oa]s?|worked|solved)?)\s*(?P<end>[:.)\-–—]*)\s*(?P<bold2>\*\*|__)?"
    r"\s*(?P<end2>:?)\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_PLURAL = re.compile(rf"\W*(?=\w+s\b)(?:{_PROBLEM})\b\D*")
_META = re.compile(
    r"\W*(nivel|level|curso|year|idioma|language|lang|asignatura|subject)\W{1,4}([\wº ]+?)\W*", re.IGNORECASE
)
_KEYS = {"nivel": "level", "curso": "level", "level": "level", "year": "level", "idioma": "lang", "language": "lang",
         "lang": "lang", "asignatura": "subject", "subject": "subject"}  # fmt: skip
_RULE = re.compile(r"\s*(?:([-*_])(?:\s*\1){2,}|```\w*|~~~\w*|\$\$|\\\[|\\\]|\\(?:begin|end)\{[a-z*]+\})\s*")
_TITLE = re.compile(r"\#{1,6}\s")


@dataclass(slots=True)
class _Draft:
    line: int
    problem: list[Line] = field(default_factory=list)
    work: list[Line] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    solving: bool = False
    title: bool = False
    """Whether its heading is the page's title, if another problem follows: «Ejercicios resueltos»."""


def read(file: str, text: str) -> Read:
    """The examples of a page."""
    lines = [Line(line, number) for number, line in enumerate(text.split("\n"), start=1)]
    page: dict[str, str] = {}
    drafts = list(_headed(lines, page))
    if not drafts:
        drafts = list(_blocks(lines, page))
    numbered = [_example(file, number, draft, page) for number, draft in enumerate(drafts, start=1)]
    troubles = [_no_problem(each) for each in numbered if not each.problem]
    if not numbered and text.strip():
        troubles.append(Trouble(file, 1, 0, _NOTHING))
    return Read(tuple(each for each in numbered if each.problem), tuple(troubles))


_NOTHING = Sentence(
    "no se ve ningún ejemplo: escribe «## Problema» y «## Solución», un paso por línea (teach start algebra da una muestra)",
    "no example is seen: write '## Problem' and '## Solution', one step a line (teach start algebra gives a sample)",
)


def _no_problem(example: Example) -> Trouble:
    said = Sentence("esta solución no tiene problema delante", "this solution has no problem before it")
    return Trouble(example.file, example.line, example.number, said)


def folded(text: str) -> str:
    """Lower case without accents, as long as the text where it has none decomposed."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower() for char in text)


def is_heading(line: str) -> bool:
    """Whether a line says that a problem or a solution follows."""
    return _head(line) is not None


def _head(text: str) -> tuple[str, str] | None:
    """(`problem` or `solution`, the rest of its line) of a line that is such a heading."""
    bare = text.strip()
    found = _HEAD.fullmatch(folded(bare))
    if found is None or len(folded(bare)) != len(bare):
        return None
    kind = "problem" if found["problem"] else "solution"
    rest = bare[found.start("rest") :].strip()
    ended = bool(found["end"] or found["end2"] or found["bold2"])
    marked = bool(found["mark"]) or bool(found["bold"] and found["bold2"])
    if not (
        marked
        or (":" in found["end"] + found["end2"])
        or (not rest and (found["name"].strip() or not found["end"]))
    ):
        return None
    if rest and not ended and not (found["mark"] and found["name"].strip()):
        return None
    if kind == "solution" and not marked and re.search(r"\d", rest):
        return None  # «Solución: x = 3» is a line of the work
    return kind, rest


def _headed(lines: Sequence[Line], page: dict[str, str]) -> Iterator[_Draft]:
    draft: _Draft | None = None
    seen = False
    for line in lines:
        if (head := _head(line.text)) is not None:
            kind, rest = head
            if kind == "problem" or draft is None:
                if draft is not None and draft.title and not draft.solving:
                    page.update(draft.meta)
                    draft = None
                elif draft is not None and (draft.problem or draft.work):
                    yield draft
                    draft = None
                draft = draft or _Draft(line.number, title=not seen and _PLURAL.fullmatch(folded(line.text)) is not None)
                seen = True
            draft.solving = kind == "solution"
            _add(draft, Line(rest, line.number))
        elif (found := _META.fullmatch(line.text.strip())) is not None and (draft is None or not draft.work):
            (page if draft is None else draft.meta)[_KEYS[found[1].lower()]] = found[2].strip()
        elif draft is not None and not _TITLE.match(line.text):
            _add(draft, line)
    if draft is not None and (draft.problem or draft.work):
        yield draft


def _blocks(lines: Sequence[Line], page: dict[str, str]) -> Iterator[_Draft]:
    """Blocks between blank lines: a problem in a line, then its steps."""
    draft: _Draft | None = None
    for line in [*lines, Line("", len(lines) + 1)]:
        if not line.text.strip():
            if draft is not None and draft.work:
                yield draft
            draft = None
        elif (found := _META.fullmatch(line.text.strip())) is not None:
            (page if draft is None else draft.meta)[_KEYS[found[1].lower()]] = found[2].strip()
        elif not _TITLE.match(line.text):
            if draft is None:
                draft = _Draft(line.number)
            _add(draft, line)
            draft.solving = True


def _add(draft: _Draft, line: Line) -> None:
    text = line.text.strip()
    if text and not _RULE.fullmatch(text):
        (draft.work if draft.solving else draft.problem).append(Line(text, line.number))


def _example(file: str, number: int, draft: _Draft, page: dict[str, str]) -> Example:
    told = page | draft.meta
    problem = "\n".join(re.sub(r"\*\*|__", "", line.text) for line in draft.problem)
    first = draft.problem[0].number if draft.problem else draft.line
    return Example(
        file, number, first, problem, tuple(draft.work), lang=lang_named(told.get("lang", "")),
        level=told.get("level", ""), subject=told.get("subject", ""),
    )  # fmt: skip


_NAMES: dict[str, Lang] = {
    "espanol": "es",
    "castellano": "es",
    "spanish": "es",
    "ingles": "en",
    "english": "en",
}


def lang_named(name: str) -> Lang | None:
    """The language that a word names, or None."""
    bare = folded(name.strip())
    return next((lang for lang in LANGS if lang == bare), _NAMES.get(bare))
