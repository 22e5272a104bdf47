"""What a text asks: nouns (a time, a speed, a height) with the moment or place that each is asked for.

The pieces are put together freely: any noun with any condition. A scene says which pairs it knows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from subjects.kinematics.quantities import Found
from subjects.kinematics.scenes.page import ORDER, Clause, Page, parts_of
from subjects.problem import Lang


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, list[str]]]:
    """The patterns of `words.toml`: table, then name."""
    tree: Mapping[str, Mapping[str, list[str]]] = tomllib.loads(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    )
    return tree


@lru_cache(maxsize=256)
def listed(table: str, name: str) -> str:
    """One list as a single pattern of whole words."""
    return rf"(?<![a-z])(?:{'|'.join(words()[table][name])})(?![a-z])"


@dataclass(frozen=True, slots=True)
class When:
    """A condition: `kind` is `T`, `S` or `L` with its quantity, or the name of a moment (`stop`, `top`, "
    "`ground`)."""

    kind: str
    item: Found | None = None


@dataclass(slots=True)
class Ask:
    """One question: what, when (None: not said), under which letter, in which clause."""

    noun: str
    when: When | None
    label: str
    clause: Clause
    same: bool = False
    vector: bool = False
    also: tuple[When, ...] = ()


def asks(
    page: Page, nouns: Sequence[str], moments: Sequence[str], conditions: bool = True, many: bool = False
) -> list[Ask] | None:
    """All questions in order; None where a clause asks in a way that is not understood. `nouns` and `moments`: names of
    lists, the more special first; `many`: whether a question may have several conditions."""
    out: list[Ask] = []
    for clause in page.clauses:
        if not clause.asks:
            continue
        pending: list[Ask] = []
        for part in parts_of(page, clause):
            page.take(listed("refer", "kept"), part)
            same = bool(page.take(listed("refer", "same"), part))
            when = _when(page, part, moments, conditions)
            if len(when) > 1 and not many:
                return None
            found = _nouns(page, part, nouns)
            vector = (
                bool(page.take(listed("refer", "vector"), part))
                or "vector" in page.whole[part.start : part.end]
            )
            first = when[0] if when else None
            pending += [Ask(noun, first, part.label, part, same, vector, tuple(when[1:])) for noun in found]
            if not found and when:
                if not pending and not clause.label and _story(page, clause):
                    continue
                if not pending or pending[-1].when:
                    return None
                for ask in pending:
                    ask.when = ask.when or when[0]
        out += _inherited(pending)
    return out


def _story(page: Page, part: Clause) -> bool:
    return "?" not in page.whole[part.start : part.end + 1]


_SHARING = ("time", "speed", "final_speed", "position", "distance", "height", "range")
_SHARED = ("T", "ground", "top", "L", "stop")


def _inherited(pending: list[Ask]) -> list[Ask]:
    """`la velocidad y la distancia a los 5 s`: a condition said once at the end of a clause holds for "
    "all of it."""
    for at, ask in enumerate(pending):
        if ask.when or ask.same or at + 1 >= len(pending) or ask.noun not in _SHARING:
            continue
        later = pending[at + 1]
        if later.when and later.when.kind in _SHARED and later.noun not in ("time", "acceleration"):
            ask.when = later.when
    return pending


def _when(page: Page, part: Clause, moments: Sequence[str], conditions: bool) -> list[When]:
    found = [When(name) for name in moments if page.take(listed("moment", name), part)]
    for kind in ("T", "S", "L") if conditions else ():
        while match := page.take(listed("condition", kind), part):
            found.append(When(kind, page.items[int(next(group for group in match.groups() if group))]))
    return found


def _nouns(page: Page, part: Clause, nouns: Sequence[str]) -> list[str]:
    hits: list[tuple[int, str]] = []
    for noun in nouns:
        while match := page.take(listed("noun", noun), part):
            hits.append((match.start(), noun))
    found = list(dict.fromkeys(noun for _, noun in sorted(hits)))
    return [noun for noun in found if not _NARROWER.get(noun, frozenset()) & {*found}]


_NARROWER = {
    "distance": frozenset({"total_distance"}),
    "time": frozenset({"total_time", "flight_time"}),
    "speed": frozenset({"final_speed", "mean_speed", "initial_speed", "components"}),
    "height": frozenset({"top_height"}),
    "position": frozenset({"where"}),
}
"""A wide noun beside a narrower one says nothing of its own: `la distancia total que recorre`."""


def further_question(text: str, lang: Lang, counted: int) -> bool:
    """Whether more questions are joined in a text than were counted: `el tiempo y la velocidad con la "
    "que llega`."""
    page = Page(text, lang)
    page.take(listed("told", "gravity"))
    if _unknown_noun(page):
        return True
    found = 0
    for clause in page.clauses:
        if not clause.asks:
            continue
        asked = 0
        for part in parts_of(page, clause):
            marked = "{" in page.text[part.start : part.end]
            noun = any(page.take(listed("noun", noun), part) for noun in _PLAIN)
            asked += noun and not marked
            ordered = marked and any(
                re.search(listed("noun", noun), head)
                for head in (page.whole[part.start : part.end].split("{")[0],)
                for noun in _PLAIN
                if ORDER.search(head)
            )
            asked += bool(ordered and page.whole[part.end : part.end + 1] != "?")
            asked = max(asked, int(noun and page.whole[part.end : part.end + 1] == "?"))
        found += asked
    return found > counted


_DEMAND = re.compile(
    r"\b(?:find|calculate|determine|work out|calcula|calcular|halla|hallar|determina|"
    r"determinar)\b:? (?=\w+ \w+)(?P<what>[^.;:?{]*)"
)


def _unknown_noun(page: Page) -> bool:
    """Whether an order asks first for something that is no quantity of motion: `find the momentum and "
    "...`."""
    for match in _DEMAND.finditer(page.whole):
        head = " ".join(match["what"].split()[:7])
        if not any(re.search(listed("noun", noun), head) for noun in (*_PLAIN, "range", "position", "angle")):
            return True
    return False


_PLAIN = ("speed", "acceleration", "height", "distance", "time")
