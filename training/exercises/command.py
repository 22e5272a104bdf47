"""`teach exercises`: from what was typed to a sheet on standard output or in a file; progress goes to standard error."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from subjects import catalogue
from subjects.methods import unknown_in
from subjects.problem import LANGS, LEVELS, Lang, Level
from training.exercises import gift, markdown, moodle, page
from training.exercises.sheet import Item, Wish, sheet
from tutoring.classroom import read
from tutoring.sentence import OperatorError, Sentence, operator_lang, say

FORMATS: dict[str, Callable[[Sequence[Item]], str]] = {
    "md": markdown.write, "html": page.write, "moodle": moodle.write, "gift": gift.write,
}  # fmt: skip


class WrongExercises(OperatorError):
    """An option has a value that it cannot have; the message says which it can."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed; "" where an option was left out."""

    subject: str
    like: str
    count: int
    level: str
    lang: str
    seed: int
    format: str
    method: str


def run(asked: Asked, class_file: Path, out: Path | None) -> str:
    """Make the sheet; what is to be printed: the sheet, or where it was written.

    Raises WrongExercises, NoExercises, and ClassroomError where the class settings are needed and broken.
    """
    found = wish(asked, class_file)
    items = sheet(found, _progress)
    text = FORMATS[_one_of("--format", asked.format, tuple(FORMATS))](items)
    if len(items) < asked.count:
        say(_fewer(len(items), asked.count))
    if out is None:
        return text
    return _write(out, text, len(items))


def wish(asked: Asked, class_file: Path) -> Wish:
    """What was typed, with the class's settings for what was left out. Raises WrongExercises."""
    settings = read(class_file)
    name = _one_of("SUBJECT", asked.subject, catalogue.names())
    subject = catalogue.find(name)
    method = asked.method or settings.method_of(name)
    if (stray := unknown_in(method, subject.methods)) is not None:
        _one_of("--method", stray, subject.methods)
    _one_of("--format", asked.format, tuple(FORMATS))
    return Wish(
        subject,
        cast(Lang, _one_of("--lang", asked.lang or settings.lang, LANGS)),
        cast(Level, _one_of("--level", asked.level or settings.level, LEVELS)),
        asked.count, asked.seed, method, asked.like,
    )  # fmt: skip


def _one_of(option: str, given: str, known: Sequence[str]) -> str:
    if given in known:
        return given
    near = difflib.get_close_matches(given, known, 1)
    listed, hint = ", ".join(known), f" → {near[0]}" if near else ""
    raise WrongExercises(
        f"{option} {given}{hint}: ha de ser uno de: {listed}.", f"{option} {given}{hint}: must be one of: {listed}."
    )


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{of}" + ("\n" if done == of else ""))
        sys.stderr.flush()


def _fewer(found: int, asked: int) -> Sentence:
    return Sentence(
        f"Solo se encontraron {found} de {asked} ejercicios distintos con la misma estructura y números igual de cómodos.",
        f"Only {found} of {asked} different exercises of the same structure with numbers as pleasant were found.",
    )


def _write(out: Path, text: str, count: int) -> str:
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OperatorError(
            f"No se puede escribir {out} ({error.strerror}).", f"{out} cannot be written ({error.strerror})."
        ) from None
    said = Sentence(f"{out}: {count} ejercicios", f"{out}: {count} exercises")
    return said.tell(operator_lang()) + "\n"
