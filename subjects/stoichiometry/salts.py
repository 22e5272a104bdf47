"""The ions of a salt, by its formula: which there are and how many of each in one formula unit.

Only what is surely a neutral salt of ions that the tables hold; everything else has none.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from subjects.stoichiometry.formula import fold


@lru_cache(maxsize=1)
def _ions() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("ions.toml").read_text(encoding="utf-8"))


def _written(ion: str, charge: int) -> str:
    return f"{ion}^{abs(charge) if abs(charge) > 1 else ''}{'+' if charge > 0 else '-'}"


_SEVERAL = re.compile(r"[A-Z0-9].*[A-Z0-9]")


def _part(ion: str) -> str:
    """The pattern of an ion with its subscript: in brackets or, when it is of one element, behind it."""
    bare = "()" if _SEVERAL.search(ion) else r"(\d{0,2})"
    return rf"(?:\({re.escape(ion)}\)(\d{{1,2}})|{re.escape(ion)}{bare})"


@lru_cache(maxsize=1024)
def ions_of(formula: str) -> dict[str, int]:
    """`{"Al^3+": 2, "SO4^2-": 3}` for `Al2(SO4)3`; empty when it is no such salt."""
    salt = formula.split("·", 1)[0]
    found = []
    for cation, row in _ions()["cations"].items():
        if cation not in salt:
            continue
        for anion, other in _ions()["anions"].items():
            parts = (anion, cation) if other.get("first") else (cation, anion)
            match = re.fullmatch("".join(_part(ion) for ion in parts), salt)
            if match is None:
                continue
            counts = {ion: int(n or 1) for ion, n in zip(parts, _numbers(match), strict=True)}
            minus = counts[anion] * int(other["charge"])
            if minus % counts[cation] == 0 and minus // counts[cation] in row["charges"]:
                plus = minus // counts[cation]
                found.append({_written(cation, plus): counts[cation], _written(anion, -other["charge"]): counts[anion]})
    return found[0] if len(found) == 1 else {}


def parts_of(formula: str) -> dict[str, int]:
    """`{"H2O": 5, "CuSO4": 1}` for `CuSO4·5H2O`; empty when it is no hydrate."""
    found = re.fullmatch(r"(.+)·(\d*)H2O", formula)
    return {"H2O": int(found[2] or 1), found[1]: 1} if found else {}


def _numbers(match: re.Match[str]) -> list[str]:
    """The subscript of each part: in brackets or behind the ion."""
    groups = match.groups()
    return [(groups[i] or groups[i + 1] or "") for i in range(0, len(groups), 2)]


@lru_cache(maxsize=1)
def ion_names() -> dict[str, str]:
    """The ions without their charge by folded name, in both languages."""
    rows = [(ion, row) for table in ("cations", "anions") for ion, row in _ions()[table].items()]
    return {fold(name): ion for ion, row in rows for lang in ("es", "en") for name in row[lang]}


def ion_in(name: str, formula: str) -> str | None:
    """The ion of that name in a salt, written with its charge."""
    wanted = ion_names().get(name)
    return next((ion for ion in ions_of(formula) if ion.split("^")[0] == wanted), None)
