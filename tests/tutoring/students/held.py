"""Conversations of simulated students with the tutor, the tutor's own wording in the place of a model's."""

from __future__ import annotations

from collections.abc import Callable

from subjects import catalogue
from tutoring.reading import reader
from tutoring.speaking import own_words
from tutoring.students.student import Student
from tutoring.students.talk import Talk, held, talk
from tutoring.turn import Lesson

LESSON = Lesson(catalogue.names())
SLACK = 4
"""Turns beyond the steps of the solution in which a student with one misconception is to get there."""


def hold(student: Student, most: int, reads: Callable[[str], str] = str) -> Talk:
    return held(talk(student, LESSON, reader(), most, reads), own_words)
