# ruff: noqa: SIM905 - a list of words reads better as one text
"""Whether a text is Spanish or English prose word for word: codes, ciphers and other tongues are not.

The words are those of a lemmatizer's dictionary, which lists every inflected form (simplemma's, from Wiktionary and others),
of our own banks, and of what the student can see. Spanish pronouns that are joined to a verb («hazlo», «despéjala») are taken
off first: no dictionary lists them all.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from simplemma.strategies import DefaultDictionaryFactory

from subjects import catalogue
from subjects.phrases import Phrases
from subjects.problem import LANGS, Lang

_WORD = re.compile(r"(?<![\w\\])[^\W\d_]{2,}(?![\w(])")
_CLITIC = re.compile(r"(?:me|te|se|l[aeo]s?|n?os)$")
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
"""Numerals of the neighbours' tongues, some of which slip into a list of Spanish or English words."""
_PLAIN = str.maketrans("áàâäéèêëíìîïóòôöúùûü", "aaaaeeeeiiiioooouuuu")
_VOWELS = re.compile(r"[aeiouyáéíóúü]", re.IGNORECASE)


class Lexicon:
    """The words of a language, in lower case and without accents.

    Kept as sorted hashes: 6 MB for the 700,000 forms of Spanish, where a set of texts takes 130. That two words have one hash
    of 64 bits is less likely than a misprint in the dictionary.
    """

    __slots__ = ("_hashes",)

    def __init__(self, listed: Iterable[str]) -> None:
        self._hashes = array("q", sorted({hash(word) for word in listed}))

    def __contains__(self, word: str) -> bool:
        own = hash(word)
        at = bisect_left(self._hashes, own)
        return at < len(self._hashes) and self._hashes[at] == own

    def holds(self, word: str) -> bool:
        """Whether a word is one, or one with pronouns or a plural's ending behind it."""
        return word not in _ELSEWHERE and (word in self or any(stem in self for stem in _stems(word)))


def _stems(word: str) -> Iterator[str]:
    if word.endswith("s"):
        yield word[:-1]
        yield word[:-2]
    bare = word
    for _ in range(2):  # «dímelo» has two
        found = _CLITIC.search(bare)
        if found is None or found.start() < 2:
            return
        bare = bare[: found.start()]
        yield bare
        yield f"{bare}s"  # «vámonos»: the verb loses its own s


def unaccented(text: str) -> str:
    """Lower case, without accents; ñ stays."""
    return text.lower().translate(_PLAIN)


@lru_cache(maxsize=2)
def lexicon(lang: Lang) -> Lexicon:
    """The words of a language: read once, about 2 s for Spanish, where a process warms up before anybody waits for it."""
    forms = DefaultDictionaryFactory(cache_max_size=0).get_dictionary(lang)
    listed = (unaccented(word) for word in forms if not word.isupper())
    kept = (word for word in listed if (len(word) > 3 or _VOWELS.search(word)) and word not in _ELSEWHERE)
    return Lexicon(chain(kept, _own(lang), _UNITS))


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
