"""The way covered in one second of many: the last one of a fall, or the third, the fifth … of a motion from rest.

It is the difference of two ways counted from the start.
"""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.kinematics.cues import cue
from subjects.kinematics.motion import Given, Kind, Motion, Scene
from subjects.kinematics.scenes.asking import Ask, listed
from subjects.kinematics.scenes.page import Page, zero
from subjects.kinematics.scenes.plan import Relation
from subjects.kinematics.scenes.result import finished
from subjects.kinematics.scenes.vertical import gravity
from subjects.kinematics.units import ACCELERATION, LENGTH, SPEED, TIME, dimension
from subjects.problem import Unsolved

_ORDINALS = (
    ("segundo", "second"), ("tercer", "third"), ("cuarto", "fourth"), ("quinto", "fifth"), ("sexto", "sixth"),
    ("septimo", "seventh"), ("octavo", "eighth"), ("noveno", "ninth"), ("decimo", "tenth"),
)  # fmt: skip
_FALLEN = Relation("h = 1/2*g*tf^2", {"h": "1/2*g*tf^2", "tf": "sqrt(2*h/g)"})
_BEFORE = Relation("t1 = tf - 1", {"t1": "tf - 1"})
_EARLIER = Relation("s1 = 1/2*g*t1^2", {"s1": "1/2*g*t1^2"})
_LAST_WAY = Relation("d = h - s1", {"d": "h - s1"})


def read(page: Page) -> Motion | Unsolved:
    """The motion, or `no_problem` where no single second is asked for."""
    last, nth = page.take(listed("seconds", "last")), page.take(listed("seconds", "nth"))
    if not last and not nth:
        return Unsolved("no_problem")
    if found := page.left(listed("seconds", "other")):
        return Unsolved("not_supported", found[0])
    if (last and nth) or page.left(listed("seconds", "last")) or page.left(listed("seconds", "nth")):
        return Unsolved("not_supported", "several seconds")
    falls = bool(cue("fall").search(page.whole))
    if nth:
        return _nth(page, next(at for at, words in enumerate(_ORDINALS, 2) if nth[1] in words), falls=falls)
    return _last(page) if falls else Unsolved("not_supported", "the last second")


def _asked(page: Page) -> Ask | None:
    """The only question: the way covered."""
    hits = []
    for clause in page.clauses:
        if clause.asks and page.take(listed("noun", "distance"), clause):
            while page.take(listed("noun", "distance"), clause):
                pass
            hits.append(Ask("d", None, clause.label, clause))
    return hits[0] if len(hits) == 1 else None


def _pull(page: Page) -> Given | str:
    match = page.take(listed("told", "gravity"))
    rest = page.left(r"\{a\d+\}")
    return "two accelerations" if rest else gravity(page.item(match, match.lastindex or 1) if match else None)


def _last(page: Page) -> Motion | Unsolved:
    g = _pull(page)
    if isinstance(g, str):
        return Unsolved("not_understood", g)
    marks = list(re.finditer(r"\{([satlg])(\d+)\}", page.text))
    symbols = {LENGTH: "h", TIME: "tf"}
    if len(marks) != 1 or dimension(page.items[int(marks[0][2])].unit) not in symbols:
        return Unsolved("not_understood", "number of data")
    item = page.items[int(marks[0][2])]
    page.blank(*marks[0].span())
    told = page.given(symbols[dimension(item.unit)], item)
    page.take(r"(?:tarda|tardo|takes?|took|altura|height)")
    ask = _asked(page)
    if ask is None:
        return Unsolved("not_understood", "what is asked")
    scene = Scene(bounds=(("1", "tf"),))
    return finished(page, "drop", [told, g], [_FALLEN, _BEFORE, _EARLIER, _LAST_WAY], ["d"], [ask], scene)


def _nth(page: Page, number: int, *, falls: bool) -> Motion | Unsolved:
    if not falls and not cue("rest_start").search(page.whole):
        return Unsolved("not_supported", "a start that is not from rest")
    letter = "g" if falls else "a"
    pull = _pull(page) if falls else _acceleration(page)
    if isinstance(pull, str):
        return Unsolved("not_understood", pull)
    ask = _asked(page)
    if ask is None or page.left(r"\{[satlg]\d+\}"):
        return Unsolved("not_understood", "what is asked" if ask is None else "number of data")
    times = [Given(f"t{at}", Fraction(number - 2 + at), "s", "implied") for at in (1, 2)]
    ways = [Relation(f"s{at} = 1/2*{letter}*t{at}^2", {f"s{at}": f"1/2*{letter}*t{at}^2"}) for at in (1, 2)]
    difference = Relation("d = s2 - s1", {"d": "s2 - s1"})
    kind: Kind = "drop" if falls else "line"
    start = [] if falls else [zero("v0")]
    return finished(page, kind, [*start, pull, *times], [*ways, difference], ["d"], [ask])


def _acceleration(page: Page) -> Given | str:
    """The only acceleration; anything else is too much."""
    if len(page.items) != 1 or dimension(page.items[0].unit) != ACCELERATION:
        return "number of data" if not any(dimension(i.unit) == SPEED for i in page.items) else "which velocity"
    page.take(r"(?:aceleracion|acceleration)(?: (?:constante|constant|de|of|uniforme))*")
    page.take(r"<A>")
    return page.given("a", page.items[0])
