# ruff: noqa: SIM905 - a list of words reads better as one text
"""Whether a text is Spanish or English prose word for word: codes, ciphers and other tongues are not.

The words are those of a spelling dictionary (pyspellchecker's, from subtitles), of our own banks, and of what the student
can see. Spanish and English inflect more than a dictionary lists, so a longer word may differ from a listed one in its
ending. A short word has no such freedom: «sept» is no Spanish, though «septiembre» is.
"""

from __future__ import annotations

import gzip
import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from subjects import catalogue
from subjects.phrases import Phrases
from subjects.problem import LANGS, Lang

_WORD = re.compile(r"(?<![\w\\])[^\W\d_]{2,}(?![\w(])")
_ENDING = 2
"""Letters at the end of a long word that may be unlisted."""
_LONG = 7
_CLITICS = re.compile(r"(?:me|te|se|lo|la|le|los|las|les|nos|os){1,2}$")
_VERBAL = re.compile(r"(?:(?P<es>ando|iendo|yendo|[aei]mos|abamos|iamos|[ai]d[oa]|aban?|ian?|[ae]ste)|(?P<en>ing|ed))$")
"""Endings of verbs (written without accents) that are longer than two letters; what is left must be a verb that is listed."""
_CONTRACTED = re.compile(r"\b(?:won|can|shan)['’]t\b|(?<=[a-z])(?:n['’]t|['’](?:ll|ve|re|d|s|m))\b", re.IGNORECASE)
_UNITS = frozenset(
    "km cm mm dm hm dam nm ms min kg mg dg cg hg ml dl cl kl mol moles mmol atm kpa pa hpa mmhg kj kcal cal kw hz khz ppm "
    "mru mrua mruv mcu suvat pvt tpe sen cos tan sin cotg arctan log ln mcd mcm lcm gcd hcf bodmas pemdas eso "
    "vs etc ej eg ie vo vf xo yo vx vy so sf ok".split()
)
_ELSEWHERE = frozenset(
    "quatre cinc sis vuit deu onze dotze hiru bost zazpi zortzi hamar deux trois cinq huit neuf dix douze dois oito nove dez "
    "quattro sette otto dieci eins zwei drei vier sechs sieben acht neun zehn elf duo unus octo novem decem".split()
)
"""Numerals of the neighbours' tongues, some of which subtitles let slip into a list of Spanish or English words."""
_PLAIN = str.maketrans("áàâäéèêëíìîïóòôöúùûü", "aaaaeeeeiiiioooouuuu")
_VOWELS = re.compile(r"[aeiouyáéíóúü]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a language, without accents; `ordered` is the same, sorted."""

    listed: frozenset[str]
    ordered: tuple[str, ...]

    def holds(self, word: str) -> bool:
        """Whether a word (lower case, no accents) is one, or an inflection of one."""
        if word in _ELSEWHERE:
            return False
        if word in self.listed or any(stem in self.listed for stem in _stems(word)):
            return True
        if len(word) < _LONG:
            return False
        stem = word[:-_ENDING]
        at = bisect_left(self.ordered, stem)
        return at < len(self.ordered) and self.ordered[at].startswith(stem)


def _stems(word: str) -> Iterator[str]:
    if word.endswith("s"):
        yield word[:-1]
        yield word[:-2]
    if found := _VERBAL.search(word):
        stem = word[: found.start()]
        yield from (f"{stem}{ending}" for ending in (("ar", "er", "ir") if found["es"] else ("", "e")) if len(stem) > 2)
    bare = _CLITICS.sub("", word)
    if len(bare) >= 2:
        yield bare
        yield f"{bare}r"


def unaccented(text: str) -> str:
    """Lower case, without accents; ñ stays."""
    return text.lower().translate(_PLAIN)


@lru_cache(maxsize=2)
def lexicon(lang: Lang) -> Lexicon:
    """The words of a language: read once, about 0.2 s and 30 MB."""
    packed = files("spellchecker").joinpath("resources", f"{lang}.json.gz").read_bytes()
    listed = set("\n".join(json.loads(gzip.decompress(packed))).translate(_PLAIN).split("\n"))
    listed = {word for word in listed if len(word) > 3 or _VOWELS.search(word)}
    listed = (listed | _own(lang) | _UNITS) - _ELSEWHERE
    return Lexicon(frozenset(listed), tuple(sorted(listed)))


def _own(lang: Lang) -> set[str]:
    from tutoring.move import bank

    banks = [bank(), *(catalogue.find(name).phrases for name in catalogue.names())]
    return {word for phrases in banks for text in _texts(phrases, lang, ()) for word in words(text)}


def _texts(phrases: Phrases, lang: Lang, path: tuple[str, ...]) -> Iterator[str]:
    yield from phrases.patterns(lang, *path)
    for key in phrases.keys(*path):
        if key not in LANGS:
            yield from _texts(phrases, lang, (*path, key))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text of two letters or more, in lower case and without accents."""
    return tuple(unaccented(match[0]) for match in _WORD.finditer(_CONTRACTED.sub(" ", text)))


@lru_cache(maxsize=64)
def _seen(known: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in known for word in words(text))


def strange(sentence: str, lang: Lang, known: tuple[str, ...]) -> str:
    """The first word of a sentence that is no word of the language and was not seen before, or ""."""
    seen = _seen(known)
    for word in words(sentence):
        if word not in seen and not lexicon(lang).holds(word):
            return word
    return ""
