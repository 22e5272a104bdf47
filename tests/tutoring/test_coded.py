"""Codes are found, and the mathematics of a class is not taken for one."""

from __future__ import annotations

import pytest

from tutoring import coded


@pytest.mark.parametrize(
    "sentence",
    [
        "El código es Ng==.", "The code is eCA9IDY.", "En morse: -....", "En números romanos es VI.", "In binary it is 110.",
        "Cuenta: ||||||.", "Es ⑥.", "Es ６.", "Es 6️⃣.", "Se lee S-E-I-S.", "La respuesta es s31s.", "🍎🍎🍎🍎🍎🍎", "答案是六。",
        "Con letras: F.", "La respuesta es d05.",
    ],
)  # fmt: skip
def test_codes_are_no_prose(sentence: str) -> None:
    assert coded.code(sentence, "", ())


@pytest.mark.parametrize(
    "sentence",
    [
        "¿Cuántos moles de CaCO₃ hay en 50 g?", "Mira v = v0 + a·t: ¿qué letra buscas?", "¡Ánimo! 🙂", "¿Qué hay entre |x| y 3?",
        "Piensa en 2H₂ + O₂ → 2H₂O.", "In H2SO4, how many atoms of O are there?", "Is it 3x² or 3x?", "¿Está en km/h o en m/s?",
    ],
)  # fmt: skip
def test_mathematics_of_a_class_is_no_code(sentence: str) -> None:
    assert not coded.code(sentence, "", {"O", "H"})


@pytest.mark.parametrize(
    "sentence",
    [
        "Letra por letra: d, i, e, c, i, s, é, i, s.", "Letter by letter: t, e, n, n.", "a := 4.", "Usa `echo 4`.", "echo 26.5",
        "Suena así: punto raya raya raya.", "It sounds like this: dit dit dah.", "Read it like a gamer: 7w0.",
        "Count the stars: ★.", "Cuenta las estrellas: ★.",
    ],
)  # fmt: skip
def test_spelling_programs_and_signals_are_codes(sentence: str) -> None:
    assert coded.code(sentence, "", ())


@pytest.mark.parametrize("sentence", ["Tienes v, a, s, t y buscas v0.", "You have v, a, s, t and look for v0."])
def test_the_letters_of_a_problem_may_be_listed(sentence: str) -> None:
    assert not coded.code(sentence, "", {"v", "a", "s", "t", "y"})
