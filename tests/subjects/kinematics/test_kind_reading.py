"""Answers in words and sentences, the size of a deceleration, and signs that change on the way are judged as meant."""

from __future__ import annotations

import time

import pytest

from subjects.kinematics.kinematics import Kinematics
from subjects.problem import Lang, Problem, Solution

SUBJECT = Kinematics()
TOWNS = (
    "Dos pueblos distan 200 km. De cada uno sale a la vez una moto hacia el otro, a 60 km/h y 40 km/h. "
    "¿Cuánto tardan en encontrarse?"
)
TOWER = "A key is dropped from a tower 20 m high. Find the speed with which it hits the ground (g = 10 m/s^2)."
BRAKES = "A van moving at 20 m/s brakes and comes to a stop in 50 m. Find its acceleration."
SLOWS = "A van moving at 20 m/s brakes and comes to a stop in 5 s. Find its deceleration."
FRENA = "Un coche que va a 20 m/s frena y se detiene en 5 s. Calcula su deceleración."
TRAIN = "Un tren viaja a 90 km/h durante 5 h. ¿Qué distancia recorre?"


def solved(text: str, lang: Lang) -> Solution:
    problem = SUBJECT.parse(text, lang)
    assert isinstance(problem, Problem)
    solution = SUBJECT.solve(problem)
    assert isinstance(solution, Solution)
    return solution


@pytest.mark.parametrize(
    ("text", "lang", "attempt", "outcome", "final"),
    [
        (TOWNS, "es", "dos horas", "right", True),
        (TOWNS, "es", "tres horas", "wrong", False),
        (TOWNS, "es", "se encuentran a las 2 horas", "right", True),
        (TOWNS, "es", "se encuentran a las 3 horas", "wrong", False),
        (TOWER, "en", "It hits the ground at 20 m/s", "right", True),
        (TOWER, "en", "It hits the ground at 30 m/s", "wrong", False),
        (SLOWS, "en", "4 m/s^2", "right", True),
        (SLOWS, "en", "a = 4 m/s^2", "right", True),
        (SLOWS, "en", "-4 m/s²", "right", True),
        (SLOWS, "en", "5 m/s²", "wrong", False),
        (FRENA, "es", "4 m/s²", "right", True),
        (FRENA, "es", "0,25 m/s²", "wrong", False),
        (BRAKES, "en", "a = 4 m/s²", "wrong", False),
        (TRAIN, "es", "450000", "incomplete", False),
        (TRAIN, "es", "45000", "wrong", False),
    ],
)
def test_what_is_said_is_judged_as_it_is_meant(
    text: str, lang: Lang, attempt: str, outcome: str, final: bool
) -> None:
    verdict = SUBJECT.check(solved(text, lang), attempt, lang)
    assert (verdict.outcome, verdict.final) == (outcome, final)


def test_a_sign_lost_after_a_signed_equation_is_located_and_named() -> None:
    verdict = SUBJECT.check(solved(BRAKES, "en"), "0 = 400 + 100a\n100a = 400", "en")
    assert (verdict.outcome, verdict.at_step) == ("wrong", 1)
    assert verdict.misconception == "kinematics.sign_of_braking"


def test_a_braking_told_by_its_size_from_the_start_stays_right() -> None:
    assert SUBJECT.check(solved(BRAKES, "en"), "0 = 400 - 100a\n100a = 400", "en").outcome == "right"


@pytest.mark.parametrize("piece", ["2s=3h;", "t=2s+3h*4s;", "v = 5 m/s; ", "√2gh=", "1.250s+2h+", "(((", "a/2s/2s/"])
def test_a_hostile_reply_is_judged_quickly(piece: str) -> None:
    for text, lang in ((TOWNS, "es"), (TOWER, "en")):
        solution = solved(text, lang)
        start = time.process_time()
        SUBJECT.allows((piece * 2000)[:2000], solution, 1)
        SUBJECT.allows((piece * 2000)[:390], solution, 1)
        assert time.process_time() - start < 0.3


@pytest.mark.parametrize(
    ("text", "lang", "value", "unit"),
    [
        ("Un AVE sale a las 9:30 y llega a las 12:00 tras recorrer 600 km. Calcula su velocidad media.", "es", 240, "km/h"),
        ("A bus leaves at 7:15 and arrives at 9:45 after covering 150 km. Find its average speed.", "en", 60, "km/h"),
    ],
)
def test_two_clock_times_give_the_time_in_between(text: str, lang: Lang, value: int, unit: str) -> None:
    answer = solved(text, lang).answer.value
    assert (answer["value"], answer["unit"]) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "Un coche sale a las 10:00 y llega a las 12:30, pero se detiene 30 min. Recorre 200 km. ¿Cuál es su velocidad media?",
        "Un tren sale a las 8:00 y llega a las 11:00 del día siguiente tras 900 km. Halla la velocidad media.",
        "Un tren sale a las 23:00 y llega a las 5:00 tras 600 km. Halla la velocidad media.",
    ],
)
def test_clock_times_that_do_not_tell_the_time_of_travel_are_left(text: str) -> None:
    assert not isinstance(SUBJECT.parse(text, "es"), Problem)
