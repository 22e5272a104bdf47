"""`teach export`: from what was typed to a folder for another place, and a sentence on what to do with it."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from adapters.registry import Registry
from training.export import gemini, huggingface, merged, ollama, openai, peft_folder
from training.export.place import WrongExport, made
from training.export.source import Source, files
from training.recipe import HERE
from tutoring.sentence import Sentence

DESTINATIONS: dict[str, Callable[[Source, Path], None]] = {
    "openai": openai.write, "gemini": gemini.write, "huggingface": huggingface.write, "peft": peft_folder.write,
    "ollama": ollama.write, "merged": merged.write,
}  # fmt: skip
"""What follows `--as`, and what writes it into an empty folder."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed; `what` is a subject or one of its versions (`algebra@3`)."""

    what: str
    destination: str
    out: Path | None
    count: int
    base: str


def run(asked: Asked, registry: Registry | None = None) -> Sentence:
    """Make the folder; where it is and what is in it. Raises WrongExport, NotExported, AdapterError, RecipeError."""
    write = _destination(asked.destination)
    source = _source(asked, registry or Registry())
    folder = asked.out or Path(f"{asked.what.replace('@', '-')}-{asked.destination}")
    with made(folder) as draft:
        write(source, draft)
    names = ", ".join(files(folder))
    return Sentence(
        f"{folder}: {names}. Qué hacer con ello está en {folder / 'README.md'}",
        f"{folder}: {names}. What to do with it is in {folder / 'README.md'}",
    )


def _source(asked: Asked, registry: Registry) -> Source:
    subject, at, number = asked.what.partition("@")
    if at and not (number.isascii() and number.isdecimal()):
        raise WrongExport(
            f"«{asked.what}» no es una versión: se escribe algebra@3, o algebra para la que habla.",
            f"'{asked.what}' is no version: write algebra@3, or algebra for the one that speaks.",
        )
    known = sorted({*registry.subjects(), *(path.stem for path in HERE.glob("*.yaml"))})
    if subject not in known:
        raise _no_such("SUBJECT", subject, known)
    return Source(subject, int(number) if at else None, asked.base, asked.count, registry)


def _destination(name: str) -> Callable[[Source, Path], None]:
    if name not in DESTINATIONS:
        raise _no_such("--as", name, list(DESTINATIONS))
    return DESTINATIONS[name]


def _no_such(option: str, given: str, known: list[str]) -> WrongExport:
    near = difflib.get_close_matches(given, known, 1)
    listed, hint = ", ".join(known), f" → {near[0]}" if near else ""
    return WrongExport(
        f"{option} {given}{hint}: ha de ser uno de: {listed}.",
        f"{option} {given}{hint}: must be one of: {listed}.",
    )
