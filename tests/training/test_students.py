"""Invented student messages: the same for the same seed, careless in words and never in mathematics."""

from __future__ import annotations

import re
from random import Random

import pytest

from subjects.problem import LANGS, Lang
from training import students
from training.dialogues import INTENTS

LINES = (
    "5x = 22 - 7",
    "v = 20 m/s",
    "n(H2O) = 36 / 18 = 2 mol",
    "2(x + 1)/3 = x²",
    "Fe2O3 + 3 CO → 2 Fe + 3 CO2",
)


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_seed_gives_the_same_messages(lang: Lang) -> None:
    first, again, other = (
        [students.message("hint", lang, rng) for _ in range(20)] for rng in (Random(1), Random(1), Random(2))
    )
    assert first == again != other


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("line", LINES)
def test_carelessness_leaves_the_mathematics_as_it_is(lang: Lang, line: str) -> None:
    rng = Random(line)
    for _ in range(60):
        assert line in students.message("attempt", lang, rng, {"line": line}, noise=1.0)


@pytest.mark.parametrize("lang", LANGS)
def test_every_wish_of_the_training_turns_has_many_wordings(lang: Lang) -> None:
    rng = Random(3)
    for intent in {intent for wishes in INTENTS.values() for intent in wishes} | {"attempt", "other_problem"}:
        said = {students.message(intent, lang, rng, {"line": "x = 2"}, noise=0.0) for _ in range(80)}
        assert len(said) >= 9, (intent, said)
        assert not any(re.search(r"[\[\]{}|\x00]", text) for text in said)


def test_carelessness_is_of_every_kind() -> None:
    text, rng = "¿Por qué no me sale lo que hay que hacer también?", Random(5)
    said = {students.careless(text, "es", rng) for _ in range(300)}
    assert any("por qu" in one for one in said), "lower case"
    assert any("tambien" in one.lower() for one in said), "no accents"
    assert any(" q " in one.lower() for one in said), "chat forms"
    assert any(one.endswith(("??", "...", ":(", "xd", "😅")) for one in said), "marks"
    assert any(len(one.strip("¿?")) != len(text.strip("¿?")) for one in said), "slips"


def test_accents_go_and_the_spanish_n_stays() -> None:
    assert students.strip_accents("Mañana sé más, ¿qué tal? Ñandú") == "Mañana se mas, ¿que tal? Ñandu"
