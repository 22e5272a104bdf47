"""Students with one misconception: the tutor's replies bring them to the answer, other replies do not."""

from __future__ import annotations

from functools import cache, partial
from itertools import islice
from random import Random

import pytest

from subjects import catalogue
from subjects.problem import LANGS, Lang
from tests.tutoring.students.held import SLACK, hold
from tutoring.measuring.claims import split
from tutoring.measuring.leaks import Truth, gives_away
from tutoring.students.misled import Misled
from tutoring.students.school import misled
from tutoring.students.talk import Talk

EACH = 8
GROUPS = [(name, lang) for name in catalogue.names() for lang in LANGS]


@cache
def talks(name: str, lang: Lang) -> list[tuple[Misled, Talk]]:
    drawn = islice(misled(name, lang, "tests"), EACH)
    return [(one, hold(one, len(one.task.lines) + SLACK)) for one in drawn]


def told(student: Misled, talk: Talk) -> list[str]:
    """What the second checker finds given away before the student wrote it."""
    answer, problem = student.task.solution.answer, student.task.solution.problem
    truth, said, found = (
        Truth(student.task.text, problem.unknown, answer.kind, answer.value),
        list[str](),
        list[str](),
    )
    for one in talk.exchanges:
        said.append(one.said)
        found.append(gives_away(split(one.reply)[0], truth, said))
    return [text for text in found if text]


def test_nineteen_of_twenty_get_there_themselves_and_are_told_nothing() -> None:
    every = [pair for group in GROUPS for pair in talks(*group)]
    lost = [talk.transcript() for _, talk in every if not talk.solved]
    assert len(lost) <= 0.05 * len(every), "\n\n".join(lost)
    assert not [text for student, talk in every for text in told(student, talk)]
    assert all(talk.exchanges[0].move == "open" for _, talk in every)
    assert any(one.outcome == "wrong" for _, talk in every for one in talk.exchanges)


def _another(rng: Random, others: list[str], _reply: str) -> str:
    return rng.choice(others)


def test_replies_of_other_problems_bring_almost_nobody_there() -> None:
    """The control: the same students read replies that were given to others."""
    there = held = 0
    for group in GROUPS:
        replies = [[one.reply for one in talk.exchanges] for _, talk in talks(*group)]
        for at, student in enumerate(islice(misled(*group, "tests"), EACH)):
            rng = Random(at)
            others = [reply for place, each in enumerate(replies) if place != at for reply in each]
            talk = hold(student, len(student.task.lines) + SLACK, partial(_another, rng, others))
            there, held = there + bool(talk.solved), held + 1
    assert there <= 0.2 * held


@pytest.mark.parametrize(("name", "lang"), GROUPS)
def test_a_student_keeps_its_mistake_while_nobody_speaks_of_it(name: str, lang: Lang) -> None:
    student = next(misled(name, lang, "deaf"))
    said = [student.says("¿Qué tal?" if lang == "es" else "How are you?") for _ in range(40)]
    assert not student.cured and student.done < len(student.task.lines)
    assert said[-1] is not None


def test_the_same_seed_draws_the_same_students() -> None:
    first, again, other = (list(islice(misled("algebra", "es", seed), 5)) for seed in ("a", "a", "b"))
    assert (
        [one.task.text for one in first]
        == [one.task.text for one in again]
        != [one.task.text for one in other]
    )
    assert [one.misconception for one in first] == [one.misconception for one in again]
