"""The words that head a line of a worked solution: «Datos:», "Formula:", «Paso 2:», «3)», a bullet. They are no mathematics.

A letter with a bracket («a)») is no label here: it says which question a line answers.
"""

from __future__ import annotations

import re

_WORDS = (
    r"datos?|inc[oó]gnitas?|f[oó]rmulas?|ecuaci[oó]n(?:es)?|planteamiento|planteo|sustituci[oó]n|sustituyo|sustituimos|"
    r"despej(?:e|o|amos)|c[aá]lculos?|calculo|operaciones|operamos|opero|resultado|respuesta|soluci[oó]n|comprobaci[oó]n|"
    r"conclusi[oó]n|"
    r"data|givens?|unknowns?|formulas?|formulae|equations?|set[- ]?up|substitution|substitute|substituting|rearrange|"
    r"rearranging|isolate|working|workings|calculations?|result|answer|solution|check|conclusion"
)
_LABEL = re.compile(
    rf"(?:(?:{_WORDS})(?:\s+(?:final|inicial|\d))?|(?:paso|step|l[ií]nea|line)\s*\d+)\s*[:.\-–—]+\s*", re.IGNORECASE
)
_BULLET = re.compile(r"(?:\(?\d{1,2}\s?[)º]|\d{1,2}\.\s|[-–—]\s|[*•·▪◦►➤→✔✅👉]\ufe0f?)\s*(?=\S)")


def unlabelled(line: str) -> str:
    """A line without its number, bullet and label; a line that is nothing else is left empty."""
    bare = line.strip()
    bare = _BULLET.sub("", bare, count=1) if _BULLET.match(bare) else bare
    bare = bare.strip("*_ ")
    while found := _LABEL.match(bare):
        bare = bare[found.end() :].lstrip("*_ ")
    return bare


def without_labels(text: str) -> str:
    """A text whose lines are `unlabelled`. Lines stay as many as they were: one that is a label alone is left as it is."""
    return "\n".join(unlabelled(line) or line for line in text.split("\n"))
