"""The guard: every sentence is judged, with all before it, before a student sees it.

Deterministic and outside the model. **No leak**: neither the answer nor an unreached result or line.
**Nothing false**: an equation is allowed if the subject allows it, or if it is quoted from the dialogue or the
worked example. **Grounded**: numbers, letters and formulas occur in what is known. **On the move**: it asks, in
the right language and length. It does not promise that a reply is good, only that it is safe and true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from subjects.problem import Lang, Secret, Solution
from subjects.subject import Subject
from tutoring import closing, coded, private, standing, telling
from tutoring.language import detect
from tutoring.miscalled import miscalled
from tutoring.numbers import Number, figures, ungrouped, words
from tutoring.spans import equations, formulas, letters, normal
from tutoring.vocabulary import strange

SENTENCE_LIMIT = 320
REPLY_LIMIT = 900
_MARKUP = re.compile(
    r"<\||\|>|</?\w+>|```|^#+ |system prompt|\bsystem:|\bassistant:", re.IGNORECASE | re.MULTILINE
)
_FOREIGN = re.compile(r"[\u0400-\u052f\u0590-\u06ff\u0900-\u0dff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_STATES = r"(?:=|es|vale|vales|da|sale|son|será|is|equals|are|gives|will be|igual a|equal to)"
_CUT = re.compile(r"[=≤≥<>≠]\s*[.!]*\s*$")
"""A relation whose other side is missing, at the end of a statement."""
_FRAGMENT = 60
"""Characters of a sentence that may be the first half of another; a longer one is judged by itself."""
_UNFINISHED = re.compile(
    r"(?:[-+·*/=≤≥<>]|\d\w*|\b\w|\b(?:es|son|da|sale|vale|queda|de|del|menos|más|por|entre|con|y|mitad|doble|triple|is|are|"
    r"gives?|of|by|plus|minus|times|equals?|and|half|double|twice))\W*$",
    re.IGNORECASE,
)
"""How the first half of something ends: in a sign, a number, or a word that wants another."""
_ASKS = 4
"""Words after a colon that make a question by themselves."""
_SMALL = 12
"""Number words up to twelve are ordinary prose («los dos lados», "one step") unless they state the unknown."""
_UNIT = re.compile(r"\s?((?:km|m|cm|mm|s|min|h|kg|g|mg|mol|L|mL|atm)(?:/(?:s|h|min|L|mol|mL))?[²³]?)(?![\w/])")
_PRAISE = re.compile(
    r"\b(correct[oa]?|exacto|exactly|perfecto?|perfect|muy bien|very good|well done|bien hecho|eso es|that's it)\b",
    re.I,
)
_BLAME = re.compile(
    r"\b((?<!ya )casi|almost|revisa(?! las unidades)|error|mistake|incorrect[oa]?|mal|"
    r"(?<!go )wrong|no encaja|does not fit)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the guard knows of the turn.

    `known`: texts the student can see or wrote (problem, dialogue, facts, example), each on its own; `secrets` is
    read from the subject; `answer` stands in for it outside the subjects; `left` are the problems of this session that
    were left before their end, with the steps reached: their answers stay secret; `tone`: +1 the student was right, -1 wrong,
    0 nothing was checked; `asked`: what the student just wrote; `last`: how the tutor's reply before this one ended;
    `orders`: the system's part of the prompt, not to be recited.
    """

    lang: Lang
    known: tuple[str, ...]
    subject: Subject | None = None
    solution: Solution | None = None
    reached: int = 0
    answer: str = ""
    asks: bool = True
    tone: int = 0
    earlier: tuple[str, ...] = ()
    left: tuple[tuple[Subject, Solution, int], ...] = ()
    asked: str = ""
    last: str = ""
    orders: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to refuse: `kind` says what, `text` the words, `why` (for false statements) the reason."""

    kind: str
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Allowed when nothing was found."""

    leaks: tuple[Finding, ...] = ()
    false: tuple[Finding, ...] = ()
    other: tuple[Finding, ...] = ()

    @property
    def allowed(self) -> bool:
        return not (self.leaks or self.false or self.other)


@dataclass(slots=True)
class _Found:
    leaks: list[Finding] = field(default_factory=list)
    false: list[Finding] = field(default_factory=list)
    other: list[Finding] = field(default_factory=list)

    def judgement(self) -> Judgement:
        """Each finding once."""
        return Judgement(*(tuple(dict.fromkeys(found)) for found in (self.leaks, self.false, self.other)))


