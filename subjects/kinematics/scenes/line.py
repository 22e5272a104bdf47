"""One body along a straight line with one acceleration, asked for several moments.

`Un coche parte del reposo con 2 m/s². a) ¿Qué velocidad lleva a los 5 s? b) ¿Cuánto tarda en recorrer 100 m?`
"""

from __future__ import annotations

import re

from subjects.kinematics.cues import before as before_quantity
from subjects.kinematics.cues import cue
from subjects.kinematics.motion import Given, Motion
from subjects.kinematics.quantities import Found
from subjects.kinematics.scenes.asking import Ask, asks, listed
from subjects.kinematics.scenes.page import Page, zero
from subjects.kinematics.scenes.plan import Relation, renamed
from subjects.kinematics.scenes.result import finished
from subjects.kinematics.units import ACCELERATION, LENGTH, SPEED, TIME, dimension
from subjects.problem import Unsolved

VELOCITY = Relation("v = v0 + a*t", {"v": "v0 + a*t", "a": "(v - v0)/t", "t": "(v - v0)/a", "v0": "v - a*t"})
POSITION = Relation(
    "s = v0*t + 1/2*a*t^2", {"s": "v0*t + 1/2*a*t^2", "a": "2*(s - v0*t)/t^2", "v0": "(s - 1/2*a*t^2)/t"}
)
FROM_REST = Relation("s = 1/2*a*t^2", {"s": "1/2*a*t^2", "a": "2*s/t^2", "t": "sqrt(2*s/a)"})
SQUARES = Relation(
    "v^2 = v0^2 + 2*a*s",
    {
        "v": "sqrt(v0^2 + 2*a*s)",
        "s": "(v^2 - v0^2)/(2*a)",
        "a": "(v^2 - v0^2)/(2*s)",
        "v0": "sqrt(v^2 - 2*a*s)",
    },
)
MEAN = Relation("s = (v0 + v)/2*t", {"s": "(v0 + v)/2*t", "v0": "2*s/t - v", "t": "2*s/(v0 + v)"})
UNIFORM = Relation("s = v*t", {"s": "v*t", "v": "s/t", "t": "s/v"})

_OTHER = listed("other", "line")
_SYMBOLS = {"time": "t", "speed": "v", "final_speed": "v", "distance": "s", "position": "s"}
_NOUNS = (
    "mean_speed",
    "initial_speed",
    "final_speed",
    "acceleration",
    "speed",
    "position",
    "distance",
    "time",
)


class _Story:
    """What the text tells outside its questions: start, acceleration, the moment that it tells of."""

    def __init__(self) -> None:
        self.start: Given | None = None
        self.pull: Given | None = None
        self.moment: dict[str, Found | None] = {}


def read(page: Page) -> Motion | Unsolved:
    """The motion, or why this reader does not have it."""
    if found := page.left(_OTHER):
        return Unsolved("not_supported", found[0].strip())
    if cue("throw").search(page.whole) or cue("fall").search(page.whole):
        return Unsolved("not_supported", "vertical")
    changes = any(cue(name).search(page.whole) for name in ("accelerated", "brake", "rest_start", "rest_end"))
    steady = not cue("accelerated").search(page.whole) and (
        bool(cue("constant").search(page.whole)) or not changes
    )
    if page.seen(listed("refer", "kept")) and not steady:
        return Unsolved("not_supported", "several phases")
    page.take(
        r"(?:aceleracion|acceleration)(?: (?:es|is|sea|de forma))? (?:constante?|uniforme?)|constant acceleration"
    )
    questions = asks(page, _NOUNS, ("stop",), many=True)
    if not questions:
        return Unsolved("not_understood", "what is asked")
    story = _story(page)
    if isinstance(story, str):
        return Unsolved("not_understood", story)
    return _planned(page, questions, story, steady)


def _story(page: Page) -> _Story | str:
    story = _Story()
    rests = cue("rest_start").search(cue("rest_end").sub(" ", page.whole))
    brakes, speeds_up = cue("brake").search(page.whole), cue("speed_up").search(page.whole)
    if brakes and speeds_up:
        return "several phases"
    if rests or cue("takes_off").search(page.whole):
        story.start = zero("v0")
    for match in list(re.finditer(r"\{([satl])(\d+)\}", page.text)):
        item = page.items[int(match[2])]
        head = page.whole[max(0, match.start() - 60) : match.start()]
        why = _role(story, item, head, page.whole[match.end() : match.end() + 12])
        if why:
            return why
        page.blank(*match.span())
    stops = cue("rest_end").search(cue("no_stop").sub(" ", page.text))
    if stops and "S" not in story.moment:
        story.moment["stop"] = None
    pull = story.pull
    if pull and pull.value > 0 and (brakes or ("stop" in story.moment and not rests)):
        story.pull = Given("a", -pull.value, pull.unit)
    elif pull and pull.value < 0 and speeds_up:
        return "sign of the acceleration"
    return story


