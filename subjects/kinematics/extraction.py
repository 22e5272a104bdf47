"""Judges what a model claims to have found in a motion problem that `parse` could not read.

One body on a line, with a constant speed or a constant acceleration. Every quantity of the text has to be claimed, with its
number and unit as written; numbers that have nothing to do with the motion only where a list here knows them (passengers,
years, the number on a shirt). Which speed is the first and which the last has to follow from the text: from words that rules
know, from the sense of the change (who speeds up ends faster), or because the other one is zero; an acceleration has the sign
that the words of the text give it. Words of another situation end it, as they end the reading. What a claim says beyond that
is not believed: falls, throws, several phases and bodies are never taken from a claim.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from tomllib import loads

from subjects.extraction import Claim, Places, choice, list_of, record
from subjects.extraction import text as of_text
from subjects.kinematics import quantities
from subjects.kinematics.cues import cue
from subjects.kinematics.motion import DIMENSIONS, ORDER, Given, Kind, Motion
from subjects.kinematics.notation import plain
from subjects.kinematics.parse import LIMIT, body_of, has_number, leftover, meets, not_of_the_motion, parse
from subjects.kinematics.quantities import Found
from subjects.kinematics.question import asked_unit, unknowns
from subjects.kinematics.roles import Reading, is_change, is_final, is_initial
from subjects.kinematics.scenes.asking import further_question
from subjects.kinematics.solve import settled, work
from subjects.kinematics.statement import canonical, statement
from subjects.kinematics.units import UNITS, dimension
from subjects.problem import Lang, Problem, Unsolved

SYMBOLS = ("v0", "v", "a", "t", "s")
_UNITS = ("km/h", "m/s", "km/s", "cm/s", "m/min", "km/min", "m/s^2", "km", "m", "cm", "mm", "s", "min", "h")
SCHEMA = record(
    data=list_of(record(symbol=choice(SYMBOLS), number=of_text(16), unit=choice(_UNITS), quote=of_text(80)), 5),
    beside=list_of(record(quote=of_text(60)), 4),
    asked=record(symbol=choice(SYMBOLS), quote=of_text(120)),
)
GUIDE: Mapping[Lang, str] = {
    "es": (
        "data: cada dato del movimiento. symbol: v0 velocidad inicial, v velocidad final o constante, a aceleración, t tiempo, "
        "s distancia; number y unit: el número y la unidad; quote: las palabras del enunciado que lo dicen. Si parte del reposo "
        "o se para, number es 0, unit es m/s y quote son esas palabras. beside: números que no son del movimiento. asked: qué "
        "se pide, con las palabras de la pregunta."
    ),
    "en": (
        "data: each quantity of the motion. symbol: v0 initial velocity, v final or constant velocity, a acceleration, t time, "
        "s distance; number and unit: the number and its unit; quote: the words of the problem that say it. If it starts from "
        "rest or stops, number is 0, unit is m/s and quote is those words. beside: numbers that are not of the motion. asked: "
        "what is asked, with the words of the question."
    ),
}


@lru_cache(maxsize=1)
def _words() -> Mapping[str, re.Pattern[str]]:
    lists = loads(Path(__file__).with_name("extraction.toml").read_text("utf-8"))
    return {name: re.compile(rf"(?<![a-z0-9.,])(?:{'|'.join(each)})(?![a-z])") for name, each in lists.items()}


@dataclass(frozen=True, slots=True)
class _Datum:
    """A claimed quantity: its place where it has a number of its own, None where words say that it is zero."""

    symbol: str
    found: Found | None
    quote: str


def telegram(text: str, claim: Claim, lang: Lang) -> str | None:
    """See `subjects.extraction.Extraction`."""
    if len(text) > LIMIT:
        return None
    body = body_of(text)
    places = Places(body)
    try:
        clear = _without_beside(body, claim, places, quantities.find(body, lang))
        found = None if clear is None else quantities.find(clear, lang)
        data = None if found is None else _data(claim, found, places, lang)
    except (quantities.Ambiguous, ValueError):
        return None
    if clear is None or found is None or data is None:
        return None
    left = leftover(clear, found)
    asked = claim["asked"]["symbol"]
    if not _one_simple_motion(clear, left, found, text, lang) or not _asks(clear, left, found, claim, places):
        return None
    motion = _Claimed(clear, left, found, data, asked, _ends_in_question(body, claim)).motion()
    return None if motion is None or not _agrees(motion, clear, left, found) else _written(motion, lang)


def _flat(quote: str) -> str:
    return quantities.worded(" ".join(plain(quote).split()))


def _without_beside(body: str, claim: Claim, places: Places, found: Sequence[Found]) -> str | None:
    """The text without the numbers that are said to have nothing to do with the motion, where a list knows each."""
    for item in claim["beside"]:
        quote = _flat(item["quote"]).strip(" ,.;:¿?")
        place = places.take(quote) if _words()["beside"].fullmatch(quote) else None
        if place is None or _words()["measured"].match(body[place[1] :].lstrip()):
            return None
        if any(each.start < place[1] and place[0] < each.end for each in found):
            return None
        body = body[: place[0]] + "-" * (place[1] - place[0]) + body[place[1] :]
    return body


def _data(claim: Claim, found: Sequence[Found], places: Places, lang: Lang) -> list[_Datum] | None:
    """The claimed quantities, each at its own place, and none of the text left out; None where they do not agree."""
    data, free = [], list(found)
    for item in claim["data"]:
        place = places.take(_flat(item["quote"]).strip(" ,.;:¿?"))
        if place is None:
            return None
        inside = [each for each in free if place[0] <= each.start and _end(each, places.whole) <= place[1]]
        value = quantities.number(plain(item["number"]), lang)
        if not inside and not value:
            data.append(_Datum(item["symbol"], None, places.whole[place[0] : place[1]]))
            continue
        if len(inside) != 1 or (abs(inside[0].value), inside[0].unit) != (abs(value), item["unit"]):
            return None
        free.remove(inside[0])
        data.append(_Datum(item["symbol"], inside[0], ""))
    symbols = [datum.symbol for datum in data]
    return None if free or len(set(symbols)) < len(symbols) else data


def _end(item: Found, body: str) -> int:
    """Where a quantity ends without the full stop that its unit may take along."""
    return item.end - body[: item.end].endswith(".")


def _one_simple_motion(body: str, left: str, found: Sequence[Found], text: str, lang: Lang) -> bool:
    """Whether nothing tells of another situation, and no number or part of one is left over."""
    if has_number(left) or _words()["halves"].search(left):
        return False
    other = ("other_situation", "counted", "fall", "throw", "downward")
    if any(cue(name).search(left) for name in other) or meets(body) or _words()["turns"].search(left):
        return False
    if any(not_of_the_motion(body, item, left) for item in found):
        return False
    return text.count("?") <= 1 and not further_question(text, lang, 1)


def _asks(body: str, left: str, found: Sequence[Found], claim: Claim, places: Places) -> bool:
    """Whether the text asks for the claimed quantity, and for no other."""
    asked, quote = claim["asked"]["symbol"], _flat(claim["asked"]["quote"]).strip(" ,.;:¿?")
    known = unknowns(body, [(item.start, item.end) for item in found])
    if known:
        return bool(known == [asked])
    place = places.take(quote)
    named = {symbol for symbol in ("v", "a", "t", "s") if _words()[f"asks_{symbol}"].search(left)}
    return place is not None and named == {asked} and _words()[f"asks_{asked}"].search(quote) is not None


def _ends_in_question(body: str, claim: Claim) -> bool:
    """Whether the question is about the end of the motion."""
    quote = _flat(claim["asked"]["quote"]).strip(" ,.;:¿?")
    return quote in body and _words()["at_the_end"].search(quote) is not None


class _Claimed:
    """The motion that a claim makes of a text, with the evidence that the text has for it."""

    def __init__(
        self, body: str, left: str, found: Sequence[Found], data: Sequence[_Datum], asked: str, about_end: bool
    ) -> None:
        self.body, self.found, self.data, self.asked, self.about_end = body, found, data, asked, about_end
        bare = cue("no_stop").sub(" ", left)
        slower = cue("brake").search(bare) or _words()["slower"].search(bare)
        faster = cue("speed_up").search(bare) or _words()["faster"].search(bare)
        self.stops = bool(cue("rest_end").search(bare))
        self.starts = bool(cue("rest_start").search(cue("rest_end").sub(" ", bare)))
        still = self.still = bool(_words()["still"].search(bare))
        self.down = bool(slower) or (self.stops and not faster)
        self.up = bool(faster) or (self.starts and not slower)
        self.stops = self.stops or (still and self.down)
        self.starts = self.starts or (still and self.up)
        self.mean = bool(cue("average").search(bare))
        self.changes = self.up or self.down or bool(cue("accelerated").search(bare) or cue("stops_in").search(bare))

    def motion(self) -> Motion | None:
        """The motion, or None where the text does not bear it out."""
        symbols = {datum.symbol for datum in self.data}
        if self.asked in symbols or not all(map(self._fits, self.data)):
            return None
        kind: Kind = "accelerated" if self.changes or not symbols | {self.asked} <= {"v", "s", "t"} else "uniform"
        if len(symbols) != (2 if kind == "uniform" else 3) or (kind == "uniform" and self.still):
            return None
        if kind == "accelerated" and (self.mean or self.up == self.down or not self._roles_hold()):
            return None
        givens = sorted(map(self._given, self.data), key=lambda given: ORDER.index(given.symbol))
        unit = asked_unit(self.body, self.asked, [(item.start, item.end) for item in self.found])
        if unit is None or any(given.value < 0 and given.symbol != "a" for given in givens):
            return None
        motion = settled(Motion(kind, tuple(givens), self.asked, unit))
        return motion if work(motion) else None

    def _fits(self, datum: _Datum) -> bool:
        """Whether a quantity can have its symbol: by its unit and by the letter that the text gives it; a zero without a
        number by the words that say it."""
        if datum.found is None:
            return self._is_zero(datum)
        letter = {"u": "v0", "e": "s", "x": "s", "d": "s"}.get(datum.found.symbol, datum.found.symbol)
        return DIMENSIONS[datum.symbol] == dimension(datum.found.unit) and letter in ("", datum.symbol)

    def _is_zero(self, datum: _Datum) -> bool:
        """Rest at the start of what speeds up, or at the end of what slows down."""
        still = _words()["still"].search(datum.quote)
        if datum.symbol == "v0":
            return self.up and bool(still or cue("rest_start").search(datum.quote))
        ends = still or cue("rest_end").search(datum.quote)
        return datum.symbol == "v" and self.down and bool(ends)

    def _given(self, datum: _Datum) -> Given:
        if datum.found is None:
            return Given(datum.symbol, Fraction(0), "m/s", "implied")
        value = datum.found.value
        if datum.symbol == "a" and self.down:
            value = -abs(value)
        return Given(datum.symbol, value, datum.found.unit)

    def _roles_hold(self) -> bool:
        """Whether the speeds are the first and the last as claimed, and a braking one is no speeding up."""
        speeds = {datum.symbol: datum for datum in self.data if datum.symbol in ("v0", "v")}
        zero = {symbol: datum.found is None or not datum.found.value for symbol, datum in speeds.items()}
        if (self.starts and not zero.get("v0")) or (self.stops and not zero.get("v")):
            return False
        if any(datum.symbol == "a" and datum.found and datum.found.value < 0 and self.up for datum in self.data):
            return False
        told = [datum for datum in speeds.values() if datum.found is not None]
        if any(is_change(self._before(datum)) for datum in told):
            return False
        if len(told) == 2:
            return self._two_in_order(speeds["v0"].found, speeds["v"].found)
        return not told or self._one_in_place(told[0], other=len(speeds) == 2)

    def _two_in_order(self, first: Found | None, last: Found | None) -> bool:
        """Who speeds up ends faster: the sense of the change says which speed is which."""
        if first is None or last is None:
            return False
        start, end = first.value * UNITS[first.unit][1], last.value * UNITS[last.unit][1]
        return start < end if self.up else end < start

    def _one_in_place(self, datum: _Datum, other: bool) -> bool:
        """One speed with a number: the only one that is open, or said to be the first or the last."""
        before = self._before(datum)
        initial, final = is_initial(before), is_final(before)
        wrong, right = (final, initial) if datum.symbol == "v0" else (initial, final)
        if wrong and not right:
            return False
        if other or (right and not wrong):
            return True
        return datum.symbol == "v0" and self.asked == "v" and self.about_end and not final

    def _before(self, datum: _Datum) -> str:
        start = datum.found.start if datum.found else 0
        return self.body[max(0, start - 45) : start]


def _agrees(motion: Motion, body: str, left: str, found: list[Found]) -> bool:
    """Whether the rules of reading, told only what is asked, do not see another situation or another motion."""
    read = Reading(body, left, found, [motion.unknown]).motion()
    if isinstance(read, Unsolved):
        return read.why != "not_supported"
    return canonical(settled(read)) == canonical(motion)


def _written(motion: Motion, lang: Lang) -> str | None:
    """The motion in class notation, where it is read back as just that motion."""
    shown = statement(motion, lang)
    if motion.unit:
        shown = re.sub(r" \([^()]*\)$", "", shown) + f" {'en' if lang == 'es' else 'in'} {motion.unit}"
    read = parse(shown, lang)
    return shown if isinstance(read, Problem) and canonical(read.data) == canonical(motion) else None
