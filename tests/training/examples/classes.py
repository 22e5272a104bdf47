"""Classes to learn from: the example pages of the docs, and pages made here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from training.examples.way import Way, ways_of
from training.lint.lint import lint
from tutoring.classroom import ClassSettings

PAGES = Path(__file__).parents[3] / "docs" / "examples"


@lru_cache
def read(page: Path) -> Way:
    """The way of the first subject of a page, folder or zip."""
    settings = ClassSettings()
    return ways_of(lint([page], settings).examples, settings)[0]


def page(name: str) -> Way:
    """The way of one of the docs' pages."""
    return read(PAGES / name)


def written(folder: Path, *solved: tuple[str, str]) -> Path:
    """A page of (problem, lines) pairs."""
    path = folder / "page.md"
    parts = (f"## Problema\n\n{problem}\n\n## Solución\n\n{lines}\n" for problem, lines in solved)
    path.write_text("\n".join(parts), encoding="utf-8")
    return path
