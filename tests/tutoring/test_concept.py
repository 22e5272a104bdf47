"""A concept is explained in one order: definition, formula, example, application, and then it is the student's turn."""

import pytest

from subjects import catalogue
from subjects.problem import Lang
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, plan_turn

LESSON = Lesson(catalogue.names())
ASKED: dict[Lang, str] = {"es": "¿qué es una ecuación?", "en": "what is an equation?"}
PARTS: dict[Lang, tuple[str, ...]] = {
    "es": ("Fórmula o regla:", "Ejemplo:", "Para qué sirve:"), "en": ("Formula or rule:", "Example:", "Where it is used:"),
}  # fmt: skip


def explained(text: str, session: Session, model: str = "") -> str:
    speaking = Speaking(plan_turn(session, text, LESSON, reader()))
    shown = "".join([*speaking.feed(model), *speaking.end()])
    return shown + speaking.complete()


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("model", ["own", "silent"])
def test_the_order_is_definition_formula_example_application_question(lang: Lang, model: str) -> None:
    said = {"es": "Una ecuación es una igualdad con una incógnita. ¿Qué igualdad tienes tú?",
            "en": "An equation is an equality with an unknown. Which equality do you have?"}  # fmt: skip
    reply = explained(ASKED[lang], Session(lang=lang), said[lang] if model == "own" else "")
    places = [reply.find(part) for part in ("ecuación" if lang == "es" else "equation", *PARTS[lang])]
    assert min(places) >= 0 and places == sorted(places)
    assert reply.rstrip().endswith("?") and reply.count("?") == 1


def test_an_example_with_the_result_of_the_open_problem_is_left_out() -> None:
    same = Session(subject="algebra", problem="Resuelve 2x + 3 = 11")
    reply = explained(ASKED["es"], same)
    assert "x = 4" not in reply and "Ejemplo:" not in reply and "Para qué sirve:" in reply
    assert "x = 4" in explained(ASKED["es"], Session(subject="algebra", problem="Resuelve 5x + 7 = 22"))
