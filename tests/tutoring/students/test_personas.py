"""Every persona: its conversation ends solved by the student or at the top of the ladder, in bounded turns."""

from __future__ import annotations

from itertools import islice

import pytest

from subjects import catalogue
from subjects.problem import LANGS, Lang
from tests.tutoring.students.held import hold
from tutoring.students.school import PERSONAS, students
from tutoring.students.unruly import PATIENCE

GROUPS = [(name, lang) for name in catalogue.names() for lang in LANGS]
WORKING = ("correct", "impatient", "astray")


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_conversation_ends_solved_or_at_the_top_of_the_ladder(persona: str) -> None:
    open_ended = []
    for name, lang in GROUPS:
        student = next(students(persona, name, lang, "ends"))
        talk = hold(student, 2 * len(student.task.lines) + 2 * PATIENCE)
        if not talk.solved and not talk.topped:
            open_ended.append(talk.transcript())
        assert all(one.reply.strip() for one in talk.exchanges)
    assert not open_ended, "\n\n".join(open_ended)


@pytest.mark.parametrize("persona", WORKING)
@pytest.mark.parametrize(("name", "lang"), GROUPS)
def test_no_step_is_asked_for_that_the_student_has_done(persona: str, name: str, lang: Lang) -> None:
    for student in islice(students(persona, name, lang, "steps"), 2):
        talk = hold(student, 2 * len(student.task.lines) + 2 * PATIENCE)
        assert not [one for one in talk.exchanges if one.again], talk.transcript()


def test_a_silent_student_never_works_and_still_gets_an_answer_each_time() -> None:
    student = next(students("silent", "algebra", "es", "mute"))
    talk = hold(student, 60)
    assert student.done == 0 and talk.topped and not talk.solved and len(talk.exchanges) < 30


def test_an_impatient_student_is_refused_until_it_works() -> None:
    student = next(students("impatient", "algebra", "en", "haste"))
    talk = hold(student, 60)
    assert [one for one in talk.exchanges if one.move == "tell"]
