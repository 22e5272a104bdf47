"""Grounding: what a message holds, by the subjects' own mathematics: a new problem, an attempt, a concept, a wish."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from subjects import catalogue
from subjects.problem import Lang, Level, Solution, Unsolved, Verdict
from subjects.subject import Subject
from tutoring.numbers import figures
from tutoring.policy import Intent
from tutoring.reading import Reading, fold
from tutoring.session import Session

_REQUEST = re.compile(
    r"\b(resuelv\w*|resolver|despej[ae]r?|calcul[aeo]\w*|hall[ae]r?|ajust[ae]r?|cuant[oa]s?|"
    r"que (?:velocidad|aceleracion|distancia|tiempo|masa)|encuentra|solve|find|balance|work out|"
    r"how (?:many|much|long|far|fast)|calculate|what is the)\b"
)
_SURE = 0.5
"""Probability above which a wish is believed on the words alone."""
_STRAYED = 0.95
"""The same for leaving the class while a problem is open: a stuck student sounds like one who wanders."""
_CLEAR = 0.8
"""The same for thanking or asking whether it is right, while a problem is open."""
_SHORTEST_TALK = 3
"""Words below which nothing leaves the class while a problem is open: «¿y ahí?» asks for help, whatever it sounds like."""
_ALARM = re.compile(
    r"\b(suicid\w*|matarme|morirme|me quiero morir|quiero (?:morir|desaparecer)|quitarme la vida|no quiero (?:seguir )?viv\w+|"
    r"hacerme dañ?n?o|me hago dañ?n?o|me corto|autolesi\w+|acabar con (?:todo|mi vida)|odio mi vida|me (?:peg|acos|amenaz|insult|"
    r"viol|maltrat|toc)an?\b|bullying|nadie me quiere|"
    r"kill myself|want to die|wanna die|end my life|end it all|hurt(?:ing)? myself|cut(?:ting)? myself|self.?harm|hate my life|"
    r"(?:don'?t|do not) want to (?:live|be alive|be here)|bull(?:y|ied|ies)|(?:hits|hit|touches|threatens|threatened|hurts|beats|"
    r"harass\w*) me|being (?:harassed|threatened|abused)|abus(?:e|ed|es) me|nobody loves me)"
)
"""Words without which nothing is taken for distress: a student who loses the thread must not meet a helpline."""

_FISHING = re.compile(
    r"\b(?:mayor|menor|mas (?:de|grande|peque\w+)|menos de|entre|par|impar|caliente|frio|me he pasado|corto|cuantas cifras|"
    r"que cifra|bigger|larger|greater|less|smaller|between|even|odd|warm|cold|over or under|more than|how many digits|"
    r"which digit)\b"
)
"""Questions that close in on a result: they are about an attempt that has not been made."""


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


@dataclass(frozen=True, slots=True)
class Situation:
    """A message in its conversation: what grounding reads. `methods` and `level` are the class's."""

    text: str
    reading: Reading
    session: Session
    subjects: Sequence[str]
    methods: Mapping[str, str]
    level: Level

    def order(self) -> list[str]:
        """The class's subjects, the likeliest first."""
        first = [self.reading.subject, self.session.subject]
        return sorted(
            self.subjects, key=lambda name: (first.index(name) if name in first else len(first), name)
        )

    def current(self) -> Solution | None:
        """The solution of the problem that the session is on."""
        session = self.session
        if session.subject not in catalogue.names():
            return None
        level, text = session.taught or self.level, session.line or session.problem
        return solved(session.subject, text, session.lang, session.method, level)

    def as_problem(self) -> tuple[str, Solution] | None:
        """The subject and solution of the message read as a problem of its own."""
        for name in self.order():
            method = self.methods.get(name, "")
            if (solution := solved(name, self.text, self.reading.lang, method, self.level)) is not None:
                return name, solution
        return None


def ground(situation: Situation) -> Grounded:
    """Read a message against the conversation. Never guesses: what no subject reads is left to its words."""
    session, current = situation.session, situation.current()
    if _ALARM.search(fold(situation.text)) and _troubled(situation):
        return Grounded("distress", session.subject, session.problem, current)
    if current is not None and _fishing(situation.text, current):
        return Grounded("verify", session.subject, session.problem, current)
    if current is not None and (held := _attempt(situation, current)):
        return held
    if found := situation.as_problem():
        name, solution = found
        return Grounded("problem", name, situation.text, solution, fresh=True)
    return _wish(situation, current)


