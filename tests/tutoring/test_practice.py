"""Exercises of the tutor's: of the kind that was solved, and worked ones that share no answer with the problem at hand."""

from random import Random

import pytest

from subjects import catalogue
from tutoring.grounding import solved
from tutoring.practice import exercise, sibling, worked_sibling
from tutoring.session import Session

PROBLEM = "Resuelve 5x + 7 = 22"


def test_one_more_is_of_the_kind_that_was_solved_and_the_session_starts_on_it() -> None:
    solution = solved("algebra", PROBLEM, "es", "", "3eso")
    given = exercise(Session(subject="algebra", problem=PROBLEM), solution, "", {}, "3eso", Random(1))
    assert given is not None
    session, worked, move, _ = given
    assert worked is not None and solution is not None and worked.problem.kind == solution.problem.kind
    assert session.problem == move.exhibit != PROBLEM and session.reached == 0


def test_without_a_subject_none_is_given() -> None:
    assert exercise(Session(), None, "other", {}, "3eso", Random(1)) is None


@pytest.mark.parametrize("seed", range(8))
def test_a_worked_example_does_not_share_the_answer(seed: int) -> None:
    solution = solved("algebra", PROBLEM, "es", "", "3eso")
    assert solution is not None
    lines = worked_sibling(solution, "es", "3eso", seed).splitlines()
    assert len(lines) > 2 and "x = 3" not in lines
    assert sibling(catalogue.find("algebra"), solution, Random(seed), "es") is not None
