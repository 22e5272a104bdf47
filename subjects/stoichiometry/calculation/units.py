"""Units of all quantities: base unit of each symbol, size, and how they are written."""

from __future__ import annotations

from fractions import Fraction

from subjects.problem import Lang
from subjects.stoichiometry import figures
from subjects.stoichiometry.task import UNITS, unit_word

SIZES: dict[str, tuple[str, Fraction]] = {
    **UNITS,
    "cL": ("L", Fraction(1, 100)),
    "µg": ("g", Fraction(1, 10**6)),
    "g/mol": ("g/mol", Fraction(1)),
    "L/mol": ("L/mol", Fraction(1)),
    "mol/L": ("mol/L", Fraction(1)),
    "mmol/L": ("mol/L", Fraction(1, 1000)),
    "g/L": ("g/L", Fraction(1)),
    "mg/L": ("g/L", Fraction(1, 1000)),
    "g/mL": ("g/mL", Fraction(1)),
    "kg/L": ("g/mL", Fraction(1)),
    "kg/m^3": ("g/mL", Fraction(1, 1000)),
    "mol/kg": ("mol/kg", Fraction(1)),
    "%": ("%", Fraction(1)),
    "ppm": ("ppm", Fraction(1)),
    "atm": ("atm", Fraction(1)),
    "mmHg": ("atm", Fraction(1, 760)),
    "Pa": ("atm", Fraction(1, 101325)),
    "hPa": ("atm", Fraction(100, 101325)),
    "kPa": ("atm", Fraction(1000, 101325)),
    "bar": ("atm", Fraction(100000, 101325)),
    "K": ("K", Fraction(1)),
    "°C": ("°C", Fraction(1)),
    "": ("", Fraction(1)),
}
BASES = {
    "m": "g", "n": "mol", "V": "L", "N": "molecules", "M": "g/mol", "c": "mol/L", "gL": "g/L", "w": "%", "phi": "%",
    "rho": "g/mL", "rhog": "g/L",
    "p": "atm", "T": "K", "t": "°C", "b": "mol/kg", "x": "", "ppm": "ppm", "y": "%", "P": "%", "r": "", "k": "",
    "z": "", "Vm": "L/mol",
}  # fmt: skip
LETTERS = {
    "gL": "c", "w": "%", "phi": "%",
    "rho": "d", "rhog": "d", "y": "R", "P": "P", "r": "r", "b": "b", "x": "x", "ppm": "c", "z": "x",
}  # fmt: skip


def base_of(unit: str) -> str:
    """The base unit of a unit."""
    return SIZES[unit][0]


def shown(unit: str, lang: Lang) -> str:
    """A unit as a student reads it."""
    return {"kg/m^3": "kg/m³"}.get(unit) or unit_word(unit, lang)


def written(value: Fraction, unit: str, lang: Lang) -> str:
    """A quantity in class notation."""
    return f"{figures.localise(figures.exact(value), lang)} {shown(unit, lang)}".strip()
