"""A body that falls, or is thrown up or down, with questions about several moments or the way back.

Going up, heights count from the ground and upwards is positive; falling, the way fallen counts downwards.
"""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.kinematics.cues import before as before_quantity
from subjects.kinematics.cues import cue
from subjects.kinematics.motion import GRAVITY, Given, Motion, Scene
from subjects.kinematics.quantities import Found
from subjects.kinematics.scenes.asking import Ask, asks, listed
from subjects.kinematics.scenes.page import Clause, Page
from subjects.kinematics.scenes.plan import Relation, renamed
from subjects.kinematics.scenes.result import finished
from subjects.kinematics.units import ACCELERATION, LENGTH, SPEED, TIME, dimension
from subjects.problem import Unsolved

_NOUNS = (
    "flight_time", "initial_speed", "top_height", "time", "acceleration", "final_speed", "speed", "position", "height",
    "distance",
)  # fmt: skip
_MOMENTS = ("top", "ground", "rising", "falling")


class Throw:
    """What the text tells outside its questions. `up`: 1 thrown up, -1 down, 0 let fall."""

    def __init__(self, up: int) -> None:
        self.up = up
        self.start: Found | None = None
        self.height: Found | None = None
        self.below = False
        self.known: dict[str, Found] = {}
        self.g: Found | None = None


def read(page: Page) -> Motion | Unsolved:
    """The motion, or why this reader does not have it."""
    carried = _carried(page)
    if found := page.left(listed("other", "vertical")):
        return Unsolved("not_supported", found[0].strip())
    if (found := page.left(listed("scene", "planets"))) and not page.seen(listed("told", "gravity")):
        return Unsolved("not_supported", found[0])
    way = 1 if carried else _way(page)
    if way is None:
        return Unsolved("not_supported", "thrown in a way that is not told")
    throw = Throw(way)
    throw.start = carried
    why = _story(page, throw)
    if why:
        return Unsolved("not_understood", why)
    questions = asks(page, _NOUNS, _MOMENTS)
    if not questions:
        return Unsolved("not_understood", "what is asked")
    why = _rest(page, throw)
    if why:
        return Unsolved("not_understood", why)
    return _thrown(page, throw, questions) if way > 0 else _falling(page, throw, questions)


def lets_go(page: Page) -> bool:
    """Whether something is let go, not thrown, from a balloon or a helicopter that rises."""
    if page.seen(listed("scene", "downward")) or page.seen(listed("scene", "throws")):
        return False
    return all(page.seen(listed("told", name)) for name in ("carrier", "rising", "let_go"))


def _carried(page: Page) -> Found | None:
    """The speed at which that rises: what is let go has it too."""
    if not lets_go(page):
        return None
    match = page.take(listed("told", "rising"))
    return page.item(match, next(at for at, group in enumerate(match.groups(), 1) if group)) if match else None


def _way(page: Page) -> int | None:
    up, down = page.seen(listed("scene", "upward")), page.seen(listed("scene", "downward"))
    dropped = bool(cue("fall").search(page.whole) or page.seen(listed("scene", "drops"))) and not page.seen(
        listed("scene", "throws")
    )
    if up and down:
        return None
    if up:
        return 1
    if down:
        return -1
    return 0 if dropped else None


def gravity(found: Found | None) -> Given:
    """The pull of the text, else the class's."""
    if found is None:
        return Given("g", GRAVITY, "m/s^2", "class")
    return Given("g", abs(found.value), found.unit)


def _story(page: Page, throw: Throw) -> str:
    """Takes what is told by its own words, wherever it stands."""
    while match := page.take(listed("told", "gravity")):
        if throw.g:
            return "two accelerations"
        throw.g = page.item(match, match.lastindex or 1)
    for name, key in (
        ("top_reached", "ym"),
        ("top_time", "tm"),
        ("flight", "tf"),
        ("arrival", "vf"),
        ("fall_time", "tf"),
    ):
        if (name == "top_reached" and throw.up < 1) or (name == "top_time" and throw.up < 1):
            continue
        if name == "fall_time" and throw.up > 0:
            continue
        if match := page.take(listed("told", name)):
            throw.known[key] = page.items[int(next(group for group in match.groups() if group))]
    if match := page.take(listed("told", "start_height")):
        throw.height = page.items[int(next(group for group in match.groups() if group))]
    _speed_told(page, throw, [clause for clause in page.clauses if not clause.asks])
    return ""


def _speed_told(page: Page, throw: Throw, clauses: list[Clause]) -> None:
    """The initial velocity: first where nothing is asked, since a question may name another velocity."""
    for clause in clauses:
        if throw.start or not throw.up:
            return
        if match := page.take(listed("told", "start_speed"), clause):
            throw.start = page.items[int(next(group for group in match.groups() if group))]


