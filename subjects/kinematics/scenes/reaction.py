"""A driver who reacts first and brakes then: the way at constant speed, the braking way, their sum."""

from __future__ import annotations

import re

from subjects.kinematics.cues import cue
from subjects.kinematics.motion import Given, Motion, Scene
from subjects.kinematics.scenes.asking import Ask, asks, listed
from subjects.kinematics.scenes.page import Page, zero
from subjects.kinematics.scenes.plan import Relation
from subjects.kinematics.scenes.result import finished
from subjects.problem import Unsolved

_REACTING = Relation("sr = v0*tr", {"sr": "v0*tr"})
_BRAKING = Relation("v^2 = v0^2 + 2*a*sb", {"sb": "(v^2 - v0^2)/(2*a)", "a": "(v^2 - v0^2)/(2*sb)"})
_BRAKING_TIME = Relation("v = v0 + a*tb", {"tb": "(v - v0)/a", "a": "(v - v0)/tb"})
_BRAKING_MEAN = Relation("sb = (v0 + v)/2*tb", {"sb": "(v0 + v)/2*tb", "tb": "2*sb/(v0 + v)"})
_WAY = Relation("s = sr + sb", {"s": "sr + sb", "sb": "s - sr"})
_TIME = Relation("t = tr + tb", {"t": "tr + tb"})


def read(page: Page) -> Motion | Unsolved:
    """The motion, or why it is not read."""
    if found := page.left(listed("other", "reaction")):
        return Unsolved("not_supported", found[0].strip())
    match = page.take(listed("told", "reaction"))
    if match is None:
        return Unsolved("missing_data")
    reacts = page.items[int(next(group for group in match.groups() if group))]
    questions = asks(
        page,
        ("acceleration", "total_time", "total_distance", "distance", "time"),
        ("reacting",),
        conditions=False,
    )
    if not questions:
        return Unsolved("not_understood", "what is asked")
    givens = [Given("tr", reacts.value, reacts.unit)]
    for mark in list(re.finditer(r"\{([satl])(\d+)\}", page.text)):
        item = page.items[int(mark[2])]
        symbol = {"s": "v0", "a": "a", "t": "tb"}.get(mark[1])
        if symbol is None or any(given.symbol == symbol for given in givens):
            return Unsolved("not_understood", "a quantity without a role")
        givens.append(Given(symbol, -abs(item.value) if symbol == "a" else item.value, item.unit))
        page.blank(*mark.span())
    if not cue("brake").search(page.whole) and not cue("rest_end").search(page.whole):
        return Unsolved("not_understood", "how it brakes")
    givens.append(zero("v"))
    givens.sort(key=lambda given: ("v0", "v", "a", "tr", "tb").index(given.symbol))
    wanted = [symbol for ask in questions if (symbol := _asked(page, ask))]
    if len(wanted) < len(questions):
        return Unsolved("not_understood", "what is asked")
    relations = [_REACTING, _BRAKING, _BRAKING_TIME, _BRAKING_MEAN, _WAY, _TIME]
    return finished(page, "legs", givens, relations, wanted, questions, Scene("sr = v0*tr; v = v0 + a*tb"))


def _asked(page: Page, ask: Ask) -> str:
    piece = page.whole[ask.clause.start : ask.clause.end]
    reacting = bool(re.search(listed("scene", "while_reacting"), piece))
    braking = bool(re.search(listed("scene", "while_braking_only"), piece))
    if ask.noun == "acceleration":
        return "a"
    if reacting and braking:
        return ""
    letter = "s" if "distance" in ask.noun else "t"
    if reacting:
        return "sr" if letter == "s" else ""
    if braking:
        return letter + "b"
    whole = re.search(listed("scene", "whole_stop"), piece) or ask.noun.startswith("total")
    return letter if whole else ""
