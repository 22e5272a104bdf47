"""Class notation of the exact strings of this subject, for every family."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from subjects.expression import (
    Add,
    Div,
    Expr,
    Func,
    Mul,
    Neg,
    Node,
    Pow,
    Relation,
    Sym,
    children,
    read,
    show,
)
from subjects.problem import Lang, Unsolved

NO_SOLUTION, ALL_VALUES = "False", "True"
"""Exact strings of the two conclusions without a value."""

_CONCLUSION: dict[str, dict[Lang, str]] = {
    NO_SOLUTION: {"es": "no tiene solución", "en": "there is no solution"},
    ALL_VALUES: {"es": "se cumple para todos los valores", "en": "true for all values"},
}
_AND: dict[Lang, str] = {"es": "y", "en": "and"}
_OR: dict[Lang, str] = {"es": "o", "en": "or"}
_PIECES = re.compile(r"( or | and |; )")


@lru_cache(maxsize=8192)
def show_exact(text: str, lang: Lang) -> str:
    """`5*x + 1.5 = 2` as `5x + 1,5 = 2` in Spanish; several lines joined by `; `, ` and ` or ` or ` piece by piece.

    Text that is no mathematics is handed back unchanged.
    """
    words = {" or ": f" {_OR[lang]} ", " and ": f" {_AND[lang]} "}
    both = _both_signs(text, lang)
    if both is not None:
        return both
    return "".join(words.get(piece) or _piece(piece, lang) for piece in _PIECES.split(text))


def _both_signs(text: str, lang: Lang) -> str | None:
    """`x = (5 + sqrt(17))/2 or x = (5 - sqrt(17))/2` as `x = (5 ± √17)/2`: two lines that differ in one sign between terms,
    or `x = sqrt(7) or x = -sqrt(7)` as `x = ±√7`."""
    lines = text.split(" or ")
    if len(lines) != 2 or ("sqrt" not in text and "/" not in text):
        return None
    one, two = (_piece(line, lang) for line in lines)
    if len(one) == len(two):
        places = [at for at, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        if len(places) == 1 and one[places[0]] == "+" and two[places[0]] == "-" and one[places[0] - 1] == " ":
            return f"{one[: places[0]]}±{one[places[0] + 1 :]}"
    left, _, right = one.partition(" = ")
    if "√" in right and two == f"{left} = -{right}":
        return f"{left} = ±{right}"
    return None


def _piece(text: str, lang: Lang) -> str:
    if text in _CONCLUSION:
        return _CONCLUSION[text][lang]
    node = read(text, None, frozenset(_NAMES.findall(text)))
    return text if isinstance(node, Unsolved) else show_named(node, lang)


GREEK = {
    "π": "pi", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "θ": "theta", "λ": "lamda", "μ": "mu",
    "ρ": "rho", "σ": "sigma", "ω": "omega", "φ": "phi", "ε": "epsilon", "η": "eta", "τ": "tau", "Ω": "Omega",
}  # fmt: skip
"""Names that Greek letters have in exact strings."""
_LETTERS = {name: letter for letter, name in GREEK.items()}
_NAMES = re.compile(rf"(?<![^\W_])(?:{'|'.join(_LETTERS)}|[A-Z][a-z]|[a-z][fionm]|Δ[^\W\d_])(?![^\W\d_])")


def show_named(node: Node, lang: Lang) -> str:
    """Class notation with Greek letters for their names."""
    if isinstance(node, Relation):
        return show(Relation(node.ops, tuple(renamed(side, _LETTERS) for side in node.sides)), lang)
    return show(renamed(node, _LETTERS), lang)


def renamed(node: Expr, names: Mapping[str, str]) -> Expr:
    """The expression with other names for some letters."""
    return replaced(node, {old: Sym(new) for old, new in names.items()})


def replaced(node: Expr, given: Mapping[str, Expr]) -> Expr:
    """The expression with other expressions for some letters."""
    if isinstance(node, Sym):
        return given.get(node.name, node)
    parts = tuple(replaced(child, given) for child in children(node))
    if isinstance(node, Add):
        return Add(parts)
    if isinstance(node, Mul):
        return Mul(parts)
    if isinstance(node, Div):
        return Div(*parts)
    if isinstance(node, Pow):
        return Pow(*parts)
    if isinstance(node, Neg):
        return Neg(parts[0])
    return Func(node.name, parts[0]) if isinstance(node, Func) else node


def join(parts: Sequence[str], lang: Lang) -> str:
    """`a, b y c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_AND[lang]} {parts[-1]}"
