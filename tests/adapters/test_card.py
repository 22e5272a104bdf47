"""Cards survive their file, and a bad file is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.base import Base
from adapters.card import Card
from adapters.errors import CardError
from tests.adapters import tiny


def test_a_card_comes_back_from_its_json_as_it_was(base: Base) -> None:
    card = tiny.card("algebra", base, scores={"form": {"es": 0.93}, "facts": 1.0}, published_by="Íñigo")
    assert Card.from_json(card.to_json()) == card


def test_fields_of_later_formats_are_ignored(base: Base) -> None:
    card = tiny.card("algebra", base)
    later = json.loads(card.to_json()) | {"colour": "blue"}
    assert Card.from_json(json.dumps(later)) == card


def test_a_card_from_before_versions_were_known_by_what_they_say_is_read(base: Base) -> None:
    card = tiny.card("algebra", base)
    older = json.loads(card.to_json())
    del older["likeness"]
    assert Card.from_json(json.dumps(older)) == card


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"version": "3"}, "version"),
        ({"version": True}, "version"),
        ({"scores": []}, "scores"),
        ({"base_digest": None}, "base_digest"),
    ],
)
def test_a_field_of_another_type_is_named(base: Base, change: dict[str, Any], named: str) -> None:
    text = json.dumps(json.loads(tiny.card("algebra", base).to_json()) | change)
    with pytest.raises(CardError, match=named):
        Card.from_json(text)


def test_a_missing_field_is_named_in_both_languages(base: Base) -> None:
    found = json.loads(tiny.card("algebra", base).to_json())
    del found["data_digest"]
    with pytest.raises(CardError) as caught:
        Card.from_json(json.dumps(found))
    assert "data_digest" in caught.value.tell("es")
    assert "data_digest" in caught.value.tell("en")


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(CardError):
        Card.from_json(text)
