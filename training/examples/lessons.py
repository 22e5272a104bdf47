"""What a teacher's files give to one training: linted, those with errors left out unless insisted on, and the class's way.

The record of it goes into the adapter's card: which examples, what lint found, what was insisted on, and the way.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from adapters.base import Base
from adapters.registry import Registry
from training.dialogues import Turn
from training.examples.material import Material
from training.examples.taught import row_of
from training.examples.way import Way, ways_of
from training.lint.example import Example
from training.lint.lint import Report, lint
from tutoring.classroom import ClassSettings
from tutoring.sentence import OperatorError, Sentence, say

FILELESS = Sentence(
    "--insist es para ejemplos tuyos: di también en qué fichero están.",
    "--insist is for examples of your own: name their file too.",
)
"""What is said where a teacher insists and names no file."""


class NothingToLearn(OperatorError):
    """No example of the subject can be trained on, or what was insisted on is not there."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """A source of turns (`training.dataset.Source`) made of a teacher's files."""

    material: Material
    report: Report
    insisted: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def way(self) -> Way:
        """How the class works."""
        return self.material.way

    @property
    def own(self) -> frozenset[str]:
        """The ids of the teacher's problems."""
        return self.material.own

    def turns(self, seed: int) -> Iterator[Turn]:
        """Endless turns."""
        return self.material.turns(seed)

    def record(self) -> Mapping[str, Any]:
        """What the card keeps: no text of the examples but the names of the steps."""
        found = Counter(each.kind for each in self.report.findings)
        texts = sorted(_text(one.example) for one in self.way.taken)
        return {
            "examples": len(self.way.taken),
            "examples_digest": hashlib.sha256("\n".join(texts).encode()).hexdigest(),
            "lint": {
                "examples": len(self.report.examples),
                "errors": self.report.errors,
                "found": dict(found),
            },
            "insisted": list(self.insisted),
            "left_out": list(self.left_out),
            **row_of(self.way),
            "order": list(self.way.order),
        }


def lessons(
    subject: str, paths: Sequence[Path], insist: Sequence[str], settings: ClassSettings, usual: float
) -> Lessons:
    """Read, lint and choose. Raises NothingToLearn."""
    report = lint(paths, settings)
    wrong = {(each.file, each.example) for each in report.findings if each.severity == "error"}
    asked = {name: _meant(name, report.examples) for name in insist}
    wanted = {(one.file, one.number) for one in asked.values()}
    kept = [one for one in report.examples if (one.file, one.number) not in wrong - wanted]
    out = tuple(name_of(one) for one in report.examples if (one.file, one.number) in wrong - wanted)
    ways = {way.subject: way for way in ways_of(kept, settings)}
    if subject not in ways:
        raise _nothing(subject, report, out, ways)
    insisted = tuple(name_of(one) for one in asked.values() if (one.file, one.number) in wrong)
    return Lessons(Material(ways[subject], usual), report, insisted, out)


def name_of(example: Example) -> str:
    """The name by which a teacher insists on an example."""
    return f"{PurePath(example.file).name}:{example.number}"


def _text(example: Example) -> str:
    return "\n".join((example.problem, *(line.text for line in example.lines)))


def _meant(name: str, examples: Iterable[Example]) -> Example:
    found = re.fullmatch(r"(.+):(\d+)", name)
    for one in examples if found else ():
        if found and int(found[2]) == one.number and found[1] in (one.file, PurePath(one.file).name):
            return one
    there = ", ".join(name_of(one) for one in examples)[:300]
    raise NothingToLearn(
        f"No hay ningún ejemplo «{name}»: se escribe fichero:número, como lo dice teach lint. Hay: {there}.",
        f"There is no example '{name}': write file:number, as teach lint tells it. There are: {there}.",
    )


def _nothing(subject: str, report: Report, out: Sequence[str], ways: Mapping[str, Way]) -> NothingToLearn:
    others = ", ".join(ways) or "-"
    return NothingToLearn(
        f"No queda ningún ejemplo de {subject} con que entrenar: leídos {len(report.examples)}, con errores {len(out)}, "
        f"de otras asignaturas: {others}. Mira teach lint; para usar uno con errores: --insist {(*out, 'fichero:1')[0]}.",
        f"No example of {subject} is left to train on: {len(report.examples)} read, {len(out)} with errors, of other "
        f"subjects: {others}. See teach lint; to use one with errors: --insist {(*out, 'file:1')[0]}.",
    )


def parent_of(subject: str, registry: Path, base: Base) -> tuple[Path, str] | None:
    """The folder and name of the live version, where it is of this base: training goes on from its weights. Of another base it
    is told that training starts from nothing."""
    held = Registry(registry)
    number = held.aliases().get(subject)
    if number is None:
        return None
    version = held.load(subject, number)
    if version.card.base_digest == base.digest:
        return version.folder, version.name
    of = version.card.base
    say(
        Sentence(
            f"{version.name}, la versión que habla, es de otro modelo base ({of}): sobre {base.name} se empieza de cero",
            f"{version.name}, the version that speaks, is of another base model ({of}): on {base.name} training starts from "
            "nothing",
        )
    )
    return None


def told(each: Lessons) -> Sentence:
    """What was read and what is left out."""
    out = ", ".join(each.left_out)
    es, en = (f"; con errores, fuera: {out}", f"; with errors, left out: {out}") if out else ("", "")
    if each.insisted:
        names = ", ".join(each.insisted)
        es, en = (
            f"{es}; con errores, y dentro porque insistes: {names}",
            f"{en}; with errors, in as you insist: {names}",
        )
    count = len(each.way.taken)
    return Sentence(f"{count} ejemplos de clase{es}", f"{count} examples of the class{en}")
