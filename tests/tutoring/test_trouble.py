"""Distress is heard in any spelling, insults are told apart, and jests and lost threads are neither."""

import tomllib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from subjects import catalogue
from subjects.problem import LANGS, Lang
from tests.ending import ends
from training import students
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.trouble import HEARD, trouble, undone, words
from tutoring.turn import Lesson, plan_turn

LABELLED = tomllib.loads((Path(__file__).parent / "trouble.toml").read_text(encoding="utf-8"))
FRESH = tomllib.loads((Path(__file__).parent / "trouble_fresh.toml").read_text(encoding="utf-8"))
OTHERS: dict[str, list[str]] = defaultdict(list)
for row in (Path(__file__).parent / "trouble_others.tsv").read_text(encoding="utf-8").splitlines():
    OTHERS[row.split("\t")[0]].append(row.split("\t")[2])
LESSON = Lesson(catalogue.names(), helpline={"es": "Llama al 900 000 000.", "en": "Call 900 000 000."})
AT_WORK = Session(subject="algebra", problem="5x + 7 = 22", reached=1)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("label", ["distress", "insult"])
def test_the_labelled_set_is_told_apart(label: str, lang: str) -> None:
    assert [text for text in LABELLED[label][lang] if trouble(text) != label] == []


def test_of_what_is_calm_hardly_any_is_taken_for_trouble_and_none_for_an_insult() -> None:
    told = [trouble(text) for lang in ("es", "en") for text in LABELLED["calm"][lang]]
    assert "insult" not in told and sum(one in HEARD for one in told) <= 0.01 * len(told)


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
    told = LABELLED["calm"][lang]
    met = [text for text in told if plan_turn(AT_WORK, text, LESSON, reader()).move.fixed in ("distress", "insult")]
    assert len(met) <= 0.01 * len(told), met


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize(("name", "floor"), [("tune", 0.97), ("held", 0.9)])
def test_most_fresh_messages_of_distress_are_heard(name: str, floor: float, lang: str) -> None:
    told = FRESH[name]["heard"][lang]
    assert sum(trouble(text) in HEARD for text in told) >= floor * len(told)


@pytest.mark.parametrize("name", ["tune", "held"])
def test_few_fresh_messages_that_despair_of_schoolwork_meet_a_helpline(name: str) -> None:
    idle = [text for lang in ("es", "en") for text in FRESH[name]["idle"][lang]]
    assert sum(trouble(text) in HEARD for text in idle) <= 0.03 * len(idle)


@pytest.mark.parametrize(("label", "floor"), [("distress", 0.8), ("worry", 0.7)])
def test_most_messages_of_another_author_that_only_hint_at_trouble_are_heard(label: str, floor: float) -> None:
    """Written by who had read neither the patterns nor what the classifier learned. Its two bounds of probability were
    chosen with these messages in view, so fresh ones are likely to be heard somewhat less."""
    told = [trouble(text) in HEARD for text in OTHERS[label]]
    assert len(told) >= 25 and sum(told) >= floor * len(told)


def test_few_messages_of_another_author_that_merely_sound_like_trouble_meet_a_helpline() -> None:
    told = [trouble(text) in HEARD for text in OTHERS["calm"]]
    assert len(told) >= 45 and sum(told) <= 0.1 * len(told)


@pytest.mark.parametrize("wish", ["hint", "tell", "verify", "exercise", "greeting", "thanks", "explain", "plan", "attempt"])
def test_what_is_said_in_class_meets_no_helpline(wish: str) -> None:
    rng = Random(5)
    told = [students.message(wish, lang, rng, {"line": "x = 3"}) for lang in LANGS for _ in range(150)]
    assert sum(trouble(text) in HEARD for text in told) <= 0.01 * len(told)


@pytest.mark.parametrize(("lang", "text"), [("es", "me siento muy sola"), ("en", "nothing matters anymore")])
def test_worry_gets_a_gentler_text_with_the_same_help_and_keeps_the_problem(lang: Lang, text: str) -> None:
    plan = plan_turn(replace(AT_WORK, lang=lang), text, LESSON, reader())
    assert plan.move.fixed == "worry" and "900 000 000" in plan.fixed and not plan.prompt
    assert plan.session.problem == AT_WORK.problem and plan.session.reached == AT_WORK.reached


def test_a_jest_said_in_earnest_is_heard() -> None:
    assert not trouble("me quiero morir con estas ecuaciones")
    assert trouble("me quiero morir con estas ecuaciones, y no es broma") == "distress"


def test_a_problem_that_counts_people_who_are_hurt_is_heard_only_of_oneself() -> None:
    assert not trouble("of 350 students 12 say they are bullied, how many are not")
    assert trouble("of 350 students 12 are bullied, how many? i'm being bullied too") == "distress"


@pytest.mark.parametrize("text", ["k.m.s", "k1ll myself", "i wanna d1e", "killmyself", "m kiero m0rir"])
def test_a_word_that_is_spelled_around_is_heard(text: str) -> None:
    assert trouble(text) == "distress"


def test_a_long_message_is_read_in_a_moment() -> None:
    words()
    long = "el coche de mi padre sale de casa a las 8 y me dice que la velocidad es de 5 m/s mientras yo " * 20
    with ends():
        trouble(long)


def test_chat_spelling_is_undone() -> None:
    assert undone("m kiero MOOOORIR") == "me quiero morir"
    assert undone("i want to hurt mysefl!") == "i want to hurt myself!"
