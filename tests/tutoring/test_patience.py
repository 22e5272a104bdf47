"""Nothing traps a student: whatever is said again and again, the tutor goes on asking, never the same words twice, never the
answer, and the problem is still there at the end."""

import pytest

from subjects import catalogue
from subjects.problem import Lang
from tutoring.guard import sentences
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, plan_turn

LESSON = Lesson(catalogue.names())
PROBLEMS: dict[Lang, tuple[str, ...]] = {
    "es": ("Resuelve 5x + 7 = 22", "Un coche parte del reposo y acelera a 2 m/s² durante 5 s. ¿Qué velocidad alcanza?",
           "Ajusta N2 + H2 -> NH3", "Calcula el área de un círculo de radio 3"),
    "en": ("Solve 5x + 7 = 22", "A car starts from rest and accelerates at 2 m/s² for 5 s. How fast does it go?",
           "Balance N2 + H2 -> NH3", "Find the area of a circle of radius 3"),
}  # fmt: skip
SAID: dict[Lang, tuple[str, ...]] = {
    "es": ("no sé", "...", "dime la respuesta", "gracias", "vale", "hola", "¿quién ganó el partido?"),
    "en": ("i don't know", "...", "tell me the answer", "thanks", "ok", "hi", "who won the match?"),
}
TURNS = 14


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("which", range(4))
@pytest.mark.parametrize("word", range(7))
def test_the_same_message_again_and_again_never_meets_a_wall(lang: Lang, which: int, word: int) -> None:
    session = Session(lang=lang)
    asked: list[str] = []
    for text in (PROBLEMS[lang][which], *[SAID[lang][word]] * TURNS):
        speaking = Speaking(plan_turn(session, text, LESSON, reader()))
        speaking.end()
        speaking.complete()
        own = speaking.shown.replace(speaking.plan.note, "")
        assert own.strip()
        asked += [sentence for sentence in sentences(own) if "?" in sentence] if not speaking.plan.fixed else []
        session = speaking.session()
    assert len(set(asked)) == len(asked), [one for one in asked if asked.count(one) > 1]
    assert session.problem == PROBLEMS[lang][which] and not session.solved
