"""Chemical formulas: reading what students write, counting atoms, molar mass.

Reads subscripts, brackets, hydrates, charges and `\\ce{}`. What is not surely a formula gives None.
Depth, length and subscripts are bounded. Isotopes and structural drawings are not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from subjects.stoichiometry import elements

_LIMIT = 80
_DEPTH = 4
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_LOWERED = str.maketrans("₊₋", "+-")


@dataclass(frozen=True, slots=True)
class Species:
    """A substance or ion: `formula` is how it is written ("Ca(OH)2", "SO4^2-"), `atoms` in order of
    appearance."""

    formula: str
    atoms: tuple[tuple[str, int], ...]
    charge: int = 0

    @property
    def single(self) -> bool:
        """Whether it is one atom."""
        return len(self.atoms) == 1 and self.atoms[0][1] == 1


ELECTRON = Species("e-", (), -1)


_SPELLINGS = (
    *((dash, "-") for dash in "−–—"),
    *((dot, "·") for dot in "∙•⋅"),
    *((space, " ") for space in ("\u00a0", "\u202f", "\\,", "\\ ", "~")),
    ("’", "'"),
    ("{}", ""),
    ("\\cdot", "·"),
    ("\\times", "×"),
)
_HYDRATE = re.compile(r"(?<=[A-Za-z0-9)])\s*[·.*×]\s*(\d{1,2})\s*H2O(?![A-Za-z0-9])")


def plain(text: str) -> str:
    """The text with LaTeX wrappers, Unicode digits, arrows and signs written in plain characters."""
    text = _unwrap(text)
    text = _RAISED_RUN.sub(lambda run: "^" + run[0].translate(_RAISED), text)
    text = text.translate(_SUBSCRIPTS).translate(_LOWERED)
    text = re.sub(r"_\{?(\d+)\}?", r"\1", text)
    text = re.sub(r"\^\{([^{}]*)\}", r"^\1", text)
    text = re.sub(r"<\s?-{1,3}\s?>|<=+>|=+>|-{1,4}>|={3,}", " -> ", text)
    text = re.sub(
        r"\\(?:x|long)?(?:left)?rightarrow(?:\[\])?(?:\{\s*\})?|\\rightleftharpoons|\\to(?![a-z])",
        " -> ",
        text,
    )
    for arrow in "⟶→➔➜⇒⇌⇄↔⟹⇨➝":
        text = text.replace(arrow, " -> ")
    for sign, fraction in (("½", "1/2"), ("⅓", "1/3"), ("¼", "1/4"), ("¾", "3/4"), ("⅔", "2/3")):
        text = text.replace(sign, fraction)
    for written, sign in _SPELLINGS:
        text = text.replace(written, sign)
    return _HYDRATE.sub(r"·\1H2O", text)


def _unwrap(text: str) -> str:
    text = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"(\1)/(\2)", text)
    for _ in range(3):
        text = re.sub(
            r"\\(?:ce|mathrm|text|mathbf|operatorname|textrm|left|right)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}",
            r"\1",
            text,
        )
    text = re.sub(r"\\\(|\\\)|\\\[|\\\]|\$|`", " ", text)
    return text.replace("\\left", "").replace("\\right", "") if "\\left" in text else text


def fold(text: str) -> str:
    """Lower case without accents, same length where the text is composed."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_ATOM = re.compile(r"[A-Z][a-z]?")
_DIGITS = re.compile(r"\d{1,4}")
_STATE = re.compile(r"\s?\((?:s|l|g|aq|ac|sol|dis)\)$", re.IGNORECASE)
_CARET = re.compile(r"\^\(?(?:(\d*)([+-])|([+-])(\d*))\)?$")
_PLUS_DIGIT = re.compile(r"([+-])(\d)$")
_DIGIT_PLUS = re.compile(r"(\d*)([+-])$")
_ONE_CHARGED = frozenset(
    [
        "NH4",
        "MnO4",
        "NO3",
        "NO2",
        "HCO3",
        "HSO4",
        "HSO3",
        "ClO4",
        "ClO3",
        "ClO2",
        "BrO3",
        "IO3",
        "H2PO4",
        "H3O",
        "IO4",
        "BrO4",
        "AlO2",
        "N3",
        "I3",
        "CH3COO",
        "BH4",
        "BF4",
    ]
)