def _rest(page: Page, throw: Throw) -> str:
    """What is left outside the questions has one role only, or the text is not read."""
    _speed_told(page, throw, page.clauses)
    for match in list(re.finditer(r"\{([satlg])(\d+)\}", page.text)):
        item = page.items[int(match[2])]
        dim = dimension(item.unit)
        head = page.whole[max(0, match.start() - 60) : match.start()]
        if dim == ACCELERATION and throw.g is None:
            throw.g = item
        elif dim == SPEED and throw.start is None and throw.up and not before_quantity("final").search(head):
            throw.start = item
        elif dim == LENGTH and throw.height is None and throw.up < 1:
            throw.height = item
        elif dim == TIME and "tf" not in throw.known and throw.up < 1:
            throw.known["tf"] = item
        else:
            return "a quantity without a role"
        page.blank(*match.span())
    g = throw.g
    if (
        g
        and not Fraction(96, 10) <= abs(g.value) <= 10
        and g.symbol != "g"
        and not page.seen(r"graveda|gravit|\bg\b")
    ):
        return "not a fall"
    return ""


def _high(page: Page, throw: Throw) -> bool:
    """Whether it starts above the ground."""
    return throw.height is not None or page.seen(listed("scene", "above"))


# ---------------------------------------------------------------- thrown up

TOP_TIME = Relation("0 = v0 - g*tm", {"tm": "v0/g", "v0": "g*tm", "g": "v0/tm"})
TOP = Relation("ym = v0^2/(2*g)", {"ym": "v0^2/(2*g)", "v0": "sqrt(2*g*ym)"})
TOP_ABOVE = Relation("ym = h0 + v0*tm - 1/2*g*tm^2", {"ym": "h0 + v0*tm - 1/2*g*tm^2"})
FLIGHT = Relation("0 = v0*tf - 1/2*g*tf^2", {"tf": "2*v0/g", "v0": "1/2*g*tf"}, {"tf": "0*v0"})
FLIGHT_ABOVE = Relation(
    "0 = h0 + v0*tf - 1/2*g*tf^2",
    {"tf": "(v0 + sqrt(v0^2 + 2*g*h0))/g", "v0": "(1/2*g*tf^2 - h0)/tf", "h0": "1/2*g*tf^2 - v0*tf"},
    {"tf": "(v0 - sqrt(v0^2 + 2*g*h0))/g"},
)
IMPACT = Relation("vf = g*tf - v0", {"vf": "g*tf - v0"})
IMPACT_SQUARES = Relation("vf^2 = v0^2 + 2*g*h0", {"h0": "(vf^2 - v0^2)/(2*g)", "v0": "sqrt(vf^2 - 2*g*h0)"})
IMPACT_LEVEL = Relation("vf = v0", {"v0": "vf"})
RISING = Relation("v1 = v0 - g*t1", {"v1": "v0 - g*t1", "t1": "(v0 - v1)/g", "v0": "v1 + g*t1"})
HEIGHT = Relation("y1 = v0*t1 - 1/2*g*t1^2", {"y1": "v0*t1 - 1/2*g*t1^2", "v0": "(y1 + 1/2*g*t1^2)/t1"})
HEIGHT_ABOVE = Relation(
    "y1 = h0 + v0*t1 - 1/2*g*t1^2", {"y1": "h0 + v0*t1 - 1/2*g*t1^2", "v0": "(y1 - h0 + 1/2*g*t1^2)/t1"}
)
SPEED_AT = Relation(
    "v1^2 = v0^2 - 2*g*y1",
    {"v1": "sqrt(v0^2 - 2*g*y1)", "y1": "(v0^2 - v1^2)/(2*g)", "v0": "sqrt(v1^2 + 2*g*y1)"},
)
SPEED_AT_ABOVE = Relation(
    "v1^2 = v0^2 - 2*g*(y1 - h0)", {"v1": "sqrt(v0^2 - 2*g*(y1 - h0))", "y1": "h0 + (v0^2 - v1^2)/(2*g)"}
)


