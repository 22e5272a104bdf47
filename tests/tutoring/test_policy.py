"""The policy as a table: each situation has its move, and none runs into a wall."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects.problem import Verdict
from tutoring.move import RUNGS, Rung
from tutoring.policy import FADED, INTENTS, MISSES, REASON, RESUMED, Wish, next_move, rung_for
from tutoring.session import Asked, Session

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


@pytest.mark.parametrize(
    ("wish", "kind", "manner"),
    [
        ("hint", "nudge", ""), ("silence", "scaffold", "silence"), ("explain", "heard", "why"), ("thanks", "resume", "thanks"),
        ("greeting", "resume", "greeting"), ("nod", "resume", "nod"), ("back", "resume", "back"), ("verify", "guess", ""),
        ("tell", "tell", ""), ("off_topic", "bring_back", ""), ("bye", "fixed", ""), ("insult", "fixed", ""),
    ],
)  # fmt: skip
def test_a_wish_on_an_open_problem_gets_its_move(wish: Wish, kind: str, manner: str) -> None:
    move = next_move(replace(BUSY, asked="why"), wish, None, 3)
    assert (move.kind, move.manner) == (kind, manner)


@pytest.mark.parametrize("leap", [True, False])
@pytest.mark.parametrize("final", [True, False])
def test_a_leap_is_confirmed_and_its_reason_asked_for(leap: bool, final: bool) -> None:
    move = next_move(BUSY, "attempt", Verdict("right", reached=3 if final else 2, final=final), 3, leap=leap)
    wanted = ("why", "answer" if final else "leap") if leap else ("check" if final else "confirm", "")
    assert (move.kind, move.manner) == wanted


def test_help_fades_with_steps_taken_alone_and_a_reason_is_asked_for_once_a_problem() -> None:
    kinds = [
        next_move(
            replace(BUSY, streak=streak, explained=explained), "attempt", Verdict("right", reached=2), 3
        ).kind
        for streak, explained in ((1, False), (FADED, False), (REASON, False), (REASON + 1, True))
    ]
    assert kinds == ["confirm", "next", "why", "next"]


def test_who_did_well_is_not_told_sooner_for_it() -> None:
    assert next_move(replace(BUSY, streak=9), "hint", None, 3).rung == "nudge"


def test_every_few_misses_at_one_step_an_example_is_shown_where_the_teacher_allows_it() -> None:
    wrong = Verdict("wrong", reached=1)
    kinds = [
        next_move(replace(BUSY, misses=misses), "attempt", wrong, 3).kind
        for misses in range(1, 2 * MISSES + 1)
    ]
    assert [kind == "sibling" for kind in kinds] == [
        misses % MISSES == 0 for misses in range(1, 2 * MISSES + 1)
    ]
    assert next_move(replace(BUSY, misses=MISSES), "attempt", wrong, 3, "scaffold").kind == "focus"


@pytest.mark.parametrize(
    ("asked", "wish", "kind"),
    [
        ("why", "explain", "check"), ("why", "hint", "check"), ("check", "attempt", "close"), ("check", "explain", "close"),
        ("check", "hint", "guess"), ("", "hint", "close"), ("another", "thanks", "thanks"), ("another", "back", "fixed"),
    ],
)  # fmt: skip
def test_a_solved_problem_is_checked_then_closed(asked: Asked, wish: Wish, kind: str) -> None:
    session = replace(BUSY, reached=3, solved=True, asked=asked)
    verdict = Verdict("right", reached=3) if wish == "attempt" else None
    assert next_move(session, wish, verdict, 3).kind == kind


@pytest.mark.parametrize("wish", RESUMED)
def test_a_word_in_passing_does_not_climb_the_ladder(wish: Wish) -> None:
    assert next_move(BUSY, wish, None, 3).rung is None


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


@given(
    st.sampled_from([*INTENTS, *get_args(get_args(Wish)[1])]),
    st.integers(0, 6),
    st.booleans(),
    st.integers(0, 9),
)
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
