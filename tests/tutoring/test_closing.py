"""What narrows a result down is found, and words on other things are left alone."""

from __future__ import annotations

import pytest

from tutoring import closing


@pytest.mark.parametrize(
    "sentence",
    [
        "Sí, es mayor que 5.", "Está entre 2 y 9.", "Es un número par.", "El resultado es positivo.", "Acaba en 6.",
        "Cifra número 1: 6.", "Caliente: es un poco más grande.", "La opción b.", "Es la C.", "x es menor que 7.",
        "Yes, it is greater than 5.", "It is an even number.", "The result is positive.", "It ends in 6.", "Option b.",
    ],
)  # fmt: skip
def test_a_property_of_the_result_is_told(sentence: str) -> None:
    assert closing.quality(sentence, "x")


@pytest.mark.parametrize(
    "sentence",
    [
        "¿El resultado será positivo o negativo?", "El coeficiente de la x es negativo.", "Recuerda las cifras significativas.",
        "Is the result going to be greater than what you started with?", "The sign in front of the bracket is negative.",
        "Los dos lados tienen que valer lo mismo.", "Es la ecuación del enunciado.",
    ],
)  # fmt: skip
def test_a_question_or_a_word_on_something_else_tells_no_property(sentence: str) -> None:
    assert not closing.quality(sentence, "x")


@pytest.mark.parametrize(
    "sentence",
    [
        "Como mucho 6.", "No llega a 6.", "Pasa de -1.", "Anda por encima de -1.", "Queda por encima de cero.", "6 como mucho.",
        "Se reparte entre dos sin que sobre nada.", "Si lo repartes entre dos, sobra uno.", "Sale exacto.", "Lleva coma.",
        "Lleva un menos delante.", "Ahí toca un uno.", "Escribe estas cifras una tras otra: 4.", "Arranca con un 4.",
        "It falls short of 6.", "6 at the very most.", "It goes past 12.", "It lies above zero.", "It comes out exact.",
        "It splits into two equal parts with nothing over.", "Nothing divides it but itself and one.", "That one is a two.",
        "Pon un 3 a la derecha del que guardaste.",
        "Place 1 holds a 1.", "En el sitio 2 va un 8.", "Solo se divide por él mismo y por la unidad.",
        "Split it in two and one is left over.", "Write these figures one after another: 1.",
    ],
)  # fmt: skip
def test_how_the_number_is_made_and_between_what_it_lies_is_told(sentence: str) -> None:
    assert closing.quality(sentence, "x")


@pytest.mark.parametrize(
    "sentence",
    [
        "Te has pasado.", "Te quedas corto.", "Sube un poco.", "Apunta un poco más abajo.", "¿No tendría que ser algo menos?",
        "Busca más a la izquierda.", "You overshot.", "You are a bit short.", "Go up a bit.", "Aim a little lower.", "Too high.",
        "Look further to the left on the number line, will you?", "Do you not think it ought to be a bit less?",
    ],
)  # fmt: skip
def test_a_direction_from_a_guess_is_told_also_as_a_question(sentence: str) -> None:
    assert closing.direction(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mira el lado izquierdo.", "Fíjate en el miembro de la izquierda.", "Look at the left-hand side.", "Sube el ritmo tú.",
        "¿Qué pasa si baja la velocidad?", "Which term goes to the left side?", "Mira más arriba en tu línea.",
        "Try one more line.",
    ],
)  # fmt: skip
def test_a_place_in_the_work_is_no_direction(sentence: str) -> None:
    assert not closing.direction(sentence)


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("Yo marcaría la segunda.", "¿es a) 2, b) 3 o c) 4?"), ("De las que dices, la segunda.",
        "dime cuál de las opciones: 2, 3 o 4"),
        ("Ni la primera ni la última.", "¿2, 3 o 4?"), ("Quédate con la B.", "a) 2 b) 3"), ("Go with C.", "is it a) 2 b) 3 c) 4"),
        ("I would tick the third one.", "which one, 2, 3 or 4?"), ("Neither the first nor the last.", "2, 3 or 4?"),
    ],
)  # fmt: skip
def test_an_option_is_picked_where_options_were_offered(sentence: str, asked: str) -> None:
    assert closing.picked(sentence, asked)
    assert not closing.picked(sentence, "no sé seguir" if "¿" in asked else "i am stuck")


def test_a_step_in_its_order_is_no_option() -> None:
    assert not closing.picked("Mira la segunda línea.", "¿2, 3 o 4?")
    assert not closing.picked("Look at the first step.", "2, 3 or 4?")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("¿es mayor que 5?", True), ("¿acaba en 3?", True), ("is it prime?", True), ("¿me acerco?", True), ("x > 3?", True),
        ("¿cómo sigo?", False), ("what do I do now?", False), ("es par", False), ("¿qué fórmula uso?", False),
    ],
)  # fmt: skip
def test_a_student_who_closes_in_is_noticed(text: str, found: bool) -> None:
    assert closing.closes_in(text) == found
