"""The words that tell what a problem is about (`cues.toml`) as compiled expressions over plain text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("cues.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def cue(name: str) -> re.Pattern[str]:
    """One list as alternatives between word boundaries. Raises KeyError for a list that is not there."""
    return re.compile(rf"\b(?:{'|'.join(_lists()[name])})\b")


@lru_cache(maxsize=8)
def before(name: str) -> re.Pattern[str]:
    """A list that has to end right before a quantity, with the small words of its `<name>_between` list between."""
    lists = _lists()
    small = "|".join(lists[f"{name}_between"])
    return re.compile(rf"(?:\b(?:{'|'.join(lists[name])})\b|=)(?:\s*:|\s+(?:{small}))*\s*$")