def _role(story: _Story, item: Found, head: str, tail: str) -> str:
    dim = dimension(item.unit)
    if dim == ACCELERATION:
        if story.pull or item.symbol == "g":
            return "two accelerations"
        story.pull = Given("a", item.value, item.unit)
    elif dim in (TIME, LENGTH):
        kind = "T" if dim == TIME else "L"
        if kind in story.moment:
            return "two quantities of one kind"
        story.moment[kind] = item
    elif dim == SPEED:
        return _speed(story, item, head, tail)
    return ""


def _speed(story: _Story, item: Found, head: str, tail: str) -> str:
    initial, final = (
        bool(before_quantity("initial").search(head)),
        bool(before_quantity("final").search(head)),
    )
    if re.search(r"\{s\d+\} (?:a|to|hasta)(?: los)? $", head):
        initial, final = False, True
    elif re.search(r"\b(?:de|desde|from)(?: los)? $", head) and re.match(r" (?:a|to|hasta)(?: los)? \{s", tail):
        initial, final = True, False
    if item.symbol in ("v0", "u"):
        initial, final = True, False
    elif item.symbol == "v":
        return "which velocity"
    if re.search(
        r"\b(?:aument|disminu|reduc|increas|decreas|gana|pierde)\w*[^.{]{0,25}\b(?:en|by)\s*$", head
    ):
        return "a change of velocity"
    if (initial and not final) or (
        not initial and not final and story.start is None and "S" not in story.moment
    ):
        if story.start is not None or not initial:
            return "which velocity"
        story.start = Given("v0", item.value, item.unit)
    elif final and not initial and "S" not in story.moment:
        story.moment["S"] = item
    else:
        return "which velocity"
    return ""


def _planned(page: Page, questions: list[Ask], story: _Story, steady: bool) -> Motion | Unsolved:
    moments: list[dict[str, Found | None]] = [story.moment] if story.moment else []
    last = story.moment or None
    wanted: list[tuple[str, int, str, Ask]] = []
    for ask in questions:
        if ask.noun == "mean_speed":
            return Unsolved("not_supported", "average velocity")
        if ask.noun in ("acceleration", "initial_speed") and ask.when:
            moment = _moment(ask, story, last)
            if moment is None or moments:
                return Unsolved("not_understood", "at which moment")
            moments.append(moment)
            wanted.append(("a" if ask.noun == "acceleration" else "v0", 0, ask.label, ask))
            continue
        if ask.noun in ("acceleration", "initial_speed"):
            wanted.append(("a" if ask.noun == "acceleration" else "v0", 0, ask.label, ask))
            continue
        moment = _moment(ask, story, last)
        if moment is None:
            return Unsolved("not_understood", "at which moment")
        if moment not in moments:
            moments.append(moment)
        last = moment
        wanted.append((_SYMBOLS.get(ask.noun, "a"), moments.index(moment), ask.label, ask))
    return _motion(page, wanted, moments, story, steady)


def _moment(ask: Ask, story: _Story, last: dict[str, Found | None] | None) -> dict[str, Found | None] | None:
    if ask.when:
        return {when.kind: when.item for when in (ask.when, *ask.also)}
    if ask.same:
        return last
    if ask.noun == "final_speed" and story.moment:
        return story.moment
    return story.moment or last


def _motion(
    page: Page,
    wanted: list[tuple[str, int, str, Ask]],
    moments: list[dict[str, Found | None]],
    story: _Story,
    steady: bool,
) -> Motion | Unsolved:
    givens: list[Given] = [given for given in (story.start, story.pull) if given]
    relations: list[Relation] = []
    rest = bool(story.start and not story.start.value)
    for at, moment in enumerate(moments):
        suffix = str(at + 1) if len(moments) > 1 else ""
        new = {name: name + suffix for name in ("v", "s", "t")}
        if steady:
            new["v"] = "v"
        for kind, item in moment.items():
            symbol = {"T": new["t"], "L": new["s"], "S": new["v"], "stop": new["v"]}[kind]
            if any(given.symbol == symbol for given in givens):
                return Unsolved("not_understood", "two quantities of one kind")
            givens.append(Given(symbol, item.value, item.unit) if item else zero(symbol))
        base = (UNIFORM,) if steady else (VELOCITY, FROM_REST if rest else POSITION, SQUARES, MEAN)
        relations += [renamed(relation, new) for relation in base]
    symbols = []
    for symbol, at, _, _ in wanted:
        suffix = str(at + 1) if len(moments) > 1 and symbol in ("v", "s", "t") else ""
        symbols.append("v" if steady and symbol == "v" else symbol + suffix)
    if steady and story.start:
        givens = [Given("v", g.value, g.unit) if g.symbol == "v0" else g for g in givens]
    return finished(page, "line", givens, relations, symbols, [ask for *_, ask in wanted])
