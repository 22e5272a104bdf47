"""Copy lessons can be learned by copying alone, differ, and are the same for the same seed."""

from __future__ import annotations

import itertools
import random

import pytest

from training.pretrain import copying
from training.pretrain.copying_values import VALUES
from training.pretrain.copying_words import Lang, words
from training.pretrain.item import Item

MANY = 2000


@pytest.fixture(scope="module")
def lessons() -> list[Item]:
    return list(itertools.islice(copying.items(5, "train"), MANY))


def test_what_is_to_be_copied_is_in_prompt_and_reply(lessons: list[Item]) -> None:
    for item in lessons:
        assert item.must_copy
        for text in item.must_copy:
            assert text in item.prompt
            assert text in item.reply


def test_each_lesson_ends_with_the_assistant_in_one_of_two_languages(lessons: list[Item]) -> None:
    assert {item.messages[-1][0] for item in lessons} == {"assistant"}
    assert {item.kind for item in lessons} == {"copy"}
    spanish = sum(item.lang == "es" for item in lessons)
    assert 0.4 * MANY < spanish < 0.6 * MANY


def test_no_placeholder_is_left(lessons: list[Item]) -> None:
    marks = ("{value}", "{name}", "{one}", "{two}", "{first}", "{second}", "{values}")
    assert not [item for item in lessons if any(mark in f"{item.prompt}\n{item.reply}" for mark in marks)]


def test_lessons_hardly_repeat(lessons: list[Item]) -> None:
    assert len({(item.prompt, item.reply) for item in lessons}) > 0.99 * MANY


def test_same_seed_same_lessons_and_other_split_others() -> None:
    first, again, held = (
        list(itertools.islice(copying.items(9, split), 50)) for split in ("train", "train", "heldout")
    )
    assert first == again
    assert not {item.prompt for item in first} & {item.prompt for item in held}


def test_both_languages_have_every_list() -> None:
    for name in words("es").__slots__:
        assert getattr(words("es"), name)
        assert getattr(words("en"), name)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", sorted(VALUES))
def test_every_value_is_one_line_without_space_around(name: str, lang: Lang) -> None:
    rng = random.Random(4)
    values = [VALUES[name](rng, lang) for _ in range(200)]
    assert all(value and value == value.strip() and "\n" not in value for value in values)
    assert len(set(values)) > 20
