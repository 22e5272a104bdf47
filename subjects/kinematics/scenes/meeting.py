"""Two bodies that meet: they come towards each other, or one catches up with the other.

The body that catches up is the faster one, or the one that accelerates; a text need not say so.
"""

from __future__ import annotations

import re

from subjects.kinematics.cues import cue
from subjects.kinematics.motion import Given, Motion, Scene
from subjects.kinematics.quantities import Found
from subjects.kinematics.scenes.asking import Ask, asks, listed
from subjects.kinematics.scenes.page import Page
from subjects.kinematics.scenes.plan import Relation
from subjects.kinematics.scenes.result import finished
from subjects.kinematics.units import ACCELERATION, LENGTH, SPEED, TIME, convert, dimension
from subjects.problem import Unsolved

TOWARDS = Relation(
    "vA*t + vB*t = d", {"t": "d/(vA + vB)", "d": "(vA + vB)*t", "vB": "d/t - vA", "vA": "d/t - vB"}
)
CATCH = Relation("vB*t = d + vA*t", {"t": "d/(vB - vA)", "d": "(vB - vA)*t"})
CATCH_LATE = Relation("vB*t = vA*(t + td)", {"t": "vA*td/(vB - vA)"})
SPEEDING = Relation("1/2*aB*t^2 = vA*t", {"t": "2*vA/aB", "aB": "2*vA/t", "vA": "1/2*aB*t"}, {"t": "0*vA"})
SPEEDING_FROM = Relation(
    "1/2*aB*t^2 = d + vA*t",
    {"t": "(vA + sqrt(vA^2 + 2*aB*d))/aB"},
    {"t": "(vA - sqrt(vA^2 + 2*aB*d))/aB"},
)
SPEEDING_LATE = Relation(
    "1/2*aB*t^2 = vA*(t + td)",
    {"t": "(vA + sqrt(vA^2 + 2*aB*vA*td))/aB"},
    {"t": "(vA - sqrt(vA^2 + 2*aB*vA*td))/aB"},
)
TOWARDS_SPEEDING = Relation(
    "vA*t + 1/2*aB*t^2 = d",
    {"t": "(sqrt(vA^2 + 2*aB*d) - vA)/aB"},
    {"t": "(0 - vA - sqrt(vA^2 + 2*aB*d))/aB"},
)
TOWARDS_LATE = Relation("vA*(t + td) + vB*t = d", {"t": "(d - vA*td)/(vA + vB)"})
WAY_A = Relation("sA = vA*t", {"sA": "vA*t"})
WAY_A_LATE = Relation("sA = vA*(t + td)", {"sA": "vA*(t + td)"})
WAY_B = Relation("sB = vB*t", {"sB": "vB*t"})
WAY_B_SPEEDING = Relation("sB = 1/2*aB*t^2", {"sB": "1/2*aB*t^2"})
SPEED_B = Relation("vB = aB*t", {"vB": "aB*t"})


class _Bodies:
    def __init__(self) -> None:
        self.speeds: list[tuple[int, Found]] = []
        self.pulls: list[Found] = []
        self.apart: Found | None = None
        self.late: Found | None = None


def read(page: Page) -> Motion | Unsolved:
    """The meeting, or why it is not read."""
    if found := page.left(listed("other", "meeting")):
        return Unsolved("not_supported", found[0].strip())
    if page.seen(listed("scene", "separation")):
        return _separation(page)
    questions = asks(page, ("time", "where", "final_speed", "speed"), ("meet",), conditions=False)
    if not questions:
        return Unsolved("not_understood", "what is asked")
    bodies = _bodies(page)
    if isinstance(bodies, str):
        return Unsolved("not_understood", bodies)
    towards, behind = page.seen(listed("scene", "towards")), page.seen(listed("scene", "behind"))
    if towards == behind:
        return Unsolved("not_understood", "which way they move")
    if page.seen(listed("scene", "apart_at_start")) and bodies.apart is None:
        return Unsolved("missing_data")
    return _towards(page, bodies, questions) if towards else _behind(page, bodies, questions)


APART = Relation("d = vA*t + vB*t", {"d": "vA*t + vB*t", "t": "d/(vA + vB)"})
APART_SAME_WAY = Relation("d = vB*t - vA*t", {"d": "vB*t - vA*t", "t": "d/(vB - vA)"})


