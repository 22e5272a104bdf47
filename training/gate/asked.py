"""What every voice is asked: turns on problems that no training has seen, half in each language, the same every time.

The problems belong to the held-out part (`training.dataset.is_held_out`), which training leaves alone whatever its seed, and
are none of a teacher's own. A voice is prompted in the edition of the templates that it learned. Where a class's way was taught,
more turns stand where it parts from other ways; their prompts name neither method nor step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from prompts.editions import Edition, current
from prompts.render import Facts, messages
from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Solution, Step
from subjects.subject import Subject
from training.dataset import HELD_OUT, is_held_out
from training.dialogues import WEIGHTS, Turn, subject_turn, turns
from training.examples.taught import Taught, parting
from tutoring.guard import Scene
from tutoring.measuring.recording import digest
from tutoring.move import facts
from tutoring.turn import GENERAL, method_name

SEED = 5_000_011
"""Apart from the seeds of recipes."""
EACH = 3
"""Turns on one problem."""
_PATIENCE = 400
"""Problems in a row that bring nothing new before the source counts as dry."""

Prompt = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn to be worded. `family` is the kind of its problem (`equation`, `system`; "" where it has none). `due`: where the
    ways part, the step that the taught way takes."""

    id: str
    family: str
    turn: Turn
    due: Step | None = None

    def prompt(self, edition: Edition) -> Prompt:
        """As a voice of that edition is asked."""
        if edition == current():
            return self.turn.prompt
        return messages(self.turn.move.kind, self.turn.lang, self._told(), edition)

    def cited(self, edition: Edition) -> dict[str, str]:
        """What the labels of its reply stand for."""
        if edition == current():
            return dict(self.turn.cited)
        told = self._told().labelled(edition.labels.get(self.turn.lang, {}))
        return {name.strip("[]"): fact for name, fact in told.cited}

    @property
    def problem(self) -> str:
        """The id of its problem; "" where it has none."""
        return self.turn.ground.solution.problem.id if self.turn.ground.solution else ""

    def _told(self) -> Facts:
        ground, move = self.turn.ground, self.turn.move
        named = method_name(ground.subject, ground.solution.method, ground.lang) if ground.solution else ""
        held = replace(ground, solution=None, problem="") if move.kind == "concept" else ground
        if self.due is None:
            return facts(move, held, named)
        return replace(facts(move, held, ""), step="", error="")


def drawn(subject: str, count: int, method: str | None = None, own: frozenset[str] = frozenset()) -> tuple[Asked, ...]:
    """`count` turns of a subject's adapter (`general`: of none), the languages in turns; fewer where there are no more.
    `own`: ids of problems that a voice learned from its teacher."""
    return _alternately([_unlike(subject, lang, method, own) for lang in LANGS], count)


def parted(way: Taught, count: int) -> tuple[Asked, ...]:
    """`count` turns where a taught way parts from others, in the languages of its teacher's words; fewer where there are no
    more."""
    return _alternately([_parting(way, lang) for lang in way.langs], count)


def _alternately(sources: list[Iterator[Asked]], count: int) -> tuple[Asked, ...]:
    found: list[Asked] = []
    while sources and len(found) < count:
        source = sources.pop(0)
        if (one := next(source, None)) is not None:
            found.append(one)
            sources.append(source)
    return tuple(found)


def _parting(way: Taught, lang: Lang) -> Iterator[Asked]:
    seen: set[str] = set()
    for probe in parting(way, SEED, lang):
        one = replace(_asked(probe.turn), due=probe.step)
        if one.id not in seen:
            seen.add(one.id)
            yield one


def _unlike(name: str, lang: Lang, method: str | None, own: frozenset[str]) -> Iterator[Asked]:
    rng, seen, missed = Random(f"{SEED}/{name}/{lang}"), set[str](), 0
    source = _general(rng) if name == GENERAL else _about(catalogue.find(name), rng, lang, method)
    for turn in source:
        one = None if turn is None or turn.lang != lang else _asked(turn)
        if one is None or one.id in seen or one.problem in own:
            missed += 1
            if missed > _PATIENCE:
                return
            continue
        missed = 0
        seen.add(one.id)
        yield one


def _asked(turn: Turn) -> Asked:
    family = turn.ground.solution.problem.kind if turn.ground.solution else ""
    return Asked(digest([list(pair) for pair in turn.prompt]), family, turn)


def _general(rng: Random) -> Iterator[Turn | None]:
    for turn in turns(rng.randrange(1 << 30), catalogue.OTHER):
        yield turn if is_held_out(turn) else None


def _about(subject: Subject, rng: Random, lang: Lang, method: str | None) -> Iterator[Turn | None]:
    while True:
        level = rng.choice(LEVELS)
        exercise = subject.generate(rng, lang, level)
        problem = replace(exercise.problem, text=exercise.text)
        if int(problem.id, 16) % HELD_OUT:
            continue
        solution = subject.solve(problem, method or rng.choice(subject.methods), level)
        if not isinstance(solution, Solution) or not solution.steps:
            yield None
            continue
        kinds = rng.choices(list(WEIGHTS), list(WEIGHTS.values()), k=EACH)
        for kind in dict.fromkeys(kinds):
            turn = subject_turn(subject, solution, exercise.text, kind, level, lang, rng)
            yield turn if turn is not None and is_held_out(turn) else None  # a new exercise is another problem


def scene(asked: Asked) -> Scene:
    """What the guard would know of this turn in class."""
    from training.dialogues import scene_of

    return scene_of(asked.turn.move, asked.turn.ground, asked.turn.prompt)
