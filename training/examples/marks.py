"""The words by which a method is known (`ways.toml`), found in a text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from subjects.problem import Lang
from training.lint.formats.markdown import folded

Words = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]


@lru_cache(maxsize=1)
def _ways() -> Words:
    return tomllib.loads((Path(__file__).parent / "ways.toml").read_text("utf-8"))


def words_of(subject: str, method: str, lang: Lang) -> tuple[str, ...]:
    """The words of a method; none where none are known."""
    return tuple(_ways().get(subject, {}).get(method, {}).get(lang, ()))


def known(subject: str) -> tuple[str, ...]:
    """The methods of a subject that have words."""
    return tuple(_ways().get(subject, {}))


def found(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in a text."""
    plain = folded(text)
    return any(_pattern(word).search(plain) for word in words)


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in folded(word).split("*"))
    return re.compile(r"(?<!\w)" + r"\w*".join(parts) + r"(?!\w)")
