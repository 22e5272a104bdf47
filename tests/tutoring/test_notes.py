"""What is added at the end: true of the session, quoted from the student, and let through by the guard."""

from dataclasses import replace

import pytest

from subjects import catalogue
from subjects.problem import Lang
from tutoring.grounding import solved
from tutoring.guard import judge, sentences
from tutoring.move import Move
from tutoring.notes import notes
from tutoring.reading import reader
from tutoring.session import Left, Session
from tutoring.turn import Lesson, plan_turn

PROBLEM: dict[Lang, str] = {"es": "Resuelve 3(2x - 1) = 15 - 3x", "en": "Solve 3(2x - 1) = 15 - 3x"}


def done(lang: Lang) -> Session:
    return Session(lang=lang, subject="algebra", problem=PROBLEM[lang], reached=5, solved=True, asked="check")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_close_names_in_words_what_was_practised_and_passes_the_guard(lang: Lang) -> None:
    plan = plan_turn(done(lang), "ok", Lesson(catalogue.names()), reader())
    assert plan.move.kind == "close"
    assert {"es": "quitar el paréntesis", "en": "expand the bracket"}[lang] in plan.note
    judged = [judge(sentence, plan.scene) for sentence in sentences(plan.note)]
    assert not any(judgement.leaks or judgement.false for judgement in judged)


def test_nothing_is_added_where_nothing_is_kept() -> None:
    session = Session(subject="algebra", problem=PROBLEM["es"])
    solution = solved("algebra", PROBLEM["es"], "es", "", "3eso")
    for kind in ("open", "nudge", "focus", "confirm", "check"):
        assert list(notes(Session(), session, Move(kind), solution)) == []


def test_the_problem_left_half_way_is_offered_at_the_end_after_what_waits() -> None:
    half = Left("algebra", "Resuelve 2x = 8", "es", "", "3eso", 1)
    waits = Left("algebra", "Resuelve 3x = 9", "es", "", "3eso", 0, waiting=True)
    solution = solved("algebra", PROBLEM["es"], "es", "", "3eso")
    ended = replace(done("es"), left=(half,))
    assert "2x = 8" in list(notes(ended, ended, Move("close"), solution))[-1]
    ended = replace(ended, left=(waits, half))
    assert "3x = 9" in list(notes(ended, ended, Move("close"), solution))[-1]


def test_a_long_problem_is_quoted_in_short() -> None:
    long = Left("algebra", "Resuelve esto " * 30, "es", "", "3eso", 1)
    ended = replace(done("es"), left=(long,))
    assert all(len(note) < 200 for note in notes(ended, ended, Move("thanks"), None))
