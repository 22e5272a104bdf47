"""Reads a message: language, wish and subject, in well under a millisecond, with plain Python.

Two linear classifiers over words and letter groups, fitted by `training.reader` and kept as JSON beside this file.
What mathematics a message holds is not decided here: the subjects read it (`tutoring.ground`).
"""

from __future__ import annotations

import itertools
import json
import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from subjects.catalogue import OTHER
from subjects.problem import Lang
from tutoring.language import detect
from tutoring.policy import Intent

WEIGHTS = Path(__file__).parent / "reader.json"
TEXT_LIMIT = 240
"""Characters that are read: what a message is about shows in its beginning."""
_THREAD = 8.0
"""How much likelier the conversation's subject is than its words alone make it; squared for a bare pointer."""
_CLAIM = 0.8
"""The probability by which another subject claims a message clearly."""
_DOUBT = 0.02
"""What every subject is granted before the thread weighs in: words that name none prove nothing against one."""
_POINTER = 4
"""Words of a message that is hardly more than «y esto?» or "and that one?"."""
ABSTAIN = 0.55
"""Below this calibrated probability the subject is not claimed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message is, by its words alone. `confidence` is the calibrated probability of `subject` (0–1)."""

    lang: Lang
    intent: Intent
    subject: str
    confidence: float
    abstained: bool
    intent_confidence: float = 1.0


def fold(text: str) -> str:
    """Lower case, without accents, digits as 0, spaces squeezed: what the classifiers see."""
    bare = unicodedata.normalize("NFD", text[:TEXT_LIMIT].lower().replace("ñ", "\x01"))
    bare = "".join(char for char in bare if not unicodedata.combining(char)).replace("\x01", "ñ")
    return re.sub(r"\s+", " ", re.sub(r"\d+", "0", bare)).strip()


def features(text: str) -> Iterator[str]:
    """Words, pairs of words, and groups of 2–4 letters inside words (repeats included)."""
    tokens = re.findall(r"[^\W_]+|[^\w\s]", fold(text))
    yield from (f"w:{token}" for token in tokens)
    yield from (f"p:{a} {b}" for a, b in itertools.pairwise(tokens))
    for token in tokens:
        padded = f" {token} "
        for size in (2, 3, 4):
            yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


@dataclass(frozen=True, slots=True)
class Linear:
    """A softmax over sums of feature weights, scaled by the length of the text and a fitted temperature."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    temperature: float

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Linear:
        weights = {name: tuple(values) for name, values in state["weights"].items()}
        return cls(tuple(state["labels"]), tuple(state["bias"]), weights, float(state["temperature"]))

    def probabilities(self, found: Collection[str]) -> dict[str, float]:
        """Label → probability for the features of a text."""
        hits = [weights for name in found if (weights := self.weights.get(name)) is not None]
        scale = 1.0 / math.sqrt(len(found)) if found else 0.0
        totals = (
            [
                bias + scale * sum(column)
                for bias, column in zip(self.bias, zip(*hits, strict=True), strict=True)
            ]
            if hits
            else list(self.bias)
        )
        top = max(totals)
        grown = [math.exp((total - top) / self.temperature) for total in totals]
        whole = sum(grown)
        return {label: value / whole for label, value in zip(self.labels, grown, strict=True)}


@dataclass(frozen=True, slots=True)
class Reader:
    """The two fitted classifiers."""

    intents: Linear
    subjects: Linear

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> Reader:
        """From the JSON that `training.reader` wrote."""
        state = json.loads(path.read_text(encoding="utf-8"))
        return cls(Linear.from_json(state["intents"]), Linear.from_json(state["subjects"]))

    def read(self, text: str, lang: Lang, offered: Collection[str] = (), current: str = "") -> Reading:
        """`lang`: the language spoken so far, kept when the message does not tell. `offered`: the class's subjects
        (a prior); `current`: the subject of the conversation, kept unless another is clear."""
        found = list(features(text))
        intent, sure = _top(self.intents.probabilities(found))
        chances = self.subjects.probabilities(found)
        if offered:
            chances = _renormalise({s: p for s, p in chances.items() if s in offered or s == OTHER})
        if current in chances:
            wandering = intent == "off_topic" and sure > 0.9
            chances = _stay(chances, current, wandering, short=len(text.split()) <= _POINTER)
        subject, confidence = _top(chances)
        abstained = confidence < ABSTAIN
        return Reading(
            detect(text) or lang,
            cast(Intent, intent),
            OTHER if abstained else subject,
            round(confidence, 4),
            abstained,
            sure,
        )


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The fitted reader of this installation."""
    return Reader.load()


def _stay(chances: Mapping[str, float], current: str, wandering: bool, short: bool) -> dict[str, float]:
    """The thread decides first: few later messages name a subject at all, so only another subject's clear claim, or a
    message that leaves the class, outweighs the subject of the conversation."""
    left_out = () if wandering else (OTHER,)
    rival = max((p for s, p in chances.items() if s not in (current, OTHER)), default=0.0)
    thread = _THREAD**2 if short or rival < _CLAIM else _THREAD
    named = {s: p + _DOUBT for s, p in chances.items() if s not in left_out}
    return _renormalise({s: p * (thread if s == current else 1.0) for s, p in named.items()})


def _top(chances: Mapping[str, float]) -> tuple[str, float]:
    best = max(chances, key=lambda label: chances[label])
    return best, chances[best]


def _renormalise(chances: Mapping[str, float]) -> dict[str, float]:
    whole = sum(chances.values()) or 1.0
    return {label: chance / whole for label, chance in chances.items()}
