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
        "Te tiene que quedar 6 al final.", "Un alumno de ayer llegó a 6.", "Antes de llegar a 6, ¿qué paso te falta?",
        "¿Has probado a poner 6 en el hueco?", "Supongamos por un momento que llegas a 6: ¿se cumpliría?",
        "You should end up with 6.",
        "Right, so that comes out at 6 and there is nothing more to do.", "Have you thought of putting 6 in the gap?",
        "Picture it being 6, would that fit?", "Before you reach 6, what is missing?", "Yesterday somebody reached 6.",
    ],
)  # fmt: skip
def test_the_result_in_passing_or_supposed_is_told(sentence: str) -> None:
    assert result(sentence)


def is_six(number: Number) -> bool:
    return number.value == SIX


@pytest.mark.parametrize(
    "sentence",
    [
        "Te lo digo con letras: seis.", "Érase un castillo con seis torres.", "¿Y si pensaras en seis?",
        "That makes six, no more.",
        "There was a castle with six towers.", "What about thinking of six?",
    ],
)  # fmt: skip
def test_the_result_as_a_word_that_counts_nothing_of_the_class_is_told(sentence: str) -> None:
    assert telling.in_words(sentence, telling.worded(sentence), is_six)


@pytest.mark.parametrize(
    "sentence",
    [
        "Quedan seis términos por juntar.", "Mira los seis lados.", "¿Qué número por seis da doce?", "There are six terms left.",
        "Look at the six equations.", "Which number times six gives twelve?",
    ],
)  # fmt: skip
def test_a_word_that_counts_terms_or_sides_is_not(sentence: str) -> None:
    assert not telling.in_words(sentence, telling.worded(sentence), is_six)


@pytest.mark.parametrize(
    "sentence",
    [
        "I will say it in letters: two.", "Te lo digo con letras: dos.", "El dragón contaba hasta dos y se dormía.",
        "The dragon counted to two and fell asleep.", "Érase un castillo con dos torres.", "A castle with two towers.",
    ],
)  # fmt: skip
def test_a_small_number_by_itself_after_a_colon_or_counted_to_is_told(sentence: str) -> None:
    assert telling.in_words(sentence, telling.worded(sentence), lambda number: number.value == Fraction(2))


def test_small_figures_by_themselves_are_told_and_exponents_are_not() -> None:
    assert telling.raised("Lo pongo en pequeño: ⁶.", {SIX}) and telling.raised("Down here: ₆.", {SIX})
    assert telling.raised("Abajo: ₀,₂.", {Fraction(1, 5)}) and telling.raised("In small print: ⁻³.", {Fraction(-3)})
    assert not telling.raised("Mira x⁶ y SO₄.", {SIX, Fraction(4)})


@pytest.mark.parametrize(
    "sentence",
    [
        "Viene a ser doce partes de dos.", "It amounts to twelve parts out of two.", "Think of 12, keep half of it.",
        "Toma 4 y súmale 2.", "Take 4 and add 2.", "Parte de 12 y divídelo entre 2.", "It is the ratio of 12 to 2.",
        "Tres veces lo que buscas son 18.", "Twice what you are looking for is 12.", "Es el 600 % de uno.", "It is 600 % of one.",
    ],
)  # fmt: skip
def test_parts_of_parts_that_come_to_the_answer_are_told(sentence: str) -> None:
    assert telling.derived(sentence, {SIX}, "")


@pytest.mark.parametrize("sentence", [
    "1 plus 1 is 4.", "8 más 6 son 16.", "Since 3 times 4 makes 13, go on.", "12 entre 4 da 2.",
])
def test_a_sum_said_wrong_is_found(sentence: str) -> None:
    assert telling.falsely_worked(sentence)


@pytest.mark.parametrize("sentence", [
    "1 plus 1 is 2.", "8 más 6 son 14.", "How much is 3 times 4?", "12 entre 4 da 3.", "2 por 3x es 6x.",
])
def test_a_sum_said_right_is_not(sentence: str) -> None:
    assert not telling.falsely_worked(sentence)
