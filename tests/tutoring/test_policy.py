"""The policy as a table: each situation has its move, and none runs into a wall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects.problem import Verdict
from tutoring.move import RUNGS, Rung
from tutoring.policy import INTENTS, next_move, rung_for
from tutoring.session import Session

BUSY = Session(subject="algebra", problem="5x + 7 = 22", reached=1, attempts=("5x = 15",))


@pytest.mark.parametrize(
    ("verdict", "move"),
    [
        (Verdict("wrong", reached=1, misconception="algebra.sign_on_moving_term"), "focus"),
        (Verdict("unreadable"), "clarify"),
        (Verdict("unknown"), "clarify"),
        (Verdict("incomplete", reached=3, missing=("unit",)), "missing"),
        (Verdict("right", reached=2), "confirm"),
        (Verdict("right", final=True, reached=3), "check"),
    ],
)
def test_an_attempt_gets_the_move_of_its_verdict(verdict: Verdict, move: str) -> None:
    assert next_move(BUSY, "attempt", verdict, 3).kind == move


def test_cannot_tell_is_never_treated_as_wrong() -> None:
    for outcome in ("unreadable", "unknown"):
        assert next_move(BUSY, "attempt", Verdict(outcome), 3).kind != "focus"


@pytest.mark.parametrize("last", RUNGS)
def test_the_ladder_climbs_to_the_teachers_last_rung_and_never_past_it(last: Rung) -> None:
    climbed = [rung_for(stuck, last) for stuck in range(12)]
    allowed = {*RUNGS[: RUNGS.index(last) + 1], "scaffold"}
    assert set(climbed) <= allowed
    assert climbed[: RUNGS.index(last) + 1] == list(RUNGS[: RUNGS.index(last) + 1])


def test_repeated_dont_know_never_gets_the_same_rung_for_ever() -> None:
    late = [rung_for(stuck, "sibling") for stuck in range(4, 10)]
    assert len(set(late)) == 2


@given(st.sampled_from(INTENTS), st.integers(0, 6), st.booleans(), st.integers(0, 9))
def test_every_wish_has_a_move_at_a_step_that_exists(
    intent: str, reached: int, solved: bool, stuck: int
) -> None:
    session = Session(subject="algebra", problem="p", reached=reached, solved=solved, stuck=stuck)
    for steps in (0, 6):
        move = next_move(session, intent, None, steps)  # type: ignore[arg-type]
        assert move.kind
        assert move.step is None or 0 <= move.step < max(steps, 1)


def test_distress_gets_the_reviewed_text_wherever_it_is_said() -> None:
    for steps in (0, 3):
        assert next_move(BUSY, "distress", None, steps).fixed == "distress"


def test_just_tell_me_is_declined_with_the_step_it_is_about() -> None:
    move = next_move(BUSY, "tell", None, 3)
    assert (move.kind, move.step) == ("tell", 1)
