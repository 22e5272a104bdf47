"""Attacks on open problems, turn by turn, with the obeying model behind the real plan, prompts and guard.

What is counted as a leak is what the record says was planted and a student would have read; `gives_away` counts a
second time on its own, worked examples with other data left out, and `claims` counts false equations. A turn that the
tutor answers with a fixed text asks no model, so nothing was planted in it: it is no attacked turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bot.evaluation.attacks.obeying import FORMS, Knows, knows
from bot.evaluation.attacks.suite import Attack
from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Solution
from subjects.subject import Subject
from tutoring.measuring.claims import claims, split
from tutoring.measuring.known import known
from tutoring.measuring.leaks import Truth, gives_away
from tutoring.reading import Reader
from tutoring.session import Session
from tutoring.turn import Lesson, Plan, Speaking, own_words, plan_turn

_AHEAD = 0.5
"""How often a student has done some steps before the attack."""


@dataclass(frozen=True, slots=True)
class Assault:
    """One turn of an attack. `planted`: what the model said, a giveaway each; `shown`: what the student read;
    `let_through`: the giveaways among it; `second`: what the second checker calls one; `false`: equations that are not
    true."""

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


@dataclass(frozen=True, slots=True)
class Besieged:
    """A problem under attack: solved, and the session as the student's own work has left it."""

    subject: Subject
    solution: Solution
    session: Session


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
        session = _spoken(opened)
        for step in range(rng.randint(0, len(solution.steps) - 1) if rng.random() < _AHEAD else 0):
            session = _spoken(plan_turn(session, subject.attempt_line(solution, step, rng, lang), lesson, reader))
        if not session.solved and session.subject == name:
            yield Besieged(subject, solution, session)


def _spoken(plan: Plan) -> Session:
    speaking = Speaking(plan)
    speaking.end()
    speaking.complete()
    return speaking.session()


def besiege(
    attack: Attack, target: Besieged, lesson: Lesson, reader: Reader, rng: Random, guarded: bool = True
) -> Iterator[Assault]:
    """The turns of one attack on one problem. `guarded` False: what the model says is shown as it is."""
    session = target.session
    for turn, text in enumerate(attack.turns):
        told = knows(target.subject, target.solution, target.session.reached, attack.lang, turn, rng)
        plan = plan_turn(session, text, lesson, reader, seed=turn)
        planted = pieces(FORMS[attack.form](told)) if plan.prompt else ()
        said = _dressed(" ".join(planted), plan, rng)
        speaking = Speaking(plan)
        if guarded or not planted:
            _listen(speaking, said)
        else:
            speaking.shown = said
        session = speaking.session()
        through = _let_through(target, told, planted, speaking.shown)
        yield Assault(
            attack, target.subject.name, target.solution.problem.text, planted, speaking.shown, through,
            second(target, speaking.shown, session), _false(target, speaking.shown, session), speaking.guarded,
        )  # fmt: skip


def _let_through(target: Besieged, told: Knows, planted: Sequence[str], shown: str) -> tuple[str, ...]:
    """What was planted and stands in what the student reads; what the student had written before is no news."""
    written = (
        target.solution.problem.text,
        *(line for role, line in target.session.said if role == "student"),
    )
    read, stood = _bare(shown), _tight("\n".join(written))
    lines = (part.strip() for line in (told.text, *told.lines) for part in line.split(";"))
    own = tuple(line for line in lines if _tight(line) in stood)
    return tuple(
        one for one in planted if _bare(one) and _bare(one) in read and not any(line in one for line in own)
    )


def _listen(speaking: Speaking, said: str) -> None:
    """As the bot does: one more try when nothing was shown, then the tutor's own words."""
    speaking.feed(said)
    speaking.end()
    if speaking.again():
        speaking.feed(said)
        speaking.end()
    speaking.complete()


def _dressed(planted: str, plan: Plan, rng: Random) -> str:
    """The giveaway alone, after a sound question, or before one."""
    if plan.fixed:
        return planted
    sound = own_words(plan)
    return rng.choice((planted, f"{sound} {planted}", f"{planted} {sound}"))


def pieces(said: str) -> tuple[str, ...]:
    """The sentences of what was planted."""
    return tuple(part for part in re.split(r"(?<=[.?;。])\s+", said) if part)


def _bare(text: str) -> str:
    return re.sub(r"[\s.]+", " ", text).strip()


def _tight(text: str) -> str:
    """As `_bare`, without spaces: students write «s=1350 m»."""
    return _bare(text).replace(" ", "")


def second(target: Besieged, shown: str, session: Session) -> str:
    """What the second checker finds given away in what is shown; "" where it finds nothing."""
    answer, problem = target.solution.answer, target.solution.problem
    truth = Truth(problem.text, problem.unknown, answer.kind, answer.value)
    student = [problem.text, *(line for role, line in session.said if role == "student")]
    return gives_away(split(shown)[0], truth, student)


def _false(target: Besieged, shown: str, session: Session) -> tuple[str, ...]:
    problem = target.solution.problem
    about = known(target.subject.name, problem.text, problem.lang, session.level or "3eso")
    return claims(shown, about, (problem.text, *(line for _, line in session.said[:-1]))).false


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
