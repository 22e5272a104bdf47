"""Grounding: what a message holds, by the subjects' own mathematics: a new problem, an attempt, a concept, a wish."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from subjects import catalogue
from subjects.problem import Lang, Level, Solution, Unsolved, Verdict
from subjects.subject import Subject
from tutoring import cues
from tutoring.correction import LINES, Correction, apart, correct, handed_in, wishes
from tutoring.earlier import earlier, points_back
from tutoring.extraction import Extracted, accept
from tutoring.mention import find_concept
from tutoring.policy import Intent, Wish
from tutoring.reading import Reading, fold
from tutoring.session import Left, Session
from tutoring.spans import equations
from tutoring.strange import foreign, leads_away, shares_figures
from tutoring.together import Found, together
from tutoring.trouble import trouble

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
_FISHING = re.compile(
    r"\b(?:mayor|menor|mas (?:de|grande|peque\w+)|menos de|entre|par|impar|caliente|frio|me he pasado|corto|cuantas cifras|"
    r"que cifra|bigger|larger|greater|less|smaller|between|even|odd|warm|cold|over or under|more than|how many digits|"
    r"which digit)\b"
)
"""Questions that close in on a result: they are about an attempt that has not been made."""


_ASIDE = ("tell", "exercise", "off_topic", "distress")
"""Intents that are no reason, when the words are sure of them."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """What a turn stands on. `solution` is that of the problem now at hand; `fresh`: it begins with this message;
    `waiting`: problems sent with it, for later; `back`: the earlier problem that it goes back to;
    `work`: the lines of work of a message that holds its problem too, or asks whether they are right, and `read` what was
    found in them; `source`: the text that `problem` was extracted from, where the rules could not read it."""

    intent: Wish
    subject: str
    problem: str
    solution: Solution | None = None
    verdict: Verdict | None = None
    fresh: bool = False
    concept: str | None = None
    concept_subject: str = ""
    waiting: tuple[Found, ...] = ()
    back: Left | None = None
    work: str = ""
    read: Correction | None = None
    source: str = ""


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
    """A message in its conversation: what grounding reads. `methods` and `level` are the class's; `extracted` is what a model
    says that the message holds."""

    text: str
    reading: Reading
    session: Session
    subjects: Sequence[str]
    methods: Mapping[str, str]
    level: Level
    extracted: Extracted | None = None

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
        return self.read_as_problem(self.text)

    def read_as_problem(self, text: str) -> tuple[str, Solution] | None:
        """The subject and solution of a text as a problem in the language of the message."""
        for name in self.order():
            method = self.methods.get(name, "")
            if (solution := solved(name, text, self.reading.lang, method, self.level)) is not None:
                return name, solution
        return None


def ground(situation: Situation) -> Grounded:
    """Read a message against the conversation. Never guesses: what no subject reads is left to its words."""
    session, current = situation.session, situation.current()
    here = Grounded("hint", session.subject, session.problem, current)
    if (alarm := trouble(situation.text)) and (alarm == "insult" or _troubled(situation)):
        return replace(here, intent=alarm)
    if _silent(situation, current):
        return replace(here, intent="silence")
    if (which := points_back(situation.text)) or _accepts(situation):
        return _back(situation, which, here)
    if cues.BYE.match(fold(situation.text)):
        return replace(here, intent="bye")
    if current is not None and _fishing(situation.text, current):
        return replace(here, intent="verify")
    if current is not None and (another := _brought_up(situation, current)):
        return another
    if found := _extracted(situation):
        return found
    held = _attempt(situation, current) if current is not None else None
    if current is not None and session.solved and (checked := _checked(situation, current, held)):
        return replace(here, intent=checked)
    if current is not None and _explains(situation, held):
        return replace(here, intent="explain")
    if paper := _paper(situation, current):
        return paper
    if current is not None and cues.PLAN.match(fold(situation.text)) and _unjudged(held):
        return replace(here, intent="plan")
    return held or _begun(situation) or _wish(situation, current)


def _paper(situation: Situation, current: Solution | None) -> Grounded | None:
    """A whole solution with its problem at the head: the problem begins, and the work below is judged. What could as well
    be a list of exercises is one unless a line of it follows from the first."""
    for head, work in apart(situation.text):
        found = situation.read_as_problem(head)
        if found is None:
            continue
        name, solution = found
        subject, lang = catalogue.find(name), situation.reading.lang
        if current is not None and _belongs(head, solution, current, situation):
            return None  # the open problem written out again above the work, or a line of it
        wished = wishes(situation.text)
        if not handed_in(work, subject, lang, 1 if wished else LINES - 1):
            return None
        read = correct(subject, solution, work, lang)
        if not wished and not any(line.mark == "right" for line in read.lines):
            return None
        return Grounded("attempt", name, head, solution, read.verdict, fresh=True, work=work, read=read)
    return None


def _belongs(head: str, read: Solution, current: Solution, situation: Situation) -> bool:
    """Whether what reads as a problem is the open one, or a line on the way through it."""
    return read.problem.id == current.problem.id or _right_line(head, current, situation)


def _right_line(text: str, current: Solution, situation: Situation) -> bool:
    session, lang = situation.session, situation.reading.lang
    verdict = catalogue.find(session.subject).check(current, text, lang, session.attempts, session.reached)
    return verdict.outcome == "right"


def _troubled(situation: Situation) -> bool:
    """Whether alarming words are about the student: not when the message is a problem."""
    return situation.reading.intent == "distress" or situation.as_problem() is None


def _silent(situation: Situation, current: Solution | None) -> bool:
    """«...», «🤷»: nothing said, and no sign such as ∅ that answers."""
    text = situation.text
    if any(char.isalnum() for char in text):
        return False
    return current is None or not catalogue.find(situation.session.subject).looks_like_attempt(
        text, situation.reading.lang
    )


def _accepts(situation: Situation) -> bool:
    """Whether the message takes the offer of one more."""
    return situation.session.asked == "another" and cues.YES.match(fold(situation.text)) is not None


def _back(situation: Situation, which: str, here: Grounded) -> Grounded:
    """To an earlier problem, where it stood; who takes an offer goes on with what waits, or with a new exercise."""
    session = situation.session
    one = earlier(which, session.left, situation.reading.lang)
    if one is None:
        return replace(here, intent="back" if which else "exercise")
    there = replace(situation, session=session.back_to(one)).current()
    return Grounded("problem" if one.waiting else "back", one.subject, one.problem, there, back=one)


def _begun(situation: Situation) -> Grounded | None:
    """A new problem; of several in one message the first, and the others wait."""
    if found := together(situation.text, situation.read_as_problem):
        (name, text, solution), *others = found
        return Grounded("problem", name, text, solution, fresh=True, waiting=tuple(others))
    if one := situation.as_problem():
        name, solution = one
        return Grounded("problem", name, situation.text, solution, fresh=True)
    return None


def _extracted(situation: Situation) -> Grounded | None:
    """A problem that the rules cannot read: found in the text by a model and borne out by it, now or when it was sent before."""
    session, text = situation.session, situation.text
    before: tuple[Session | Left, ...] = session.left if session.open() else (session, *session.left)
    for one in before:
        if one.source and one.source == text:
            again = solved(one.subject, one.problem, one.lang, situation.methods.get(one.subject, ""), situation.level)
            return Grounded("problem", one.subject, one.problem, again, fresh=True, source=text) if again else None
    claim = situation.extracted
    if claim is None or claim.subject not in situation.subjects:
        return None
    method = situation.methods.get(claim.subject, "")
    found = accept(text, claim, situation.reading.lang, situation.level, method)
    return Grounded("problem", claim.subject, found.problem.text, found, fresh=True, source=text) if found else None


def unread(situation: Situation, grounded: Grounded) -> bool:
    """Whether a message asks a new problem that no rule could read, and that was not sent before in this conversation."""
    session = situation.session
    said_before = ("student", situation.text) in session.said
    if said_before or grounded.fresh or grounded.verdict is not None or grounded.back is not None:
        return False
    if grounded.solution is None:
        return grounded.intent == "problem"
    return session.solved and grounded.intent in ("hint", "explain") and situation.reading.intent == "problem"


def _checked(situation: Situation, current: Solution, held: Grounded | None) -> Wish | None:
    """Whether a solved problem has been checked: the student says so, or writes the numbers of it out, the unknown gone. Whom it
    does not fit («no me cuadra») needs help with the check."""
    text, folded = situation.text, fold(situation.text)
    if "?" in text:
        return None
    if _unjudged(held):
        denied: Wish | None = "hint" if situation.session.asked == "check" else None
        return (denied if cues.DENIED.search(folded) else "checked") if cues.CHECKED.search(folded) else None
    right = held is not None and held.verdict is not None and held.verdict.outcome == "right"
    return "checked" if right and equations(text) and current.problem.unknown not in text else None


def _explains(situation: Situation, held: Grounded | None) -> bool:
    """Whether the message answers what was asked about the data, a reason or the check, or gives a reason unasked. Whatever
    is said to such a question is an answer, but for work that goes on, another wish that is sure, and a new problem:
    nobody is held to a reason."""
    session, reading, folded = situation.session, situation.reading, fold(situation.text)
    if held is not None and _tries_a_value(held, session):
        return True
    if held is not None and _goes_on(held, session, folded):
        return False
    if not session.asked:
        return cues.BECAUSE.match(folded) is not None
    if session.asked == "another" or (reading.intent in _ASIDE and reading.intent_confidence > _SURE):
        return False
    if session.asked == "data":
        return (
            held is None
            and reading.intent not in ("tell", "concept")
            and cues.DATA.search(folded) is not None
        )
    if session.asked == "check" and (
        held is not None or (reading.intent == "hint" and cues.STUCK.search(folded))
    ):
        return False
    named = (
        find_concept(situation.text, reading.lang, [session.subject])[0]
        if reading.intent == "concept"
        else None
    )
    return not named and _begun(situation) is None


def _tries_a_value(held: Grounded, session: Session) -> bool:
    """«x = 5: 10 > 7» where an inequality is checked: a value that is tried, not another answer."""
    solution = held.solution
    return session.asked == "check" and solution is not None and solution.answer.kind == "inequality"


def _unjudged(held: Grounded | None) -> bool:
    return held is None or held.verdict is None or held.verdict.outcome in ("unreadable", "unknown")


def _goes_on(held: Grounded, session: Session, folded: str) -> bool:
    """Whether an attempt is the next step, or a line that is not right yet, written without any reason."""
    verdict = held.verdict
    if verdict is None:
        return False
    if verdict.outcome == "right":
        return verdict.final or verdict.reached > session.reached or not cues.REASON.search(folded)
    told = len(re.findall(r"[^\W\d_]{3,}", folded)) >= _SHORTEST_TALK or cues.REASON.search(folded)
    return verdict.outcome in ("wrong", "incomplete") and not told


def _with_unit(situation: Situation, current: Solution) -> Grounded | None:
    """The unit that was asked for, said by itself: it belongs to the number of the last attempt."""
    session, text = situation.session, situation.text
    number = next((line for line in reversed(session.attempts) if any(map(str.isdigit, line.split("/")[0]))), "")
    if session.asked != "unit" or not number or any(map(str.isdigit, text.split("/")[0])):
        return None
    whole = f"{number} {text.strip(' .!¿?')}"
    verdict = catalogue.find(session.subject).check(
        current, whole, situation.reading.lang, (), session.reached
    )
    if verdict.outcome not in ("right", "wrong") or (verdict.outcome == "wrong" and len(text.split()) > _SHORTEST_TALK):
        return None
    return Grounded("attempt", session.subject, session.problem, current, verdict)


def _with_more(situation: Situation, current: Solution) -> Grounded | None:
    """What is added to the last attempt («y -3»), where both together are right."""
    session, text = situation.session, situation.text
    found = cues.MORE.match(fold(text))
    if found is None or not session.attempts or not any(map(str.isdigit, text)) or _begins_with_letter(found[0], current):
        return None
    subject, lang = catalogue.find(session.subject), situation.reading.lang
    added = text[found.end() :].strip(" ,.!")
    whole = f"{session.attempts[-1]} {'y' if lang == 'es' else 'and'} {added}"
    verdict = subject.check(current, whole, lang, session.attempts, session.reached)
    return Grounded("attempt", session.subject, session.problem, current, verdict) if verdict.outcome == "right" else None


def _begins_with_letter(joining: str, current: Solution) -> bool:
    """Whether what looks like a joining word is a letter of the problem: «y ≥ -12» of an unknown y is a line of its own."""
    word = joining.split()[-1] if joining.split() else ""
    alone = rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"
    return len(word) == 1 and re.search(alone, current.problem.statement.lower()) is not None


def _attempt(situation: Situation, current: Solution) -> Grounded | None:
    text, reading, session = _line_asked(situation.text), situation.reading, situation.session
    if joined := _with_unit(situation, current) or _with_more(situation, current):
        return joined
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
    if verdict.outcome != "right" and _strays(text, current, verdict, situation):
        return None
    work = text if text != situation.text else ""
    return Grounded("attempt", session.subject, session.problem, current, verdict, work=work)


def _line_asked(text: str) -> str:
    """The line that is asked about, without the words that ask whether it is right; the text itself where none does."""
    line = cues.line_asked(text)
    return line if any(char in "=<>≤≥→" for char in line) or re.match(r"-?\d", line) else text


def _brought_up(situation: Situation, current: Solution) -> Grounded | None:
    """A problem that the message announces as another one, or sets as a task with figures of its own, unless it is a right line
    of the open one."""
    folded = fold(situation.text)
    set_anew = cues.TASK.match(folded) and not shares_figures(situation.text, current, situation.session)
    if not (set_anew or cues.ANOTHER.match(folded)) or not _other_problem(situation, current):
        return None
    if not cues.ANOTHER_PROBLEM.match(folded) and _right_line(situation.text, current, situation):
        return None
    return _begun(situation)


def _strays(text: str, current: Solution, verdict: Verdict, situation: Situation) -> bool:
    """Whether a line that is not right is another problem, of which the open one knows nothing."""
    session = situation.session
    unread = verdict.outcome in ("unreadable", "unknown")
    own = not session.solved and shares_figures(text, current, session)
    if own and not unread and not leads_away(text, current, session):
        return False
    found = _begun(situation)
    if found is None or found.solution is None or found.solution.problem.id == current.problem.id:
        return False
    return not own or foreign(text, found.solution.problem, current, session, unread)


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
    found = _begun(situation)
    return (
        found is not None and found.solution is not None and found.solution.problem.id != current.problem.id
    )


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
    if session.asked == "another" and cues.NO.match(fold(text)):
        return Grounded("bye", session.subject, session.problem, current)
    if cues.PRAISE.match(fold(text)):
        return Grounded("thanks", session.subject, session.problem, current)
    if cues.YES.match(fold(text)) or cues.SORRY.match(fold(text)):
        return Grounded("nod", session.subject, session.problem, current)
    if current is not None and (
        intent in ("problem", "attempt", "concept", "distress") or _doubtful(intent, sure, text)
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
    return intent in ("thanks", "verify", "greeting") and sure < _CLEAR


def subject_of(name: str) -> Subject | None:
    """The subject of that name, or None for `other` and for names that are gone."""
    return catalogue.find(name) if name in catalogue.names() else None
