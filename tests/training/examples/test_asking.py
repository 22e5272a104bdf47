"""The questions made of a teacher's words: in good Spanish and English, and never with what they would give away."""

from __future__ import annotations

import pytest

from subjects.problem import Lang
from training.examples.asking import question
from training.examples.worded import worded
from training.lint.example import Line


@pytest.mark.parametrize(
    ("words", "lang", "asked"),
    [
        ("Restamos 7 en los dos lados", "es", "¿qué restamos en los dos lados?"),
        ("Dividimos los dos lados entre -2", "es", "¿entre qué dividimos los dos lados?"),
        ("Restar 7 a ambos lados", "es", "¿qué hay que restar a ambos lados?"),
        ("El 7 pasa restando", "es", "¿qué pasa restando?"),
        ("Se pasa el 5 dividiendo", "es", "¿qué se pasa dividiendo?"),
        ("Quitamos el paréntesis", "es", "¿cómo quitamos el paréntesis?"),
        ("Datos", "es", "¿qué escribes en «Datos»?"),
        ("We subtract 7 from both sides", "en", "what do we subtract from both sides?"),
        ("Divide both sides by 3", "en", "what do we divide both sides by?"),
        ("Cross-multiply", "en", "how do we cross-multiply?"),
        ("Data", "en", "what do you write under “Data”?"),
    ],
)
def test_words_become_the_question_that_asks_for_the_step(words: str, lang: Lang, asked: str) -> None:
    assert question(words, lang) == asked


@pytest.mark.parametrize(
    "words", ["Sumamos 3 y restamos 5", "¿Qué hacemos?", "7x por aquí y por allá", "x" * 90]
)
def test_words_that_would_tell_or_make_no_question_are_left(words: str) -> None:
    assert question(words, "es") == ""


def test_words_are_found_before_above_and_behind_their_line() -> None:
    work = [
        Line("1. Restamos 7: $3x = 15$", 1),
        Line("Dividimos entre 3", 2),
        Line("x = 5", 3),
        Line("x = 5 (comprobado)", 4),
    ]
    found = [(each.words, each.line.text, each.line.number) for each in worded(work)]
    assert found == [
        ("Restamos 7", "3x = 15", 1),
        ("Dividimos entre 3", "x = 5", 3),
        ("comprobado", "x = 5", 4),
    ]
