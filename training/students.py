"""Student messages as data with noise: how 13 to 18 year olds type, for prompts in training and for the reader.

Nothing here comes from real students.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from random import Random

from subjects.phrases import Phrases
from subjects.problem import Lang

SHORT = {
    "es": {
        "que": "q",
        "por": "x",
        "porque": "pq",
        "también": "tb",
        "bien": "bn",
        "ejercicio": "ejer",
        "para": "pa",
    },
    "en": {
        "you": "u",
        "please": "pls",
        "because": "cuz",
        "are": "r",
        "your": "ur",
        "though": "tho",
        "to": "2",
    },
}


@lru_cache(maxsize=1)
def bank() -> Phrases:
    """The bank of messages by intent."""
    return Phrases.read(Path(__file__).parent / "students.toml")


def message(
    intent: str, lang: Lang, rng: Random, slots: Mapping[str, str] | None = None, noise: float = 0.5
) -> str:
    """One message of an intent, typed carelessly with probability `noise` (mathematics is left as it is)."""
    held = {name: f"\x00{index}\x00" for index, name in enumerate(slots or {})}
    text = bank().say(lang, held, rng, intent) or ""
    if rng.random() < noise:
        text = careless(text, lang, rng)
    for name, mark in held.items():
        text = text.replace(mark, (slots or {})[name])
    return text


def careless(text: str, lang: Lang, rng: Random) -> str:
    """Lower case, no accents, chat short forms, a slip of the keyboard, marks dropped or repeated."""
    if rng.random() < 0.7:
        text = text.lower()
    if rng.random() < 0.6:
        text = strip_accents(text)
    if rng.random() < 0.3:
        text = " ".join(SHORT[lang].get(word, word) for word in text.split(" "))
    if rng.random() < 0.35:
        text = _slip(text, rng)
    if rng.random() < 0.3:
        text = text.rstrip("?!.") + rng.choice(("", "??", "...", "!!", " :(", " xd", " 😅"))
    return text.replace("¿", "") if rng.random() < 0.7 else text


def strip_accents(text: str) -> str:
    """Without accents, ñ kept."""
    kept = text.replace("ñ", "\x01").replace("Ñ", "\x02")
    bare = "".join(c for c in unicodedata.normalize("NFD", kept) if unicodedata.category(c) != "Mn")
    return bare.replace("\x01", "ñ").replace("\x02", "Ñ")


def _slip(text: str, rng: Random) -> str:
    places = [
        i
        for i, c in enumerate(text[:-1])
        if c.isalpha() and text[i + 1].isalpha() and "\x00" not in text[i : i + 2]
    ]
    if not places:
        return text
    at = rng.choice(places)
    kind = rng.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind == 1 else text[:at] + text[at] + text[at:]
