"""Replies about the step at hand are told from replies about another one, in most cases, in every subject."""

from __future__ import annotations

import pytest

from subjects import catalogue
from training.examples.lexicon import Lexicon, Naming, leaf
from training.gate.asked import Asked, drawn
from training.gate.topic import on_step


def share(pairs: list[tuple[str, Asked]]) -> float:
    """Of the replies of which it can be told, those about the step."""
    found = [about for text, one in pairs if (about := on_step(text, one)) is not None]
    assert len(found) >= 40
    return sum(found) / len(found)


@pytest.mark.parametrize("subject", catalogue.names())
def test_the_tutors_own_words_are_about_their_step_and_those_of_other_turns_less(subject: str) -> None:
    asked = drawn(subject, 120)
    own = share([(one.turn.guiding, one) for one in asked])
    others = share([(asked[at - 16].turn.guiding, one) for at, one in enumerate(asked)])
    assert own >= 0.5 and own - others >= 0.2


def test_labels_and_figures_alone_tell_nothing() -> None:
    for one in drawn("algebra", 40):
        labels = " ".join(f"[{name}]" for name in one.turn.cited)
        assert not on_step(f"{labels} 5x + 7 = 22?", one)


def test_a_turn_without_a_step_is_not_counted() -> None:
    moves = {one.turn.move.kind: on_step("algo", one) for one in drawn("algebra", 120)}
    assert moves["open"] is None and moves["concept"] is None
    assert {None} == {on_step("algo", one) for one in drawn("general", 20)}


def test_a_step_asked_for_in_the_teachers_words_is_asked_for_and_another_steps_words_are_not() -> None:
    lexicon = Lexicon(
        (
            Naming("molar_mass", "es", "gramaje", "¿qué gramaje?"),
            Naming("balance_element", "es", "empate", "¿qué empate?"),
        )
    )
    told = {"molar_mass": "¿Qué gramaje?", "balance_element": "¿Qué empate?"}
    counted = 0
    for one in drawn("stoichiometry", 240):
        step = _step(one)
        if one.turn.lang != "es" or step not in told or on_step("algo", one) is None:
            continue
        other = next(text for name, text in told.items() if name != step)
        counted += 1
        assert on_step(told[step], one, lexicon) and not on_step(told[step], one)
        assert not on_step(other, one, lexicon)
    assert counted >= 5


def _step(one: Asked) -> str:
    ground, move = one.turn.ground, one.turn.move
    if ground.solution is None or not ground.solution.steps:
        return ""
    at = ground.reached if move.step is None else move.step
    return leaf(ground.solution.steps[min(at, len(ground.solution.steps) - 1)].rule)
