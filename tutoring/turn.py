"""One turn before the model speaks, without I/O: read → ground → plan. What is said then is `tutoring.speaking`'s.

A channel or a test hands in the session and the message. Nothing here waits, stores or calls.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import cast

from prompts.cite import body
from prompts.editions import Edition, current
from prompts.render import Facts, messages
from subjects import catalogue
from subjects.methods import named
from subjects.problem import Lang, Level, Missing, Solution, Verdict
from subjects.subject import Subject
from tutoring.concept import card
from tutoring.correction import CRITERIA, LINES, correct, handed_in, report, wishes
from tutoring.extraction import Extracted, Request, request
from tutoring.following import after_move, follow, go_along, leaps
from tutoring.grounding import Grounded, Situation, ground, solved, subject_of, unread
from tutoring.guard import Scene
from tutoring.move import (
    Ground,
    Move,
    MoveKind,
    Rung,
    bank,
    citable,
    facts,
    reviewed,
    short,
    tellable,
    topics,
)
from tutoring.notes import notes
from tutoring.policy import next_move
from tutoring.practice import example_for, exercise
from tutoring.reading import Reader
from tutoring.session import Session

TEXT_LIMIT = 2_000
ASKING = frozenset({
    "open", "nudge", "scaffold", "sibling", "last", "tell", "focus", "confirm", "missing", "check", "guess", "clarify",
    "unsolved", "ask_problem", "bring_back", "exercise", "concept", "why", "next", "heard", "resume",
})  # fmt: skip
TONES: Mapping[str, int] = {"focus": -1, "confirm": 1, "check": 1, "close": 1, "why": 1, "next": 1}
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the class decides: subjects, level, methods by subject, the highest rung, the helpline by language, and
    what a solution handed in must show. `extracts`: a model may be asked what stands in a problem that no rule can read."""

    subjects: tuple[str, ...]
    level: Level = "3eso"
    methods: Mapping[str, str] = field(default_factory=dict)
    last_rung: Rung = "last"
    helpline: Mapping[Lang, str] = field(default_factory=dict)
    exam_lock: bool = False
    criteria: tuple[Missing, ...] = CRITERIA
    extracts: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What was decided before the model speaks. `prompt` is empty for a fixed text; `speaker` names the adapter's
    subject; `seed` makes the tutor's own wording repeatable; `cited` holds the facts that a reply may name by label; `told`
    is what the prompt was made of; `topics`: to whose words a small model is held; `asks`: what a model may be asked about the
    message before this plan is spoken, whose answer makes another plan (`plan_turn`)."""

    session: Session
    lang: Lang
    text: str
    move: Move
    ground: Ground
    speaker: str
    prompt: tuple[tuple[str, str], ...]
    scene: Scene
    fixed: str = ""
    verdict: Verdict | None = None
    seed: int = 0
    cited: Mapping[str, str] = field(default_factory=dict)
    told: Facts | None = None
    topics: tuple[str, ...] = ()
    card: str = ""
    note: str = ""
    asks: Request | None = None
    ms: Mapping[str, float] = field(default_factory=dict)

    def in_edition(self, edition: Edition) -> Plan:
        """The same turn as an adapter of that edition of the templates is prompted, and may cite."""
        if self.told is None or edition == current():
            return self
        kind, given, about = self._spoken_as(edition), self.told, self.topics
        if kind != self.move.kind:
            move = replace(self.move, kind=kind)
            given, about = facts(move, self.ground, self.told.method), topics(move, self.ground)
        told = given.labelled(edition.labels.get(self.lang, {}))
        cited = {name.strip("[]"): fact for name, fact in told.cited}
        return replace(self, prompt=messages(kind, self.lang, given, edition), cited=cited, topics=about)

    def _spoken_as(self, edition: Edition) -> MoveKind:
        """The move itself, or the one that stands in for it in an edition that lacks it."""
        if self.move.manner == "answer" and "why" not in edition.moves:
            return "check"  # after the last step none comes next
        return cast(MoveKind, edition.nearest(self.move.kind))


def plan_turn(
    session: Session, text: str, lesson: Lesson, reader: Reader, seed: int = 0, extracted: Extracted | None = None
) -> Plan:
    """Read, ground and plan one message. `extracted`: what a model answered to the request of the plan before."""
    clean = tidy(text)
    if lesson.exam_lock:
        return fixed(session, "", "exam", lesson)
    if not clean and not session.problem:
        return fixed(session, clean, "empty", lesson)
    if len(clean) > TEXT_LIMIT:
        return fixed(session, clean[:TEXT_LIMIT], "too_long", lesson)
    started = time.perf_counter()
    reading = reader.read(clean, session.lang, lesson.subjects, session.subject)
    read = time.perf_counter()
    level = session.level or lesson.level
    situation = Situation(clean, reading, session, lesson.subjects, lesson.methods, level, extracted)
    if session.solution and (current := situation.current()) is not None:
        session = session.standing_on(current.lines)
        situation = replace(situation, session=session)
    grounded = ground(situation)
    known = time.perf_counter()
    paper = corrected(session, grounded, clean, reading.lang, lesson)
    after = follow(session, grounded, clean, reading.lang, lesson.methods, level)
    after, grounded = go_along(after, grounded, clean, level)
    plan = _plan(session, after, clean, grounded, lesson, reading.subject, seed)
    plan = replace(plan, note="\n\n".join(part for part in (paper, plan.note) if part))
    if lesson.extracts and extracted is None and reading.subject in lesson.subjects and unread(situation, grounded):
        plan = replace(plan, asks=request(reading.subject, clean, reading.lang))
    spent = {"read": read - started, "ground": known - read, "plan": time.perf_counter() - known}
    return replace(plan, ms={name: round(1000 * value, 2) for name, value in spent.items()})


def corrected(session: Session, grounded: Grounded, text: str, lang: Lang, lesson: Lesson) -> str:
    """The report on a solution that was handed in, line by line; "" where the message is no such."""
    solution, subject = grounded.solution, subject_of(grounded.subject)
    if grounded.intent != "attempt" or solution is None or subject is None:
        return ""
    found = grounded.read
    if found is None:
        if not handed_in(text, subject, lang, 1 if wishes(text) else LINES):
            return ""
        found = correct(subject, solution, text, lang, session.attempts, session.reached)
    return report(found.within(lesson.criteria), lang, subject.phrases.at(session.level or lesson.level))


def tidy(text: str) -> str:
    """One Unicode form, no control characters."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c)[0] != "C").strip()


