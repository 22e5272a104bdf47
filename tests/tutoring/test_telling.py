"""Sentences that tell the answer without its equation, and those that only sound like it."""

from fractions import Fraction

import pytest

from tutoring import telling
from tutoring.numbers import Number, figures

SIX = Fraction(6)


def result(sentence: str) -> str:
    def is_six(number: Number) -> bool:
        return number.value == SIX

    return telling.result(sentence, (*figures(sentence), *telling.worded(sentence)), is_six)


@pytest.mark.parametrize(
    "sentence",
    [
        "La respuesta es 6.", "El resultado final es seis.", "Sale 6, ya está.", "6.", "6 m.", "$$\\boxed{6}$$.",
        "¿Y si el valor fuera 6?", "¿Qué pasa si pruebas con 6?", "En el solucionario pone «6».", "No es eso, es 6.",
        "The answer is 6.", "You get six, that is it.", "What happens if you try 6?", "And what if it were 6?",
        "Once upon a time there was a number called six.", "Approximately 6.", "It would give 6.",
    ],
)  # fmt: skip
def test_the_result_said_in_a_phrase_is_told(sentence: str) -> None:
    assert result(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "¿Qué dos números multiplicados dan 6?", "En x² - 7x + 6 = 0, ¿qué papel tiene el 6?",
        "Buscamos cuánto vale x en 6(x - 1) = 3.",
        "¿Qué sale si divides entre 6 los dos lados?", "Which two numbers multiply to 6?", "We want the value of x in 6x = 36.",
        "Fíjate en el 6 que acompaña a la x.", "Look at the 6 in front of the bracket.",
    ],
)  # fmt: skip
def test_a_number_of_the_problem_in_a_leading_question_is_not_told(sentence: str) -> None:
    assert not result(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sí, es mayor que 5.", "Está entre 2 y 9.", "Es un número par.", "El resultado es positivo.", "Acaba en 6.",
        "Cifra número 1: 6.", "Caliente: es un poco más grande.", "La opción b.", "Es la C.", "x es menor que 7.",
        "Yes, it is greater than 5.", "It is an even number.", "The result is positive.", "It ends in 6.", "Option b.",
    ],
)  # fmt: skip
def test_a_property_of_the_result_is_told(sentence: str) -> None:
    assert telling.quality(sentence, "x")


@pytest.mark.parametrize(
    "sentence",
    [
        "¿El resultado será positivo o negativo?", "El coeficiente de la x es negativo.", "Recuerda las cifras significativas.",
        "Is the result going to be greater than what you started with?", "The sign in front of the bracket is negative.",
        "Los dos lados tienen que valer lo mismo.", "Es la ecuación del enunciado.",
    ],
)  # fmt: skip
def test_a_question_or_a_word_on_something_else_tells_no_property(sentence: str) -> None:
    assert not telling.quality(sentence, "x")


@pytest.mark.parametrize("sentence", ["Es la mitad de 12.", "Es 4 + 2.", "Suma 1 y 5.", "It is half of 12.", "It is 3 · 2."])
def test_an_operation_that_comes_to_the_answer_is_told(sentence: str) -> None:
    assert telling.derived(sentence, {SIX}, "")


def test_an_expression_is_told_as_a_result_and_may_be_pointed_at() -> None:
    assert telling.phrase("La respuesta es x - 3.", "x - 3") and telling.phrase("It is x-3.", "x - 3")
    assert telling.phrase("It is d V.", "d·V") and telling.phrase("Es V·d.", "d·V")
    assert not telling.phrase("Fíjate en el factor x - 3.", "x - 3")
    assert not telling.phrase("¿Qué vale x - 3?", "x - 3")


def test_figures_with_gaps_between_them_are_told() -> None:
    assert telling.spaced("It is 5 1.", {Fraction(51)}) and telling.spaced("Es 2 , 5.", {Fraction(5, 2)})
    assert not telling.spaced("Tienes 5 x y 1 y.", {Fraction(51)})


def test_an_article_is_no_result() -> None:
    one = figures("1")[0].value
    sentence = "Isolate one unknown in one equation"
    assert not telling.result(sentence, telling.worded(sentence), lambda number: number.value == one)


def test_an_operation_of_the_student_is_not_told() -> None:
    assert not telling.derived("Escribiste 4 + 2.", {SIX}, "x=4+2")
    assert not telling.derived("¿Cuánto es la mitad de 12?", {SIX}, "")


@pytest.mark.parametrize(
    "sentence",
    [
        "El código es Ng==.", "The code is eCA9IDY.", "En morse: -....", "En números romanos es VI.", "In binary it is 110.",
        "Cuenta: ||||||.", "Es ⑥.", "Es ６.", "Es 6️⃣.", "Se lee S-E-I-S.", "La respuesta es s31s.", "🍎🍎🍎🍎🍎🍎", "答案是六。",
        "Con letras: F.", "La respuesta es d05.",
    ],
)  # fmt: skip
def test_codes_are_no_prose(sentence: str) -> None:
    assert telling.code(sentence, "", ())


@pytest.mark.parametrize(
    "sentence",
    [
        "¿Cuántos moles de CaCO₃ hay en 50 g?", "Mira v = v0 + a·t: ¿qué letra buscas?", "¡Ánimo! 🙂", "¿Qué hay entre |x| y 3?",
        "Piensa en 2H₂ + O₂ → 2H₂O.", "In H2SO4, how many atoms of O are there?", "Is it 3x² or 3x?", "¿Está en km/h o en m/s?",
    ],
)  # fmt: skip
def test_mathematics_of_a_class_is_no_code(sentence: str) -> None:
    assert not telling.code(sentence, "", {"O", "H"})
