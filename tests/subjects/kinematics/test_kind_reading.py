"""Answers in words and sentences, the size of a deceleration, and signs that change on the way are judged as meant."""

from __future__ import annotations

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
@pytest.mark.parametrize(("text", "lang"), [(TOWNS, "es"), (TOWER, "en")])
def test_a_long_hostile_reply_is_not_judged_at_all(piece: str, text: str, lang: Lang) -> None:
    """Judging it would take time that grows with every letter; the guard then takes it for ungrounded."""
    assert SUBJECT.allows((piece * 2000)[:2000], solved(text, lang), 1) is None
