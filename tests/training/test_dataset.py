"""Examples of an adapter: nothing in both parts, the same for the same recipe, nothing cut."""

from __future__ import annotations

from itertools import islice

import pytest

from subjects import catalogue
from training.dataset import as_messages, build, is_held_out
from training.dialogues import turns
from training.recipe import Recipe, RecipeError
from tutoring.turn import GENERAL

Example = list[dict[str, str]]


def characters(example: Example) -> int:
    """A length that needs no tokenizer."""
    return sum(len(message["content"]) for message in example)


def recipe(subject: str = "algebra", **settings: int) -> Recipe:
    """A small recipe."""
    return Recipe.model_validate(
        {"subject": subject, "examples": 120, "held_out": 40, "max_length": 5000} | settings
    )


@pytest.mark.parametrize("subject", [*catalogue.names(), GENERAL])
def test_both_parts_are_as_large_as_asked_and_share_no_example(subject: str) -> None:
    dataset = build(recipe(subject), characters)
    assert (len(dataset.train), len(dataset.held_out), dataset.too_long) == (120, 40, 0)
    seen = {str(example[:-1]) for example in dataset.train}
    assert not seen & {str(example[:-1]) for example in dataset.held_out}


@pytest.mark.parametrize("subject", catalogue.names())
def test_a_problem_belongs_to_one_part_for_ever(subject: str) -> None:
    parts: dict[bool, set[str]] = {True: set(), False: set()}
    for seed in (1, 2):
        for turn in islice(turns(seed, subject), 300):
            assert turn.ground.solution is not None
            parts[is_held_out(turn)].add(turn.ground.solution.problem.id)
    assert parts[True] and parts[False] and not parts[True] & parts[False]


def test_the_digest_names_the_examples() -> None:
    first, again = build(recipe(), characters), build(recipe(), characters)
    assert (first.digest, first.train) == (again.digest, again.train)
    assert build(recipe(seed=18), characters).digest != first.digest
    assert build(recipe(held_out=39), characters).digest != first.digest


def test_an_example_is_the_prompt_and_the_guiding_reply() -> None:
    turn = next(turns(4, "kinematics"))
    example = as_messages(turn)
    assert [message["role"] for message in example] == ["system", "user", "assistant"]
    assert tuple((message["role"], message["content"]) for message in example[:-1]) == turn.prompt
    assert example[-1]["content"] == turn.guiding != turn.plain


def test_a_too_long_example_is_left_out_and_counted_never_cut() -> None:
    whole = build(recipe(), characters)
    limit = sorted(map(characters, whole.train))[90]
    short = build(recipe(max_length=limit), characters)
    assert short.too_long > 0 and len(short.train) == 120
    assert max(map(characters, (*short.train, *short.held_out))) <= limit
    kept = [example for example in whole.train if characters(example) <= limit]
    assert list(short.train[: len(kept)]) == kept


def test_where_nothing_fits_it_says_so_instead_of_searching_for_ever() -> None:
    with pytest.raises(RecipeError) as caught:
        build(recipe(examples=32, max_length=64), characters)
    assert "max_length" in caught.value.tell("en") and "64" in caught.value.tell("es")
