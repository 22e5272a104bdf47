"""Grounding: what is an attempt, what a new problem, and that losing the thread is never taken for distress."""

from dataclasses import replace

import pytest

from subjects import catalogue
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.turn import Lesson, plan_turn

LESSON = Lesson(catalogue.names())
AT_WORK = Session(subject="algebra", problem="8z + 3 = 5z + 18")
TRIED = replace(AT_WORK, attempts=("3z = 15",), reached=1)


def move(text: str, session: Session = AT_WORK) -> str:
    plan = plan_turn(session, text, LESSON, reader())
    return plan.move.fixed or plan.move.kind


@pytest.mark.parametrize(
    "text",
    ["con comas me lio un monton", "do i take away 5", "me muero de sueño", "esto me mata", "it kills me", "me pierdo",
     "im dying lol", "the 5 is killing me", "no puedo con las fracciones"],
)  # fmt: skip
def test_a_student_who_loses_the_thread_does_not_meet_a_helpline(text: str) -> None:
    assert move(text) != "distress"


@pytest.mark.parametrize(
    "text",
    ["me quiero morir", "quiero hacerme daño", "ME ACOSAN en clase todos los días", "no quiero vivir", "i want to die",
     "they bully me at school", "i hurt myself sometimes", "mi padre me pega", "thinking about suicide"],
)  # fmt: skip
def test_distress_is_heard_in_any_wording_with_or_without_a_problem(text: str) -> None:
    assert move(text) == "distress" and move(text, Session()) == "distress"


def test_a_wrong_line_shorter_than_the_problem_is_an_attempt_not_a_new_problem() -> None:
    assert move("13z = 21") == "focus"


def test_another_equation_as_long_as_the_problem_begins_anew() -> None:
    assert move("2x + 9 - 4x = 11") == "open"


def test_a_number_said_in_passing_is_not_an_attempt() -> None:
    assert move("es que el nueve ese me lía mucho") in ("nudge", "clarify")


def test_a_question_with_a_figure_in_it_is_not_an_attempt() -> None:
    session = Session(lang="en", subject="stoichiometry", problem="work out the molar mass of Ca(OH)2")
    assert move("what is the 2 outside for", session) in ("nudge", "clarify")


def test_an_answer_in_words_is_an_attempt() -> None:
    assert move("z es cinco") == "why"


def test_being_stuck_is_not_wandering_off() -> None:
    assert move("so what do i write") == "nudge"


def test_no_solution_in_words_is_an_attempt() -> None:
    impossible = Session(lang="en", subject="algebra", problem="5c + 2 = 5c + 9")
    assert move("there is no solution", impossible) in ("check", "why")


@pytest.mark.parametrize("text", ["y esto?", "where to", "ein?", "así?", "y ahí?", "suéltalo ya"])
def test_a_bare_pointer_on_an_open_problem_gets_help_whatever_it_sounds_like(text: str) -> None:
    assert move(text, TRIED) == "nudge"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("¿está bien?", "guess"), ("is that right?", "guess"), ("gracias!", "resume"), ("ok ty", "resume"),
     ("who won the match yesterday", "bring_back")],
)  # fmt: skip
def test_what_is_said_clearly_on_an_open_problem_is_heard(text: str, kind: str) -> None:
    assert move(text, TRIED) == kind
