"""Results are written, and taken, with the figures of a class."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects.kinematics import subject
from subjects.kinematics.rounding import coarse, nearest, rounded, rounds_to, written
from subjects.problem import Problem, Solution

values = st.fractions(min_value=Fraction(1, 100), max_value=10**6)
UP = "Se lanza una piedra verticalmente hacia arriba a 20 m/s. ¿Qué altura máxima alcanza?"  # 20.408 m
BRAKE = "Un coche frena desde 50 km/h con una aceleración de -4 m/s². ¿Qué distancia recorre hasta pararse?"  # 24.11 m


def solved(text: str) -> Solution:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return solution


@pytest.mark.parametrize(
    ("value", "figures", "text"),
    [
        (Fraction(1000, 49), 3, "20.4"),
        (Fraction(125, 4), 3, "31.25"),
        (Fraction(3125, 32), 3, "97.7"),
        (Fraction(12345), 3, "12345"),
        (Fraction(2, 3), 3, "0.667"),
        (Fraction(1, 32), 3, "0.03125"),
        (Fraction(1, 17), 3, "0.0588"),
        (Fraction(-47, 7), 4, "-6.714"),
        (Fraction(20455, 1000), 3, "20.5"),
        (Fraction(1, 3000), 3, "3.33e-4"),
        (Fraction(15 * 10**10), 3, "1.5e11"),
    ],
)
def test_whole_and_short_numbers_stand_in_full_and_others_are_rounded(value: Fraction, figures: int, text: str) -> None:
    assert written(value, figures) == text


def test_a_result_has_three_figures_and_a_number_used_again_four_while_the_answer_stays_exact() -> None:
    solution = solved(BRAKE)
    assert solution.steps[1].after.startswith("v0 = 13.89 m/s")
    assert solution.steps[-1].after == "s = 24.1 m"
    assert solution.answer.value["value"] == pytest.approx(24.11265432, rel=1e-9)
    for one, two in pairwise(solution.steps):
        assert one.after == two.before


@pytest.mark.parametrize("text", ["20,4 m", "20,41 m", "20,408 m", "20 m", "h = 20,4 m", "h = 20²/(2·9,8) = 20,4 m"])
def test_two_or_more_figures_are_taken(text: str) -> None:
    assert subject.check(solved(UP), text, "es").final, text


def test_numbers_rounded_on_the_way_are_taken_to_the_end() -> None:
    solution = solved(BRAKE)
    for text in ("v0 = 14 m/s", "50 km/h = 14 m/s", "v0 = 13,9 m/s", "s = (0² - 14²)/(2·(-4))"):
        assert subject.check(solution, text, "es").outcome == "right", text
    for text in ("s = 24,5 m", "s = 24 m", "s = 24,2 m"):
        assert subject.check(solution, text, "es").final, text


@pytest.mark.parametrize(
    ("text", "attempt"),
    [
        (UP, "h = 20²/(2·9,8) = 21 m"),
        ("Un coche recorre 100 m en 7 s. ¿Cuál es su velocidad?", "v = 100/7 = 15 m/s"),
        ("Un coche recorre 50 m en 7 s. ¿Cuál es su velocidad?", "7 m/s"),
        ("Un coche recorre 400 m en 17 s. ¿Cuál es su velocidad?", "v = 20 m/s"),
        ("Un coche recorre 25 m en 2 s. ¿Cuál es su velocidad?", "v = 13 m/s"),
        (BRAKE, "v0 = 13 m/s"),
    ],
)
def test_rounding_too_far_is_named_so(text: str, attempt: str) -> None:
    verdict = subject.check(solved(text), attempt, "es")
    assert (verdict.outcome, verdict.misconception) == ("wrong", "kinematics.rounding")


def test_one_less_is_no_rounding_on_the_way_of_a_whole_number() -> None:
    text = "Un camión recorre 60 km a 90 km/h y después 60 km a 60 km/h. ¿Cuál es su velocidad media?"
    for attempt in ("71 km/h", "73 km/h"):
        assert subject.check(solved(text), attempt, "es").outcome == "wrong", attempt
    assert subject.check(solved(text), "71,9 km/h", "es").final


@pytest.mark.parametrize("attempt", ["21,4 m", "19,4 m", "2,04 m", "204 m", "-20,4 m", "22 m", "25 m"])
def test_other_numbers_are_wrong_and_no_matter_of_rounding(attempt: str) -> None:
    verdict = subject.check(solved(UP), attempt, "es")
    assert verdict.outcome == "wrong"
    assert verdict.misconception != "kinematics.rounding"


@given(values, st.integers(3, 5))
def test_what_the_tutor_writes_is_taken(value: Fraction, figures: int) -> None:
    assert abs(rounded(value, figures) - value) * 10 ** (figures - 1) <= value
    text = written(value, figures)
    assert rounds_to(value, Fraction(text), len(text.partition(".")[2]))


@given(values)
def test_one_more_or_one_less_is_no_rounding_of_a_number_with_decimals(value: Fraction) -> None:
    if value < 1000:
        for other in (value + 1, value - 1):
            exact = nearest(other, 6)
            places = max(0, 6 - len(str(int(abs(exact)))))
            assert not rounds_to(value, exact, places, fewest=2) or value == exact


@given(values)
def test_nothing_that_counts_as_right_is_called_coarse_with_another_sign(value: Fraction) -> None:
    assert not coarse(value, -value, 0)
