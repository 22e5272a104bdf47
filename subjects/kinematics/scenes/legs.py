"""A way in several legs, each with its own law: speeds held, speeding up, braking, resting; and reaction before braking.

Each leg is a stretch of the text; a leg that does not say how it is run ends the reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from subjects.kinematics.cues import before as before_quantity
from subjects.kinematics.cues import cue
from subjects.kinematics.motion import Given, Motion, Scene
from subjects.kinematics.quantities import Found
from subjects.kinematics.scenes.asking import Ask, asks, listed, words
from subjects.kinematics.scenes.line import FROM_REST, MEAN, POSITION, SQUARES, UNIFORM, VELOCITY
from subjects.kinematics.scenes.page import Page, zero
from subjects.kinematics.scenes.plan import Relation, renamed
from subjects.kinematics.scenes.reaction import read as read_reaction
from subjects.kinematics.scenes.result import finished
from subjects.problem import Unsolved

_NOUNS = (
    "mean_speed",
    "total_time",
    "total_distance",
    "final_speed",
    "initial_speed",
    "acceleration",
    "speed",
    "distance",
    "time",
)
_NOUN = re.compile(r"\b(?:aceleracion|acceleration)\b")
"""`frena con una aceleración de 1 m/s²` speeds nothing up."""
_MARK = re.compile(r"\{([satl])(\d+)\}")


@dataclass(slots=True)
class Leg:
    """One leg: its law (`held`, `faster`, `slower`, `rest`) and what is told of it."""

    law: str
    found: dict[str, Found] = field(default_factory=dict)
    start: Found | None = None
    stops: bool = False
    keeps: bool = False


def read(page: Page) -> Motion | Unsolved:
    """The motion, or why it is not read."""
    if page.seen(listed("scene", "reaction")):
        return read_reaction(page)
    if found := page.left(listed("other", "legs")):
        return Unsolved("not_supported", found[0].strip())
    questions = asks(page, _NOUNS, ("stretch_all", "stretch_last", "whole"), conditions=False)
    if not questions:
        return Unsolved("not_understood", "what is asked")
    if page.seen(listed("scene", "halves")):
        return _halves(page, questions)
    legs = _legs(page)
    if isinstance(legs, str):
        return Unsolved("not_understood", legs)
    if len(legs) < 2:
        return Unsolved("not_supported", "one leg")
    return _planned(page, legs, questions)


def _pieces(page: Page) -> list[tuple[int, int]]:
    """The stretches of the text outside its questions, cut where a new leg starts."""
    out = []
    cut = re.compile("|".join(words()["scene"]["next_leg"]))
    for clause in page.clauses:
        piece = page.text[clause.start : clause.end]
        if clause.asks and not _MARK.search(piece):
            continue
        at = clause.start
        for match in cut.finditer(page.text, clause.start, clause.end):
            out.append((at, match.start()))
            at = match.start()
        out.append((at, clause.end))
    return out


def _legs(page: Page) -> list[Leg] | str:
    legs: list[Leg] = []
    open_: Found | None = None
    for start, end in _pieces(page):
        piece = page.text[start:end]
        marks = list(_MARK.finditer(piece))
        leg = _leg(page, piece, marks)
        if isinstance(leg, str):
            return leg
        if leg is None:
            if marks and len(marks) == 1 and marks[0][1] == "s" and not legs and open_ is None:
                open_ = page.items[int(marks[0][2])]
                page.blank(start + marks[0].start(), start + marks[0].end())
                continue
            if not marks and not legs and cue("rest_start").search(cue("rest_end").sub(" ", piece)):
                open_ = Found(zero("v0").value, "m/s", 0, 0)
            if marks:
                return "a quantity without a role"
            continue
        if open_ is not None and not legs:
            if leg.law == "held":
                return "which velocity"
            leg.start = leg.start or open_
            open_ = None
        for mark in marks:
            page.blank(start + mark.start(), start + mark.end())
        legs.append(leg)
    return "which velocity" if open_ else legs


def _leg(page: Page, piece: str, marks: list[re.Match[str]]) -> Leg | str | None:
    brakes = cue("brake").search(piece)
    speeds_up = re.search(listed("scene", "speeds_up"), _NOUN.sub(" ", piece) if brakes else piece)
    keeps = re.search(listed("scene", "keeps"), piece)
    if (
        not brakes
        and re.search(listed("scene", "pauses"), piece)
        and marks
        and {m[1] for m in marks} == {"t"}
        and len(marks) == 1
    ):
        return Leg("rest", {"t": page.items[int(marks[0][2])]})
    stops = bool(cue("rest_end").search(piece))
    rests = bool(cue("rest_start").search(cue("rest_end").sub(" ", piece)))
    if (brakes or (stops and not speeds_up)) and not rests:
        law = "slower"
    elif speeds_up or rests or any(m[1] == "a" for m in marks):
        law = "faster"
    else:
        law = "held"
    if (brakes and speeds_up) or (keeps and (brakes or speeds_up)):
        return "several phases in one"
    leg = Leg(law, stops=stops and law == "slower", keeps=bool(keeps))
    if rests:
        leg.start = Found(zero("v0").value, "m/s", 0, 0)
    for mark in marks:
        why = _put(page, leg, mark, piece)
        if why:
            return why
    if law == "held":
        if not marks or (len(leg.found) < 2 and not leg.keeps):
            return None
        if len(leg.found) > 2 or (leg.keeps and len(leg.found) > 1 and "s" not in leg.found):
            return "two quantities of one kind"
    elif not leg.found and not leg.stops:
        return None
    return leg


def _put(page: Page, leg: Leg, mark: re.Match[str], piece: str) -> str:
    kind, item = mark[1], page.items[int(mark[2])]
    if kind != "s" or leg.law == "held":
        if kind in leg.found:
            return "two quantities of one kind"
        leg.found[kind] = item
        return ""
    head = piece[: mark.start()]
    initial, final = bool(before_quantity("initial").search(head)), bool(before_quantity("final").search(head))
    if re.search(r"\{s\d+\} (?:a|to|hasta)(?: los)? $", head):
        initial, final = False, True
    elif re.search(r"\b(?:de|desde|from)(?: los)? $", head) and re.match(r" (?:a|to|hasta)\b", piece[mark.end() :]):
        initial, final = True, False
    if final and not initial and "s" not in leg.found and not leg.stops:
        leg.found["s"] = item
    elif initial and not final and leg.start is None:
        leg.start = item
    else:
        return "which velocity"
    return ""


def _planned(page: Page, legs: list[Leg], questions: list[Ask]) -> Motion | Unsolved:
    givens: list[Given] = []
    relations: list[Relation] = []
    current = ""
    ways, times = [], []
    speeds: list[str] = []
    for at, leg in enumerate(legs):
        n = str(at + 1)
        time = f"t{n}"
        times.append(time)
        if "t" in leg.found:
            givens.append(Given(time, leg.found["t"].value, leg.found["t"].unit))
        if leg.law == "rest":
            speeds.append("")
            continue
        ways.append(f"s{n}")
        if "l" in leg.found:
            givens.append(Given(f"s{n}", leg.found["l"].value, leg.found["l"].unit))
        speed = f"v{n}"
        if leg.law == "held":
            if "s" in leg.found:
                givens.append(Given(speed, leg.found["s"].value, leg.found["s"].unit))
            elif leg.keeps:
                if not current:
                    return Unsolved("not_understood", "which velocity")
                speed = current
            relations.append(renamed(UNIFORM, {"s": f"s{n}", "v": speed, "t": time}))
        else:
            why = _changing(leg, n, current, givens, relations)
            if why:
                return Unsolved("not_understood", why)
        current = speed
        speeds.append(speed)
    if len({given.symbol for given in givens}) < len(givens):
        return Unsolved("not_understood", "two quantities of one kind")
    givens.sort(key=lambda given: given.symbol[-1])
    relations += [_sum("s", ways), _sum("t", times), Relation("vm = s/t", {"vm": "s/t"})]
    wanted: list[str] = []
    whose: list[Ask] = []
    for ask in questions:
        symbols = _asked(page, ask, legs, givens)
        if not symbols:
            return Unsolved("not_understood", "what is asked")
        wanted += symbols
        whose += [ask] * len(symbols)
    return finished(page, "legs", givens, relations, wanted, whose, Scene())


def _sum(whole: str, parts: list[str]) -> Relation:
    return Relation(f"{whole} = {' + '.join(parts)}", {whole: " + ".join(parts)})


def _changing(leg: Leg, n: str, current: str, givens: list[Given], relations: list[Relation]) -> str:
    """Adds a leg that speeds up or brakes; returns why it cannot."""
    start = current
    if leg.start is not None:
        if current:
            known = next((g for g in givens if g.symbol == current), None)
            if known is None or (known.value, known.unit) != (leg.start.value, leg.start.unit):
                return "which velocity"
        else:
            start = "v0"
            givens.append(zero("v0") if not leg.start.value else Given("v0", leg.start.value, leg.start.unit))
    if not start:
        return "which velocity"
    if "a" in leg.found:
        value = abs(leg.found["a"].value) * (-1 if leg.law == "slower" else 1)
        givens.append(Given(f"a{n}", value, leg.found["a"].unit))
    if leg.stops:
        givens.append(zero(f"v{n}"))
    elif "s" in leg.found:
        givens.append(Given(f"v{n}", leg.found["s"].value, leg.found["s"].unit))
    new = {"v0": start, "v": f"v{n}", "a": f"a{n}", "t": f"t{n}", "s": f"s{n}"}
    rest = any(g.symbol == start and not g.value for g in givens)
    relations += [renamed(r, new) for r in (VELOCITY, FROM_REST if rest else POSITION, SQUARES, MEAN)]
    return ""


def _asked(page: Page, ask: Ask, legs: list[Leg], givens: list[Given]) -> list[str]:
    piece = page.whole[ask.clause.start : ask.clause.end]
    known = {given.symbol for given in givens}
    numbered = [(str(at + 1), leg) for at, leg in enumerate(legs)]
    changing = [n for n, leg in numbered if leg.law in ("faster", "slower") and f"a{n}" not in known]
    every = bool(ask.when and ask.when.kind == "stretch_all")
    if ask.noun == "mean_speed":
        return [] if every else ["vm"]
    if ask.noun == "acceleration":
        if every or len(changing) == 1:
            return [f"a{n}" for n in changing]
        slower = [n for n in changing if legs[int(n) - 1].law == "slower"]
        faster = [n for n in changing if legs[int(n) - 1].law == "faster"]
        braking = bool(re.search(listed("scene", "while_braking"), piece))
        chosen = slower if braking else faster if re.search(listed("scene", "speeds_up"), piece) else []
        return [f"a{chosen[0]}"] if len(chosen) == 1 else []
    if ask.noun in ("distance", "time", "total_distance", "total_time"):
        letter = "s" if "distance" in ask.noun else "t"
        if every:
            return [
                f"{letter}{n}" for n, leg in numbered if leg.law != "rest" and f"{letter}{n}" not in known
            ]
        slower = [n for n, leg in numbered if leg.law == "slower"]
        if re.search(listed("scene", "while_braking"), piece):
            return [f"{letter}{slower[0]}"] if len(slower) == 1 else []
        if re.search(listed("scene", "one_leg"), piece):
            return []
        return [letter]
    faster = [n for n, leg in numbered if leg.law == "faster" and f"v{n}" not in known]
    if ask.noun in ("final_speed",) and len(faster) == 1:
        return [f"v{faster[0]}"]
    return []


def _halves(page: Page, questions: list[Ask]) -> Motion | Unsolved:
    """Two speeds on two halves of the way (or there and back), or of the time."""
    marks = list(_MARK.finditer(page.text))
    lengths = [mark for mark in marks if mark[1] == "l"]
    marks = [mark for mark in marks if mark[1] != "l"]
    if (
        len(lengths) > 1
        or len(marks) != 2
        or any(mark[1] != "s" for mark in marks)
        or [q.noun for q in questions] != ["mean_speed"]
    ):
        return Unsolved("not_supported", "halves")
    time = page.seen(listed("scene", "half_time"))
    way = page.seen(listed("scene", "half_way"))
    if time == way:
        return Unsolved("not_understood", "halves of what")
    givens = []
    if lengths and (time or page.seen("mitad|half")):
        return Unsolved("not_supported", "halves of a distance")
    for at, mark in enumerate(marks):
        item = page.items[int(mark[2])]
        givens.append(Given(f"v{at + 1}", item.value, item.unit))
        page.blank(*mark.span())
    if lengths:
        way_there = page.items[int(lengths[0][2])]
        page.blank(*lengths[0].span())
        givens += [Given(f"s{n}", way_there.value, way_there.unit) for n in (1, 2)]
        laws = [renamed(UNIFORM, {"s": f"s{n}", "v": f"v{n}", "t": f"t{n}"}) for n in (1, 2)]
        laws += [_sum("s", ["s1", "s2"]), _sum("t", ["t1", "t2"]), Relation("vm = s/t", {"vm": "s/t"})]
        return finished(page, "legs", givens, laws, ["vm"], questions, Scene())
    form = "(v1 + v2)/2" if time else "2*v1*v2/(v1 + v2)"
    law = Relation(f"vm = {form}", {"vm": form})
    return finished(page, "legs", givens, [law], ["vm"], questions, Scene())
