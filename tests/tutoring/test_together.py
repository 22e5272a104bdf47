"""Two problems in one message: the first is worked on and said so, the other waits and is offered when the first ends."""

import pytest

from subjects import catalogue
from tutoring.reading import reader
from tutoring.session import Asked, Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, Plan, plan_turn

LESSON = Lesson(catalogue.names())


def plan(text: str, session: Session | None = None) -> Plan:
    return plan_turn(session or Session(), text, LESSON, reader())


def said(planned: Plan) -> Speaking:
    speaking = Speaking(planned)
    speaking.end()
    speaking.complete()
    return speaking


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Resuelve 5x+7=22 y también 3x-4=11", "5x + 7 = 22", "algebra"),
        ("5x+7=22\n3x-4=11", "5x + 7 = 22", "algebra"),
        ("Solve 2x+1=7 and then solve 5x-2=13", "2x + 1 = 7", "algebra"),
        ("Tengo dos problemas. El primero: 5x+7=22. El segundo: un coche va a 20 m/s durante 5 s, ¿qué distancia recorre?",
         "5x + 7 = 22", "kinematics"),
        ("Ajusta H2 + O2 -> H2O. Ajusta N2 + H2 -> NH3", "ajustar H2 + O2 → H2O", "stoichiometry"),
        ("Un coche parte del reposo y acelera a 2 m/s² durante 5 s. ¿Qué velocidad alcanza? Y también: resuelve 3x-4=11",
         "v0 = 0 m/s; a = 2 m/s²; t = 5 s → v", "algebra"),
        ("2y² = 162\nY también este otro:\nAyuda, no sé factorizar x³ + 4x² - 4x - 16", "2y² = 162", "algebra"),
        ("El ejercicio pide la masa molar de CO2\nY este otro:\nFactoriza x² - 9", "M(CO2) = ?", "algebra"),
        ("How many atoms are there in 30 g of HNO3?\nAnd this one too:\nFormula mass of CH4",
         "m(HNO3) = 30 g; N(atoms in HNO3) = ? (atoms)", "stoichiometry"),
        ("A car starts from rest and covers 9 m in 3 s. What is its acceleration? Also: find the molar mass of CH4",
         "v0 = 0 m/s; t = 3 s; s = 9 m → a", "stoichiometry"),
    ],
)  # fmt: skip
def test_the_first_is_opened_and_the_second_waits(text: str, first: str, second: str) -> None:
    planned = plan(text)
    solution = planned.ground.solution
    assert planned.move.kind == "open" and solution is not None and solution.problem.statement == first
    assert [(one.subject, one.waiting) for one in planned.session.left] == [(second, True)]
    assert "dos problemas" in planned.note or "two problems" in planned.note


@pytest.mark.parametrize(
    "text",
    ["resuelve 5x + 7 = 22, y también 3x - 4 = 11", "Solve 5x + 7 = 22. And also 3x - 4 = 11",
     "5x + 7 = 22; y luego este: 3x - 4 = 11", "el primero: 5x + 7 = 22; el segundo: 3x - 4 = 11",
     "the first one is 5x + 7 = 22, the second one is 3x - 4 = 11", "tengo dos: 5x + 7 = 22 y 3x - 4 = 11",
     "5x + 7 = 22, y 3x - 4 = 11 también", "5x + 7 = 22 y por otro lado 3x - 4 = 11"],
)  # fmt: skip
def test_the_one_that_waits_is_kept_without_the_words_that_lead_to_it(text: str) -> None:
    planned = plan(text)
    assert planned.session.problem.removeprefix("resuelve ").removeprefix("Solve ").strip(".") == "5x + 7 = 22"
    assert [one.problem for one in planned.session.left] == ["3x - 4 = 11"]


@pytest.mark.parametrize("text", ["x+y=5\nx-y=1", "a) 2x=8 b) 3x=9", "Resuelve 5x + 7 = 22. Gracias."])
def test_one_problem_with_parts_stays_one(text: str) -> None:
    planned = plan(text)
    assert planned.move.kind == "open" and planned.session.left == () and not planned.note


@pytest.mark.parametrize("asked", ["why", "check"])
def test_two_problems_are_no_answer_to_what_was_asked(asked: Asked) -> None:
    session = Session(subject="algebra", problem="5x + 7 = 22", reached=4, solved=True, asked=asked)
    planned = plan("resuelve también 2x + 1 = 9 y además 3x = 12", session)
    assert planned.move.kind == "open" and [one.problem for one in planned.session.left] == ["3x = 12"]


def test_what_waits_is_offered_at_the_end_and_opened_when_it_is_taken() -> None:
    session = said(plan("Resuelve 5x+7=22 y también 3x-4=11")).session()
    for text in ("5x=15", "x=3", "5·3+7=22"):
        speaking = said(plan(text, session))
        session = speaking.session()
    assert speaking.plan.move.kind == "close" and "3x-4=11" in speaking.shown
    taken = plan("sí", session)
    assert (taken.move.kind, taken.session.problem, taken.session.left) == ("open", "3x-4=11", ())
