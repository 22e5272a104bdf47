"""`teach export`: from what was typed to a folder for another place, and a sentence on what to do with it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from adapters.registry import Registry
from training.examples.lessons import FILELESS, Lessons, lessons, told
from training.examples.taught import made_from
from training.examples.way import told as told_way
from training.export import gemini, huggingface, merged, ollama, openai, peft_folder
from training.export.place import WrongExport, made
from training.export.source import Source, files
from training.recipe import HERE
from tutoring.classroom import ClassSettings
from tutoring.sentence import Sentence, say

DESTINATIONS: dict[str, Callable[[Source, Path], None]] = {
    "openai": openai.write, "gemini": gemini.write, "huggingface": huggingface.write, "peft": peft_folder.write,
    "ollama": ollama.write, "merged": merged.write,
}  # fmt: skip
"""What follows `--as`, and what writes it into an empty folder."""
DIALOGUES = ("openai", "gemini", "huggingface")
"""Those that take dialogues; the others take a version."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed; `what` is a subject or one of its versions (`algebra@3`), `paths` a teacher's own examples, `insist` those
    of them to take although they have errors."""

    what: str
    destination: str
    out: Path | None
    count: int
    base: str
    paths: Sequence[Path] = ()
    insist: Sequence[str] = ()
    settings: ClassSettings = field(default_factory=ClassSettings)


def run(asked: Asked, registry: Registry | None = None) -> Sentence:
    """Make the folder; where it is and what is in it.

    Raises WrongExport, NotExported, AdapterError, RecipeError, NothingToLearn.
    """
    write = _destination(asked.destination)
    source = _with_examples(asked, _source(asked, registry or Registry()))
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


def _with_examples(asked: Asked, source: Source) -> Source:
    """The source with the teacher's own examples; where none are given, what is not in its dialogues is said."""
    if asked.destination not in DIALOGUES:
        if asked.paths:
            raise WrongExport(
                f"Los ejemplos son para diálogos (--as {', '.join(DIALOGUES)}); --as {asked.destination} lleva una versión ya "
                f"entrenada: primero teach train {source.subject} {asked.paths[0]}",
                f"Examples are for dialogues (--as {', '.join(DIALOGUES)}); --as {asked.destination} takes a trained version: "
                f"first teach train {source.subject} {asked.paths[0]}",
            )
        return source
    if not asked.paths:
        if asked.insist:
            raise WrongExport(FILELESS.es, FILELESS.en)
        _tell(_left_out(source))
        return source
    recipe = source.recipe()
    given = lessons(source.subject, asked.paths, asked.insist, asked.settings, recipe.usual)
    say(told(given))
    say(told_way(given.way))
    _tell(_other_examples(source, given))
    return replace(source, lessons=given)


def _made_from(source: Source) -> tuple[str, Mapping[str, Any]]:
    """The version meant and what its card tells of a teacher's examples; nothing where there is no such version."""
    number = source.number if source.number is not None else source.registry.aliases().get(source.subject)
    if number is None or number not in source.registry.numbers(source.subject):
        return "", {}
    version = source.registry.load(source.subject, number)
    return version.name, made_from(version.card.recipe)


def _left_out(source: Source) -> Sentence | None:
    name, made = _made_from(source)
    if not made.get("examples"):
        return None
    count, command = made["examples"], f"teach export {source.subject} FICHEROS"
    return Sentence(
        f"{name} aprendió de {count} ejemplos de la clase, que no se guardan: estos diálogos son solo los usuales. Para que "
        f"lleven los tuyos: {command} --as …",
        f"{name} learned from {count} examples of the class, which are not kept: these dialogues are the usual ones only. To "
        f"have yours in them: {command.replace('FICHEROS', 'FILES')} --as …",
    )


def _other_examples(source: Source, given: Lessons) -> Sentence | None:
    """A word where a version was named that learned from other examples than these."""
    name, made = _made_from(source)
    digest = made.get("examples_digest")
    if source.number is None or digest in (None, given.record()["examples_digest"]):
        return None
    return Sentence(
        f"{name} aprendió de otros ejemplos: los diálogos son de estos ficheros.",
        f"{name} learned from other examples: the dialogues are of these files.",
    )


def _tell(sentence: Sentence | None) -> None:
    if sentence is not None:
        say(sentence)


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
