"""The size of the steps by level: smaller for the youngest, joined in Bachillerato, one answer for all."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.kinematics import subject
from subjects.kinematics.chain import METHODS
from subjects.kinematics.operate import operated
from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Solution

BRAKE = "Un coche frena desde 72 km/h con una aceleración de -4 m/s². ¿Qué distancia recorre hasta pararse?"
DROP = "Se deja caer una piedra desde 45 m. ¿Cuánto tarda en llegar al suelo?"


def solved(text: str, level: Level, method: str = "formula") -> Solution:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem, method, level)
    assert isinstance(solution, Solution)
    return solution


def lines(solution: Solution) -> list[str]:
    return [f"{step.rule.removeprefix('kinematics.')}: {step.after}" for step in solution.steps]


def test_the_youngest_convert_length_and_time_apart_and_work_a_calculation_out_in_parts() -> None:
    assert lines(solved(BRAKE, "1eso"))[1:] == [
        "convert: v0 = 72000 m/h; v = 0 m/s; a = -4 m/s^2",
        "convert: v0 = 20 m/s; v = 0 m/s; a = -4 m/s^2",
        "formula: v^2 = v0^2 + 2*a*s",
        "isolate: s = (v^2 - v0^2)/(2*a)",
        "substitute: s = (0^2 - 20^2)/(2*(-4))",
        "operate: s = -400/(-8)",
        "result: s = 50 m",
    ]


def test_bachillerato_isolates_while_it_substitutes_but_not_out_of_a_square() -> None:
    assert [line.split(":")[0] for line in lines(solved(BRAKE, "2bach"))] == [
        "data", "convert", "formula", "substitute", "result",
    ]  # fmt: skip
    assert "isolate: t = sqrt(2*h/g)" in lines(solved(DROP, "2bach"))


@pytest.mark.parametrize("method", METHODS)
def test_the_method_of_the_class_is_kept_at_every_level(method: str) -> None:
    first = "substitute: 0^2 = 20^2 + 2*(-4)*s"
    for level in LEVELS:
        assert (first in lines(solved(BRAKE, level, method))) == (method == "substitute_first")


def test_the_halves_of_a_conversion_are_taken_one_by_one() -> None:
    solution = solved(BRAKE, "2eso")
    for line, reached in (("v0 = 72000 m/h", 2), ("72 km/h = 72000 m/h", 2), ("v0 = 20 m/s", 3)):
        verdict = subject.check(solution, line, "es", (), 1)
        assert (verdict.outcome, verdict.reached) == ("right", reached), line
    assert subject.check(solution, "72 km/h = 72 m/h", "es", (), 1).outcome == "wrong"
    assert subject.allows("72 km/h = 72000 m/h", solution, 2) is True
    assert subject.allows("72000 m/h = 20 m/s", solution, 2) is False


@pytest.mark.parametrize(
    ("calculation", "half"),
    [
        ("10*5 + 1/2*2*5^2", "50 + 25"),
        ("(20 - 5)/3", "15/3"),
        ("sqrt(2*45/10)", "sqrt(9)"),
        ("1/2*9.8*3^2", "1/2*9.8*9"),
        ("300/20", ""),
        ("20*3", ""),
        ("-5*(2 - 6)", "(-5)*(-4)"),
    ],
)
def test_powers_brackets_and_products_come_before_the_last_operation(calculation: str, half: str) -> None:
    from subjects.kinematics.formula import read, value_of

    assert operated(calculation, value_of(read(calculation), {}), 4) == half


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(LANGS), st.sampled_from(LEVELS), st.sampled_from(METHODS))
def test_what_a_class_of_another_level_writes_is_right_too(seed: int, lang: Lang, level: Level, method: str) -> None:
    problem = subject.generate(Random(seed), lang, "1bach").problem
    mine, theirs = subject.solve(problem, method, "3eso"), subject.solve(problem, method, level)
    assert isinstance(mine, Solution)
    assert isinstance(theirs, Solution)
    assert mine.answer == theirs.answer
    for at in range(len(theirs.steps)):
        line = subject.attempt_line(theirs, at, Random(seed), lang)
        history = tuple(subject.show(step.after, lang) for step in theirs.steps[:at])
        assert subject.check(mine, line, lang, history).outcome in ("right", "incomplete"), line
