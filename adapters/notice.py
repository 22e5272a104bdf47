"""What the model server says while it works, to whoever started it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tutoring.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Notice(Sentence):
    """One line; a `passing` one may be overwritten by the next, or left out."""

    passing: bool = False


Tell = Callable[[Notice], None]
