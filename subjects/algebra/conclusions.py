"""A conclusion without a value that a student says: no solution, or every value.

The words must be about the equation: "es imposible que me salga" and "las identidades notables" say nothing.
"""

from __future__ import annotations

import re

from subjects.tokens import fold

_NONE = re.compile(
    r"no (?:tiene|hay|existe)\w* (?:ninguna )?soluci\w*\b(?! unic)|sin soluci|\bincompatible"
    r"|no solution|no tiene respuesta|nothing works|never true|nunca se cumple"
    r"|ningun (?:valor|numero)|no value|no hay ningun(?: valor de)? (?:la )?[a-z]\b"
    r"|(?<!me )(?<!esto )(?:\bes |^|[,;.:=>\d] *|\b(?:ecuacion|entonces|so|it'?s|is|it is) )"
    r"(?:imposible|impossible)\b(?! (?:que|de|para|hacer|resolverl|to|for|que)\b)"
)
_ALL = re.compile(
    r"(?:infinit[ao]s|infinit\w+(?: many)?) (?:solu|valor|valu|numer|number|respuest|answer|posib)"
    r"|(?:tiene|hay|son) infinit[ao]s\b"
    r"|todos los (?:valores|numeros)|cualquier (?:valor|numero|cosa)|all (?:values|numbers)"
    r"|any (?:value|number)|every (?:value|number)|\b(?:es una|is an|an) identi(?:dad|ty)"
    r"|siempre (?:se cumple|es verdad|es cierta)|always true|all real|true for (?:all|any|every)"
    r"|can be anything"
)
_SHORT_NONE = re.compile(
    r"(?:[a-z] ?∈ ?)?∅|(?:es )?(?:el )?(?:conjunto )?vaci[oa]|ningun[oa]|no tiene|no hay|none"
)
_SHORT_ALL = re.compile(
    r"[a-z] ?∈ ?(?:r|ℝ|\\mathbb\{r\})|∞|todos|todas|cualquiera|infinit[ao]s|infinitely many|anything|any [a-z]"
)
_DENIED = re.compile(
    r"\b(?:no|not|doesn'?t|isn'?t|tampoco)(?: (?:es|tiene|hay|son|existen|es cierto que|does|is|have|has|it|the|an?"
    r"|las|los|que|para|verdad que))* (?:infinit|todos|cualquier|all\b|any\b|every|una? identi|identi|siempre|always|true)"
)


def conclusion_in(text: str) -> str | None:
    """`"none"`, `"all"` or None; what the message denies is no conclusion."""
    plain = fold(text)
    if _NONE.search(plain):
        return "none"
    return "all" if _ALL.search(plain) and not _DENIED.search(plain) else None


def short_conclusion(text: str) -> str | None:
    """A whole message such as "ninguna", "∅" or "any x": an answer only where no single value is asked for."""
    plain = fold(text).strip(" .,;!?¿¡$")
    if _SHORT_NONE.fullmatch(plain):
        return "none"
    return "all" if _SHORT_ALL.fullmatch(plain) else None
