"""Unseen prompts for comparing voices: generated problems, and the turns that a student would bring about on them.

The prompt and what its reply may say are made by the tutor's own `plan_turn`, so they are what serving would send. The
student's words are generated lines of work and wishes written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from bot.evaluation.conversations import LEVELS_MADE, SEED, by_hand, wishes
from subjects import catalogue
from subjects.problem import LANGS, Lang, Solution
from subjects.subject import Subject
from tutoring.measuring.recording import digest
from tutoring.reading import Reader
from tutoring.session import Session
from tutoring.turn import GENERAL, Lesson, Plan, plan_turn

MOVES = ("open", "nudge", "scaffold", "focus", "confirm")
GENERAL_MOVES = ("ask_problem", "bring_back", "unsolved", "clarify")

_PATIENCE = 2000
"""Draws in a row that bring nothing new before the source counts as dry."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One prompt to answer. `problem` is the text of the problem at hand ("" when there is none)."""

    id: str
    subject: str
    lang: Lang
    plan: Plan
    problem: str = ""


def samples(subject: str, count: int, lesson: Lesson, reader: Reader) -> tuple[Sample, ...]:
    """`count` prompts of a subject's adapter (`general`: of none), half in each language, the same every time."""
    halves = [islice(_unlike(subject, lang, lesson, reader), (count + 1) // 2) for lang in LANGS]
    return tuple(sample for half in halves for sample in half)[:count]


def _unlike(name: str, lang: Lang, lesson: Lesson, reader: Reader) -> Iterator[Sample]:
    rng = Random(f"{SEED}/prompts/{name}/{lang}")
    seen: set[str] = set()
    missed = 0
    while missed < _PATIENCE:
        made = _general(lang, lesson, reader, rng) if name == GENERAL else _step(name, lang, lesson, reader, rng)
        if made is None or made.id in seen:
            missed += 1
            continue
        missed = 0
        seen.add(made.id)
        yield made


def _step(name: str, lang: Lang, lesson: Lesson, reader: Reader, rng: Random) -> Sample | None:
    subject, level = catalogue.find(name), rng.choice(LEVELS_MADE)
    exercise = subject.generate(rng, lang, level)
    solution = subject.solve(exercise.problem, dict(lesson.methods).get(name), level)
    if not isinstance(solution, Solution) or not solution.steps:
        return None
    wanted = rng.choice(MOVES)
    if wanted == "confirm" and len(solution.steps) < 2:
        return None  # there is no step to go on to
    session, said = _scene(subject, solution, exercise.text, wanted, lang, rng)
    plan = plan_turn(replace(session, level=level), said, lesson, reader, rng.randrange(1 << 30))
    if plan.move.kind != wanted or plan.speaker != name or not plan.prompt:
        return None
    return Sample(digest([list(pair) for pair in plan.prompt]), name, lang, plan, exercise.text)


def _scene(
    subject: Subject, solution: Solution, text: str, wanted: str, lang: Lang, rng: Random
) -> tuple[Session, str]:
    """The session before the turn, and what the student says in it."""
    if wanted == "open":
        return Session(lang=lang), text
    step = rng.randrange(1 if wanted == "confirm" else 0, len(solution.steps))
    before = [subject.attempt_line(solution, at, rng, lang) for at in range(step)]
    last = before.pop() if wanted == "confirm" and before else ""
    reached = step - 1 if wanted == "confirm" else step
    session = Session(lang=lang).begin(subject.name, text, lang)
    session = replace(
        session, reached=max(0, reached), attempts=tuple(before), said=tuple(("student", line) for line in (text, *before)),
        stuck=1 if wanted == "scaffold" else 0, turns=1 + len(before),
    )  # fmt: skip
    if wanted == "confirm":
        return session, last
    if wanted == "focus":
        wrong = subject.mistakes(solution, step, rng, lang)
        return session, rng.choice(wrong)[1] if wrong else ""
    return session, rng.choice(wishes("hint", lang))


def _general(lang: Lang, lesson: Lesson, reader: Reader, rng: Random) -> Sample | None:
    """Without a problem: what is said in hand-written conversations and wishes, joined in pairs for variety."""
    strays = [text for one in by_hand() if one.subject == catalogue.OTHER and one.lang == lang for text in one.messages]
    first = rng.choice([*strays, *wishes("hint", lang), *wishes("tell", lang)])
    said = first if rng.random() < 0.4 else f"{first} {rng.choice(strays)}"
    plan = plan_turn(Session(lang=lang), said, lesson, reader, rng.randrange(1 << 30))
    if plan.move.kind not in GENERAL_MOVES or plan.speaker != GENERAL or not plan.prompt:
        return None
    return Sample(digest([list(pair) for pair in plan.prompt]), GENERAL, lang, plan)
