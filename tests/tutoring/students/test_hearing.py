"""What a student with a misconception makes of a reply: its own line, its own numbers, the kind of mistake, or nothing."""

from __future__ import annotations

from random import Random

import pytest

from subjects import catalogue
from subjects.problem import Problem, Solution
from tutoring.students.hearing import CHANCES, hear
from tutoring.students.student import Task

MISTAKE = "algebra.sign_on_moving_term"
WRONG = "5x = 22 + 7"


def task() -> Task:
    algebra = catalogue.find("algebra")
    problem = algebra.parse("Resuelve 5x + 7 = 22", "es")
    assert isinstance(problem, Problem)
    solution = algebra.solve(problem)
    assert isinstance(solution, Solution)
    lines = tuple(algebra.attempt_line(solution, at, Random(0), "es") for at in range(len(solution.steps)))
    return Task(algebra, problem.text, solution, "es", "3eso", lines)


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ("Casi. ¿Qué signo tiene el 7 en 5x = 22 + 7?", "quoted"),
        ("Revisa ese paso. ¿Qué haces en los dos lados de 5x+7=22?", "quoted"),
        ("Mira el 7. ¿Qué operación deshace sumar 7?", "pointed"),
        ("Algo no cuadra. ¿Qué signo has escrito al mover el término?", "recalled"),
        ("¿Qué pasa con el signo al cambiar de lado?", "named"),
        ("Muy bien, buen paso. ¿Qué harías ahora con 5x = 22 + 7?", "praised"),
        ("Casi. ¿Qué signo tiene el 9 en 3z + 9 = 12?", "nothing"),
        ("¿Qué signo tiene el 7 en 5x + 7 = 41?", "nothing"),
        ("Mira otra vez 5x = 22 + 7.", "nothing"),
        ("¿Qué datos te da el problema?", "nothing"),
    ],
)
def test_a_reply_is_understood_by_its_text(reply: str, heard: str) -> None:
    assert hear(reply, task(), 0, WRONG, MISTAKE) == heard


def test_the_nearer_to_the_mistake_the_likelier_it_is_seen() -> None:
    assert CHANCES["quoted"] > CHANCES["recalled"] > CHANCES["pointed"] > CHANCES["named"] > 0
    assert CHANCES["nothing"] == CHANCES["praised"] == 0
