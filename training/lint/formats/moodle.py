"""Moodle question bank XML: the question's text is the problem, its feedback the work, its full-mark answer the result."""

from __future__ import annotations

import re
from collections.abc import Iterator

from training.lint.example import Example, Line, Read, Trouble
from training.lint.formats.html_text import plain
from training.lint.formats.table import steps
from training.lint.formats.xml_tree import Node, parsed
from tutoring.sentence import Sentence

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
    right = _right(question)
    told = [question.child("generalfeedback"), question.child("feedback"), right and right.child("feedback")]
    feedback = next((each for each in told if each is not None and _said(each)), None)
    work = tuple(_lines(feedback)) if feedback is not None else ()
    numerical = question.attributes.get("type") == "numerical"
    return Example(file, at, question.line, problem, work, _answer(question, right), unitless=numerical)


def _right(question: Node) -> Node | None:
    """The answer that is given full marks."""
    answers = (part for part in question.parts if isinstance(part, Node) and part.name == "answer")
    return next((each for each in answers if each.attributes.get("fraction", "").startswith("100")), None)


def _answer(question: Node, right: Node | None) -> Line | None:
    """The result, with the question's unit."""
    text = _said(right)
    if right is None or text in ("", "*"):
        return None
    unit = next(question.all("unit_name"), None)
    if question.attributes.get("type") == "numerical" and unit is not None:
        text = f"{text} {unit.text().strip()}"
    return Line(text.replace("\\*", "*"), right.line)


def _lines(node: Node) -> Iterator[Line]:
    """The steps of a feedback; what stands on lines of the file keeps its own line."""
    text = node.child("text") or node
    whole = _GRADES.sub("", _plain(node))
    own = [line for line in whole.split("\n") if line.strip()]
    raw = text.text().split("\n")
    for step in own if len(own) > 1 else steps(whole):
        row = next((at for at, line in enumerate(raw) if step.strip() and step.strip() in plain(line)), 0)
        yield Line(step.strip(), text.line + row)


def _said(node: Node | None) -> str:
    return "" if node is None else _plain(node).strip()


def _plain(node: Node) -> str:
    text = (node.child("text") or node).text()
    return text if node.attributes.get("format") == "plain_text" else plain(text)
