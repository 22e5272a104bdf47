"""What the reader of a text knows so far: its measures in groups, the constants and the state of its gases.

A base of the reader; it decides no role and answers no question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from subjects.problem import Unsolved
from subjects.stoichiometry.calculation import lexicon as lex
from subjects.stoichiometry.calculation.asks import Wish
from subjects.stoichiometry.calculation.facts import Measure, Scene
from subjects.stoichiometry.calculation.plan import Given, Key
from subjects.stoichiometry.mentions import Mention
from subjects.stoichiometry.reaction import Reaction


@dataclass
class Group:
    """Measures that speak of one thing: of a substance named once, or of a solution without a name."""

    mention: Mention | None
    items: list[Measure] = field(default_factory=list)
    place: str = ""

    def get(self, *symbols: str) -> Measure | None:
        return next((m for m in self.items if m.symbol in symbols), None)

    @property
    def start(self) -> int:
        return min(m.start for m in self.items)


GASES = frozenset(
    (
        "H2", "O2", "N2", "Cl2", "F2", "O3", "He", "Ne", "Ar", "CO", "CO2", "NO",
        "NO2", "N2O", "N2O4", "SO2", "SO3", "NH3", "HCl", "HBr", "HF", "HI", "H2S", "PH3",
        "CH4", "C2H6", "C3H8", "C4H10", "C2H4", "C2H2", "C3H6", "C4H8",
    )
)  # fmt: skip
"""Substances that are gases in a class without a word about it."""


class Refused(Exception):  # an internal signal, never shown
    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(detail)
        self.unsolved = Unsolved(why, detail)


class State:
    """The text, and what was read from it."""

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
        self.mixing = False
        self.excess: list[str] = []
        self.groups: list[Group] = []
        self.rivals: tuple[str, ...] = ()
        self.chain: tuple[Reaction, ...] = ()

    def _set(self, key: Key, value: Fraction, unit: str) -> None:
        if key in self.givens and self.givens[key].value != value:
            raise Refused("not_supported", "two quantities")
        self.givens[key] = Given(key, value, unit)

    def _constants(self) -> None:
        for one in self.scene.measures:
            if one.symbol == "M":
                self._molar_mass(one)
            elif one.symbol == "Vm":
                self.givens[Key("Vm")] = Given(Key("Vm"), one.value, one.unit)
            elif one.symbol in ("p", "T") or one.symbol == "t":
                self._state(one)

    def _state(self, one: Measure) -> None:
        key = Key(one.symbol)
        if key in self.givens and self.givens[key].value != one.value:
            raise Refused("not_supported", "two states")
        self.givens[key] = Given(key, one.value, one.unit)

    def _molar_mass(self, one: Measure) -> None:
        scene = self.scene
        before = [m for m in scene.mentions if m.end <= one.start and one.start - m.end <= 14]
        near = (
            before[-1]
            if before
            and re.fullmatch(r"\s*\)?\s*(?:=|:|es|is|de|of|\()?\s*", scene.rest[before[-1].end : one.start])
            else None
        )
        different = {m.species for m in scene.mentions}
        own = near.species if near else different.pop() if len(different) == 1 else None
        if own is None:
            raise Refused("not_supported", "molar mass")
        self.molar[own.formula] = one.value

    def _only_gases(self, keys: list[Key]) -> None:
        """A volume without a density is of a gas: other substances must be called gas or vapour."""
        said = re.search(r"\b(?:gas\w*|vapou?r\w*)\b", self.scene.folded)
        for key in keys:
            amount = key.symbol == "V" and key.where in ("", "ini", "real", "left")
            asked = any(w.symbol == "rho" for w in self.wanted) and not self._gas()
            liquid = asked or Key("rho", key.of) in self.givens or key.of in (*self.solutions, "?", "")
            if amount and not liquid and key.of not in GASES and not said:
                raise Refused("not_supported", "volume of no gas")

    def _gas(self) -> str:
        folded = self.scene.folded
        keys = self.givens
        volumes = any(k.symbol in ("V", "rhog") for k in keys) or any(
            w.symbol in ("V", "p", "T", "rho") for w in self.wanted
        )
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
                raise Refused("not_supported", "two states")
            return "molar"
        return "molar" if normal else ""
