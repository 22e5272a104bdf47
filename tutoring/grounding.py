"""Grounding: what a message holds, by the subjects' own mathematics: a new problem, an attempt, a concept, a wish."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from subjects import catalogue
from subjects.problem import Lang, Level, Problem, Solution, Unsolved, Verdict
from subjects.subject import Subject
from tutoring.numbers import figures
from tutoring.policy import Intent
from tutoring.reading import Reading, fold
from tutoring.session import Session

_REQUEST = re.compile(
    r"\b(resuelv\w*|resolver|despej[ae]r?|calcul[aeo]\w*|hall[ae]r?|ajust[ae]r?|cuant[oa]s?|que (?:velocidad|aceleracion|distancia|"
    r"tiempo|masa)|encuentra|solve|find|balance|work out|how (?:many|much|long|far|fast)|calculate|what is the)\b"
)
_SURE = 0.5
"""Probability above which a wish is believed on the words alone."""
_STRAYED = 0.95
"""The same for leaving the class while a problem is open: a stuck student sounds like one who wanders."""
_ALARM = re.compile(
    r"\b(suicid\w*|matarme|morirme|me quiero morir|quiero (?:morir|desaparecer)|quitarme la vida|no quiero (?:seguir )?viv\w+|"
    r"hacerme dañ?n?o|me hago dañ?n?o|me corto|autolesi\w+|acabar con (?:todo|mi vida)|odio mi vida|me (?:peg|acos|amenaz|insult|"
    r"viol|maltrat|toc)an?\b|bullying|nadie me quiere|"
    r"kill myself|want to die|wanna die|end my life|end it all|hurt(?:ing)? myself|cut(?:ting)? myself|self.?harm|hate my life|"
    r"(?:don'?t|do not) want to (?:live|be alive|be here)|bull(?:y|ied|ies)|(?:hits|hit|touches|threatens|threatened|hurts|beats|"
    r"harass\w*) me|being (?:harassed|threatened|abused)|abus(?:e|ed|es) me|nobody loves me)"
)
"""Words without which nothing is taken for distress: a student who loses the thread must not meet a helpline."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """What a turn stands on. `solution` is that of the problem now at hand; `fresh`: it begins with this message."""

    intent: Intent
    subject: str
    problem: str
    solution: Solution | None = None
    verdict: Verdict | None = None
    fresh: bool = False
    concept: str | None = None
    concept_subject: str = ""


@lru_cache(maxsize=2048)
def solved(subject: str, text: str, lang: Lang, method: str, level: Level) -> Solution | None:
    """The solution of a text in a subject by the class's method, or None when it cannot be read or solved."""
    known = catalogue.find(subject)
    problem = known.parse(text, lang)
    if isinstance(problem, Unsolved):
        return None
    solution = known.solve(problem, method or None, level)
    return None if isinstance(solution, Unsolved) else solution


def ground(
    text: str,
    reading: Reading,
    session: Session,
    subjects: Sequence[str],
    methods: dict[str, str],
    level: Level,
) -> Grounded:
    """Read a message against the conversation. Never guesses: what no subject reads is left to its words."""
    lang = reading.lang
    current = _current(session, methods, level)
    if _ALARM.search(fold(text)) and _troubled(text, reading):
        return Grounded("distress", session.subject, session.problem, current)
    if current is not None and (held := _attempt(text, reading, session, current, subjects, methods, level)):
        return held
    for name in _order(reading, session, subjects):
        solution = solved(name, text, lang, methods.get(name, ""), level)
        if solution is not None and not _names_a_concept(reading, solution):
            return Grounded("problem", name, text, solution, fresh=True)
    return _wish(text, reading, session, current, subjects)


def _troubled(text: str, reading: Reading) -> bool:
    """Whether alarming words are about the student: not when the message is a problem with figures in it."""
    return reading.intent == "distress" or not figures(text)


def _current(session: Session, methods: dict[str, str], level: Level) -> Solution | None:
    if not session.subject or session.subject not in catalogue.names():
        return None
    return solved(session.subject, session.problem, session.lang, session.method, session.level or level)


def _order(reading: Reading, session: Session, subjects: Sequence[str]) -> list[str]:
    first = [reading.subject, session.subject]
    return sorted(subjects, key=lambda name: (first.index(name) if name in first else len(first), name))


def _names_a_concept(reading: Reading, solution: Solution) -> bool:
    return (
        reading.intent in ("greeting", "thanks", "off_topic")
        and reading.intent_confidence > 0.9
        and not solution.steps
    )


