"""Leaks and false statements of a trial are counted by a checker that shares nothing with the guard."""

from __future__ import annotations

import pytest

from subjects import catalogue
from training.gate.asked import Asked, drawn
from training.gate.judging import judged
from training.gate.second import counted
from training.gate.voice import Said, Voice, of_base
from tutoring import guard

BASE: Voice = of_base("base", "0" * 64)


def final(one: Asked) -> str:
    """The last line of a turn's problem, as a class writes it."""
    ground = one.turn.ground
    assert ground.solution is not None and ground.subject is not None
    return ground.subject.show(ground.solution.steps[-1].after, one.turn.lang)


def secret(asked: tuple[Asked, ...]) -> list[Asked]:
    """Turns before the last step, whose answer can be looked for."""
    return [one for one in asked if counted("?", one).secret is not None]


@pytest.mark.parametrize("subject", catalogue.names())
def test_the_answer_is_found_and_the_tutors_own_wordings_give_none_away(subject: str) -> None:
    asked = secret(drawn(subject, 60))
    assert len(asked) >= 24
    early = [one for one in asked if one.turn.ground.reached < len(one.turn.ground.solution.steps) - 1]  # type: ignore[union-attr]
    told = [counted(f"Mira: {final(one)}.", one).secret for one in early]
    assert told.count(False) >= 0.8 * len(told)
    assert [one for one in asked if not counted(one.turn.told(one.turn.guiding), one).secret] == []


@pytest.mark.parametrize("subject", catalogue.names())
def test_a_planted_falsehood_is_found_and_the_tutors_own_wordings_hold_none(subject: str) -> None:
    asked = drawn(subject, 40)
    assert not any(counted("2 + 2 = 5", one).true for one in asked)
    assert all(counted(one.turn.told(one.turn.guiding), one).true for one in asked)


def test_what_the_guard_would_not_see_is_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The points are no echo of the guard's own findings."""
    asked = secret(drawn("algebra", 60))
    one = next(one for one in asked if counted(f"Mira: {final(one)}.", one).secret is False)
    blind = guard.Judgement((), (), ())
    monkeypatch.setattr("training.gate.judging.judge_reply", lambda *_: blind)
    found = judged(one, BASE, Said(f"Mira: {final(one)}. 2 + 2 = 5.", True))
    assert found.points["passes"] and not found.points["secret"] and not found.points["true"]


def test_a_turn_without_an_answer_counts_for_no_leak() -> None:
    assert {counted("x = 3", one).secret for one in drawn("general", 12)} == {None}
