"""The role of every measure: the amount that reacts, a sample, what is really obtained, a part of a solution."""

from __future__ import annotations

import re

from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.facts import Measure
from subjects.stoichiometry.calculation.groups import Group, Refused
from subjects.stoichiometry.calculation.plan import Key
from subjects.stoichiometry.calculation.solutions import Solutions
from subjects.stoichiometry.formula import Species

_CLAUSE = re.compile(r"\b(?:y|and|but|pero|cuando|when|aunque)\b|[,;.?]")


_UP_TO = re.compile(
    r"\b(?:hasta|until|up\s+to|total|final|to\s+make|to\s+reach|completar|enrasar|alcanzar|obtener|to\s+(?:a\s+)?(?:volume|give))\W+(?:(?:un|una|a|an|the|el|volumen|volume|total|final|de|of|is|sea|es|que|disolucion|solution|los|las)\W+){0,6}$"
)
"""The words before the volume that a solution is filled up to."""


class Roles(Solutions):
    """The reader of given quantities."""

    def _give(self, group: Group) -> None:
        only_water = all(m.species.formula == "H2O" for m in self.scene.mentions)
        dissolved = "?" in self.solutions or not self.scene.mentions or self._filled_up()
        if self._two_yields():
            self._bare_yield(group)
            return
        if group.mention is None and only_water and dissolved and self.reaction is None:
            self._nameless(group)
            return
        if group.mention is None and self._loose_solution(group):
            return
        if group.mention is None and len(group.items) == 1 and self._is_sample(group.items[0]):
            asked = {m.species.formula for m in self.scene.mentions}
            if len(asked) == 1 and any(w.symbol == "P" for w in self.wanted) and group.items[0].symbol == "m":
                self._set(Key("m", asked.pop(), "sample"), group.items[0].value, group.items[0].unit)
                return
        if group.mention is None and len(group.items) == 1 and group.items[0].symbol == "m":
            shares = {m.mention.species.formula for m in self.scene.measures if m.role == "P" and m.mention}
            named = {m.species.formula for m in self.scene.mentions}
            if len(shares) == 1 and named == shares and self.reaction is None and lex.ALLOY.search(self.scene.folded):
                self._set(Key("m", shares.pop(), "sample"), group.items[0].value, group.items[0].unit)
                return
        if group.mention is None and self._only_one_thing(group):
            group.mention = self.scene.mentions[0]
        if group.mention is None:
            raise Refused("not_understood", "quantity without a substance")
        s = group.mention.species
        place = "sol" if group.place == "anonymous" else group.place
        for one in group.items:
            self._give_one(group, one, s, place)

    def _two_yields(self) -> bool:
        """Whether a yield is asked of two masses of one substance, without a reaction."""
        one = len({m.species for m in self.scene.mentions}) == 1
        alone = [w.symbol for w in self.wanted] == ["y"] and self.reaction is None
        return one and alone and [m.symbol for m in self.scene.measures] in (["m", "m"], ["n", "n"])

    def _filled_up(self) -> bool:
        """Whether a solution without a name is filled up with water to a volume that is told, or to one asked for."""
        loose = [m for m in self.scene.measures if m.mention is None]
        volumes = [m for m in loose if m.symbol == "V"]
        strengths = [m for m in loose if m.symbol == "c"]
        if not self.diluting or len(loose) != len(self.scene.measures) or not 0 < len(strengths) < 3:
            return False
        if len(volumes) == 2 and len(strengths) == 1:
            before = self.scene.rest[max(0, volumes[1].start - 50) : volumes[1].start]
            return bool(_UP_TO.search(before)) and volumes[0].value < volumes[1].value
        return len(volumes) == 1 and len(strengths) == 2

    def _loose_solution(self, group: Group) -> bool:
        """Amounts without a name where one solution is spoken of: the mass is of its solute, the volume its own."""
        solutes = list(dict.fromkeys(self.solutions))
        if len(solutes) != 1 or self.diluting or self.reaction is not None:
            return False
        if any(m.symbol not in ("m", "V") or m.solution for m in group.items):
            return False
        keys = [Key("m", solutes[0]) if m.symbol == "m" else Key("V", solutes[0], "sol") for m in group.items]
        strong = [k for k in self.givens if k.of == solutes[0] and k.symbol in ("c", "gL")]
        asked = [w.symbol for w in self.wanted]
        certain = strong and [m.symbol for m in group.items] == ["V"] and asked in (["m"], ["n"])
        if any(key in self.givens for key in keys) or (
            not certain and any(w.symbol in ("m", "V") and w.mention is None for w in self.wanted)
        ):
            return False
        for one, key in zip(group.items, keys, strict=True):
            self._set(key, one.value, one.unit)
        return True

    def _only_one_thing(self, group: Group) -> bool:
        """Whether the text speaks of one substance only, and of no solution: then every amount is of it."""
        different = {m.species for m in self.scene.mentions}
        plain = all(m.symbol in ("m", "n", "V", "rho") for m in group.items)
        return (
            len(different) == 1
            and plain
            and self.reaction is None
            and not self.solutions
            and not (lex.SOLUTION.search(self.scene.folded))
        )

    def _nameless(self, group: Group) -> None:
        """Amounts of a gas or a solution that has no name, or a yield without a reaction."""
        if any(w.symbol == "y" for w in self.wanted) or (Key("y") in self.givens and not self.scene.mentions):
            self._bare_yield(group)
            return
        if self._solute_told():
            self._nameless_parts(group)
            return
        if any(m.symbol == "c" for m in self.scene.measures):
            self._nameless_solution(group)
            return
        if any(m.symbol == "%" for m in group.items) and any(w.symbol in ("m", "much") for w in self.wanted):
            self.solutions.append("?")
            for one in group.items:
                if one.symbol not in ("m", "%") or (
                    one.symbol == "m" and not lex.SOLUTION.search(self.scene.folded)
                ):
                    raise Refused("not_understood", "solute")
                self._set(Key("m" if one.symbol == "m" else "w", "?", "sol"), one.value, one.unit)
            return
        density = any(m.symbol == "rho" for m in self.scene.measures) or any(
            w.symbol == "rho" for w in self.wanted
        )
        gas = any(w.symbol == "M" for w in self.wanted) and self._molar_of_unknown()
        for one in group.items:
            if gas and one.symbol in ("m", "V", "n", "rho", "gL") and one.value > 0:
                grams = one.value * (1000 if one.symbol == "rho" else 1)
                key = Key("rhog" if one.symbol in ("rho", "gL") else one.symbol, "?")
                self._set(key, grams, "g/L" if one.symbol == "rho" else one.unit)
                continue
            if density and one.symbol in ("m", "V", "rho") and one.value > 0:
                self._set(Key(one.symbol, "?"), one.value, one.unit)
                continue
            if one.symbol not in ("n", "V") or one.value <= 0:
                raise Refused("not_understood", "quantity without a substance")
            self._set(Key(one.symbol, "?"), one.value, one.unit)

    def _solute_told(self) -> bool:
        """Whether the text tells an amount "of solute" and asks for a concentration of it."""
        asked = [w.symbol for w in self.wanted]
        told = re.search(r"\x00\s*(?:de|of)\s+solut[oe]\b", self.scene.rest)
        return bool(told and len(asked) == 1 and asked[0] in ("c", "gL", "w") and not self.diluting)

    def _nameless_parts(self, group: Group) -> None:
        """Solute, solvent and solution, each told by its word."""
        for one in group.items:
            after = self.scene.folded[one.end : one.end + 40]
            if re.match(r"\s*(?:de|of)\s+solut[oe]\b", after) and one.symbol in ("m", "n"):
                key = Key(one.symbol, "?")
            elif re.match(r"\s*(?:de|of)\s+(?:disolvente|solvente|solvent|agua|water)\b", after) and one.symbol == "m":
                key = Key("m", "?", "solvent")
            elif re.match(r"\s*(?:de|of)\s+(?:la\s+|the\s+|una\s+|a\s+)?(?:disolucion|solucion|solution)\b", after) or (
                one.symbol == "V" and not re.match(r"\s*(?:de|of)\s", after)
            ):
                key = Key(one.symbol, "?", "sol")
            else:
                raise Refused("not_understood", "solute")
            if one.symbol not in ("m", "n", "V"):
                raise Refused("not_understood", "solute")
            self._set(key, one.value, one.unit)
        self.solutions.append("?")

    def _molar_of_unknown(self) -> bool:
        """Whether a molar mass is of a gas without a name, or of anything of which moles and mass are told."""
        told = {m.symbol for m in self.scene.measures}
        return bool(re.search(r"\bgas\w*|\bvapou?r", self.scene.folded)) or told == {"m", "n"}

    def _bare_yield(self, group: Group) -> None:
        for one in group.items:
            before = _CLAUSE.split(self.scene.folded[: one.start])[-1]
            after = _CLAUSE.split(self.scene.folded[one.end :])[0]
            near = before + after
            ideal = bool(re.search(r"teoric|teoria|theor|should|expect|deberia|debian|esper|predic|prev|could", near))
            if one.symbol not in ("m", "n") or (ideal and re.search(r"\b(?:real|actual|obtuv|obtenid|obtained)", near)):
                raise Refused("not_understood", "yield")
            self._set(Key(one.symbol, "?", "" if ideal else "real"), one.value, one.unit)

    def _nameless_solution(self, group: Group) -> None:
        """A solution whose solute is not named, before and after its dilution."""
        if any(w.symbol == "V" for w in self.wanted) and any(m.symbol == "n" for m in self.scene.measures):
            for one in group.items:
                self._set(Key(one.symbol, "?", "" if one.symbol == "n" else "sol"), one.value, one.unit)
            self.solutions.append("?")
            return
        if any(w.symbol == "n" for w in self.wanted) and len(group.items) == 2:
            for one in group.items:
                self._set(Key(one.symbol, "?", "sol"), one.value, one.unit)
            self.solutions.append("?")
            return
        if not self.diluting and len([m for m in self.scene.measures if m.symbol == "c"]) < 2:
            raise Refused("not_understood", "solute")
        first = Key("c", "?", "sol") not in self.givens and Key("V", "?", "sol") not in self.givens
        own = group.get("c")
        for one in group.items:
            if one.symbol not in ("c", "V"):
                raise Refused("not_understood", "solute")
        place = "dil" if not first or own is None else "sol"
        strong = self.givens.get(Key("c", "?", "sol"))
        if not first and own is not None and strong is not None and strong.value <= own.value:
            raise Refused("not_supported", "order of the solutions")
        self.diluting = True
        self.solutions.append("?")
        for one in group.items:
            if place == "dil" and not first and one.symbol == "V" and Key("V", "?", "dil") in self.givens:
                raise Refused("not_supported", "two quantities")
            self._set(Key(one.symbol, "?", place), one.value, one.unit)

    def _give_one(self, group: Group, one: Measure, s: Species, place: str) -> None:
        f = s.formula
        if one.value <= 0:
            raise Refused("inconsistent", "quantity")
        if one.symbol == "%":
            key = Key("P", f) if one.role == "P" else Key(one.role, f, place or "sol")
        elif place in ("one", "two"):
            key = Key(one.symbol, f, place)
        elif place in ("sol", "dil"):
            inside = one.symbol in ("n", "N") or (
                one.symbol == "m" and not one.solution and not self._mass_of_solution(one, group)
            )
            key = Key(one.symbol, f) if inside else Key(one.symbol, f, place)
        elif place in ("add", "solvent"):
            key = Key(one.symbol, f, place)
            if place == "solvent" and one.symbol == "V":
                if any(w.symbol == "phi" for w in self.wanted):
                    self._set(key, one.value, one.unit)
                    return
                if any(w.symbol in ("c", "gL") for w in self.wanted):
                    raise Refused("not_supported", "volume of the solvent")
                key, one.value, one.unit = Key("m", f, "solvent"), one.value * 1000, "g"
        elif one.symbol == "rho":
            key = Key("rho", f)
        elif one.symbol in ("c", "gL", "ppm", "b"):
            key = Key(one.symbol, f, "sol")
        else:
            key = self._amount(group, one, s)
        if one.symbol == "N":
            self._particles(one, s, key)
            return
        self._set(key, one.value, one.unit)

    def _mass_of_solution(self, one: Measure, group: Group) -> bool:
        after = self.scene.folded[one.end : one.end + 30]
        return bool(
            re.match(
                r"\s*(?:de\s+|of\s+)?(?:una\s+|la\s+|an?\s+|the\s+)?(?:[\d.,]+\s*%\s*(?:by\s+(?:mass|weight)\s+)?)?"
                r"(?:disolucion|solucion|solution)",
                after,
            )
        )

    def _particles(self, one: Measure, s: Species, key: Key) -> None:
        if (one.unit == "atoms") != s.single and one.unit not in ("particles", "ions"):
            if one.unit == "molecules" or len(s.atoms) > 1:
                raise Refused("not_supported", "particles")
            raise Refused("not_supported", "particles")
        self._set(key, one.value, one.unit)

    def _amount(self, group: Group, one: Measure, s: Species) -> Key:
        f = s.formula
        if one.symbol == "V" and any(w.symbol == "phi" for w in self.wanted) and self.reaction is None:
            return Key("V", f, "pure")
        if self._in_excess(one, group):
            self.excess.append(f)
            return Key(one.symbol, f, "spare")
        if one.symbol == "m" and (group.get("%") and any(m.role == "P" for m in group.items)):
            return Key("m", f, "sample")
        if one.symbol == "m" and self._purity_known(f):
            return Key("m", f, "sample")
        if (
            one.symbol == "m"
            and not self._loose_sample()
            and any(w.symbol == "P" and (w.mention is None or w.mention.species == s) for w in self.wanted)
        ):
            return Key("m", f, "sample")
        if (
            self.reaction
            and s in self.reaction.right
            and (Key("y") in self.givens or any(w.symbol == "y" for w in self.wanted))
        ):
            return Key(one.symbol, f, "real")
        return Key(one.symbol, f)

    def _loose_sample(self) -> bool:
        """Whether a mass without a substance is that of the sample: "50 g de mineral"."""
        return any(m.symbol == "m" and m.mention is None and self._is_sample(m) for m in self.scene.measures)

    def _is_sample(self, one: Measure) -> bool:
        near = self.scene.folded[max(0, one.start - 14) : one.end + 22]
        return bool(lex.SAMPLE.search(near) or (self.reaction is None and lex.ALLOY.search(near)))

    def _purity_known(self, f: str) -> bool:
        return any(
            m.symbol == "%" and m.role == "P" and (m.mention is None or m.mention.species.formula == f)
            for m in self.scene.measures
        ) and (self._sampled_formula() in (f, None))

    def _sampled_formula(self) -> str | None:
        marked = [m.mention.species.formula for m in self.scene.measures if m.role == "P" and m.mention]
        if marked:
            return marked[0]
        found = self._sampled()
        return found.species.formula if found else None

    def _in_excess(self, one: Measure, group: Group) -> bool:
        del one
        mention = group.mention
        return bool(mention and re.match(r"\s*(?:en|in)\s+exces", self.scene.folded[mention.end :]))
