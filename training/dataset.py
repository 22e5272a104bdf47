"""The examples one adapter learns from, as chat messages: the serving prompts, and the guiding replies.

Problems of the held-out part are in no training example. Nothing is cut: an example too long for the model is
left out, counted and reported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from subjects import catalogue
from training.dialogues import Turn, turns
from training.recipe import Recipe, RecipeError
from tutoring.turn import GENERAL

MOST_LONG = 20
"""Too long examples for each wanted one, before the recipe is called wrong."""
HELD_OUT = 10
"""One problem in ten, by its id, belongs to the held-out part."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Examples as lists of {role, content}; `digest` is of both parts; `too_long` counts what was left out."""

    train: tuple[list[dict[str, str]], ...]
    held_out: tuple[list[dict[str, str]], ...]
    digest: str
    too_long: int


def is_held_out(turn: Turn) -> bool:
    """Whether a turn's problem belongs to the held-out part (turns without a problem: by their message)."""
    solution = turn.ground.solution
    key = solution.problem.id if solution else hashlib.sha256(turn.ground.student.encode()).hexdigest()[:16]
    return int(key, 16) % HELD_OUT == 0


def as_messages(turn: Turn) -> list[dict[str, str]]:
    """One example as chat messages."""
    prompt = [{"role": role, "content": text} for role, text in turn.prompt]
    return [*prompt, {"role": "assistant", "content": turn.guiding}]


def build(recipe: Recipe, length: Callable[[list[dict[str, str]]], int]) -> Dataset:
    """Make the examples of a recipe; `length` counts the tokens of one.

    Raises RecipeError when next to nothing fits into `max_length`.
    """
    name = catalogue.OTHER if recipe.subject == GENERAL else recipe.subject
    long = [0]
    stream = turns(recipe.seed, name, recipe.method)
    train = tuple(
        islice(_fitting((t for t in stream if not is_held_out(t)), recipe, length, long), recipe.examples)
    )
    unseen = turns(recipe.seed + 1, name, recipe.method)
    held = tuple(
        islice(_fitting((t for t in unseen if is_held_out(t)), recipe, length, long), recipe.held_out)
    )
    text = json.dumps([train, held], ensure_ascii=False, sort_keys=True)
    return Dataset(train, held, hashlib.sha256(text.encode()).hexdigest(), long[0])


def _fitting(
    stream: Iterator[Turn], recipe: Recipe, length: Callable[[list[dict[str, str]]], int], long: list[int]
) -> Iterator[list[dict[str, str]]]:
    for turn in stream:
        example = as_messages(turn)
        if length(example) > recipe.max_length:
            long[0] += 1
            if long[0] > MOST_LONG * recipe.examples:
                raise _too_short(recipe)
            continue
        yield example


def _too_short(recipe: Recipe) -> RecipeError:
    return RecipeError(
        f"Casi ningún ejemplo cabe en {recipe.max_length} tokens: sube `max_length`, o usa un modelo base de contexto "
        "más largo.",
        f"Hardly any example fits into {recipe.max_length} tokens: raise `max_length`, or use a base model with a "
        "longer context.",
    )
