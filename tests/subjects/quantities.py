"""Works out the equalities with units that a text states, apart from the code of the subjects but for molar masses.

    equalities("Con v = 6 m/s: s = v·t = 6 m/s·2 s = 12 m")     # two chains of sides, each side a piece of the text
    Worth(Fraction(12), {"m": 1})                                # what `6 m/s·2 s` is worth

It reads only what the concept cards need, and is for texts of this repository alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from subjects import catalogue
from subjects.problem import Problem, Solution

UNITS: Mapping[str, tuple[Fraction, Mapping[str, int]]] = {
    "m": (Fraction(1), {"m": 1}), "km": (Fraction(1000), {"m": 1}), "mm": (Fraction(1, 1000), {"m": 1}),
    "m²": (Fraction(1), {"m": 2}), "cm²": (Fraction(1, 10**4), {"m": 2}),
    "m³": (Fraction(1), {"m": 3}), "cm³": (Fraction(1, 10**6), {"m": 3}),
    "L": (Fraction(1, 1000), {"m": 3}), "mL": (Fraction(1, 10**6), {"m": 3}),
    "s": (Fraction(1), {"s": 1}), "min": (Fraction(60), {"s": 1}), "h": (Fraction(3600), {"s": 1}),
    "m/s": (Fraction(1), {"m": 1, "s": -1}), "km/h": (Fraction(1000, 3600), {"m": 1, "s": -1}),
    "m/s²": (Fraction(1), {"m": 1, "s": -2}),
    "kg": (Fraction(1), {"kg": 1}), "g": (Fraction(1, 1000), {"kg": 1}), "mg": (Fraction(1, 10**6), {"kg": 1}),
    "u": (Fraction(1), {"u": 1}), "N": (Fraction(1), {"kg": 1, "m": 1, "s": -2}),
    "Pa": (Fraction(1), {"kg": 1, "m": -1, "s": -2}), "atm": (Fraction(101325), {"kg": 1, "m": -1, "s": -2}),
    "J": (Fraction(1), {"kg": 1, "m": 2, "s": -2}), "K": (Fraction(1), {"K": 1}),
    "mol": (Fraction(1), {"mol": 1}), "g/mol": (Fraction(1, 1000), {"kg": 1, "mol": -1}),
    "mol/L": (Fraction(1000), {"mol": 1, "m": -3}), "L/mol": (Fraction(1, 1000), {"m": 3, "mol": -1}),
    "g/L": (Fraction(1), {"kg": 1, "m": -3}), "g/cm³": (Fraction(1000), {"kg": 1, "m": -3}),
    "kg/m³": (Fraction(1), {"kg": 1, "m": -3}), "mg/kg": (Fraction(1, 10**6), {}), "ppm": (Fraction(1, 10**6), {}),
    "J/(kg·K)": (Fraction(1), {"m": 2, "s": -2, "K": -1}),
    "atm·L/(mol·K)": (Fraction(101325, 1000), {"kg": 1, "m": 2, "s": -2, "mol": -1, "K": -1}),
    "%": (Fraction(1, 100), {}), "°": (Fraction(math.pi / 180), {}),
}  # fmt: skip
_UNIT = re.compile(" ?(" + "|".join(re.escape(u) for u in sorted(UNITS, key=len, reverse=True)) + r")(?!\w)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_RAISED = re.compile(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_MASS = re.compile(r"M\(((?:[^()]|\([^()]*\)\d*)+)\)")
_SYMBOL = re.compile(r"Δ?[A-Za-zα][0-9xymA]?(?![A-Za-z0-9(Á-ÿ])")
_SPECIES = re.compile(r" ([A-Z][a-z]?\d*(?:[A-Z][a-z]?\d*)*)(?!\w)")
_RELATION = re.compile(r" ?([=≈]) ?")
_FUNCTIONS: Mapping[str, Callable[[float], float]] = {"cos": math.cos, "sen": math.sin, "sin": math.sin}


@dataclass(frozen=True)
class Worth:
    """A value in SI units with its dimensions; `written`: the decimals of a lone number and the worth of its unit."""

    value: Fraction
    dims: Mapping[str, int] = field(default_factory=dict)
    written: tuple[int, Fraction] | None = None

    def times(self, other: Worth, sign: int = 1) -> Worth:
        dims = dict(self.dims)
        for name, power in other.dims.items():
            dims[name] = dims.get(name, 0) + sign * power
        value = self.value * other.value if sign == 1 else self.value / other.value
        return Worth(value, {name: power for name, power in dims.items() if power})

    def raised(self, power: int) -> Worth:
        return Worth(self.value**power, {name: n * power for name, n in self.dims.items()})

    def agrees(self, other: Worth, about: bool) -> bool:
        """Whether both are the same; with `about`, to the decimals that one of them is written with."""
        places, unit = other.written or self.written or (0, Fraction(1))
        room = unit / 10**places / 2 if about else abs(self.value) / 10**9
        return dict(self.dims) == dict(other.dims) and abs(self.value - other.value) <= room


@cache
def molar_mass(formula: str) -> Fraction | None:
    """In g/mol, as the subject solves it; None for what it reads as no formula."""
    subject = catalogue.find("stoichiometry")
    problem = subject.parse(f"Calcula la masa molar de {formula}", "es")
    solution = subject.solve(problem) if isinstance(problem, Problem) else None
    return Fraction(str(solution.answer.value["value"])) if isinstance(solution, Solution) else None


class Unread(Exception):
    """No arithmetic here, or a symbol without a value."""


@dataclass
class _Reader:
    text: str
    at: int
    known: Mapping[str, Worth]
    lacks: bool = False

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        if found := pattern.match(self.text, self.at):
            self.at = found.end()
        return found

    def sign(self, signs: str) -> str:
        found = self.take(re.compile(f" ?([{re.escape(signs)}]) ?"))
        return found[1] if found else ""

    def sum(self) -> Worth:
        total = self.product()
        while sign := self.sign("+-"):
            other = self.product()
            if dict(total.dims) != dict(other.dims) and not self.lacks:
                raise AssertionError(f"adds different units: {self.text}")
            total = Worth(total.value + other.value * (1 if sign == "+" else -1), total.dims)
        return total

    def product(self) -> Worth:
        total = self.factor()
        while sign := self.sign("·/"):
            other = self.factor()
            if sign == "/" and not other.value:
                raise Unread
            total = total.times(other, 1 if sign == "·" else -1)
        return total

    def factor(self) -> Worth:
        base = self.atom()
        raised = self.take(_RAISED)
        return base.raised(int(raised[0].translate(_PLAIN))) if raised else base

    def atom(self) -> Worth:
        if self.take(re.compile("-")):
            one = self.factor()
            return Worth(-one.value, one.dims, one.written)
        if self.take(re.compile("√")):
            inside = self.atom()
            root = Fraction(math.sqrt(inside.value)).limit_denominator(10**12)
            return Worth(root, {name: power // 2 for name, power in inside.dims.items()})
        if self.take(re.compile(r"\(")):
            inside = self.sum()
            if not self.take(re.compile(r"\)")):
                raise Unread
            return inside
        if found := self.take(re.compile(r"(cos|sen|sin)(?: |(?=\())")):
            return Worth(Fraction(_FUNCTIONS[found[1]](float(self.atom().value))).limit_denominator(10**12))
        if self.take(re.compile(r"\|")):
            inside = self.sum()
            if not self.take(re.compile(r"\|")):
                raise Unread
            return Worth(abs(inside.value), inside.dims)
        if self.take(re.compile("½")):
            return Worth(Fraction(1, 2))
        if self.take(re.compile("π")):
            return Worth(Fraction(math.pi))
        return self.number() or self.named()

    def number(self) -> Worth | None:
        found = self.take(_NUMBER)
        if not found:
            return None
        value = Fraction(found[0].replace(",", "."))
        places = len(re.split("[.,]", found[0])[1]) if re.search("[.,]", found[0]) else 0
        unit = self.take(_UNIT)
        if not unit:
            return Worth(value, {}, (places, Fraction(1)))
        size, dims = UNITS[unit[1]]
        if unit[1] in ("mol", "g") and (species := self.take(_SPECIES)):
            dims = {f"{name} {species[1]}": power for name, power in dims.items()}
        return Worth(value * size, dims, (places, size))

    def named(self) -> Worth:
        if found := self.take(_MASS):
            mass = molar_mass(found[1])
            if mass is not None:
                return Worth(mass / 1000, {"kg": 1, "mol": -1})
            self.lacks = True
            return Worth(Fraction(1))
        if found := self.take(_SYMBOL):
            if found[0] not in self.known:
                self.lacks = True
                return Worth(Fraction(1))
            return self.known[found[0]]
        raise Unread


Side = tuple[str, Worth | None, str]
"""A side as it is written, its worth (None while a symbol in it has none), and the sign before it."""


def equalities(text: str, known: Mapping[str, Worth]) -> list[list[Side]]:
    """The chains `a = b ≈ c` of a text, with symbols worth what `known` says."""
    chains: list[list[Side]] = []
    at = 0
    while at < len(text):
        inside = at and (text[at - 1].isalnum() or text[at - 1] in "Δ₀,.")
        found, end = ([], at) if inside else _chain(text, at, known)
        if len(found) > 1:
            chains.append(found)
            at = end
        at += 1
    return chains


def _chain(text: str, at: int, known: Mapping[str, Worth]) -> tuple[list[Side], int]:
    sides: list[Side] = []
    sign = ""
    while True:
        reader = _Reader(text, at, known)
        try:
            worth = reader.sum()
        except Unread:
            return sides, at
        sides.append((text[at : reader.at].strip(), None if reader.lacks else worth, sign))
        at = reader.at
        relation = _RELATION.match(text, at)
        if not relation:
            return sides, at
        sign, at = relation[1], relation.end()


def stated(text: str) -> dict[str, Worth]:
    """What every symbol of a text is said to be worth."""
    known: dict[str, Worth] = {}
    for _ in range(3):
        for chain in equalities(text, known):
            worths = [worth for _, worth, _ in chain if worth is not None]
            for written, worth, _ in chain:
                if worth is None and worths and _SYMBOL.fullmatch(written):
                    known[written] = worths[0]
    return known
