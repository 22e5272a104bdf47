"""Going back to an earlier problem: it is found by its place or by what it tells, and stands where it was left."""

import pytest

from subjects import catalogue
from tutoring.earlier import earlier, points_back
from tutoring.reading import reader
from tutoring.session import Left, Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, Plan, plan_turn

LESSON = Lesson(catalogue.names())
CAR = "Un coche parte del reposo y acelera a 2 m/s² durante 5 s. ¿Qué velocidad alcanza?"
LEFT = (
    Left("kinematics", CAR, "es", "", "3eso", 1, attempts=("v0=0, a=2, t=5",)),
    Left("algebra", "Resuelve 3x - 4 = 11", "es", "", "3eso", 0),
)


def plan(text: str, session: Session) -> Plan:
    return plan_turn(session, text, LESSON, reader())


def said(planned: Plan) -> Session:
    speaking = Speaking(planned)
    speaking.end()
    speaking.complete()
    return speaking.session()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("volvamos al de antes", 1), ("quiero volver al problema anterior", 1), ("podemos volver al primero?", 0),
        ("volvemos al del coche", 0), ("vuelvo al de álgebra", 1), ("go back to the first one", 0),
        ("back to the previous one", 1), ("let's go back to the earlier problem", 1), ("el anterior", 1),
        ("seguimos con el del coche?", 0),
    ],
)  # fmt: skip
def test_the_problem_that_is_meant_is_found(text: str, at: int) -> None:
    which = points_back(text)
    assert which and earlier(which, LEFT, "es") == LEFT[at]


@pytest.mark.parametrize(
    "text",
    ["no sé", "paso el 7 al otro lado", "5x = 15", "vuelvo a restar 7", "el otro lado", "the other side",
     "i go back and subtract 7", "vuelve a explicarlo", "lo hago como antes", "the first step is hard"],
)  # fmt: skip
def test_words_about_a_step_do_not_leave_the_problem(text: str) -> None:
    session = Session(subject="algebra", problem="Resuelve 5x + 7 = 22", left=LEFT)
    assert plan(text, session).session.problem == "Resuelve 5x + 7 = 22"


def test_a_problem_left_half_way_is_taken_up_where_it_stood_and_the_open_one_is_kept() -> None:
    session = said(plan(CAR, Session()))
    session = said(plan("v0=0, a=2, t=5", session))
    opened = plan("Resuelve 5x + 7 = 22", session)
    assert opened.move.kind == "open" and "guardado" in opened.note
    session = said(plan("5x = 15", said(opened)))
    back = plan("volvamos al de antes", session)
    assert (back.move.kind, back.move.manner, back.move.step) == ("resume", "back", 1)
    assert back.session.problem == CAR and back.session.attempts == ("v0=0, a=2, t=5",)
    again = plan("volvamos al de antes", said(back))
    assert again.session.problem == "Resuelve 5x + 7 = 22" and again.session.reached == 2


def test_a_way_of_the_students_own_is_kept_too() -> None:
    session = said(plan("x/3 = 3", said(plan("x/3 + 2 = 5", Session()))))
    assert session.line == "x/3 = 3"
    session = said(plan("Resuelve 5x + 7 = 22", session))
    assert plan("volvamos al anterior", session).session.line == "x/3 = 3"


def test_where_nothing_was_left_it_is_said() -> None:
    assert plan("volvamos al de antes", Session()).move.fixed == "nothing_left"
    solved = Session(subject="algebra", problem="Resuelve 5x + 7 = 22", reached=4, solved=True)
    assert plan("volvamos al de antes", solved).move.fixed == "nothing_left"
    open_one = Session(subject="algebra", problem="Resuelve 5x + 7 = 22", reached=1)
    assert plan("volvamos al de antes", open_one).move.kind == "resume"
