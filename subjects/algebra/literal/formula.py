"""Formulas as they are written in messages: letters with indices, products without signs, Greek letters.

`vf = vi + at` has the names `vf`, `vi`, `a` and `t`; capitals are other letters than small ones. What would be a
guess is None.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from subjects.algebra.notation import GREEK, renamed
from subjects.expression import Expr, Relation, read
from subjects.problem import Lang, Unsolved

_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b]"
_PIECES = re.compile(rf"\\[a-zA-Z]+|{_LETTER}+|\d+(?:[.,]\d+)*|\n|.", re.DOTALL)
_PROSE = frozenset(
    [
        "de",
        "en",
        "la",
        "el",
        "los",
        "las",
        "si",
        "y",
        "o",
        "con",
        "que",
        "del",
        "al",
        "por",
        "para",
        "lo",
        "un",
        "una",
        "su",
        "es",
        "sea",
        "da",
        "the",
        "in",
        "of",
        "for",
        "to",
        "if",
        "is",
        "it",
        "and",
        "or",
        "from",
        "as",
        "let",
        "be",
        "with",
        "use",
        "by",
        "on",
        "at",
        "we",
        "an",
        "gas",
        "luz",
        "ley",
        "get",
        "two",
        "dos",
        "tres",
        "one",
        "sin",
        "ser",
        "son",
        "solo",
        "eq",
        "ec",
        "ej",
        "so",
        "me",
        "ya",
        "now",
        "thus",
        "i",
        "is",
        "es",
        "da",
        "get",
        "got",
        "me",
        "sale",
        "queda",
        "me",
        "my",
        "mi",
        "tu",
        "luego",
        "asi",
        "hay",
        "soy",
        "yo",
        "sale",
    ]
)
_MATHS_WORDS = frozenset({"sqrt", "raiz", "raíz", "abs"})
_NAMED = re.compile(rf"[A-Z](?:[cpmgkt]|el|ot|in|ec)|[vVxTPhsr][fiom]|[Δ]{_LETTER}")
_STOPS = frozenset(":;?!¿¡\n→⇒$")
_BEFORE, _AFTER = tuple("=+-*/^·("), tuple("=+*/^·)²³")
_LITTLE = tuple("yeoua")
_POWERS = ("²", "³", "^")
_INDEX = re.compile(r"_([^\W_]{1,4})(?=\})")
MOST_CHARS = 200


def names_in(text: str) -> frozenset[str]:
    """The names of several letters: `Ec`, `vf`, `Δx`."""
    found = {run for run in re.findall(rf"{_LETTER}+", text) if _NAMED.fullmatch(run)}
    if re.search(r"(?<![^\W_])a_?[1₁]", text):
        found |= {run for run in re.findall(rf"{_LETTER}+", text) if run == "an"}
    return frozenset(found)


def chunk_at(text: str, place: int) -> tuple[int, int]:
    """Where the formula around an equals sign begins and ends: up to a word of prose or a stop."""
    pieces = [(found.start(), found.end(), found.group()) for found in _PIECES.finditer(text)]
    at = next(index for index, piece in enumerate(pieces) if piece[0] <= place < piece[1])
    first = last = at
    while first > 0 and not _ends(pieces, first - 1, text):
        first -= 1
    while last + 1 < len(pieces) and not _ends(pieces, last + 1, text):
        last += 1
    return pieces[first][0], pieces[last][1]


def _ends(pieces: list[tuple[int, int, str]], at: int, text: str) -> bool:
    start, end, piece = pieces[at]
    if piece in _STOPS:
        return True
    if piece in ",.":
        return True
    if piece[0].isalpha():
        ahead, behind = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
        joined = text[start - 1 : start].isdigit() or text[end : end + 1] in _POWERS
        touching = joined or ahead in _BEFORE or behind in _AFTER
        if piece.lower() in _PROSE and len(piece) > 1 and not touching:
            return True
        if piece.lower() in _MATHS_WORDS or _NAMED.fullmatch(piece):
            return False
        return len(piece) > 3 or _is_conjunction(pieces, at, text)
    return False


def _is_conjunction(pieces: list[tuple[int, int, str]], at: int, text: str) -> bool:
    """The `y` of "… = 8 y comprueba": a little word apart, between an operand and a word."""
    start, end, piece = pieces[at]
    if piece not in _LITTLE or not text[start - 1 : start].isspace() or not text[end : end + 1].isspace():
        return False
    ahead = text[:start].rstrip()[-1:]
    word = next((each[2] for each in pieces[at + 1 :] if not each[2].isspace()), "")
    return (ahead.isalnum() or ahead == ")") and len(word) > 1 and word.isalpha()


def formula_of(
    text: str, lang: Lang, names: Collection[str] = (), closed: bool = False
) -> Relation | Expr | None:
    """The formula that a whole piece of text is; `closed`: no other names of several letters than those given."""
    text = text.strip(" \t.,")
    if not text or len(text) > MOST_CHARS:
        return None
    known = frozenset(names) if closed else frozenset(names) | names_in(text)
    text = _INDEX.sub(r"_{\1}", text)
    node = read(_apart(text, known), lang, known)
    return None if isinstance(node, Unsolved) else _named(node)


def _apart(text: str, names: frozenset[str]) -> str:
    """Letters that stand together as factors: `nRT` is `n*R*T`; names, roots and LaTeX stay."""
    out = []
    before = ""
    for found in _PIECES.finditer(text):
        piece = found.group()
        whole = piece in names or piece.lower() in _MATHS_WORDS
        if piece[0].isalpha() and len(piece) > 1 and not whole:
            piece = "*".join(_factors(piece, names))
        if piece == "Δ" or before == "Δ":
            piece = piece.strip()
        out.append(piece)
        before = piece
    return "".join(out)


def _factors(run: str, names: frozenset[str]) -> list[str]:
    """The names that a run of letters is made of, the longest first."""
    out, at = [], 0
    while at < len(run):
        size = next((n for n in (3, 2) if run[at : at + n] in names and n <= len(run) - at), 1)
        out.append(run[at : at + size])
        at += size
    return out


def _named(node: Relation | Expr) -> Relation | Expr:
    if isinstance(node, Relation):
        return Relation(node.ops, tuple(renamed(side, GREEK) for side in node.sides))
    return renamed(node, GREEK)


def name_of(text: str) -> str:
    """The name that an asked letter is: `v_0` and `v₀` are `v0`, `π` is `pi`."""
    plain = text.replace("_", "").replace("{", "").replace("}", "").replace("\\", "").replace("$", "")
    plain = plain.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))
    return GREEK.get(plain, plain)
