"""A problem called by the name of another kind: «queda resuelta la inecuación» of an equation. It would be no less false for
being kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

_INEQUALITY = re.compile(r"\b(?:inecuaci[oó]n|inecuaciones|inequalit(?:y|ies))\b", re.IGNORECASE)
_ORDERED = re.compile(
    r"[<>≤≥]|\\[lg]eq?\b|inecuaci|inequalit|desigualdad|menor|mayor|less|greater|at (?:least|most)", re.IGNORECASE
)
_SYSTEM = re.compile(
    r"\b(?:el|este|ese|the|this|that) s[iy]stema?\b(?! (?:de referencia|internacional|of reference|of units))", re.IGNORECASE
)


_EQUAL_TO_EQUATION = re.compile(
    r"\b(?:es igual a|vale lo mismo que|(?:is equal to|equals|is the same as))\s+[^.?!;,=≤≥<>]*[=≤≥<>]", re.IGNORECASE
)


def miscalled(sentence: str, statement: str, known: Sequence[str]) -> str:
    """The name in a sentence that nothing bears out, neither the problem's statement nor what else is known: an inequality
    without a sign of order, a system of one equation; or a result that is said to equal a whole equation. "" for none."""
    text = "\n".join(known)
    if (found := _INEQUALITY.search(sentence)) and not _ORDERED.search(f"{statement}\n{text}"):
        return found[0]
    if (found := _SYSTEM.search(sentence)) and statement.count("=") == 1 and not re.search(r"s[iy]stem", text, re.IGNORECASE):
        return found[0]
    return found[0] if (found := _EQUAL_TO_EQUATION.search(sentence)) else ""