def _attempt(
    text: str,
    reading: Reading,
    session: Session,
    current: Solution,
    subjects: Sequence[str],
    methods: dict[str, str],
    level: Level,
) -> Grounded | None:
    subject = catalogue.find(session.subject)
    if not subject.looks_like_attempt(text, reading.lang) or _only_prose(text, reading):
        return None
    if _REQUEST.search(fold(text)) and _other_problem(
        text, reading, session, current, subjects, methods, level
    ):
        return None
    verdict = subject.check(current, text, reading.lang, session.attempts, session.reached)
    if verdict.outcome != "right" and not _shares_numbers(text, current, session):
        if _other_problem(text, reading, session, current, subjects, methods, level):
            return None
    if verdict.outcome in ("unreadable", "unknown") and reading.intent not in ("attempt", "problem"):
        return None
    if (
        session.solved
        and verdict.outcome == "wrong"
        and _other_problem(text, reading, session, current, subjects, methods, level)
    ):
        return None
    return Grounded("attempt", session.subject, session.problem, current, verdict)


def _only_prose(text: str, reading: Reading) -> bool:
    """A number said in passing («el nueve me lía») is not an attempt; a number said as an answer is."""
    bare = not any(char.isdigit() or char in "=²³→" for char in text)
    return bare and len(text.split()) > 3 and reading.intent not in ("attempt", "verify")


def _other_problem(
    text: str,
    reading: Reading,
    session: Session,
    current: Solution,
    subjects: Sequence[str],
    methods: dict[str, str],
    level: Level,
) -> bool:
    for name in _order(reading, session, subjects):
        solution = solved(name, text, reading.lang, methods.get(name, ""), level)
        if solution is not None and solution.problem.id != current.problem.id:
            return True
    return False


def _shares_numbers(text: str, current: Solution, session: Session) -> bool:
    told = " ".join(
        (
            session.problem,
            current.problem.statement,
            *(step.after for step in current.steps),
            *session.attempts,
        )
    )
    known = {abs(number.value) for number in figures(told)}
    stated = [abs(number.value) for number in figures(text)]
    shorter = len(stated) < len(figures(current.problem.statement))
    return shorter or not stated or bool(known.intersection(stated))


def _wish(
    text: str, reading: Reading, session: Session, current: Solution | None, subjects: Sequence[str]
) -> Grounded:
    intent, sure = reading.intent, reading.intent_confidence
    concept, owner = find_concept(text, reading.lang, _order(reading, session, subjects))
    if intent == "concept" and concept:
        return Grounded(
            "concept", session.subject, session.problem, current, concept=concept, concept_subject=owner
        )
    strayed = intent == "off_topic" and sure < _STRAYED
    if current is not None and (
        intent in ("problem", "attempt", "concept", "greeting", "distress") or strayed
    ):
        intent = "hint"
    if intent == "distress":
        intent = "off_topic"
    if current is None and (sure < _SURE or intent == "attempt"):
        intent = "problem" if len(text.split()) > 4 else "hint"
    return Grounded(intent, session.subject, session.problem, current)


def find_concept(text: str, lang: Lang, subjects: Collection[str]) -> tuple[str | None, str]:
    """The concept a message names (the longest of its trigger words wins) and its subject."""
    folded = f" {fold(text)} "
    best: tuple[int, str | None, str] = (0, None, "")
    for name in subjects:
        for size, concept, trigger in _triggers(name, lang):
            if size > best[0] and re.search(rf"(?<!\w){re.escape(trigger)}(?!\w)", folded):
                best = (size, concept, name)
    return best[1], best[2]


@lru_cache(maxsize=32)
def _triggers(name: str, lang: Lang) -> tuple[tuple[int, str, str], ...]:
    phrases = catalogue.find(name).phrases
    found = []
    for concept in phrases.keys("concept"):
        words = (
            *phrases.patterns(lang, "concept", concept, "words"),
            *phrases.patterns(lang, "concept", concept, "name"),
        )
        found += [(len(word), concept, fold(word)) for word in words if fold(word)]
    return tuple(found)


def subject_of(name: str) -> Subject | None:
    """The subject of that name, or None for `other` and for names that are gone."""
    return catalogue.find(name) if name in catalogue.names() else None


def problem_of(grounded: Grounded) -> Problem | None:
    """The problem at hand."""
    return grounded.solution.problem if grounded.solution else None