def _troubled(situation: Situation) -> bool:
    """Whether alarming words are about the student: not when the message is a problem with figures in it."""
    return situation.reading.intent == "distress" or not figures(situation.text)


def _attempt(situation: Situation, current: Solution) -> Grounded | None:
    text, reading, session = situation.text, situation.reading, situation.session
    subject = catalogue.find(session.subject)
    if not subject.looks_like_attempt(text, reading.lang):
        return None
    if _REQUEST.search(fold(text)) and _other_problem(situation, current):
        return None
    verdict = subject.check(current, text, reading.lang, session.attempts, session.reached)
    if verdict.outcome != "right" and _only_prose(text, reading):
        return None
    if verdict.outcome in ("unreadable", "unknown") and reading.intent not in ("attempt", "problem"):
        return None
    strange = verdict.outcome != "right" and (session.solved or not _shares_numbers(text, current, session))
    if strange and _other_problem(situation, current):
        return None
    return Grounded("attempt", session.subject, session.problem, current, verdict)


def _fishing(text: str, current: Solution) -> bool:
    """«¿es mayor que 5?» of a problem whose answer is a number: asked to be told, not to be checked."""
    if current.answer.kind == "inequality" or any(char in "=<>≤≥" for char in text):
        return False
    return "?" in text and _FISHING.search(fold(text)) is not None


def _only_prose(text: str, reading: Reading) -> bool:
    """A number said in passing («el nueve me lía», "what is the 2 outside for") is not an attempt; one said as an answer
    is."""
    if reading.intent in ("attempt", "verify") or any(char in "=→" for char in text):
        return False
    return sum(word.isalpha() and len(word) > 1 for word in text.split()) > 3 or not any(
        map(str.isdigit, text)
    )


def _other_problem(situation: Situation, current: Solution) -> bool:
    found = situation.as_problem()
    return found is not None and found[1].problem.id != current.problem.id


def _shares_numbers(text: str, current: Solution, session: Session) -> bool:
    told = (
        session.problem,
        current.problem.statement,
        *(step.after for step in current.steps),
        *session.attempts,
    )
    known = {abs(number.value) for number in figures(" ".join(told))}
    stated = [abs(number.value) for number in figures(text)]
    shorter = len(stated) < len(figures(current.problem.statement))
    return shorter or not stated or bool(known.intersection(stated))


def _wish(situation: Situation, current: Solution | None) -> Grounded:
    text, reading, session = situation.text, situation.reading, situation.session
    intent, sure = reading.intent, reading.intent_confidence
    concept, owner = find_concept(
        text, reading.lang, [session.subject] if session.subject in situation.subjects else []
    )
    if concept is None and current is None:
        concept, owner = find_concept(text, reading.lang, situation.order())
    if intent == "concept" and concept:
        return Grounded(
            "concept", session.subject, session.problem, current, concept=concept, concept_subject=owner
        )
    if current is not None and (
        intent in ("problem", "attempt", "concept", "greeting", "distress") or _doubtful(intent, sure, text)
    ):
        intent = "hint"
    if intent == "distress":
        intent = "off_topic"
    if current is None and (sure < _SURE or intent == "attempt"):
        intent = "problem" if len(text.split()) > 4 else "hint"
    return Grounded(intent, session.subject, session.problem, current)


def _doubtful(intent: Intent, sure: float, text: str) -> bool:
    """Whether a message on an open problem is better taken for a wish for help than for what it sounds like."""
    if intent == "off_topic":
        return sure < _STRAYED or len(text.split()) < _SHORTEST_TALK
    return intent in ("thanks", "verify") and sure < _CLEAR


def find_concept(text: str, lang: Lang, subjects: Collection[str]) -> tuple[str | None, str]:
    """The concept a message names (the longest of its trigger words wins) and its subject."""
    folded = f" {fold(text)} "
    best: tuple[int, str | None, str] = (0, None, "")
    for name in subjects:
        for size, concept, trigger in _triggers(name, lang):
            if size <= best[0] or trigger not in folded:  # a search for each of a thousand words would cost too much
                continue
            if re.search(rf"(?<!\w){re.escape(trigger)}(?!\w)", folded):
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
