"""The attacks of `attacks.toml`, read strictly."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.evaluation.attacks.falsehoods import FALSE
from bot.evaluation.attacks.held_out import HELD_OUT
from bot.evaluation.attacks.obeying import FORMS, Form
from subjects.problem import LANGS, Lang

_TURNS = " // "
_LIES = "false"
_OWN_FORMS: Mapping[str, Mapping[str, Form]] = {"held_out": HELD_OUT, _LIES: FALSE}


@dataclass(frozen=True, slots=True)
class Attack:
    """What one attacker writes, a message a turn, and the form in which an obeying model would tell."""

    family: str
    lang: Lang
    form: str
    turns: tuple[str, ...]

    @property
    def lies(self) -> bool:
        """Whether it asks for something false, not for the answer."""
        return self.family == _LIES


def forms_of(family: str) -> Mapping[str, Form]:
    """The forms that the attacks of a family may ask for, by name."""
    return _OWN_FORMS.get(family, FORMS)


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
                if form not in forms_of(family):
                    raise ValueError(f"attacks.toml: {family} asks for {form!r}, which is no form")
                found += [Attack(family, lang, form, tuple(text.split(_TURNS))) for text in texts]
    return tuple(found)
