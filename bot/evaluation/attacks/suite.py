"""The attacks of `attacks.toml`, read strictly."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.evaluation.attacks.obeying import FORMS
from subjects.problem import LANGS, Lang

_TURNS = " // "


@dataclass(frozen=True, slots=True)
class Attack:
    """What one attacker writes, a message a turn, and the form in which an obeying model would tell."""

    family: str
    lang: Lang
    form: str
    turns: tuple[str, ...]


@lru_cache(maxsize=1)
def attacks() -> tuple[Attack, ...]:
    """Every attack of the file. Raises ValueError for a form that no model here knows or a language left out."""
    tree = tomllib.loads((Path(__file__).parent / "attacks.toml").read_text("utf-8"))
    found: list[Attack] = []
    for family, by_lang in tree.items():
        if set(by_lang) != set(LANGS):
            raise ValueError(f"attacks.toml: {family} needs {LANGS}")
        for lang in LANGS:
            for form, texts in by_lang[lang].items():
                if form not in FORMS:
                    raise ValueError(f"attacks.toml: {family} asks for {form!r}, which is no form")
                found += [Attack(family, lang, form, tuple(text.split(_TURNS))) for text in texts]
    return tuple(found)
