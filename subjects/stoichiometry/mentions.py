"""Finding substances and quantities in a text, by formula, name, symbol and word.

A compound whose name is only partly known is listed as doubtful, never as its known part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from subjects.stoichiometry import naming, substances, words
from subjects.stoichiometry.elements import symbols
from subjects.stoichiometry.figures import read_number
from subjects.stoichiometry.formula import Species, fold, read_formula
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.task import UNITS, Amount


@dataclass(frozen=True, slots=True)
class Mention:
    """A substance named in a text."""

    start: int
    end: int
    species: Species


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity written in a text."""

    start: int
    end: int
    amount: Amount


def find_measures(folded: str) -> list[Measure]:
    """Quantities with a unit of mass, amount, particles or volume; molar masses are none."""
    measures = []
    for match in words.QUANTITY.finditer(folded):
        unit = next(name for name in UNITS if match[name.replace("^", "_")])
        value = read_number(match["number"]) if match["number"] else words.COUNT_WORDS[match["word"]]
        if value is not None and not (match["word"] and re.match(r"\s*(?:\?|$)", folded[match.end() :])):
            measures.append(Measure(match.start(), match.end(), Amount(value, unit)))
    return measures


_FORMULA_RUN = re.compile(
    r"(?<![\w^])[A-Za-z(\[][A-Za-z0-9()\[\]]*(?:[·.*]\d*H2O)?(?:\^\d?[+-]|\d?[+-](?=[\s?.,)]|$))?(?!\w)"
)


_LABELLED = re.compile(r"^[mnMNV][mr]?\((.+)\)$")
_CLASS_BEFORE = re.compile(r"(\w*(?:oxido|uro|ato|ito))\s+(?:de|del)\s+$")
_CLASS_AFTER = re.compile(
    r"\s*(?:\([ivx]+\)\s*)?(?!(?:precipit|evapor|liber|gener|cre|separ|dissoci|calcul|situ)ate\b)(\w*(?:ide|ate|ite))\b|\s*(?:\([ivx]+\))?\s*(\w*(?:hidratad|hydrat)\w*)|\s*\([ivx]+\)"
)
_CLASS_ELEMENTS: dict[str, tuple[str, ...]] = {
    "hidrox": ("O", "H"), "hydrox": ("O", "H"), "hidrogenocarb": ("H", "C", "O"), "bicarb": ("H", "C", "O"), "oxid": ("O",),
    "clorur": ("Cl",), "chlorid": ("Cl",), "bromur": ("Br",), "bromid": ("Br",), "yodur": ("I",), "iodid": ("I",),
    "fluorur": ("F",), "fluorid": ("F",), "sulfur": ("S",), "sulfid": ("S",), "sulphid": ("S",), "sulfat": ("S", "O"),
    "sulphat": ("S", "O"), "nitrat": ("N", "O"), "carbonat": ("C", "O"), "fosfat": ("P", "O"), "phosphat": ("P", "O"),
    "clorat": ("Cl", "O"), "chlorat": ("Cl", "O"), "nitrur": ("N",), "nitrid": ("N",), "hidrur": ("H",), "hydrid": ("H",),
}  # fmt: skip
_UNKNOWN = Species("?", ())


def _compound(found: Species, folded: str, start: int, end: int, equation: Reaction | None) -> Species:
    """The same, unless the name is only a part of the name of a compound that is not in the table: then the only
    substance of the equation made of those elements, or an unknown one."""
    before, after = _CLASS_BEFORE.search(folded[:start]), _CLASS_AFTER.match(folded, end)
    kind = before[1] if before else (after[1] or after[2] or "?") if after else ""
    if not kind:
        return found
    others = next((atoms for stem, atoms in _CLASS_ELEMENTS.items() if stem in kind), None)
    if equation is None or others is None or len(found.atoms) != 1:
        return _UNKNOWN
    wanted = {found.atoms[0][0], *others}
    same = [s for s in equation.species if {symbol for symbol, _ in s.atoms} == wanted]
    return same[0] if len(same) == 1 else _UNKNOWN


def find_mentions(text: str, equation: Reaction | None = None, doubtful: bool = False) -> list[Mention]:
    """Substances by formula and by name, in order; names give way to what the equation holds. With `doubtful`,
    compounds whose name is not in the table are listed too, with no atoms."""
    folded = fold(text)
    mentions: list[Mention] = []
    for match in substances.name_pattern().finditer(folded):
        found = substances.by_name(match[0])
        if found:
            named = _compound(found, folded, match.start(), match.end(), equation)
            named = _in_equation(named, equation) if named is found else named
            mentions.append(Mention(match.start(), match.end(), named))
        else:
            wanted = naming.elements_of(match[0])
            same = [s for s in equation.species if {x for x, _ in s.atoms} == wanted] if equation else []
            mentions.append(Mention(match.start(), match.end(), same[0] if len(same) == 1 else _UNKNOWN))
    taken = [(m.start, m.end) for m in mentions]
    for match in _FORMULA_RUN.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        label = _LABELLED.match(match[0])
        run = label[1] if label else match[0]
        found = _formula_in_text(run, folded, match.start(), equation) or (
            read_formula(run) if label else None
        )
        if found:
            mentions.append(Mention(match.start(), match.end(), found))
    kept = mentions if doubtful else [mention for mention in mentions if mention.species.atoms]
    return sorted(kept, key=lambda m: m.start)


def _in_equation(found: Species, equation: Reaction | None) -> Species:
    """Oxygen is O2, but O where the equation has only that; the same for the other elements."""
    if equation is None or found in equation.species or len(found.atoms) > 1:
        return found
    same = [
        s
        for s in equation.species
        if len(s.atoms) == 1 and s.atoms[0][0] == found.atoms[0][0] and not s.charge
    ]
    return same[0] if len(same) == 1 else found


def _formula_in_text(run: str, folded: str, start: int, equation: Reaction | None) -> Species | None:
    run = run.rstrip(".,")
    while (run.startswith("(") and run.endswith(")") and run.count("(") == 1) or run.count("(") < run.count(
        ")"
    ):
        run = run[1:-1] if run.startswith("(") else run[:-1]
    found = read_formula(run)
    if found and equation and found in equation.species and not (run in symbols() and start < 3):
        return found
    if found and re.search(r"\d", run):
        return found
    if found and run in symbols():
        return found if words.SINGLE_BEFORE.search(folded[:start]) else None
    if found and (substances.is_known(run) or not run.isupper()) and run != "NO":
        return found
    if found and run == "NO":
        return found if words.SINGLE_BEFORE.search(folded[:start]) else None
    if re.search(r"\d", run) or run.lower() in (
        "nacl",
        "hcl",
        "naoh",
        "koh",
        "kcl",
        "cao",
        "mgo",
        "cuo",
        "agcl",
    ):
        return substances.by_case(run)
    return None
