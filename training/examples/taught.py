"""What way a version was taught, as its card tells, and unseen turns at which its fidelity to it shows.

The card holds no example, so the problems are drawn anew: of the kinds and levels that the teacher's examples were of, from
the part that no training learns, and never the teacher's own. Each is shown on a rival method's way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from random import Random
from typing import Any

from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Level, Solution
from training.dataset import is_unseen
from training.dialogues import Telling, drawn_move, subject_turn
from training.examples.lexicon import leaf
from training.examples.material import allowed
from training.examples.probes import KINDS, Probe, style_of
from training.examples.voice import NotSaid, Voice
from training.examples.way import Way
from training.fidelity import Style
from training.lint.method import ways

EACH = 4
"""Turns tried on one problem."""
_PATIENCE = 3_000
"""Problems in a row on which the ways do not part before there are held to be no more."""


@dataclass(frozen=True, slots=True)
class Taught:
    """`problems`: the ids of the teacher's own; `kinds` and `levels` of them."""

    style: Style
    problems: frozenset[str]
    kinds: frozenset[str]
    levels: tuple[Level, ...]

    @property
    def langs(self) -> tuple[Lang, ...]:
        """The languages in which the teacher named steps; all where in none."""
        said = {one.lang for one in self.style.lexicon.namings}
        return tuple(lang for lang in LANGS if lang in said) or LANGS


def row_of(way: Way) -> Mapping[str, Any]:
    """What a card keeps of the way that is taught: no example, only the names of the steps."""
    solved = [one.solution.problem for one in way.taken]
    return {
        "style": style_of(way).row(), "problems": sorted({one.id for one in solved}),
        "kinds": sorted({one.kind for one in solved}), "levels": sorted({one.level for one in way.taken}),
    }  # fmt: skip


def taught(recipe: Mapping[str, Any]) -> Taught | None:
    """The way that the recipe of a card tells of; None where no teacher's examples were learnt. What an imported adapter claims
    of itself counts too."""
    claimed = recipe.get("claimed")
    made = made_from(recipe) or made_from(claimed.get("recipe") if isinstance(claimed, Mapping) else None)
    try:
        style = Style.of(made["style"])
        levels = tuple(level for level in LEVELS if level in made.get("levels", ()))
        found = Taught(style, frozenset(made.get("problems", ())), frozenset(made.get("kinds", ())), levels or LEVELS)
    except (AttributeError, KeyError, TypeError):  # none, or of another form
        return None
    return found if _sound(style) else None


def _sound(style: Style) -> bool:
    """Whether all that a card tells is known here: it may have come from elsewhere."""
    if style.subject not in catalogue.names():
        return False
    texts = [text for one in style.lexicon.namings for text in astuple(one)] + [*astuple(style.notation)]
    return all(isinstance(text, str) for text in texts) and {*style.methods, *style.rivals} <= {
        *catalogue.find(style.subject).methods
    }


def made_from(recipe: Any) -> Mapping[str, Any]:
    """What the recipe of a card tells of a teacher's examples; nothing where there were none."""
    made = recipe.get("made_from") if isinstance(recipe, Mapping) else None
    return made if isinstance(made, Mapping) else {}


def parting(way: Taught, seed: int, lang: Lang) -> Iterator[Probe]:
    """Probes in one language, the same for the same seed, until problems run dry; their own wording is the class's."""
    subject, rng = catalogue.find(way.style.subject), Random(f"{seed}/{way.style.subject}/{lang}/parting")
    voices = [Voice(name, way.style.lexicon) for name in way.style.methods]
    missed = 0
    while voices and way.style.rivals and missed < _PATIENCE:
        missed += 1
        level = rng.choice(way.levels)
        exercise = subject.generate(rng, lang, level)
        problem = replace(exercise.problem, text=exercise.text)
        if (way.kinds and problem.kind not in way.kinds) or not is_unseen(problem, way.problems):
            continue
        solved = ways(subject, problem, level)
        rivals = [name for name in way.style.rivals if name in solved]
        if not rivals or not any(name in solved for name in way.style.methods):
            continue
        for probe in _at(voices, solved[rng.choice(rivals)], exercise.text, level, lang, rng):
            missed = 0
            yield probe


def _at(voices: list[Voice], shown: Solution, text: str, level: Level, lang: Lang, rng: Random) -> Iterator[Probe]:
    subject, voice = catalogue.find(shown.problem.subject), rng.choice(voices)
    telling = Telling(voice.word, method=False, step=False)
    for _ in range(EACH):
        try:
            turn = subject_turn(subject, shown, text, drawn_move(rng), level, lang, rng, telling)
        except NotSaid:
            continue
        step = voice.step(turn.move, turn.ground) if turn is not None and turn.move.kind in KINDS else None
        if turn is None or step is None or not allowed(turn):
            continue
        if leaf(step.rule) != leaf(shown.steps[turn.move.step or 0].rule):
            yield Probe(turn, step)