def _separation(page: Page) -> Motion | Unsolved:
    """How far apart two bodies are that left together, after a time."""
    opposite, same = page.seen(listed("scene", "diverging")), page.seen(listed("scene", "same_way"))
    if opposite == same or not page.seen(listed("scene", "together")):
        return Unsolved("not_understood", "which way they move")
    told = page.take(listed("scene", "separation"))
    after = page.take(listed("condition", "T"))
    if told is None or after is None:
        return Unsolved("not_understood", "what is asked")
    page.take(listed("noun", "where"))
    clause = next(clause for clause in page.clauses if clause.start <= told.start() < clause.end)
    questions = [Ask("where", None, clause.label, clause)]
    when = page.items[int(next(group for group in after.groups() if group))]
    bodies = _bodies(page)
    if isinstance(bodies, str) or len(bodies.speeds) != 2 or bodies.pulls or bodies.apart or bodies.late:
        return Unsolved("not_understood", "how they move")
    speeds = [item for _, item in bodies.speeds]
    if same:
        speeds.sort(key=_speed)
    givens = [_given("vA", speeds[0]), _given("vB", speeds[1]), _given("t", when)]
    law = APART if opposite else APART_SAME_WAY
    return finished(page, "meeting", givens, [law, WAY_A, WAY_B], ["d"], questions, Scene("xA = vA*t; xB "
        "= vB*t"))


def _bodies(page: Page) -> _Bodies | str:
    out = _Bodies()
    for match in list(re.finditer(r"\{([satl])(\d+)\}", page.text)):
        item = page.items[int(match[2])]
        dim = dimension(item.unit)
        if dim == SPEED:
            out.speeds.append((match.start(), item))
        elif dim == ACCELERATION:
            out.pulls.append(item)
        elif dim == LENGTH and out.apart is None:
            out.apart = item
        elif dim == TIME and out.late is None:
            head, tail = (
                page.whole[max(0, match.start() - 40) : match.start()],
                page.whole[match.end() : match.end() + 40],
            )
            if not re.search(listed("scene", "late_before") + r"\s*$", head) and not re.match(
                r"\s*" + listed("scene", "late_after"), tail
            ):
                return "a time without a role"
            out.late = item
        else:
            return "two quantities of one kind"
        page.blank(*match.span())
    if any(item.value < 0 for _, item in out.speeds) or any(item.value <= 0 for item in out.pulls):
        return "sign"
    if out.apart and out.late:
        return "a head start and a delay"
    return out


def _given(symbol: str, item: Found) -> Given:
    return Given(symbol, item.value, item.unit)


def _speed(item: Found) -> float:
    return float(convert(item.value, item.unit, "m/s"))


def _towards(page: Page, bodies: _Bodies, questions: list[Ask]) -> Motion | Unsolved:
    if bodies.apart is None:
        return Unsolved("missing_data")
    if bodies.late:
        return Unsolved("not_supported", "a delayed start towards each other")
    speeds = [item for _, item in bodies.speeds]
    if len(speeds) == 2 and not bodies.pulls:
        givens = [_given("vA", speeds[0]), _given("vB", speeds[1]), _given("d", bodies.apart)]
        relations = [TOWARDS, WAY_A, WAY_B]
        convention = "xA = vA*t; xB = d - vB*t"
    else:
        return Unsolved("not_supported", "two bodies that accelerate")
    wanted: list[str] = []
    for ask in questions:
        symbol = {"time": "t", "where": _whose(page, ask, bodies)}.get(ask.noun)
        if not symbol:
            return Unsolved("not_understood", "what is asked")
        wanted.append(symbol)
    return finished(
        page,
        "meeting",
        givens,
        relations,
        wanted,
        questions,
        Scene(convention, extras=(("v", "vA + vB"),), shown=frozenset({"v"})),
    )


