"""A quantity to be written in another unit, and nothing else: `Pasa 72 km/h a m/s`."""

from __future__ import annotations

import re

from subjects.kinematics.motion import Given, Motion, Scene, Use
from subjects.kinematics.scenes.page import Page
from subjects.kinematics.units import (
    ACCELERATION,
    LENGTH,
    SPEED,
    TIME,
    UNIT_PATTERN,
    UNITS,
    dimension,
    unit_of,
)
from subjects.problem import Unsolved

_MARK = r"\{[satl](?P<item>\d+)\}"
_TO = re.compile(
    rf"[\s¿(]*(?:pasa\w*|expres\w*|convi[eé]rt\w*|convert\w*|transforma\w*|cambia\w*|escrib\w*|express|"
        rf"change|write)(?: (?:a|la|una|the|velocidad|"
    rf"cantidad|speed|de|of|unidades))* {_MARK} (?:a|en|in|into|to|"
        rf"as) (?:unidades de )?{UNIT_PATTERN}[\s.?)]*"
)
_HOW_MANY = re.compile(
    rf"[\s¿(]*(?:cuant[oa]s|a cuant[oa]s|how many) {UNIT_PATTERN} (?:son|hay en|equivalen(?: a)?|es|is|"
        rf"are(?: there)?(?: in)?|equals?|make) {_MARK}[\s.?)]*"
)
_LETTERS = {SPEED: "v", ACCELERATION: "a", TIME: "t", LENGTH: "s"}


def read(page: Page) -> Motion | Unsolved:
    """The conversion, or why the text is none."""
    match = _TO.fullmatch(page.whole) or _HOW_MANY.fullmatch(page.whole)
    if match is None:
        return Unsolved("no_problem")
    item, unit = page.items[int(match["item"])], unit_of(match)
    if unit not in UNITS or dimension(unit) != dimension(item.unit):
        return Unsolved("inconsistent")
    letter = _LETTERS[dimension(unit)]
    use = Use(f"{letter} = {letter}1", letter, f"{letter} = {letter}1")
    given = Given(f"{letter}1", item.value, item.unit)
    return Motion("conversion", (given,), letter, unit, uses=(use,), scene=Scene())
