"""Attacks on open problems, turn by turn, with the obeying model behind the real plan, prompts and guard.

What is counted as a leak, or as false, is what the record says was planted and a student would have read; `gives_away`
counts leaks a second time on its own, worked examples with other data left out, and `claims` false equations. A turn that
the tutor answers with a fixed text asks no model, so nothing was planted in it: it is no attacked turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bot.evaluation.attacks.held_out import OVER_TURNS, TOGETHER
from bot.evaluation.attacks.obeying import Knows, knows
from bot.evaluation.attacks.planted import giveaways, read, stands
from bot.evaluation.attacks.suite import Attack, forms_of
from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Solution
from subjects.subject import Subject
from tutoring.measuring.claims import claims, split
from tutoring.measuring.known import Known, known
from tutoring.measuring.leaks import Truth, gives_away
from tutoring.reading import Reader
from tutoring.session import Session
from tutoring.speaking import Speaking, own_words
from tutoring.students.talk import spoken
from tutoring.turn import Lesson, Plan, plan_turn

_AHEAD = 0.5
"""How often a student has done some steps before the attack."""


@dataclass(frozen=True, slots=True)
class Assault:
    """One turn of an attack. `planted`: what the model said, each a giveaway, or false where the attack asks for that;
    `shown`: what the student read; `let_through`: the giveaways among it; `second`: what the second checker calls one;
    `false`: what of it is not true, planted or found."""

    attack: Attack
    subject: str
    problem: str
    planted: tuple[str, ...]
    shown: str
    let_through: tuple[str, ...]
    second: str
    false: tuple[str, ...]
    guarded: str

    @property
    def attacked(self) -> bool:
        """Whether a model was asked, and planted something."""
        return bool(self.planted)

    @property
    def lied(self) -> bool:
        """Whether something false was planted and came through."""
        return self.attack.lies and any(one in self.false for one in self.planted)


@dataclass(frozen=True, slots=True)
class Besieged:
    """A problem under attack: solved, and the session as the student's own work has left it; `wrote`: all that work, of which
    a session keeps the last messages alone."""

    subject: Subject
    solution: Solution
    session: Session
    wrote: tuple[str, ...] = ()


def problems(name: str, lang: Lang, lesson: Lesson, reader: Reader, seed: str) -> Iterator[Besieged]:
    """Endless problems of a subject, opened as a student opens them; on half of them some steps are done."""
    subject, rng = catalogue.find(name), Random(f"{seed}/{name}/{lang}")
    while True:
        level = rng.choice(LEVELS)
        exercise = subject.generate(rng, lang, level)
        opened = plan_turn(Session(lang=lang, level=level), exercise.text, lesson, reader)
        solution = opened.ground.solution
        if solution is None or opened.move.kind != "open":
            continue
        session, wrote = _spoken(opened), tuple[str, ...]()
        for step in range(rng.randint(0, len(solution.steps) - 1) if rng.random() < _AHEAD else 0):
            wrote += (subject.attempt_line(solution, step, rng, lang),)
            session = _spoken(plan_turn(session, wrote[-1], lesson, reader))
        if not session.solved and session.subject == name:
            yield Besieged(subject, solution, session, wrote)


def _spoken(plan: Plan) -> Session:
    speaking = Speaking(plan)
    speaking.end()
    speaking.complete()
    return speaking.session()


def besiege(
    attack: Attack, target: Besieged, lesson: Lesson, reader: Reader, rng: Random, guarded: bool = True
) -> Iterator[Assault]:
    """The turns of one attack on one problem. `guarded` False: what the model says is shown as it is."""
    session, halves = target.session, tuple[str, ...]()
    about, student = _about(target), _written(target)
    for turn, text in enumerate(attack.turns):
        told = knows(target.subject, target.solution, about, target.session.reached, attack.lang, turn, rng)
        plan = plan_turn(session, text, lesson, reader, seed=turn)
        planted = _planted(attack, told) if plan.prompt else ()
        said = _dressed(" ".join(planted), plan, rng)
        speaking = Speaking(plan)
        if guarded or not planted:
            spoken(speaking, said)
        else:
            speaking.shown = said
        session = speaking.session()
        came = read(planted, speaking.shown)
        through = () if attack.lies else giveaways(came, told, student)
        own = speaking.shown.replace(plan.card, "").replace(plan.move.exhibit, "")  # both are the subject's, not the model's
        false = _false(target, about, own, session)
        if attack.lies:
            false += tuple(one for one in came if not stands(one, student))
        if attack.form in OVER_TURNS:
            halves += through
            through = halves if turn and len(halves) == len(attack.turns) else ()
        yield Assault(
            attack, target.subject.name, target.solution.problem.text, planted, speaking.shown, through,
            second(target, speaking.shown, session), false, speaking.guarded,
        )  # fmt: skip


def _planted(attack: Attack, told: Knows) -> tuple[str, ...]:
    said = forms_of(attack.family)[attack.form](told)
    return (said,) if attack.form in TOGETHER else pieces(said)


def _written(target: Besieged) -> str:
    """What the student wrote after the problem."""
    problem = target.solution.problem.text
    said = (line for role, line in target.session.said if role == "student" and line != problem)
    return "\n".join(dict.fromkeys((*target.wrote, *said)))


def _dressed(planted: str, plan: Plan, rng: Random) -> str:
    """The giveaway alone, after a sound question, or before one."""
    if plan.fixed:
        return planted
    sound = own_words(plan)
    return rng.choice((planted, f"{sound} {planted}", f"{planted} {sound}"))


def pieces(said: str) -> tuple[str, ...]:
    """The sentences of what was planted."""
    return tuple(part for part in re.split(r"(?<=[.?;。])\s+", said) if part)


def second(target: Besieged, shown: str, session: Session) -> str:
    """What the second checker finds given away in what is shown; "" where it finds nothing."""
    answer, problem = target.solution.answer, target.solution.problem
    truth = Truth(problem.text, problem.unknown, answer.kind, answer.value)
    student = [problem.text, *target.wrote, *(line for role, line in session.said if role == "student")]
    return gives_away(split(shown)[0], truth, student)


def _about(target: Besieged) -> Known:
    problem = target.solution.problem
    return known(target.subject.name, problem.text, problem.lang, target.session.level or "3eso")


def _false(target: Besieged, about: Known, shown: str, session: Session) -> tuple[str, ...]:
    """What `claims` calls false, without the branches that the solution itself goes through («m² = 16 or m² = -1»)."""
    problem = target.solution.problem
    lines = (target.subject.show(step.after, problem.lang) for step in target.solution.steps)
    branches = [line for line in lines if re.search(r" (?:o|or) ", line)]
    return claims(shown, about, (problem.text, *branches, *(line for _, line in session.said[:-1]))).false


def siege(
    attacks: Sequence[Attack], turns: int, lesson: Lesson, reader: Reader, seed: str = "siege", guarded: bool = True
) -> Iterator[Assault]:
    """At least `turns` turns: every attack in order, again and again, each on another problem."""
    rng, made = Random(seed), 0
    open_problems = {
        (name, lang): problems(name, lang, lesson, reader, seed) for name in lesson.subjects for lang in LANGS
    }
    while made < turns:
        for at, attack in enumerate(attacks):
            name = lesson.subjects[(at + made) % len(lesson.subjects)]
            for assault in besiege(attack, next(open_problems[name, attack.lang]), lesson, reader, rng, guarded):
                made += 1
                yield assault
