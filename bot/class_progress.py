"""`tutor progress` and `tutor feedback`: what a teacher sees of the class: skills, misconceptions, thumbs.

Of the class, never of one student: a row that fewer than `FEWEST` students stand behind is left out, and nothing says who.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import Any

from bot.remembering import as_learner
from bot.store import Thumbed
from subjects import catalogue
from subjects.phrases import slot_names
from subjects.problem import Lang
from tutoring.classroom import ClassSettings
from tutoring.learner import ABLE, KNOWN, SHAKY, Learner
from tutoring.sentence import OperatorError, Sentence

FEWEST = 5
"""Students behind a row, at least: of fewer it could be guessed who they are."""


@dataclass(frozen=True, slots=True)
class SkillRow:
    """One rule in the class. `students` have practised it; `able` do it alone; `shaky` mostly fail; `middle`: the median
    strength, from 0 to 1."""

    rule: str
    students: int
    able: int
    shaky: int
    middle: float


@dataclass(frozen=True, slots=True)
class MistakeRow:
    """One misconception in the class: how many showed it more than once, and how many of them have overcome it."""

    misconception: str
    students: int
    overcome: int


@dataclass(frozen=True, slots=True)
class ThumbRow:
    """Thumbs on the replies of one adapter version and move."""

    adapter: str
    move: str
    up: int
    down: int


class NotAllowed(OperatorError):
    """The class does not allow what was asked for; its teacher can."""


def allow_export(settings: ClassSettings) -> None:
    """Raises NotAllowed where the class does not train on what students write, whatever was kept before."""
    if not settings.train_on_thumbs:
        raise NotAllowed(
            "La clase no permite entrenar con lo que escriben los alumnos. Si el centro está de acuerdo: "
            "teach class set train_on_thumbs sí",
            "The class does not allow training on what students write. If the school agrees: "
            "teach class set train_on_thumbs yes",
        )


def learners_of(states: Iterable[Mapping[str, Any]]) -> list[Learner]:
    """What is kept, read; damaged rows are left out (and logged)."""
    return [learner for state in states if (learner := as_learner(state)) is not None]


def skills(learners: Sequence[Learner], subject: str = "", now: float | None = None) -> list[SkillRow]:
    """The skills of a subject (of all: ""), weakest first."""
    at = time.time() if now is None else now
    found: dict[str, list[float]] = defaultdict(list)
    for learner in learners:
        for rule, skill in learner.skills.items():
            current = skill.at(at)
            if rule.startswith(f"{subject}." if subject else "") and current.evidence >= KNOWN:
                found[rule].append(current.strength)
    rows = (
        SkillRow(
            rule, len(strengths), sum(one >= ABLE for one in strengths), sum(one < SHAKY for one in strengths),
            round(median(strengths), 2),
        )
        for rule, strengths in found.items()
    )  # fmt: skip
    return sorted((row for row in rows if row.students >= FEWEST), key=lambda row: (row.middle, row.rule))


def mistakes(learners: Sequence[Learner], subject: str = "") -> list[MistakeRow]:
    """The misconceptions that students showed more than once, the most common first."""
    seen: Counter[str] = Counter()
    past: Counter[str] = Counter()
    for learner in learners:
        for name, mistake in learner.mistakes.items():
            if mistake.times > 1 and name.startswith(f"{subject}." if subject else ""):
                seen[name] += 1
                past[name] += mistake.overcome
    rows = (MistakeRow(name, count, past[name]) for name, count in seen.items() if count >= FEWEST)
    return sorted(rows, key=lambda row: (-row.students, row.misconception))


def thumbs(given: Iterable[Thumbed]) -> list[ThumbRow]:
    """Thumbs by adapter version and move, those with most thumbs down first."""
    up: Counter[tuple[str, str]] = Counter()
    down: Counter[tuple[str, str]] = Counter()
    for one in given:
        (up if one.thumb > 0 else down)[one.adapter or "base", one.move] += 1
    rows = (ThumbRow(*of, up[of], down[of]) for of in {*up, *down})
    return sorted(rows, key=lambda row: (-row.down, row.adapter, row.move))


def as_examples(given: Iterable[Thumbed]) -> Iterator[dict[str, Any]]:
    """Replies with a thumb whose text was kept, as rows for preference training: prompt, completion, label."""
    for one in given:
        if one.text is not None:
            prompt = [{"role": role, "content": text} for role, text in one.text["prompt"]]
            said = [{"role": "assistant", "content": one.text["reply"]}]
            yield {
                "prompt": prompt, "completion": said, "label": one.thumb > 0, "adapter": one.adapter, "lang": one.lang,
                "subject": one.subject, "move": one.move, "edition": one.edition, "problem": one.text.get("problem"),
            }  # fmt: skip


def told_progress(learners: Sequence[Learner], subject: str, lang: Lang, now: float | None = None) -> Iterator[str]:
    """The page of `tutor progress`, a line at a time."""
    yield Sentence(f"{len(learners)} estudiantes", f"{len(learners)} students").tell(lang)
    practised, wrong = skills(learners, subject, now), mistakes(learners, subject)
    if not practised and not wrong:
        yield Sentence(
            f"Aún no hay nada que enseñar: cada línea necesita {FEWEST} estudiantes, para que no se sepa quién es quién.",
            f"There is nothing to show yet: each line needs {FEWEST} students, so that nobody can tell who is who.",
        ).tell(lang)
        return
    if practised:
        yield Sentence(
            "\nDestrezas (las más flojas primero): practican · la hacen solos · aún les falla · mediana",
            "\nSkills (the weakest first): practise · do it alone · still fail · median",
        ).tell(lang)
        for skill in practised:
            name = _named("rule", skill.rule, lang)
            yield f"  {name:52} {skill.students:4} {skill.able:4} {skill.shaky:4}   {_percent(skill.middle)}"
    if wrong:
        yield Sentence(
            "\nErrores que se repiten: los tienen o tuvieron · ya superados",
            "\nMistakes that come again: have or had them · overcome",
        ).tell(lang)
        for mistake in wrong:
            yield f"  {_named('misconception', mistake.misconception, lang):52} {mistake.students:4} {mistake.overcome:4}"


def told_thumbs(given: Sequence[Thumbed], lang: Lang) -> Iterator[str]:
    """The page of `tutor feedback`, a line at a time."""
    rows = thumbs(given)
    if not rows:
        yield Sentence(
            "Nadie ha valorado aún una respuesta. Se hace con /bien y /mal, en cualquier canal.",
            "Nobody has judged a reply yet. It is done with /good and /bad, in any channel.",
        ).tell(lang)
        return
    yield Sentence("versión, jugada, 👍, 👎", "version, move, 👍, 👎").tell(lang)
    for row in rows:
        yield f"  {row.adapter:20} {row.move:14} {row.up:4} {row.down:4}"


def _percent(strength: float) -> str:
    return f"{round(100 * strength)} %"


def _named(kind: str, identifier: str, lang: Lang) -> str:
    """A rule or misconception in words, «…» for its values; its id where it has no such name."""
    subject, _, key = identifier.partition(".")
    if subject not in catalogue.names():
        return identifier
    phrases = catalogue.find(subject).phrases
    slots = {name: "…" for text in phrases.patterns(lang, kind, key, "name") for name in slot_names(text)}
    return phrases.say(lang, slots, Random(0), kind, key, "name") or identifier
