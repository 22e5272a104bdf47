"""Binary names by prefixes ("trióxido de azufre", "dinitrogen tetroxide") and by numerals of non-metals, and old names
of metals ("óxido férrico", "cloruro sódico", "cupric nitrate").

A name is read only as a whole; the formula keeps the order of the name's elements as a class writes it.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from math import gcd
from pathlib import Path
from typing import Any

from subjects.stoichiometry.formula import Species, fold, read_formula

_PREFIXES = {
    "mono": 1, "mon": 1, "di": 2, "tri": 3, "tetra": 4, "tetr": 4, "penta": 5, "pent": 5, "hexa": 6, "hex": 6,
    "hepta": 7, "hept": 7, "octa": 8, "nona": 9, "deca": 10,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
_NUMERAL = r"\s?\(\s?(?P<charge>vii|vi|v|iv|i{1,3})\s?\)"
_PREFIX = "|".join(sorted(_PREFIXES, key=len, reverse=True))
_SIMPLE = ("F", "Cl", "Br", "I", "O", "S", "Se", "N", "P", "H", "OH")
"""Anions that are named with prefixes."""


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("ions.toml").read_text(encoding="utf-8"))


def _names(table: str, lang: str, only: tuple[str, ...] = ()) -> dict[str, str]:
    rows = _tables()[table].items()
    return {fold(name): formula for formula, row in rows if not only or formula in only for name in row[lang]}


def _any(names: dict[str, str]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1)
def _readers() -> tuple[tuple[re.Pattern[str], dict[str, str], dict[str, str]], ...]:
    """The patterns of names with their anions and their first elements."""
    simple, simple_en = (_names("anions", lang, _SIMPLE) for lang in ("es", "en"))
    some, some_en = ({**_names("cations", lang), **_names("nonmetals", lang)} for lang in ("es", "en"))
    elements, elements_en = (_names("nonmetals", lang) for lang in ("es", "en"))
    anions, anions_en = (_names("anions", lang) for lang in ("es", "en"))
    old = {fold(word): formula for formula, row in _tables()["cations"].items() for word in row.get("old", {})}
    many, own = rf"(?P<a>{_PREFIX})", rf"(?P<b>{_PREFIX})"
    return (
        (re.compile(rf"{many}(?P<anion>{_any(simple)})\s+de\s+{own}?(?P<first>{_any(some)})"), simple, some),
        (re.compile(rf"(?P<anion>{_any(simple)})\s+de\s+{own}(?P<first>{_any(some)})"), simple, some),
        (re.compile(rf"{own}?(?P<first>{_any(some_en)})\s+{many}(?P<anion>{_any(simple_en)})"), simple_en, some_en),
        (re.compile(rf"{own}(?P<first>{_any(some_en)})\s+(?P<anion>{_any(simple_en)})"), simple_en, some_en),
        (re.compile(rf"(?P<anion>{_any(simple)})\s+de\s+(?P<first>{_any(elements)}){_NUMERAL}"), simple, elements),
        (
            re.compile(rf"(?P<first>{_any(elements_en)}){_NUMERAL}\s+(?P<anion>{_any(simple_en)})"),
            simple_en,
            elements_en,
        ),
        (re.compile(rf"(?P<anion>{_any(anions)})\s+(?P<old>{_any(old)})"), anions, old),
        (re.compile(rf"(?P<old>{_any(old)})\s+(?P<anion>{_any(anions_en)})"), anions_en, old),
    )


@lru_cache(maxsize=1)
def pattern() -> str:
    """The pattern of such names over folded text, without named groups."""
    return "|".join(re.sub(r"\?P<\w+>", "?:", reader.pattern) for reader, _, _ in _readers())


@lru_cache(maxsize=2048)
def named(text: str) -> Species | None:
    """The compound of a folded name, or None."""
    for reader, anions, firsts in _readers():
        found = reader.fullmatch(text)
        if found is None:
            continue
        parts = found.groupdict()
        anion = anions[re.sub(r"\s+", " ", found["anion"])]
        first = firsts[found["old"] if parts.get("old") else found["first"]]
        if "old" in parts:
            return _by_charge(first, anion, _old_charge(found["old"]))
        if "charge" in parts:
            return _by_charge(first, anion, _ROMAN[found["charge"]])
        return _joined(first, _PREFIXES.get(parts.get("b") or "", 1), anion, _PREFIXES.get(parts.get("a") or "", 1))
    return None


def _old_charge(word: str) -> int:
    rows = (row.get("old", {}) for row in _tables()["cations"].values())
    return next(int(charge) for row in rows for name, charge in row.items() if fold(name) == word)


def _by_charge(first: str, anion: str, charge: int) -> Species | None:
    row = _tables()["anions"][anion]
    divisor = gcd(charge, int(row["charge"]))
    return _joined(first, int(row["charge"]) // divisor, anion, charge // divisor, bool(row.get("first")))


def _joined(first: str, b: int, anion: str, a: int, before: bool = False) -> Species | None:
    one, other = _times(first, b), _times(anion, a)
    return read_formula(other + one if before and b == 1 else one + other)


def _times(part: str, number: int) -> str:
    if number == 1:
        return part
    several = len(re.findall(r"[A-Z]", part)) > 1 or re.search(r"\d", part)
    return f"({part}){number}" if several else f"{part}{number}"