def _whose(page: Page, ask: Ask, bodies: _Bodies) -> str:
    """Whose way a question about the meeting point means: the first body's, or that of the place it names."""
    piece = page.whole[ask.clause.start : ask.clause.end]
    named = re.search(
        r"\b(?:de|desde|from|del) (?:la (?:ciudad|estacion|localidad|salida) (?:de )?|el pueblo |pueblo |"
        r"(?:city|town|station|point) |punto )?([a-z]+)\b",
        piece,
    )
    if not named or named[1] in (
        "encuentro",
        "su",
        "la",
        "cada",
        "el",
        "donde",
        "distancia",
        "un",
        "una",
        "each",
        "the",
        "los",
        "ellos",
    ):
        return "sA" if not re.search(r"\b(?:cada uno|each|ambos|both)\b", piece) else ""
    first, second = bodies.speeds[0][0], bodies.speeds[1][0]
    place = re.search(
        rf"\b(?:de|desde|from|en|leaves|in)(?: (?:la (?:ciudad|estacion|localidad)(?: de)?|el pueblo|"
            rf"the (?:city|town|station)|city|town|station|point|punto))? {named[1]}\b",
        page.whole,
    )
    pair = re.search(listed("scene", "two_places"), page.whole)
    if place and place.start() >= ask.clause.start:
        place = None
    if not place and pair and named[1] in pair.groups():
        return "sA" if named[1] == pair[1] else "sB"
    if not place or place.start() > second:
        return ""
    if re.match(r" (?:y|and) ", page.whole[place.end() : place.end() + 5]):
        return ""
    if place.start() < first:
        between = page.whole[place.end() : first]
        return "" if re.search(r"\b(?:otro|otra|another|other|second)\b", between) else "sA"
    return "sB"


def _behind(page: Page, bodies: _Bodies, questions: list[Ask]) -> Motion | Unsolved:
    speeds = sorted((item for _, item in bodies.speeds), key=_speed)
    speeding = len(bodies.pulls) == 1
    if speeding and len(speeds) == 1 and cue("rest_start").search(page.whole):
        if page.seen(listed("scene", "leader_speeds")):
            return Unsolved("not_supported", "the one ahead accelerates")
        givens = [_given("vA", speeds[0]), _given("aB", bodies.pulls[0])]
        law, way_a, way_b = SPEEDING, WAY_A, WAY_B_SPEEDING
        if bodies.apart:
            law = SPEEDING_FROM
        elif bodies.late:
            law = SPEEDING_LATE
    elif len(speeds) == 2 and not bodies.pulls:
        if not bodies.apart and not bodies.late:
            return Unsolved("missing_data")
        givens = [_given("vA", speeds[0]), _given("vB", speeds[1])]
        law, way_a, way_b = CATCH if bodies.apart else CATCH_LATE, WAY_A, WAY_B
        if _speed(speeds[0]) == _speed(speeds[1]):
            return Unsolved("inconsistent")
    else:
        return Unsolved("not_supported", "how they move")
    if bodies.apart:
        givens.append(_given("d", bodies.apart))
    if bodies.late:
        givens.append(_given("td", bodies.late))
        way_a = WAY_A_LATE
    wanted: list[str] = []
    for ask in questions:
        symbol = _asked_behind(page, ask, speeding, bodies)
        if not symbol:
            return Unsolved("not_understood", "what is asked")
        wanted.append(symbol)
    ahead = "d + vA*t" if bodies.apart else "vA*(t + td)" if bodies.late else "vA*t"
    convention = f"xA = {ahead}; xB = {'1/2*aB*t^2' if speeding else 'vB*t'}"
    relations = [law, way_b, way_a] + ([SPEED_B] if speeding else [])
    closing: tuple[tuple[str, str], ...] = () if speeding else (("v", "vB - vA"),)
    if bodies.late:
        closing = (*closing, ("tA", "t + td"))
    scene = Scene(convention, extras=closing, shown=frozenset({"v"}))
    return finished(page, "meeting", givens, relations, wanted, questions, scene)


def _asked_behind(page: Page, ask: Ask, speeding: bool, bodies: _Bodies) -> str:
    piece = page.whole[ask.clause.start : ask.clause.end]
    if re.search(r"\b(?:cada uno|each|ambos|both|primero|first|hora|o'clock)\b", piece):
        return ""
    if ask.noun == "time":
        return "t"
    if ask.noun == "where":
        return "sB" if not bodies.apart or not re.search(listed("scene", "leader"), piece) else ""
    return "vB" if speeding and ask.noun in ("speed", "final_speed") else ""
