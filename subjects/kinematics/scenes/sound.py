"""Sound that comes back (an echo, a sonar) or is heard after a flash: it travels at the constant speed that is told.

Light is taken to arrive at once, as a class does.
"""

from __future__ import annotations

import re

from subjects.kinematics.motion import Motion, Scene
from subjects.kinematics.scenes.asking import Ask, listed
from subjects.kinematics.scenes.page import Page
from subjects.kinematics.scenes.plan import Relation
from subjects.kinematics.scenes.result import finished
from subjects.kinematics.units import LENGTH, SPEED, TIME, dimension
from subjects.problem import Unsolved

ECHO = Relation("2*d = v*t", {"d": "v*t/2", "v": "2*d/t", "t": "2*d/v"})
DIRECT = Relation("d = v*t", {"d": "v*t", "v": "d/t", "t": "d/v"})
_TOLD_SPEED = (
    r"(?:velocidad|rapidez|speed|velocity)(?: (?:del|de|la|el|of|the|in|en|sonido|sound|aire|air|agua|water|es|is|=|mar|sea))* ~+"
)
_LETTERS = {SPEED: "v", TIME: "t", LENGTH: "d"}


def _listed(name: str) -> str:
    return listed("sound", name)


def read(page: Page) -> Motion | Unsolved:
    """The motion, or `no_problem` where no sound comes back or follows a flash."""
    back, flash = page.seen(_listed("returns")), page.seen(_listed("flash"))
    if not (back or flash) or not page.seen(_listed("sound")):
        return Unsolved("no_problem")
    if back and flash:
        return Unsolved("not_understood", "echo or flash")
    if found := page.left(_listed("other")):
        return Unsolved("not_supported", found[0])
    if len(page.items) != 2:
        return Unsolved("missing_data" if len(page.items) < 2 else "not_understood", "number of data")
    givens = [page.given(_LETTERS.get(dimension(item.unit), ""), item) for item in page.items]
    symbols = {given.symbol for given in givens}
    if len(symbols) != 2 or "" in symbols or any(given.value <= 0 for given in givens):
        return Unsolved("not_understood", "a quantity without a role")
    for match in list(re.finditer(r"\{[satlg]\d+\}", page.text)):
        page.blank(*match.span())
    while page.take(_TOLD_SPEED):
        pass
    asked = _asked(page, symbols, back)
    if isinstance(asked, str):
        return Unsolved("not_understood", asked)
    givens.sort(key=lambda given: "vtd".index(given.symbol))
    half = Scene(extras=(("t1", "t/2"),), shown=frozenset({"t1"})) if back else Scene()
    return finished(page, "sound", givens, [ECHO if back else DIRECT], [asked.noun], [asked], half)


def _asked(page: Page, known: set[str], back: bool) -> Ask | str:
    """The one thing asked: the distance, the time until the sound is heard, or its speed."""
    missing = next(iter({"v", "t", "d"} - known))
    nouns = {"d": _listed("far"), "t": listed("noun", "time"), "v": listed("noun", "speed")}
    asking = (clause for clause in page.clauses if clause.asks)
    clauses = [clause for clause in asking if re.search(nouns[missing], page.text[clause.start : clause.end])]
    if len(clauses) != 1:
        return "what is asked"
    clause = clauses[0]
    piece = page.whole[clause.start : clause.end]
    if missing == "d" and re.search(rf"{_listed('far')}[^?.]*{_listed('goes')}", piece):
        return "the way of the sound or the distance"
    if missing == "t" and back and not re.search(rf"{_listed('returns')}|{_listed('back')}", piece):
        return "there or there and back"
    while page.take(nouns[missing], clause):
        pass
    for other in page.clauses:
        if other is not clause and not re.search(r"\?", page.whole[other.start : other.end + 1]):
            while page.take(rf"(?:la |the )?(?:{nouns['v']})", other):
                pass
    return Ask(missing, None, clause.label, clause)
