"""Where the mathematics stands in a sentence: equations, formulas, letters. Text only; nothing is judged."""

from __future__ import annotations

import re
from functools import lru_cache

_EDGE = "¿¡«»\"“”‘’'`$"
_STOP = ",;:?!"
_OPERATOR = re.compile(r"^[-+−–*·×⋅/÷^=≈≠<>≤≥→⟶⇒±]+$|^->$|^⇌$")
_SYMBOL = re.compile(r"^[A-Za-zΔ](?:[₀-₉0-9fi]|_\{?\w+\}?)?[²³]?$")
_FORMULA = re.compile(r"^\d*(?:\(?[A-Z][a-z]?[₀-₉0-9]*\)?[₀-₉0-9]*·?)+(?:\^?[⁺⁻+-]|\^\{?\d?[+-]\}?)?$")
_UNIT = re.compile(
    r"^(?:[kcmdµn]?m|km|s|min|h|[km]?g|[km]?mol|[kmcd]?L|[kmcd]?l|u|°C|K|atm|Pa|cal|J|N)(?:[²³]|\^?-?\d)?"
    r"(?:/(?:[kcm]?m|s|min|h|[km]?g|[km]?mol|[kmcd]?L|[kmcd]?l|u)(?:[²³]|\^?-?\d)?)?$"
)
_CALL = re.compile(r"^[A-Za-zΔ]{1,2}\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)$")
"""A quantity of something: m(HCl), M(Ca(OH)2), n(O2)."""
_WORDLIKE = frozenset(
    {"a", "y", "o", "e", "u", "I", "A", "Y", "O", "E", "si", "Si", "of", "if", "Of", "If", "No", "In", "As"}
)
_OPENING = re.compile(r"^[A-Za-z]{0,2}\)?(?:\([A-Za-z]){1,2}$")
"""The beginning of a product of brackets: `x(x` of «x(x + 2)»."""
_SHORT_WORDS = frozenset(
    """es no tu su la el un si sí ya lo le se me te de en al da ve va más muy hay con por que qué una uno dos los las sus mis
    mi tus and the is it to of in on my you now for not are was one two six ten all any at as by
    do so or if we he an be""".split()  # noqa: SIM905
)
_RELATION = re.compile(r"=|→|⟶|->|≈|≠|≤|≥|<|>|\\rightarrow|\\to\b")
_SPACES = re.compile(r"[\s\\$]+")
_TEX = re.compile(r"\\(?:text|mathrm|ce|left|right|displaystyle|,|;|!|\(|\)|\[|\])")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """One spelling of a mathematical text: no spaces, one minus, one product sign left out, decimal points."""
    text = (
        _TEX.sub("", text)
        .replace("\\cdot", "")
        .replace("\\times", "")
        .replace("\\rightarrow", "→")
        .replace("->", "→")
    )
    text = text.translate(str.maketrans("−–·⋅×*⟶₀₁₂₃₄₅₆₇₈₉²³{}", "--\x00\x00\x00\x00→012345678923()"))
    text = re.sub(r"\^\((\w+)\)", r"\1", _SPACES.sub("", text.replace("\x00", "")))  # of `6^(2x - 2)` the power is kept
    text = re.sub(r"\^(?!\()|_", "", text)
    return re.sub(r"(?<=\d),(?=\d)", ".", _SPACES.sub("", text)).strip("().,:;?!¿¡")


def _mathy(token: str) -> bool:
    if not token:
        return False
    if any(char.isdigit() for char in token) or _OPERATOR.match(token) or token.startswith("\\"):
        return True
    if _CALL.match(token):
        return True
    if _OPENING.match(token):
        return True
    bare = token.strip("()[]{}")
    if re.search(r"[-+*/=^·×]", bare) and not re.search(r"[^\W\d_]{4,}", bare):
        return True
    return bool(_SYMBOL.match(bare) or _UNIT.match(bare) or (_FORMULA.match(bare) and bare not in _WORDLIKE))


@lru_cache(maxsize=4096)
def equations(text: str) -> tuple[str, ...]:
    """The equations, inequalities and reactions of a text, each from its first to its last mathematical token."""
    tokens = re.findall(r"\S+", re.sub(r"(?<=\S)(=|→|⟶|≈|≠|≤|≥)(?=\S)", r" \1 ", text.replace("->", "→")))
    cores = [token.strip(_EDGE) for token in tokens]
    found: list[str] = []
    at = 0
    while at < len(tokens):
        if not _RELATION.fullmatch(cores[at].rstrip(_STOP) or " "):
            at += 1
            continue
        left, right = _grow(cores, at, -1), _grow(cores, at, +1)
        if left < at < right:
            found.append(" ".join(cores[left : right + 1]).rstrip(_STOP + "."))
        at = max(right, at) + 1
    return tuple(found)


def _grow(cores: list[str], at: int, way: int) -> int:
    end = at
    while 0 <= end + way < len(cores):
        token = cores[end + way]
        if way < 0 and token[-1:] in _STOP:
            break
        if way > 0 and cores[end][-1:] in _STOP:
            break
        core = token.rstrip(_STOP + ".") if way > 0 else token
        if not (_mathy(core) or (end == at and _product(core))) or _between(cores, end + way):
            break
        end += way
    while end != at and _word(cores[end]) and not _OPERATOR.match(cores[end - way]):
        end -= way
    return end


def _product(token: str) -> bool:
    """Letters written together beside a relation: `bh` in «2A = bh»."""
    bare = token.strip(".,()")
    return re.fullmatch(r"[A-Za-z]{2,3}", bare) is not None and bare.lower() not in _SHORT_WORDS


def _word(token: str) -> bool:
    """A short word of the prose that could be read as a symbol: «y», «En», "In"."""
    bare = token.strip(".,()")
    return bare in _WORDLIKE or re.fullmatch(r"[A-Z][a-z]", bare) is not None


def _between(cores: list[str], at: int) -> bool:
    """A short word between two pieces of mathematics, with no operator beside it, joins two statements."""
    beside = (cores[at - 1] if at else "", cores[at + 1] if at + 1 < len(cores) else "")
    return _word(cores[at]) and all(token and not _OPERATOR.match(token) for token in beside)


@lru_cache(maxsize=4096)
def formulas(text: str) -> tuple[str, ...]:
    """Chemical formulas of a text: at least two element symbols, or one with a subscript."""
    text = re.sub(r"(?<!\w)[MmnNV]\((?=[A-Z])", "(", text)
    found = re.findall(r"(?<![\w])\d*((?:\(?[A-Z][a-z]?[₀-₉0-9]*\)?[₀-₉0-9]*){1,12})(?![\w])", text)
    found = [_balanced(f) for f in found]
    return tuple(f for f in found if re.search(r"[₀-₉0-9]", f) or len(re.findall(r"[A-Z]", f)) >= 2)


def _balanced(formula: str) -> str:
    """Without brackets that belong to the prose around it."""
    if formula.startswith("(") and formula.endswith(")") and formula.count("(") == formula.count(")") == 1:
        return formula[1:-1]
    if formula.count("(") > formula.count(")"):
        return formula.replace("(", "", 1) if formula.startswith("(") else formula
    return formula.rstrip(")") if formula.count(")") > formula.count("(") else formula


@lru_cache(maxsize=4096)
def letters(text: str) -> frozenset[str]:
    """Letters used as mathematical symbols: after a figure (`5x`), beside an operator, or standing alone."""
    beside = re.findall(r"(?<=\d)([A-Za-z])(?![A-Za-z])|(?<![^\W\d_])([A-Za-z])(?=\s?[=+*/^²])", text)
    return frozenset(a or b for a, b in beside)
