"""A small model is held to three words in a row of the reviewed banks, facts counted as one word each."""

from __future__ import annotations

from itertools import islice

import pytest

from subjects import catalogue
from training.dialogues import turns
from training.wording import learned
from tutoring.guard import sentences
from tutoring.wording import Wording, threes


def test_labels_count_as_one_word_and_the_ends_are_among_the_threes() -> None:
    assert list(threes("¿Qué ves en [va por]?")) == ["^ qué ves", "qué ves en", "ves en @", "en @ ?", "@ ? $"]
    assert list(threes("Look at [now at].")) == list(threes("look at [problem]."))


def test_only_words_that_stand_so_in_what_was_taught_are_held() -> None:
    wording = Wording.of(["Mira [línea] con calma.", "¿Qué ves en [problema]?"])
    assert wording.holds("Mira [problema] con calma.") and wording.holds("¿Qué ves en [línea]?")
    assert not wording.holds("Mira [problema] con prisa.") and not wording.holds("¿Qué ves en calma?")


def test_hashes_go_through_bytes_unchanged() -> None:
    wording = Wording.of(["Mira [línea] con calma."])
    again = Wording.from_bytes(wording.to_bytes())
    assert again.to_bytes() == wording.to_bytes() and len(again) == len(wording) == 5
    assert again.holds("Mira [línea] con calma.")


@pytest.fixture(scope="module")
def banks() -> Wording:
    return learned(())


@pytest.mark.parametrize("name", [*catalogue.names(), catalogue.OTHER])
def test_every_sentence_that_an_adapter_learns_stands_in_the_banks(name: str, banks: Wording) -> None:
    for turn in islice(turns(3, name), 250):
        for sentence in sentences(turn.guiding):
            assert banks.holds(sentence), sentence


@pytest.mark.parametrize(
    "broken",
    [
        "¿Qué hacía que multiplicar los paréntesis de [problema], y qué ves en [línea]?",
        "¿Qué ocurre conviene multiplicar en [problema]?",
        "Did you copy the time as many second pasar the time?",
        "Which sign does the number depend from [now at] to [line]?",
        "How does [element] doing at the moment in [now at]?",
    ],
)
def test_two_sentences_run_into_one_do_not(broken: str, banks: Wording) -> None:
    assert not banks.holds(broken)
