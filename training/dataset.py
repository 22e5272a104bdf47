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
from typing import Protocol

from subjects import catalogue
from subjects.problem import Problem
from training.dialogues import Turn, turns
from training.recipe import Recipe, RecipeError
from tutoring.move import topics
from tutoring.turn import GENERAL

MOST_LONG = 20
"""Too long examples for each wanted one, before the recipe is called wrong."""
HELD_OUT = 10
"""One problem in ten, by its id, belongs to the held-out part."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Examples as lists of {role, content}; `digest` is of both parts; `too_long` counts what was left out; `topics` of each
    of `train` are those of its turn (`tutoring.move.topics`)."""

    train: tuple[list[dict[str, str]], ...]
    held_out: tuple[list[dict[str, str]], ...]
    digest: str
    too_long: int
    topics: tuple[tuple[str, ...], ...] = ()


class Source(Protocol):
    """Where turns come from. `own`: the ids of problems that are to be learnt whatever part their ids would fall into."""

    @property
    def own(self) -> frozenset[str]: ...

    def turns(self, seed: int) -> Iterator[Turn]: ...


@dataclass(frozen=True, slots=True)
class Usual:
    """The turns of a recipe: verified problems of its subject, by its method."""

    recipe: Recipe

    @property
    def own(self) -> frozenset[str]:
        """None: problems fall where their ids do."""
        return frozenset()

    def turns(self, seed: int) -> Iterator[Turn]:
        """Endless turns."""
        name = catalogue.OTHER if self.recipe.subject == GENERAL else self.recipe.subject
        return turns(seed, name, self.recipe.method)


def is_held_out(turn: Turn) -> bool:
    """Whether a turn's problem belongs to the held-out part (turns without a problem: by their message)."""
    solution = turn.ground.solution
    key = solution.problem.id if solution else hashlib.sha256(turn.ground.student.encode()).hexdigest()[:16]
    return is_apart(key)


def is_unseen(problem: Problem, own: frozenset[str]) -> bool:
    """Whether no training learns a problem: it is held out and none of a teacher's own."""
    return is_apart(problem.id) and problem.id not in own


def is_apart(key: str) -> bool:
    """Whether an id belongs to the held-out part."""
    return int(key, 16) % HELD_OUT == 0


def as_messages(turn: Turn) -> list[dict[str, str]]:
    """One example as chat messages."""
    prompt = [{"role": role, "content": text} for role, text in turn.prompt]
    return [*prompt, {"role": "assistant", "content": turn.guiding}]


def build(
    recipe: Recipe, length: Callable[[list[dict[str, str]]], int], source: Source | None = None
) -> Dataset:
    """Make the examples of a recipe, from its usual turns or from a source of their own; `length` counts the tokens of one.

    Raises RecipeError when next to nothing fits into `max_length`.
    """
    source = source or Usual(recipe)
    long = [0]
    learnt = (turn for turn in source.turns(recipe.seed) if not _is_apart(turn, source.own))
    fitting = tuple(islice(_fitting(learnt, recipe, length, long), recipe.examples))
    unseen = (turn for turn in source.turns(recipe.seed + 1) if _is_apart(turn, source.own))
    held = tuple(example for example, _ in islice(_fitting(unseen, recipe, length, long), recipe.held_out))
    train, about = tuple(example for example, _ in fitting), tuple(said_of for _, said_of in fitting)
    text = json.dumps([train, held], ensure_ascii=False, sort_keys=True)
    return Dataset(train, held, hashlib.sha256(text.encode()).hexdigest(), long[0], about)


def _is_apart(turn: Turn, own: frozenset[str]) -> bool:
    solution = turn.ground.solution
    return is_held_out(turn) if solution is None else is_unseen(solution.problem, own)


def _fitting(
    stream: Iterator[Turn], recipe: Recipe, length: Callable[[list[dict[str, str]]], int], long: list[int]
) -> Iterator[tuple[list[dict[str, str]], tuple[str, ...]]]:
    for turn in stream:
        example = as_messages(turn)
        if length(example) > recipe.max_length:
            long[0] += 1
            if long[0] > MOST_LONG * recipe.examples:
                raise _too_short(recipe)
            continue
        yield example, topics(turn.move, turn.ground)


def _too_short(recipe: Recipe) -> RecipeError:
    return RecipeError(
        f"Casi ningún ejemplo cabe en {recipe.max_length} tokens: sube `max_length`, o usa un modelo base de contexto "
        "más largo.",
        f"Hardly any example fits into {recipe.max_length} tokens: raise `max_length`, or use a base model with a "
        "longer context.",
    )
