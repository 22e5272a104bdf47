"""The same problem in words that the reader knows: a single particle, a conversion, an order without a verb.

Every change keeps the meaning; a text that does not fit stays as it is.
"""

from __future__ import annotations

import re

from subjects.stoichiometry.formula import fold
from subjects.stoichiometry.salts import ion_names

_SINGLE = re.compile(
    r"\b(?P<es>un[ao]?\s+(?:sol[ao]|[uú]nic[ao])|sol[ao]\s+un[ao]?|sol[ao]|[uú]nic[ao])\s+(?=(?:mol[eé]cula|[aá]tomo|part[ií]cula))"
    r"|\b(?:(?:a|one|just\s+one)\s+)?(?:single|individual)\s+(?=(?:molecule|atom|particle|formula))",
    re.IGNORECASE,
)
_UNIT = (
    r"(?:(?:m?g|mol)\s*/\s*(?:L|l|dm\^?3)|(?:grams|moles)\s+per\s+lit(?:re|er)|(?:gramos|moles)\s+por\s+litro|molarity|molaridad)"
)
_CONVERSION = re.compile(
    r"^\s*(?:convert|change|express|convierte|transforma|pasa|expresa|expresar)\s+(?P<what>[^.?;:]*(?:[.,]\d[^.?;:]*)*?)"
    rf"\s+(?:to|into|in|a|en)\s+(?P<unit>{_UNIT})\s*[.!]?\s*$",
    re.IGNORECASE,
)
_FIRST_UNIT = re.compile(
    rf"^(?P<verb>.*?\b(?:expres\w+|calcul\w+|hall\w+|determin\w+|give|find|state|convert|convierte|pasa)\b)\s*,?\s*(?P<in>en|in|a|to)\s+(?P<unit>{_UNIT})"
    r"\s*,?\s*(?P<what>(?:la|the|una|a)\s+(?:concentraci[oó]n|concentration|disoluci[oó]n|solution)\b)",
    re.IGNORECASE | re.DOTALL,
)
_NO_VERB = re.compile(
    r"^\s*(?:la\s+|el\s+|the\s+)?(?P<noun>masas?|mass|volumen|volume|n[uú]mero\s+de|number\s+of|moles|gramos|grams|molaridad|molarity|densidad|density)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\?|\b(?:cu[aá]nt\w*|qu[eé]|cu[aá]l\w*|how|what|which|calcul\w*|hall\w*|determin\w*|find|work\s+out|compute|averigu\w*|obt[eé]n\w*|encuentr\w*)\b",
    re.IGNORECASE,
)

_KINDS = r"(?:moles|moleculas|particulas|molecules|particles|moles\s+de\s+moleculas)"
SAME_AMOUNT = re.compile(
    rf"\b(?:(?:el|la|los|las|the)\s+)?(?:mism[oa]s?\s+(?:numero|cantidad)\s+de\s+{_KINDS}\s+que|mismos\s+moles\s+que"
    rf"|same\s+(?:number|amount)\s+of\s+{_KINDS}\s+(?:as|that)|tant[oa]s\s+{_KINDS}\s+como|as\s+many\s+{_KINDS}\s+as)"
    r"(?:\s+(?:hay|there\s+are|contienen|tienen)(?=\s))?(?:\s+(?:en|in)(?=\s))?"
)
"""Two substances with equally many moles, over folded text."""
MIXING = re.compile(
    r"\b(?:se\s+(?:mezclan?|juntan)|(?:juntamos|pour\w*\s+together)|mezcl(?:amos|ado|ados|adas|ar)"
    r"|(?:is|are|were|was)\s+mixed|we\s+mix|you\s+mix|mixing|mix)\b"
)
MIXTURE = re.compile(r"(?i)\b(?P<article>la|the)\s+(?:mezcla|mixture)\b")


