"""Collects the words in a row to which a small model is held (`tutoring.wording`): those of the reviewed banks as they are, of
the replies that it learns, and of what it started from.

Every pattern of a bank is expanded in full, or where it stands for very many texts, that many times at random; slots become
labels. What stands for it in a turn is its topic (`tutoring.move.topics`): the words of another step, or of another kind of
problem, are not known there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from adapters.registry import WORDING
from subjects.phrases import STAGES, Tree, compile_pattern, count, expand, tidied
from subjects.problem import LANGS
from tutoring.guard import sentences
from tutoring.move import KIND_MOVES, OWN_MOVES, topic
from tutoring.turn import GENERAL
from tutoring.wording import Wording

ROOT = Path(__file__).resolve().parent.parent
MOST = 1500
"""Texts of one pattern that are written out; of a pattern with more, so many are drawn."""
HINTS = frozenset({"nudge", "scaffold", "sibling", "focus"})
"""What an adapter says of a step or a mistake; the rest of a rule is names, and what the base says."""
_SLOT, _LABEL = re.compile(r"\{[^}]*\}"), "[x]"

Said = Iterator[tuple[str, str]]
"""Sentences, each behind its topic."""


def banks(subject: str) -> list[Path]:
    """The files of reviewed phrases of which an adapter speaks: its subject's, and the tutor's own."""
    folder = ROOT / "subjects" / subject
    files = [] if subject == GENERAL else [*folder.rglob("phrases.toml"), *folder.rglob("concepts.toml")]
    return [*sorted(files), ROOT / "tutoring" / "phrases.toml"]


def texts(subject: str) -> Said:
    """Every sentence of the banks that an adapter may say, labels in place of slots."""
    rng = Random(0)
    for file in banks(subject):
        for path, pattern in _patterns(tomllib.loads(file.read_text("utf-8"))):
            if not (about := _of_tutor(path) if file.parent.name == "tutoring" else _of_subject(path)):
                continue
            tree = compile_pattern(pattern)
            many = count(tree) > MOST
            for text in (expand(tree, rng) for _ in range(MOST)) if many else _all(tree):
                yield from ((about, _finished(said)) for said in sentences(tidied(_SLOT.sub(_LABEL, text))))


def learned(subject: str, replies: Iterable[tuple[Sequence[str], str]], parent: Path | None = None) -> Wording:
    """The threes of an adapter's banks, of the replies that it learns, each behind the topics of its turn, and of the adapter in
    `parent`, where it has any."""
    found = Wording.of(texts(subject))
    before = parent / WORDING if parent is not None else None
    if before is not None and before.is_file():
        found |= Wording.from_bytes(before.read_bytes())
    said = {(tuple(topics), _finished(one)) for topics, reply in replies for one in sentences(reply)}
    return found | Wording.of((topics[0], one) for topics, one in said if not found.holds(one, topics))


def _of_tutor(path: Sequence[str]) -> str:
    """The topic of what the tutor's own bank has at a path; "" for what no adapter says."""
    if path[0] == "react":
        return topic(*path)
    said = path[0] in OWN_MOVES | KIND_MOVES | {"heard"} and path[-1] != "plain"
    return topic(path[0]) if said else ""


def _of_subject(path: Sequence[str]) -> str:
    """The same of a subject's bank."""
    if path[0] in ("rule", "misconception"):
        return topic(*path) if path[-1] in HINTS else ""
    if path[0] == "concept":
        return topic(*path) if path[-1] in ("plain", "ask") else ""
    return topic(*path) if path[0] in KIND_MOVES else ""


def _finished(sentence: str) -> str:
    return sentence if sentence[-1] in ".?!:…" else f"{sentence}."


def _patterns(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a bank behind its path, without the language and the stage of the level."""
    if isinstance(tree, str):
        yield tuple(name for name in path if name not in (*LANGS, *STAGES.values())), tree
    elif isinstance(tree, dict):
        for name, each in tree.items():
            yield from _patterns(each, (*path, name))
    elif isinstance(tree, list):
        for each in tree:
            yield from _patterns(each, path)


def _all(tree: Tree) -> Iterator[str]:
    parts = [[part] if isinstance(part, str) else [text for one in part.options for text in _all(one)] for part in tree]
    for chosen in product(*parts):
        yield "".join(chosen)
