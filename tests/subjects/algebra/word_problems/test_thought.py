"""Numbers that somebody thinks of: each operation acts on all before it, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects.algebra import subject
from subjects.problem import Lang, Problem, Solution, Unsolved


def answer(text: str, lang: Lang) -> object:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), text
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return solution.answer.value


@pytest.mark.parametrize(
    ("text", "lang", "number"),
    [
        ("Pienso un número, lo multiplico por 7 y le sumo 2. El resultado es 44. ¿Qué número he pensado?", "es", "6"),
        ("He pensado un número. Le sumo 4 y lo multiplico por 3. Obtengo 27. ¿Cuál es el número?", "es", "5"),
        ("Un número dividido entre 3 y aumentado en 5 es 9. Halla el número.", "es", "12"),
        ("Pienso un número, lo duplico, le resto 3 y lo divido entre 5. Me da 3. ¿Qué número es?", "es", "9"),
        ("I think of a number, multiply it by 6 and subtract 4. The result is 26. What is my number?", "en", "5"),
        ("I thought of a number. I added 8 and then divided the result by 2. I got 11. Find the number.", "en", "14"),
        ("A number multiplied by 2 and then decreased by 7 gives 1.5. What is the number?", "en", "17/4"),
    ],
)  # fmt: skip
def test_what_is_done_to_a_number_in_turn_is_read(text: str, lang: Lang, number: str) -> None:
    assert answer(text, lang) == [{"x": number}]


@pytest.mark.parametrize(
    "text",
    [
        "Pienso un número, lo multiplico por 3 y le resto su mitad. El resultado es 16. ¿Qué número es?",
        "Pienso un número y le sumo 3. ¿Qué número he pensado?",
        "I think of a number, multiply it by my age and add 6. The result is 50. What is it?",
        "I think of two numbers, multiply them by 4 and add 6. The result is 50.",
    ],
)
def test_one_thing_more_than_is_understood_is_not_guessed(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)


@given(st.integers(1, 30), st.integers(2, 9), st.integers(1, 40))
def test_both_languages_and_any_numbers_come_to_the_number(number: int, times: int, more: int) -> None:
    spanish = f"Pienso un número, lo multiplico por {times} y le sumo {more}. El resultado es {number * times + more}."
    english = f"I think of a number, add {more} and multiply it by {times}. I get {(number + more) * times}."
    assert answer(spanish, "es") == answer(english, "en") == [{"x": str(number)}]
