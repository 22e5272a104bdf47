"""A class's examples as tutor turns: its problems and more of the same structure, in its voice and by its method, as its
students write: decimal mark and sign of multiplication are the class's.

Prompts come with and without the names of method and step, on the class's way and on others': whatever of these a prompt
shows, the class's way of asking is what is learnt, unless it names another method. Part of the turns are the tutor's usual
ones, so that other kinds of problem are not forgotten. No data of real students is involved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from subjects import catalogue
from subjects.problem import LANGS, Exercise, Lang, Problem, Solution, Step
from subjects.subject import Subject
from training import dialogues
from training.dialogues import Telling, Turn, drawn_move, subject_turn
from training.examples.lexicon import asked_in
from training.examples.notation import in_hand
from training.examples.voice import NotSaid, Voice
from training.examples.way import Taken, Way
from training.lint.method import ways
from training.lint.privacy import without
from tutoring.guard import judge_reply
from tutoring.move import Ground, Move, word

OTHER_LANGUAGE = 0.1
"""Share of turns in a language that the examples are not in: a class has students of both."""
OWN_PROBLEM = 0.2
"""Share of turns on the teacher's own problems; the rest are on siblings of them."""
USUAL = 0.3
"""Share of the tutor's usual turns."""
TURNS = 5
"""Turns made of one problem."""
ELSEWHERE = 0.4
"""Share kept of the class's turns that are not in the teacher's words: the usual ones have enough of their kind."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a prompt shows: the names of method and step, and whether the problem stands on the class's way."""

    method: bool
    step: bool
    own_way: bool


PROMPTS: Sequence[tuple[Shown, float]] = (
    (Shown(method=True, step=True, own_way=True), 0.3), (Shown(method=False, step=False, own_way=True), 0.2),
    (Shown(method=False, step=False, own_way=False), 0.4), (Shown(method=False, step=True, own_way=True), 0.1),
)  # fmt: skip


class Material:
    """What one class gives to learn."""

    def __init__(self, way: Way, usual: float = USUAL) -> None:
        """`usual`: the share of the tutor's usual turns among all."""
        self.way = way
        self.usual = usual
        self.subject: Subject = catalogue.find(way.subject)
        methods: list[str | None] = [name for name, _ in way.methods] or [None]
        self._voices: Mapping[str | None, Voice] = {name: Voice(name, way.lexicon) for name in methods}

    @cached_property
    def own(self) -> frozenset[str]:
        """The ids of the teacher's problems: they are never held out."""
        return frozenset(one.solution.problem.id for one in self.way.taken)

    def turns(self, seed: int) -> Iterator[Turn]:
        """Endless turns, a share of them the tutor's usual ones; the same for the same seed."""
        rng = Random(f"{seed}/{self.way.subject}/class")
        class_turns = self.class_turns(rng)
        usual_turns = dialogues.turns(seed, self.way.subject, None, Telling(self._usual))
        while True:
            yield next(usual_turns if rng.random() < self.usual else class_turns)

    def class_turns(self, rng: Random, prompts: Sequence[tuple[Shown, float]] = PROMPTS) -> Iterator[Turn]:
        """Turns in the class's voice."""
        while True:
            taken = rng.choice(self.way.taken)
            lang = taken.lang if rng.random() >= OTHER_LANGUAGE else _other(taken.lang)
            shown = rng.choices([one for one, _ in prompts], [share for _, share in prompts])[0]
            found = self.problem(taken, lang, shown.own_way, rng)
            if found is not None:
                telling = Telling(self._voice(taken.method, rng).word, shown.method, shown.step, self.hand)
                yield from self.about(taken, *found, telling, lang, rng)

    def hand(self, text: str, lang: Lang) -> str:
        """What a student writes, as the class writes it: in the languages of its examples."""
        return in_hand(text, self.way.notation) if lang in self.way.langs else text

    def step_at(self, turn: Turn) -> Step | None:
        """The step that the class takes where a turn stands."""
        names = [name for name in self._voices if name is not None]
        found = (self._voices[name].step(turn.move, turn.ground) for name in names)
        return next((step for step in found if step is not None), None)

    def about(
        self, taken: Taken, text: str, solution: Solution, telling: Telling, lang: Lang, rng: Random
    ) -> Iterator[Turn]:
        """Turns about one solved problem."""
        for _ in range(TURNS):
            try:
                turn = subject_turn(
                    self.subject, solution, text, drawn_move(rng), taken.level, lang, rng, telling
                )
            except NotSaid:
                continue
            if turn is not None and allowed(turn) and (self._in_words(turn) or rng.random() < ELSEWHERE):
                yield turn

    def _in_words(self, turn: Turn) -> bool:
        """Whether a turn's reply asks in the teacher's own words."""
        return bool(asked_in(turn.guiding, self.way.lexicon, turn.lang))

    def _voice(self, method: str, rng: Random) -> Voice:
        if method in self._voices:
            return self._voices[method]
        names: list[str | None] = [name for name, _ in self.way.methods] or [None]
        return self._voices[rng.choices(names, [count for _, count in self.way.methods] or [1])[0]]

    def problem(self, taken: Taken, lang: Lang, own_way: bool, rng: Random) -> tuple[str, Solution] | None:
        """The teacher's problem or a sibling, as a student would send it, solved on the class's way or on another."""
        method: str = taken.method or taken.solution.method
        text, problem = without(taken.example.problem), taken.solution.problem
        if lang != taken.lang or rng.random() >= OWN_PROBLEM:
            exercise: Exercise | None = self.subject.sibling(taken.solution, rng.randrange(1 << 30), lang)
            if exercise is None:
                return None
            text, problem = self._posed(exercise, lang), exercise.problem
        problem = replace(problem, text=text)
        if not own_way:
            others = [name for name in ways(self.subject, problem, taken.level) if name != method]
            method = rng.choice(others) if others else method
        solution = self.subject.solve(problem, method or None, taken.level)
        return (text, solution) if isinstance(solution, Solution) and solution.steps else None

    def _posed(self, exercise: Exercise, lang: Lang) -> str:
        """An exercise's text in the class's hand, where it is then still the same problem."""
        written = self.hand(exercise.text, lang)
        if written == exercise.text:
            return written
        read = self.subject.parse(written, lang)
        return written if isinstance(read, Problem) and read.id == exercise.problem.id else exercise.text

    def _usual(self, move: Move, ground: Ground, rng: Random, reaction: bool, cite: bool) -> str:
        """The tutor's bank; where a prompt names a method of the class, its voice."""
        voice = self._voices.get(ground.solution.method) if ground.solution is not None else None
        try:
            return (voice.word if voice is not None and ground.solution else word)(
                move, ground, rng, reaction, cite
            )
        except NotSaid:
            return word(move, ground, rng, reaction, cite)


def _other(lang: Lang) -> Lang:
    return next(one for one in LANGS if one != lang)


def allowed(turn: Turn) -> bool:
    """Whether the guard lets the guiding reply pass: an adapter must not learn refused ones."""
    return judge_reply(
        turn.told(turn.guiding), dialogues.scene_of(turn.move, turn.ground, turn.prompt)
    ).allowed
