"""Names of common substances in Spanish and English, as data.

A name is found without accents and capitals. Formulas typed in the wrong case ("h2so4", "NACL") are
found when only one known formula is meant.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from subjects.problem import Lang
from subjects.stoichiometry import naming
from subjects.stoichiometry.formula import Species, fold, read_formula


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("substances.toml").read_text(encoding="utf-8"))


def species(formula: str) -> Species:
    """A formula that is known to be readable. Raises LookupError when it is not."""
    found = read_formula(formula)
    if found is None:
        raise LookupError(f"{formula!r} is no formula")
    return found


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {
        fold(name): formula
        for table in _tables().values()
        for formula, names in table.items()
        for name in names
    }


def by_name(text: str) -> Species | None:
    """The substance of that name in either language, or None."""
    folded = fold(" ".join(text.split()))
    formula = _by_name().get(folded.replace(" (", "("))
    return species(formula) if formula else naming.named(folded)


@lru_cache(maxsize=1)
def name_pattern() -> re.Pattern[str]:
    """Finds names in folded text, the longest first."""
    names = sorted(
        (re.escape(name).replace(r"\ ", r"\s+").replace(r"\(", r"\s?\(") for name in _by_name()),
        key=len,
        reverse=True,
    )
    long = [name for name in names if r"\s" in name]
    every = "|".join((*long, naming.pattern(), *(name for name in names if r"\s" not in name)))
    return re.compile(rf"(?<![a-z0-9])(?:{every})(?![a-z0-9])(?!\s?\([iv]+\))")


def name(formula: str, lang: Lang) -> str | None:
    """The preferred name, or None."""
    names = _tables()[lang].get(formula)
    return names[0] if names else None


@lru_cache(maxsize=1)
def _by_lower() -> dict[str, str]:
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for formula in _tables()["es"]:
        lower = formula.lower()
        if lower in found:
            doubtful.add(lower)
        found[lower] = formula
    for formula in ("SO4", "CO"):
        found.setdefault(formula.lower(), formula)
    return {lower: formula for lower, formula in found.items() if lower not in doubtful}


def by_case(text: str) -> Species | None:
    """A known formula typed in another case, or None."""
    formula = _by_lower().get(text.lower().replace(".", "·").replace("*", "·"))
    return species(formula) if formula else None


def is_known(formula: str) -> bool:
    """Whether the formula is one of the table's."""
    return formula in _tables()["es"]


@lru_cache(maxsize=1)
def element_names() -> dict[str, str]:
    """Symbols of elements by folded name and by name as written, in both languages."""
    found: dict[str, str] = {}
    for table in _tables().values():
        for formula, names in table.items():
            atoms = species(formula).atoms
            if len(atoms) == 1 and names and formula not in ("O3",):
                found |= dict.fromkeys((names[0], fold(names[0])), atoms[0][0])
    return found


def formulas() -> tuple[str, ...]:
    """The formulas of the table."""
    return tuple(_tables()["es"])
