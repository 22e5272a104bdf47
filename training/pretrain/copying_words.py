"""The words of the copy lessons in Spanish and English, read from `copying.toml` beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Lang = Literal["es", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """All lists of one language; what each is for is said in the file."""

    fields: list[str]
    task_keys: list[str]
    task_texts: list[str]
    reply: list[str]
    ask_two: list[str]
    reply_two: list[str]
    ask_repeat: list[str]
    ask_all: list[str]
    reply_all: list[str]
    greetings: list[str]
    systems: list[str]
    phrases: list[str]


@cache
def words(lang: Lang) -> Words:
    """The lists of `lang`."""
    text = (Path(__file__).parent / "copying.toml").read_text(encoding="utf-8")
    return Words(**tomllib.loads(text)[lang])
