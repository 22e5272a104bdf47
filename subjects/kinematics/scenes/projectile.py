"""A body thrown horizontally or at an angle: two motions at once, one along each axis."""

from __future__ import annotations

import re

from subjects.kinematics.motion import Given, Kind, Motion, Scene
from subjects.kinematics.quantities import Found
from subjects.kinematics.scenes.asking import Ask, asks, listed
from subjects.kinematics.scenes.page import Page
from subjects.kinematics.scenes.plan import Relation, renamed
from subjects.kinematics.scenes.result import finished
from subjects.kinematics.scenes.vertical import gravity
from subjects.kinematics.units import ACCELERATION, ANGLE, LENGTH, SPEED, dimension
from subjects.problem import Unsolved

_NOUNS = (
    "components", "x_component", "y_component", "flight_time", "initial_speed", "top_height", "time", "acceleration",
    "angle", "final_speed", "speed", "position", "height", "range",
)  # fmt: skip
_ALONG = Relation("xf = v0*tf", {"xf": "v0*tf", "v0": "xf/tf", "tf": "xf/v0"})
_DROP = Relation("h = 1/2*g*tf^2", {"tf": "sqrt(2*h/g)", "h": "1/2*g*tf^2"})
_DOWN = Relation("vyf = g*tf", {"vyf": "g*tf", "tf": "vyf/g"})
_SPEED = Relation(
    "vf^2 = v0^2 + vyf^2",
    {"vf": "sqrt(v0^2 + vyf^2)", "v0": "sqrt(vf^2 - vyf^2)", "vyf": "sqrt(vf^2 - v0^2)"},
)
_SLANT = Relation("tan(beta) = vyf/v0", {"beta": "atan(vyf/v0)"})
_KEPT = Relation("vx = v0", {"vx": "v0"})
HORIZONTAL = (_DROP, _ALONG, _DOWN, _SPEED, _SLANT)
_LEVEL = Relation("y1 = h - 1/2*g*t1^2", {"y1": "h - 1/2*g*t1^2"})
_BELOW = Relation("y1 = 0 - 1/2*g*t1^2", {"y1": "0 - 1/2*g*t1^2"})
_AT = tuple(
    renamed(relation, {"xf": "x1", "tf": "t1", "vyf": "vy1", "vf": "v1", "beta": "beta1"})
    for relation in (_ALONG, _DOWN, _SPEED, _SLANT)
)

_X = Relation("v0x = v0*cos(alpha)", {"v0x": "v0*cos(alpha)", "v0": "v0x/cos(alpha)"})
_Y = Relation("v0y = v0*sin(alpha)", {"v0y": "v0*sin(alpha)", "v0": "v0y/sin(alpha)"})
_TOP_TIME = Relation("0 = v0y - g*tm", {"tm": "v0y/g", "v0y": "g*tm"})
_TOP = Relation("ym = v0y^2/(2*g)", {"ym": "v0y^2/(2*g)", "v0y": "sqrt(2*g*ym)"})
_TOP_ABOVE = Relation("ym = h0 + v0y*tm - 1/2*g*tm^2", {"ym": "h0 + v0y*tm - 1/2*g*tm^2"})
_FLIGHT = Relation("0 = v0y*tf - 1/2*g*tf^2", {"tf": "2*v0y/g", "v0y": "1/2*g*tf"}, {"tf": "0*v0y"})
_FLIGHT_ABOVE = Relation(
    "0 = h0 + v0y*tf - 1/2*g*tf^2",
    {"tf": "(v0y + sqrt(v0y^2 + 2*g*h0))/g", "h0": "1/2*g*tf^2 - v0y*tf"},
    {"tf": "(v0y - sqrt(v0y^2 + 2*g*h0))/g"},
)
_RANGE = Relation("xf = v0x*tf", {"xf": "v0x*tf", "v0x": "xf/tf", "tf": "xf/v0x"})
_RANGE_LEVEL = Relation("xf = v0^2*sin(2*alpha)/g", {"v0": "sqrt(xf*g/sin(2*alpha))"})
_FALLING = Relation("vyf = v0y - g*tf", {"vyf": "v0y - g*tf"})
_IMPACT = Relation("vf^2 = v0x^2 + vyf^2", {"vf": "sqrt(v0x^2 + vyf^2)"})
_IMPACT_SLANT = Relation("tan(beta) = (0 - vyf)/v0x", {"beta": "atan((0 - vyf)/v0x)"})
_AT_OBLIQUE = (
    Relation("x1 = v0x*t1", {"x1": "v0x*t1"}),
    Relation("vy1 = v0y - g*t1", {"vy1": "v0y - g*t1"}),
    Relation("v1^2 = v0x^2 + vy1^2", {"v1": "sqrt(v0x^2 + vy1^2)"}),
)
_AT_LEVEL = Relation("y1 = v0y*t1 - 1/2*g*t1^2", {"y1": "v0y*t1 - 1/2*g*t1^2"})
_AT_ABOVE = Relation("y1 = h0 + v0y*t1 - 1/2*g*t1^2", {"y1": "h0 + v0y*t1 - 1/2*g*t1^2"})