def _thrown(page: Page, throw: Throw, questions: list[Ask]) -> Motion | Unsolved:
    high = _high(page, throw)
    givens = [Given("v0", abs(throw.start.value), throw.start.unit)] if throw.start else []
    if high and throw.height:
        givens.append(Given("h0", throw.height.value, throw.height.unit))
    givens += [Given(symbol, abs(item.value), item.unit) for symbol, item in throw.known.items()]
    g = gravity(throw.g)
    if any(q.noun == "acceleration" for q in questions):
        return Unsolved("not_supported", "acceleration of a throw")
    givens.append(g)
    ground = [FLIGHT_ABOVE, IMPACT, IMPACT_SQUARES] if high else [FLIGHT, IMPACT, IMPACT_LEVEL]
    relations = [TOP_TIME, TOP_ABOVE if high else TOP, *ground]
    wanted: list[str] = []
    moments: list[tuple[str, Found]] = []
    either: set[str] = {"vf"}
    last: int | None = None
    for ask in questions:
        symbol = _asked_up(ask, high)
        if symbol is None:
            return Unsolved("not_understood", "what is asked")
        if symbol in ("v", "y", "t"):
            kind = ask.when.kind if ask.when else ""
            if ask.when and ask.when.item:
                if (kind, ask.when.item) not in moments:
                    moments.append((kind, ask.when.item))
                last = moments.index((kind, ask.when.item))
            elif not ask.same or last is None:
                return Unsolved("not_understood", "at which moment")
            wanted.append(f"{symbol}{last + 1}")
        else:
            wanted.append(symbol)
    for at, (kind, item) in enumerate(moments):
        number = str(at + 1)
        new = {name + "1": name + number for name in "vyt"}
        symbol = {"T": "t", "L": "y", "S": "v"}[kind] + number
        givens.append(Given(symbol, item.value, item.unit))
        pool = (RISING, HEIGHT_ABOVE, SPEED_AT_ABOVE) if high else (RISING, HEIGHT, SPEED_AT)
        relations += [renamed(relation, new) for relation in pool]
        if kind == "L":
            either.add(f"v{number}")
    if any(
        name.startswith("t") and name[1:].isdigit() and moments[int(name[1:]) - 1][0] == "L"
        for name in wanted
    ):
        return Unsolved("not_supported", "two moments at one height")
    convention = "y = h0 + v0*t - 1/2*g*t^2; v = v0 - g*t" if high else "y = v0*t - 1/2*g*t^2; v = v0 - g*t"
    shown = {"y", "a", *(("v", "tm") if {"tm", "ym"} & {*wanted} else ())}
    extras = (("a", "0 - g"), ("y", "0*g"), ("v", "0*g"))
    scene = Scene(convention, (), _bounds(moments, high), extras, (), frozenset(either), frozenset(shown))
    return finished(page, "throw", givens, relations, wanted, questions, scene)


def _bounds(moments: list[tuple[str, Found]], high: bool) -> tuple[tuple[str, str], ...]:
    """A moment lies within the flight, and nothing flies faster on the way up than at the start."""
    out = []
    start = "h0 + " if high else ""
    for at, (kind, _) in enumerate(moments):
        number = str(at + 1)
        if kind == "T":
            out.append(("0", f"{start}v0*t{number} - 1/2*g*t{number}^2"))
        if kind == "S":
            out.append((f"v{number}", "v0"))
    return tuple(out)


def _asked_up(ask: Ask, high: bool) -> str | None:
    """The symbol of a question about a throw upwards; `v`, `y`, `t` at a moment with a quantity."""
    kind = ask.when.kind if ask.when else ""
    noun = "speed" if ask.noun == "final_speed" else ask.noun
    if noun == "top_height" and kind in ("", "top", "ground"):
        return "ym"
    if noun == "flight_time":
        return "tf"
    if noun == "initial_speed":
        return "v0"
    if kind == "top":
        return {"time": "tm", "height": "ym", "distance": None}.get(noun)
    if kind == "ground":
        return {"time": "tf", "speed": "vf"}.get(noun)
    if kind in ("T", "L", "S") or (ask.same and not kind):
        return {"speed": "v", "height": "y", "position": "y", "time": "t"}.get(noun)
    if noun == "height" and high and not kind:
        return "h0"
    if noun == "time" and not kind and ask.same:
        return None
    return None


# ---------------------------------------------------------------- falling

FALL = Relation("h = 1/2*g*tf^2", {"h": "1/2*g*tf^2", "tf": "sqrt(2*h/g)", "g": "2*h/tf^2"})
FALL_SPEED = Relation("vf = g*tf", {"vf": "g*tf", "tf": "vf/g", "g": "vf/tf"})
FALL_SQUARES = Relation("vf^2 = 2*g*h", {"vf": "sqrt(2*g*h)", "h": "vf^2/(2*g)", "g": "vf^2/(2*h)"})
DOWN = Relation(
    "h = v0*tf + 1/2*g*tf^2",
    {"h": "v0*tf + 1/2*g*tf^2", "tf": "(sqrt(v0^2 + 2*g*h) - v0)/g", "v0": "(h - 1/2*g*tf^2)/tf"},
    {"tf": "(0 - v0 - sqrt(v0^2 + 2*g*h))/g"},
)
DOWN_SPEED = Relation("vf = v0 + g*tf", {"vf": "v0 + g*tf", "tf": "(vf - v0)/g", "v0": "vf - g*tf"})
DOWN_SQUARES = Relation(
    "vf^2 = v0^2 + 2*g*h",
    {"vf": "sqrt(v0^2 + 2*g*h)", "h": "(vf^2 - v0^2)/(2*g)", "v0": "sqrt(vf^2 - 2*g*h)"},
)
FALLEN = Relation("y1 = h - s1", {"y1": "h - s1", "s1": "h - y1", "h": "y1 + s1"})


