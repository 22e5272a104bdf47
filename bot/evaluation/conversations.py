"""What students say in an evaluation: conversations written by hand, and others made from unseen problems.

A made one opens with a generated problem and goes on with right and wrong lines in the order of the solution; every
fourth message is a wish written by hand. Its seed is its own, and no generator of training messages is used.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Literal

from subjects import catalogue
from subjects.problem import LANGS, Lang, Level, Solution
from subjects.subject import Subject
from tutoring.measuring.recording import digest

SEED = "evaluation"
LONGEST = 9
"""Messages of a made conversation; a longer solution is left before its end, as students do."""
LEVELS_MADE: tuple[Level, ...] = ("2eso", "3eso", "4eso", "1bach")
_WRONG, _SKIPPED = 0.35, 0.25
"""How often a made student errs before a right line, and leaves a line out."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One student's messages in order. `id` names its content."""

    id: str
    subject: str
    lang: Lang
    source: Literal["hand", "made"]
    messages: tuple[str, ...]
    level: Level = "3eso"


def conversations(
    most: int, subjects: Sequence[str] | None = None, langs: Sequence[Lang] = LANGS
) -> tuple[Conversation, ...]:
    """The hand-written conversations, then made ones, up to `most`, evenly over subjects and languages."""
    wanted = (*catalogue.names(), catalogue.OTHER) if subjects is None else tuple(subjects)
    hand = [one for one in by_hand() if one.subject in wanted and one.lang in langs]
    makers = [made(name, lang) for name in wanted if name in catalogue.names() for lang in langs]
    return tuple(islice(_in_turn([iter(_mixed(hand)), *([_round(makers)] if makers else [])]), most))


def _in_turn(parts: Sequence[Iterator[Conversation]]) -> Iterator[Conversation]:
    for part in parts:
        yield from part


def _round(makers: Sequence[Iterator[Conversation]]) -> Iterator[Conversation]:
    while True:
        for maker in makers:
            yield next(maker)


def _mixed(hand: Sequence[Conversation]) -> list[Conversation]:
    """Another order, always the same, in which every kind comes early."""
    kept = list(hand)
    Random(SEED).shuffle(kept)
    return kept


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "conversations.toml").read_text("utf-8"))


def by_hand() -> tuple[Conversation, ...]:
    """Every conversation of `conversations.toml`."""
    return tuple(
        _conversation(subject, lang, "hand", tuple(entry["messages"]), "3eso")
        for subject in (*catalogue.names(), catalogue.OTHER)
        for lang in LANGS
        for entry in _file().get(subject, {}).get(lang, ())
    )


def wishes(kind: Literal["hint", "tell"], lang: Lang) -> tuple[str, ...]:
    """What stuck students say, written by hand."""
    return tuple(_file()["wishes"][kind][lang])


def _conversation(
    subject: str, lang: Lang, source: Literal["hand", "made"], said: tuple[str, ...], level: Level
) -> Conversation:
    name = digest([subject, lang, list(said), level])
    return Conversation(f"{source}-{subject}-{lang}-{name}", subject, lang, source, said, level)


def made(name: str, lang: Lang) -> Iterator[Conversation]:
    """Endless conversations on problems of a subject, the same ones every time."""
    subject, rng = catalogue.find(name), Random(f"{SEED}/{name}/{lang}")
    while True:
        level = rng.choice(LEVELS_MADE)
        exercise = subject.generate(rng, lang, level)
        solution = subject.solve(exercise.problem, None, level)
        if isinstance(solution, Solution) and solution.steps:
            said = (exercise.text, *_lines(subject, solution, lang, rng))
            yield _conversation(name, lang, "made", said[:LONGEST], level)


def _lines(subject: Subject, solution: Solution, lang: Lang, rng: Random) -> list[str]:
    said: list[str] = []
    for line in _work(subject, solution, lang, rng):
        if len(said) % 4 == 2:  # with the problem before them, every fourth message
            kind: Literal["hint", "tell"] = "tell" if rng.random() < 0.35 else "hint"
            said.append(rng.choice(wishes(kind, lang)))
        said.append(line)
    return said


def _work(subject: Subject, solution: Solution, lang: Lang, rng: Random) -> Iterator[str]:
    last = len(solution.steps) - 1
    for step in range(last + 1):
        if step < last and rng.random() < _SKIPPED:
            continue
        wrong = subject.mistakes(solution, step, rng, lang)
        if wrong and rng.random() < _WRONG:
            yield rng.choice(wrong)[1]
        yield subject.attempt_line(solution, step, rng, lang)
