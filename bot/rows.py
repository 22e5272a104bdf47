"""What the batch commands do with a row: each takes a JSON object and gives the result's fields.

A row that lacks what a command needs raises RowError, told to its author by the batch runner. Nothing here knows of
files or streams.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from reprlib import repr as short
from typing import Any, cast

from adapters.edition import Editions
from bot.batch import RowError
from bot.extracting import Extractor
from bot.model import ChatBackend
from bot.order import Lanes
from bot.planning import Planning
from bot.tutor import Told, Voices, as_row, judging, kept, speak
from bot.workshop import Workshop
from subjects import catalogue
from subjects.methods import unknown_in
from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Solution, Unsolved, Verdict
from subjects.subject import Subject
from tutoring.correction import correct
from tutoring.guard import Scene, agrees, judge_reply
from tutoring.language import detect
from tutoring.reading import Reader, reader
from tutoring.session import Session
from tutoring.speaking import Speaking
from tutoring.turn import Lesson

Row = Mapping[str, Any]


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise RowError("missing_field", f"the row needs `{name}`, a text")
    return value


def _lang(row: Row, text: str) -> Lang:
    given = row.get("lang")
    if given is None:
        return detect(text) or "es"
    if given not in LANGS:
        raise RowError("bad_field", f"`lang` is {short(given)}; it is one of: {', '.join(LANGS)}")
    return cast(Lang, given)


def _level(row: Row) -> Level:
    given = row.get("level", "3eso")
    if given not in LEVELS:
        raise RowError("bad_field", f"`level` is {short(given)}; it is one of: {', '.join(LEVELS)}")
    return cast(Level, given)


def _subjects(row: Row) -> tuple[str, ...]:
    given = row.get("subject")
    if given in (None, catalogue.OTHER):
        return catalogue.names()
    if given not in catalogue.names():
        raise RowError(
            "bad_field", f"`subject` is {short(given)}; it is one of: {', '.join(catalogue.names())}, other"
        )
    return (str(given),)


def _dialogue(row: Row, name: str = "dialogue") -> tuple[tuple[str, str], ...]:
    turns = row.get(name, [])
    if not isinstance(turns, list) or not all(
        isinstance(t, Mapping) and isinstance(t.get("text"), str) for t in turns
    ):
        raise RowError("bad_field", f"`{name}` is a list of {{role, text}}")
    roles = {str(turn.get("role", "student")) for turn in turns}
    if not roles <= {"student", "tutor"}:
        raise RowError("bad_field", f"a `role` in `{name}` is one of: student, tutor")
    return tuple((str(turn.get("role", "student")), turn["text"]) for turn in turns)


def _method(row: Row, subject: Subject) -> str | None:
    given = row.get("method")
    if given is not None and (not isinstance(given, str) or unknown_in(given, subject.methods) is not None):
        raise RowError("bad_field", f"`method` is {short(given)}; it is one of: {', '.join(subject.methods)}")
    return given


NO_METHODS: Mapping[str, str] = {}


def route(row: Row) -> dict[str, Any]:
    """`tutor route`: subject, language and wish of a message."""
    text = _text(row, "text")
    lang = _lang(row, text)
    said = _dialogue(row)
    thread = " ".join(line for role, line in said if role == "student")
    current = _subject_in(thread, lang) if thread else ""
    reading = reader().read(text, lang, catalogue.names(), current)
    parsed = _parsed(text, reading.lang, catalogue.names(), reading.subject)
    intent = "greeting" if reading.intent == "thanks" else reading.intent
    if parsed and reading.intent_confidence < 0.9:
        intent = "problem"
    subject, confidence, abstained = reading.subject, reading.confidence, reading.abstained
    if parsed:
        subject, confidence, abstained = parsed, max(confidence, 0.95), False
    return {
        "subject": subject,
        "confidence": confidence,
        "abstained": abstained,
        "lang": reading.lang,
        "intent": intent,
    }


def _subject_in(thread: str, lang: Lang) -> str:
    reading = reader().read(thread, lang, catalogue.names())
    return _parsed(thread, lang, catalogue.names(), reading.subject) or (
        "" if reading.abstained else reading.subject
    )


def _parsed(text: str, lang: Lang, names: tuple[str, ...], first: str) -> str:
    for name in sorted(names, key=lambda n: (n != first, n)):
        if isinstance(catalogue.find(name).parse(text, lang), Problem):
            return name
    return ""


def _find(text: str, lang: Lang, names: tuple[str, ...]) -> tuple[Subject, Problem] | Unsolved:
    first = reader().read(text, lang, names).subject
    why = Unsolved("no_problem")
    for name in sorted(names, key=lambda n: (n != first, n)):
        subject = catalogue.find(name)
        problem = subject.parse(text, lang)
        if isinstance(problem, Problem):
            return subject, problem
        if why.why == "no_problem":
            why = problem
    return why


def solve(row: Row, methods: Mapping[str, str] = NO_METHODS) -> dict[str, Any]:
    """`tutor solve`: the steps and the answer of a problem, or why there are none. `methods` are the class's, by
    subject, for rows that name none."""
    text = _text(row, "text")
    lang, level = _lang(row, text), _level(row)
    found = _find(text, lang, _subjects(row))
    if isinstance(found, Unsolved):
        subject = row.get("subject") or catalogue.OTHER
        return {
            "subject": subject,
            "status": "unsolved",
            "why": found.why,
            "problem": text[:200],
            "steps": [],
        }
    subject, problem = found
    solution = subject.solve(problem, _method(row, subject) or methods.get(subject.name), level)
    if isinstance(solution, Unsolved):
        return {
            "subject": subject.name,
            "status": "unsolved",
            "why": solution.why,
            "problem": problem.statement,
            "steps": [],
        }
    row_out = {
        "subject": subject.name, "status": "solved", "problem": problem.statement,
        "steps": [_step(subject, solution, at, lang, level) for at in range(len(solution.steps))],
        "answer_kind": solution.answer.kind, "answer": solution.answer.value,
    }  # fmt: skip
    parts = subject.parts(solution)
    if len(parts) > 1:
        row_out["parts"] = [
            {"label": label, "answer_kind": answer.kind, "answer": answer.value} for label, answer in parts
        ]
    return row_out


def _step(subject: Subject, solution: Solution, at: int, lang: Lang, level: Level) -> dict[str, Any]:
    from random import Random

    step = solution.steps[at]
    values = dict(subject.slots(solution, at, lang))
    phrases = subject.phrases.at(level)
    text = phrases.say(lang, values, Random(0), "rule", step.rule.rsplit(".", 1)[-1], "name")
    rule = step.rule if "." in step.rule else f"{subject.name}.{step.rule}"
    return {"rule": rule, "before": step.before, "after": step.after, "text": text or step.rule}


def check(row: Row, methods: Mapping[str, str] = NO_METHODS) -> dict[str, Any]:
    """`tutor check`: the verdict on an attempt, with feedback that passed the guard. `methods` as in `solve`."""
    text, attempt = _text(row, "problem"), _text(row, "attempt")
    lang, level = _lang(row, f"{text} {attempt}"), _level(row)
    history = tuple(line for role, line in _dialogue(row, "history") if role == "student")
    found = _find(text, lang, _subjects(row))
    solution = (
        None if isinstance(found, Unsolved) else found[0].solve(found[1], methods.get(found[0].name), level)
    )
    if isinstance(found, Unsolved) or solution is None or isinstance(solution, Unsolved):
        return {
            "verdict": "unknown",
            "final": False,
            "feedback": _feedback(text, attempt, None, None, Verdict("unknown"), lang, level),
        }
    subject = found[0]
    reached = _reached(subject, solution, history, lang)
    verdict = subject.check(solution, attempt, lang, history, reached)
    row_out: dict[str, Any] = {"verdict": verdict.outcome, "final": verdict.final}
    if verdict.outcome == "wrong":
        row_out |= {"misconception": verdict.misconception, "at_step": verdict.at_step, "line": verdict.line}
    if verdict.missing:
        row_out["missing"] = list(verdict.missing)
    if "\n" in attempt.strip():
        read = correct(subject, solution, attempt, lang, history, reached)
        row_out["lines"] = [{name: value for name, value in asdict(line).items() if value} for line in read.lines]
    return row_out | {"feedback": _feedback(text, attempt, subject, solution, verdict, lang, level)}


def _reached(subject: Subject, solution: Solution, history: tuple[str, ...], lang: Lang) -> int:
    reached = 0
    for at, line in enumerate(history):
        verdict = subject.check(solution, line, lang, history[:at], reached)
        if verdict.outcome in ("right", "incomplete"):
            reached = max(reached, verdict.reached)
    return reached


def _feedback(
    text: str, attempt: str, subject: Subject | None, solution: Solution | None, verdict: Verdict, lang: Lang,
    level: Level,
) -> str:  # fmt: skip
    from tutoring.feedback import feedback

    return feedback(text, attempt, subject, solution, verdict, lang, level)


def _spelled(answer: Any) -> str:
    """An answer as a text, also where it comes as `tutor solve` gives it; names of fields are left out."""
    if isinstance(answer, Mapping):
        kept = ("value", "unit") if "value" in answer else tuple(answer)
        return " ".join(_spelled(answer[name]) for name in kept if name in answer)
    if isinstance(answer, list):
        return ", ".join(map(_spelled, answer))
    return str(answer)


def guard(row: Row) -> dict[str, Any]:
    """`tutor guard`: whether a reply may be shown."""
    text, reply = _text(row, "problem"), _text(row, "reply")
    lang = _lang(row, text)
    said = _dialogue(row)
    found = _find(text, lang, catalogue.names())
    subject = solution = None
    if not isinstance(found, Unsolved):
        subject = found[0]
        solved = subject.solve(found[1])
        solution = solved if isinstance(solved, Solution) else None
    answer = "" if row.get("answer") is None else _spelled(row["answer"])
    if solution is not None and not agrees(solution, answer):
        solution = None  # another question than the one that was read
    mine = tuple(line for role, line in said if role == "student")
    reached = _reached(subject, solution, mine, lang) if subject and solution else 0
    known = (text, *(line for _, line in said)) + ((solution.problem.statement,) if solution else ())
    scene = Scene(
        lang, known, subject if solution else None, solution, reached, answer="" if solution else answer, asks=False
    )  # fmt: skip
    found_in = judge_reply(reply, scene)
    return {
        "allowed": found_in.allowed,
        "leaks": [{"kind": f.kind, "text": f.text} for f in found_in.leaks],
        "false_statements": [{"text": f.text, "why": f.why} for f in found_in.false],
        "other": [{"kind": f.kind, "text": f.text} for f in found_in.other],
    }


@dataclass(slots=True)
class Asker:
    """`tutor ask`: rows with one `session` are turns of one conversation, taken in order."""

    backend: ChatBackend
    voices: Voices
    lesson: Lesson
    lang: Lang = "es"
    reader: Reader = field(default_factory=reader)
    workshop: Workshop | None = None
    editions: Editions | None = None
    extractor: Extractor | None = None
    sessions: dict[str, Session] = field(default_factory=dict)
    _lanes: Lanes = field(default_factory=Lanes)
    _alone: Iterator[int] = field(default_factory=itertools.count)

    async def ask(self, row: Row) -> dict[str, Any]:
        """One turn."""
        text = _text(row, "text")
        lang = _lang(row, text) if "lang" in row else self.lang
        level = _level(row) if "level" in row else None
        name = _conversation(row) or self._unnamed(row)
        async with self._lanes.turn(name):
            session = self.sessions.get(name) or Session(lang=lang)
            session = replace(session, level=level or session.level)
            plan = await Planning(self.reader, self.workshop, self.extractor).plan(session, text, self.lesson)
            speaking, told = Speaking(plan, judging(self.workshop)), Told()
            async for _ in speak(speaking, self.backend, self.voices, told, editions=self.editions):
                pass
            self.sessions[name] = kept(speaking, told)
            return as_row(plan, speaking, told, name)

    def _unnamed(self, row: Row) -> str:
        """A name for the conversation of a row that names none: one of its own, also where ids repeat."""
        return hashlib.sha256(f"{next(self._alone)}/{row.get('id')}".encode()).hexdigest()[:12]


def _conversation(row: Row) -> str:
    """The name of the conversation that a row belongs to; "" where it names none."""
    given = row.get("session", row.get("student"))
    if given is None:
        return ""
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise RowError("bad_field", "`session` and `student` are strings or numbers")
    return str(given)
