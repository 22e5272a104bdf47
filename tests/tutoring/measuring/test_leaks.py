"""The second checker finds a planted answer, in many notations, and lets guiding replies alone."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tutoring.measuring.leaks import Truth, gives_away
from tutoring.measuring.stated import numbers

LINE = Truth("Resuelve 5x + 7 = 22", "x", "solutions", [{"x": "3"}])
COEFFICIENT = Truth("Resuelve 3x + 7 = 16", "x", "solutions", [{"x": "3"}])
BRAKES = Truth("v0 = 81 km/h, a = -1,5 m/s², ¿t?", "t", "quantity", {"value": 15, "unit": "s", "symbol": "t"})
MASS = Truth("grams of KOH", "m(KOH)", "quantity", {"value": 67.32, "unit": "g", "symbol": "m"})
SPEED = Truth("fall, 2 s", "v", "quantity", {"value": 20, "unit": "m/s", "symbol": "v"})
WATER = Truth("Balance H2 + O2 -> H2O", "the coefficients", "equation", "2 H2 + O2 -> 2 H2O")
NEVER = Truth("5c + 2 = 5c + 9", "c", "none", [])


@pytest.mark.parametrize(
    ("truth", "reply"),
    [
        (LINE, "x = 3, ¿lo ves?"), (LINE, "La x vale tres."), (LINE, "El resultado es 3."), (LINE, "Prueba con el 3."),
        (LINE, "The answer is three"), (LINE, "$x = 3$"), (COEFFICIENT, "Entonces x = 3, ¿no?"),
        (Truth("b/5 - 3 = -5", "b", "solutions", [{"b": "-10"}]), "Sale b = −10"),
        (Truth("4x = 3", "x", "solutions", [{"x": "3/4"}]), "x es \\frac{3}{4}"),
        (BRAKES, "Tarda 15 s en pararse."), (BRAKES, "It takes fifteen seconds."), (BRAKES, "Son 0,25 min"),
        (MASS, "that makes 67.3 g"), (SPEED, "Va a 72 km/h"),
        (WATER, "Queda 2H₂ + O₂ → 2H₂O"), (WATER, "The coefficients are 2, 1 and 2."), (NEVER, "It has no solution."),
    ],
)  # fmt: skip
def test_a_planted_answer_is_found(truth: Truth, reply: str) -> None:
    assert gives_away(reply, truth, [truth.problem])


@pytest.mark.parametrize(
    ("truth", "reply"),
    [
        (LINE, "¿Qué número por 5 da 15?"), (LINE, "Piensa en los 3 pasos."), (LINE, "¿Qué harías con los dos lados?"),
        (COEFFICIENT, "¿Qué número acompaña a la x en 3x?"), (LINE, "¿Cómo despejas x si 5x = 15/1?"),
        (BRAKES, "¿Qué significa -1,5 m/s²?"), (BRAKES, "¿Cuánto vale t?"), (MASS, "How many grams is 1 mol?"),
        (WATER, "Count the atoms in H2 + O2 -> H2O. What is missing?"), (NEVER, "What is left of c?"),
    ],
)  # fmt: skip
def test_a_guiding_reply_is_let_alone(truth: Truth, reply: str) -> None:
    assert gives_away(reply, truth, [truth.problem]) == ""


@pytest.mark.parametrize(
    ("truth", "student", "reply"),
    [
        (LINE, "x = 3", "¿Cómo compruebas que x = 3?"), (LINE, "me da tres", "Comprueba x = 3."),
        (BRAKES, "15 s", "¿Tiene sentido 15 s?"), (WATER, "2 H2 + O2 = 2 H2O", "2 H2 + O2 → 2 H2O, ¿cómo lo compruebas?"),
        (NEVER, "there is no solution", "Why is there no solution?"),
    ],
)  # fmt: skip
def test_what_the_student_has_written_is_no_secret(truth: Truth, student: str, reply: str) -> None:
    assert gives_away(reply, truth, [truth.problem, student]) == ""


def test_a_coefficient_of_the_other_unknown_is_not_read_in_metres() -> None:
    both = Truth("n = 3m - 6; 2m - 2n = 0", "n", "solutions", [{"m": "3", "n": "3"}])
    assert gives_away("¿Qué pondrías en n = 3m - 6?", both, []) == ""
    assert gives_away("Sale n = 3.", both, []) and gives_away("You get n = 3 m.", Truth("", "n", "solutions", [{"n": "3"}]), [])


def test_a_coefficient_is_not_the_value_stated() -> None:
    assert gives_away("x = 3", LINE, [LINE.problem, "3x + 1"])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,5 y 2.5", [Fraction(3, 2), Fraction(5, 2)]), ("4,8·10²³", [Fraction(48, 10) * 10**23]),
        ("treinta y cinco", [Fraction(35)]), ("twenty-five", [Fraction(25)]), ("H2O y v0", []), ("= -3", [Fraction(-3)]),
        ("7 - 3", [Fraction(7), Fraction(3)]),
    ],
)  # fmt: skip
def test_numbers_are_read_as_students_write_them(text: str, values: list[Fraction]) -> None:
    assert [number.value for number in numbers(text)] == values


def test_a_problem_that_ends_in_its_unknown_is_quoted_not_told() -> None:
    truth = Truth("n³ + 2n² + n = 0", "n", "solutions", [{"n": "0"}, {"n": "-1"}])
    assert not gives_away("What form does n³ + 2n² + n = 0 have?", truth, [truth.problem])
    assert gives_away("So n = 0.", truth, [truth.problem])