def judge(sentence: str, scene: Scene, before: str = "") -> Judgement:
    """One sentence with all that was shown `before` it in this reply."""
    found = _Found()
    if scene.answer:
        sentence, scene = _counted(sentence, scene)
    secrets = _secrets(scene)
    _form(sentence, scene, before, found)
    quoted, true = _equations(sentence, scene, secrets, found)
    _numbers(sentence, scene, secrets, quoted, true, found)
    _symbols(sentence, scene, found)
    _lines(sentence, scene, secrets, found)
    _told(sentence, scene, found)
    _handed(sentence, scene, secrets, found)
    if text := telling.falsely_worked(sentence):
        found.false.append(Finding("equation", text, "the sum is another"))
    _answered(sentence, scene, before, found)
    _joined(sentence, scene, before or scene.last, found)
    _prose(sentence, scene, found)
    for subject, solution, reached in scene.left:
        _left_behind(sentence, replace(scene, subject=subject, solution=solution, reached=reached, left=()), found)
    return found.judgement()


def judge_reply(reply: str, scene: Scene) -> Judgement:
    """A whole reply: every sentence, and what only the whole shows (it asks, its length)."""
    found, shown = _Found(), ""
    for sentence in sentences(reply):
        one = judge(sentence, scene, shown)
        found.leaks += one.leaks
        found.false += one.false
        found.other += one.other
        shown = f"{shown} {sentence}".strip()
    if scene.asks and "?" not in reply:
        found.other.append(Finding("form", reply[-60:], "no question"))
    return found.judgement()


def sentences(text: str) -> list[str]:
    """The sentences of a finished text."""
    parts = re.split(
        r"(?<=[.…])(?<!\bej\.)(?<!\be\.g\.)\s+(?=[¿¡A-ZÁÉÍÓÚÑ\"«(\d$\\{\[−-])|(?<=[?!])\s+(?=\S)|\n+", text.strip()
    )
    return [part.strip() for part in parts if part.strip()]


def _secrets(scene: Scene) -> Sequence[Secret]:
    if scene.subject is not None and scene.solution is not None:
        return scene.subject.secrets(scene.solution, scene.reached)
    if scene.answer:
        numbers = figures(scene.answer)
        return [Secret("answer", number.value, texts=(scene.answer,)) for number in numbers[-1:]] or [
            Secret("answer", None, texts=(scene.answer,))
        ]
    return ()


def _form(sentence: str, scene: Scene, before: str, found: _Found) -> None:
    if len(sentence) > SENTENCE_LIMIT or len(before) + len(sentence) > REPLY_LIMIT:
        found.other.append(Finding("length", sentence[:60]))
    if _MARKUP.search(sentence) or _FOREIGN.search(sentence) or _stutters(sentence) or _CUT.search(sentence):
        found.other.append(Finding("form", sentence[:60]))
    if (lang := detect(sentence)) not in (None, scene.lang) and len(sentence.split()) > 2:
        found.other.append(Finding("language", sentence[:60], str(lang)))
    if "?" in sentence and question(sentence) in scene.earlier:
        found.other.append(Finding("form", sentence[:60], "asked before"))
    if recited := private.recited(sentence, scene.orders):
        found.other.append(Finding("form", recited, "the tutor's own instructions"))
    if named := private.personal(sentence, scene.known):
        found.other.append(Finding("form", named, "personal data"))
    if cited := private.source(sentence):
        found.other.append(Finding("form", cited, "a source that nobody gave"))
    wrong_tone = _PRAISE if scene.tone < 0 else _BLAME if scene.tone > 0 else None
    if wrong_tone is not None and not before and (match := wrong_tone.search(sentence)):
        found.other.append(Finding("form", match[0], "against the verdict"))


def question(sentence: str) -> str:
    """What a sentence asks, in one spelling: without what leads up to it («A ver, ¿…?», «Let's see: …?»)."""
    asked = sentence.rpartition("¿")[2]
    lead, colon, rest = asked.rpartition(": ")
    return normal(rest if colon and len(rest.split()) >= _ASKS and not figures(lead) else asked).lower()


def _stutters(sentence: str) -> bool:
    said = sentence.lower().split()
    return any(said[i : i + 3] == said[i + 3 : i + 6] for i in range(len(said) - 5))


@lru_cache(maxsize=512)
def _known_equations(known: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        normal(equation) for text in known for line in text.splitlines() for equation in equations(line)
    )


