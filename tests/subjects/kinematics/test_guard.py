"""What must not be given away, and which equations a reply may state."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.kinematics import subject
from subjects.kinematics.chain import METHODS
from subjects.problem import LANGS, LEVELS, Lang, Problem, Solution


def solved(text: str, lang: Lang = "es") -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return solution


BRAKE = "Un coche va a 72 km/h, frena y se detiene en 4 s. Calcula la aceleración."
RIDE = "Un ciclista recorre 100 m en 5 s. ¿Qué velocidad lleva?"


@pytest.mark.parametrize(
    "equation",
    [
        *(
            "v = v0 + a·t",
            "$v = v_0 + a\\cdot t$",
            "s = v0·t + ½·a·t²",
            "v0 = 72 km/h",
            "t = 4 s",
            "v = 0 m/s",
        ),
        *("1 km = 1000 m", "1 h = 3600 s", "60 min = 1 h", "36 km/h = 10 m/s", "2 + 2 = 4"),
    ],
)
def test_data_formulas_and_common_identities_are_allowed(equation: str) -> None:
    assert subject.allows(equation, solved(BRAKE), 0) is True


@pytest.mark.parametrize(
    "equation",
    [
        *("a = -5 m/s²", "a = -5", "$a = -5\\,\\text{m/s}^2$", "a = (v - v0)/t", "$a = \\frac{v - v_0}{t}$"),
        *(
            "72 km/h = 20 m/s",
            "v0 = 20 m/s",
            "72/3,6 = 20",
            "a = (0 - 20)/4",
            "20/4 = 5",
            "0 - 20 = -20",
            "4·5 = 20",
        ),
        *("a = 3 m/s²", "v = s/t", "2 + 2 = 5", "1 km = 100 m", "v0 = 30 m/s", "72 km/h = 72 m/s"),
    ],
)
def test_unreached_or_false_equations_are_not_allowed(equation: str) -> None:
    assert subject.allows(equation, solved(BRAKE), 0) is False


def test_what_is_reached_may_be_said() -> None:
    solution = solved(BRAKE)
    assert subject.allows("72 km/h = 20 m/s", solution, 2) is True
    assert subject.allows("a = (v - v0)/t", solution, 2) is False
    assert subject.allows("a = (v - v0)/t", solution, 4) is True
    assert subject.allows("a = (0 - 20)/4", solution, 4) is False
    assert subject.allows("a = -5 m/s²", solution, 6) is True


def test_what_cannot_be_read_is_none() -> None:
    solution = solved(BRAKE)
    for text in ("", "foo = bar", "cosas raras", "???"):
        assert subject.allows(text, solution, 0) is None


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(LANGS), st.sampled_from(METHODS))
def test_each_line_of_the_way_is_allowed_once_reached_and_results_not_before(
    seed: int, lang: Lang, method: str
) -> None:
    problem = subject.generate(Random(seed), lang, "1bach").problem
    solution = subject.solve(problem, method, LEVELS[seed % len(LEVELS)])
    assert isinstance(solution, Solution)
    for index, step in enumerate(solution.steps):
        line = subject.show(step.after, lang)
        assert subject.allows(line, solution, len(solution.steps)) is True, line
        if step.rule.removeprefix("kinematics.") in ("isolate", "substitute", "result", "convert_result"):
            assert subject.allows(line, solution, index) is False, (solution.problem.statement, line)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(LANGS), st.sampled_from(METHODS))
def test_secrets_shrink_as_work_is_done(seed: int, lang: Lang, method: str) -> None:
    problem = subject.generate(Random(seed), lang, "1bach").problem
    solution = subject.solve(problem, method, LEVELS[seed % len(LEVELS)])
    assert isinstance(solution, Solution)
    total = len(solution.steps)
    counts = [len(subject.secrets(solution, reached)) for reached in range(total + 1)]
    assert counts == sorted(counts, reverse=True)
    assert counts[total] == 0
    for reached in range(total):
        first = subject.secrets(solution, reached)[0]
        assert first.kind == "answer"
        assert subject.show(solution.steps[-1].after, lang) in first.texts


def test_a_number_of_the_problem_is_secret_only_as_a_line() -> None:
    solution = solved("Un coche recorre 25 m en 5 s. ¿Cuál es su velocidad?")
    answer = subject.secrets(solution, 0)[0]
    assert answer.value is None
    assert "v = 5 m/s" in answer.texts


def test_data_are_no_secret() -> None:
    values = {
        (secret.value, secret.unit) for secret in subject.secrets(solved(RIDE), 0) if secret.value is not None
    }
    assert values == {(Fraction(20), "m/s")}
