"""What is exported: a published version with its base, or the dialogues that a subject's adapter learns from, a teacher's own
examples among them where they are given."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.base import Base, find_base
from adapters.errors import UnknownVersion
from adapters.registry import Registry, Version
from prompts.render import digests
from training.dataset import Dataset, build
from training.examples.command import recipe_of
from training.examples.lessons import Lessons
from training.recipe import Recipe, load
from tutoring.sentence import Sentence, say

Message = Mapping[str, str]
Example = Sequence[Message]

ORIGIN = "origin.json"
HELD_OUT = 10
"""One example in so many is held out, to be told from what was learned."""


@dataclass(frozen=True, slots=True)
class Source:
    """What was asked for: a subject, one of its versions (None: the one that speaks), and how many dialogues.

    `base` is the setting of the base model, read when weights are needed; `lessons` a teacher's own examples.
    """

    subject: str
    number: int | None
    base: str
    count: int
    registry: Registry = field(default_factory=Registry)
    lessons: Lessons | None = None

    @property
    def own(self) -> int:
        """How many of a teacher's own examples the dialogues are made of."""
        return 0 if self.lessons is None else len(self.lessons.way.taken)

    def version(self) -> Version:
        """The version, its files checked. Raises UnknownVersion and TamperedVersion."""
        number = self.number if self.number is not None else self.registry.aliases().get(self.subject)
        if number is None:
            known = ", ".join(f"{self.subject}@{each}" for each in self.registry.numbers(self.subject)) or "-"
            raise UnknownVersion(
                en=f"No version of {self.subject} speaks yet; published: {known}. Name one, or train: "
                f"teach train {self.subject}",
                es=f"Ninguna versión de {self.subject} habla todavía; publicadas: {known}. Nombra una, o entrena: "
                f"teach train {self.subject}",
            )
        return self.registry.load(self.subject, number)

    def with_base(self) -> tuple[Version, Base]:
        """The version and its base model. Raises BaseMissing and WrongBase too."""
        version, base = self.version(), find_base(self.base)
        return self.registry.load(version.subject, version.number, base=base), base

    def recipe(self) -> Recipe:
        """The subject's recipe, as a teacher's examples change it, for as many dialogues as were asked for."""
        held = max(1, self.count // HELD_OUT)
        usual = load(self.subject) if self.lessons is None else recipe_of(self.subject)
        # Validated, not copied: the bounds of a recipe hold for what was typed too.
        return Recipe.model_validate(
            usual.model_dump() | {"examples": self.count, "held_out": held}
        )

    def dialogues(self, length: Callable[[list[dict[str, str]]], int] = lambda _: 0) -> Dataset:
        """The dialogues, as many as were asked for and a tenth held out; `length` counts tokens, by default nothing is long."""
        if sys.stderr.isatty():  # a thousand take a minute
            say(_MAKING)
        return build(self.recipe(), length, self.lessons)


_MAKING = Sentence("inventando y comprobando diálogos…", "making up and checking dialogues…")


def origin(source: Source, found: Dataset, folder: Path) -> None:
    """Write origin.json: what a card is to know of an adapter that learns from these dialogues elsewhere."""
    told: dict[str, Any] = {"subject": source.subject, "data_digest": found.digest, "prompt_digests": dict(digests())}
    if source.lessons is not None:
        told["recipe"] = {"made_from": dict(source.lessons.record())}
    (folder / ORIGIN).write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def files(folder: Path) -> Sequence[str]:
    """The names of the files of an export, in order."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
