"""What a problem of this subject holds: the substances, the quantity given, what is asked.

Only values; `parse` makes them, `solve` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeVar

from subjects.problem import Lang, Level
from subjects.stoichiometry import figures
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.reaction import Reaction, write

T = TypeVar("T")
Detail = Literal["", "junior", "senior"]
"""How small the steps are: `junior` as in 1º and 2º ESO, `senior` as in Bachillerato."""
DETAIL: dict[Level, Detail] = {"1eso": "junior", "2eso": "junior", "1bach": "senior", "2bach": "senior"}
Kind = Literal["molar_mass", "convert", "reaction", "balance"]
AVOGADRO = Fraction(6022) * 10**20
GAS_VOLUME = Fraction(224, 10)

UNITS: dict[str, tuple[str, Fraction]] = {
    "g": ("g", Fraction(1)),
    "kg": ("g", Fraction(1000)),
    "mg": ("g", Fraction(1, 1000)),
    "t": ("g", Fraction(10**6)),
    "mol": ("mol", Fraction(1)),
    "mmol": ("mol", Fraction(1, 1000)),
    "kmol": ("mol", Fraction(1000)),
    "molecules": ("particles", Fraction(1)),
    "atoms": ("particles", Fraction(1)),
    "particles": ("particles", Fraction(1)),
    "ions": ("particles", Fraction(1)),
    "L": ("L", Fraction(1)),
    "mL": ("L", Fraction(1, 1000)),
    "m^3": ("L", Fraction(1000)),
}
"""Every unit with its kind (named by the base unit) and how many base units it holds."""

SYMBOLS = {"g": "m", "mol": "n", "particles": "N", "L": "V"}
_WORDS: dict[str, dict[Lang, str]] = {
    "molecules": {"es": "moléculas", "en": "molecules"},
    "atoms": {"es": "átomos", "en": "atoms"},
    "particles": {"es": "partículas", "en": "particles"},
    "ions": {"es": "iones", "en": "ions"},
    "m^3": {"es": "m³", "en": "m³"},
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity with its unit (a key of `UNITS`)."""

    value: Fraction
    unit: str

    @property
    def kind(self) -> str:
        """`g`, `mol`, `particles` or `L`."""
        return UNITS[self.unit][0]

    @property
    def base(self) -> Fraction:
        """The value in the base unit of its kind."""
        return self.value * UNITS[self.unit][1]

    def exact(self) -> str:
        """`0.5 kg`."""
        return f"{figures.exact(self.value)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Task:
    """The payload of a problem. `masses` are atomic masses and `molar` molar masses that the text itself
    gives. `balancing` says that the balanced equation is asked as well. `detail` is set by solving and is no
    part of the problem."""

    kind: Kind
    species: Species | None = None
    given: Amount | None = None
    asked: Species | None = None
    asked_unit: str = ""
    reaction: Reaction | None = None
    masses: tuple[tuple[str, Fraction], ...] = ()
    molar: tuple[tuple[str, Fraction], ...] = ()
    detail: Detail = ""
    balancing: bool = False

    def canonical(self) -> str:
        """The same for every wording and language."""
        parts: list[str] = [self.kind]
        if self.reaction:
            parts.append(write(self.reaction.skeleton if self.kind == "balance" else self.reaction))
        if self.species:
            parts.append(self.species.formula)
        if self.given:
            parts.append(f"{self.given.base} {self.given.kind}")
        if self.asked:
            parts.append(f"{self.asked.formula} {self.asked_unit}")
        parts += [f"{name}={value}" for name, value in (*self.masses, *self.molar)]
        return "; ".join(parts)


def present(value: T | None) -> T:
    """A field that the kind of a task or stage guarantees. Raises LookupError when it is not there."""
    if value is None:
        raise LookupError("a field that this kind of problem always has is missing")
    return value


def unit_word(unit: str, lang: Lang) -> str:
    """A unit as a student reads it."""
    return _WORDS[unit][lang] if unit in _WORDS else unit


def symbol(unit: str, species: Species) -> str:
    """`m(CO2)`, `n(H2O)`."""
    return f"{SYMBOLS[UNITS[unit][0]]}({species.formula})"


def unknown(task: Task, lang: Lang) -> str:
    """What is asked, in class notation."""
    if task.kind == "molar_mass" and task.species:
        return f"M({task.species.formula})"
    if task.asked:
        return symbol(task.asked_unit, task.asked)
    return "los coeficientes" if lang == "es" else "the coefficients"


def statement(task: Task, lang: Lang) -> str:
    """The problem as a short telegram."""
    if task.kind == "molar_mass" and task.species:
        return f"M({task.species.formula}) = ?"
    shown = figures.localise(write(task.reaction), lang) if task.reaction else ""
    if task.kind == "balance" or not (task.given and task.species):
        return f"{'ajustar' if lang == 'es' else 'balance'} {shown}"
    given = f"{symbol(task.given.unit, task.species)} = {show_amount(task.given, lang)}"
    asked = f"{unknown(task, lang)} = ?" + (
        f" ({task.asked_unit})" if task.asked_unit in ("kg", "mg", "mmol") else ""
    )
    return "; ".join(part for part in (shown, given, asked) if part)


def show_amount(amount: Amount, lang: Lang) -> str:
    """`0,5 kg`."""
    return f"{figures.localise(figures.exact(amount.value), lang)} {unit_word(amount.unit, lang)}"
