"""A gas before and after: read only when what stays the same is told, and judged with its usual slips."""

from __future__ import annotations

import pytest

from subjects.problem import Lang, Problem, Solution, Unsolved
from subjects.stoichiometry import subject

BOTH = "Un gas ocupa 4 L a 1 atm y 20 °C. ¿Qué volumen ocupará a 2 atm y 80 °C?"


def solved(text: str, lang: Lang) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), (text, solution)
    return solution


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        ("es", BOTH, 2.40956, "L"),
        (
            "en",
            "A gas occupies 600 mL at 760 mmHg and 27 °C. What volume will it occupy at 380 mmHg and 127 °C?",
            1600,
            "mL",
        ),
        ("es", "Cierta cantidad de gas ocupa 5 L a 300 K. ¿A qué temperatura ocupará 10 L si la presión es constante?", 600, "K"),
        ("es", "Un recipiente rígido contiene un gas a 2 atm y 27 °C. ¿Qué presión tendrá a 127 °C?", 2.66667, "atm"),
    ],
)
def test_the_second_state_is_found(lang: Lang, text: str, value: float, unit: str) -> None:
    answer = solved(text, lang).answer.value
    assert answer["value"] == pytest.approx(value, rel=1e-4)
    assert answer["unit"] == unit


@pytest.mark.parametrize(
    "text",
    [
        "Un gas está a 3 atm y 10 L. ¿Qué volumen tendrá a 5 atm?",
        "Un gas ocupa 4 L a 1 atm y 20 °C. ¿Qué volumen ocupará a 2 atm?",
        "Un gas que ahora está a 2 atm y 80 °C ocupaba antes 4 L a 1 atm y 20 °C. ¿Qué volumen ocupa?",
    ],
)
def test_what_is_left_open_or_told_backwards_is_not_guessed(text: str) -> None:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Unsolved) or isinstance(subject.solve(problem), Unsolved)


@pytest.mark.parametrize(
    ("attempt", "outcome", "misconception"),
    [
        ("V2 = 2,41 L", "right", None),
        ("T1 = 293 K", "right", None),
        ("4·1·353/(293·2) = 2,41 L", "right", None),
        ("V2 = 8 L", "wrong", "celsius_as_kelvin"),
        ("V = 4·2·353/(1·293) = 9,64 L", "wrong", "ratio_inverted"),
        ("V2 = 1,66 L", "wrong", "ratio_inverted"),
    ],
)
def test_attempts_at_two_states_are_judged(attempt: str, outcome: str, misconception: str | None) -> None:
    verdict = subject.check(solved(BOTH, "es"), attempt, "es")
    assert verdict.outcome == outcome
    if misconception:
        assert verdict.misconception == f"stoichiometry.{misconception}"
