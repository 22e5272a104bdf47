"""The magnitude and the angle of a vector from its two components: a velocity, or a displacement along two perpendicular
directions."""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.kinematics import quantities
from subjects.kinematics.motion import Given, Motion, Scene
from subjects.kinematics.scenes.asking import Ask
from subjects.kinematics.scenes.page import Page
from subjects.kinematics.scenes.plan import Relation
from subjects.kinematics.scenes.result import finished
from subjects.kinematics.units import LENGTH, SPEED, UNIT_PATTERN, UNITS, dimension, unit_of
from subjects.problem import Unsolved

_N = r"(?P<{0}>-?\d+(?:\.\d+)?|-?\d+,\d+(?=\s*[;ij]))"
_PAIR = re.compile(
    rf"\(\s*{_N.format('x')}\s*[,;]\s+{_N.format('y')}\s*\)\s*{UNIT_PATTERN}|"
    rf"(?<![\d.,])(?P<i>-?\d{{1,9}}(?:[.,]\d{{1,9}})?)\s*\*?\s*i\s*(?P<sign>[+-])\s*(?P<j>\d{{1,9}}(?:[.,]\d{{1,9}})?)\s*\*?\s*j\s*\(?\s*"
    + re.sub(r"\?P<(\w+)>", r"?P<\1_>", UNIT_PATTERN)
)
_NAMED = r"vx ?= ?<S>(?:,| y| e| and)+ ?vy ?= ?<S>"
_WAYS = (
    r"<L> (?:hacia el |al |al? )?(?:este|oeste|east|west)\w*[^{]{0,40}<L> (?:hacia el |al )?(?:norte|sur|north|south)",
    r"<L> (?:hacia el |al )?(?:norte|sur|north|south)\w*[^{]{0,40}<L> (?:hacia el |al )?(?:este|oeste|east|west)",
)
_ACROSS = r"perpendicular\w*|straight across|at right angles"
_SIZE = r"modulo|magnitude|resultant\w*|(?:how far|a que distancia)[^?]*(?:start|partida|inicio)"
_TURN = r"angul\w*|angle"
_LETTERS = {SPEED: ("vx", "vy", "v"), LENGTH: ("x", "y", "s")}


def read(page: Page) -> Motion | Unsolved:
    """The vector, or `no_problem` where the text gives no pair of components."""
    if len(ends := list(_PAIR.finditer(page.text))) == 2:
        return _between(page, ends)
    pair = _pair(page)
    if pair is None:
        return Unsolved("no_problem")
    (one, two), unit = pair
    if unit not in UNITS or dimension(unit) not in _LETTERS:
        return Unsolved("not_supported", "a vector of another kind")
    size, turn = page.seen(_SIZE), page.seen(_TURN)
    if not size and not turn:
        return Unsolved("not_understood", "what is asked")
    x, y, whole = _LETTERS[dimension(unit)]
    laws = [
        Relation(f"{whole}^2 = {x}^2 + {y}^2", {whole: f"sqrt({x}^2 + {y}^2)"}),
        Relation(f"tan(beta) = {y}/{x}", {"beta": f"atan({y}/{x})"}),
    ]
    if turn and (one <= 0 or page.seen(r"\beje y\b|\by.axis\b|vertical|norte|north")):
        return Unsolved("not_supported", "an angle from another axis")
    givens = [Given(x, one, unit), Given(y, two, unit)]
    wanted = [symbol for symbol, asked in ((whole, size), ("beta", turn)) if asked]
    clause = page.clauses[-1]
    page.blank(0, len(page.text))
    return finished(page, "vector", givens, laws, wanted, [Ask("vector", None, "", clause)] * len(wanted), Scene())


_MOVES = r"desplazamiento|displacement|distancia entre|distance between"
_COMPONENTS = r"componentes?|components?|vector desplazamiento|displacement vector"


def _between(page: Page, ends: list[re.Match[str]]) -> Motion | Unsolved:
    """The displacement from one position to another, by its components: first place, then second."""
    told = [_written(match) for match in ends]
    rest = page.text.replace(ends[0][0], "").replace(ends[1][0], "")
    ordered = re.search(r"\b(?:de|desde|from|en|in|r1|a|at)\b", page.text[: ends[0].start()][-40:])
    unit = told[0][1]
    if unit != told[1][1] or unit not in UNITS or dimension(unit) != LENGTH or not ordered:
        return Unsolved("not_understood", "two positions")
    more = page.seen(r"velocidad|velocity|speed|angul\w*|angle") or not page.seen(_MOVES)
    if more or re.search(r"\d", re.sub(r"\br_?[12]\b", "", rest)):
        return Unsolved("not_supported", "more than the displacement")
    size, parts = page.seen(_SIZE), page.seen(_COMPONENTS)
    if not size and not parts:
        return Unsolved("not_understood", "what is asked")
    givens = [
        Given(f"{axis}{at}", value, unit)
        for at, (values, _) in enumerate(told, 1)
        for axis, value in zip("xy", values, strict=True)
    ]
    laws = [Relation(f"{axis} = {axis}2 - {axis}1", {axis: f"{axis}2 - {axis}1"}) for axis in "xy"]
    laws.append(Relation("s^2 = x^2 + y^2", {"s": "sqrt(x^2 + y^2)"}))
    wanted = ["s"] if size else ["x", "y"]
    clause = page.clauses[-1]
    page.blank(0, len(page.text))
    return finished(page, "vector", givens, laws, wanted, [Ask("vector", None, "", clause)] * len(wanted), Scene())


def _pair(page: Page) -> tuple[tuple[Fraction, Fraction], str] | None:
    """The two components and their unit; each other number of the text ends the reading."""
    found = list(_PAIR.finditer(page.text))
    if len(found) == 1 and not re.search(r"\d", page.text.replace(found[0][0], "")):
        return _written(found[0])
    if found:
        return None
    for pattern in (_NAMED, *_WAYS):
        if match := page.take(pattern):
            items = [page.items[int(group)] for group in match.groups()]
            if page.unread or items[0].unit != items[1].unit:
                return None
            return (items[0].value, items[1].value), items[0].unit
    if page.seen(_ACROSS) and page.seen(r"resultant\w*") and len(page.items) == 2:
        one, two = page.items
        if one.unit == two.unit and dimension(one.unit) == SPEED:
            return (one.value, two.value), one.unit
    return None


def _written(match: re.Match[str]) -> tuple[tuple[Fraction, Fraction], str]:
    if match["x"]:
        numbers = (quantities.number(match["x"], "en"), quantities.number(match["y"], "en"))
        return numbers, unit_of(match)
    names = {name: match[f"{name}_"] for name in match.groupdict() if f"{name}_" in match.groupdict()}
    second = quantities.number(match["j"].replace(",", "."), "en") * (-1 if match["sign"] == "-" else 1)
    return (quantities.number(match["i"].replace(",", "."), "en"), second), unit_of(names)  # type: ignore[arg-type]
