"""Turns on unseen problems at which fidelity is measured: the same prompts for every adapter, the method named in none.

A probe stands where the class's way parts from the way that the prompt shows, which is another method's, so nothing in the
prompt speaks for the class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from subjects.problem import Lang, Step
from training.dataset import is_unseen
from training.dialogues import Telling, Turn
from training.examples.lexicon import leaf
from training.examples.material import Material, Shown
from training.examples.way import Way
from training.fidelity import Style, style
from training.lint.method import ways
from tutoring.move import MoveKind

KINDS: frozenset[MoveKind] = frozenset({"nudge", "scaffold", "tell", "focus", "confirm", "sibling", "last"})
UNNAMED = Shown(method=False, step=False, own_way=False)


@dataclass(frozen=True, slots=True)
class Probe:
    """A turn, and the step that the class takes there."""

    turn: Turn
    step: Step


def style_of(way: Way) -> Style:
    """What the replies of a class should be like; rivals are the other methods of its problems."""
    material = Material(way)
    rivals = {name for one in way.taken for name in ways(material.subject, one.solution.problem, one.level)}
    methods = [name for name, _ in way.methods]
    return style(way.subject, methods, sorted(rivals - set(methods)), way.lexicon, way.notation)


def probes(way: Way, seed: int, lang: Lang, shown: Shown = UNNAMED) -> Iterator[Probe]:
    """Endless probes in one language, the same for the same seed."""
    material, rng = Material(way), Random(f"{seed}/{way.subject}/{lang}/probe")
    while True:
        taken = rng.choice(way.taken)
        found = material.problem(taken, lang, shown.own_way, rng)
        if found is None or not is_unseen(found[1].problem, material.own):
            continue
        telling = Telling(method=shown.method, step=shown.step)
        for turn in material.about(taken, *found, telling, lang, rng):
            step = material.step_at(turn) if turn.move.kind in KINDS else None
            if step is not None and leaf(step.rule) != leaf(found[1].steps[turn.move.step or 0].rule):
                yield Probe(turn, step)
