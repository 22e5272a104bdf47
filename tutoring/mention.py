"""Which of the subjects' concepts a message names."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from subjects import catalogue
from subjects.problem import Lang
from tutoring.reading import fold


def find_concept(text: str, lang: Lang, subjects: Collection[str]) -> tuple[str | None, str]:
    """The concept a message names (the longest of its trigger words wins) and its subject."""
    folded = f" {fold(text)} "
    best: tuple[int, str | None, str] = (0, None, "")
    for name in subjects:
        for size, concept, trigger in _triggers(name, lang):
            if (
                size <= best[0] or trigger not in folded
            ):  # a search for each of a thousand words would cost too much
                continue
            if re.search(rf"(?<!\w){re.escape(trigger)}(?!\w)", folded):
                best = (size, concept, name)
    return best[1], best[2]


@lru_cache(maxsize=32)
def _triggers(name: str, lang: Lang) -> tuple[tuple[int, str, str], ...]:
    phrases = catalogue.find(name).phrases
    found = []
    for concept in phrases.keys("concept"):
        words = (
            *phrases.patterns(lang, "concept", concept, "words"),
            *phrases.patterns(lang, "concept", concept, "name"),
        )
        found += [(len(word), concept, fold(word)) for word in words if fold(word)]
    return tuple(found)
