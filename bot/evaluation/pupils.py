"""Simulated students (`tutoring.students`) through the real tutor and its model: held once, kept a line a conversation.

Students with one misconception are held for the steps of their problem and four turns more; the others until they leave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from adapters.edition import Editions
from bot.evaluation.asking import ModelGone
from bot.evaluation.together import together
from bot.model import ChatBackend
from bot.tutor import Told, Voices, speak
from subjects import catalogue
from subjects.problem import LANGS, Lang
from tutoring.measuring.progress import Progress
from tutoring.measuring.recording import Recording
from tutoring.reading import reader
from tutoring.sentence import Sentence
from tutoring.speaking import Speaking
from tutoring.students.misled import Misled
from tutoring.students.school import PERSONAS, misled, students
from tutoring.students.student import Student
from tutoring.students.talk import Talk, talk
from tutoring.students.unruly import PATIENCE
from tutoring.turn import Lesson

SEED = "evaluation"
SLACK = 4
"""Turns beyond the steps of the solution."""
NAME = Sentence("estudiantes simulados", "simulated students")


@dataclass(frozen=True, slots=True)
class Pupil:
    """One student to be held, by a name that says who it is; it is drawn anew for every use, since it changes."""

    persona: str
    subject: str
    lang: Lang
    number: int

    @property
    def id(self) -> str:
        """The same for the same student."""
        return f"{self.persona}-{self.subject}-{self.lang}-{self.number}"

    def drawn(self) -> Student:
        """The student, as it is before its first message."""
        source: Iterator[Student] = (
            misled(self.subject, self.lang, SEED)
            if self.persona == Misled.persona
            else students(self.persona, self.subject, self.lang, SEED)
        )
        return next(islice(source, self.number, None))


def pupils(
    misleds: int, others: int, subjects: Sequence[str] | None = None, langs: Sequence[Lang] = LANGS
) -> tuple[Pupil, ...]:
    """`misleds` students with one misconception, and `others` of every other persona, a subject and language."""
    names = [name for name in catalogue.names() if subjects is None or name in subjects]
    counts = {Misled.persona: misleds} | dict.fromkeys(PERSONAS, others)
    return tuple(
        Pupil(persona, name, lang, number)
        for persona, count in counts.items()
        for name in names
        for lang in langs
        for number in range(count)
    )


async def hold_all(
    chosen: Sequence[Pupil], backend: ChatBackend, voices: Voices, lesson: Lesson, kept: Recording, at_once: int = 4
) -> None:
    """Hold the conversations that are not kept yet. Raises ModelGone and NotKept."""
    todo = [one for one in chosen if one.id not in kept.lines]
    progress = Progress(NAME, len(chosen), len(chosen) - len(todo))

    async def hold(pupil: Pupil) -> None:
        student = await asyncio.to_thread(pupil.drawn)
        most = len(student.task.lines) + SLACK
        if pupil.persona != Misled.persona:
            most += len(student.task.lines) + 2 * PATIENCE
        turns: list[Told] = []
        held = await _spoken(talk(student, lesson, reader(), most), backend, voices, turns)
        kept.add(line_of(pupil, student, held, turns))
        progress.step()

    await together(todo, hold, at_once)


async def _spoken(
    run: Generator[Speaking, None, Talk], backend: ChatBackend, voices: Voices, turns: list[Told]
) -> Talk:
    while True:
        try:
            speaking = next(run)
        except StopIteration as ended:
            done: Talk = ended.value
            return done
        turns.append(await spoken(speaking, backend, voices))


async def spoken(speaking: Speaking, backend: ChatBackend, voices: Voices) -> Told:
    """Let the model speak one turn to its end. Raises ModelGone."""
    told = Told()
    async for _ in speak(speaking, backend, voices, told, editions=Editions()):
        pass
    if told.model_down:
        raise ModelGone
    return told


def line_of(pupil: Pupil, student: Student, held: Talk, turns: Sequence[Told]) -> dict[str, Any]:
    """A conversation as it is kept."""
    return {
        "id": pupil.id, "persona": pupil.persona, "subject": pupil.subject, "lang": pupil.lang,
        "level": student.task.level, "misconception": getattr(student, "misconception", ""),
        "problem": held.problem, "steps": held.steps, "solved": held.solved, "topped": held.topped,
        "turns": [asdict(one) | {"ms": told.ms} for one, told in zip(held.exchanges, turns, strict=True)],
    }  # fmt: skip
