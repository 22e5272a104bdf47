"""A sheet as Moodle question bank XML: numerical with its unit, short answer, or essay where a person must mark.

The feedback holds the worked solution, the grader's notes the mark scheme. Format: Moodle's own "Moodle XML".
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from training.exercises.forms import Number, Written, form
from training.exercises.markdown import HEADS
from training.exercises.scheme import POINTS, scheme
from training.exercises.sheet import Item
from training.exercises.wording import answers, lines


def write(items: Sequence[Item]) -> str:
    """The whole file."""
    quiz = Element("quiz")
    head = HEADS[items[0].lang]
    name = f"{head['title']}: {items[0].subject.phrases.patterns(items[0].lang, 'name')[0]}"
    _text(SubElement(SubElement(quiz, "question", type="category"), "category"), f"$course$/{name}")
    for at, item in enumerate(items, start=1):
        _question(quiz, f"{head['exercise']} {at}", item)
    indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, encoding="unicode") + "\n"


def _question(quiz: Element, name: str, item: Item) -> None:
    marked = form(item)
    kind = {Number: "numerical", Written: "shortanswer"}.get(type(marked), "essay")
    question = SubElement(quiz, "question", type=kind)
    _text(SubElement(question, "name"), name)
    _html(SubElement(question, "questiontext"), item.text)
    _html(SubElement(question, "generalfeedback"), _worked(item))
    SubElement(question, "defaultgrade").text = str(POINTS)
    SubElement(question, "penalty").text = "0.3333333"
    SubElement(question, "hidden").text = "0"
    if isinstance(marked, Number):
        _numerical(question, marked)
    elif isinstance(marked, Written):
        SubElement(question, "usecase").text = "1"
        for each in marked.forms:
            _answer(question, each.replace("*", "\\*"))
    else:
        SubElement(question, "responseformat").text = "editor"
        SubElement(question, "responserequired").text = "1"
        _html(SubElement(question, "graderinfo"), _marks(item))


def _numerical(question: Element, marked: Number) -> None:
    answer = _answer(question, repr(marked.value))
    SubElement(answer, "tolerance").text = repr(marked.tolerance)
    if marked.unit:
        unit = SubElement(SubElement(question, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = marked.unit
    # 0: the unit must be given and is marked; a missing one costs a tenth, as in the mark scheme.
    SubElement(question, "unitgradingtype").text = "1" if marked.unit else "0"
    SubElement(question, "unitpenalty").text = "0.1"
    SubElement(question, "showunits").text = "0" if marked.unit else "3"
    SubElement(question, "unitsleft").text = "0"


def _answer(question: Element, text: str) -> Element:
    answer = SubElement(question, "answer", fraction="100", format="plain_text")
    SubElement(answer, "text").text = text
    return answer


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


def _html(parent: Element, text: str) -> None:
    parent.set("format", "html")
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    SubElement(parent, "text").text = paragraphs


def _worked(item: Item) -> str:
    start = item.subject.show(item.solution.steps[0].before, item.lang)
    told = [f"{what}: {line}" for what, line in lines(item)]
    ends = [f"{label} {answer}".strip() for label, answer in answers(item)]
    return "\n".join([start, *told, *ends, _marks(item)])


def _marks(item: Item) -> str:
    named = "; ".join(f"{mark.what} {mark.points(item.lang)}" for mark in scheme(item))
    return f"{HEADS[item.lang]['marks']}: {named}"
