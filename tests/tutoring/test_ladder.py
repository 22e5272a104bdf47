"""Every step of every generated family has a ladder to climb: a text of its own on each rung, each question another, none of
which the guard refuses, and an example wherever one is spoken of."""

from collections.abc import Iterator
from random import Random

import pytest

from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Level, Solution, Unsolved
from tutoring import practice, speaking
from tutoring.guard import sentences
from tutoring.move import RUNGS, short, slots, worded
from tutoring.reading import reader
from tutoring.session import Session
from tutoring.spans import normal
from tutoring.speaking import Speaking
from tutoring.turn import Lesson, Plan, plan_turn

SEEDS = 3
"""Exercises that are drawn for a subject, a language and a level."""
LESSON = Lesson(catalogue.names(), last_rung="last")
STUCK = {"es": "no sé cómo seguir", "en": "i don't know how to go on"}
FACTLESS = "∅"
KEYS: dict[str, str] = {"last": "sibling"}
"""A move that is worded by another's texts."""


def steps_drawn(name: str, lang: Lang, seeds: int) -> Iterator[tuple[Level, str, Solution, int]]:
    """A step of every kind of problem and rule that is drawn, over all levels: the level, the text, the solution, where."""
    subject, seen = catalogue.find(name), set()
    for level in LEVELS:
        for seed in range(seeds):
            drawn = subject.generate(Random(f"{name}/{lang}/{level}/{seed}"), lang, level)
            for method in subject.methods:
                solution = subject.solve(drawn.problem, method, level)
                for at, step in enumerate(() if isinstance(solution, Unsolved) else solution.steps):
                    assert not isinstance(solution, Unsolved)
                    if (key := (solution.problem.kind, step.rule)) not in seen:
                        seen.add(key)
                        yield level, drawn.text, solution, at


def amiss(lang: Lang, level: Level, text: str, solution: Solution, at: int) -> Iterator[str]:
    """What is wrong with the ladder of one step, one sentence each."""
    subject, rule = solution.problem.subject, short(solution.steps[at].rule)
    session = Session(
        lang=lang, level=level, taught=level, subject=subject, problem=text, method=solution.method, reached=at
    )
    where, asked = f"{subject} {lang} {level} {solution.problem.kind} {rule} in {text!r}:", set[str]()
    for rung in RUNGS:
        plan = plan_turn(session, STUCK[lang], LESSON, reader())
        if plan.move.rung != rung:
            yield f"{where} {plan.move.kind} where {rung} was due"
            return
        if not has_text(plan, rule, KEYS.get(plan.move.kind, plan.move.kind)):
            yield f"{where} {rung} has no text"
        speaking = Speaking(plan)
        speaking.give_up()
        speaking.complete()
        if FACTLESS in speaking.shown:
            yield f"{where} {rung} has no text that the guard allows"
        if (plan.move.kind in ("sibling", "last")) != bool(plan.move.exhibit):
            yield f"{where} {rung} speaks of an example and shows none"
        own = sentences(speaking.shown.split("\n\n")[0])
        questions = {normal(said).lower() for said in own if "?" in said}
        if not questions - asked:
            yield f"{where} {rung} asks nothing new: {own}"
        asked |= questions
        session = speaking.session()


def has_text(plan: Plan, rule: str, key: str) -> bool:
    ground, phrases = plan.ground, worded(plan.ground)
    assert phrases is not None and ground.solution is not None
    path, given = ("rule", rule, key), slots(plan.move, ground)
    kinds = ((*path, ground.solution.problem.kind), path)
    return any(phrases.say(plan.lang, given, Random(0), *one) for one in kinds)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", catalogue.names())
def test_every_step_has_its_own_question_on_every_rung(
    name: str, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "_without_facts", lambda plan, rng: FACTLESS)
    examples: dict[tuple[str, str, Level], Solution | None] = {}
    found_afresh = practice.solved_sibling

    def example(solution: Solution, said_in: Lang, level: Level, seed: int) -> Solution | None:
        """One does for all steps of a solution: looking for one takes longest."""
        if (key := (solution.problem.id, solution.method, level)) not in examples:
            examples[key] = found_afresh(solution, said_in, level, seed)
        return examples[key]

    monkeypatch.setattr(practice, "solved_sibling", example)
    found = [said for step in steps_drawn(name, lang, SEEDS) for said in amiss(lang, *step)]
    assert not found, "\n".join(found)
