"""Slips on fractions, decimals and brackets of linear equations get their name; a negative answer may be said."""

from __future__ import annotations

import pytest

from subjects.algebra import subject
from subjects.problem import Lang, Problem, Solution, Verdict


def checked(text: str, attempt: str, lang: Lang) -> Verdict:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem)
    solution = subject.solve(problem, None, "3eso")
    assert isinstance(solution, Solution)
    return subject.check(solution, attempt, lang, (), 0)


@pytest.mark.parametrize(
    ("text", "attempt", "name"),
    [
        ("Resuelve (x + 4)/2 = (x - 1)/7", "2(x + 4) = 7(x - 1)", "cross_multiplication"),
        ("Resuelve (x + 4)/2 = (x - 1)/7", "7x + 4 = 2x - 1", "distribute_first_only"),
        ("Resuelve 0,2x + 1,5 = 2,7", "2x + 1,5 = 27", "multiply_one_term_only"),
        ("Resuelve 7 - 3(x + 1) = 16", "4(x + 1) = 16", "joined_before_product"),
    ],
)
def test_a_slip_is_named(text: str, attempt: str, name: str) -> None:
    verdict = checked(text, attempt, "es")
    assert (verdict.outcome, verdict.misconception) == ("wrong", f"algebra.{name}")


@pytest.mark.parametrize(("attempt", "lang"), [("menos 4", "es"), ("x is minus 4", "en")])
def test_a_negative_answer_in_words_is_right(attempt: str, lang: Lang) -> None:
    assert checked("7 - 2x = 15", attempt, lang).outcome == "right"


def test_another_number_in_words_is_not_right() -> None:
    assert checked("7 - 2x = 15", "menos 5", "es").outcome != "right"
