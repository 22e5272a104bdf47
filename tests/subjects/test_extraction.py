"""Claims: every schema is bounded, values are held to it, and no place of a text is quoted twice or cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from subjects import catalogue
from subjects.extraction import Places, Schema, choice, find, fits, list_of, record, text
from subjects.problem import LANGS

NAMES = [name for name in catalogue.names() if find(name)]
SCHEMA = record(word=text(3), unit=choice(("m", "s")), more=list_of(text(2), 2))


def parts(schema: Schema) -> Iterator[Schema]:
    yield schema
    for each in schema.get("properties", {}).values():
        yield from parts(each)
    if "items" in schema:
        yield from parts(schema["items"])


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_a_schema_is_bounded_and_nothing_may_be_added(name: str) -> None:
    judge = find(name)
    assert judge is not None
    assert {lang for lang in LANGS if judge.GUIDE[lang]} == set(LANGS)
    assert len(json.dumps(judge.SCHEMA)) < 4000
    for part in parts(judge.SCHEMA):
        if part["type"] == "string":
            assert part.get("enum") or 0 < part["maxLength"] <= 160
        elif part["type"] == "array":
            assert 0 < part["maxItems"] <= 5
        else:
            assert part["additionalProperties"] is False
            assert part["required"] == list(part["properties"])


def test_a_subject_without_the_module_takes_no_claims() -> None:
    for name in ("other", "", "..algebra", "expression"):
        assert find(name) is None


@pytest.mark.parametrize(("value", "fit"), [
    ({"word": "abc", "unit": "m", "more": ["a", "bc"]}, True), ({"word": "", "unit": "s", "more": []}, True),
    ({"word": "abcd", "unit": "m", "more": []}, False), ({"word": "a", "unit": "km", "more": []}, False),
    ({"word": "a", "unit": "m", "more": ["a"] * 3}, False), ({"word": "a", "unit": "m", "more": ["abc"]}, False),
    ({"word": "a", "unit": "m"}, False), ({"word": "a", "unit": "m", "more": [], "x": 1}, False),
    ({"word": 1, "unit": "m", "more": []}, False), ({"word": "a", "unit": ["m"], "more": []}, False),
    ({"word": "a", "unit": "m", "more": {}}, False), ([], False), (None, False), ("abc", False),
])  # fmt: skip
def test_a_value_fits_or_not(value: Any, fit: bool) -> None:
    assert fits(value, SCHEMA) == fit


def test_no_place_is_quoted_twice() -> None:
    places = Places("de 4 m a 4 m")
    assert places.take("4 m") == (3, 6)
    assert places.take("4 m") == (9, 12)
    assert places.take("4 m") is None
    assert places.take("de 4 m") is None


@pytest.mark.parametrize("quote", ["2 m", "2", "5 m", "1", "", "  ", "m y", "3 m", "12,5 mi"])
def test_a_quote_cuts_no_word_and_no_number(quote: str) -> None:
    assert Places("12,5 min y 1.3 m").take(quote) is None


def test_a_quote_may_end_at_a_full_stop() -> None:
    assert Places("son 12. fin").take("12") == (4, 6)
