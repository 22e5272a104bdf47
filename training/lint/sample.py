"""`teach start`: a sample page of worked examples to fill in, in the class's language, level and method."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from subjects.problem import Lang
from training.exercises.sheet import Item, Wish, sheet
from tutoring.sentence import OperatorError, Sentence

SHOWN, EMPTY = 2, 3
_HEAD = Sentence(
    "Un problema y su solución, un paso por línea, como en la pizarra. Cambia estos ejemplos por los tuyos: diez bastan para "
    "enseñar un método. Después: teach lint",
    "A problem and its solution, one step a line, as on the board. Put your own in place of these: ten are enough to teach "
    "a method. Then: teach lint",
)
_WORDS = {
    "title": Sentence("Ejemplos de", "Examples of"), "level": Sentence("Nivel", "Level"),
    "problem": Sentence("## Problema", "## Problem"), "solution": Sentence("## Solución", "## Solution"),
}  # fmt: skip


class SampleThere(OperatorError):
    """Something lies already where the sample should be written."""


def sample(wish: Wish) -> str:
    """The page: two worked examples, then empty headings."""
    return "\n".join(_lines(wish)) + "\n"


def _lines(wish: Wish) -> Iterator[str]:
    lang = wish.lang
    yield f"# {_WORDS['title'].tell(lang)} {wish.subject.phrases.patterns(lang, 'name')[0]}"
    yield ""
    yield f"<!-- {_HEAD.tell(lang)} -->"
    yield ""
    yield f"{_WORDS['level'].tell(lang)}: {wish.level}"
    for item in sheet(wish):
        yield from ("", _WORDS["problem"].tell(lang), "", item.text, "", _WORDS["solution"].tell(lang), "")
        yield from _steps(item, lang)
    for _ in range(EMPTY):
        yield from ("", _WORDS["problem"].tell(lang), "", _WORDS["solution"].tell(lang))


def _steps(item: Item, lang: Lang) -> Iterator[str]:
    for step in item.solution.steps:
        yield f"${item.subject.show(step.after, lang)}$"


def write(wish: Wish, out: Path) -> Path:
    """Write the page where nothing lies yet. Raises SampleThere."""
    try:
        with out.open("x", encoding="utf-8") as stream:
            stream.write(sample(wish))
    except FileExistsError:
        raise SampleThere(
            f"{out} ya existe; elige otro nombre con --out.",
            f"{out} is there already; choose another name with --out.",
        ) from None
    except OSError as error:
        raise SampleThere(
            f"No se puede escribir {out} ({error.strerror}).", f"{out} cannot be written ({error.strerror})."
        ) from None
    return out