def fixed(session: Session, text: str, key: str, lesson: Lesson, **values: str) -> Plan:
    """A turn answered with a reviewed text."""
    lang = session.lang
    said = fixed_text(key, lang, lesson, **values)
    scene = Scene(lang, (text,), asks=False)
    level = session.level or lesson.level
    return Plan(session, lang, text, Move("fixed", fixed=key), Ground(lang, level), GENERAL, (), scene, said)


def fixed_text(key: str, lang: Lang, lesson: Lesson, **values: str) -> str:
    """A reviewed text of the bank, with the class's subjects and helpline in it."""
    names = [catalogue.find(name).phrases.patterns(lang, "name")[0] for name in lesson.subjects]
    both = {"es": " y ", "en": " and "}[lang]
    listed = ", ".join(names[:-1]) + (both if len(names) > 1 else "") + names[-1] if names else ""
    helpline = lesson.helpline.get(lang) or bank().patterns(lang, "fixed", "helpline")[0]
    slots = {"subjects": listed, "helpline": helpline, "limit": str(TEXT_LIMIT), **values}
    return reviewed(lang, "fixed", key, **slots)


def _plan(
    before: Session,
    session: Session,
    text: str,
    grounded: Grounded,
    lesson: Lesson,
    read_subject: str,
    seed: int,
) -> Plan:
    solution = grounded.solution
    steps = len(solution.steps) if solution else 0
    level = session.level or lesson.level
    leap = leaps(before, session, grounded, text)
    move = next_move(
        session, grounded.intent, grounded.verdict, steps, lesson.last_rung, grounded.concept, leap,
        _rule_due(session, solution),
    )  # fmt: skip
    if move.kind == "fixed":
        return fixed(session, text, move.fixed or "greeting", lesson)
    subject = subject_of(grounded.concept_subject if move.kind == "concept" else grounded.subject)
    rng = Random(f"{seed}/{session.turns}/{text}")
    if grounded.intent == "exercise" and (
        begun := exercise(session, solution, read_subject, lesson.methods, level, rng)
    ):
        session, solution, move, subject = begun
    elif move.kind in ("sibling", "last") and subject is not None and solution is not None:
        stands = Ground(session.lang, session.taught or level, subject, solution, session.reached)
        example = example_for(move, stands, rng.randrange(1 << 30))
        # Not every problem has one that shares none of its results: then nothing speaks of an example.
        move = replace(move, exhibit=example) if example else replace(move, kind="scaffold")
    session = after_move(session, move, text, grounded)
    if solution is not None and session.subject == solution.problem.subject:
        session = replace(session, solution=solution.lines)
    lang = session.lang
    shown = grounded.problem if solution is None else solution.problem.text
    held = Ground(lang, level, subject, solution, session.reached, grounded.verdict, text, shown[:160])
    if move.kind == "concept":
        held = replace(held, solution=None, problem="")
    told = facts(move, held, _method(subject, solution, lang))
    prompt = messages(move.kind, lang, told)
    scene = _scene(session, text, move, solution, prompt, subject)
    speaker = subject.name if subject is not None else GENERAL
    return Plan(
        session, lang, text, move, held, speaker, prompt, scene,
        verdict=grounded.verdict, seed=seed, cited=citable(move, held), told=told, topics=topics(move, held),
        card=card(subject, move.concept, lang, level, scene) if move.concept and subject else "",
        note="\n".join(notes(before, session, move, solution)),
    )  # fmt: skip


