"""Which measures speak of a solution, of its solvent, or of one that is diluted, and what every percentage means."""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.facts import Measure
from subjects.stoichiometry.calculation.groups import Group, Refused, State
from subjects.stoichiometry.calculation.plan import Given, Key
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.mentions import Mention

_ACIDS = frozenset(("HCl", "HBr", "HI", "HF", "HNO3", "H2SO4", "H3PO4", "HClO4", "CH3COOH"))
_REQUIRED = re.compile(
    r"\s*(?:de\s+\w+\s+)?(?:is|are|was|were|se|son|han\s+sido)?\s*(?:required|needed|used"
    r"|gasta\w*|consum\w*|necesari\w*)"
)


class Solutions(State):
    """The reader of solutions and percentages."""

    def _solvents(self) -> frozenset[Species]:
        """Water that only dissolves: it takes part in no reaction that is written."""
        water = next((m.species for m in self.scene.mentions if m.species.formula == "H2O"), None)
        if water is None:
            return frozenset()
        if self.reaction is not None and water in self.reaction.species:
            return frozenset()
        dissolving = lex.SOLUTION.search(self.scene.folded) or lex.DILUTE.search(self.scene.folded)
        dissolving = dissolving or re.search(
            r"\bdis(?:uel|ol)v\w+|dissolv\w+|\ben\s+agua\b|in\s+water|molalid|molality|fraccion"
            r"|mole fraction|anad\w+",
            self.scene.folded,
        )
        strength = any(w.symbol in ("c", "gL", "w", "ppm", "b", "x", "phi") for w in self.wanted)
        strength = strength and len({m.species for m in self.scene.mentions}) > 1
        strength = strength or [w.symbol for w in self.wanted] == ["ppm"]
        strength = strength or any(m.symbol in ("ppm", "gL") for m in self.scene.measures)
        return frozenset([water]) if dissolving or strength else frozenset()

    def _groups(self) -> list[Group]:
        """Measures by what they speak of, in order."""
        groups: list[Group] = []
        by_mention: dict[int, Group] = {}
        loose: list[Measure] = []
        for one in self.scene.measures:
            if one.symbol not in ("m", "n", "N", "V", "c", "gL", "rho", "%", "ppm", "b"):
                continue
            if one.symbol == "%" and self._general(one):
                continue
            if one.mention is None:
                loose.append(one)
                continue
            group = by_mention.get(id(one.mention))
            if group is None:
                group = by_mention[id(one.mention)] = Group(one.mention)
                groups.append(group)
            if group.get(one.symbol) and not (False):
                raise Refused("not_supported", "two quantities")
            group.items.append(one)
        for one in loose:
            last = groups[-1] if groups and groups[-1].mention is None else None
            joined = last and not last.get(one.symbol) and one.start - last.items[-1].end < 70
            if joined and last and not re.search(r"[.?!]", self.scene.rest[last.items[-1].end : one.start]):
                last.items.append(one)
            else:
                groups.append(Group(None, [one]))
        return self._joined(sorted(groups, key=lambda g: g.start))

    def _joined(self, groups: list[Group]) -> list[Group]:
        """Groups of one substance that only describe one solution: "HCl … that is … HCl and has a density …"."""
        kept: list[Group] = []
        for group in groups:
            same = next(
                (
                    g
                    for g in kept
                    if g.mention and group.mention and g.mention.species == group.mention.species
                ),
                None,
            )
            own = {m.symbol for m in group.items}
            theirs = {m.symbol for m in same.items} if same is not None else set()
            if (
                same is not None
                and own <= {"rho", "%"}
                and not own & theirs
                and theirs <= {"rho", "%", "V", "m"}
            ):
                same.items += group.items
                continue
            kept.append(group)
        return kept

    def _general(self, one: Measure) -> bool:
        """Whether a percentage is a yield (given here) or the oxygen of the air."""
        before = self.scene.folded[max(0, one.start - 45) : one.start]
        after = self.scene.folded[one.end : one.end + 30]
        before = re.split(r"[.?!;](?!\d)", before)[-1]
        if lex.YIELD.search(before) or re.match(r"\s*(?:de\s+|of\s+)?(?:rendimiento|yield|efficien)", after):
            self._set(Key("y"), one.value, "%")
            one.role = "yield"
            return True
        oxygen = re.match(
            r"\s*(?:en\s+volumen\s+|by\s+volume\s+)?(?:de|of)?\s*(?:oxigeno|oxygen|o2)\b", after
        )
        if oxygen and re.search(r"\b(?:aire|air)\b", before + after):
            self.givens[Key("phi", "O2", "air")] = Given(Key("phi", "O2", "air"), one.value, "%")
            one.role = "air"
            return True
        return False

    def _place_solutions(self, groups: list[Group], ignored: frozenset[Species]) -> None:
        scene = self.scene
        self.diluting = bool(lex.DILUTE.search(scene.folded))
        solute = self._only_solute(ignored)
        named: dict[str, list[Group]] = {}
        for group in groups:
            if group.mention is None and not self._metal():
                self._anonymous(group, solute)
            if group.place == "merged":
                continue
            if group.mention is not None and group.mention.species in ignored:
                self._water(group, solute)
                continue
            strong = group.get("c", "gL", "ppm", "b") or (group.get("%") and group.get("V"))
            flagged = (
                any(m.solution for m in group.items) or self._dissolved(group) or self._in_acid_base(group)
            )
            if group.mention and (
                strong
                or (flagged and group.get("V", "%", "rho"))
                or (group.get("%") and group.get("rho"))
                or (flagged and group.get("m") and self._whole_mass(group))
            ):
                group.place = group.place or "sol"
                named.setdefault(group.mention.species.formula, []).append(group)
                self.solutions.append(group.mention.species.formula)
            elif group.mention and group.place in ("sol", "dil", "add", "solvent", "anonymous"):
                named.setdefault(group.mention.species.formula, []).append(group)
                self.solutions.append(group.mention.species.formula)
        for wish in self.wanted:
            if wish.symbol in ("c", "gL", "ppm", "b", "x", "phi") and (wish.mention or solute):
                thing = (
                    wish.mention.species if wish.mention and wish.mention.species not in ignored else solute
                )
                if thing:
                    self.solutions.append(thing.formula)
        for formula, same in named.items():
            self._two_solutions(formula, same)

    def _only_solute(self, ignored: frozenset[Species]) -> Species | None:
        others = {m.species for m in self.scene.mentions if m.species not in ignored}
        return others.pop() if len(others) == 1 else None

    def _dissolved(self, group: Group) -> bool:
        """Whether the words right after the substance say that it is dissolved: "HCl (aq)", "en disolución"."""
        if group.mention is None:
            return False
        tail = self.scene.folded[group.mention.end : group.mention.end + 28]
        return bool(
            re.match(
                r"\s*(?:\((?:aq|ac)\)|(?:en\s+)?disolucion|solution|acuos|comercial|concentrado|al\s*\x00"
                r"|del\s*\x00)",
                tail,
            )
        )

    def _in_acid_base(self, group: Group) -> bool:
        """Whether it is a volume of an acid or a base in a neutralisation: then it is of a solution."""
        if self.reaction is None or group.mention is None or not group.get("V"):
            return False
        if lex.NORMAL.search(self.scene.folded) or group.mention.species not in self.reaction.left:
            return False
        if any(w.symbol == "c" and w.mention and w.mention.species == group.mention.species for w in self.wanted):
            return True
        asked = any(w.symbol in ("c", "gL") for w in self.wanted) or bool(
            lex.NEUTRAL.search(self.scene.folded)
        )
        formula = group.mention.species.formula
        return asked and (formula in _ACIDS or bool(re.search(r"OH\)?\d?$", formula)))

    def _whole_mass(self, group: Group) -> bool:
        """Whether the mass is that of the solution: "200 g de una disolución de NaCl al 10 %"."""
        mass = group.get("m")
        return bool(mass and mass.solution)

    def _anonymous(self, group: Group, solute: Species | None) -> None:
        """A solution without a name: it is of the only solute, and its volume is the final one after a dilution."""
        first = group.items[0]
        spoken = lex.SOLUTION.search(self.scene.folded) or lex.DILUTE.search(self.scene.folded)
        strength = any(m.symbol in ("c", "gL", "ppm", "b", "%") for m in self.scene.measures)
        if not (spoken or strength or any(w.symbol in ("c", "gL", "w", "phi") for w in self.wanted)):
            return
        before = self.scene.rest[max(0, first.start - 60) : first.start].replace("\x00", " ")
        after = self.scene.rest[first.end : first.end + 34].replace("\x00", " ")
        if solute is None and re.search(
            r"\b(?:gasta\w*|consum\w+|emplea\w*|utiliza\w*|used|required|requires?|needed"
            r"|necesita\w*)\W+(?:\w+\W+){0,3}$|\x01$",
            before + ("\x01" if _REQUIRED.match(after) else ""),
        ):
            open_ = [
                g
                for g in self.groups
                if g.mention is not None and g.get("c", "gL") and not g.get("V") and not g.get("m")
            ]
            if first.symbol == "V" and len(open_) == 1:
                open_[0].items.append(first)
                group.place = "merged"
                return
        if solute is None and self._titrated(group):
            return
        if solute is None:
            final = re.search(
                r"(?:disolucion|solucion|solution|hasta|total|matraz|flask)\W", before + " " + after
            )
            solutes = {
                m.species for m in self.scene.mentions if m.start < first.start and m.species.formula != "H2O"
            }
            if not (final and len(solutes) == 1):
                return
            solute = solutes.pop()
        about = re.search(r"\b(?:disolucion|solucion|solution)\b", after) or re.search(
            r"\b(?:disolucion(?:es)?|solucion|solutions?|hasta|volumen(?:\s+(?:total|final))?|total"
            r"|matraz(?:\s+aforado)?|flask|volume|concentracion|concentration|densidad|density|obtener"
            r"|preparar|prepare|make|cuya|agua|water|masa|al|del|enrasa\w*|up\s+to|is|es|a|to"
            r"|resulta\w*|sea|be|quede|obtenid\w*|es\s+de)\W*(?:\w+\W+){0,4}$",
            before,
        )
        if not about:
            return
        group.mention = next(m for m in self.scene.mentions if m.species == solute)
        group.place = "anonymous"

    def _titrated(self, group: Group) -> bool:
        """Whether the only volume without a substance is that of the only solution whose strength is asked, as the
        vinegar in which the acid is looked for."""
        loose = [g for g in self.groups if g.mention is None]
        asked = [w.mention for w in self.wanted if w.symbol in ("c", "gL") and w.mention is not None]
        reacting = self.reaction is not None and len(asked) == 1 and asked[0].species in self.reaction.left
        if not reacting or loose != [group] or [m.symbol for m in group.items] != ["V"] or self.diluting:
            return False
        if any(g.mention is not None and g.mention.species == asked[0].species for g in self.groups):
            return False
        group.mention, group.place = asked[0], "sol"
        self.solutions.append(asked[0].species.formula)
        return True

    def _water(self, group: Group, solute: Species | None) -> None:
        """Water that dissolves or dilutes."""
        if solute is None and self.diluting and group.get("V"):
            self._set(Key("V", "?", "add"), group.items[0].value, group.items[0].unit)
            group.place = "merged"
            self.solutions.append("?")
            return
        if solute is None and self._bare_ppm(group):
            return
        if solute is None:
            raise Refused("not_supported", "water")
        if group.mention is not None and re.match(
            r"\s+(?:de\s+mar|mineral|salada|del\s+grifo)\b", self.scene.folded[self._water_end(group) :]
        ):
            group.mention = next(m for m in self.scene.mentions if m.species == solute)
            group.place = "sol"
            self.solutions.append(solute.formula)
            return
        group.mention = next(m for m in self.scene.mentions if m.species == solute)
        one = group.items[0]
        traced = any(w.symbol == "ppm" for w in self.wanted) or any(m.symbol == "ppm" for m in self.scene.measures)
        weak = any(m.symbol == "gL" for m in self.scene.measures) and not self.diluting
        if weak and one.symbol == "V" and len(group.items) == 1:
            group.place = "sol"
            self.solutions.append(solute.formula)
            return
        if traced and one.symbol == "V" and len(group.items) == 1:
            group.place, self.topic = "sol", "aqueous_ppm"
            self.solutions.append(solute.formula)
            return
        before = self.scene.folded[max(0, one.start - 60) : one.start]
        tail = re.search(r"(?:hasta|up\s+to|completar|enrasar)\W+(?:\w+\W+){0,4}$", before)
        if tail:
            group.place = "sol"
            return
        if self._has_concentration() and self.diluting:
            group.place = "add"
            return
        group.place = "solvent"
        self.solutions.append(solute.formula)

    def _bare_ppm(self, group: Group) -> bool:
        """Water with a mass of something that is no substance of the tables ("nitratos"), in ppm."""
        loose = [m for m in self.scene.measures if m.mention is None]
        sizes = [m for m in group.items if m.symbol in ("V", "m")]
        asked = [w.symbol for w in self.wanted] == ["ppm"]
        if not asked or len(self.scene.measures) != 2 or len(loose) != 1 or len(sizes) != 1 or loose[0].symbol != "m":
            return False
        if not re.match(r"\s*(?:de|of)\s+[a-z]", self.scene.folded[loose[0].end :]):
            return False
        self._set(Key(sizes[0].symbol, "?", "sol"), sizes[0].value, sizes[0].unit)
        self._set(Key("m", "?"), loose[0].value, loose[0].unit)
        for one in self.groups:
            if one is group or loose[0] in one.items:
                one.place = "merged"
        self.solutions.append("?")
        self.topic = "nameless_ppm"
        return True

    def _water_end(self, group: Group) -> int:
        return group.mention.end if group.mention else 0

    def _has_concentration(self) -> bool:
        return any(
            m.symbol in ("c", "gL") or (m.symbol == "%" and m.role != "yield") for m in self.scene.measures
        )

    def _two_solutions(self, formula: str, same: list[Group]) -> None:
        """Which of two solutions of one solute is the diluted one."""
        plain = [g for g in same if g.place in ("sol", "anonymous")]
        if len(plain) == 1:
            added = any(g.place == "add" for g in same)
            if plain[0].place == "anonymous" and added:
                raise Refused("not_supported", "dilution")
            plain[0].place = "sol"
            return
        if len(plain) != 2:
            if len(plain) > 2:
                raise Refused("not_supported", "several solutions")
            return
        one, other = plain
        if self.mixing and self.reaction is None:
            complete = all(g.get("c") and g.get("V") and len(g.items) == 2 for g in plain)
            if not complete or len(same) != 2 or lex.DILUTE.search(self.scene.folded):
                raise Refused("not_supported", "mixture")
            one.place, other.place, self.topic = "one", "two", "mixture"
            return
        if not self._differs(one, other):
            one.place = other.place = "sol"
            return
        strengths = [self._strength(g) for g in plain]
        first, second = strengths
        if first is not None and second is not None:
            if first == second:
                raise Refused("not_supported", "same strength")
            one.place, other.place = ("sol", "dil") if first > second else ("dil", "sol")
        elif strengths[0] is not None:
            one.place, other.place = "sol", "dil"
        elif strengths[1] is not None and self._making(one):
            one.place, other.place = "dil", "sol"
        else:
            raise Refused("not_supported", "two solutions")
        self.diluting = True

    def _differs(self, one: Group, other: Group) -> bool:
        """Whether two groups cannot be the same solution."""
        if self.diluting:
            return True
        symbols = {m.symbol for m in one.items}
        return any(m.symbol in symbols for m in other.items) or bool(
            one.get("c", "gL", "%", "ppm", "b") and other.get("c", "gL", "%", "ppm", "b")
        )

    def _making(self, group: Group) -> bool:
        before = self.scene.folded[max(0, group.start - 50) : group.start]
        return bool(re.search(r"prepar|obtener|make|obtain", before))

    def _strength(self, group: Group) -> Fraction | None:
        for symbol in ("c", "gL", "ppm", "b"):
            one = group.get(symbol)
            if one:
                return one.value
        share, rho = group.get("%"), group.get("rho")
        if share and rho:
            from subjects.stoichiometry.calculation.analysis import molar_of

            formula = group.mention.species.formula if group.mention else ""
            return rho.value * 10 * share.value / molar_of(formula)
        return share.value if share else None

    def _second_asked(self, formula: str, group: Group) -> None:
        """A question about the solution after a dilution: its concentration, its volume or the water."""
        del formula, group

    def _percentages(self, groups: list[Group]) -> None:
        """Names every percentage: purity of a sample, mass or volume per cent of a solution."""
        for group in groups:
            for one in group.items:
                if one.symbol == "%":
                    self._percentage(group, one)

    def _percentage(self, group: Group, one: Measure) -> None:
        folded = self.scene.folded
        before = re.split(r"[.?!;](?!\d)", folded[max(0, one.start - 40) : one.start])[-1]
        after = re.split(r"[.?!;](?!\d)", folded[one.end : one.end + 36])[0]
        if re.match(
            r"\s*(?:de\s+|en\s+|by\s+|of\s+)?(?:volumen|volume|v\s*/\s*v|\(\s*v\s*/\s*v|vol\b)", after
        ):
            one.role = "phi"
        elif self._alloy(group):
            one.role = "P"
        elif group.place in ("sol", "dil", "anonymous") and (
            group.get("V", "rho") or any(m.solution for m in group.items)
        ):
            one.role = "w"
        elif lex.IMPURITY.search(after[:26]) or lex.IMPURITY.search(before[-24:]):
            one.role, one.value = "P", 100 - one.value
        elif lex.PURITY.search(before[-30:]) or lex.PURITY.search(after[:22]):
            one.role = "P"
        elif (
            self._dissolved(group)
            or re.match(
                r"\s*\(?\s*(?:de\s+|en\s+|by\s+)?(?:masa|peso|mass|weight|m\s*/\s*m|w\s*/\s*w|p\s*/\s*p)",
                after,
            )
            or any(m.solution for m in group.items)
            or lex.SOLUTION.search(before)
            or re.match(r"\s*(?:aqueous\s+)?solution\b", after)
        ):
            one.role = "w"
        elif (
            (group.get("m") and self.reaction is not None and re.match(r"\s*(?:de|of)\s+\S", after))
            or (group.get("m") and any(m.sample for m in group.items))
            or (group.mention is not None and self._sample_of(group))
        ):
            one.role = "P"
        else:
            raise Refused("not_understood", "percentage")
        if group.mention is None:
            if one.role == "P":
                group.mention = self._sampled()
            if group.mention is None:
                named = any(m.species.formula != "H2O" for m in self.scene.mentions)
                if one.role == "w" and not named and self.reaction is None:
                    return
                raise Refused("not_understood", "percentage")
        if one.role in ("w", "phi") and group.place not in ("dil",):
            group.place = "sol"
            self.solutions.append(group.mention.species.formula)

    def _alloy(self, group: Group) -> bool:
        """Whether it is the share of the only substance of the text in a piece of metal or an ore."""
        return group.mention is not None and not group.get("V", "rho", "c") and self._metal()

    def _metal(self) -> bool:
        """Whether the text speaks of a piece of metal or an ore with one substance in it, and of no solution."""
        folded = self.scene.folded
        spoken = lex.ALLOY.search(folded) and not lex.SOLUTION.search(folded) and not lex.DILUTE.search(folded)
        shares = sum(m.symbol == "%" for m in self.scene.measures) == 1
        loose = all(m.symbol in ("%", "m", "n") for m in self.scene.measures)
        one = len({m.species for m in self.scene.mentions}) == 1
        return bool(spoken and shares and loose and one and self.reaction is None)

    def _sample_of(self, group: Group) -> bool:
        """Whether another group is a mass of what is only partly this substance: "caliza con un 80 % de CaCO3"."""
        return any(
            g is not group
            and g.mention
            and group.mention
            and g.mention.species == group.mention.species
            and g.get("m")
            for g in self.groups
        )

    def _sampled(self) -> Mention | None:
        """The only solid reactant with a mass: a purity without a name is its."""
        masses = [m for m in self.scene.measures if m.symbol == "m" and m.mention is not None]
        samples = [m for m in masses if m.sample] or masses
        different = {m.mention.species for m in samples if m.mention}
        if len(different) != 1:
            return None
        return samples[0].mention
