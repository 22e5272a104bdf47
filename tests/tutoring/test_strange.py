"""A line is foreign to a problem by new figures in other letters, or by another subject where no check could read it."""

import pytest

from subjects import catalogue
from subjects.problem import Solution
from tutoring.grounding import solved
from tutoring.session import Session
from tutoring.strange import foreign, leads_away, shares_figures

OPEN = Session(subject="algebra", problem="8z + 3 = 5z + 18", attempts=("3z = 15",))


def solution(text: str, subject: str = "algebra") -> Solution:
    assert subject in catalogue.names()
    found = solved(subject, text, "es", "", "3eso")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "subject", "unread", "is_foreign"),
    [("3x - 4 = 11", "algebra", True, True), ("3x = 15", "algebra", True, False), ("3z = 21", "algebra", False, False),
     ("masa molar de H2SO4", "stoichiometry", True, True), ("5z + 18 = 3", "algebra", False, False)],
)  # fmt: skip
def test_new_figures_in_other_letters_are_foreign_and_a_slip_of_the_letter_is_not(
    text: str, subject: str, unread: bool, is_foreign: bool
) -> None:
    assert foreign(text, solution(text, subject).problem, solution(OPEN.problem), OPEN, unread) is is_foreign


def test_the_figures_of_the_work_are_known() -> None:
    current = solution(OPEN.problem)
    assert not leads_away("z = 15", current, OPEN) and leads_away("z = 16", current, OPEN)
    assert shares_figures("8z + 1 + 2 + 4 = 99", current, OPEN) and not shares_figures("7z + 9 = 4z + 2", current, OPEN)
