"""What a motion problem is made of, which formulas bind its quantities, and in which order they are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from subjects.kinematics.units import (
    ACCELERATION,
    LENGTH,
    ROAD,
    SI,
    SPEED,
    SYSTEMS,
    TIME,
    Dimension,
    convert,
    dimension,
)

Kind = Literal["uniform", "accelerated", "fall"]
Source = Literal["text", "implied", "class"]

DIMENSIONS: Mapping[str, Dimension] = {
    "v0": SPEED, "v": SPEED, "a": ACCELERATION, "g": ACCELERATION, "t": TIME, "s": LENGTH, "h": LENGTH,
}  # fmt: skip
ORDER = ("v0", "v", "a", "g", "t", "s", "h")
GRAVITY = Fraction(98, 10)
"""Class data in m/s^2, used where the text gives none."""


@dataclass(frozen=True, slots=True)
class Given:
    """One known quantity in the unit of the text. `source`: written, implied by a phrase, or class data."""

    symbol: str
    value: Fraction
    unit: str
    source: Source = "text"


@dataclass(frozen=True, slots=True)
class Motion:
    """The payload of a problem. `unit` is the unit asked for, or "" when any will do."""

    kind: Kind
    givens: tuple[Given, ...]
    unknown: str
    unit: str = ""

    def given(self, symbol: str) -> Given | None:
        """The known quantity of that symbol."""
        return next((given for given in self.givens if given.symbol == symbol), None)


@dataclass(frozen=True, slots=True)
class Formula:
    """A relation of the class and its form for each unknown; the first side of `text` is one symbol or its square."""

    name: str
    text: str
    forms: Mapping[str, str]


UNIFORM_SPEED = Formula("uniform_speed", "v = s/t", {"v": "v = s/t", "s": "s = v*t", "t": "t = s/v"})
UNIFORM = Formula("uniform", "s = v*t", {"s": "s = v*t", "v": "v = s/t", "t": "t = s/v"})
VELOCITY = Formula(
    "velocity",
    "v = v0 + a*t",
    {"v": "v = v0 + a*t", "v0": "v0 = v - a*t", "a": "a = (v - v0)/t", "t": "t = (v - v0)/a"},
)
POSITION = Formula(
    "position",
    "s = v0*t + 1/2*a*t^2",
    {
        "s": "s = v0*t + 1/2*a*t^2",
        "v0": "v0 = (s - 1/2*a*t^2)/t",
        "a": "a = 2*(s - v0*t)/t^2",
        "t": "t = sqrt(2*s/a)",
    },
)
SQUARES = Formula(
    "squares",
    "v^2 = v0^2 + 2*a*s",
    {
        "v": "v = sqrt(v0^2 + 2*a*s)",
        "v0": "v0 = sqrt(v^2 - 2*a*s)",
        "a": "a = (v^2 - v0^2)/(2*s)",
        "s": "s = (v^2 - v0^2)/(2*a)",
    },
)
MEAN = Formula("mean", "s = (v0 + v)/2*t", {"v0": "v0 = 2*s/t - v"})
FALL_VELOCITY = Formula("fall_velocity", "v = g*t", {"v": "v = g*t", "t": "t = v/g", "g": "g = v/t"})
FALL_HEIGHT = Formula(
    "fall_height", "h = 1/2*g*t^2", {"h": "h = 1/2*g*t^2", "t": "t = sqrt(2*h/g)", "g": "g = 2*h/t^2"}
)
FALL_SQUARES = Formula(
    "fall_squares", "v^2 = 2*g*h", {"v": "v = sqrt(2*g*h)", "h": "h = v^2/(2*g)", "g": "g = v^2/(2*h)"}
)

FORMULAS: Mapping[Kind, tuple[Formula, ...]] = {
    "uniform": (UNIFORM_SPEED, UNIFORM),
    "accelerated": (VELOCITY, POSITION, SQUARES, MEAN),
    "fall": (FALL_VELOCITY, FALL_HEIGHT, FALL_SQUARES),
}

Stage = tuple[Formula, str]
"""One use of a formula: which, and for which symbol."""


def stages(motion: Motion) -> tuple[Stage, ...]:
    """The class's way from the givens to the unknown, or () where it has none.

    Every formula leaves one quantity out; where the two missing quantities cannot be parted, the other one is found
    first (acceleration from velocities and time, then distance).
    """
    known = {given.symbol for given in motion.givens}
    if motion.kind == "uniform":
        return ((UNIFORM_SPEED if motion.unknown == "v" else UNIFORM, motion.unknown),)
    if motion.kind == "fall":
        return _fall(known, motion.unknown)
    absent = [s for s in ("v0", "v", "a", "t", "s") if s not in known and s != motion.unknown]
    if len(absent) != 1 or motion.unknown in known:
        return ()
    return _accelerated(absent[0], motion)


def _fall(known: set[str], unknown: str) -> tuple[Stage, ...]:
    absent = [s for s in ("v", "g", "t", "h") if s not in known and s != unknown]
    if len(absent) != 1 or unknown in known:
        return ()
    direct = {"h": FALL_VELOCITY, "v": FALL_HEIGHT, "t": FALL_SQUARES}
    if absent[0] in direct:
        return ((direct[absent[0]], unknown),)
    return ()


_BY_ABSENT = {"s": VELOCITY, "v": POSITION, "t": SQUARES}
_BY_TWO: Mapping[tuple[str, str], tuple[Stage, ...]] = {
    ("a", "s"): ((VELOCITY, "a"), (POSITION, "s")),
    ("a", "t"): ((SQUARES, "a"), (VELOCITY, "t")),
    ("a", "v"): ((POSITION, "a"), (VELOCITY, "v")),
    ("a", "v0"): ((MEAN, "v0"),),
    ("v0", "s"): ((VELOCITY, "v0"), (POSITION, "s")),
    ("v0", "t"): ((SQUARES, "v0"), (VELOCITY, "t")),
    ("v0", "a"): ((MEAN, "v0"), (VELOCITY, "a")),
    ("v0", "v"): ((POSITION, "v0"), (VELOCITY, "v")),
}


def _accelerated(absent: str, motion: Motion) -> tuple[Stage, ...]:
    if absent == "v" and motion.unknown == "t":
        start = motion.given("v0")
        if start and start.value:
            return ((SQUARES, "v"), (VELOCITY, "t"))
    if absent in _BY_ABSENT:
        return ((_BY_ABSENT[absent], motion.unknown),)
    return _BY_TWO.get((absent, motion.unknown), ())


def working_units(motion: Motion) -> Mapping[Dimension, str]:
    """The set of units the class works in: the given ones when they belong together, kilometres and hours on the
    road, otherwise SI."""
    units = {given.unit for given in motion.givens if given.value or given.source == "text"}
    if motion.unit:
        units.add(motion.unit)
    for system in SYSTEMS if motion.kind == "uniform" else (SI,):
        if units <= set(system.values()) and (system in (SI, ROAD) or system[SPEED] in units):
            return system
    roads = (units & {"km/h", "km"}) and units <= {"km", "h", "min", "km/h", "d"}
    if motion.kind == "uniform" and roads and (motion.unit != "s"):
        return ROAD
    return SI


def in_units(given: Given, system: Mapping[Dimension, str]) -> tuple[Fraction, str]:
    """A known quantity in the working units."""
    unit = system[dimension(given.unit)]
    return convert(given.value, given.unit, unit), unit
