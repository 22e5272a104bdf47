"""A small model is held to three words in a row of what it learned for the turn at hand, facts counted as one word each."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice

import pytest

from subjects import catalogue
from training.dialogues import Turn, turns
from training.wording import learned
from tutoring.guard import sentences
from tutoring.move import topics
from tutoring.turn import GENERAL
from tutoring.wording import Wording, threes


def test_labels_count_as_one_word_and_the_ends_are_among_the_threes() -> None:
    assert list(threes("¿Qué ves en [va por]?")) == ["^ qué ves", "qué ves en", "ves en @", "en @ ?", "@ ? $"]
    assert list(threes("Look at [now at].")) == list(threes("look at [problem]."))


def test_only_words_that_stand_so_in_what_was_taught_are_held() -> None:
    wording = Wording.of([("", "Mira [línea] con calma."), ("", "¿Qué ves en [problema]?")])
    assert wording.holds("Mira [problema] con calma.", ()) and wording.holds("¿Qué ves en [línea]?", ())
    assert not wording.holds("Mira [problema] con prisa.", ()) and not wording.holds("¿Qué ves en calma?", ())


def test_the_words_of_another_topic_are_not_held() -> None:
    wording = Wording.of([("react.right", "Muy bien."), ("rule.divide.nudge", "¿Qué número acompaña a [incógnita]?")])
    assert wording.holds("¿Qué número acompaña a [incógnita]?", ("rule.divide.nudge", "react.hint"))
    assert not wording.holds("¿Qué número acompaña a [incógnita]?", ("rule.move_term.nudge", "react.right"))
    assert wording.holds("Muy bien.", ("rule.move_term.nudge", "react.right"))


def test_a_sentence_may_stand_partly_in_one_topic_and_partly_in_another_of_its_turn() -> None:
    wording = Wording.of([("one", "Mira bien esto."), ("two", "Lee bien esto y piensa.")])
    assert wording.holds("Mira bien esto y piensa.", ("one", "two"))
    assert not wording.holds("Mira bien esto y piensa.", ("one",))


def test_hashes_go_through_bytes_unchanged() -> None:
    wording = Wording.of([("", "Mira [línea] con calma.")])
    again = Wording.from_bytes(wording.to_bytes())
    assert again.to_bytes() == wording.to_bytes() and len(again) == len(wording) == 5
    assert again.holds("Mira [línea] con calma.", ())


@lru_cache(maxsize=1)
def bank(name: str) -> Wording:
    return learned(name, ())


def drawn(name: str, many: int) -> list[Turn]:
    return list(islice(turns(3, catalogue.OTHER if name == GENERAL else name), many))


@pytest.mark.parametrize("name", [*catalogue.names(), GENERAL])
def test_every_sentence_that_an_adapter_learns_stands_in_the_bank_of_its_turn(name: str) -> None:
    for turn in drawn(name, 250):
        for sentence in sentences(turn.guiding):
            assert bank(name).holds(sentence, topics(turn.move, turn.ground)), (turn.move, sentence)


@pytest.mark.parametrize("name", catalogue.names())
def test_what_is_said_of_another_step_is_hardly_ever_held(name: str) -> None:
    asked = [(turn, topics(turn.move, turn.ground)) for turn in drawn(name, 400) if turn.move.kind in ("nudge", "scaffold")]
    held = [
        bank(name).holds(sentences(other.guiding)[-1], about)
        for one, about in asked
        for other, topic in asked
        if about[0] != topic[0] and one.lang == other.lang
    ]
    assert len(held) > 100 and sum(held) <= 0.1 * len(held)


BROKEN = {
    "algebra": [
        "¿Qué hacía que multiplicar los paréntesis de [problema], y qué ves en [línea]?",
        "¿Qué ocurre conviene multiplicar en [problema]?",
        "Which sign does the number depend from [now at] to [line]?",
    ],
    "kinematics": ["Did you copy the time as many second pasar the time?"],
    "stoichiometry": ["How does [element] doing at the moment in [now at]?"],
}


@pytest.mark.parametrize("name", BROKEN)
def test_two_sentences_run_into_one_do_not_stand_in_any_turn(name: str) -> None:
    for turn in drawn(name, 60):
        for broken in BROKEN[name]:
            assert not bank(name).holds(broken, topics(turn.move, turn.ground))
