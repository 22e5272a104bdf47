"""Class notation of the labels of a calculation: places in words, units of particles, raised powers."""

from __future__ import annotations

import re
from functools import lru_cache

from subjects.problem import Lang
from subjects.stoichiometry import figures

_WORDS: dict[str, dict[Lang, str]] = {
    "_mix": {"es": "_mezcla", "en": "_mix"},
    "_left": {"es": "_sobrante", "en": "_left"},
    "_real": {"es": "_real", "en": "_real"},
    "_sample": {"es": "_muestra", "en": "_sample"},
    "_waste": {"es": "_impurezas", "en": "_impurities"},
    "_added": {"es": "_añadida", "en": "_added"},
    "_solvent": {"es": "_disolvente", "en": "_solvent"},
    "_solution": {"es": "_disolución", "en": "_solution"},
    "_air": {"es": "_aire", "en": "_air"},
    "_pure": {"es": "_puro", "en": "_pure"},
    "molecules": {"es": "moléculas", "en": "molecules"},
    "atoms": {"es": "átomos", "en": "atoms"},
    "(ions in": {"es": "(iones in", "en": "(ions in"},
    " ions": {"es": " iones", "en": " ions"},
    "particles": {"es": "partículas", "en": "particles"},
    "limiting:": {"es": "reactivo limitante:", "en": "limiting reactant:"},
    "empirical:": {"es": "fórmula empírica:", "en": "empirical formula:"},
    "hydrate:": {"es": "fórmula del hidrato:", "en": "formula of the hydrate:"},
    "molecular:": {"es": "fórmula molecular:", "en": "molecular formula:"},
    "(atoms in": {"es": "(átomos in", "en": "(atoms in"},
    "compound": {"es": "compuesto", "en": "compound"},
}
_WORD = re.compile("|".join(sorted((re.escape(w) for w in _WORDS), key=len, reverse=True)))
_IN = re.compile(r"(?<=[A-Za-z]) in (?=[A-Z(\[])")


@lru_cache(maxsize=8192)
def localise(text: str, lang: Lang) -> str:
    """An exact string as a student reads it."""
    text = _WORD.sub(lambda found: _WORDS[found[0]][lang], text)
    if lang == "es":
        text = _IN.sub(" en ", text)
    return figures.localise(text.replace("m^3", "m³"), lang)
