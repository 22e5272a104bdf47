"""What students leave out: single letters for little words, and the rest of a name that was already told.

Only what can mean one thing is written out.
"""

from __future__ import annotations

import re

from subjects.problem import LANGS, Lang
from subjects.stoichiometry import substances
from subjects.stoichiometry.formula import Species, fold
from subjects.stoichiometry.mentions import Mention
from subjects.stoichiometry.reaction import Reaction

_LETTERS: dict[Lang, tuple[tuple[re.Pattern[str], str], ...]] = {
    "es": (
        (re.compile(r"(?<![\w=·*/(])q(?=\s+[A-Za-zÁÉÍÓÚáéíóúñ¿%])"), "que"),
        (re.compile(r"(?<![\w=·*/(])Q(?=\s+[a-záéíóúñ])"), "Que"),
        (re.compile(r"((?:^|[¿.?!]\s*))k(?=\s+[a-z]{3})"), r"\1que"),
        (re.compile(r"(?<![\w=·*/(])d(?=\s+[A-Za-zÁÉÍÓÚáéíóúñ])"), "de"),
        (re.compile(r"\b([Cc])t([oa]s?)(?=\s)"), r"\1uant\2"),
        (re.compile(r"(?<![\w=·*/(])[nN][º°.]?\s+(?=de\s+(?:moles|mol[eé]culas|[aá]tomos|part[ií]culas)\b)"), "número "),
        (re.compile(r"(?<![\w=·*/(\d] )(?<![\w=·*/(])M(?=\s+(?:final|nueva|resultante)\b)"), "molaridad"),
        (re.compile(r"\b(?:xa|pa)(?=\s+[a-záéíóúñ])"), "para"),
    ),
    "en": (
        (re.compile(r"\b[Ww](?:h|)a?ts?(?=\s+(?:is|the|mass|volume|are)\b)"), "what"),
        (re.compile(r"\b[Hh]w(?=\s+(?:many|much)\b)"), "how"),
    ),
}
_ION = re.compile(r"\b(?:ion(?:es)?|anion(?:es)?|medio|in|grupo|dicho)\s+$")
_MORE = re.compile(r"\s+(?:de|del|of)\s+(?!l[ao]s?\b)[a-z]|\s+(?:[a-z]*ico|[a-z]*oso|ion|ions|base)\b")


def write_letters(text: str, lang: Lang) -> str:
    """The text with the letters that stand for little words written out: "q masa tiene"."""
    for pattern, word in _LETTERS[lang]:
        text = pattern.sub(word, text)
    return text


def with_short_names(folded: str, mentions: list[Mention], equation: Reaction | None) -> list[Mention]:
    """The mentions with those added that repeat only the head of a name of two words: "clorato" for the only
    chlorate of the text and its equation."""
    heads = _heads(folded, mentions, equation)
    taken = [(m.start, m.end) for m in mentions]
    added = []
    for word, meant in heads.items():
        for found in re.finditer(rf"(?<![a-z]){word}(?![a-z])", folded):
            inside = any(start < found.end() and found.start() < end for start, end in taken)
            if len(meant) > 1 or inside or _ION.search(folded[: found.start()]) or _MORE.match(folded, found.end()):
                continue
            added.append(Mention(found.start(), found.end(), next(iter(meant))))
    return sorted([*mentions, *added], key=lambda m: m.start)


def _heads(folded: str, mentions: list[Mention], equation: Reaction | None) -> dict[str, set[Species]]:
    """The head of every name of two words or more, with the substances that it can mean."""
    named = [(folded[m.start : m.end], m.species) for m in mentions]
    for s in equation.species if equation else ():
        named += [(fold(name), s) for lang in LANGS if (name := substances.name(s.formula, lang))]
    heads: dict[str, set[Species]] = {}
    for name, s in named:
        words = re.findall(r"[a-z]+", name)
        if len(words) < 2 or not s.atoms or re.search(r"\d", name):
            continue
        head = words[0] if re.match(r"[a-z]+\s+(?:de|del)\s|acido\s", name) else words[-1]
        if len(head) > 3 and head not in substances.element_names():
            heads.setdefault(head, set()).add(s)
    return heads
