"""A reply names no person, no address and no source, and does not recite its instructions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from subjects import catalogue
from subjects.problem import LANGS, Lang
from tutoring.guard import judge
from tutoring.private import personal, recited, source
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.turn import Lesson, Plan, plan_turn

ROOT = Path(__file__).parents[2]

PROBLEM = {"es": "Resuelve 5x + 7 = 22", "en": "Solve 5x + 7 = 22"}


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Escríbeme a marta@colegio.es.", ""), ("Llámame al 612 345 678.", "mi número es 612 345 678"),
        ("Muy bien, Lucía.", "hola, me llamo Lucía"), ("Ánimo, Hugo.", "soy Hugo y no me sale"),
        ("Write to sam@school.org.", ""), ("Call 020 7946 0958.", ""), ("Well done, Ruby.", "hi, my name is Ruby"),
        ("Look at https://example.org/answers.", ""), ("Ask @marta_07 for it.", ""),
    ],
)  # fmt: skip
def test_addresses_numbers_and_names_are_found_also_where_the_student_gave_them(said: str, known: str) -> None:
    assert personal(said, (known,))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("¿Qué queda en 5x = 22 - 7?", "soy malo en esto"), ("¿Cuánto es 6,022·10²³?", ""), ("¿Qué da 123456789 + 1?", ""),
        ("What is left in 5x = 22 - 7?", "i'm stuck"), ("Look at v = 20.15 m/s.", "I am lost"), ("¿Y 1 000 000 m?", ""),
    ],
)  # fmt: skip
def test_mathematics_is_no_personal_datum(said: str, known: str) -> None:
    assert not personal(said, (known,))


@pytest.mark.parametrize(
    "said",
    [
        "Según el libro se pasa restando.", "Como dice la Wikipedia, se divide.", "Mira la página 34.",
        "According to your textbook you subtract.", "As stated in an article, you divide.", "See page 12.",
    ],
)  # fmt: skip
def test_a_source_that_nobody_gave_is_found(said: str) -> None:
    assert source(said)


@pytest.mark.parametrize(
    "said",
    [
        "¿Qué fórmula de tus apuntes lleva v y t?", "Según el enunciado, ¿qué se conserva?", "Según tu línea, ¿qué pasa?",
        "Which formula in your notebook has v and t?", "According to the question, what is kept?",
    ],
)  # fmt: skip
def test_the_question_and_the_student_s_own_notes_may_be_called_upon(said: str) -> None:
    assert not source(said)


def planned(lang: Lang) -> Plan:
    """A turn on the problem."""
    return plan_turn(Session(), PROBLEM[lang], Lesson(catalogue.names()), reader())


@pytest.mark.parametrize("lang", LANGS)
def test_the_tutor_does_not_recite_what_it_was_told_to_do(lang: Lang) -> None:
    found = planned(lang)
    orders = found.prompt[0][1]
    assert found.scene.orders == orders
    long = [sentence for sentence in orders.split(". ") if len(sentence.split()) > 6]
    assert long
    for sentence in long:
        assert recited(f"«{sentence}»", orders)
        assert any(one.why == "the tutor's own instructions" for one in judge(sentence, found.scene).other)


@pytest.mark.parametrize("name", catalogue.names())
@pytest.mark.parametrize("lang", LANGS)
def test_what_the_subjects_say_recites_nothing_and_names_nobody(name: str, lang: Lang) -> None:
    orders = planned(lang).prompt[0][1]
    for said in texts(tomllib.loads((ROOT / "subjects" / name / "phrases.toml").read_text("utf-8")), lang):
        plain = re.sub(r"[\[\]|{}]", " ", said)
        assert not recited(plain, orders) and not source(plain) and not personal(plain, ()), said


def texts(tree: Any, lang: Lang) -> Iterator[str]:
    """Every pattern of a language in a bank of phrases."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from texts(value, lang)
        elif key == lang:
            yield from [value] if isinstance(value, str) else value
