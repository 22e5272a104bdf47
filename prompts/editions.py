"""Editions of the prompt templates: an adapter is prompted with the words that it learned.

The templates in `prompts/es` and `prompts/en` are the newest edition, whose number stands in `prompts/edition.toml`. Those
that a published adapter learned are kept in `prompts/editions/<n>/`, written once and never changed (`digests.json` says
what they were), with the words that labels had then. A card names the digests of its templates, and so its edition.
Nothing here decides whether an old edition is still good enough.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from subjects.problem import LANGS, Lang

HERE = Path(__file__).parent
FROZEN = HERE / "editions"
NUMBER = "edition"
"""The name beside those of the templates under which a card holds the edition's number."""
LABELS = "labels.json"
DIGESTS = "digests.json"
LAST_RESORT = "unsolved"
"""The move that every edition has: it asks for what is given and what is asked, and states nothing."""

Labels = Mapping[Lang, Mapping[str, str]]
"""The word of every label by language and slot (`algebra.term`)."""


@dataclass(frozen=True)
class Edition:
    """Templates in `folder`, one a move and language; `labels` only where they may differ from today's."""

    number: int
    folder: Path
    labels: Labels = field(default_factory=dict)

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """sha256 of every template by its name, and the edition's number: what cards say."""
        found = sorted(path for lang in LANGS for path in (self.folder / lang).glob("*.j2"))
        return {path.relative_to(self.folder).as_posix(): sha256(path) for path in found} | {NUMBER: str(self.number)}

    @cached_property
    def moves(self) -> frozenset[str]:
        """The moves that have a template in both languages."""
        found = [{path.stem for path in (self.folder / lang).glob("*.j2")} - {"system"} for lang in LANGS]
        return frozenset(found[0] & found[1])

    def nearest(self, move: str) -> str:
        """The move itself where this edition has it, else the first that it has of those in `nearest.toml`."""
        if move in self.moves:
            return move
        return next((known for known in nearest().get(move, ()) if known in self.moves), LAST_RESORT)


def sha256(path: Path) -> str:
    """The digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=1)
def nearest() -> Mapping[str, Sequence[str]]:
    """The moves that stand in for one that an edition lacks, the best first."""
    return {str(move): tuple(others) for move, others in tomllib.loads((HERE / "nearest.toml").read_text("utf-8")).items()}


@lru_cache(maxsize=1)
def current() -> Edition:
    """The newest edition: the templates that training learns from now."""
    number = tomllib.loads((HERE / "edition.toml").read_text("utf-8"))["number"]
    return Edition(int(number), HERE)


def frozen(root: Path = FROZEN) -> tuple[Edition, ...]:
    """The editions that are kept, oldest first."""
    numbers = sorted(int(path.name) for path in root.iterdir() if path.name.isdecimal()) if root.is_dir() else []
    return tuple(_read(root / str(number)) for number in numbers)


def _read(folder: Path) -> Edition:
    return Edition(int(folder.name), folder, json.loads((folder / LABELS).read_text("utf-8")))


@lru_cache(maxsize=1)
def kept() -> tuple[Edition, ...]:
    """The editions of this checkout."""
    return frozen()


def edition_of(digests: Mapping[str, str], known: Sequence[Edition] | None = None) -> Edition | None:
    """The edition that a card's digests name; None where its templates are not kept here.

    Cards older than the number of editions name templates only: the oldest edition of those is theirs.
    """
    if not digests:
        return None
    if known is None:
        if matches(digests, current()):
            return current()
        known = kept()
    return next((edition for edition in known if matches(digests, edition)), None)


def matches(digests: Mapping[str, str], edition: Edition) -> bool:
    """Whether a card that names these digests learned from this edition."""
    return {NUMBER: edition.digests[NUMBER], **digests} == edition.digests