_ORE = re.compile(
    r"\b(?:(?P<es>mineral|mena)\s+de\s+[a-zéí]+|[a-z]+\s+(?P<en>ore))\s*\((?:que\s+contiene\s+|containing\s+|impure\s+)?"
    r"(?P<of>[A-Z][A-Za-z0-9]*)(?:\s+impur[oa])?\)",
    re.IGNORECASE,
)
"""An ore named by its metal, with what it is in brackets."""
_TRACE = re.compile(r"\b(?:ppm|mg\s*/\s*(?:L|l|kg)|partes\s+por\s+mill|parts\s+per\s+mill)", re.IGNORECASE)
_ANION = re.compile(
    r"\b(?:(?:ion(?:es)?|i[oó]n)\s+)?(?P<name>nitrato|nitrate|nitrito|nitrite|fluoruro|fluoride|cloruro|chloride|sulfato|sulfate"
    r"|fosfato|phosphate)s?\b(?:\s+ions?\b)?(?!\s+(?:de|of)\s+(?!l[ao]s?\b)[a-z])",
    re.IGNORECASE,
)
_METAL_BEFORE = re.compile(
    r"\b(?:sodium|potassium|calcium|magnesium|ammonium|silver|lead|barium|iron|copper|zinc|lithium|hydrogen)(?:\([ivIV]+\))?\s+$"
)


def _ions_in_water(text: str) -> str:
    """The text with an ion that is told only by its name, as in the analysis of a water, by its formula."""
    if not _TRACE.search(text) or any(_METAL_BEFORE.search(text[: m.start()]) for m in _ANION.finditer(text)):
        return text
    charges = {"F": "-", "Cl": "-", "NO3": "-", "NO2": "-", "SO4": "2-", "PO4": "3-"}

    def formula(found: re.Match[str]) -> str:
        ion = ion_names()[fold(found["name"])]
        return f"{ion}^{charges[ion]}"

    return _ANION.sub(formula, text)


_RELATIVE = re.compile(r"(?<=[a-záéíóú0-9%)] )que\b", re.IGNORECASE)
"""A "que" that joins a clause and asks nothing."""
_ELLIPSIS = re.compile(
    r"([.;:!,]|\by|\band)\s+¿?\s*(?=(?:(?:la|el|su|the|its|nueva|nuevo|new|final)\s+){0,2}"
    r"(?:masas?|mass|volum(?:en|e)|molaridad|molarity|densidad|density|concentraci[oó]n|concentration|rendimiento|yield|pureza|purity|porcentaje|percentage|f[oó]rmula|reactivo\s+limitante"
    r"|presi[oó]n|pressure|temperatura|temperature|(?:n[uú]mero\s+de\s+|number\s+of\s+)?(?:moles|gramos|grams|litros|lit(?:re|er)s))\b[^.,;:?¿\d]{0,60}\?)",
    re.IGNORECASE,
)
"""A question without a verb at the end of a text: ". Molaridad?"."""
_BARE_R = re.compile(r"\bR\s*=\s*0[.,]08\d{1,4}(?![\d.,]*\d)(?!\s*[\])}]?\s*\(?(?:atm|L|l|dm|J)\b)")
"""The gas constant without its unit."""


def reworded(text: str) -> str:
    """The text in the words of the reader."""
    text = _ORE.sub(lambda found: f"{found['es']} de {found['of']}" if found["es"] else f"ore of {found['of']}", text)
    text = _ions_in_water(text)
    text = _BARE_R.sub(lambda found: f"{found[0]} atm·L/(K·mol)", text)
    text = re.sub(r"\b([Mm])ezclas\b", r"\1ezclamos", text)
    text = _SINGLE.sub(lambda found: "una " if found["es"] else "one ", text)
    conversion = _CONVERSION.match(text)
    if conversion:
        what, unit = conversion["what"], conversion["unit"]
        if re.match(r"(?:la|the)\s+(?:concentraci[oó]n|concentration)", what, re.IGNORECASE):
            return text
        if unit.lower().startswith("molari"):
            return f"Una disolución de {what}. Calcula la molaridad"
        return f"Una disolución de {what}. Calcula la concentración en {unit}"
    first = _FIRST_UNIT.match(text)
    if first:
        rest = text[first.end() :]
        spanish = first["what"].lower().startswith(("la", "una"))
        noun = "la concentración en" if spanish else "the concentration in"
        of = " de una disolución" if spanish else " of a solution"
        said = of if "oluci" in first["what"].lower() or "olution" in first["what"].lower() else ""
        return f"{first['verb']} {noun} {first['unit']}{said}{rest}"
    if _NO_VERB.match(text) and not _VERB.search(_RELATIVE.sub("", text)):
        return "Calcula " + text.lstrip()
    return _ELLIPSIS.sub(lambda found: f"{found[1]} Calcula ", text)
