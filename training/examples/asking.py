"""A teacher's words for a step turned into the question that asks for it: «Restamos 7 en los dos lados» → «qué restamos en
los dos lados».

What the words name is left out of the question, or it would tell the step. Words that are no sentence of a known form are
asked for as they stand, as a heading is: "what do you write under «Fórmula»".
"""

from __future__ import annotations

import re

from subjects.problem import Lang

_AMOUNT = re.compile(
    r"(?:\b(?:el|la|los|las|un|una|the|a)\s+)?(?<![\w.,])(?:[+\-−]?\s?\d+(?:[.,/]\d+)?[a-z]?\d?|[+\-−]\s?[a-z])(?![\w.,]*\w)"
)
_PREPOSITION = re.compile(r"\b(entre|por|a|con|de|by|with|to|from|of)\s*$", re.IGNORECASE)
_ES_VERB = re.compile(
    r"^(?:(?:se|nos|lo|la)\s+)?[^\W\d_]+(?:mos|mos los|mos las)\b|^se\s+[^\W\d_]+", re.IGNORECASE
)
_ES_INFINITIVE = re.compile(r"^[^\W\d_]+(?:ar|er|ir)\b", re.IGNORECASE)
_ES_SUBJECT = re.compile(r"^(?:pasa|pasan|va|van|queda|cambia)\b", re.IGNORECASE)
_EN_VERB = frozenset(
    {
        *(
            "add",
            "subtract",
            "take",
            "move",
            "bring",
            "carry",
            "divide",
            "multiply",
            "expand",
            "clear",
            "collect",
            "gather",
        ),
        *(
            "simplify",
            "isolate",
            "set",
            "write",
            "find",
            "work",
            "read",
            "use",
            "put",
            "cross",
            "cross-multiply",
            "note",
        ),
        *(
            "substitute",
            "plug",
            "compute",
            "calculate",
            "convert",
            "balance",
            "apply",
            "remove",
            "undo",
            "cancel",
            "list",
        ),
        *(
            "factor",
            "factorise",
            "factorize",
            "square",
            "group",
            "transpose",
            "swap",
            "change",
            "turn",
            "round",
            "check",
        ),
    }
)
SPEAKING = {"es": "¿qué escribes en «{words}»?", "en": "what do you write under “{words}”?"}


def question(words: str, lang: Lang) -> str:
    """The question, small initial, with its mark; "" where the words hold more than one amount or say too much."""
    amounts = _AMOUNT.findall(words)
    if len(amounts) > 1 or len(words) > 70 or "?" in words:
        return ""
    said = words[:1].lower() + words[1:]
    made = _spanish(said, bool(amounts)) if lang == "es" else _english(said, bool(amounts))
    if made:
        return made
    return "" if amounts or len(words.split()) > 4 else SPEAKING[lang].format(words=words)


def open_ended(words: str) -> str:
    """The words with … for what they name: «Restamos … en los dos lados»."""
    return " ".join(_AMOUNT.sub(" … ", words).split())


def _spanish(said: str, amount: bool) -> str:
    if amount:
        said, asked = _without(said)
        if _ES_SUBJECT.match(said):
            return f"¿qué {said}?"
        if _ES_INFINITIVE.match(said):
            said = f"hay que {said}"
        elif not _ES_VERB.match(said):
            return ""
        return f"¿{asked} qué {said}?" if asked else f"¿qué {said}?"
    if _ES_VERB.match(said):
        return f"¿cómo {said}?"
    return f"¿cómo hay que {said}?" if _ES_INFINITIVE.match(said) else ""


def _english(said: str, amount: bool) -> str:
    said = re.sub(r"^(?:we|now we|then we|let us|let's)\s+", "", said)
    if said.split(" ")[0].strip(",") not in _EN_VERB:
        return ""
    if not amount:
        return f"how do we {said}?"
    said, asked = _without(said)
    return f"what do we {said} {asked}?" if asked else f"what do we {said}?"


def _without(said: str) -> tuple[str, str]:
    """The words without their amount, and the preposition that stood before it."""
    found = _AMOUNT.search(said)
    if found is None:
        return said, ""
    before, after = said[: found.start()].rstrip(), said[found.end() :].strip()
    asked = _PREPOSITION.search(before)
    if asked:
        before = before[: asked.start()].rstrip()
    return " ".join(part for part in (before, after) if part), asked[1].lower() if asked else ""
