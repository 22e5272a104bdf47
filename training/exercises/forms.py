"""How a machine may mark an answer: a number within a tolerance, one of several written forms, or a person."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from training.exercises.sheet import Item
from training.exercises.wording import spelled

TOLERANCE = 0.01
"""Share of a number that a rounded answer may be off."""
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number, how far off an answer may be, and its unit."""

    value: float
    tolerance: float
    unit: str


@dataclass(frozen=True, slots=True)
class Written:
    """The ways to write the answer that are taken."""

    forms: tuple[str, ...]


def form(item: Item) -> Number | Written | None:
    """How the answer of an exercise is marked; None where a person must."""
    answer, lang = item.solution.answer, item.lang
    if len(item.subject.parts(item.solution)) > 1:
        return None
    if answer.kind == "quantity":
        value = float(answer.value["value"])
        return Number(value, abs(value) * TOLERANCE, item.subject.show(answer.value["unit"] or "", lang))
    forms = _solutions(item) if answer.kind == "solutions" else (spelled(item, answer),)
    written = dict.fromkeys(each for shown in forms for each in (shown, shown.replace(" ", "")))
    taken = tuple(each for each in written if len(each) <= _LONGEST and _is_right(item, each))
    return Written(taken) if taken else None


def _is_right(item: Item, text: str) -> bool:
    """Whether the subject itself takes this for the answer: no form is given to a machine that a student may not write."""
    verdict = item.subject.check(item.solution, text, item.lang)
    return verdict.outcome == "right" and verdict.final


def _solutions(item: Item) -> tuple[str, ...]:
    """`x = 2 o x = 3` in either order, joined by words, commas or semicolons; one solution also as its bare value."""
    lang, shown = item.lang, item.subject.show
    pairs = [
        ", ".join(f"{name} = {shown(str(value), lang)}" for name, value in each.items())
        for each in item.solution.answer.value
    ]
    if len(pairs) == 1:
        only = item.solution.answer.value[0]
        bare = (shown(str(next(iter(only.values()))), lang),) if len(only) == 1 else ()
        orders = permutations(pairs[0].split(", ")) if len(only) <= 3 else [tuple(pairs)]
        return (*(", ".join(order) for order in orders), *bare)
    if len(pairs) > 4:
        return ()
    joints = {"es": (" o ", " y ", ", ", "; "), "en": (" or ", " and ", ", ", "; ")}[lang]
    return tuple(joint.join(order) for order in permutations(pairs) for joint in joints)
