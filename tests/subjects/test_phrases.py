"""Banks of phrases: alternatives, slots, and refusal of what is half given."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects import catalogue
from subjects.errors import PhraseError
from subjects.phrases import STAGES, Phrases, compile_pattern, count, fill, slot_names
from subjects.problem import LANGS, Level

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
    assert (
        fill("la unidad de {m} y a {m}", {"m": "el tiempo"}, Random(0)) == "La unidad del tiempo y al tiempo"
    )


def test_slots_are_found() -> None:
    assert slot_names(PATTERN) == {"term"}


def test_a_bank_is_read_from_the_files_of_a_folder_and_those_below(tmp_path: Path) -> None:
    (tmp_path / "phrases.toml").write_text('[open]\nes = "hola"\nen = "hello"\n')
    (tmp_path / "concepts.toml").write_text('[concept.sum]\nname = { es = "suma", en = "sum" }\n')
    (tmp_path / "systems").mkdir()
    (tmp_path / "systems" / "phrases.toml").write_text('[open.system]\nes = "dos"\nen = "two"\n')
    bank = Phrases.of(tmp_path)
    assert bank.patterns("es", "open") == ("hola",)
    assert bank.patterns("en", "open", "system") == ("two",)
    assert bank.patterns("en", "concept", "sum", "name") == ("sum",)


def test_two_files_that_word_the_same_thing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "phrases.toml").write_text('[open]\nes = "hola"\n')
    (tmp_path / "linear").mkdir()
    (tmp_path / "linear" / "phrases.toml").write_text('[open]\nes = "otra"\n')
    with pytest.raises(PhraseError, match="linear"):
        Phrases.of(tmp_path)


LEVELLED = Phrases(
    {
        "name": {
            "es": "agrupar los términos de {x}",
            "en": "collect the terms in {x}",
            "junior": {"es": "juntar lo de {x}", "en": "put together what has {x}"},
            "senior": {"es": "reducir {missing}"},
        }
    }
)


@pytest.mark.parametrize(
    ("level", "said"),
    [("1eso", "Juntar lo de x"), ("2eso", "Juntar lo de x"), ("3eso", "Agrupar los términos de x")],
)
def test_a_level_is_spoken_to_in_its_own_words_where_there_are_some(level: Level, said: str) -> None:
    assert LEVELLED.at(level).say("es", {"x": "x"}, Random(0), "name") == said


def test_words_of_a_level_that_cannot_be_filled_give_way_to_the_plain_ones() -> None:
    assert LEVELLED.at("2bach").say("es", {"x": "x"}, Random(0), "name") == "Agrupar los términos de x"
    assert LEVELLED.at("2bach").say("en", {"x": "x"}, Random(0), "name") == "Collect the terms in x"


@pytest.mark.parametrize("name", catalogue.names())
def test_what_is_worded_for_a_level_is_worded_in_both_languages(name: str) -> None:
    bank = catalogue.find(name).phrases
    for path in _paths(bank, ()):
        for stage in set(STAGES.values()) & set(bank.keys(*path)):
            for lang in LANGS:
                assert bank.patterns(lang, *path, stage), (path, stage, lang)


def _paths(bank: Phrases, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield path
    for key in bank.keys(*path):
        yield from _paths(bank, (*path, key))
