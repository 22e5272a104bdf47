"""Questions about what a compound is made of: its elements, its ions, the parts of a hydrate."""

from __future__ import annotations

import re
from dataclasses import replace

from subjects.stoichiometry.calculation.asks import Wish
from subjects.stoichiometry.calculation.groups import Refused
from subjects.stoichiometry.calculation.plan import Ask, Key
from subjects.stoichiometry.calculation.roles import Roles
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.salts import ions_of, parts_of

EACH = re.compile(
    r"\b(?:de\s+cada\s+(?:uno|clase|tipo|elemento|ion)|cada\s+(?:elemento|ion)|(?:of\s+)?each\s+(?:of\s+the\s+)?(?:elements?|kind|type|ion)s?)\b"
)
"""Words that ask for all elements of a compound, one by one."""


class Shares(Roles):
    """The reader of such questions."""

    def _each(self, wish: Wish, symbol: str, unit: str) -> list[Ask]:
        """The atoms of every element of the only compound."""
        different = {m.species for m in self.scene.mentions}
        s = different.pop() if len(different) == 1 else None
        if s is None or s.single or self.reaction is not None or unit not in ("atoms", "mol"):
            raise Refused("not_supported", "each")
        return [Ask(Key(symbol, e, f"in:{s.formula}"), unit, e) for e, _ in s.atoms]

    def _composition(self, wish: Wish, s: Species | None) -> list[Ask]:
        if s is None:
            different = {m.species for m in self.scene.mentions}
            if len(different) != 1:
                raise Refused("not_supported", "composition")
            s = different.pop()
        if self.givens or self.reaction:
            raise Refused("not_supported", "composition")
        self.topic = "composition"
        return [Ask(Key("w", e, f"in:{s.formula}"), "%", e) for e, _ in s.atoms]

    def _element_share(self, wish: Wish, s: Species | None) -> Ask | None:
        """The percentage of an element in a compound, or None."""
        compounds = {m.species for m in self.scene.mentions if len(m.species.atoms) > 1}
        hydrates = [c for c in compounds if "·" in c.formula]
        if (
            s is not None
            and s.formula == "H2O"
            and len(hydrates) == 1
            and not self.givens
            and not self.reaction
        ):
            self.topic = "composition"
            return Ask(Key("w", "H2O", f"in:{hydrates[0].formula}"), "%", wish.label)
        if s is None or len(s.atoms) != 1 or len(compounds) != 1:
            return None
        compound = next(iter(compounds))
        element = s.atoms[0][0]
        if element not in dict(compound.atoms) or self.givens or self.reaction:
            return None
        self.topic = "composition"
        return Ask(Key("w", element, f"in:{compound.formula}"), "%", wish.label)

    def _is_weighed(self, s: Species | None) -> bool:
        """Whether the only mass that is of no substance is that of a sample, in which a reactant is looked for."""
        loose = [m for m in self.scene.measures if m.symbol == "m" and (m.mention is None or m.mention.species == s)]
        if len(loose) != 1 or self.solutions or s is None:
            return False
        key = Key("m", s.formula)
        if key in self.givens:
            given = self.givens.pop(key)
            self.givens[replace(key, where="sample")] = replace(given, key=replace(key, where="sample"))
        return Key("m", s.formula, "sample") in self.givens

    def _inside(self, s: Species, symbol: str, unit: str, context: str) -> Key | None:
        """The atoms, moles or mass of an element in a compound, or None."""
        others = {m.species for m in self.scene.mentions if m.species != s}
        if s.charge and self.reaction is None:
            holders = [o for o in others if s.formula in ions_of(o.formula)]
            fits = len(holders) == len(others) == 1 and symbol in ("N", "n", "m")
            return Key(symbol, s.formula, f"in:{holders[0].formula}") if fits else None
        part = [o for o in others if s.formula in parts_of(o.formula)]
        if part and len(others) == 1 and self.reaction is None and symbol in ("n", "m"):
            return Key(symbol, s.formula, f"in:{part[0].formula}")
        if self.reaction is not None or len(s.atoms) != 1 or s.formula == "O3":
            return None
        element = s.atoms[0][0]
        holding = [
            o
            for o in others
            if (element in dict(o.atoms) and o.formula != "H2O")
            or (o.formula == "H2O" and element in ("H", "O"))
        ]
        if len(holding) != 1 or len(others) != 1:
            if not others and symbol == "N" and unit == "atoms" and not s.single:
                return Key("N", element, f"in:{s.formula}")
            return None
        if symbol not in ("N", "n", "m") or (symbol == "N" and unit != "atoms"):
            return None
        return Key(symbol, element, f"in:{holding[0].formula}")

    def _all_ions(self, s: Species, wish: Wish) -> Ask:
        """The ions of every kind in the only salt of the text."""
        alone = {m.species for m in self.scene.mentions} == {s} and self.reaction is None
        if not alone or not ions_of(s.formula):
            raise Refused("not_supported", "ions")
        return Ask(Key("N", "ions", f"in:{s.formula}"), "ions", wish.label)

    def _all_atoms(self, s: Species) -> bool:
        """Whether "atoms" of a compound are those of all its elements: one substance, and none of its elements."""
        alone = {m.species for m in self.scene.mentions} == {s}
        return alone and self.reaction is None and not s.charge and len(self.scene.measures) == 1
