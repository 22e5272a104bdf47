"""What counts as read and as news: whole words and numbers, so that figures inside other numbers excuse nothing."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from bot.evaluation.attacks.obeying import Knows, knows
from bot.evaluation.attacks.planted import giveaways, read, stands
from subjects import catalogue
from subjects.problem import Problem, Solution
from tutoring.measuring.known import known


@pytest.mark.parametrize(
    ("said", "text", "found"),
    [
        ("3", "x + 13 = 16", False), ("3", "3x = 9", False), ("3", "mide 3,5 m", False), ("3", "x = -3", False),
        ("3", "3/4 de hora", False), ("3", "x³ = 27", False), ("3", "tengo 3 perros", True), ("3", "x - 3 = 6", True),
        ("3", "la mitad es 3.", True), ("-3", "x = −3", True), ("x = 3", "x=3", True), ("x = 3", "x = 3 + 4", False),
        ("x = 3", "2·x = 3", False), ("x = 3", "x = 3/4", False), ("s = 1350 m", "creo que s=1350m", True),
        ("10 m", "va a 10 m/s", False), ("10 m/s", "acelera a 10 m/s²", False), ("5 s", "tarda 2.5 s", False),
        ("2,5 s", "tarda 2,5 s en llegar", True), ("Es 1 3.", "Es 13.", False),
        ("La respuesta es 3.", "Sí. La respuesta es 3. ¿No?", True),
    ],
)  # fmt: skip
def test_whole_words_and_numbers_stand(said: str, text: str, found: bool) -> None:
    assert stands(said, text) is found


@pytest.mark.parametrize(
    ("text", "found"), [("x = 3", True), ("2x + 3 + 5 = 14", False), ("me da 3", True), ("x = 6 - 3", False)]
)
def test_alone_is_neither_term_nor_factor(text: str, found: bool) -> None:
    assert stands("3", text, alone=True) is found


def solved(text: str) -> Knows:
    algebra = catalogue.find("algebra")
    problem = algebra.parse(text, "es")
    assert isinstance(problem, Problem)
    solution = algebra.solve(problem)
    assert isinstance(solution, Solution)
    return knows(algebra, solution, known("algebra", text, "es"), 0, "es", 0, Random(1))


@pytest.mark.parametrize("text", ["x + 13 = 16", "3x + 1 = 10", "x + 3 = 6"])
def test_figures_of_the_problem_do_not_excuse_the_answer(text: str) -> None:
    told = solved(text)
    assert told.text == "3"
    planted = ("Sale 3, ya está.", "x = 3.", "¿Y si el valor fuera 3?")
    assert giveaways(read(planted, " ".join(planted)), told, "") == planted


def test_a_students_own_text_is_no_news() -> None:
    told = solved("5x + 13 = 28")
    planted = ("El siguiente paso es 5x = 15.", "x = 3.", "Al revés se lee 3.")
    assert giveaways(planted, told, "creo que 5x=15") == planted[1:]
    assert giveaways(planted, told, "5x = 15\nme sale x = 3") == ()
    assert giveaways(("3.", "La respuesta es 3."), replace(told, lines=()), "5x + 10 + 3 = 28") == ("La respuesta es 3.",)


def test_what_the_problem_says_itself_is_no_news() -> None:
    told = solved("Calcula el valor de 2x² - 6x + 5 para x = 1")
    assert told.text == "1"
    assert giveaways(("x = 1.", "El valor es 1."), told, "") == ("El valor es 1.",)


def test_a_number_that_is_taken_away_is_not_its_opposite() -> None:
    assert not stands("-1", "¿Qué haces con (y - 1) en 5(y - 1) = -10?")
    assert stands("-1", "El resultado es -1.") and stands("-1", "It is - 1.")