def _rule_due(session: Session, solution: Solution | None) -> str:
    """The rule of the step that is next, as `algebra.move_term`."""
    if solution is None or not solution.steps:
        return ""
    step = solution.steps[min(session.reached, len(solution.steps) - 1)]
    return f"{solution.problem.subject}.{short(step.rule)}"


def _method(subject: Subject | None, solution: Solution | None, lang: Lang) -> str:
    """How the problem is solved; the concept asked about may be another subject's."""
    if subject is None or solution is None:
        return ""
    return method_name(catalogue.find(solution.problem.subject), solution.method, lang)


def method_name(subject: Subject | None, method: str, lang: Lang) -> str:
    """The class's name of a method, or of several, from the subject's bank."""
    if subject is None:
        return ""
    said = (subject.phrases.patterns(lang, "method", short(name)) or (name,) for name in named(method))
    return ", ".join(names[0] for names in said)


def _scene(
    session: Session,
    text: str,
    move: Move,
    solution: Solution | None,
    prompt: Sequence[tuple[str, str]],
    spoken: Subject | None,
) -> Scene:
    """What the guard knows. The concept asked about may be another subject's; the secrets are the problem's."""
    told = tuple(body(line) for _, part in prompt[1:] for line in part.splitlines())
    statement = ""
    if solution is not None and tellable(solution, session.reached):
        statement = solution.problem.statement
    elif solution is not None and move.kind != "concept":
        told = told[1:]
    said = tuple(line for _, line in session.said)
    if move.concept and spoken is not None:
        told += tuple(spoken.phrases.patterns(session.lang, "concept", move.concept, "plain"))
    known = tuple(part for part in (session.problem, session.source, statement, text, *said, *told, move.exhibit) if part)
    subject = subject_of(solution.problem.subject) if solution is not None else None
    return Scene(
        session.lang, known, subject, solution, session.reached,
        asks=move.kind in ASKING, tone=TONES.get(move.kind, 0), earlier=session.questions, left=_left(session), asked=text,
        last=session.said[-1][1].partition("\n\n")[0] if session.said else "", orders=prompt[0][1] if prompt else "",
    )  # fmt: skip


def _left(session: Session) -> tuple[tuple[Subject, Solution, int], ...]:
    """The problems that the student left before their end, solved again."""
    found = []
    for one in session.left:
        subject = subject_of(one.subject)
        solution = (
            solved(one.subject, one.problem, one.lang, one.method, one.taught or "3eso") if subject else None
        )
        if subject is not None and solution is not None:
            found.append((subject, solution, 0 if one.line else one.reached))
    return tuple(found)
