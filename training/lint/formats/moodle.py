"""Moodle question bank XML: the question's text is the problem, its feedback the work, its full-mark answer the result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from training.lint.example import Example, Line, Read, Trouble
from training.lint.formats.table import steps
from training.lint.formats.xml_tree import Node, parsed
from tutoring.sentence import Sentence

_BREAK = re.compile(r"(?i)</p>|<br\s*/?>|</li>|</div>|</tr>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SUP = re.compile(r"(?i)<sup>\s*([-−+]?\w+)\s*</sup>")
_GRADES = re.compile(r"(?i)^(?:criterios|mark scheme)\b.*", re.MULTILINE)


def read(file: str, data: bytes) -> Read:
    """The examples of a bank. Raises Unreadable where it is no XML."""
    examples: list[Example] = []
    troubles: list[Trouble] = []
    questions = [
        each
        for each in parsed(data).all("question")
        if each.attributes.get("type") not in ("category", "description")
    ]
    for at, question in enumerate(questions, start=1):
        problem = _said(question.child("questiontext"))
        if problem.strip():
            examples.append(_example(file, at, question, problem))
        else:
            troubles.append(
                Trouble(
                    file,
                    question.line,
                    at,
                    Sentence("la pregunta no tiene texto", "the question has no text"),
                )
            )
    if not questions:
        said = Sentence("no hay preguntas de Moodle en este XML", "there are no Moodle questions in this XML")
        troubles.append(Trouble(file, 1, 0, said))
    return Read(tuple(examples), tuple(troubles))


def _example(file: str, at: int, question: Node, problem: str) -> Example:
    feedback = question.child("generalfeedback") or question.child("feedback")
    work = tuple(_lines(feedback)) if feedback is not None else ()
    numerical = question.attributes.get("type") == "numerical"
    return Example(file, at, question.line, problem, work, _answer(question), unitless=numerical)


def _answer(question: Node) -> Line | None:
    """The result given full marks, with the question's unit."""
    for answer in (part for part in question.parts if isinstance(part, Node) and part.name == "answer"):
        if answer.attributes.get("fraction", "").startswith("100"):
            text = _said(answer).strip()
            unit = next(iter(question.all("unit_name")), None)
            if question.attributes.get("type") == "numerical" and unit is not None:
                text = f"{text} {unit.text().strip()}"
            return Line(text.replace("\\*", "*"), answer.line) if text and text != "*" else None
    return None


def _lines(node: Node) -> Iterator[Line]:
    """The steps of a feedback; what stands on lines of the file keeps its own line."""
    text = node.child("text") or node
    plain = _GRADES.sub("", _plain(text.text()))
    own = [line for line in plain.split("\n") if line.strip()]
    raw = text.text().split("\n")
    for step in own if len(own) > 1 else steps(plain):
        row = next((at for at, line in enumerate(raw) if step.strip() and step.strip() in _plain(line)), 0)
        yield Line(step.strip(), text.line + row)


def _said(node: Node | None) -> str:
    return "" if node is None else _plain((node.child("text") or node).text()).strip()


def _plain(html: str) -> str:
    text = _BREAK.sub("\n", _SUP.sub(r"^\1", html))
    return unescape(_TAG.sub("", text)).replace("\xa0", " ")
