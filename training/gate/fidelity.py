"""Method fidelity in a report: what of the way that a teacher's examples taught holds of each voice's replies, and examples.

Asked are turns where that way parts from others, with the same prompts for every voice, which name neither method nor step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from subjects import catalogue
from subjects.problem import LANGS, Lang
from training.examples.taught import Taught
from training.gate.asked import Asked
from training.gate.judging import Judged
from tutoring.measuring.intervals import share
from tutoring.sentence import Sentence
from tutoring.turn import method_name

PARTS: Mapping[str, Sentence] = {
    "wording": Sentence("con sus palabras", "in its words"),
    "notation": Sentence("con su notación", "in its notation"),
    "order": Sentence("en su orden", "in its order"),
}
"""What fidelity is made of; a reply is faithful where all of it holds."""
SHOWN = 6
"""Turns that the report shows."""


def woven(usual: Sequence[Asked], parted: Sequence[Asked]) -> tuple[Asked, ...]:
    """Both, evenly mixed, so that a trial that ends early has asked of both."""
    places = [(at / max(1, len(some)), order, one) for order, some in enumerate((usual, parted)) for at, one in enumerate(some)]
    return tuple(one for *_, one in sorted(places, key=lambda place: place[:2]))


def of_voices(way: Taught, parted: Sequence[Asked], said: Mapping[str, Mapping[str, Judged]]) -> dict[str, Any]:
    """As plain JSON: the methods, how many turns, and by voice and part the share that holds; some turns with their replies."""
    faiths = {role: [found[one.id].faith for one in parted] for role, found in said.items()}
    return {
        "subject": way.style.subject, "methods": list(way.style.methods), "turns": len(parted),
        "parts": {
            role: {part: share(bool(getattr(each, part)) for each in found if each is not None).to_json() for part in PARTS}
            for role, found in faiths.items()
        },
        "examples": [_example(one, said) for one in sorted(parted, key=lambda one: _alike(one, said))[:SHOWN]],
    }  # fmt: skip


def _alike(one: Asked, said: Mapping[str, Mapping[str, Judged]]) -> bool:
    return len({found[one.id].points["method"] for found in said.values()}) == 1


def _example(one: Asked, said: Mapping[str, Mapping[str, Judged]]) -> dict[str, Any]:
    solution = one.turn.ground.solution
    replies = {role: found[one.id] for role, found in said.items()}
    return {
        "lang": one.turn.lang, "problem": solution.problem.text if solution else "", "student": one.turn.ground.student,
        "replies": {role: {"text": each.text, "faithful": each.points["method"]} for role, each in replies.items()},
    }  # fmt: skip


def named(method: Mapping[str, Any]) -> Sentence:
    """The taught methods in words."""

    def of(lang: Lang) -> str:
        subject = catalogue.find(method["subject"])
        return ", ".join(method_name(subject, name, lang) for name in method["methods"])

    es, en = (of(lang) for lang in LANGS)
    return Sentence(es, en)


def told(method: Mapping[str, Any]) -> Sentence | None:
    """What was measured, or that nothing could be; None where no examples taught a way."""
    if not method:
        return None
    names, count = named(method), method["turns"]
    if not count:
        return Sentence(
            "fidelidad al método no medida: en los problemas de la clase su método no se separa de otros",
            "fidelity to the method was not measured: on the class's problems its method does not part from others",
        )
    return Sentence(
        f"como lo hace la clase ({names.es}): {count} turnos más en los que su método se separa de otros y nada en la petición "
        "lo nombra",
        f"in the class's way ({names.en}): {count} turns more where its method parts from others and nothing in the prompt "
        "names it",
    )