class _Told:
    def __init__(self) -> None:
        self.known: dict[str, Found] = {}
        self.g: Found | None = None

    def put(self, symbol: str, item: Found) -> bool:
        """Notes a quantity; False where that symbol has one already."""
        if symbol in self.known:
            return False
        self.known[symbol] = item
        return True


def _tell(page: Page, height: str) -> _Told | str:
    told = _Told()
    while match := page.take(listed("told", "gravity")):
        if told.g:
            return "two accelerations"
        told.g = page.item(match, match.lastindex or 1)
    for name, symbol in (
        ("range", "xf"),
        ("top_reached", "ym"),
        ("start_height", height),
        ("start_speed", "v0"),
        ("fall_time", "tf"),
        ("flight", "tf"),
    ):
        if name == "top_reached" and height == "h":
            continue
        if symbol in told.known:
            continue
        if match := page.take(listed("told", name)):
            told.put(symbol, page.items[int(next(group for group in match.groups() if group))])
    return told


def _rest(page: Page, told: _Told, height: str) -> str:
    for match in list(re.finditer(r"\{([satlg])(\d+)\}", page.text)):
        item = page.items[int(match[2])]
        dim = dimension(item.unit)
        done = (
            (dim == SPEED and told.put("v0", item))
            or (dim == ANGLE and height == "h0" and told.put("alpha", item))
            or (dim == LENGTH and height == "h" and told.put("h", item))
        )
        if dim == ACCELERATION and told.g is None:
            told.g, done = item, True
        if not done:
            return "a quantity without a role"
        page.blank(*match.span())
    return ""


def horizontal(page: Page) -> Motion | Unsolved:
    """A horizontal throw."""
    return _read(page, "h")


def oblique(page: Page) -> Motion | Unsolved:
    """A throw at an angle above the horizontal."""
    return _read(page, "h0")


def _read(page: Page, height: str) -> Motion | Unsolved:
    if found := page.left(listed("other", "projectile")):
        return Unsolved("not_supported", found[0].strip())
    told = _tell(page, height)
    if isinstance(told, str):
        return Unsolved("not_understood", told)
    questions = asks(page, _NOUNS, ("top", "ground"))
    if not questions:
        return Unsolved("not_understood", "what is asked")
    if page.seen(r"componentes?|components?|vector\w*") and not any(q.vector or q.noun == "components" for q in questions):
        return Unsolved("not_understood", "components")
    if height == "h0" and "ym" in told.known and not page.seen(r"altura|height|high"):
        return Unsolved("not_understood", "height or distance")
    why = _rest(page, told, height)
    if why:
        return Unsolved("not_understood", why)
    page.take(r"horizontal(?:mente|ly)?")
    wanted: list[str] = []
    whose: list[Ask] = []
    moments: list[Found] = []
    for ask in questions:
        symbols = _asked(ask, height, moments, page)
        if not symbols:
            return Unsolved("not_understood", "what is asked")
        wanted += symbols
        whose += [ask] * len(symbols)
    return _planned(page, told, height, wanted, whose, moments)


