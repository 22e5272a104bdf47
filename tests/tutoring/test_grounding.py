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


MOLES = Session(
    subject="stoichiometry",
    problem="¿Cuántos moles de N2 hacen falta para obtener 1,8667 mol de NH3? N2 + 3 H2 -> 2 NH3",
)
CAR = Session(subject="kinematics", problem="Un móvil recorre 36 m en 3 s a velocidad constante. ¿Qué velocidad lleva?")
SALT = Session(subject="stoichiometry", problem="Se disuelven 32 g de CuSO4 en agua hasta 2 L. Calcula la concentración en g/L.")


@pytest.mark.parametrize(
    ("session", "text", "kind"),
    [(MOLES, "n(N2) = 0,9333 mol", "check"), (MOLES, "n(N2) = 5,04 mol", "focus"), (MOLES, "n(N2)=7", "focus"),
     (CAR, "v = 12 m/s", "why"), (CAR, "t(total) = 3 s", "confirm"), (CAR, "x(final) = 36 m", "confirm"),
     (SALT, "c(CuSO4)=16 g/L", "check"), (SALT, "c(CuSO4) = 99 g/L", "focus")],
)  # fmt: skip
def test_a_quantity_with_its_name_is_an_attempt_and_no_new_problem(session: Session, text: str, kind: str) -> None:
    plan = plan_turn(session, text, LESSON, reader())
    assert plan.move.kind == kind and plan.session.problem == session.problem


@pytest.mark.parametrize(
    ("session", "text", "line", "kind"),
    [(SALT, "¿c(CuSO4)=16 g/L es correcto?", "c(CuSO4)=16 g/L", "check"),
     (SALT, "c(CuSO4) = 15 g/L está bien?", "c(CuSO4) = 15 g/L", "focus"),
     (CAR, "is v = 12 m/s right?", "v = 12 m/s", "why"), (CAR, "¿es v = 13 m/s correcto?", "v = 13 m/s", "focus")],
)  # fmt: skip
def test_a_line_that_is_asked_about_is_judged_by_itself(session: Session, text: str, line: str, kind: str) -> None:
    plan = plan_turn(session, text, LESSON, reader())
    assert plan.move.kind == kind and plan.session.attempts == (line,)


@pytest.mark.parametrize("text", ["¿está bien?", "el ejercicio 5 está bien?", "lo he hecho bien?"])
def test_a_question_whether_it_is_right_that_shows_no_line_is_no_attempt(text: str) -> None:
    assert plan_turn(AT_WORK, text, LESSON, reader()).session.attempts == ()


@pytest.mark.parametrize(
    ("session", "text"),
    [(TRIED, "3x - 4 = 11"), (TRIED, "otro: 2z + 1 = 7"), (TRIED, "x² - 5x + 6 = 0"), (TRIED, "tengo otra ecuación 3z = 21"),
     (TRIED, "nuevo problema: 3z = 15"), (TRIED, "y si fuera 8z + 3 = 5z + 21?"), (TRIED, "paso a otro problema: 2x + 3 = 7"),
     (TRIED, "moles en 36 g de H2O"), (TRIED, "H2 + O2 -> H2O"), (TRIED, "what about 2z + 1 = 7"), (TRIED, "factoriza x² - 9"),
     (CAR, "pasa 72 km/h a m/s"), (CAR, "3x + 1 = 7"), (SALT, "2x = 8")],
)  # fmt: skip
def test_another_problem_half_way_is_begun_though_it_looks_like_an_attempt(session: Session, text: str) -> None:
    plan = plan_turn(session, text, LESSON, reader())
    assert plan.move.kind == "open" and plan.session.problem == text
    assert [one.problem for one in plan.session.left] == [session.problem]


@pytest.mark.parametrize(
    ("session", "text"),
    [(TRIED, "3x = 15"), (TRIED, "x = 5"), (TRIED, "me sale otra, 3z = 21"), (TRIED, "de otra forma: 3z = 14"),
     (TRIED, "another way: 3z = 15"), (TRIED, "ahora z = 4"), (TRIED, "otra vez: z = 5"), (SALT, "20x = 32"), (CAR, "x = 36")],
)  # fmt: skip
def test_a_line_with_a_slip_stays_an_attempt_at_the_open_problem(session: Session, text: str) -> None:
    plan = plan_turn(session, text, LESSON, reader())
    assert plan.session.problem == session.problem and text in plan.session.attempts


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