def _falling(page: Page, throw: Throw, questions: list[Ask]) -> Motion | Unsolved:
    given = throw.start is not None and throw.up < 0
    if throw.up < 0 and throw.start is None and not any(ask.noun == "initial_speed" for ask in questions):
        return Unsolved("missing_data")
    down = throw.up < 0
    if throw.start and not down:
        return Unsolved("not_understood", "which velocity")
    wants_g = any(ask.noun == "acceleration" for ask in questions)
    givens = [Given("v0", abs(throw.start.value), throw.start.unit)] if given and throw.start else []
    if throw.height:
        givens.append(Given("h", throw.height.value, throw.height.unit))
    givens += [Given(symbol, abs(item.value), item.unit) for symbol, item in throw.known.items()]
    if not wants_g:
        givens.append(gravity(throw.g))
    laws = (DOWN_SPEED, DOWN, DOWN_SQUARES) if down else (FALL_SPEED, FALL, FALL_SQUARES)
    relations = list(laws)
    wanted: list[str] = []
    moments: list[tuple[str, Found]] = []
    last: str = ""
    bounds: list[tuple[str, str]] = []
    for ask in questions:
        symbol = _asked_down(ask)
        if symbol is None:
            return Unsolved("not_understood", "what is asked")
        if symbol in ("v", "y", "t", "s"):
            if ask.when and ask.when.item:
                kind = _place(page, ask) if ask.when.kind == "L" else ask.when.kind
                if not kind:
                    return Unsolved("not_understood", "which height")
                if (kind, ask.when.item) not in moments:
                    moments.append((kind, ask.when.item))
                last = str(moments.index((kind, ask.when.item)) + 1)
            elif not last:
                return Unsolved("not_understood", "at which moment")
            wanted.append(symbol + last)
        else:
            wanted.append(symbol)
    for at, (kind, item) in enumerate(moments):
        number = str(at + 1)
        new = {"tf": f"t{number}", "vf": f"v{number}", "h": f"s{number}"}
        symbol = {"T": "t", "S": "v", "fallen": "s", "above": "y"}[kind] + number
        givens.append(Given(symbol, item.value, item.unit))
        relations += [renamed(relation, new) for relation in laws]
        relations.append(renamed(FALLEN, {"y1": f"y{number}", "s1": f"s{number}"}))
        if throw.height:
            fallen = {
                "T": f"{f'v0*t{number} + ' if down else ''}1/2*g*t{number}^2",
                "fallen": f"s{number}",
                "above": f"y{number}",
            }
            if kind in fallen:
                bounds.append((fallen[kind], "h"))
    convention = ("s = v0*t + 1/2*g*t^2; v = v0 + g*t" if down else "s = 1/2*g*t^2; v = g*t") + (
        "; y = h - s" if any(w.startswith("y") for w in wanted) else ""
    )
    extras = (("a", "g"),) if down or wants_g else (("a", "g"), ("v0", "0*g"))
    scene = Scene(
        convention, (), tuple(bounds), () if wants_g else extras, (), frozenset(), frozenset({"a", "v0"})
    )
    return finished(page, "drop", givens, relations, wanted, questions, scene)


def _place(page: Page, ask: Ask) -> str:
    """Whether a length that a question names is the way fallen or the height above the ground."""
    piece = page.whole[ask.clause.start : ask.clause.end]
    if re.search(listed("told", "above_ground"), piece):
        return "above"
    return "fallen" if re.search(listed("told", "fallen"), piece) else ""


def _asked_down(ask: Ask) -> str | None:
    kind = ask.when.kind if ask.when else ""
    noun = {"final_speed": "speed", "flight_time": "time"}.get(ask.noun, ask.noun)
    if noun == "initial_speed":
        return "v0"
    if noun == "acceleration":
        return "g"
    if noun == "top_height" or kind == "top":
        return None
    if kind in ("T", "S", "L") or ask.same:
        return {"speed": "v", "height": "y", "position": "y", "time": "t", "distance": "s"}.get(noun)
    if kind == "ground" or not kind:
        found = {"time": "tf", "speed": "vf", "height": "h", "distance": "h"}.get(noun)
        if noun == "speed" and not kind and ask.noun != "final_speed":
            return None
        return found
    return None
