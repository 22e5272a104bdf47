"""Finds the formula and the letter to be isolated in a message; without a letter asked for there is no problem."""

from __future__ import annotations

import re
from dataclasses import dataclass

from subjects.algebra.literal.formula import chunk_at, formula_of, name_of, names_in
from subjects.algebra.literal.isolate import other_root, stages_of
from subjects.algebra.notation import show_named
from subjects.algebra.statements import blanked
from subjects.expression import MAX_CHARS, Relation, Sym, exact, symbols_of
from subjects.problem import Lang, Problem, Unsolved
from subjects.tokens import fold


@dataclass(frozen=True, slots=True)
class Formula:
    """The exact equation, the letter asked for, and whether only its positive root counts."""

    equation: str
    unknown: str
    positive: bool = False


_NAME = r"\$?(\\?[^\W\d_](?:_\{?[^\W_]{1,4}\}?|[₀-₉]+|\d{1,2})?|\\pi|Δ[^\W\d_]|[A-Z][a-z]|[vVxTPhs][fio]|an)\$?(?![^\W_])"
_ARTICLE = r"(?:(?:la|el|the|letra|letter|variable|incógnita|incognita|valor de|value of|a|al)\s+)*"
_VERBS = r"despej\w+|a[ií]sl[ae]\w*|isolate|solve for|find|halla\w*|calcula\w*"
_TO_EXPRESS = r"express|write|expresa|expresar|escribe|pon|poner|get|find|halla|hallar|calcula|obt[eé]n"
_EXPRESSED = (
    r"in terms of|as a function of|en funci[oó]n de|por separado|alone|on its own|by itself|sola|solo|en|from|in|de"
    r"|a partir de"
)
_HOW = (
    r"how (?:do|can) (?:i|you|we) (?:get|find|isolate)|c[oó]mo (?:se )?(?:saco|despejo|obtengo|saca|despeja)"
)
_ASKED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:{_VERBS})\s+(?:la|el|the)\s+(?:[a-zñáéíóú]{{3,}}\s+){{1,3}}){_NAME}(?i:\s*(?:,|:|en\b|del?\b|from\b|in\b|of\b|[.?!]|$))",
        rf"(?i:\b(?:despej\w+|a[ií]sl[ae]\w*|isolate)\s+{_ARTICLE}){_NAME}",
        rf"(?i:\b(?:solve|rearrange|transpose|resuelve|resolver|reordena)\b[^=\n]{{0,40}}?\b(?:for|para)\s+{_ARTICLE}){_NAME}",
        rf"(?i:\b(?:make|making)\s+{_ARTICLE}){_NAME}(?i:\s+(?:the\s+)?subject)",
        rf"(?i:\b(?:{_TO_EXPRESS})\s+{_ARTICLE}){_NAME}(?i:\s+(?:{_EXPRESSED})\b)",
        rf"(?i:\b(?:{_HOW})\s+{_ARTICLE}){_NAME}",
        rf"(?i:\bfor\s+){_NAME}(?=\s*[.?!]?\s*$)",
        rf"(?i:\bsubject\b.{{0,20}}?\b(?:is|be|to)\s+){_NAME}",
    )
)
_LAST = re.compile(rf"(?i:\b(?:despej\w+|isolate|a[ií]sla\w*)\s*:?\s*{_ARTICLE}){_NAME}")
_POSITIVE = re.compile(
    r"positiv|> ?0|\bradio\b|\bradius\b|\blado\b|\bside\b|longitud|\blength|\bmagnitud|\bhipotenusa|hypotenuse|\bcateto"
    r"|energia|energy|\barea\b|volumen|volume|velocidad|\bspeed|velocity|periodo|period\b|\bformula\b"
)


def parse(text: str, lang: Lang) -> Problem | Unsolved:
    """The formula and its asked letter."""
    if len(text) > MAX_CHARS:
        return Unsolved("too_long")
    if text.count("=") != 1 or re.search(r"[<>≤≥]", text.replace("->", "")):
        return Unsolved("no_problem")
    asked, rest = _asked(text)
    plain = blanked(rest)
    start, end = chunk_at(plain, plain.index("=")) if "=" in plain else (0, 0)
    names = names_in(plain[start:end]) | ({asked} if len(asked) > 1 else frozenset())
    node = formula_of(plain[start:end], lang, names)
    if not isinstance(node, Relation) or node.ops != ("=",):
        return Unsolved("no_problem")
    letters = symbols_of(node)
    if len(letters - {"pi"}) < 2:
        return Unsolved("no_problem")
    if not asked:
        return Unsolved("not_supported", "which unknown")
    name = _in_formula(asked, letters)
    if not name:
        return Unsolved("not_understood", "unknown")
    return build(node, name, text, lang)


def _in_formula(asked: str, letters: frozenset[str]) -> str:
    """The letter asked for as the formula writes it, in the other case where only that one occurs."""
    if asked in letters:
        return asked
    other = [name for name in letters if name.lower() == asked.lower()]
    return other[0] if len(other) == 1 else ""


def _asked(text: str) -> tuple[str, str]:
    """The letter that a text asks to isolate, or "", and the text without the words that ask."""
    for pattern in (*_ASKED, _LAST):
        found = pattern.search(text)
        if found is not None and not _begins_formula(text, found.end()):
            name = name_of(found.group(found.lastindex or 1))
            return name, text[: found.start()] + ";" + " " * (found.end() - found.start() - 1) + text[
                found.end() :
            ]
    return "", text


def _begins_formula(text: str, end: int) -> bool:
    """`solve for a = …`: the letter begins the formula itself."""
    return text[end : end + 3].lstrip()[:1] in ("=", "+", "^", "²") and text[end : end + 1] != ":"


def build(node: Relation, name: str, text: str, lang: Lang) -> Problem | Unsolved:
    """The problem of a formula and a letter, or why it is none."""
    equation = exact(node)
    positive = "pi" in symbols_of(node) or _POSITIVE.search(fold(text)) is not None
    if node.sides[0] == Sym(name) and name not in symbols_of(node.sides[1]):
        return Unsolved("no_problem")
    stages = stages_of(equation, name, positive)
    if not stages:
        return Unsolved("not_supported", "kind")
    if any(stage.both for stage in stages) and other_root(stages) is None:
        return Unsolved("too_hard")
    data = Formula(equation, name, positive)
    canonical = f"{equation} -> {name}{' > 0' if positive else ''}"
    return Problem("algebra", "formula", show_named(node, lang), name, text, lang, data, canonical)
