"""Whether a message tells of distress (being hurt, self-harm, bullying, abuse) or insults the tutor.

The words stand in `trouble.toml`, where a school can read them and add its own; a model never decides this. Chat spelling
and slips of a letter are undone first, and what is said in jest («me muero de la risa», "this is killing me") is taken out.
It does not promise to hear what is only hinted at; who hears too much shows a helpline once too often, which does no harm.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Trouble = Literal["distress", "insult", ""]
_SHORTEST = 6
"""Letters from which a word with one slip is still taken for the word that it is like."""


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `trouble.toml`, compiled."""

    repair: frozenset[str]
    slang: tuple[tuple[str, str], ...]
    jest: re.Pattern[str]
    distress: re.Pattern[str]
    insult: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists of this installation."""
    tree = tomllib.loads((Path(__file__).parent / "trouble.toml").read_text(encoding="utf-8"))

    def any_of(kind: str) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{pattern})" for lang in ("es", "en") for pattern in tree[kind][lang]))

    return Words(
        frozenset(tree["repair"]["words"]), tuple(tree["slang"].items()),
        any_of("jest"), any_of("distress"), any_of("insult"),
    )  # fmt: skip


def trouble(text: str) -> Trouble:
    """What a message tells: distress before an insult, "" for neither."""
    known, said = words(), undone(text)
    said = known.jest.sub(" ", said)
    if known.distress.search(said):
        return "distress"
    return "insult" if known.insult.search(said) else ""


def undone(text: str) -> str:
    """A message with its chat spelling undone: no accents, no letter three times, «k» and «x» in place of words, one slip
    of a letter put right in the words that matter."""
    known = words()
    bare = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    bare = re.sub(r"([^\W\d])\1{2,}", r"\1", bare)
    bare = re.sub(r"(?<=[^\W\d_])[*@](?=[^\W\d_])", "a", bare)
    slang = dict(known.slang)
    found = (_repaired(slang.get(word, word), known.repair) for word in re.findall(r"[\w']+|[^\w\s]", bare))
    return re.sub(r"\s+([.,;:?!])", r"\1", " ".join(found))


@lru_cache(maxsize=4096)
def _repaired(word: str, repair: frozenset[str]) -> str:
    if word in repair or not word.isalpha():
        return word
    spelled = re.sub(r"k(?=[ei])", "qu", word).replace("k", "c")
    for candidate in (word, spelled):
        if candidate in repair:
            return candidate
        near = [one for one in repair if len(one) >= _SHORTEST and _one_slip(candidate, one)]
        if near:
            return min(near)
    return word


def _one_slip(said: str, meant: str) -> bool:
    """Whether one letter is missing, added, changed, or swapped with its neighbour."""
    if abs(len(said) - len(meant)) > 1 or said[:1] != meant[:1]:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(said, meant, strict=False)) if a != b), min(len(said), len(meant))
    )
    a, b = said[at:], meant[at:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
