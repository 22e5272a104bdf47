"""What a student has shown: evidence counts, fades, is bounded, and reaches the policy."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects import catalogue
from tutoring.learner import ABLE, HALF_LIFE, MOST, OVERCOME, SHAKY, Happened, Learner, happened
from tutoring.policy import after_right, after_wish
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.turn import Lesson, plan_turn

DAY = 86_400.0
MOVE = "algebra.move_term"
LESSON = Lesson(catalogue.names())


def after(*turns: Happened, now: float = 0.0) -> Learner:
    learner = Learner()
    for turn in turns:
        learner = learner.after(turn, now)
    return learner


def test_steps_done_alone_make_a_rule_mastered_and_wrong_ones_make_it_shaky() -> None:
    right, wrong = Happened(done=(MOVE,)), Happened(missed=MOVE)
    assert after(*[right] * 4).able(0) == {MOVE} and not after(right).able(0)
    assert after(*[wrong] * 3).shaky(0) == {MOVE} and not after(wrong).shaky(0)


def test_a_step_after_help_counts_less_than_one_alone_and_asking_for_help_is_weak_evidence() -> None:
    alone, helped = after(Happened(done=(MOVE,))), after(Happened(done=(MOVE,), alone=False))
    asked, wrong = after(Happened(helped=MOVE)), after(Happened(missed=MOVE))
    assert alone.strength(MOVE, 0) > helped.strength(MOVE, 0) > 0.5
    assert 0.5 > asked.strength(MOVE, 0) > wrong.strength(MOVE, 0)


def test_evidence_fades_to_nothing_known() -> None:
    learner = after(*[Happened(done=(MOVE,))] * 6)
    halved = learner.skills[MOVE].at(HALF_LIFE * DAY)
    assert halved.well == pytest.approx(3)
    assert learner.strength(MOVE, 1000 * DAY) == pytest.approx(0.5, abs=0.01)
    assert not learner.able(1000 * DAY)


def test_a_misconception_is_overcome_after_right_steps_of_its_rule() -> None:
    slip = Happened(missed=MOVE, misconception="algebra.sign_on_moving_term")
    learner = after(slip, slip)
    assert learner.mistakes["algebra.sign_on_moving_term"].times == 2
    assert MOVE in learner.shaky(0)
    learner = learner.after(Happened(done=("algebra.divide",)), 0)
    assert not learner.mistakes["algebra.sign_on_moving_term"].overcome
    for _ in range(OVERCOME):
        learner = learner.after(Happened(done=(MOVE,)), 0)
    assert learner.mistakes["algebra.sign_on_moving_term"].overcome
    assert not learner.after(slip, 0).mistakes["algebra.sign_on_moving_term"].overcome


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(0, 400)), max_size=40))
def test_a_strength_is_a_probability_and_comes_back_from_json(turns: list[tuple[str, bool, float]]) -> None:
    learner, now = Learner(), 0.0
    for rule, right, days in turns:
        now += days * DAY
        learner = learner.after(Happened(done=(rule,)) if right else Happened(missed=rule, misconception=f"m{rule}"), now)
    assert all(0 < learner.strength(rule, now) < 1 for rule in "abc")
    assert Learner.from_json(learner.to_json()) == learner


def test_what_is_kept_of_a_student_is_bounded() -> None:
    learner = Learner()
    for at in range(MOST + 50):
        learner = learner.after(Happened(done=(f"r{at}",), missed=f"r{at}", misconception=f"m{at}"), float(at))
    assert len(learner.skills) == len(learner.mistakes) == MOST
    assert "r0" not in learner.skills and f"r{MOST + 49}" in learner.skills


def test_a_turn_shows_the_steps_that_it_covered_and_whose_work_they_were() -> None:
    session = Session()
    for text, done, missed in (
        ("3x + 5 = 20", 0, ""), ("3x = 25", 0, MOVE), ("3x = 20 - 5", 1, ""), ("3x = 15", 1, ""), ("no sé", 0, ""),
    ):  # fmt: skip
        plan = plan_turn(session, text, LESSON, reader())
        turn = happened(session, plan)
        assert (len(turn.done), turn.missed) == (done, missed), text
        if text == "3x = 20 - 5":
            assert turn.done == (MOVE,) and not turn.alone
        if text == "3x = 15":
            assert turn.alone
        if text == "no sé":
            assert turn.helped == "algebra.divide"
        session = plan.session


def test_talk_without_a_problem_shows_nothing() -> None:
    for text in ("hola", "¿qué es una ecuación?", "..."):
        assert happened(Session(), plan_turn(Session(), text, LESSON, reader())) == Happened()


def test_a_mastered_rule_is_confirmed_in_fewer_words_and_a_shaky_one_never() -> None:
    fresh, tired = Session(), replace(Session(), streak=9, explained=True)
    assert after_right(fresh, 1, leap=False, rule=MOVE).kind == "confirm"
    assert after_right(replace(fresh, able=(MOVE,)), 1, leap=False, rule=MOVE).kind == "next"
    assert after_right(tired, 1, leap=False, rule=MOVE).kind == "next"
    assert after_right(replace(tired, shaky=(MOVE,)), 1, leap=False, rule=MOVE).kind == "confirm"


def test_help_with_a_shaky_rule_begins_at_the_smaller_question_and_never_above_the_teachers_limit() -> None:
    shaky = replace(Session(), subject="algebra", shaky=(MOVE,))
    assert after_wish(shaky, "hint", 4, "sibling", MOVE).rung == "scaffold"
    assert after_wish(shaky, "hint", 4, "sibling", "algebra.divide").rung == "nudge"
    assert after_wish(shaky, "hint", 4, "nudge", MOVE).rung == "nudge"


def test_the_thresholds_leave_room_for_not_known() -> None:
    assert SHAKY < 0.5 < ABLE