def _asked(ask: Ask, height: str, moments: list[Found], page: Page) -> list[str]:
    kind = ask.when.kind if ask.when else ""
    noun = {"final_speed": "speed", "flight_time": "time"}.get(ask.noun, ask.noun)
    across = height == "h"
    if noun == "components" and not kind:
        return [] if across else ["v0x", "v0y"]
    if noun in ("x_component", "y_component") and not kind:
        return [] if across else ["v0x" if noun[0] == "x" else "v0y"]
    if ask.noun == "initial_speed":
        return ["v0"] if not ask.vector else []
    if kind == "T" and ask.when and ask.when.item:
        if ask.when.item not in moments:
            moments.append(ask.when.item)
        return _at(noun, str(moments.index(ask.when.item) + 1), ask, across)
    if ask.same and moments:
        return _at(noun, str(len(moments)), ask, across)
    if kind in ("L", "S"):
        return []
    if kind == "top":
        return {"time": ["tm"], "top_height": ["ym"], "height": ["ym"], "speed": ["v0x"]}.get(noun, []) if not across else []
    if noun == "top_height" and not across:
        return ["ym"]
    if noun == "time":
        return ["tf"]
    if noun == "range" or (noun == "position" and kind == "ground"):
        return ["xf"]
    if noun in ("speed", "components") and kind == "ground":
        pair = ["vx" if across else "v0x", "vyf"]
        return pair if ask.vector or noun == "components" else ["vf"]
    if noun == "angle" and kind in ("ground", ""):
        return ["beta"] if kind == "ground" or ask.same else []
    if noun == "height" and across and not kind:
        return ["h"]
    return (
        ["h0"] if noun == "height" and not across and not kind and page.seen(listed("scene", "above")) else []
    )


def _at(noun: str, number: str, ask: Ask, across: bool) -> list[str]:
    if noun == "position":
        return [f"x{number}", f"y{number}"]
    if noun == "height":
        return [f"y{number}"]
    if noun == "range":
        return [f"x{number}"]
    if noun in ("speed", "components"):
        pair = ["vx" if across else "v0x", f"vy{number}"]
        return pair if ask.vector or noun == "components" else [f"v{number}"]
    return []


def _planned(
    page: Page, told: _Told, height: str, wanted: list[str], whose: list[Ask], moments: list[Found]
) -> Motion | Unsolved:
    across = height == "h"
    givens = [Given(symbol, item.value, item.unit) for symbol, item in told.known.items()]
    order = ("v0", "alpha", "h0", "h", "xf", "ym", "tf")
    givens.sort(key=lambda given: order.index(given.symbol))
    if any(given.value <= 0 for given in givens) or (not across and "alpha" not in told.known):
        return Unsolved("missing_data")
    if not across and not told.known["alpha"].value < 90:
        return Unsolved("not_supported", "angle")
    givens.append(gravity(told.g))
    high = "h0" in told.known or (not across and page.seen(listed("scene", "above")))
    if across:
        relations = [*HORIZONTAL, *([_KEPT] if "vx" in wanted else [])]
        at = (*_AT, _LEVEL if "h" in told.known else _BELOW)
    else:
        ends = [_TOP_TIME, _TOP_ABOVE, _FLIGHT_ABOVE] if high else [_TOP_TIME, _TOP, _FLIGHT]
        relations = [_X, _Y, *ends, _RANGE, _FALLING, _IMPACT, _IMPACT_SLANT]
        if not high:
            relations.append(_RANGE_LEVEL)
        at = (*_AT_OBLIQUE, _AT_ABOVE if high else _AT_LEVEL)
    bounds = [("0", "v0")] if across and "v0" in told.known else []
    for place, item in enumerate(moments):
        number = str(place + 1)
        givens.append(Given(f"t{number}", item.value, item.unit))
        new = {name: name[:-1] + number for name in ("x1", "y1", "t1", "vy1", "v1", "beta1")}
        relations += [renamed(relation, new) for relation in at]
        start = {"h": "h - ", "h0": "h0 + v0*sin(alpha)*t# - " if high else "v0*sin(alpha)*t# - "}[height]
        if not across or "h" in told.known:
            bounds.append(("0", f"{start}1/2*g*t#^2".replace("#", number)))
    if across:
        convention = (
            "x = v0*t; y = h - 1/2*g*t^2; vy = g*t"
            if "h" in told.known
            else "x = v0*t; s = 1/2*g*t^2; vy = g*t"
        )
    else:
        rise = "h0 + v0y*t" if high else "v0y*t"
        convention = f"x = v0x*t; y = {rise} - 1/2*g*t^2; vy = v0y - g*t"
    signs = frozenset({"vyf", *(f"vy{n + 1}" for n in range(len(moments)))} if across else ())
    kind: Kind = "horizontal" if across else "oblique"
    further = (
        (("v0y", "0*g"), ("v0x", "v0*1"), *(() if "vx" in wanted else (("vx", "v0*1"),)), ("y", "0*g"))
        if across
        else (("y", "0*g"), ("vy", "0*g"))
    )
    scene = Scene(
        convention, (), tuple(bounds), further, (), signs, frozenset({"y", "v0x", "v0y", "vx", "vy"})
    )
    return finished(page, kind, givens, relations, wanted, whose, scene)
