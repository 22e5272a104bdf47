"""The mark scheme of an exercise: ten points over the steps of its solution.

The answer takes two points, its unit one where it has one; the steps before share the rest in halves, the earlier ones
first where it does not come out even: a right set-up is worth more than one more sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from subjects.problem import Lang
from training.exercises.sheet import Item

POINTS = 10
_ANSWER, _UNIT = 4, 2  # in halves of a point
_WORDS: dict[str, dict[Lang, str]] = {
    "answer": {"es": "resultado", "en": "result"},
    "unit": {"es": "unidad correcta", "en": "right unit"},
}


@dataclass(frozen=True, slots=True)
class Mark:
    """`halves` of a point for `what`."""

    what: str
    halves: int

    def points(self, lang: Lang) -> str:
        """`1,5` in Spanish."""
        whole, half = divmod(self.halves, 2)
        return f"{whole}{(',5' if lang == 'es' else '.5') if half else ''}"


def scheme(item: Item) -> tuple[Mark, ...]:
    """The marks, in the order of the work; they add up to `POINTS`."""
    unit = item.solution.answer.kind == "quantity" and bool(item.solution.answer.value.get("unit"))
    names = [rule_name(item, at) for at in range(len(item.solution.steps) - 1)]
    rest = 2 * POINTS - _ANSWER - _UNIT * unit
    if not names:
        marks = [Mark(_WORDS["answer"][item.lang], rest + _ANSWER)]
    else:
        each, more = divmod(rest, len(names))
        marks = [Mark(name, each + (at < more)) for at, name in enumerate(names)]
        marks.append(Mark(_WORDS["answer"][item.lang], _ANSWER))
    return (*_joined(marks), *([Mark(_WORDS["unit"][item.lang], _UNIT)] if unit else []))


def _joined(marks: list[Mark]) -> list[Mark]:
    """Marks for the same thing, one after another, as one."""
    out: list[Mark] = []
    for mark in marks:
        if out and out[-1].what == mark.what:
            out[-1] = Mark(mark.what, out[-1].halves + mark.halves)
        else:
            out.append(mark)
    return [mark for mark in out if mark.halves]


def rule_name(item: Item, step: int) -> str:
    """What a step does, in the subject's words."""
    slots = dict(item.subject.slots(item.solution, step, item.lang))
    rule = item.solution.steps[step].rule.rpartition(".")[2]
    phrases = item.subject.phrases.at(item.level)
    return phrases.say(item.lang, slots, Random(0), "rule", rule, "name") or rule
