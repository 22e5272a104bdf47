"""What the model server says while it works: one line in each language, for whoever started it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from subjects.problem import Lang


@dataclass(frozen=True, slots=True)
class Notice:
    """One line; a `passing` one may be overwritten by the next, or left out."""

    en: str
    es: str
    passing: bool = False

    def text(self, lang: Lang) -> str:
        """The line in the reader's language."""
        return self.es if lang == "es" else self.en


Tell = Callable[[Notice], None]