@lru_cache(maxsize=512)
def _known_numbers(known: tuple[str, ...], lang: Lang) -> frozenset[Fraction]:
    stated = [number for text in known for number in (*figures(text), *words(text, lang))]
    return frozenset(abs(number.value) for number in stated)


@lru_cache(maxsize=512)
def _known_quotients(known: tuple[str, ...]) -> frozenset[Fraction]:
    """Values that are known as divisions still to be done alone: who has `530/20` has not got 26.5."""
    stated = [number for text in known for number in figures(text)]
    plain = {abs(number.value) for number in stated if "/" not in number.text}
    return frozenset(abs(number.value) for number in stated if "/" in number.text) - plain


@lru_cache(maxsize=512)
def _known_symbols(known: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    joined = "\n".join(known)
    return normal(joined), letters_of(joined)


def letters_of(text: str) -> frozenset[str]:
    """The letters that stand for themselves in a text."""
    return frozenset(re.findall(r"(?<![^\W\d_])[A-Za-z](?![^\W\d_])", text))


def _equations(
    sentence: str, scene: Scene, secrets: Sequence[Secret], found: _Found
) -> tuple[list[str], list[str]]:
    """Judge every equation; returns those that are quoted, and those that the subject allows."""
    quoted, true = [], []
    for equation in equations(sentence):
        spelled = normal(equation)
        if spelled in _known_equations(scene.known):
            quoted.append(equation)
            continue
        if any(spelled == normal(text) for secret in secrets for text in secret.texts):
            found.leaks.append(Finding("answer" if _is_answer(spelled, secrets) else "step", equation))
            continue
        allowed = _allowed(equation, scene)
        if allowed is False:
            found.false.append(Finding("equation", equation, "it is false or has not been reached"))
        elif allowed is None:
            found.other.append(Finding("ungrounded", equation))
        else:
            true.append(equation)
    return quoted, true


def _allowed(equation: str, scene: Scene) -> bool | None:
    if scene.subject is None or scene.solution is None:
        return None
    return scene.subject.allows(equation, scene.solution, scene.reached)


def _is_answer(spelled: str, secrets: Sequence[Secret]) -> bool:
    return any(
        secret.kind == "answer" and spelled == normal(text) for secret in secrets for text in secret.texts
    )


def _numbers(
    sentence: str, scene: Scene, secrets: Sequence[Secret], quoted: Sequence[str], true: Sequence[str], found: _Found
) -> None:
    known, in_equations = _known_numbers(scene.known, scene.lang), "  ".join(true)
    stated = [*figures(sentence), *(w for w in words(sentence, scene.lang) if _counts(w, sentence, scene))]
    own = frozenset(abs(number.value) for e in quoted for number in figures(e))
    for number in stated:
        if abs(number.value) in own:
            continue
        secret = next((s for s in secrets if s.value is not None and _same(number, s.value)), None)
        is_known = abs(number.value) in known
        worked_out = "/" not in number.text and abs(number.value) in _known_quotients(scene.known)
        if secret is not None and (not is_known or worked_out or _stated_as_unknown(number, sentence, scene)):
            found.leaks.append(Finding(secret.kind, number.text))
        elif not is_known and number.text not in in_equations:
            found.other.append(Finding("ungrounded", number.text))
    _measures(sentence, scene, in_equations + "  ".join(quoted), found)


def _measures(sentence: str, scene: Scene, true: str, found: _Found) -> None:
    """A quantity that nobody gave: its number may stand in the problem with another unit."""
    known = _known_symbols(scene.known)[0]
    for number in () if "?" in sentence else figures(sentence):
        unit = _UNIT.match(sentence[number.end :])
        measure = normal(f"{number.text}{unit[1]}") if unit else ""
        if unit and not standing.holds(known, measure) and number.text not in true:
            found.other.append(Finding("ungrounded", measure))


def _counts(number: Number, sentence: str, scene: Scene) -> bool:
    large = abs(number.value) > _SMALL or number.value.denominator > 1
    return large or _stated_as_unknown(number, sentence, scene) or _given_out(number, sentence)


def _given_out(number: Number, sentence: str) -> bool:
    """«Son siete», «it is seven»: a number word that ends a statement, after a verb that gives a result."""
    ahead = sentence[: number.start].rstrip(" -−–")
    return re.search(rf"\b{_STATES}$", ahead, re.I) is not None and not sentence[number.end :].strip(" .,;:!")


def _same(number: Number, secret: Fraction) -> bool:
    """Equal, or the secret rounded to the figures that are written."""
    if number.value == secret:
        return True
    if secret.denominator == 1 and number.value.denominator == 1:
        return False
    if number.digits == 0 and number.value.denominator > 1:  # a fraction that stands for a rounded decimal
        return abs(number.value - secret) <= abs(secret) / 5000
    written = abs(secret) >= 1 or number.digits >= 2
    return written and number.digits >= 1 and round(secret, number.digits) == number.value


def _stated_as_unknown(number: Number, sentence: str, scene: Scene) -> bool:
    if scene.solution is None:
        return False
    name = re.escape(scene.solution.problem.unknown)
    ahead = sentence[: number.start].rstrip(" -−–")
    return (
        re.search(
            rf"(?:\b{name}|respuesta|resultado|soluci[oó]n|answer|result|solution)\W{{0,3}}\s*{_STATES}$",
            ahead,
            re.I,
        )
        is not None
    )


def _symbols(sentence: str, scene: Scene, found: _Found) -> None:
    spelled, names = _known_symbols(scene.known)
    if scene.solution is not None and (name := miscalled(sentence, scene.solution.problem.statement, scene.known)):
        found.other.append(Finding("ungrounded", name))
    for formula in formulas(sentence):
        if formula != "OK" and normal(formula) not in spelled:
            found.other.append(Finding("ungrounded", formula))
    for letter in letters(sentence) - names - frozenset("mshgLKN"):
        if letter not in spelled:
            found.other.append(Finding("ungrounded", letter))


@lru_cache(maxsize=512)
def _values(*exact: str) -> frozenset[Fraction]:
    """The rational values of an answer."""
    return frozenset(Fraction(text) for text in exact if re.fullmatch(r"-?\d+(?:\.\d+)?(?:/[1-9]\d*)?", text))


def _answers(solution: Solution) -> frozenset[Fraction]:
    answer = solution.answer
    if answer.kind == "quantity":
        return _values(str(answer.value["value"]))
    if answer.kind == "solutions":
        return _values(*(str(text) for one in answer.value for text in one.values()))
    return _values(str(answer.value)) if answer.kind == "expression" else frozenset()


def _reached(scene: Scene) -> str:
    """The lines of the steps reached, in one spelling: an operation that stands in them is no news."""
    if scene.subject is None or scene.solution is None:
        return ""
    lines = (step.after for step in scene.solution.steps[: scene.reached])
    return "\n".join(normal(scene.subject.show(line, scene.lang)) for line in lines)


def _told(sentence: str, scene: Scene, found: _Found) -> None:
    """The answer told by a phrase, a property or a sum, where its bare number is no leak because it is known."""
    if found.leaks or scene.solution is None or scene.reached >= len(scene.solution.steps):
        return
    answers, worked = _answers(scene.solution), _known_symbols(scene.known)[0] + _reached(scene)
    # A quotient that stands in a line reached is work still to be done, not its result.
    new = tuple(number for number in telling.stated(sentence) if "/" not in number.text or normal(number.text) not in worked)

    def is_answer(number: Number) -> bool:
        return any(_same(number, value) for value in answers)

    for text in (
        telling.result(sentence, new, is_answer),
        telling.in_words(sentence, new, is_answer),
        telling.raised(sentence, answers),
        closing.direction(sentence),
        closing.picked(sentence, scene.asked),
        telling.derived(sentence, answers, worked),
        telling.spaced(sentence, answers),
        telling.nature(sentence, scene.solution.answer.kind),
        closing.quality(sentence, scene.solution.problem.unknown),
    ):
        if text:
            found.leaks.append(Finding("answer", text))


def _counted(sentence: str, scene: Scene) -> tuple[str, Scene]:
    """Outside the subjects numbers count money and things: their thousands are closed up, here and in all that is known."""
    known = tuple(ungrouped(text, scene.lang) for text in scene.known)
    return ungrouped(sentence, scene.lang), replace(scene, known=known, answer=ungrouped(scene.answer, scene.lang))


def _handed(sentence: str, scene: Scene, secrets: Sequence[Secret], found: _Found) -> None:
    """Outside the subjects: the answer given out as the result, though its number has been written on the way."""
    if found.leaks or not scene.answer:
        return
    if not figures(scene.answer):
        if text := telling.called(sentence, scene.answer):
            found.leaks.append(Finding("answer", text))
        return
    same = [n for n in telling.stated(sentence) for s in secrets if s.value is not None and _same(n, s.value)]
    given = any(abs(number.value) == abs(n.value) for n in same for number in figures(scene.known[0] if scene.known else ""))
    if text := telling.handed(sentence, same, given):
        found.leaks.append(Finding("answer", text))


def _answered(sentence: str, scene: Scene, before: str, found: _Found) -> None:
    """A yes or a no to a student who closes in on the result («¿es mayor que 5?»), while it is not reached."""
    if found.leaks or scene.tone or scene.solution is None or scene.reached >= len(scene.solution.steps):
        return
    if closing.closes_in(scene.asked) and (text := closing.yes_or_no(sentence, bool(before))):
        found.leaks.append(Finding("answer", text))


def _joined(sentence: str, scene: Scene, before: str, found: _Found) -> None:
    """What neither of two sentences tells by itself, and both do together: «La respuesta es… el 6 de antes.»"""
    if found.leaks or not before or scene.solution is None:
        return
    ahead = sentences(before)
    for one in ahead[-1:] if before != scene.last else ahead:
        if "?" not in one and len(one) <= _FRAGMENT and _UNFINISHED.search(one) and not found.leaks:
            _both(one, sentence, scene, found)


def _both(one: str, two: str, scene: Scene, found: _Found) -> None:
    secrets, halves = _secrets(scene), [f"{one.rstrip(' .…:,;')} {two}"]
    if ":" in one and ":" in two:  # «Empieza así: H2 + Cl2.» «Y acaba así: → 2 HCl.»
        halves.append(f"{one.rpartition(':')[2].rstrip(' .…')} {two.partition(':')[2]}")
    for both in halves:
        together = _Found()
        _told(both, scene, together)
        _lines(both, scene, secrets, together)
        found.leaks += together.leaks


def agrees(solution: Solution, answer: str) -> bool:
    """Whether a solution comes to an answer that is known from elsewhere, as far as both can be compared."""
    own, numbers = _answers(solution), figures(answer)
    return not own or not numbers or any(_same(number, value) for number in numbers for value in own)


def _left_behind(sentence: str, scene: Scene, found: _Found) -> None:
    """What would give away a problem that the student left for another one. Its numbers alone are judged as any other."""
    secrets = _secrets(scene)
    for equation in equations(sentence):
        if normal(equation) in {normal(text) for secret in secrets for text in secret.texts} - _known_equations(scene.known):
            found.leaks.append(Finding("step", equation))
    _lines(sentence, scene, secrets, found)
    _told(sentence, scene, found)


def _prose(sentence: str, scene: Scene, found: _Found) -> None:
    """Neither Spanish, nor English, nor mathematics of a class. Looked for last: the dictionary is the dearest."""
    if found.leaks or found.other:
        return
    own = None if scene.solution is None else letters_of(scene.solution.problem.statement)
    if text := coded.code(sentence, *_known_symbols(scene.known), own) or strange(sentence, scene.lang, scene.known):
        found.other.append(Finding("form", text, "no prose and no mathematics"))


_BOUND = re.compile(r"\w[<>≤≥]-?\w")
_WHOLE = 4
"""Characters from which a secret line counts as said when it stands in a sentence, whatever is around it."""
_SIDES = re.compile(r"=|→|->|;|\s(?:o|or|and)\s")


def _lines(sentence: str, scene: Scene, secrets: Sequence[Secret], found: _Found) -> None:
    """Unreached work without its equals sign: the side of a secret line that holds an operation."""
    spelled, (known, alone) = normal(sentence), _known_symbols(scene.known)
    if scene.solution is not None:
        alone |= letters_of(scene.solution.problem.statement)
    for secret in secrets:
        for text in secret.texts:
            for part in text.split(";"):
                whole = normal(part)
                says = len(whole) >= _WHOLE or _BOUND.search(whole)
                if says and standing.holds(spelled, whole) and not standing.holds(known, whole):
                    found.leaks.append(Finding(secret.kind, part.strip()))
            found.leaks += [
                Finding(secret.kind, side.strip())
                for side in _SIDES.split(text)
                if standing.says(sentence, spelled, known, alone, side.strip(), secret.kind == "answer")
            ]
    if scene.subject is None and scene.answer and not figures(scene.answer):
        worded = normal(scene.answer).lower()
        if worded in spelled.lower() and worded not in known.lower():
            found.leaks.append(Finding("answer", scene.answer))
