"""Reading a text as a calculation: its quantities with their roles, its reaction, what it asks.

Whatever is not understood for certain makes it `Unsolved`: a number without a role, a question without a quantity,
a substance outside the reaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction

from subjects.problem import LANGS, Unsolved
from subjects.stoichiometry import substances
from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.asks import Wish, wishes
from subjects.stoichiometry.calculation.deduce import plan_of
from subjects.stoichiometry.calculation.facts import Measure, Scene, attach, measures, unknown_numbers
from subjects.stoichiometry.calculation.implied import implied
from subjects.stoichiometry.calculation.plan import Ask, Calculation, Given, Key
from subjects.stoichiometry.formula import Species, fold
from subjects.stoichiometry.mentions import Mention, find_mentions
from subjects.stoichiometry.reaction import Reaction

_PART = re.compile(r"(?:(?<=[\s.:;?,(¿])|^)\(?([a-e1-4])\s?\)\s*")


def read(
    text: str,
    equation: Reaction | None,
    masses: tuple[tuple[str, Fraction], ...],
) -> Calculation | Unsolved:
    """The payload of a normalised text from which its equation and atomic masses were taken out."""
    folded = fold(text)
    if len(folded) != len(text):
        return Unsolved("not_understood")
    if lex.REFUSED.search(folded):
        return Unsolved("not_supported")
    found = measures(text, folded)
    if found is None:
        return Unsolved("not_understood", "number")
    from subjects.stoichiometry.calculation.formulas import asks_formula, read_formula_problem

    if asks_formula(folded):
        return read_formula_problem(text, folded, found, masses)
    mentions = find_mentions(text, equation, doubtful=True)
    if any(not m.species.atoms for m in mentions):
        return Unsolved("not_understood", "substance")
    scene = Scene(text, folded, found, mentions)
    if unknown_numbers(scene):
        return Unsolved("not_understood", "number")
    attach(scene)
    wanted = _wishes(scene)
    if wanted is None:
        return Unsolved("not_understood", "question")
    if not wanted:
        return Unsolved("no_problem")
    return _Reader(scene, equation, masses, wanted).read()


def _wishes(scene: Scene) -> list[Wish] | None:
    marks = [m for m in _PART.finditer(scene.rest)]
    labels = [m[1] for m in marks]
    whole = len(scene.rest)
    if len(marks) < 2 or labels != list("abcde")[: len(labels)] and labels != list("1234")[: len(labels)]:
        return wishes(scene, 0, whole)
    found: list[Wish] = []
    lead = scene.rest[: marks[0].start()]
    opening = bool(lex.INTERROGATIVE.search(lead[-60:]))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else whole
        label = f"{mark[1]})"
        got = wishes(scene, mark.end(), end, label)
        if not got and opening:
            got = _bare(scene, mark.end(), end, label)
        if not got:
            return None
        found += got
    return found


def _bare(scene: Scene, start: int, end: int, label: str) -> list[Wish]:
    """A part without an interrogative of its own: "Calcula: a) la masa de …"."""
    from subjects.stoichiometry.calculation.asks import _series

    return _series(scene, start, start, end, label)


@dataclass
class _Group:
    """Measures that speak of one thing: of a substance named once, or of a solution without a name."""

    mention: Mention | None
    items: list[Measure] = field(default_factory=list)
    place: str = ""

    def get(self, *symbols: str) -> Measure | None:
        return next((m for m in self.items if m.symbol in symbols), None)

    @property
    def start(self) -> int:
        return min(m.start for m in self.items)


_CLASSES = frozenset(
    "oxido oxide hidroxido hydroxide acido acid cloruro chloride sulfato sulfate carbonato carbonate nitrato nitrate sulfuro sulfide".split()
)
_ACIDS = frozenset(("HCl", "HBr", "HI", "HF", "HNO3", "H2SO4", "H3PO4", "HClO4", "CH3COOH"))


_REQUIRED = re.compile(r"\s*(?:de\s+\w+\s+)?(?:is|are|was|were|se|son|han\s+sido)?\s*(?:required|needed|used|gasta\w*|consum\w*|necesari\w*)")


class _Refused(Exception):  # an internal signal, never shown
    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(detail)
        self.unsolved = Unsolved(why, detail)


class _Reader:
    def __init__(
        self,
        scene: Scene,
        equation: Reaction | None,
        masses: tuple[tuple[str, Fraction], ...],
        wanted: list[Wish],
    ) -> None:
        self.scene = scene
        self.masses = masses
        self.wanted = wanted
        self.given_equation = equation is not None
        self.reaction = equation
        self.givens: dict[Key, Given] = {}
        self.molar: dict[str, Fraction] = {}
        self.solutions: list[str] = []
        self.topic = "amounts"
        self.diluting = False
        self.excess: list[str] = []
        self.groups: list[_Group] = []
        self.rivals: tuple[str, ...] = ()

    def read(self) -> Calculation | Unsolved:
        try:
            return self._read()
        except _Refused as refused:
            return refused.unsolved

    # ------------------------------------------------------------------------------------------ the whole
    def _read(self) -> Calculation | Unsolved:
        ignored = self._solvents()
        if self.reaction is None:
            self.reaction = implied(self.scene, ignored)
        if self.reaction is not None:
            stray = [
                m for m in self.scene.mentions if m.species not in self.reaction.species and m.species not in ignored
            ]
            if any(not self._element_of(m) for m in stray):
                raise _Refused("inconsistent", "substance")
        self._constants()
        groups = self.groups = self._groups()
        self._place_solutions(groups, ignored)
        groups = [g for g in groups if g.place != "merged"]
        self._percentages(groups)
        for group in groups:
            self._give(group)
        asks = self._asks(groups)
        self._limits(asks)
        gas = self._gas()
        things = dict.fromkeys(self.reaction.species if self.reaction else ())
        for key in [g for g in self.givens] + [a.key for a in asks]:
            self._add_species(things, key)
        calculation = Calculation(
            self.topic,
            tuple(self.givens.values()),
            tuple(asks),
            tuple(things),
            self.reaction,
            gas,
            self.masses,
            tuple(self.molar.items()),
            "H2O",
            tuple(dict.fromkeys(self.solutions)),
            tuple(self.excess),
            self.rivals,
            implied=self.reaction is not None and not self.given_equation,
        )
        plan = plan_of(calculation)
        return plan if isinstance(plan, Unsolved) else calculation

    def _add_species(self, things: dict[Species, None], key: Key) -> None:
        from subjects.stoichiometry.formula import read_formula

        name = key.where[3:] if key.where.startswith("in:") else key.of
        found = read_formula(name) if name and name != "?" else None
        if found:
            things.setdefault(found)

    def _element_of(self, mention: Mention) -> bool:
        """Whether a stray mention is only an element of a substance ("oxígeno" of CO2)."""
        atoms = mention.species.atoms
        return len(atoms) == 1 and any(w.mention is mention and w.symbol in ("N", "w", "n", "m") for w in self.wanted)

    # ------------------------------------------------------------------------------------------ constants
    def _constants(self) -> None:
        for one in self.scene.measures:
            if one.symbol == "M":
                self._molar_mass(one)
            elif one.symbol == "Vm":
                self.givens[Key("Vm")] = Given(Key("Vm"), one.value, one.unit)
            elif one.symbol in ("p", "T"):
                self._state(one)
            elif one.symbol == "t":
                self._state(one)

    def _state(self, one: Measure) -> None:
        key = Key(one.symbol)
        if key in self.givens and self.givens[key].value != one.value:
            raise _Refused("not_supported", "two states")
        self.givens[key] = Given(key, one.value, one.unit)

    def _molar_mass(self, one: Measure) -> None:
        scene = self.scene
        before = [m for m in scene.mentions if m.end <= one.start and one.start - m.end <= 14]
        near = before[-1] if before and re.fullmatch(r"\s*\)?\s*(?:=|:|es|is|de|of|\()?\s*", scene.rest[before[-1].end : one.start]) else None
        different = {m.species for m in scene.mentions}
        own = near.species if near else different.pop() if len(different) == 1 else None
        if own is None:
            raise _Refused("not_supported", "molar mass")
        self.molar[own.formula] = one.value

    def _gas(self) -> str:
        folded = self.scene.folded
        keys = self.givens
        volumes = any(k.symbol == "V" for k in keys) or any(w.symbol in ("V", "p", "T", "rho") for w in self.wanted)
        if not volumes:
            return ""
        state = Key("p") in keys or Key("t") in keys or Key("T") in keys
        normal = bool(lex.NORMAL.search(folded)) or Key("Vm") in keys
        if state and not normal:
            t = keys.get(Key("t")) or keys.get(Key("T"))
            p = keys.get(Key("p"))
            if t and p and p.value == 1 and t.value in (0, 273) and t.key.symbol in ("t", "T"):
                return "molar"
            return "ideal"
        if normal and state:
            if Key("Vm") in keys:
                return "molar"
            t, p = keys.get(Key("t")) or keys.get(Key("T")), keys.get(Key("p"))
            usual = (t is None or t.value in (0, 273)) and (p is None or p.value in (1,))
            if not usual:
                raise _Refused("not_supported", "two states")
            return "molar"
        return "molar" if normal else ""

    # ------------------------------------------------------------------------------------------ solutions
    def _solvents(self) -> frozenset[Species]:
        """Water that only dissolves: it takes part in no reaction that is written."""
        water = next((m.species for m in self.scene.mentions if m.species.formula == "H2O"), None)
        if water is None:
            return frozenset()
        if self.reaction is not None and water in self.reaction.species:
            return frozenset()
        dissolving = lex.SOLUTION.search(self.scene.folded) or lex.DILUTE.search(self.scene.folded)
        dissolving = dissolving or re.search(r"\bdis(?:uel|ol)v\w+|dissolv\w+|\ben\s+agua\b|in\s+water|molalid|molality|fraccion|mole fraction|anad\w+", self.scene.folded)
        strength = any(w.symbol in ("c", "gL", "w", "ppm", "b", "x", "phi") for w in self.wanted)
        strength = strength and len({m.species for m in self.scene.mentions}) > 1
        return frozenset([water]) if dissolving or strength else frozenset()

    def _groups(self) -> list[_Group]:
        """Measures by what they speak of, in order."""
        groups: list[_Group] = []
        by_mention: dict[int, _Group] = {}
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
                group = by_mention[id(one.mention)] = _Group(one.mention)
                groups.append(group)
            if group.get(one.symbol) and not (one.symbol in ("m", "V") and False):
                raise _Refused("not_supported", "two quantities")
            group.items.append(one)
        for one in loose:
            last = groups[-1] if groups and groups[-1].mention is None else None
            joined = last and not last.get(one.symbol) and one.start - last.items[-1].end < 70
            if joined and last and not re.search(r"[.?!]", self.scene.rest[last.items[-1].end : one.start]):
                last.items.append(one)
            else:
                groups.append(_Group(None, [one]))
        return self._joined(sorted(groups, key=lambda g: g.start))

    def _joined(self, groups: list[_Group]) -> list[_Group]:
        """Groups of one substance that only describe one solution: "HCl … that is … HCl and has a density …"."""
        kept: list[_Group] = []
        for group in groups:
            same = next(
                (g for g in kept if g.mention and group.mention and g.mention.species == group.mention.species), None
            )
            own = {m.symbol for m in group.items}
            if same is not None and own <= {"rho", "%"} and not own & {m.symbol for m in same.items}:
                if {m.symbol for m in same.items} <= {"rho", "%", "V", "m"}:
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
        oxygen = re.match(r"\s*(?:en\s+volumen\s+|by\s+volume\s+)?(?:de|of)?\s*(?:oxigeno|oxygen|o2)\b", after)
        if oxygen and re.search(r"\b(?:aire|air)\b", before + after):
            self.givens[Key("phi", "O2", "air")] = Given(Key("phi", "O2", "air"), one.value, "%")
            one.role = "air"
            return True
        return False

    def _set(self, key: Key, value: Fraction, unit: str) -> None:
        if key in self.givens and self.givens[key].value != value:
            raise _Refused("not_supported", "two quantities")
        self.givens[key] = Given(key, value, unit)

    def _place_solutions(self, groups: list[_Group], ignored: frozenset[Species]) -> None:
        scene = self.scene
        self.diluting = bool(lex.DILUTE.search(scene.folded))
        solute = self._only_solute(ignored)
        named: dict[str, list[_Group]] = {}
        for group in groups:
            if group.mention is None:
                self._anonymous(group, solute)
            if group.place == "merged":
                continue
            if group.mention is not None and group.mention.species in ignored:
                self._water(group, solute)
                continue
            strong = group.get("c", "gL", "ppm", "b") or (group.get("%") and group.get("V"))
            flagged = any(m.solution for m in group.items) or self._dissolved(group) or self._in_acid_base(group)
            if group.mention and (strong or (flagged and group.get("V", "%", "rho")) or (group.get("%") and group.get("rho")) or (flagged and group.get("m") and self._whole_mass(group))):
                group.place = group.place or "sol"
                named.setdefault(group.mention.species.formula, []).append(group)
                self.solutions.append(group.mention.species.formula)
            elif group.mention and group.place in ("sol", "dil", "add", "solvent", "anonymous"):
                named.setdefault(group.mention.species.formula, []).append(group)
                self.solutions.append(group.mention.species.formula)
        for wish in self.wanted:
            if wish.symbol in ("c", "gL", "ppm", "b", "x", "phi") and (wish.mention or solute):
                thing = wish.mention.species if wish.mention and wish.mention.species not in ignored else solute
                if thing:
                    self.solutions.append(thing.formula)
        for formula, same in named.items():
            self._two_solutions(formula, same)

    def _only_solute(self, ignored: frozenset[Species]) -> Species | None:
        others = {m.species for m in self.scene.mentions if m.species not in ignored}
        return others.pop() if len(others) == 1 else None

    def _dissolved(self, group: _Group) -> bool:
        """Whether the words right after the substance say that it is dissolved: "HCl (aq)", "en disolución"."""
        if group.mention is None:
            return False
        tail = self.scene.folded[group.mention.end : group.mention.end + 28]
        return bool(re.match(r"\s*(?:\((?:aq|ac)\)|(?:en\s+)?disolucion|solution|acuos|comercial|concentrado|al\s*\x00|del\s*\x00)", tail))

    def _in_acid_base(self, group: _Group) -> bool:
        """Whether it is a volume of an acid or a base in a neutralisation: then it is of a solution."""
        if self.reaction is None or group.mention is None or not group.get("V"):
            return False
        if lex.NORMAL.search(self.scene.folded) or group.mention.species not in self.reaction.left:
            return False
        asked = any(w.symbol in ("c", "gL") for w in self.wanted) or bool(lex.NEUTRAL.search(self.scene.folded))
        formula = group.mention.species.formula
        return asked and (formula in _ACIDS or bool(re.search(r"OH\)?\d?$", formula)))

    def _whole_mass(self, group: _Group) -> bool:
        """Whether the mass is that of the solution: "200 g de una disolución de NaCl al 10 %"."""
        mass = group.get("m")
        return bool(mass and mass.solution)

    def _anonymous(self, group: _Group, solute: Species | None) -> None:
        """A solution without a name: it is of the only solute, and its volume is the final one after a dilution."""
        first = group.items[0]
        spoken = lex.SOLUTION.search(self.scene.folded) or lex.DILUTE.search(self.scene.folded)
        strength = any(m.symbol in ("c", "gL", "ppm", "b", "%") for m in self.scene.measures)
        if not (spoken or strength or any(w.symbol in ("c", "gL", "w", "phi") for w in self.wanted)):
            return
        before = self.scene.rest[max(0, first.start - 60) : first.start].replace("\x00", " ")
        after = self.scene.rest[first.end : first.end + 34].replace("\x00", " ")
        if solute is None and re.search(r"\b(?:gasta\w*|consum\w+|emplea\w*|utiliza\w*|used|required|requires?|needed|necesita\w*)\W+(?:\w+\W+){0,3}$|\x01$", before + ("\x01" if _REQUIRED.match(after) else "")):
            open_ = [
                g for g in self.groups if g.mention is not None and g.get("c", "gL") and not g.get("V") and not g.get("m")
            ]
            if first.symbol == "V" and len(open_) == 1:
                open_[0].items.append(first)
                group.place = "merged"
                return
        if solute is None:
            final = re.search(r"(?:disolucion|solucion|solution|hasta|total|matraz|flask)\W", before + " " + after)
            solutes = {m.species for m in self.scene.mentions if m.start < first.start and m.species.formula != "H2O"}
            if not (final and len(solutes) == 1):
                return
            solute = solutes.pop()
        about = re.search(r"\b(?:disolucion|solucion|solution)\b", after) or re.search(
            r"\b(?:disolucion(?:es)?|solucion|solutions?|hasta|volumen(?:\s+(?:total|final))?|total|matraz(?:\s+aforado)?|flask|volume|concentracion|concentration|densidad|density|obtener|preparar|prepare|make|cuya|agua|water|masa|al|del|enrasa\w*|up\s+to|is|es|a|to|resulta\w*|sea|be|quede|obtenid\w*|es\s+de)\W*(?:\w+\W+){0,4}$",
            before,
        )
        if not about:
            return
        group.mention = next(m for m in self.scene.mentions if m.species == solute)
        group.place = "anonymous"

    def _water(self, group: _Group, solute: Species | None) -> None:
        """Water that dissolves or dilutes."""
        if solute is None:
            raise _Refused("not_supported", "water")
        if group.mention is not None and re.match(r"\s+(?:de\s+mar|mineral|salada|del\s+grifo)\b", self.scene.folded[self._water_end(group) :]):
            group.mention = next(m for m in self.scene.mentions if m.species == solute)
            group.place = "sol"
            self.solutions.append(solute.formula)
            return
        group.mention = next(m for m in self.scene.mentions if m.species == solute)
        one = group.items[0]
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

    def _water_end(self, group: _Group) -> int:
        return group.mention.end if group.mention else 0

    def _has_concentration(self) -> bool:
        return any(m.symbol in ("c", "gL") or (m.symbol == "%" and m.role != "yield") for m in self.scene.measures)

    def _two_solutions(self, formula: str, same: list[_Group]) -> None:
        """Which of two solutions of one solute is the diluted one."""
        plain = [g for g in same if g.place in ("sol", "anonymous")]
        if len(plain) == 1:
            other = any(g.place == "add" for g in same)
            if plain[0].place == "anonymous" and other:
                raise _Refused("not_supported", "dilution")
            plain[0].place = "sol"
            self._second_asked(formula, plain[0])
            return
        if len(plain) != 2:
            if len(plain) > 2:
                raise _Refused("not_supported", "several solutions")
            return
        one, other = plain
        if not self._differs(one, other):
            self._merge(one, other)
            return
        strengths = [self._strength(g) for g in plain]
        if None not in strengths:
            first, second = strengths
            assert first is not None and second is not None
            if first == second:
                raise _Refused("not_supported", "same strength")
            one.place, other.place = ("sol", "dil") if first > second else ("dil", "sol")
        elif strengths[0] is not None:
            one.place, other.place = "sol", "dil"
        elif strengths[1] is not None and self._making(one):
            one.place, other.place = "dil", "sol"
        else:
            raise _Refused("not_supported", "two solutions")
        self.diluting = True

    def _differs(self, one: _Group, other: _Group) -> bool:
        """Whether two groups cannot be the same solution."""
        if self.diluting:
            return True
        symbols = {m.symbol for m in one.items}
        return any(m.symbol in symbols for m in other.items) or bool(
            one.get("c", "gL", "%", "ppm", "b") and other.get("c", "gL", "%", "ppm", "b")
        )

    def _merge(self, one: _Group, other: _Group) -> None:
        one.place = "sol"
        other.place = "sol"

    def _making(self, group: _Group) -> bool:
        before = self.scene.folded[max(0, group.start - 50) : group.start]
        return bool(re.search(r"prepar|obtener|make|obtain", before))

    def _strength(self, group: _Group) -> Fraction | None:
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

    def _second_asked(self, formula: str, group: _Group) -> None:
        """A question about the solution after a dilution: its concentration, its volume or the water."""
        del formula, group

    # ------------------------------------------------------------------------------------------ percentages
    def _percentages(self, groups: list[_Group]) -> None:
        """Names every percentage: purity of a sample, mass or volume per cent of a solution."""
        for group in groups:
            for one in group.items:
                if one.symbol == "%":
                    self._percentage(group, one)

    def _percentage(self, group: _Group, one: Measure) -> None:
        folded = self.scene.folded
        before = re.split(r"[.?!;](?!\d)", folded[max(0, one.start - 40) : one.start])[-1]
        after = re.split(r"[.?!;](?!\d)", folded[one.end : one.end + 36])[0]
        if re.match(r"\s*(?:de\s+|en\s+|by\s+|of\s+)?(?:volumen|volume|v\s*/\s*v|\(\s*v\s*/\s*v|vol\b)", after):
            one.role = "phi"
        elif group.place in ("sol", "dil", "anonymous") and (group.get("V", "rho") or any(m.solution for m in group.items)):
            one.role = "w"
        elif lex.IMPURITY.search(after[:26]) or lex.IMPURITY.search(before[-24:]):
            one.role, one.value = "P", 100 - one.value
        elif lex.PURITY.search(before[-30:]) or lex.PURITY.search(after[:22]):
            one.role = "P"
        elif self._dissolved(group) or re.match(r"\s*\(?\s*(?:de\s+|en\s+|by\s+)?(?:masa|peso|mass|weight|m\s*/\s*m|w\s*/\s*w|p\s*/\s*p)", after) or any(m.solution for m in group.items) or lex.SOLUTION.search(before):
            one.role = "w"
        elif group.get("m") and any(m.sample for m in group.items):
            one.role = "P"
        else:
            raise _Refused("not_understood", "percentage")
        if group.mention is None:
            if one.role == "P":
                group.mention = self._sampled()
            if group.mention is None:
                raise _Refused("not_understood", "percentage")
        if one.role in ("w", "phi") and group.place not in ("dil",):
            group.place = "sol"
            self.solutions.append(group.mention.species.formula)

    def _sampled(self) -> Mention | None:
        """The only solid reactant with a mass: a purity without a name is its."""
        masses = [m for m in self.scene.measures if m.symbol == "m" and m.mention is not None]
        samples = [m for m in masses if m.sample] or masses
        different = {m.mention.species for m in samples if m.mention}
        if len(different) != 1:
            return None
        return samples[0].mention

    # ------------------------------------------------------------------------------------------ givens
    def _give(self, group: _Group) -> None:
        if group.mention is None and not self.scene.mentions and self.reaction is None:
            self._nameless(group)
            return
        if group.mention is None and self._loose_solution(group):
            return
        if group.mention is None and self._only_one_thing(group):
            group.mention = self.scene.mentions[0]
        if group.mention is None:
            raise _Refused("not_understood", "quantity without a substance")
        s = group.mention.species
        place = "sol" if group.place == "anonymous" else group.place
        for one in group.items:
            self._give_one(group, one, s, place)

    def _loose_solution(self, group: _Group) -> bool:
        """Amounts without a name where one solution is spoken of: the mass is of its solute, the volume its own."""
        solutes = list(dict.fromkeys(self.solutions))
        if len(solutes) != 1 or self.diluting or self.reaction is not None:
            return False
        if any(m.symbol not in ("m", "V") or m.solution for m in group.items):
            return False
        keys = [Key("m", solutes[0]) if m.symbol == "m" else Key("V", solutes[0], "sol") for m in group.items]
        if any(key in self.givens for key in keys) or any(w.symbol in ("m", "V") and w.mention is None for w in self.wanted):
            return False
        for one, key in zip(group.items, keys, strict=True):
            self._set(key, one.value, one.unit)
        return True

    def _only_one_thing(self, group: _Group) -> bool:
        """Whether the text speaks of one substance only, and of no solution: then every amount is of it."""
        different = {m.species for m in self.scene.mentions}
        plain = all(m.symbol in ("m", "n", "V", "rho") for m in group.items)
        return len(different) == 1 and plain and self.reaction is None and not self.solutions and not (
            lex.SOLUTION.search(self.scene.folded)
        )

    def _nameless(self, group: _Group) -> None:
        """Amounts of a gas or a solution that has no name, or a yield without a reaction."""
        if any(w.symbol == "y" for w in self.wanted):
            self._bare_yield(group)
            return
        if any(m.symbol == "c" for m in self.scene.measures):
            self._nameless_solution(group)
            return
        for one in group.items:
            if one.symbol not in ("n", "V") or one.value <= 0:
                raise _Refused("not_understood", "quantity without a substance")
            self._set(Key(one.symbol, "?"), one.value, one.unit)

    def _bare_yield(self, group: _Group) -> None:
        for one in group.items:
            before = re.split(r"\by\b|\band\b|[,;.]", self.scene.folded[max(0, one.start - 34) : one.start])[-1]
            after = re.split(r"[,.;?]| y | and ", self.scene.folded[one.end : one.end + 26])[0]
            ideal = bool(re.search(r"teoric|theoretic", before + after))
            if one.symbol not in ("m", "n"):
                raise _Refused("not_understood", "yield")
            self._set(Key(one.symbol, "?", "" if ideal else "real"), one.value, one.unit)

    def _nameless_solution(self, group: _Group) -> None:
        """A solution whose solute is not named, before and after its dilution."""
        if any(w.symbol == "n" for w in self.wanted) and len(group.items) == 2:
            for one in group.items:
                self._set(Key(one.symbol, "?", "sol"), one.value, one.unit)
            self.solutions.append("?")
            return
        if not self.diluting and len([m for m in self.scene.measures if m.symbol == "c"]) < 2:
            raise _Refused("not_understood", "solute")
        first = Key("c", "?", "sol") not in self.givens and Key("V", "?", "sol") not in self.givens
        own = group.get("c")
        for one in group.items:
            if one.symbol not in ("c", "V"):
                raise _Refused("not_understood", "solute")
        if not first or own is None:
            place = "dil"
        else:
            place = "sol"
        if not first and own is not None and Key("c", "?", "sol") in self.givens:
            if self.givens[Key("c", "?", "sol")].value <= own.value:
                raise _Refused("not_supported", "order of the solutions")
        self.diluting = True
        self.solutions.append("?")
        for one in group.items:
            if place == "dil" and not first and one.symbol == "V" and Key("V", "?", "dil") in self.givens:
                raise _Refused("not_supported", "two quantities")
            self._set(Key(one.symbol, "?", place), one.value, one.unit)

    def _give_one(self, group: _Group, one: Measure, s: Species, place: str) -> None:
        f = s.formula
        if one.value <= 0:
            raise _Refused("inconsistent", "quantity")
        if one.symbol == "%":
            key = Key("P", f) if one.role == "P" else Key(one.role, f, place or "sol")
        elif place in ("sol", "dil"):
            inside = one.symbol in ("n", "N") or (one.symbol == "m" and not one.solution and not self._mass_of_solution(one, group))
            key = Key(one.symbol, f) if inside else Key(one.symbol, f, place)
        elif place in ("add", "solvent"):
            key = Key(one.symbol, f, place)
            if place == "solvent" and one.symbol == "V":
                if any(w.symbol == "phi" for w in self.wanted):
                    self._set(key, one.value, one.unit)
                    return
                if any(w.symbol in ("c", "gL") for w in self.wanted):
                    raise _Refused("not_supported", "volume of the solvent")
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

    def _mass_of_solution(self, one: Measure, group: _Group) -> bool:
        after = self.scene.folded[one.end : one.end + 30]
        return bool(re.match(r"\s*(?:de\s+|of\s+)?(?:una\s+|la\s+|a\s+|the\s+)?(?:disolucion|solucion|solution)", after))

    def _particles(self, one: Measure, s: Species, key: Key) -> None:
        if (one.unit == "atoms") != s.single and one.unit != "particles":
            if one.unit == "molecules" or len(s.atoms) > 1:
                raise _Refused("not_supported", "particles")
            raise _Refused("not_supported", "particles")
        self._set(key, one.value, one.unit)

    def _amount(self, group: _Group, one: Measure, s: Species) -> Key:
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
        if one.symbol == "m" and any(
            w.symbol == "P" and (w.mention is None or w.mention.species == s) for w in self.wanted
        ):
            return Key("m", f, "sample")
        if self.reaction and s in self.reaction.right and (Key("y") in self.givens or any(w.symbol == "y" for w in self.wanted)):
            return Key(one.symbol, f, "real")
        return Key(one.symbol, f)

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

    def _in_excess(self, one: Measure, group: _Group) -> bool:
        del one
        mention = group.mention
        return bool(mention and re.match(r"\s*(?:en|in)\s+exces", self.scene.folded[mention.end :]))

    # ------------------------------------------------------------------------------------------ asks
    def _asks(self, groups: list[_Group]) -> list[Ask]:
        asks: list[Ask] = []
        for wish in self.wanted:
            for ask in self._ask(wish, groups):
                if ask.key not in [a.key for a in asks]:
                    asks.append(ask)
        if not asks:
            raise _Refused("no_problem")
        return asks

    def _ask(self, wish: Wish, groups: list[_Group]) -> list[Ask]:
        s = wish.mention.species if wish.mention else None
        symbol, unit = wish.symbol, wish.unit
        if symbol == "excess" and re.match(r"cuant|how\s+much|que\s+(?:cantidad|masa)|what\s+(?:mass|amount)", wish.context):
            return [Ask(Key("m", "?", "left"), "g", wish.label)]
        if symbol == "much":
            symbol, unit = self._much(wish)
        if symbol in ("lim", "excess"):
            return [Ask(Key(symbol), "", wish.label, "species")]
        if symbol == "y":
            return [Ask(Key("y"), "%", wish.label)]
        if symbol in ("p", "T"):
            celsius = symbol == "T" and re.search(r"[°º]\s?c|celsius|centigrad", wish.context)
            return [Ask(Key("t") if celsius else Key(symbol), "°C" if celsius else unit, wish.label)]
        if symbol == "P":
            thing = s or (m.species if (m := self._sampled()) else None)
            if thing is None:
                raise _Refused("not_understood", "purity")
            return [Ask(Key("P", thing.formula), "%", wish.label)]
        if symbol == "composition":
            return self._composition(wish, s)
        if symbol in ("c", "gL", "ppm", "b", "x", "phi", "rho", "w"):
            return [self._concentration(wish, symbol, unit, s, groups)]
        return [self._quantity(wish, symbol, unit, s, groups)]

    def _much(self, wish: Wish) -> tuple[str, str]:
        """The unit of "how much" of something: that of the given amounts."""
        amounts = {m.symbol for m in self.scene.measures if m.symbol in ("m", "V", "n")}
        if re.match(r"\W*(?:de|of)?\s*(?:soluto|solute)\b", self.scene.rest[wish.end :]) or (
            wish.mention is not None and wish.mention.species.formula in self.solutions and "m" not in amounts
        ):
            return "m", "g"
        if wish.mention is not None and wish.mention.species.formula == "H2O" and self.diluting:
            volume = next((m for m in self.scene.measures if m.symbol == "V"), None)
            if volume is not None:
                return "V", volume.unit
        if amounts == {"m"} or (amounts and "V" not in amounts and "m" in amounts):
            return "m", "g"
        raise _Refused("not_understood", "how much")

    def _composition(self, wish: Wish, s: Species | None) -> list[Ask]:
        if s is None:
            different = {m.species for m in self.scene.mentions}
            if len(different) != 1:
                raise _Refused("not_supported", "composition")
            s = different.pop()
        if self.givens or self.reaction:
            raise _Refused("not_supported", "composition")
        self.topic = "composition"
        return [Ask(Key("w", e, f"in:{s.formula}"), "%", e) for e, _ in s.atoms]

    def _concentration(
        self, wish: Wish, symbol: str, unit: str, s: Species | None, groups: list[_Group]
    ) -> Ask:
        if symbol == "w":
            share = self._element_share(wish, s)
            if share:
                return share
        water = s is not None and s.formula == "H2O"
        if s is None or s.formula == "H2O":
            solutes = list(dict.fromkeys(self.solutions)) or [
                m.species.formula for m in self.scene.mentions if m.species.formula != "H2O"
            ]
            different = list(dict.fromkeys(solutes))
            if len(different) > 1 and symbol in ("c", "gL", "w"):
                different = [
                    x for x in different if not any(k.of == x and k.symbol in ("c", "gL", "w") for k in self.givens)
                ]
            if len(different) != 1:
                raise _Refused("not_understood", "solute")
            f = different[0]
        else:
            f = s.formula
        if symbol == "x" and water:
            return Ask(Key("x", f, "solvent"), "", wish.label)
        if symbol == "rho":
            if any(g.place for g in groups if g.mention and g.mention.species.formula == f):
                return Ask(Key("rho", f, "sol"), unit, wish.label)
            if self._gas():
                return Ask(Key("rhog", f), "g/L", wish.label)
            return Ask(Key("rho", f), unit, wish.label)
        self.solutions.append(f)
        key = Key(symbol, f, "sol")
        known = {k for k in self.givens if k.of == f}
        after = key in known or (self.diluting and any(k.where in ("dil", "add") for k in known))
        return Ask(replace(key, where="dil") if after else key, unit, wish.label)

    def _element_share(self, wish: Wish, s: Species | None) -> Ask | None:
        """The percentage of an element in a compound, or None."""
        compounds = {m.species for m in self.scene.mentions if len(m.species.atoms) > 1}
        hydrates = [c for c in compounds if "·" in c.formula]
        if s is not None and s.formula == "H2O" and len(hydrates) == 1 and not self.givens and not self.reaction:
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

    def _quantity(
        self, wish: Wish, symbol: str, unit: str, s: Species | None, groups: list[_Group]
    ) -> Ask:
        context = wish.context
        if s is None:
            return self._unnamed(wish, symbol, unit, groups)
        f = s.formula
        if symbol == "M":
            return Ask(Key("M", f), unit, wish.label)
        if "(?#atoms)" in context or re.search(r"moles?\s+(?:de|of)\s+(?:atomos|atoms)", context):
            symbol = "n"
        inside = self._inside(s, symbol, unit, context)
        if inside:
            return Ask(inside, "atoms" if symbol == "N" else unit, wish.label)
        if f == "H2O" and s in self._solvents():
            return self._asked_water(wish, symbol, unit)
        if symbol == "N":
            if (unit == "atoms") != s.single:
                raise _Refused("not_supported", "particles")
            return Ask(Key("N", f), unit, wish.label)
        if f in self.solutions or self._asked_solution(wish):
            return self._of_solution(wish, symbol, unit, f, groups)
        if symbol == "m" and lex.SAMPLE.search(context[: wish.end - wish.start + 60]) and self._purity_known(f):
            return Ask(Key("m", f, "sample"), unit, wish.label)
        if symbol == "m" and Key("P", f) in self.givens and Key("m", f, "sample") not in self.givens and not re.search(r"\bpur[oa]\b|\bpure\b", context):
            return Ask(Key("m", f, "sample"), unit, wish.label)
        if self._asked_left(wish):
            return Ask(Key(symbol, f, "left"), unit, wish.label)
        if self.reaction and s in self.reaction.right and Key("y") in self.givens and not re.search(r"teoric|theoretic", context):
            return Ask(Key(symbol, f, "real"), unit, wish.label)
        return Ask(Key(symbol, f), unit, wish.label)

    def _asked_left(self, wish: Wish) -> bool:
        if self.reaction is None:
            return False
        s = wish.mention.species if wish.mention else None
        if s is not None and s not in self.reaction.left:
            return False
        rest = self.scene.rest
        stop = next((m.start() for m in re.finditer(r"[?;]|\.(?!\d)", rest[wish.start :])), 110) + wish.start
        tail = rest[max(0, wish.start - 12) : min(stop, wish.start + 110)]
        if re.search(r"\b(?:sobra\w*|sobrante|queda\w*|sin\s+reaccionar|left|remain\w*|unreacted|no\s+reacciona\w*)\b", tail):
            return True
        inner = rest[max(0, wish.start - 12) : wish.end + 14]
        return bool(re.search(r"\b(?:en\s+exceso|exceso\s+de|excess)\b", inner)) and s is None

    def _inside(self, s: Species, symbol: str, unit: str, context: str) -> Key | None:
        """The atoms, moles or mass of an element in a compound, or None."""
        if self.reaction is not None or len(s.atoms) != 1:
            return None
        others = {m.species for m in self.scene.mentions if m.species != s}
        element = s.atoms[0][0]
        holding = [o for o in others if element in dict(o.atoms) and o.formula != "H2O" or o.formula == "H2O" and element in ("H", "O")]
        if len(holding) != 1 or len(others) != 1:
            if not others and symbol == "N" and unit == "atoms" and not s.single:
                return Key("N", element, f"in:{s.formula}")
            return None
        if symbol not in ("N", "n", "m") or (symbol == "N" and unit != "atoms"):
            return None
        return Key(symbol, element, f"in:{holding[0].formula}")

    def _asked_solution(self, wish: Wish) -> bool:
        span = self.scene.rest[wish.start : wish.end + 40]
        return bool(wish.symbol == "V" and lex.SOLUTION.search(span))

    def _of_solution(self, wish: Wish, symbol: str, unit: str, f: str, groups: list[_Group]) -> Ask:
        """A quantity of a solution, or of the solute in it."""
        self.solutions.append(f)
        span = self.scene.rest[wish.start : wish.end] + self.scene.rest[wish.end : wish.end + 12]
        whole = bool(re.search(r"disolucion|solucion|solution|comercial|concentrad", span))
        own = next((g for g in groups if g.mention is wish.mention), None)
        if (symbol == "V" and (whole or Key("phi", f, "sol") not in self.givens)) or (symbol == "m" and whole):
            if symbol == "V" and self._is_pure_gas(f, own):
                return Ask(Key("V", f), unit, wish.label)
            place = own.place if own and own.place in ("sol", "dil") else "sol"
            key = Key(symbol, f, place)
            if key in self.givens and place == "sol":
                key = replace(key, where="dil")
            return Ask(key, unit, wish.label)
        if symbol == "V" and Key("phi", f, "sol") in self.givens:
            return Ask(Key("V", f, "pure"), unit, wish.label)
        if self._asked_left(wish):
            return Ask(Key(symbol, f, "left"), unit, wish.label)
        return Ask(Key(symbol, f), unit, wish.label)

    def _is_pure_gas(self, f: str, own: _Group | None) -> bool:
        return bool(lex.NORMAL.search(self.scene.folded) and own is None and f in ("NH3",))

    def _asked_water(self, wish: Wish, symbol: str, unit: str) -> Ask:
        solute = self._only_solute(frozenset([wish.mention.species] if wish.mention else ()))
        if solute is None:
            raise _Refused("not_understood", "water")
        self.solutions.append(solute.formula)
        if self.diluting or re.search(r"anad|agreg|add", self.scene.folded):
            return Ask(Key(symbol, solute.formula, "add" if self._has_dilution() else "solvent"), unit, wish.label)
        return Ask(Key(symbol, solute.formula, "solvent"), unit, wish.label)

    def _has_dilution(self) -> bool:
        return any(k.where == "dil" for k in self.givens) or any(k.where == "sol" and k.symbol == "V" for k in self.givens)

    def _unnamed(self, wish: Wish, symbol: str, unit: str, groups: list[_Group]) -> Ask:
        """A quantity whose substance is not named: of the only substance, or of the only solution."""
        solutes = list(dict.fromkeys(self.solutions))
        span = self.scene.rest[wish.start : wish.end + 60]
        about_solution = bool(re.search(r"\b(?:disolucion|solucion|solution)\b", span))
        different = {m.species for m in self.scene.mentions if m.species.formula != "H2O"} or {
            m.species for m in self.scene.mentions
        }
        air = symbol == "V" and Key("phi", "O2", "air") in self.givens and re.match(r"\W*(?:de|of)?\s*(?:aire|air)\b", self.scene.rest[wish.end :])
        if air:
            return Ask(Key("V", "O2", "air"), unit, wish.label)
        if not different and not self.reaction and "?" in self.solutions and symbol == "V":
            where = "add" if re.search(r"agua|water", wish.context) else "sol" if Key("V", "?", "dil") in self.givens else "dil"
            return Ask(Key("V", "?", where), unit, wish.label)
        if not different and not self.reaction and symbol in ("n", "V"):
            return Ask(Key(symbol, "?"), unit, wish.label)
        if solutes and (about_solution or symbol == "V") and len(solutes) == 1:
            f = solutes[0]
            solute = re.search(r"soluto|solute", span)
            if symbol in ("m", "V") and not solute:
                key = Key(symbol, f, "sol")
                later = replace(key, where="dil")
                if key in self.givens or (
                    self.diluting and Key("c", f, "dil") in self.givens and later not in self.givens
                ):
                    key = later
                return Ask(key, unit, wish.label)
            if symbol in ("m", "n"):
                return Ask(Key(symbol, f), unit, wish.label)
        if re.search(r"soluto|solute", span) and len(solutes) == 1 and symbol in ("m", "n"):
            return Ask(Key(symbol, solutes[0]), unit, wish.label)
        named = self._by_class(wish)
        if named is not None:
            return self._quantity(replace(wish, mention=named), symbol, unit, named.species, groups)
        if symbol in ("much", "m", "n", "V", "N", "M") and len(different) == 1 and self.reaction is None:
            s = next(iter(different))
            inside = self._inside(s, symbol, unit, wish.context) if symbol == "N" else None
            if inside:
                return Ask(inside, "atoms", wish.label)
            if symbol == "N" and (unit == "atoms") != s.single:
                raise _Refused("not_supported", "particles")
            return Ask(Key(symbol, s.formula), unit, wish.label)
        if self._asked_left(wish) and symbol in ("m", "n", "V") and self.reaction:
            return Ask(Key(symbol, "?", "left"), unit, wish.label)
        raise _Refused("not_understood", "substance asked")

    def _by_class(self, wish: Wish) -> Mention | None:
        """The only substance of the text that "the oxide", "the acid" or "the salt" can be."""
        word = re.match(r"\W*(?:de|del|of|the|el|la|este|dicho|de\s+este|de\s+dicho|of\s+the)?\s*(\w+)", self.scene.rest[wish.end :])
        if word is None or word[1] not in _CLASSES:
            return None
        fitting = []
        for s in dict.fromkeys([*(m.species for m in self.scene.mentions), *(self.reaction.species if self.reaction else ())]):
            names = [substances.name(s.formula, lang) or "" for lang in LANGS]
            if any(re.search(rf"\b{word[1]}\b", fold(name)) for name in names):
                fitting.append(s)
        if len(fitting) != 1:
            return None
        place = next((m for m in self.scene.mentions if m.species == fitting[0]), None)
        return place or Mention(wish.end, wish.end, fitting[0])

    # ------------------------------------------------------------------------------------------ limiting
    def _limits(self, asks: list[Ask]) -> None:
        """Amounts of several reactants are amounts at the start: one of them limits."""
        if self.reaction is None:
            if any(a.kind == "species" or a.key.where == "left" for a in asks):
                raise _Refused("missing_data", "equation")
            return
        starts = []
        for s in self.reaction.left:
            f = s.formula
            amount = any(
                k.of == f
                and (
                    (k.symbol in ("m", "n", "V", "N") and k.where in ("", "sample"))
                    or (k.where == "sol" and k.symbol in ("V", "m"))
                )
                for k in self.givens
            )
            asked_own = any(a.key.of == f and a.key.where in ("sol",) for a in asks)
            if amount and f not in self.excess and not (asked_own and not self._known_strength(f, asks)):
                starts.append(f)
        product_known = any(
            k.of in {s.formula for s in self.reaction.right} and k.symbol in ("m", "n", "V") and k.where == ""
            for k in self.givens
        )
        if product_known and starts and not any(a.key.symbol == "P" for a in asks):
            purity = [a for a in asks if a.key.symbol in ("c", "w", "gL")]
            if not purity:
                raise _Refused("not_supported", "reactant and product")
        if len(starts) < 2:
            if any(a.kind == "species" or a.key.where == "left" for a in asks):
                raise _Refused("missing_data", "reactants")
            return
        asks_left = [a for a in asks if a.key.of == "?"]
        if any(a.key.symbol in ("P", "c", "w", "gL") for a in asks):
            self._titration(asks, starts)
            return
        for f in starts:
            for symbol in ("m", "n", "V", "N"):
                key = Key(symbol, f)
                if key in self.givens:
                    given = self.givens.pop(key)
                    self.givens[replace(key, where="ini")] = replace(given, key=replace(key, where="ini"))
        self.rivals = tuple(starts)
        self._name_rest(asks, asks_left, starts)

    def _known_strength(self, f: str, asks: list[Ask]) -> bool:
        return any(k.of == f and k.where == "sol" and k.symbol in ("c", "w", "gL") for k in self.givens)

    def _titration(self, asks: list[Ask], starts: list[str]) -> None:
        """With the strength of one solution asked, the two volumes react exactly."""
        strengths = [f for f in starts if any(k.of == f and k.symbol in ("c", "gL", "w", "n", "m") for k in self.givens)]
        asked = {a.key.of for a in asks}
        if len(starts) == 2 and len(set(strengths) - asked) == 1:
            return
        if any(a.key.symbol == "P" for a in asks) and len(starts) == 2:
            return
        raise _Refused("not_supported", "titration")

    def _name_rest(self, asks: list[Ask], unnamed: list[Ask], starts: list[str]) -> None:
        """Gives the amount left over to the reactant that does not limit."""
        if not unnamed:
            return
        from subjects.stoichiometry.calculation.deduce import plan_of as planned
        from subjects.stoichiometry.calculation.solve import asked_species

        things = dict.fromkeys(self.reaction.species if self.reaction else ())
        probe = Calculation(
            "amounts",
            tuple(self.givens.values()),
            (Ask(Key("lim"), "", "", "species"),),
            tuple(things),
            self.reaction,
            self._gas(),
            self.masses,
            tuple(self.molar.items()),
            solutions=tuple(dict.fromkeys(self.solutions)),
            rivals=self.rivals,
        )
        plan = planned(probe)
        if isinstance(plan, Unsolved):
            raise _Refused(plan.why, plan.detail)
        rest = asked_species(probe, plan, Ask(Key("excess"), "", "", "species"))
        if len(rest) != 1:
            raise _Refused("not_supported", "excess")
        for at, ask in enumerate(asks):
            if ask.key.of == "?":
                asks[at] = replace(ask, key=replace(ask.key, of=rest[0]))
