"""Pairs of replies to one prompt: the guiding one, which is to be preferred, and the same turn told plainly.

Both are made with the tutor's own moves and prompts, as the examples are; pairs of the held-out problems are in no training
pair. Where the two would not differ there is no pair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypedDict

from subjects import catalogue
from training.dataset import as_messages, is_held_out
from training.dialogues import Turn, turns
from training.recipe import Recipe
from tutoring.turn import GENERAL

Message = dict[str, str]
SEED = 7_919
"""Added to the recipe's: pairs are other turns than the examples."""
TRIES = 50
"""Turns looked at for each wanted pair, before it is enough."""


class Pair(TypedDict):
    """As TRL reads it."""

    prompt: list[Message]
    chosen: list[Message]
    rejected: list[Message]


def build(
    recipe: Recipe, length: Callable[[list[Message]], int], judged: Sequence[Pair] = ()
) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """The pairs to learn from, and a tenth as many of unseen problems; `length` counts the tokens of a chat. `judged`: pairs of a
    class's own, the first of those to learn from where they fit."""
    name = catalogue.OTHER if recipe.subject == GENERAL else recipe.subject
    stream = islice(turns(recipe.seed + SEED, name, recipe.method), TRIES * recipe.pairs)
    unseen = islice(turns(recipe.seed + SEED + 1, name, recipe.method), TRIES * recipe.pairs)
    own = tuple(pair for pair in judged if _fits(pair, recipe, length))
    return (
        own + tuple(islice(_fitting((t for t in stream if not is_held_out(t)), recipe, length), recipe.pairs)),
        tuple(islice(_fitting((t for t in unseen if is_held_out(t)), recipe, length), max(8, recipe.pairs // 10))),
    )


def _fitting(stream: Iterator[Turn], recipe: Recipe, length: Callable[[list[Message]], int]) -> Iterator[Pair]:
    for turn in stream:
        *prompt, chosen = as_messages(turn)
        rejected = {"role": "assistant", "content": turn.plain}
        if not turn.plain or turn.plain == turn.guiding:
            continue
        pair = Pair(prompt=prompt, chosen=[chosen], rejected=[rejected])
        if _fits(pair, recipe, length):
            yield pair


def _fits(pair: Pair, recipe: Recipe, length: Callable[[list[Message]], int]) -> bool:
    return max(length([*pair["prompt"], *pair[side]]) for side in ("chosen", "rejected")) <= recipe.max_length
