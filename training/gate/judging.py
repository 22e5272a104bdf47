"""What one reply is worth: each point is good or not, judged as a student would read it, labels written out.

The guard of the class judges here too, but stops nothing. Leaks and false statements are counted as the model made them, by a
second checker that shares no code with the guard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from prompts.cite import labels, resolve
from subjects.problem import Lang
from training.fidelity import Faith, Style, faith
from training.gate.asked import Asked, scene
from training.gate.second import counted
from training.gate.topic import on_step
from training.gate.voice import Said, Voice
from training.lint.bounded import TooLong, limit
from tutoring.guard import judge_reply
from tutoring.sentence import Sentence

Point = Literal["passes", "secret", "true", "step", "language", "ends", "method"]
POINTS: Mapping[Point, Sentence] = {
    "passes": Sentence("el filtro la deja pasar", "the guard lets it pass"),
    "secret": Sentence("no da la respuesta", "does not give the answer away"),
    "true": Sentence("no dice nada falso", "says nothing false"),
    "step": Sentence("pregunta por el paso que toca", "asks about the step at hand"),
    "language": Sentence("en el idioma del alumno", "in the student's language"),
    "ends": Sentence("termina por sí sola", "ends by itself"),
    "method": Sentence("como lo hace la clase", "in the class's way"),
}
"""Of each reply, the share that is so; more is better."""
SECONDS = 10.0
_QUESTIONS = 2
_ENDINGS = '.?!…)»”":'


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply as a student would read it, its points, and what the guard found. `faith`: what of a taught way holds of it."""

    text: str
    points: Mapping[Point, bool]
    found: tuple[str, ...]
    faith: Faith | None = None


def judged(asked: Asked, voice: Voice, said: Said, style: Style | None = None) -> Judged:
    """The points of one reply. One that cannot be judged in time does not pass, as in class.

    Where the ways part (`asked.due`), only fidelity to `style`, a taught way, is judged: the rest of the prompt stands on
    another way. Elsewhere its questions are known too: to ask for a step in the teacher's words is to ask for it.
    """
    text = resolve(said.text, asked.cited(voice.edition))
    if asked.due is not None and style is not None:
        kept = faith(said.text, asked.due, asked.turn.lang, style)
        return Judged(text, {"method": kept.whole}, (), kept)
    try:
        with limit(SECONDS):
            return _judged(text, asked, said, style)
    except TooLong:
        return Judged(text, {"passes": False, "ends": said.ended}, ("time",))


def _judged(text: str, asked: Asked, said: Said, style: Style | None) -> Judged:
    found, second = judge_reply(text, scene(asked)), counted(text, asked)
    kinds = [one.kind for one in (*found.leaks, *found.false, *found.other)]
    kinds += _shape(text)
    points: dict[Point, bool] = {
        "passes": not kinds,
        "true": second.true,
        "language": not any(one.kind == "language" for one in found.other) and bool(text),
        "ends": said.ended,
    }
    if second.secret is not None:
        points["secret"] = second.secret
    if (about := on_step(said.text, asked, None if style is None else style.lexicon)) is not None:
        points["step"] = about
    return Judged(text, points, tuple(dict.fromkeys(kinds)))


def _shape(text: str) -> list[str]:
    """What the speaking of a turn refuses beside the guard: an unknown label, three questions, a torn or empty end."""
    found = ["label"] if labels(text) else []
    if text.count("?") > _QUESTIONS:
        found.append("questions")
    if not text or text[-1] not in _ENDINGS:
        found.append("cut")
    return found


def told(point: str, lang: Lang) -> str:
    """What a point is called."""
    return next(said.tell(lang) for name, said in POINTS.items() if name == point)
