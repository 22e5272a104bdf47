"""Levels change the words, the notation and the size of the step."""

from random import Random

import pytest

from subjects import catalogue
from subjects.problem import Lang, Level
from tutoring.move import bank
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import own_words
from tutoring.turn import Lesson, plan_turn


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_reason_is_asked_for_in_the_words_of_the_age(lang: Lang) -> None:
    levels: tuple[Level, ...] = ("1eso", "3eso", "2bach")
    said = [
        {bank().at(level).say(lang, {}, Random(seed), "why", "step") for seed in range(60)} for level in levels
    ]
    assert not said[0] & said[1] and not said[1] & said[2] and not said[0] & said[2]


def test_the_older_take_larger_steps() -> None:
    steps = []
    for level in ("1eso", "3eso", "1bach"):
        plan = plan_turn(Session(), "Resuelve 3(2x - 1) = 15 - 3x", Lesson(catalogue.names(), level=level), reader())
        solution = plan.ground.solution
        assert solution is not None
        steps.append(len(solution.steps))
    assert steps == sorted(steps, reverse=True) and len(set(steps)) == 3


def test_what_is_a_leap_for_the_youngest_is_a_step_for_the_oldest() -> None:
    session = Session(subject="algebra", problem="Resuelve 3(2x - 1) = 15 - 3x", reached=1)
    kinds = [
        plan_turn(session, "9x = 18", Lesson(catalogue.names(), level=level), reader()).move.kind
        for level in ("1eso", "1bach")
    ]
    assert kinds == ["why", "confirm"]


def test_a_hint_speaks_to_the_age() -> None:
    session = Session(subject="algebra", problem="Resuelve 5x + 7 = 22")
    said = {}
    for level in ("1eso", "3eso", "1bach"):
        plans = [plan_turn(session, "no sé", Lesson(catalogue.names(), level=level), reader(), seed) for seed in range(40)]
        said[level] = {own_words(plan, reaction=False) for plan in plans}
    assert said["1eso"] - said["3eso"] and said["1bach"] - said["3eso"]
