"""Exercises of the tutor's: of the kind that was solved, and worked ones that share no answer with the problem at hand."""

from random import Random

import pytest

from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Solution
from tutoring.grounding import solved
from tutoring.practice import exercise, sibling, step_beside, worked_sibling
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


@pytest.mark.parametrize(("lang", "yours"), [("es", "Tu problema:"), ("en", "Your problem:")])
def test_the_last_rung_shows_one_step_of_an_example_above_the_students_line(lang: Lang, yours: str) -> None:
    solution = solved("algebra", PROBLEM, lang, "", "3eso")
    assert solution is not None
    before, after, blank, title, mine, left_open = step_beside(
        solution, 1, "5x = 22 - 7", lang, "3eso", 3
    ).splitlines()
    assert (blank, title, mine, left_open) == ("", yours, "5x = 22 - 7", "…")
    assert before.count("=") == after.count("=") == 1 and "-" in before and "-" not in after


def test_without_a_line_of_the_students_no_step_is_shown_beside_it() -> None:
    solution = solved("algebra", PROBLEM, "es", "", "3eso")
    assert solution is not None and step_beside(solution, 0, "", "es", "3eso", 3) == ""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", catalogue.names())
def test_the_step_of_an_example_is_never_the_students_own_next_line(name: str, lang: Lang) -> None:
    subject, shown = catalogue.find(name), 0
    for seed in range(30):
        exercise = subject.generate(Random(seed), lang, LEVELS[seed % len(LEVELS)])
        solution = subject.solve(exercise.problem, None, "3eso")
        assert isinstance(solution, Solution)
        for at, step in enumerate(solution.steps):
            lines = step_beside(solution, at, subject.show(step.before, lang), lang, "3eso", seed).splitlines()
            shown += bool(lines)
            own = subject.show(step.after, lang)
            assert not lines or lines[1] != own, (lines, own)
    assert shown > 30
