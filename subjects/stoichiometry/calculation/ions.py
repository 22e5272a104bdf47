"""The ions in a salt: those of one element are read as the atoms of that element in it, those of several by their
formula, and all of them together as its entities."""

from __future__ import annotations

import re

from subjects.stoichiometry import substances
from subjects.stoichiometry.formula import Species, fold
from subjects.stoichiometry.mentions import find_mentions
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.salts import ion_in, ion_names, ions_of

_ANIONS = {
    "cloruro": "Cl", "chloride": "Cl", "bromuro": "Br", "bromide": "Br", "yoduro": "I", "ioduro": "I", "iodide": "I",
    "fluoruro": "F", "fluoride": "F", "oxido": "O", "oxide": "O", "sulfuro": "S", "sulfide": "S", "sulphide": "S",
    "nitruro": "N", "nitride": "N",
}  # fmt: skip
_METALS = {
    "sodio", "sodium", "potasio", "potassium", "litio", "lithium", "calcio", "calcium", "magnesio", "magnesium",
    "bario", "barium", "aluminio", "aluminium", "aluminum", "hierro", "iron", "cobre", "copper", "cinc", "zinc",
    "plata", "silver", "plomo", "lead",
}  # fmt: skip
_NAME = "|".join(re.escape(x) for x in sorted({*_ANIONS, *_METALS, *ion_names()}, key=len, reverse=True))
_ALL = re.compile(
    r"\b(?P<es>iones(?:\s+(?:totales|en\s+total))?)\b"
    r"|\b(?P<en>(?:total\s+)?ions(?:\s+(?:in\s+total|altogether))?)\b"
)
_AMOUNT = re.compile(
    r"\b(?:mol(?:es)?|masa|mass|gramos|grams|g|amount|cantidad(?:\s+de\s+sustancia)?)\s+(?:de|of)\s+(?:los\s+|the\s+)?$"
)
"""What is asked of ions that are not counted."""
_PER = re.compile(r"\b(?:de|of)\s+cada|\beach\b")
_ION = re.compile(
    r"(?:(?:iones|ions?|cationes|aniones)\s+(?:de\s+|of\s+)?(?P<sign>[a-z]{1,2})\^?\d?[+-](?:\s*ions)?"
    r"|(?P<early>[a-z]{1,2})\^?\d?[+-]\s+ions"
    rf"|(?P<many>iones|cationes|aniones|ion)\s+(?:de\s+)?(?P<after>{_NAME})s?"
    rf"|(?P<before>{_NAME})\s+(?P<ions>ions|ion|cations|anions)"
    rf"|(?:ions|cations|anions)\s+of\s+(?P<of>{_NAME}))(?![a-z])"
)


def ions_named(text: str, equation: Reaction | None) -> str:
    """The text with "iones cloruro" of one salt as "átomos de Cl"; as it is where that is not sure."""
    folded = fold(text)
    found = list(_ION.finditer(folded)) if equation is None and len(folded) == len(text) else []
    if not found:
        return _entities(text, folded) if equation is None and len(folded) == len(text) else text
    rest = folded
    for one in found:
        rest = rest[: one.start()] + " " * (one.end() - one.start()) + rest[one.end() :]
    kept = "".join(c if r != " " else " " for c, r in zip(text, rest, strict=True))
    salts = {m.species for m in find_mentions(kept, None, doubtful=True)}
    salt = salts.pop() if len(salts) == 1 else None
    if salt is None or salt.charge or not salt.atoms:
        return text
    for one in reversed(found):
        written = one["sign"] or one["early"]
        english = one["ions"] or one["of"] or one["early"] or re.search(r"\bhow\b|\bfind\b|\bthe\b", folded)
        several = None if written else ion_in(one["after"] or one["before"] or one["of"], salt.formula)
        if several and len(re.findall(r"[A-Z]", several)) > 1:
            what = "entities of " if english else "entidades de "
            what = "" if _AMOUNT.search(folded[: one.start()]) else what
            text = text[: one.start()] + what + several + text[one.end() :]
            continue
        symbol = _by_symbol(written, salt) if written else _element((one["after"] or one["before"] or one["of"]), salt)
        if symbol is None:
            return text
        atoms = "atoms of" if english else "átomos de"
        text = text[: one.start()] + f"{atoms} {symbol}" + text[one.end() :]
    return text


def _entities(text: str, folded: str) -> str:
    """The text with "iones" of no kind in the only salt as its entities."""
    found = list(_ALL.finditer(folded))
    salts = {m.species for m in find_mentions(text, None, doubtful=True)}
    if len(found) != 1 or _PER.search(folded) or len(salts) != 1 or not ions_of(salts.pop().formula):
        return text
    word = "entidades" if found[0]["es"] else "entities"
    return text[: found[0].start()] + word + text[found[0].end() :]


def _by_symbol(written: str, salt: Species) -> str | None:
    """The element of "Cl-" in a salt, as far as its name would be sure."""
    symbol = written.capitalize()
    atoms = dict(salt.atoms)
    first = next(iter(atoms))
    sure = first in _METAL_SYMBOLS and (symbol == first or len(atoms) == 2)
    return symbol if symbol in atoms and sure else None


def _element(name: str, salt: Species) -> str | None:
    """The element of an ion, when every atom of it in the salt is such an ion."""
    atoms = dict(salt.atoms)
    symbol = _ANIONS.get(name) or substances.element_names().get(name)
    binary = len(atoms) == 2 and next(iter(atoms)) in _METAL_SYMBOLS
    return symbol if symbol in atoms and (name in _METALS or binary) else None


_METAL_SYMBOLS = frozenset(
    ("Li", "Na", "K", "Rb", "Cs", "Mg", "Ca", "Sr", "Ba", "Al", "Fe", "Cu", "Zn", "Ag", "Pb", "Ni", "Co", "Mn", "Cr", "Sn")
)
