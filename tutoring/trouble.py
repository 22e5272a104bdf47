"""Whether a message tells of distress (being hurt, self-harm, bullying, abuse), of worry, or insults the tutor.

The words stand in `trouble.toml`, where a school can read them and add its own; the language model never decides this. Chat
spelling and slips of a letter are undone first, and what is said in jest («me muero de la risa», "this is killing me") is taken
out, unless it is said in earnest («no es broma»). A problem that counts or measures people who are hurt is no distress; what
may be no more than a bad day («nadie me entiende», or a mere «tengo miedo» that speaks of no exam) is worry, and gets a gentler
text with the same help. What no pattern names («ya he repartido mis cosas») is weighed by its words and letters, by a linear
classifier that `training.trouble` fits and keeps as JSON beside this file.
It does not promise to hear what is only hinted at; who hears too much shows a helpline once too often, which does no harm.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from tutoring.reading import Linear, features

Trouble = Literal["distress", "worry", "insult", ""]
WEIGHTS = Path(__file__).parent / "trouble.json"
HEARD: tuple[Trouble, ...] = ("distress", "worry")
SURE = 0.65
"""Probability of trouble from which a message is answered as such."""
SURE_AT_WORK = 0.8
"""The same where the message speaks of schoolwork: most that sounds like trouble there is none."""
_SHORTEST = 6
"""Letters from which a word with one slip is still taken for the word that it is like."""
_PART = re.compile(r"\{([a-z]+)\}")
"""The name of a list in a pattern of `trouble.toml`."""
_LETTER = {"0": "o", "1": "i", "3": "e", "4": "a"}
_FIGURE = re.compile(r"(?<=[a-z])[0134](?=[a-z])")
"""A figure in place of a letter: "k1ll", "d1e"."""
_SPACED = re.compile(r"\b[a-z](?:[ .][a-z]){2,}\b")
"""A word spelled letter by letter: "k.m.s"."""
_TO = re.compile(r"\b(want|wanna|going|gonna|need)(?: to)? 2\b")
_BY = re.compile(r"\bx(?= (?:la|las|el|los|mi|mis|eso|todo|ser|culpa)\b)")
_ONESELF = re.compile(r"\b(?:me|mi|mis|nos|yo|i|i'm|i've|my|myself|us)\b")


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `trouble.toml`, compiled."""

    repair: frozenset[str]
    slang: Mapping[str, str]
    earnest: re.Pattern[str]
    exercise: re.Pattern[str]
    jest: re.Pattern[str]
    distress: re.Pattern[str]
    worry: re.Pattern[str]
    feeling: re.Pattern[str]
    idle: re.Pattern[str]
    insult: re.Pattern[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The lists of this installation."""
    tree = tomllib.loads((Path(__file__).parent / "trouble.toml").read_text(encoding="utf-8"))
    parts = tree["parts"]

    def any_of(kind: str) -> re.Pattern[str]:
        patterns = "|".join(f"(?:{pattern})" for lang in ("es", "en") for pattern in tree[kind][lang])
        return re.compile(_PART.sub(lambda part: parts[part[1]], patterns))

    return Words(
        frozenset(tree["repair"]["words"]), tree["slang"], any_of("earnest"), any_of("exercise"),
        any_of("jest"), any_of("distress"), any_of("worry"), any_of("feeling"), any_of("idle"), any_of("insult"),
    )  # fmt: skip


def trouble(text: str) -> Trouble:
    """What a message tells: distress before an insult, and that before worry; "" for none."""
    known, whole = words(), undone(text)
    said = whole if known.earnest.search(whole) else known.jest.sub(" ", whole)
    counted = known.exercise.search(said) is not None
    if known.distress.search(said) and not (counted and not _ONESELF.search(said)):
        return "distress"
    if known.insult.search(said):
        return "insult"
    felt = known.worry.search(said) or (known.feeling.search(said) and not known.idle.search(said))
    if felt and not counted:
        return "worry"
    if counted or said != whole:
        return ""
    return sensed(said, SURE_AT_WORK if known.idle.search(said) else SURE)


def sensed(said: str, sure: float) -> Trouble:
    """What the words of a message weigh, its chat spelling undone: distress or worry, the likelier of the two, where both
    together are as likely as `sure`; else ""."""
    chances = weighed().probabilities(list(features(said)))
    heard = {label: chances[label] for label in HEARD}
    return max(HEARD, key=heard.__getitem__) if sum(heard.values()) >= sure else ""


@lru_cache(maxsize=1)
def weighed() -> Linear:
    """The classifier that `training.trouble` fitted."""
    return Linear.from_json(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def undone(text: str) -> str:
    """A message with its chat spelling undone: no accents, no letter three times, «k» and «x» in place of words, one slip
    of a letter put right in the words that matter."""
    known = words()
    bare = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    bare = re.sub(r"([^\W\d])\1{2,}", r"\1", bare)
    bare = re.sub(r"(?<=[^\W\d_])[*@](?=[^\W\d_])", "a", bare)
    bare = _FIGURE.sub(lambda figure: _LETTER[figure[0]], bare)
    bare = _SPACED.sub(lambda letters: re.sub(r"[ .]", "", letters[0]), bare)
    bare = _BY.sub("por", _TO.sub(r"\1 to", bare))
    found = (_repaired(known.slang.get(word, word), known.repair) for word in re.findall(r"[\w']+|[^\w\s]", bare))
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
