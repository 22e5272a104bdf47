"""Distress is heard in any spelling, insults are told apart, and jests and lost threads are neither."""

import tomllib
from pathlib import Path

import pytest

from subjects import catalogue
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.trouble import trouble, undone
from tutoring.turn import Lesson, plan_turn

LABELLED = tomllib.loads((Path(__file__).parent / "trouble.toml").read_text(encoding="utf-8"))
LESSON = Lesson(catalogue.names(), helpline={"es": "Llama al 900 000 000.", "en": "Call 900 000 000."})
AT_WORK = Session(subject="algebra", problem="5x + 7 = 22", reached=1)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("label", ["distress", "insult", "calm"])
def test_the_labelled_set_is_told_apart(label: str, lang: str) -> None:
    wanted = "" if label == "calm" else label
    assert [text for text in LABELLED[label][lang] if trouble(text) != wanted] == []


@pytest.mark.parametrize("session", [Session(), AT_WORK])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_distress_gets_the_reviewed_text_with_the_schools_helpline_and_keeps_the_problem(
    lang: str, session: Session
) -> None:
    for text in LABELLED["distress"][lang]:
        plan = plan_turn(session, text, LESSON, reader())
        assert plan.move.fixed == "distress" and "900 000 000" in plan.fixed and not plan.prompt, text
        assert plan.session.problem == session.problem and plan.session.reached == session.reached


@pytest.mark.parametrize("lang", ["es", "en"])
def test_an_insult_is_answered_kindly_and_points_to_the_teacher(lang: str) -> None:
    for text in LABELLED["insult"][lang]:
        plan = plan_turn(AT_WORK, text, LESSON, reader())
        assert plan.move.fixed == "insult" and "900 000 000" in plan.fixed, text


@pytest.mark.parametrize("lang", ["es", "en"])
def test_nobody_at_work_meets_a_helpline_for_a_jest_or_a_lost_thread(lang: str) -> None:
    for text in LABELLED["calm"][lang]:
        assert plan_turn(AT_WORK, text, LESSON, reader()).move.fixed not in ("distress", "insult"), text


def test_chat_spelling_is_undone() -> None:
    assert undone("m kiero MOOOORIR") == "me quiero morir"
    assert undone("i want to hurt mysefl!") == "i want to hurt myself!"
