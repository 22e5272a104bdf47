"""A class's voice: the guiding reply of a turn in the teacher's words and by the class's method.

The prompt may show the problem on another method's way: the step that the class takes from the same line is asked for. A
turn for which the class has no words of its own is worded by the tutor's bank, where the prompt's facts allow it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random

from prompts.cite import label
from subjects.phrases import Phrases, fill, slot_names
from subjects.problem import Level, Solution, Step
from training.examples.lexicon import Lexicon, leaf
from tutoring.move import REACTIONS, STEP_MOVES, Ground, Move, MoveKind, bank, citable, slots, word

FRAMES: Mapping[MoveKind, str] = {
    "nudge": "nudge", "tell": "nudge", "confirm": "nudge", "scaffold": "scaffold", "sibling": "sibling", "last": "sibling",
    "focus": "focus",
}  # fmt: skip


class NotSaid(Exception):
    """The class has no wording for a turn that its prompt could carry."""


@lru_cache(maxsize=1)
def frames() -> Phrases:
    """How a question is put."""
    return Phrases.read(Path(__file__).parent / "frames.toml")


@dataclass(slots=True)
class Voice:
    """Words turns as a class would. `method`: the class's; None leaves every problem to the way it is shown."""

    method: str | None
    lexicon: Lexicon
    _solved: dict[tuple[str, Level], Solution | None] = field(default_factory=dict)

    def word(self, move: Move, ground: Ground, rng: Random, reaction: bool = True, cite: bool = True) -> str:
        """A wording with facts named by their labels. Raises NotSaid."""
        if ground.solution is None or move.kind not in STEP_MOVES:
            return word(move, ground, rng, reaction, cite)
        step = self.step(move, ground)
        asked = () if step is None or move.kind not in FRAMES else self.lexicon.asking(step, ground.lang)
        if asked:
            said = _framed(move, ground, rng.choice(asked), rng)
            return f"{_opener(move, ground, rng) if reaction else ''} {said}".strip()
        shown = _shown(move, ground)
        if step is None or shown is None or leaf(step.rule) != leaf(shown.rule):
            raise NotSaid
        return word(move, ground, rng, reaction, cite)

    def step(self, move: Move, ground: Ground) -> Step | None:
        """The step that the class takes from the line which this turn stands at."""
        own, shown = self.way(ground), _shown(move, ground)
        if own is None or shown is None:
            return None
        return next((step for step in own.steps if step.before == shown.before), None)

    def way(self, ground: Ground) -> Solution | None:
        """The problem on the class's way."""
        solution, subject = ground.solution, ground.subject
        if solution is None or subject is None:
            return None
        if self.method is None or solution.method == self.method:
            return solution
        key = (solution.problem.id, ground.level)
        if key not in self._solved:
            found = subject.solve(solution.problem, self.method, ground.level)
            self._solved[key] = found if isinstance(found, Solution) else None
        return self._solved[key]


def _shown(move: Move, ground: Ground) -> Step | None:
    if ground.solution is None:
        return None
    steps = ground.solution.steps
    return steps[min(move.step if move.step is not None else ground.reached, len(steps) - 1)]


def _opener(move: Move, ground: Ground, rng: Random) -> str:
    """The tutor's usual reaction, as `tutoring.move.word` begins with it."""
    said, keys = bank().at(ground.level), (move.manner, REACTIONS.get(move.kind, ""))
    found = (text for key in keys if key and (text := said.say(ground.lang, {}, rng, "react", key)))
    opener = next(found, "")
    return f"{opener}." if opener and opener[-1] not in ".!?:" else opener


def _framed(move: Move, ground: Ground, asked: str, rng: Random) -> str:
    """The question in a frame that these facts fill; facts as labels."""
    values = cited(move, ground)
    kind = FRAMES[move.kind]
    whole = [
        one for one in frames().patterns(ground.lang, kind) if slot_names(one) - {"asked"} <= values.keys()
    ]
    bare = frames().patterns(ground.lang, kind, "bare")
    if not slot_names(asked) <= values.keys():
        raise NotSaid
    fitting = whole or [one for one in bare if slot_names(one) - {"asked"} <= values.keys()]
    if not fitting:
        raise NotSaid
    return fill(rng.choice(fitting).replace("{asked}", asked), values, rng)


def cited(move: Move, ground: Ground) -> dict[str, str]:
    """The labels of a turn's facts by slot."""
    there, values, found = citable(move, ground), slots(move, ground), dict[str, str]()
    if ground.subject is None:
        return found
    for slot in values:
        own = ground.subject.phrases.patterns(ground.lang, "slot", slot) or bank().patterns(
            ground.lang, "slot", slot
        )
        if own and own[0].lower() in there:
            found[slot] = label(own[0])
    if "before" not in found and values.get("before") == values.get("problem") and "problem" in found:
        found["before"] = found["problem"]
    return found
