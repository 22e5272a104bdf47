"""Atomic masses: the rounded table of a class, the precise one, and the atomic numbers.

It promises masses only; which table an answer was computed with is judged by the caller.
"""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Literal

Table = Literal["class", "precise", "whole", "tenth", "hundredth", "school", "mixed"]


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str | int]]:
    path = Path(__file__).with_name("elements.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def symbols() -> frozenset[str]:
    """The symbols of the elements that have a mass here."""
    return frozenset(_rows())


@lru_cache(maxsize=1024)
def mass(symbol: str, table: Table = "class") -> Fraction:
    """Atomic mass in u.

    `whole` is the class table rounded to whole numbers, chlorine and copper to a half; `tenth` and
    `hundredth` are the precise one rounded; `school` is `hundredth` with hydrogen at 1.008; `mixed` keeps
    the whole numbers of the class table beside hundredths ("H 1, Cl 35.45"). Raises KeyError for an
    unknown symbol.
    """
    row = _rows()[symbol]
    precise = Fraction(str(row["precise"]))
    if table == "precise" or (table == "school" and symbol == "H"):
        return precise
    value = Fraction(str(row["class"]))
    if table == "mixed" and value.denominator == 1:
        return value
    if table in ("tenth", "hundredth", "school", "mixed"):
        places = 10 if table == "tenth" else 100
        return Fraction(int(precise * places + Fraction(1, 2)), places)
    if table == "class" or symbol in ("Cl", "Cu"):
        return value
    return Fraction(int(value + Fraction(1, 2)))


def number(symbol: str) -> int:
    """Atomic number. Raises KeyError for an unknown symbol."""
    return int(_rows()[symbol]["z"])
