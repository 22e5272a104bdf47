"""Stories of work together, things handed over, marks, figures and digits: read from end to end or not at all."""

# ruff: noqa: E501 - a pattern reads better on one line
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.algebra.word_problems import family
from subjects.algebra.word_problems.solving import answers_of
from subjects.problem import Lang, Problem, Solution, Unsolved

MANY = settings(max_examples=40, deadline=None)
TAPS = "Un grifo llena un depósito en 4 horas y otro en 8 horas. ¿Cuánto tardarán en llenarlo los dos juntos?"
GROWN = "Si el lado de un cuadrado aumenta 3 cm, su área pasa a ser 100 cm². ¿Cuánto mide el lado?"
STORIES: list[tuple[str, Lang, list[int | str]]] = [
    ("Un grifo llena un depósito en 3 horas y otro en 6 horas. ¿Cuánto tardarán en llenarlo los dos juntos?", "es", [2]),
    ("Pipe A fills a pool in 4 hours and pipe B in 12 hours. How long do they take together?", "en", [3]),
    ("Ann can paint a room in 6 hours and Bob in 3 hours. How long will it take them working together?", "en", [2]),
    ("Un pintor tarda 10 días en pintar una casa y otro tarda 15 días. ¿Cuántos días tardan trabajando juntos?", "es", [6]),
    ("Si Ana le da 5 € a Luis, los dos tienen lo mismo. Si Luis le da 5 € a Ana, ella tiene el triple que él. ¿Cuánto tiene cada uno?", "es", [25, 15]),
    ("If Tom gives Sue 10 euros they have the same amount. Together they have 60 euros. How much does each have?", "en", [40, 20]),
    ("Pedro tiene el triple de dinero que Marta. Si Pedro le da 20 € a Marta, los dos tendrán la misma cantidad. ¿Cuánto tiene cada uno?", "es", [60, 20]),
    ("En un examen de 20 preguntas cada acierto suma 2 puntos y cada fallo resta 0,5. Un alumno contestó todas y sacó 30 puntos. ¿Cuántas acertó?", "es", [16]),
    ("Un triángulo rectángulo tiene un cateto 2 cm más largo que el otro y la hipotenusa mide 10 cm. ¿Cuánto miden los catetos?", "es", [8, 6]),
    (GROWN, "es", [7]),
    ("If the side of a square increases by 2 cm, its area increases by 24 cm². How long is the side?", "en", [5]),
    ("En un triángulo isósceles el ángulo desigual mide 30° más que cada uno de los iguales. Calcula los ángulos.", "es", [50, 80]),
    ("La suma de las cifras de un número de dos cifras es 9. Si se invierten, el número aumenta en 27. ¿Cuál es el número?", "es", [36]),
    ("Un número de dos cifras es tal que la cifra de las decenas es el doble de la de las unidades y la suma de sus cifras es 9. ¿Cuál es?", "es", [63]),
    ("The digits of a two-digit number add up to 11. The number formed by reversing the digits is 27 less than the original number. Find the number.", "en", [74]),
    ("How many litres of a 20% acid solution must be added to 10 litres of a 50% solution to get a 30% solution?", "en", [20]),
    ("Si a un número le sumas su mitad y su tercera parte obtienes 55. ¿Qué número es?", "es", [30]),
    ("El número de chicos de una clase es 2/3 del de chicas. Si hay 30 alumnos, ¿cuántas chicas hay?", "es", [18]),
    ("One angle of a triangle is twice the second and the third is 20° more than the second. Find the angles.", "en", [80, 40, 60]),
]  # fmt: skip


def solved(text: str, lang: Lang = "es") -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), text
    return solution


@pytest.mark.parametrize(("text", "lang", "answer"), STORIES)
def test_such_stories_are_read_and_solved(text: str, lang: Lang, answer: list[int | str]) -> None:
    solution = solved(text, lang)
    assert list(answers_of(solution.problem.data).values()) == answer
    for at in range(len(solution.steps)):
        line = subject.attempt_line(solution, at, Random(at), lang)
        assert subject.check(solution, line, lang, (), at).outcome == "right", line
        for name, wrong in subject.mistakes(solution, at, Random(at), lang):
            assert subject.check(solution, wrong, lang, (), at).outcome == "wrong", (name, wrong)


@pytest.mark.parametrize(
    "text",
    [
        "Un grifo llena un depósito en 3 horas y un desagüe lo vacía en 6 horas. ¿Cuánto tardará en llenarse si se abren los dos?",
        "Un grifo llena un depósito en 3 horas y otro en 6 minutos. ¿Cuánto tardarán los dos juntos?",
        "Un grifo llena un depósito en 3 horas y otro tarda 2 horas más. ¿Cuánto tardarán los dos juntos?",
        "Dos grifos llenan juntos una piscina en 6 horas y uno en 10 horas. ¿Cuánto tardarán juntos?",
        "Si Ana le da 5 € a Luis, los dos tienen lo mismo. Si Luis le da 5 € a Marta, ella tiene el triple que él. ¿Cuánto tiene cada uno?",
        "La suma de las cifras de un número de dos cifras es 9. Si se invierten, el número aumenta en 26. ¿Cuál es el número?",
        "La suma de las cifras de un número de dos cifras es 9 y el número es par. ¿Cuál es el número?",
        "La suma de las cifras de un número de tres cifras es 9. Si se invierten, el número aumenta en 27. ¿Cuál es el número?",
    ],
)
def test_one_word_more_and_the_story_is_refused(text: str) -> None:
    assert isinstance(family.parse(text, "es"), Unsolved)


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        ("8/3 h", "right"), ("2 h 40 min", "right"), ("160 minutos", "right"), ("2,67 horas", "right"),
        ("x/4 + x/8 = 1", "right"), ("2,67", "incomplete"), ("2,6 h", "wrong"), ("12 horas", "wrong"),
        ("6 h", "wrong"), ("2 h 4 min", "wrong"), ("160 h", "wrong"), ("x/4 + x/8 = 12", "wrong"),
    ],
)  # fmt: skip
def test_a_time_counts_in_hours_and_in_minutes(attempt: str, outcome: str) -> None:
    assert subject.check(solved(TAPS), attempt, "es").outcome == outcome


@pytest.mark.parametrize(
    ("attempt", "outcome"), [("x + 3 = 10", "right"), ("x + 3 = ±10", "unknown"), ("x = -13", "wrong"), ("13 cm", "wrong")]
)
def test_a_line_with_both_signs_is_never_called_wrong(attempt: str, outcome: str) -> None:
    assert subject.check(solved(GROWN), attempt, "es").outcome == outcome


@MANY
@given(st.integers(1, 9), st.integers(0, 9))
def test_a_number_is_found_from_its_digits(tens: int, units: int) -> None:
    if tens == units:
        return
    way, gap = ("aumenta", 9 * (units - tens)) if units > tens else ("disminuye", 9 * (tens - units))
    text = f"Las cifras de un número de dos cifras suman {tens + units}. Si se invierten, el número {way} en {gap}. ¿Cuál es el número?"
    assert answers_of(solved(text).problem.data) == {"number": 10 * tens + units}


@MANY
@given(st.integers(2, 30), st.integers(2, 30))
def test_two_taps_fill_what_their_parts_fill(one: int, two: int) -> None:
    text = f"Un grifo llena una piscina en {one} horas y otro en {two} horas. ¿Cuántas horas tardarán en llenarla juntos?"
    assert answers_of(solved(text).problem.data) == {"time_together": Fraction(one * two, one + two)}
