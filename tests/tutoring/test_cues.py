"""Cues tell offers taken, farewells, reasons and steps told in words, and leave questions and mathematics alone."""

import re

import pytest

from tutoring import cues
from tutoring.reading import fold

SAID: dict[str, tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]]] = {
    "yes": (cues.YES, ("sí", "vale, venga", "ok please", "otro", "Sure!"), ("sí, x = 3", "vale pero no sé", "no", "ok gracias")),
    "no": (cues.NO, ("no", "no gracias", "nope"), ("no sé", "no entiendo", "no, x = 3")),
    "bye": (cues.BYE, ("adiós", "gracias, hasta mañana", "bye", "gotta go"), ("a dios pido", "how do I say bye in maths")),
    "because": (cues.BECAUSE, ("porque sí", "pues porque sí", "because I add", "usando eso"), ("¿por qué?", "5x = 15")),
    "plan": (cues.PLAN, ("sumo las dos", "voy a restar", "I'd divide by 5"), ("¿sumo o resto?", "x = 3", "paso", "paso de esto")),
    "sorry": (cues.SORRY, ("perdón", "lo siento", "ok sorry"), ("siéntate", "x = 3")),
    "more": (cues.MORE, ("y -3", "oh and -3"), ("ya está", "x = 3 y x = 2")),
}


@pytest.mark.parametrize("name", SAID)
def test_a_cue_is_heard_where_it_is_said_and_nowhere_else(name: str) -> None:
    cue, heard, others = SAID[name]
    assert [text for text in heard if not cue.match(fold(text))] == []
    assert [text for text in others if cue.match(fold(text))] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("¿v = 12 m/s es correcto?", "v = 12 m/s"), ("is v = 12 m/s right?", "v = 12 m/s"),
        ("v = 12 m/s, ¿está bien?", "v = 12 m/s"), ("¿c(CuSO4)=16 g/L es correcto?", "c(CuSO4)=16 g/L"),
        ("no sé por dónde empezar", ""), ("es " * 700 + "¿?", ""), ("?", ""),
    ],
)  # fmt: skip
def test_the_line_that_is_asked_about_stands_without_the_question(text: str, line: str) -> None:
    assert cues.line_asked(text) == line