@lru_cache(maxsize=16384)
def read_formula(text: str) -> Species | None:
    """One formula, already through `plain`, or None. A state of aggregation at the end is dropped."""
    text = _STATE.sub("", text.strip())
    if not text or len(text) > _LIMIT:
        return None
    if text in ("e-", "e^-"):
        return ELECTRON
    body, charge = _split_charge(text)
    if body is None:
        return None
    atoms: dict[str, int] = {}
    parts = re.split(r"[·*.]\s*", body)
    for index, written in enumerate(parts):
        part = written.strip()
        factor = 1
        if index:
            lead = _DIGITS.match(part)
            if lead:
                factor, part = int(lead[0]), part[lead.end() :].strip()
            if part not in ("H2O", "NH3", "D2O"):
                return None
        counted = _count(part)
        if counted is None or not factor:
            return None
        for symbol, number in counted.items():
            atoms[symbol] = atoms.get(symbol, 0) + factor * number
    name = "·".join(re.sub(r"\s+", "", part) for part in parts)
    return Species(name + _charge_text(charge), tuple(atoms.items()), charge)


def _charge_text(charge: int) -> str:
    if not charge:
        return ""
    return f"^{abs(charge) if abs(charge) > 1 else ''}{'+' if charge > 0 else '-'}"


def _split_charge(text: str) -> tuple[str | None, int]:
    found = _CARET.search(text)
    if found:
        size, sign = (found[1], found[2]) if found[2] else (found[4], found[3])
        return text[: found.start()], int(size or 1) * (1 if sign == "+" else -1)
    if "^" in text:
        return None, 0
    found = _PLUS_DIGIT.search(text)
    if found:
        return text[: found.start()], int(found[2]) * (1 if found[1] == "+" else -1)
    found = _DIGIT_PLUS.search(text)
    if not found:
        return text, 0
    body, digits, sign = text[: found.start()], found[1], 1 if found[2] == "+" else -1
    if not digits:
        return body, sign
    if _ATOM.fullmatch(body) and len(digits) == 1:
        return body, sign * int(digits)
    if body + digits in _ONE_CHARGED or (
        len(digits) == 1 and _count(body + digits) and body + digits in _ONE_CHARGED
    ):
        return body + digits, sign
    if len(digits) >= 2:
        return body + digits[:-1], sign * int(digits[-1])
    return (body, sign * int(digits)) if body[-1:] in ")]" else (body + digits, sign)


def _count(text: str) -> dict[str, int] | None:
    """Atoms of a formula without hydrate and charge, or None."""
    stack: list[dict[str, int]] = [{}]
    closers: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in "([{":
            if len(stack) > _DEPTH:
                return None
            stack.append({})
            closers.append({"(": ")", "[": "]", "{": "}"}[char])
            at += 1
            continue
        if char in ")]}":
            if not closers or closers.pop() != char or not stack[-1]:
                return None
            at += 1
            times, at = _subscript(text, at)
            group = stack.pop()
            for symbol, number in group.items():
                stack[-1][symbol] = stack[-1].get(symbol, 0) + number * times
            if not times:
                return None
            continue
        symbol, at = _symbol(text, at)
        if not symbol:
            return None
        times, at = _subscript(text, at)
        if not times:
            return None
        stack[-1][symbol] = stack[-1].get(symbol, 0) + times
    return stack[0] if len(stack) == 1 and stack[0] else None


def _symbol(text: str, at: int) -> tuple[str, int]:
    known = elements.symbols()
    if text[at : at + 2] in known:
        return text[at : at + 2], at + 2
    if text[at] in known:
        return text[at], at + 1
    return "", at


def _subscript(text: str, at: int) -> tuple[int, int]:
    found = _DIGITS.match(text, at)
    if not found:
        return 1, at
    return int(found[0]), found.end()


@lru_cache(maxsize=16384)
def molar_mass(
    species: Species, table: elements.Table = "class", given: tuple[tuple[str, Fraction], ...] = ()
) -> Fraction:
    """Molar mass in g/mol with a table of atomic masses, those of `given` first."""
    own: Mapping[str, Fraction] = dict(given)
    return sum((own.get(s) or elements.mass(s, table)) * n for s, n in species.atoms) or Fraction(0)
