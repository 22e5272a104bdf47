"""Banks of phrases: alternatives, slots, and refusal of what is half given."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects.errors import PhraseError
from subjects.phrases import Phrases, compile_pattern, count, fill, slot_names

PATTERN = "¿[qué|y qué [más|]] haces con {term}[ ahora|]?"


def test_alternatives_are_counted() -> None:
    assert count(compile_pattern(PATTERN)) == 6


@given(st.integers())
def test_every_expansion_is_filled_tidy_and_capital(seed: int) -> None:
    said = fill(PATTERN, {"term": "+7"}, Random(seed))
    assert said.startswith(("¿Qué", "¿Y qué")) and said.endswith("?")
    assert "+7" in said and not set("[]|{}") & set(said) and "  " not in said


def test_a_missing_slot_is_refused_not_half_filled() -> None:
    with pytest.raises(PhraseError, match="term"):
        fill(PATTERN, {}, Random(0))
    bank = Phrases({"ask": {"es": [PATTERN]}})
    assert bank.say("es", {}, Random(0), "ask") is None


@pytest.mark.parametrize("broken", ["[a|b", "a]b", "[a|[b]"])
def test_unbalanced_brackets_are_refused(broken: str) -> None:
    if broken == "a]b":
        assert fill(broken, {}, Random(0)) == "A]b"
        return
    with pytest.raises(PhraseError):
        compile_pattern(broken)


def test_spanish_contractions_that_a_slot_brings_about_are_made() -> None:
    assert fill("la unidad de {m} y a {m}", {"m": "el tiempo"}, Random(0)) == "La unidad del tiempo y al tiempo"


def test_slots_are_found() -> None:
    assert slot_names(PATTERN) == {"term"}
