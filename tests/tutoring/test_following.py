"""The session after a message: all verified work counts, help fades and grows back, and a leap is told from written work."""

import pytest

from subjects.problem import Verdict
from tutoring.following import judged
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, Plan, plan_turn

LESSON = Lesson(("algebra", "kinematics", "stoichiometry"))
AT_WORK = Session(subject="algebra", problem="5x + 7 = 22")


def plan(text: str, session: Session = AT_WORK) -> Plan:
    return plan_turn(session, text, LESSON, reader())


def told(planned: Plan) -> Session:
    speaking = Speaking(planned)
    speaking.end()
    speaking.complete()
    return speaking.session()


def test_work_before_a_wrong_line_counts_and_is_not_asked_for_again() -> None:
    planned = plan("5x = 22 - 7\n5x = 15\nx = 5")
    assert (planned.move.kind, planned.move.step, planned.session.reached) == ("focus", 2, 2)
    assert plan("no sé", told(planned)).move.step == 2


@pytest.mark.parametrize(
    "text", ["5x = 22 - 7\n5x = 15", "5x = 22 - 7; 5x = 15", "5x = 22 - 7 luego 5x = 15", "5x = 15"]
)
def test_all_the_work_of_one_message_is_used(text: str) -> None:
    planned = plan(text)
    assert (planned.move.kind, planned.move.step) == ("confirm", 2)


def test_a_step_goes_back_for_nobody() -> None:
    session = judged(Session(reached=3), Verdict("right", reached=1), 5)
    assert session.reached == 3


def test_help_fades_with_steps_taken_alone_and_is_back_with_a_miss_or_a_hint() -> None:
    session = Session(subject="algebra", problem="p")
    for reached in (1, 2):
        session = judged(session, Verdict("right", reached=reached), 6)
    assert session.streak == 2
    assert judged(session, Verdict("wrong", reached=2), 6).streak == 0
    helped = told(plan("no sé", told(plan("5x = 22 - 7"))))
    assert helped.streak == 0 and told(plan("5x = 15", helped)).streak == 0


def test_the_streak_goes_on_over_problems() -> None:
    session = told(plan("x = 3", told(plan("5x = 15"))))
    assert session.streak == 2
    begun = told(plan("Resuelve 4x - 1 = 11", session))
    assert begun.streak == 2 and plan("4x = 12", begun).move.kind in ("next", "why")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x = 3", "why"),
        ("¿es x = 3?", "why"),
        ("5x = 22 - 7\n5x = 15\nx = 15/5\nx = 3", "check"),
        ("5x = 15, x = 3", "check"),
    ],
)
def test_an_answer_without_its_way_is_asked_about_and_written_work_is_not(text: str, kind: str) -> None:
    assert plan(text).move.kind == kind


@pytest.mark.parametrize(
    "reply",
    ["porque resto 7 en los dos lados", "no sé explicarlo", "lo hice de cabeza", "porque sí", "pq 22-7=15", "...", "vale", "mmm",
     "porque 7 + 7 = 15"],
)  # fmt: skip
def test_an_explanation_is_accepted_whatever_it_is_and_the_lesson_goes_on(reply: str) -> None:
    asked = Session(
        subject="algebra", problem="3(2x - 1) = 15 - 3x", reached=2, asked="why", explained=True,
        attempts=("6x - 3 = 15 - 3x", "6x + 3x = 15 + 3"), streak=3,
    )  # fmt: skip
    planned = plan(reply, asked)
    assert planned.move.kind in ("heard", "scaffold") and planned.move.step == 2
    assert planned.session.asked == ""


def test_who_goes_on_instead_of_explaining_is_followed() -> None:
    asked = Session(
        subject="algebra", problem="3(2x - 1) = 15 - 3x", reached=2, asked="why", explained=True, streak=3
    )
    assert plan("9x = 18", asked).move.kind == "next"
    assert plan("9x = 19", asked).move.kind == "focus"


@pytest.mark.parametrize(
    "reply", ["me piden la x", "nos dan la ecuación y hay que hallar x", "i have to find x"]
)
def test_reading_the_data_out_is_taken_for_what_was_asked(reply: str) -> None:
    begun = told(plan("Resuelve 5x + 7 = 22", Session()))
    assert begun.asked == "data"
    planned = plan(reply, begun)
    assert (planned.move.kind, planned.move.manner, planned.session.stuck) == ("heard", "data", 0)


def test_a_unit_said_by_itself_belongs_to_the_number_it_was_asked_for() -> None:
    session = told(plan("Un tren recorre 240 km en 3 horas. ¿Cuál es su velocidad media?", Session()))
    session = told(plan("v = 240/3", session))
    bare = plan("80", session)
    assert (bare.move.kind, bare.move.missing) == ("missing", "unit")
    wrong = plan("m/s", told(bare))
    assert wrong.move.kind == "focus"
    assert plan("km/h", told(wrong)).move.kind == "check"


@pytest.mark.parametrize("more", ["y -3", "ah, y también -3", "o x = -3"])
def test_what_is_added_to_the_last_attempt_is_judged_with_it(more: str) -> None:
    session = Session(subject="algebra", problem="Resuelve x^2 - 9 = 0", level="4eso")
    first = plan("x = 3", session)
    assert first.move.kind != "check"
    assert plan(more, told(first)).move.kind in ("check", "why")


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        ("solve 3y + 3 ≥ -9", "3y ≥ -9 - 3", "y ≥ -12"),
        ("Resuelve el sistema x + y - 2 = 8; x - y = 4", "x = 4 + y", "y = 7"),
        ("Resuelve 2o + 3 = 9", "2o = 9 - 3", "o = 4"),
    ],
)
def test_a_line_that_begins_with_the_unknown_y_is_judged_by_itself(problem: str, right: str, wrong: str) -> None:
    session = told(plan(right, told(plan(problem, Session(lang="es" if "Res" in problem else "en")))))
    assert plan(wrong, session).move.kind == "focus"


def test_an_apology_goes_on_without_a_hint() -> None:
    planned = plan("perdón")
    assert (planned.move.kind, planned.move.manner, planned.session.stuck) == ("resume", "nod", 0)


@pytest.mark.parametrize("text", ["sumo las dos", "divido entre 5", "voy a usar la fórmula", "i move it", "despejo la x"])
def test_a_step_told_in_words_is_asked_for_in_writing_and_costs_no_hint(text: str) -> None:
    planned = plan(text)
    assert (planned.move.kind, planned.move.manner, planned.session.stuck) == ("heard", "plan", 0)


def test_one_more_exercise_is_of_the_kind_that_was_solved() -> None:
    quadratic = Session(subject="algebra", problem="Resuelve x^2 - 5x + 6 = 0", level="2bach", reached=3, solved=True)
    given = plan("otro ejercicio", quadratic).ground.solution
    assert given is not None and given.problem.kind == "quadratic"


def test_a_value_tried_in_an_inequality_is_a_check_not_another_answer() -> None:
    session = Session(subject="algebra", problem="Resuelve 3x - 5 > 7", reached=4, solved=True, asked="check")
    assert plan("x = 5: 10 > 7", session).move.kind == "close"
