"""Judging one quantity: a step, another true quantity, a wrong one that a misconception explains, or a slip.

What cannot be told is `UNCLEAR`, never wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from subjects.stoichiometry import elements
from subjects.stoichiometry.calculation.accept import agrees, family, scaled
from subjects.stoichiometry.calculation.deduce import even_of
from subjects.stoichiometry.calculation.lines import lines
from subjects.stoichiometry.calculation.plan import CLASS, Calculation, Key, Plan, values
from subjects.stoichiometry.calculation.units import SIZES
from subjects.stoichiometry.calculation.wrongs import wrongs
from subjects.stoichiometry.claims import (
    Quantity,
)
from subjects.stoichiometry.finding import UNCLEAR, Finding
from subjects.stoichiometry.formula import Species, molar_mass, read_formula
from subjects.stoichiometry.measure import Value, evaluate
from subjects.stoichiometry.tolerance import coarse, one_figure


@dataclass
class Weighing:
    """The steps, the values and the numbers that the student wrote."""

    calculation: Calculation
    plan: Plan
    method: str
    shown: frozenset[Fraction]

    def __post_init__(self) -> None:
        self.lines = lines(self.calculation, self.method)
        self.known = values(self.calculation, self.plan, CLASS).known
        self.final_keys = {ask.key for ask in self.calculation.asks}
        self.alone = False
        self.written = ""
        self.millilitres = any(g.unit == "mL" for g in self.calculation.givens)
        self.last_key = self.calculation.asks[-1].key

    def _fits(self, key: Key, symbol: str, species: Species | None) -> bool:
        if self.written == "ions" and key.symbol == "N" and "^" not in key.of and not key.where.startswith("in:"):
            return False
        if self.written == "molecules" and key.symbol == "N" and key.where.startswith("in:"):
            return False
        if key.symbol in ("k", "r"):
            if symbol not in ("", "n", "r", "k", "x", "z"):
                return False
        elif (
            symbol
            and key.symbol != symbol
            and not (symbol == "c" and key.symbol in ("gL", "b", "ppm"))
            and not (symbol == "w" and key.symbol in ("phi", "y", "P"))
            and not (symbol == "P" and key.symbol == "w")
        ):
            return False
        if species is None or not key.of or key.of == "?":
            return True
        inside = key.where.startswith("in:") and key.where[3:] == species.formula
        water = species.formula == "H2O" and key.where in ("add", "solvent")
        single = len(species.atoms) == 1 and species.atoms[0][0] == key.of
        return key.of == species.formula or inside or water or single

    def _candidates(self, reached: int) -> list[tuple[Key, str, int | None]]:
        """Quantities with the unit they are shown in and their step: ahead first, then behind."""
        own = [
            (line.key, line.unit, i)
            for i, line in enumerate(self.lines)
            if line.key is not None and line.value is not None
        ]
        ahead = [item for item in own if item[2] >= reached]
        return [*ahead, *(item for item in own if item not in ahead)]

    def quantity(self, claim: Quantity, reached: int, symbol: str) -> Finding:
        value = claim.value
        self.written = value.written
        unit = value.unit()
        if unit == "?":
            unit = None
        if unit == "u":
            unit = "g/mol"
        if symbol == "T" and unit == "°C":
            symbol = "t"
        if symbol == "p" and unit == "%":
            symbol = "P"
        final_family = family(self.last_key)
        if unit == "g/L" and final_family == "ppm" and self.calculation.topic in ("aqueous_ppm", "nameless_ppm"):
            same = replace(value, value=value.value * 1000, half=value.half * 1000, dims=evaluate("1 ppm").dims)  # type: ignore[union-attr]
            claim, value, unit = replace(claim, value=same, parts=()), same, "ppm"
        if self.alone and not symbol and not claim.parts and not claim.setup:
            answered = self._meant_as_answer(claim, unit)
            if answered is not None:
                return answered
        if value.value < 0 or (value.value == 0 and not self._zero()):
            return Finding("wrong", final=True)
        found = self._own(claim, reached, symbol, unit)
        if found is not None:
            return found
        wrong = self._wrong(claim, symbol, unit)
        known = self._known(claim, symbol, unit, final_family)
        labelled = bool(symbol or claim.species)
        on_the_way = not self.alone and bool(claim.parts)
        if known and (wrong is None or (labelled and symbol != "") or on_the_way):
            if bad_part(claim):
                return Finding("wrong", misconception="arithmetic")
            return Finding("right", reached)
        if wrong is not None:
            sharp = replace(claim, value=replace(claim.value, half=Fraction(0)))
            doubtful = one_figure(claim.value) and self._wrong(sharp, symbol, unit) is None
            cut = doubtful and self._near(claim, symbol, unit) == "rounding"
            return replace(wrong, misconception="rounding") if cut else wrong
        if self._slip(claim, symbol) or bad_part(claim):
            cut = any(coarse(claim.value, part.value) for part in claim.parts)
            return Finding("wrong", misconception="rounding" if cut else "arithmetic")
        return self._unexplained(claim, symbol, unit, final_family)

    def _meant_as_answer(self, claim: Quantity, unit: str | None) -> Finding | None:
        """A bare last quantity that a misconception gives for what is asked is the answer, and wrong."""
        if unit and unit != family(self.last_key) and claim.species is None and self._final_number(claim):
            return (
                UNCLEAR
                if self._own(claim, 0, "", unit)
                else Finding("wrong", final=True, misconception="unit_wrong")
            )
        if unit != family(self.last_key) or not self._fits(self.last_key, "", claim.species):
            return None
        value = scaled(claim.value, self.last_key)
        if agrees(self.calculation, self.plan, self.last_key, value, self.shown) or value.value <= 0:
            return None
        hits = [w for w in wrongs(self.calculation) if w.key == self.last_key and close(value, w.value)]
        return Finding("wrong", final=True, misconception=hits[0].misconception) if hits else None

    def _final_number(self, claim: Quantity) -> bool:
        """Whether the number is that of the answer, with another unit."""
        asked = self.calculation.asks[-1]
        right = self.known.get(self.last_key)
        if right is None or asked.kind != "quantity":
            return False
        return _written(claim.value, right, SIZES[asked.unit][1])

    def _molecules(self) -> bool:
        """Whether molecules are told where the atoms of an element are asked."""
        return self.written == "molecules" and self.last_key.where.startswith("in:")

    def _zero(self) -> bool:
        return any(v == 0 for v in self.known.values())

    def _own(self, claim: Quantity, reached: int, symbol: str, unit: str | None) -> Finding | None:
        """A step of the solution, or None."""
        partly: Finding | None = None
        order = self._candidates(reached)
        if self.alone and not symbol:
            order.sort(key=lambda item: item[0] != self.last_key)
        for key, shown, index in order:
            if not self._fits(key, symbol, claim.species):
                continue
            if (
                self.lines[index or 0].rule == "data"
                and not (symbol or claim.species)
                and family(key) == family(self.last_key)
            ):
                continue
            if not self._equal(key, shown, claim.value, unit):
                continue
            finding = self._right(claim, key, index or 0, unit)
            if finding.outcome != "right" and partly is None:
                partly = finding
                continue
            if finding.outcome == "right" or finding.outcome == "incomplete":
                return finding
        return partly

    def _equal(self, key: Key, shown: str, value: Value, unit: str | None) -> bool:
        if unit:
            if family(key) != unit:
                return False
            return agrees(self.calculation, self.plan, key, scaled(value, key), self.shown)
        size = SIZES[shown][1] if shown in SIZES else Fraction(1)
        if shown and agrees(
            self.calculation,
            self.plan,
            key,
            replace(value, value=value.value * size, half=value.half * size),
            self.shown,
        ):
            return True
        if shown == "%" and (not value.plain or value.value <= 1):
            whole = replace(value, value=value.value * 100)
            if agrees(self.calculation, self.plan, key, whole, self.shown):
                return True
        if shown == "L" and self.millilitres:
            small = replace(value, value=value.value / 1000, half=value.half / 1000)
            if agrees(self.calculation, self.plan, key, small, self.shown):
                return True
        return (
            agrees(self.calculation, self.plan, key, value, self.shown)
            if not shown or size == 1 or claim_is_setup(value)
            else False
        )

    def _right(self, claim: Quantity, key: Key, index: int, unit: str | None) -> Finding:
        last = index == len(self.lines) - 1
        final = key in self.final_keys and (last or key == self.last_key)
        if bad_part(claim):
            return Finding("wrong", misconception="arithmetic", final=final)
        if claim.setup:
            return Finding("right", index)
        if not unit and key.symbol not in ("x", "r", "k", "z"):
            return Finding("incomplete", index + (0 if final else 1), final, missing=("unit",))
        if unit and claim.value.written and final:
            asked = next(a.unit for a in self.calculation.asks if a.key == key)
            if {asked, claim.value.written} == {"atoms", "molecules"}:
                return Finding("wrong", final=True, misconception="unit_wrong")
        if final:
            return (
                Finding("right", len(self.lines), True)
                if key == self.last_key
                else Finding("right", index + 1, last)
            )
        return Finding("right", index + 1, last)

    def _known(self, claim: Quantity, symbol: str, unit: str | None, final_family: str) -> bool:
        """Whether it is another true quantity of the problem."""
        value = claim.value
        labelled = bool(symbol or claim.species)
        for given in self.calculation.givens:
            if not self._fits(given.key, symbol, claim.species):
                continue
            same = unit and family(given.key) == unit and self._same(scaled(value, given.key), given.value)
            if same and (labelled or unit != final_family):
                return True
            if not unit and labelled and value.value in (given.value, given.value / SIZES[given.unit][1]):
                return True
        if self._constant(claim, symbol, unit):
            return True
        if (
            not labelled
            and not claim.setup
            and unit == final_family
            and not claim.parts
            and not self._molecules()
        ):
            return False
        for node in self.plan.closure:
            if node.key in self.known and self._fits(node.key, symbol, claim.species):
                if (
                    unit
                    and family(node.key) == unit
                    and agrees(self.calculation, self.plan, node.key, scaled(value, node.key), self.shown)
                ):
                    return True
                if (
                    not unit
                    and (labelled or claim.setup or (bool(claim.parts) and not self.alone))
                    and agrees(self.calculation, self.plan, node.key, value, self.shown)
                ):
                    return True
        return False

    def _same(self, value: Value, right: Fraction) -> bool:
        return value.value == right or (
            value.plain and value.digits > 1 and abs(value.value - right) < value.half
        )

    def _constant(self, claim: Quantity, symbol: str, unit: str | None) -> bool:
        """Molar masses, with or without their coefficient, atomic masses and molar volumes."""
        value = claim.value
        for node in self.plan.nodes:
            holder = read_formula(node.key.where[3:]) if node.rule == "element_share" else None
            number = dict(holder.atoms).get(node.key.of) if holder is not None else None
            if number and unit in (None, "", "g", "g/mol") and (claim.parts or claim.setup):
                tables: tuple[elements.Table, ...] = ("class", "precise", "whole", "hundredth")
                if any(value.value == number * elements.mass(node.key.of, table) for table in tables):
                    return True
        things = [*self.calculation.species]
        if claim.species is not None:
            things = [claim.species, *(s for s in things if s == claim.species)]
        even = even_of(self.calculation) if self.calculation.reaction else None
        for s in things:
            if not s.atoms:
                continue
            for table in ("class", "precise", "whole", "tenth", "hundredth"):
                mass = dict(self.calculation.molar).get(s.formula) or molar_mass(
                    s, table, self.calculation.masses
                )
                near = value.value == mass or (
                    value.plain and abs(value.value - mass) <= value.half and value.digits > 1
                )
                if (
                    near
                    and symbol in ("M", "", "m")
                    and unit in ("g/mol", None, "", "g")
                    and (
                        unit == "g/mol"
                        or symbol == "M"
                        or (claim.parts and unit != "g")
                        or (unit == "g" and not symbol and claim.parts)
                    )
                ):
                    return True
                coefficient = even.coefficient(s) if even and s in even.species else 1
                if (
                    coefficient > 1
                    and value.value == mass * coefficient
                    and unit == "g"
                    and (claim.parts or claim.setup)
                ):
                    return True
        return (value.value in (Fraction(224, 10),) and unit == "L/mol") or (
            unit == "K" and value.value in (273, Fraction(27315, 100))
        )

    def _wrong(self, claim: Quantity, symbol: str, unit: str | None) -> Finding | None:
        """A wrong value that a misconception explains, or None."""
        loose: Finding | None = None
        if self._other_prefix(claim, unit) and self._fits(self.last_key, symbol, claim.species):
            return Finding("wrong", final=True, misconception="unit_conversion")
        units = {line.key: line.unit for line in self.lines if line.key is not None}
        for one in wrongs(self.calculation):
            if not self._fits(one.key, symbol, claim.species):
                continue
            final = one.key == self.last_key
            shown = units.get(one.key, "")
            size = SIZES[shown][1] if shown in SIZES else Fraction(1)
            if unit:
                hit = family(one.key) == unit and close(scaled(claim.value, one.key), one.value)
            else:
                hit = close(claim.value, one.value / size) or close(claim.value, one.value)
            if hit:
                return Finding("wrong", final=final, misconception=one.misconception)
        for key, shown, index in self._candidates(0):
            if not self._fits(key, symbol, claim.species) or self.lines[index or 0].rule == "data":
                continue
            final = key == self.last_key
            right = self.known.get(key)
            size = SIZES[shown][1] if shown in SIZES else Fraction(1)
            if right is None:
                continue
            if unit and family(key) != unit and not symbol and _written(claim.value, right, size):
                loose = loose or Finding("wrong", final=final, misconception="unit_wrong")
            if unit and family(key) != unit and symbol and _written(claim.value, right, size):
                return Finding("wrong", final=final, misconception="unit_wrong")
            if unit and family(key) == unit and (final or symbol or claim.species):
                factors = (10, 100, 1000, 10**6)
                told = scaled(claim.value, key)
                if any(close(told, right * f) or close(told, right / f) for f in factors):
                    loose = loose or Finding("wrong", final=final, misconception="unit_conversion")
        return loose

    def _other_prefix(self, claim: Quantity, unit: str | None) -> bool:
        """Whether the number is that of the answer and its unit another of the same kind: mL for L."""
        asked = self.calculation.asks[-1].unit
        written = claim.value.written
        if asked not in SIZES or written not in SIZES or written == asked or unit != family(self.last_key):
            return False
        size = SIZES[asked][1] / SIZES[written][1]
        moved = replace(claim.value, value=claim.value.value * size, half=claim.value.half * size)
        return size != 1 and agrees(self.calculation, self.plan, self.last_key, scaled(moved, self.last_key), self.shown)

    def _slip(self, claim: Quantity, symbol: str) -> bool:
        """Whether an expression on the way has the right value and the result has not."""
        for part in claim.parts:
            unit = part.unit() if part.unit() not in ("?", "") else None
            for key, shown, index in self._candidates(0):
                step = self.lines[index or 0].rule != "data" and self._fits(key, symbol, claim.species)
                if step and self._equal(key, shown, part, unit):
                    return True
        return False

    def _unexplained(self, claim: Quantity, symbol: str, unit: str | None, final_family: str) -> Finding:
        families = {
            family(line.key) for line in self.lines if line.key is not None and line.value is not None
        }
        consistent = bool(claim.parts) or claim.setup
        labelled = bool(symbol) and any(
            self._fits(line.key, symbol, claim.species) for line in self.lines if line.key
        )
        final = unit == final_family or (unit is None and not claim.setup)
        if labelled:
            return Finding("wrong", final=final, misconception=self._near(claim, symbol, unit))
        if unit == final_family and (claim.species is None or self._fits(self.last_key, "", claim.species)):
            return Finding("wrong", final=True, misconception=self._near(claim, symbol, unit))
        if consistent:
            return UNCLEAR
        if unit in families and unit:
            if claim.species is None or any(
                self._fits(line.key, "", claim.species) and family(line.key) == unit
                for line in self.lines
                if line.key
            ):
                return Finding("wrong", final=False, misconception=self._near(claim, symbol, unit))
            return UNCLEAR
        if unit is None and claim.value.plain and final_family != "":
            return Finding("wrong", final=True)
        if unit is None and claim.value.plain:
            return Finding("wrong", final=True)
        if unit and unit not in families and claim.value.plain:
            return Finding("wrong", final=True, misconception="unit_wrong")
        return UNCLEAR

    def _near(self, claim: Quantity, symbol: str, unit: str | None) -> str | None:
        """A result close to the right one is a slip of arithmetic."""
        for key, shown, index in self._candidates(0):
            right = self.known.get(key)
            if (
                right is None
                or self.lines[index or 0].rule == "data"
                or not self._fits(key, symbol, claim.species)
            ):
                continue
            size = SIZES[shown][1] if shown in SIZES else Fraction(1)
            told = scaled(claim.value, key).value if unit else claim.value.value * size
            if (not unit or family(key) == unit) and abs(told - right) * 10 <= abs(right) * 3:
                return "rounding" if self._rounded_badly(claim, key, shown, unit) else "arithmetic"
        return None


    def _rounded_badly(self, claim: Quantity, key: Key, shown: str, unit: str | None) -> bool:
        """Whether a result was found and written with too few figures."""
        right = self.known.get(key)
        size = SIZES[shown][1] if shown in SIZES else Fraction(1)
        plain = replace(claim.value, value=claim.value.value * size, half=claim.value.half * size)
        return right is not None and coarse(scaled(claim.value, key) if unit else plain, right)


def claim_is_setup(value: Value) -> bool:
    """Whether a value was computed from an expression."""
    return not value.plain


def bad_part(claim: Quantity) -> bool:
    """Whether an expression that the value is set equal to has another value."""
    for part in claim.parts:
        gap = abs(part.value - claim.value.value)
        grace = claim.value.half if claim.value.digits > 1 else abs(claim.value.value) / 100
        if gap <= max(grace, abs(claim.value.value) / 200):
            continue
        scales = [Fraction(1000), Fraction(1, 1000), Fraction(100), Fraction(1, 100), Fraction(10**6)]
        if not any(abs(part.value * s - claim.value.value) * 200 <= abs(claim.value.value) for s in scales):
            return True
    return False


def close(value: Value, wrong: Fraction) -> bool:
    gap = abs(value.value - wrong)
    if not value.plain:
        return gap * 1000 <= wrong
    return (gap <= value.half and (value.digits > 1 or gap * 20 <= wrong)) or gap * 250 <= wrong


def _written(value: Value, right: Fraction, size: Fraction) -> bool:
    """Whether the number, as written, is the right one with another unit."""
    number = _bare(value)
    return any(abs(number - right / s) * 200 <= abs(right / s) for s in {size, Fraction(1)})


def _bare(value: Value) -> Fraction:
    unit = SIZES.get(value.written)
    return value.value / unit[1] if unit else value.value
