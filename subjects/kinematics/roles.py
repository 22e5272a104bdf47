"""Gives each quantity of a text its role in a motion: initial or final velocity, acceleration, time, "
"length."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise, permutations

from subjects.kinematics.cues import before as before_quantity
from subjects.kinematics.cues import cue
from subjects.kinematics.motion import GRAVITY, ORDER, Given, Kind, Motion, stages
from subjects.kinematics.quantities import Found
from subjects.kinematics.question import asked_unit
from subjects.kinematics.units import ACCELERATION, LENGTH, SPEED, TIME, dimension
from subjects.problem import Unsolved

_CHANGE = re.compile(
    r"\b(?:aument\w*|disminu\w*|reduc\w*|increas\w*|decreas\w*|velocidad|speed|velocity|gana|pierde|gains|"
    r"loses)\b"
    r"[^.]{0,25}\b(?:en|by)\s*$"
)


class Reading:
    """One text on its way to a motion: which kind, which role for each quantity."""

    def __init__(self, body: str, left: str, found: list[Found], wanted: list[str]) -> None:
        self.body = body
        self.left = left
        self.found = found
        self.all = wanted
        self.wanted = wanted[-1]
        bare = cue("no_stop").sub(" ", left)
        self.stops = bool(cue("rest_end").search(bare))
        self.starts = bool(cue("rest_start").search(cue("rest_end").sub(" ", bare)))
        self.steady = bool(cue("constant").search(left))
        self.kind = self._kind()

    def _kind(self) -> Kind:
        if cue("throw").search(self.left):
            return "down" if cue("downward").search(self.left) else "up"
        pulled = [f for f in self.found if dimension(f.unit) == ACCELERATION and f.symbol != "g"]
        if self.steady and not pulled and not self.starts and not cue("accelerated").search(self.left):
            return "accelerated" if cue("brake").search(self.left) or self.stops else "uniform"
        driven = any(not Fraction(97, 10) <= abs(f.value) <= 10 for f in pulled)
        if (cue("fall").search(self.left) and not (driven and self.starts)) or any(
            f.symbol == "g" for f in self.found
        ):
            return "fall"
        accelerated = (
            cue("accelerated").search(self.left)
            or cue("brake").search(self.left)
            or self.starts
            or any(dimension(f.unit) == ACCELERATION for f in self.found)
            or (cue("stops_in").search(self.left) and {"a", "s", "t"} & {*self.all})
            or sum(dimension(f.unit) == SPEED for f in self.found) == 2
            or {"a", "v0"} & {*self.all}
        )
        return "accelerated" if accelerated else "uniform"

    def motion(self) -> Motion | Unsolved:
        """The motion, or why it cannot be read."""
        if cue("speed_up").search(self.left) and cue("brake").search(self.left):
            return Unsolved("not_supported", "several phases")
        if self.kind in ("up", "down") and not self._thrown():
            return Unsolved("not_supported", "thrown in a way that is not told")
        if self.steady and self.starts:
            return Unsolved("not_supported", "several phases")
        if self.kind == "accelerated" and self._waits():
            return Unsolved("not_supported", "several phases")
        if self.kind in ("fall", "down") and self._placed():
            return Unsolved("not_supported", "height above the ground")
        if self.starts and self.stops and self.kind in ("uniform", "accelerated"):
            return Unsolved("not_supported", "several phases")
        if self.kind != "uniform" and cue("average").search(self.left):
            return Unsolved("not_supported", "average velocity")
        roles = self._roles()
        if isinstance(roles, Unsolved):
            return roles
        asked = [self._unknown(wanted, roles) for wanted in self.all]
        symbols = [symbol for symbol in asked if symbol and symbol not in roles]
        if len(symbols) < len(asked) or len(set(symbols)) < len(symbols):
            return Unsolved("not_understood", "what is asked")
        needed = {"uniform": 2, "fall": 2}.get(self.kind, 3)
        if len(roles) != needed:
            return Unsolved("missing_data" if len(roles) < needed else "not_understood", "number of data")
        givens = tuple(sorted(roles.values(), key=lambda g: ORDER.index(g.symbol)))
        return self._asking(givens, symbols)

    def _waits(self) -> bool:
        """A speed held for a time before the text tells of any change of it: `a 20 m/s durante 10 s y "
        "frena`."""
        for speed, time in pairwise(self.found):
            if dimension(speed.unit) != SPEED or dimension(time.unit) != TIME:
                continue
            held = re.fullmatch(
                r"\s*(?:constante?s?)?,?\s*(?:durante|for)\s*", self.body[speed.end : time.start]
            )
            changes = cue("accelerated").search(self.body[: speed.start]) or cue("brake").search(
                self.body[: speed.start]
            )
            later = cue("speed_up").search(self.body[time.end :]) or cue("brake").search(
                self.body[time.end :]
            )
            if held and later and not changes:
                return True
        return False

    def _placed(self) -> bool:
        """Whether the text asks how high a falling body is at a moment, or when its fall is heard."""
        if self.kind == "fall" and cue("heard").search(self.left):
            return True
        return bool(cue("place").search(self.left) and cue("moment").search(self.left))

    def _asking(self, givens: tuple[Given, ...], symbols: list[str]) -> Motion | Unsolved:
        """The motion with its questions in an order in which the last one is found last."""
        spans = [(f.start, f.end) for f in self.found]
        units = {symbol: asked_unit(self.body, symbol, spans) for symbol in symbols}
        if None in units.values():
            return Unsolved("not_supported", "two units")
        parts = tuple(symbols) if len(symbols) > 1 else ()
        for order in permutations(reversed(symbols)) if len(symbols) <= 3 else ():
            *first, last = reversed(order)
            motion = Motion(self.kind, givens, last, units[last] or "", tuple(first), parts)
            if stages(motion) and not any(units[symbol] for symbol in first):
                return motion
        return Unsolved("not_supported", "questions")

    def _unknown(self, wanted: str, roles: dict[str, Given]) -> str | None:
        if self.kind in ("fall", "up", "down"):
            known = ("h", "v", "t", "g", *(("v0",) if self.kind != "fall" else ()))
            if wanted == "v" and self.kind != "fall" and "v" in roles and "v0" not in roles:
                return "v0"
            return {"s": "h", "a": "g"}.get(wanted, wanted if wanted in known else None)
        if wanted == "h":
            return None
        if self.kind == "uniform":
            return wanted if wanted in ("v", "s", "t") else None
        if wanted == "v" and "v" in roles and "v0" not in roles and not _final(self.left):
            return "v0"
        return wanted

    def _roles(self) -> dict[str, Given] | Unsolved:
        roles: dict[str, Given] = {}
        speeds: list[Found] = []
        for item in self.found:
            symbol = self._symbol(item)
            if symbol is None:
                return Unsolved("not_understood", "symbol")
            if symbol == "?":
                speeds.append(item)
                continue
            if symbol in roles:
                return Unsolved("not_understood", "two quantities of one kind")
            roles[symbol] = Given(symbol, item.value, item.unit)
        if self.kind == "uniform":
            return self._uniform_roles(roles, speeds)
        if self.kind == "fall":
            return self._fall_roles(roles, speeds)
        if self.kind in ("up", "down"):
            return self._thrown_roles(roles, speeds)
        return self._accelerated_roles(roles, speeds)

    def _symbol(self, item: Found) -> str | None:
        """The role of a quantity by its symbol or its dimension; "?" for a speed whose role words decide."""
        dim = dimension(item.unit)
        vertical = self.kind in ("fall", "up", "down")
        length, pull = ("h", "g") if vertical else ("s", "a")
        default = {LENGTH: length, TIME: "t", ACCELERATION: pull}.get(dim, "?")
        if item.symbol:
            allowed = {LENGTH: "sexdh", TIME: "t", ACCELERATION: "ag", SPEED: "v"}[dim]
            if dim == SPEED:
                named = {"v0": "v0", "u": "v0", "v": "v" if self.kind in ("uniform", "fall") else "?"}
                return named.get(item.symbol)
            if item.symbol not in allowed:
                return None
        return default

    def _uniform_roles(self, roles: dict[str, Given], speeds: list[Found]) -> dict[str, Given] | Unsolved:
        if len(speeds) > 1 or "a" in roles:
            return Unsolved("not_supported", "several speeds")
        for item in speeds:
            roles["v"] = Given("v", item.value, item.unit)
        return roles

    def _fall_roles(self, roles: dict[str, Given], speeds: list[Found]) -> dict[str, Given] | Unsolved:
        start = roles.pop("v0", None)
        if (start and start.value) or len(speeds) > 1:
            return Unsolved("not_supported", "thrown")
        if cue("brake").search(self.left) or cue("speed_up").search(self.left):
            return Unsolved("not_supported", "not a fall")
        for item in speeds:
            if not _arrival(self.body, item):
                return Unsolved("not_understood", "which velocity")
            roles["v"] = Given("v", item.value, item.unit)
        g = roles.get("g")
        if (
            g is not None
            and not any(f.symbol == "g" for f in self.found)
            and not Fraction(97, 10) <= g.value <= 10
        ):
            return Unsolved("not_supported", "not a fall")
        if g is None and self.wanted != "a":
            roles["g"] = Given("g", GRAVITY, "m/s^2", "class")
        elif g is not None and g.value < 0:
            roles["g"] = Given("g", -g.value, g.unit)
        return roles

    def _thrown(self) -> bool:
        """Whether the text tells which way it is thrown, from where, and asks nothing about the way back."""
        up, down = cue("upward").search(self.left), cue("downward").search(self.left)
        if bool(up) == bool(down):
            return False
        return bool(down) or not (cue("way_back").search(self.left) or cue("from_above").search(self.left))

    def _thrown_roles(self, roles: dict[str, Given], speeds: list[Found]) -> dict[str, Given] | Unsolved:
        top = self.kind == "up" and cue("top").search(self.left)
        if top:
            roles["v"] = Given("v", Fraction(0), "m/s", "implied")
        elif self.kind == "up" and "h" in roles:
            return Unsolved("not_supported", "height on the way")
        for item in speeds:
            arrives = self.kind == "down" and is_final(self.body[max(0, item.start - 45) : item.start])
            role = "v" if item.symbol == "v" or arrives else "v0"
            if role in roles:
                return Unsolved("not_understood", "which velocity")
            roles[role] = Given(role, item.value, item.unit)
        g = roles.get("g")
        roles["g"] = Given("g", abs(g.value), g.unit) if g else Given("g", GRAVITY, "m/s^2", "class")
        return roles

    def _accelerated_roles(self, roles: dict[str, Given], speeds: list[Found]) -> dict[str, Given] | Unsolved:
        zero = Fraction(0)
        if self.starts and "v0" not in roles:
            roles["v0"] = Given("v0", zero, "m/s", "implied")
        if self.stops and "v" not in roles:
            roles["v"] = Given("v", zero, "m/s", "implied")
        why = self._speeds(roles, speeds)
        if why:
            return Unsolved("not_understood", why)
        return self._braking(roles)

    def _speeds(self, roles: dict[str, Given], speeds: list[Found]) -> str:
        """Gives each speed the role of initial or final velocity; returns why it cannot."""
        named = [item for item in speeds if item.symbol == "v"]
        free = [item for item in speeds if item.symbol != "v"]
        for item in named:
            if "v" in roles:
                return "two final velocities"
            roles["v"] = Given("v", item.value, item.unit)
        if len(free) == 2:
            first, second = free
            if "v0" in roles or "v" in roles or not ordered(self.body, first, second):
                return "which velocity is first"
            roles["v0"] = Given("v0", first.value, first.unit)
            roles["v"] = Given("v", second.value, second.unit)
            return ""
        if len(free) > 2:
            return "too many velocities"
        return self._one_speed(roles, free[0]) if free else ""

    def _one_speed(self, roles: dict[str, Given], item: Found) -> str:
        before = self.body[max(0, item.start - 45) : item.start]
        initial, final = is_initial(before), is_final(before)
        if is_change(before):
            return "a change of velocity"
        open_roles = [s for s in ("v0", "v") if s not in roles and s != ("v0" if self.wanted == "v0" else "")]
        if initial and not final and "v0" in open_roles and open_roles != ["v"]:
            role = "v0"
        elif final and not initial and "v" in open_roles:
            role = "v"
        elif len(open_roles) == 1 and not (final and open_roles == ["v0"]) and not _STARTS.search(before):
            role = open_roles[0]
        else:
            return "which velocity"
        roles[role] = Given(role, item.value, item.unit)
        return ""

    def _braking(self, roles: dict[str, Given]) -> dict[str, Given] | Unsolved:
        """The sign of a given acceleration: negative where the text tells of slowing down."""
        given = roles.get("a")
        if given and given.value > 0 and self._slows(roles):
            roles["a"] = Given("a", -given.value, given.unit)
        elif given and given.value < 0 and cue("speed_up").search(self.left):
            return Unsolved("not_understood", "sign of the acceleration")
        return roles

    def _slows(self, roles: dict[str, Given]) -> bool:
        end, start = roles.get("v"), roles.get("v0")
        if cue("brake").search(self.left):
            return True
        return bool(end and not end.value and not (start and not start.value))


_FINAL_QUESTION = re.compile(
    r"\b(?:final|alcanza|alcanzara|al final|al cabo|reach(?:es)?|at the end|after|despues de|a los)\b"
)


def _final(left: str) -> bool:
    return bool(_FINAL_QUESTION.search(left))


_STARTS = re.compile(r"\b(?:inicial|initial)\b")


def is_change(text: str) -> bool:
    """Whether what stands before a speed says that it is the amount of a change: `aumenta su velocidad en`."""
    return bool(_CHANGE.search(text))


def is_initial(text: str) -> bool:
    """Whether what stands before a speed says that it is the first one."""
    return bool(before_quantity("initial").search(text))


def is_final(text: str) -> bool:
    """Whether what stands before a speed says that it is the last one."""
    return bool(before_quantity("final").search(text))


_LATER = re.compile(
    r"\b(?:hasta|until|alcanz\w*|llega\w*|reach\w*|final|pas[ao]\w* a|acelera\w*|fren\w*|aument\w*|"
    r"reduc\w*|disminu\w*|"
    r"accelerat\w*|brak\w*|slow\w*|decelerat\w*|increas\w*|decreas\w*|up to|down to|becomes?|ser|sea|"
    r"get to|speeds? up)\b"
)
_OTHER_BODY = re.compile(
    r"\b(?:y|and|mientras|while|pero|but)\s+(?:que )?(?:el|la|un|una|otr[oa]|the|an?|"
    r"another)\s+(?!velocidad|rapidez|speed|velocity|los |final)\w+\s+\w+"
)


def ordered(body: str, first: Found, second: Found) -> bool:
    """Two speeds: the words between must tell that the second is the later one."""
    between = body[first.end : second.start]
    if len(between) > 90:
        return False
    before = body[max(0, first.start - 45) : first.start]
    later = re.fullmatch(r"\s*(?:a|to)\s+(?:los\s+|unos\s+|about\s+)?", between) or _LATER.search(between)
    if _OTHER_BODY.search(between):
        return False
    return bool(later) and not is_final(before) and not re.search(r"\b(?:desde|from)\b", between)


def _arrival(body: str, item: Found) -> bool:
    """A speed in a fall text is the one on arrival or after the fall."""
    around = body[max(0, item.start - 60) : item.end + 40]
    return bool(
        re.search(
            r"\b(?:llega\w*|suelo|choca\w*|impacta\w*|golpea\w*|alcanz\w*|tiene|lleva|hits?|reach\w*|"
            r"ground|lands?|strikes?|final)\b",
            around,
        )
    ) and not re.search(r"\b(?:inicial|initial)\b", around)
