"""Finds the subjects: every folder of the package `subjects` that has a bank of phrases and exposes `subject`.

A scan of folder names costs no import; a subject is imported when it is first asked for. The package's path may be longer
than this folder (`subjects.__path__`), so that a subject can live elsewhere.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import cast

import subjects
from subjects.errors import MaieuticError
from subjects.subject import Subject

OTHER = "other"
"""What a message that belongs to no subject is filed under; the `general` adapter speaks for it."""


class UnknownSubject(MaieuticError):
    """No folder of that name."""


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The names of the subjects, sorted."""
    folders = [folder for path in subjects.__path__ for folder in Path(path).iterdir()]
    return tuple(sorted({folder.name for folder in folders if (folder / "phrases.toml").is_file()}))


def find(name: str) -> Subject:
    """The subject of that name.

    Raises UnknownSubject, naming those there are.
    """
    if name not in names():
        raise UnknownSubject(f"there is no subject {name!r}; there are: {', '.join(names())}")
    return cast(Subject, import_module(f"subjects.{name}").subject)
