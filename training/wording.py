"""Collects the words in a row to which a small model is held (`tutoring.wording`): those of the reviewed banks as they are, of
the replies that it learns, and of what it started from.

Every pattern of a bank is expanded in full, or where it stands for very many texts, that many times at random; slots become
labels.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from adapters.registry import WORDING
from subjects.phrases import Tree, compile_pattern, count, expand, tidied
from tutoring.guard import sentences
from tutoring.wording import Wording

ROOT = Path(__file__).resolve().parent.parent
MOST = 1500
"""Texts of one pattern that are written out; of a pattern with more, so many are drawn."""
_SLOT, _LABEL = re.compile(r"\{[^}]*\}"), "[x]"


def banks() -> list[Path]:
    """The files of reviewed phrases, of every subject and the tutor's own."""
    subjects = (ROOT / "subjects").rglob("*.toml")
    return sorted(
        (*(file for file in subjects if file.name in ("phrases.toml", "concepts.toml")), ROOT / "tutoring" / "phrases.toml")
    )


def texts() -> Iterator[str]:
    """Every sentence that the banks stand for, labels in place of slots."""
    rng = Random(0)
    for file in banks():
        for pattern in _strings(tomllib.loads(file.read_text("utf-8"))):
            tree = compile_pattern(pattern)
            many = count(tree) > MOST
            for text in (expand(tree, rng) for _ in range(MOST)) if many else _all(tree):
                yield from map(_finished, sentences(tidied(_SLOT.sub(_LABEL, text))))


def learned(replies: Iterable[str], parent: Path | None = None) -> Wording:
    """The threes of the banks, of replies as a model learns to write them, and of the adapter in `parent`, where it has any."""
    found = Wording.of(texts()) | Wording.of(_finished(said) for reply in replies for said in sentences(reply))
    before = parent / WORDING if parent is not None else None
    return found | Wording.from_bytes(before.read_bytes()) if before is not None and before.is_file() else found


def _finished(sentence: str) -> str:
    return sentence if sentence[-1] in ".?!:…" else f"{sentence}."


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for each in tree.values():
            yield from _strings(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from _strings(each)


def _all(tree: Tree) -> Iterator[str]:
    parts = [[part] if isinstance(part, str) else [text for one in part.options for text in _all(one)] for part in tree]
    for chosen in product(*parts):
        yield "".join(chosen)
