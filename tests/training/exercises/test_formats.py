"""Every format read back: the exercises are all there, and the machine's answer is the right one."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, fromstring

import pytest

from subjects import catalogue
from subjects.problem import LANGS, Lang
from training.exercises import gift, markdown, moodle, page
from training.exercises.forms import Number, form
from training.exercises.sheet import Item, Wish, sheet


def items(subject: str, lang: Lang) -> tuple[Item, ...]:
    return sheet(Wish(catalogue.find(subject), lang, "4eso", 6, 3))


def text_of(parent: Element, path: str) -> str:
    found = parent.find(f"{path}/text")
    assert found is not None
    return html.unescape(re.sub(r"</p><p>", "\n", found.text or "")).removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("subject", catalogue.names())
def test_moodle_xml_holds_every_exercise_with_its_answer(subject: str, lang: Lang) -> None:
    made = items(subject, lang)
    questions = fromstring(moodle.write(made)).findall("question")  # noqa: S314 - our own file
    assert questions[0].get("type") == "category"
    assert len(questions) == len(made) + 1
    for question, item in zip(questions[1:], made, strict=True):
        assert text_of(question, "questiontext").split() == item.text.split()
        marked = form(item)
        kind = question.get("type")
        if isinstance(marked, Number):
            assert kind == "numerical"
            value = float(question.findtext("answer/text") or "nan")
            tolerance = float(question.findtext("answer/tolerance") or "nan")
            assert abs(value - float(item.solution.answer.value["value"])) <= tolerance
            assert question.findtext("units/unit/unit_name") == (marked.unit or None)
        elif marked is not None:
            assert kind == "shortanswer"
            for each in question.findall("answer"):
                said = (each.findtext("text") or "").replace("\\*", "*")
                verdict = item.subject.check(item.solution, said, lang)
                assert verdict.outcome == "right", (item.text, said)
        else:
            assert kind == "essay"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("subject", catalogue.names())
def test_gift_holds_every_exercise_with_its_answer(subject: str, lang: Lang) -> None:
    made = items(subject, lang)
    blocks = gift.write(made).strip().split("\n\n")
    assert len(blocks) == len(made)
    for block, item in zip(blocks, made, strict=True):
        found = re.fullmatch(r"::((?:[^:\\]|\\.)*)::((?:[^{}\\]|\\.)*) \{((?:[^{}\\]|\\.)*)\}", block)
        assert found is not None, block
        text = re.sub(r"\\(.)", lambda each: "\n" if each[1] == "n" else each[1], found[2])
        assert text.split()[: len(item.text.split())] == item.text.split()
        marked = form(item)
        if isinstance(marked, Number):
            assert found[3].startswith(f"#{marked.value!r}:")


@pytest.mark.parametrize("lang", LANGS)
def test_markdown_and_the_page_hold_every_exercise_and_load_nothing(lang: Lang) -> None:
    made = items("algebra", lang)
    plain, web = markdown.write(made), page.write(made)
    for item in made:
        assert html.escape(item.text.strip()) in web
        assert markdown.escaped(item.text.strip()).replace("\n", "\n   ") in plain
    assert not re.search(r"(?:src|href|url)\s*[=(]", web)
    assert web.count('class="solution"') == len(made)
    assert ("Soluciones" if lang == "es" else "Solutions") in plain


@pytest.mark.parametrize("text", ["a~b=c#d{e}:f\\g", "dos\n\nlíneas", "::título:: {=sí}"])
def test_nothing_in_a_text_means_anything_to_gift(text: str) -> None:
    safe = gift.escaped(text)
    assert not re.search(r"(?<!\\)[~=#{}:]", safe)
    assert "\n" not in safe
