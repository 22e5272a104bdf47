"""What is no prose and no mathematics of a class: codes, ciphers, letters apart, tallies, other alphabets."""

from __future__ import annotations

import re
from collections.abc import Collection

from tutoring.spans import normal

_CODES = re.compile(
    r"\b(?:base ?64|rot ?13|morse|binari[oa]|binary|hexadecimal|cifrad[oa]|encrypted|c[ée]sar|caesar|deletre\w+|spell(?:ed|ing)?|"
    r"(?:punto|raya|dot|dash|dit|dah|pausa)[\s,.-]+(?:punto|raya|dot|dash|dit|dah|pausa)[\s,.-]+(?:punto|raya|dot|dash|dit|dah)|"
    r"(?:cuenta|count) (?:las |los |the )?(?:estrellas?|puntos?|rayas?|palitos?|stars?|dots?|marks?|strokes?)\b|"
    r"\bbase (?:diecis[eé]is|sixteen|ocho|eight|dos|two)\b|\b(?:en|in) base \d+\b|de(?:coder|code|scodifica\w*|codifica\w*)|"
    r"letra por letra|"
    r"letter by letter|de derecha a izquierda|"
    r"(?:from )?right to left|espejo|mirror|reversed|del revés|"
    r"al revés (?:se lee|sale|queda)|invertid[oa] se|backwards (?:it|:)|números romanos|"
    r"roman numerals?|(?:las|the) (?:rayas|marks)|"
    r"(?:el|en) código|in code|the code|0x[0-9a-f]+)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"`|:=|\becho\b|\b(?:print|eval)\s*\(|\bassert \w|\breturn [-\d]|==|\{\s*[\"'“]|\w;\s*$|\s#\s")
_LETTER_BY_LETTER = re.compile(
    r"(?<![^\W\d_])(?:[^\W\d_]-){2,}[^\W\d_](?![^\W\d_])|(?:(?<![\w])[^\W\d_][\s.]+){4,}|"
    r"(?:(?<![\w])[a-zñáéíóú],\s*){3,}[a-zñáéíóú](?![\w])"
)
_MIXED = re.compile(
    r"(?<![\w.,])(?:[a-z]+\d+[a-z]\w*|\d+[a-z]{2,}\d\w*|\d[a-wyz]\d|\d+[a-z]\d+[a-z]\w*|[a-z]{2,}\d+|[a-z]\d{2,}|"
    r"(?=[A-Za-z0-9+/]*(?:[a-z][A-Z]|"
    r"\d[a-z]{2}))"
    r"[A-Za-z0-9+/]{6,}={0,2})(?![\w])|\w{3,}==?(?!\s?[^\s.,;:!?])"
)
_LISTED = re.compile(r":\s*((?:[A-Za-z]\s)*[A-Za-z])[.\s]*$")
_TALLY = re.compile(r"\|\||([^\s.\d])\1{3,}")
_SIGNALS = re.compile(r"(?<![\w.])\.{4,}(?![\w.])|(?<![\w])(?=[-.·•]*[.·•])(?=[-.·•]*-)[-.·•]{3,}(?![\w])")
_CAPITAL = re.compile(r"(?<![\w'’.])[B-DF-HJ-NP-XZ](?![\w'’(/·*^=+-])|(?<=[:\s])[AEIOY](?=[.\s]*$)")
_ROMAN = re.compile(r"(?<![\w])[IVXLCDM]{2,}(?![\w])|\b(?:[Rr]oman[oa]?s?|[Cc]ap[ií]tulo|[Cc]hapter)\b.*?\b[IVXLCDM]+\b")
_PICTURES = "\U0001f300-\U0001f51e\U0001f520-\U0001f54f\U0001f568-\U0001faff\u2600-\u26ff\u2700-\u2775\u2794-\u27bf"
_STRANGE = re.compile(
    r"[^\s!-~¿¡«»“”‘’…–—−·×÷⋅∙•√∛±≤≥≠≈→⟶⇒⇔⇌↔←°ºª½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼ⁿ₀₁₂₃₄₅₆₇₈₉₊₋πΔαβγθλμµρωΩσφ∞€£%‰′″∆∈∉∪∩∅ℝ"
    rf"áàâäéèêëíìîïóòôöúùûüñçÁÀÉÈÍÌÓÒÚÙÜÑÇ{_PICTURES}]"
)
_PICTURE = re.compile(f"[{_PICTURES}]")


def code(sentence: str, known: str, names: Collection[str], own: Collection[str] | None = None) -> str:
    """What is no prose and no mathematics of a class: codes, ciphers, letters apart, tallies, other alphabets. `names`
    are the letters that stand for something in what is `known`, `own` those of the problem (default: the same)."""
    if found := _CODES.search(sentence) or _PROGRAM.search(sentence):
        return found[0]
    if strange := _STRANGE.search(sentence):
        return strange[0]
    if len(_PICTURE.findall(sentence)) > 1:
        return "pictures"
    for pattern in (_LETTER_BY_LETTER, _TALLY, _SIGNALS, _MIXED, _ROMAN):
        for found in pattern.finditer(sentence):
            letters = set(re.findall(r"[^\W\d_]", found[0]))
            if normal(found[0]) not in known and not ("," in found[0] and letters <= set(names)):
                return found[0]
    listed = _LISTED.search(sentence)
    if listed and not set(listed[1].split()) <= set(names if own is None else own):
        return listed[0]
    return next((found[0] for found in _CAPITAL.finditer(sentence) if not {found[0], found[0].lower()} & set(names)), "")
