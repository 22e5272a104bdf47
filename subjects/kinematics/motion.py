"""What a motion problem is made of, which formulas bind its quantities, and in which order they are used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from subjects.kinematics.units import (
    ACCELERATION,
    ANGLE,
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


def _numbered(*bases: str) -> str:
    return " ".join(f"{base}{number}" for base in bases for number in range(1, 10))


Kind = Literal[
    "uniform", "accelerated", "fall", "up", "down",
    "line", "equation", "passing", "sound", "crossing",
    "throw", "drop", "horizontal", "oblique", "meeting", "legs", "conversion", "vector",
]  # fmt: skip
Source = Literal["text", "implied", "class"]

_PLAIN: Mapping[str, Dimension] = {
    "v0": SPEED, "v": SPEED, "a": ACCELERATION, "g": ACCELERATION, "t": TIME, "s": LENGTH, "h": LENGTH,
}  # fmt: skip
_SCENES: Mapping[Dimension, str] = {
    SPEED: "v0x v0y vx vy vf vyf vm v0A v0B vA vB " + _numbered("v", "vy", "vx"),
    ACCELERATION: "aA aB " + _numbered("a"),
    TIME: "tm tf tr tb td tA tB " + _numbered("t"),
    LENGTH: "h0 d x x0 xA xB y ym xf sm sr sb sA sB dA " + _numbered("s", "x", "y"),
    ANGLE: "alpha beta " + _numbered("beta"),
}
DIMENSIONS: Mapping[str, Dimension] = {
    **_PLAIN, **{name: dim for dim, names in _SCENES.items() for name in names.split()},
}  # fmt: skip
"""Every symbol of the class and what it measures. A digit marks a moment or a leg, `A` and `B` two bodies, `0` the start,
`m` the highest point or a mean, `f` the end of a flight, `r` the reaction and `b` the braking."""
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
class Use:
    """One use of a formula: the relation as the class writes it, the symbol it is used for, the form with that symbol
    alone. `other`: the right side for a second root, which is no answer; "" where there is one root."""

    text: str
    symbol: str
    form: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What holds in a motion of several moments, directions or bodies. `convention`: the equations of motion with the
    signs that the choice of axes gives them; `relations`: equalities that the solved values have to satisfy; `bounds`:
    pairs of expressions, the first at most the second; `extras`: symbols that work may use and that nobody asks for;
    `labels`: the letters under which a text asks its questions, one for each part; `either_sign`: speeds that another
    choice of axes gives with the other sign; `shown`: extras that a student may state alone; `told`: an
    equation that the text gives and whose numbers are asked for."""

    convention: str = ""
    relations: tuple[str, ...] = ()
    bounds: tuple[tuple[str, str], ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()
    either_sign: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    told: str = ""


NO_SCENE = Scene()


@dataclass(frozen=True, slots=True)
class Motion:
    """The payload of a problem. `unit` is the unit asked for, or "" when any will do.

    `asks`: what is asked besides `unknown` and found before it ("find the acceleration and the distance"); mostly ().
    `parts`: all that is asked in the order of the text, where there is more than one. `uses`: the class's way where the
    kind has no fixed one; `scene`: what else holds there.
    """

    kind: Kind
    givens: tuple[Given, ...]
    unknown: str
    unit: str = ""
    asks: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    scene: Scene = NO_SCENE

    @property
    def wanted(self) -> tuple[str, ...]:
        """Everything that is asked, in order."""
        return (*self.asks, self.unknown)

    def given(self, symbol: str) -> Given | None:
        """The known quantity of that symbol."""
        return next((given for given in self.givens if given.symbol == symbol), None)


@dataclass(frozen=True, slots=True)
class Formula:
    """A relation of the class and its form for each unknown; the first side of `text` is one symbol or its square."""

    name: str
    text: str
    forms: Mapping[str, str]
    other: str = ""


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

UP_VELOCITY = Formula(
    "up_velocity", "v = v0 - g*t", {"v": "v = v0 - g*t", "v0": "v0 = v + g*t", "t": "t = (v0 - v)/g"}
)
UP_HEIGHT = Formula(
    "up_height", "h = v0*t - 1/2*g*t^2", {"h": "h = v0*t - 1/2*g*t^2", "v0": "v0 = (h + 1/2*g*t^2)/t"}
)
UP_SQUARES = Formula(
    "up_squares",
    "v^2 = v0^2 - 2*g*h",
    {"v": "v = sqrt(v0^2 - 2*g*h)", "v0": "v0 = sqrt(v^2 + 2*g*h)", "h": "h = (v0^2 - v^2)/(2*g)"},
)
DOWN_VELOCITY = Formula(
    "down_velocity", "v = v0 + g*t", {"v": "v = v0 + g*t", "v0": "v0 = v - g*t", "t": "t = (v - v0)/g"}
)
DOWN_HEIGHT = Formula(
    "down_height", "h = v0*t + 1/2*g*t^2", {"h": "h = v0*t + 1/2*g*t^2", "v0": "v0 = (h - 1/2*g*t^2)/t"}
)
DOWN_SQUARES = Formula(
    "down_squares",
    "v^2 = v0^2 + 2*g*h",
    {"v": "v = sqrt(v0^2 + 2*g*h)", "v0": "v0 = sqrt(v^2 - 2*g*h)", "h": "h = (v^2 - v0^2)/(2*g)"},
)

FORMULAS: Mapping[str, tuple[Formula, ...]] = {
    "uniform": (UNIFORM_SPEED, UNIFORM),
    "accelerated": (VELOCITY, POSITION, SQUARES, MEAN),
    "fall": (FALL_VELOCITY, FALL_HEIGHT, FALL_SQUARES),
    "up": (UP_VELOCITY, UP_HEIGHT, UP_SQUARES),
    "down": (DOWN_VELOCITY, DOWN_HEIGHT, DOWN_SQUARES),
}

Stage = tuple[Formula, str]
"""One use of a formula: which, and for which symbol."""


def stages(motion: Motion) -> tuple[Stage, ...]:
    """The class's way from the givens to what is asked, or () where it has none.

    Every formula leaves one quantity out; where the two missing quantities cannot be parted, the other one is found
    first (acceleration from velocities and time, then distance).
    """
    if motion.uses:
        return tuple((Formula("use", u.text, {u.symbol: u.form}, u.other), u.symbol) for u in motion.uses)
    known = {given.symbol for given in motion.givens}
    zeros = {given.symbol for given in motion.givens if not given.value}
    plan: tuple[Stage, ...] = ()
    for symbol in motion.wanted:
        if symbol in known and motion.given(symbol) is None:
            continue
        part = () if symbol in known else _way(motion.kind, known, zeros, symbol)
        if not part:
            return ()
        plan += part
        known |= {found for _, found in part}
    return plan if plan[-1][1] == motion.unknown else ()


def _way(kind: Kind, known: set[str], zeros: set[str], unknown: str) -> tuple[Stage, ...]:
    """The stages for one unknown."""
    if kind == "uniform":
        return ((UNIFORM_SPEED if unknown == "v" else UNIFORM, unknown),) if len(known) == 2 else ()
    if kind == "fall":
        return _direct(FORMULAS[kind], ("v", "g", "t", "h"), known, unknown)
    if kind == "accelerated":
        return _accelerated(known, zeros, unknown)
    return _thrown(kind, known, unknown)


def _absent(symbols: tuple[str, ...], known: set[str], unknown: str) -> list[str]:
    return [symbol for symbol in symbols if symbol not in known and symbol != unknown]


_DIRECT = {"h": 0, "s": 0, "v": 1, "t": 2}
"""Which of the three formulas leaves a quantity out."""
_FIRST = {"v": 0, "t": 0, "g": 0, "a": 0, "v0": 0, "h": 1, "s": 1}
"""Which of the three formulas a class takes when nothing but the unknown is missing."""


def _direct(
    formulas: tuple[Formula, ...], symbols: tuple[str, ...], known: set[str], unknown: str
) -> tuple[Stage, ...]:
    absent = _absent(symbols, known, unknown)
    if len(absent) > 1 or (absent and absent[0] not in _DIRECT):
        return ()
    formula = formulas[_DIRECT[absent[0]] if absent else _FIRST[unknown]]
    return ((formula, unknown),) if unknown in formula.forms else ()


def _thrown(kind: Kind, known: set[str], unknown: str) -> tuple[Stage, ...]:
    velocity, _, squares = FORMULAS[kind]
    absent = _absent(("v0", "v", "g", "t", "h"), known, unknown)
    if absent == ["v"] and unknown == "t":
        return ((squares, "v"), (velocity, "t")) if kind == "down" else ()
    return _direct(FORMULAS[kind], ("v0", "v", "g", "t", "h"), known, unknown)


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


def _accelerated(known: set[str], zeros: set[str], unknown: str) -> tuple[Stage, ...]:
    absent = _absent(("v0", "v", "a", "t", "s"), known, unknown)
    if absent == ["v"] and unknown == "t" and "v0" not in zeros:
        return ((SQUARES, "v"), (VELOCITY, "t"))
    if len(absent) == 1 and (absent[0], unknown) in _BY_TWO:
        return _BY_TWO[absent[0], unknown]
    return _direct((VELOCITY, POSITION, SQUARES), ("v0", "v", "a", "t", "s"), known, unknown)


def _accelerates(use: Use) -> bool:
    """Whether a use of a formula has to do with an acceleration."""
    return any(DIMENSIONS.get(name) == ACCELERATION for name in re.findall(r"[a-z]\w*", use.text))


def working_units(motion: Motion) -> Mapping[Dimension, str]:
    """The set of units the class works in: the given ones when they belong together, kilometres and hours on the
    road, otherwise SI."""
    if motion.kind == "conversion" and motion.unit:
        return {**SI, dimension(motion.unit): motion.unit}
    units = {given.unit for given in motion.givens if given.value or given.source == "text"}
    if motion.unit:
        units.add(motion.unit)
    steady = motion.kind == "uniform" or (
        motion.kind in ("meeting", "legs", "line") and not any(_accelerates(use) for use in motion.uses)
    )
    for system in SYSTEMS if steady else (SI,):
        if units <= set(system.values()) and (system in (SI, ROAD) or system[SPEED] in units):
            return system
    roads = (units & {"km/h", "km"}) and units <= {"km", "h", "min", "km/h", "d"}
    if steady and roads and (motion.unit != "s"):
        return ROAD
    return SI


def in_units(given: Given, system: Mapping[Dimension, str]) -> tuple[Fraction, str]:
    """A known quantity in the working units."""
    unit = system[dimension(given.unit)]
    return convert(given.value, given.unit, unit), unit
