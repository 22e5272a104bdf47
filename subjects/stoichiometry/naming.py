"""Names of salts, oxides and hydroxides from the names of their ions, in Spanish and English.

A cation with several charges must carry its Roman numeral: without it the name is not known here.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from math import gcd
from pathlib import Path
from typing import Any

from subjects.stoichiometry import nomenclature
from subjects.stoichiometry.formula import Species, fold, read_formula

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
_WATER = {
    "mono": 1, "di": 2, "tri": 3, "tetra": 4, "penta": 5, "hexa": 6, "hepta": 7, "octa": 8, "nona": 9, "deca": 10,
}  # fmt: skip
_NUMERAL = r"(?:\s?\(\s?(?P<charge>vii|vi|v|iv|i{1,3})\s?\)|\s(?P<bare>vii|vi|iv|iii|ii)(?![a-z]))?"


@lru_cache(maxsize=1)
def _ions() -> tuple[dict[str, Any], dict[str, Any]]:
    tables = tomllib.loads(Path(__file__).with_name("ions.toml").read_text(encoding="utf-8"))
    return tables["cations"], tables["anions"]


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
    cations, anions = _ions()
    spanish, english, metals, metals_en = (
        {fold(name): formula for formula, row in table.items() for name in row[lang]}
        for table in (anions, cations)
        for lang in ("es", "en")
    )
    return spanish, english, metals, metals_en


def _any(names: dict[str, str]) -> str:
    return "|".join(re.escape(name).replace(r"\ ", r"\s") for name in sorted(names, key=len, reverse=True))


@lru_cache(maxsize=1)
def pattern() -> str:
    """The pattern of such names over folded text, without groups."""
    spanish, english, metals, metals_en = _names()
    numeral = re.sub(r"\?P<\w+>", "?:", _NUMERAL)
    water = rf"(?:\s+(?:{'|'.join(_WATER)})(?:hidratad[oa]|hydrate)(?![a-z]))?"
    return (
        rf"(?:{nomenclature.pattern()}|(?:{_any(spanish)})\s+de(?:l)?\s+(?:{_any(metals)}){numeral}"
        rf"|(?:{_any(metals_en)}){numeral}\s+(?:{_any(english)})){water}"
    )


@lru_cache(maxsize=1)
def _readers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    spanish, english, metals, metals_en = _names()
    numeral = _NUMERAL
    return (
        re.compile(rf"(?P<anion>{_any(spanish)})\s+de(?:l)?\s+(?P<cation>{_any(metals)}){numeral}"),
        re.compile(rf"(?P<cation>{_any(metals_en)}){numeral}\s+(?P<anion>{_any(english)})"),
    )


@lru_cache(maxsize=2048)
def named(text: str) -> Species | None:
    """The compound of a folded name, or None."""
    hydrate = re.fullmatch(rf"(.*\S)\s+({'|'.join(_WATER)})(?:hidratad[oa]|hydrate)", text)
    if hydrate:
        dry, n = named(hydrate[1]), _WATER[hydrate[2]]
        return read_formula(f"{dry.formula}·{n if n > 1 else ''}H2O") if dry else None
    spanish, english, metals, metals_en = _names()
    for reader, (anions, cations) in zip(_readers(), ((spanish, metals), (english, metals_en)), strict=True):
        found = reader.fullmatch(text)
        if found:
            anion = anions[re.sub(r"\s+", " ", found["anion"])]
            return _compound(cations[found["cation"]], anion, _ROMAN.get(found["charge"] or found["bare"] or "", 0))
    return nomenclature.named(text)


def elements_of(text: str) -> set[str]:
    """The elements of the compound that a folded name tells, its charge left open; empty for no such name."""
    spanish, english, metals, metals_en = _names()
    for reader, (anions, cations) in zip(_readers(), ((spanish, metals), (english, metals_en)), strict=True):
        found = reader.fullmatch(text)
        if found:
            ions = (cations[found["cation"]], anions[re.sub(r"\s+", " ", found["anion"])])
            return {symbol for ion in ions for symbol in re.findall(r"[A-Z][a-z]?", ion)}
    return set()


def _compound(cation: str, anion: str, charge: int) -> Species | None:
    cations, anions = _ions()
    charges: list[int] = cations[cation]["charges"]
    if (charge and charge not in charges) or (not charge and len(charges) > 1):
        return None
    plus, minus = charge or charges[0], int(anions[anion]["charge"])
    divisor = gcd(plus, minus)
    a, b = minus // divisor, plus // divisor
    first, second = _times(cation, a), _times(anion, b)
    text = second + first if anions[anion].get("first") and a == 1 else first + second
    return read_formula(text)


def _times(ion: str, number: int) -> str:
    several = len(re.findall(r"[A-Z]", ion)) > 1 or re.search(r"\d", ion)
    if number == 1:
        return ion
    return f"({ion}){number}" if several else f"{ion}{number}"
