"""Tutor turns for training: verified problems, invented students, and the tutor's own moves, facts and prompts.

Each turn carries the prompt exactly as serving builds it and two replies: the guiding one that adapters learn and
the plain one that the base knows. No data of real students is involved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Protocol

from prompts.cite import body, resolve
from prompts.render import messages
from subjects import catalogue
from subjects.problem import LANGS, LEVELS, Lang, Level, Solution, Unsolved
from subjects.subject import Subject
from training import students
from tutoring.following import STRIDE
from tutoring.guard import Scene, judge_reply
from tutoring.move import Ground, Move, MoveKind, citable, facts, plain, tellable, word
from tutoring.practice import example_for
from tutoring.turn import ASKING, TONES, method_name

WEIGHTS: Mapping[MoveKind, float] = {
    "open": 18, "nudge": 12, "scaffold": 12, "sibling": 5, "last": 4, "tell": 10, "focus": 24, "confirm": 22,
    "missing": 6, "check": 12, "guess": 2, "close": 12, "clarify": 3, "concept": 6, "exercise": 2,
    "thanks": 2, "bring_back": 2, "why": 6, "next": 5, "heard": 3, "resume": 3,
}  # fmt: skip
GENERAL_WEIGHTS: Mapping[MoveKind, float] = {
    "unsolved": 42, "ask_problem": 28, "bring_back": 21, "thanks": 9,
}  # fmt: skip
INTENTS: Mapping[MoveKind, Sequence[str]] = {
    "nudge": ("hint",), "scaffold": ("hint",), "sibling": ("hint",), "last": ("hint",), "tell": ("tell",),
    "exercise": ("exercise",), "thanks": ("thanks",), "bring_back": ("off_topic",),
    "ask_problem": ("hint", "tell", "verify", "exercise"), "close": ("verify", "hint"), "guess": ("verify",),
}  # fmt: skip
MANNERS: Mapping[MoveKind, Sequence[str]] = {
    "heard": ("data", "why", "plan"),
    "resume": ("thanks", "greeting", "nod", "back"),
}
SAID: Mapping[str, str] = {"why": "explain"}
"""What a student writes where the bank has no message of the manner's name."""
TRIES = 6
"""Wordings tried for one turn before the last is taken as it is."""
UNNAMED = 0.12
"""Share of wrong lines whose mistake is not told: serving meets mistakes that it cannot name."""
UNIT = re.compile(r"(?<=\d)\s*(?:[A-Za-zµ·]+(?:[/²³^\d\-⁻¹]+[A-Za-z]*)*)\s*$")
"""A unit behind the last number of a line."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One tutor turn: prompt messages, the guiding and the plain reply, and what it was about. Replies cite the facts of
    the prompt by label; `cited` gives them by the labels' names."""

    subject: str
    lang: Lang
    move: Move
    ground: Ground
    prompt: tuple[tuple[str, str], ...]
    guiding: str
    plain: str
    cited: Mapping[str, str]

    def told(self, reply: str) -> str:
        """A reply as a student would read it."""
        return resolve(reply, self.cited)


def as_shown(line: str, _: Lang) -> str:
    """A line as the tutor writes it."""
    return line


class Wording(Protocol):
    """Who words a turn: the tutor's bank, or a class's own voice."""

    def __call__(self, move: Move, ground: Ground, rng: Random, reaction: bool, cite: bool, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Telling:
    """How turns are made: by whom worded, whether their prompts name the method and the step, and how students write a line
    of mathematics (`hand`, given it as the tutor writes it)."""

    word: Wording = word
    method: bool = True
    step: bool = True
    hand: Callable[[str, Lang], str] = as_shown


USUAL = Telling()


def turns(
    seed: int, subject: str | None, method: str | None = None, telling: Telling = USUAL
) -> Iterator[Turn]:
    """Endless turns of a subject (`other`: of none), the same for the same seed."""
    rng = Random(f"{seed}/{subject}")
    while True:
        if subject in (None, catalogue.OTHER):
            yield _general(rng)
        else:
            yield from _subject_turns(catalogue.find(str(subject)), rng, method, telling)


def _pick(weights: Mapping[MoveKind, float], rng: Random) -> MoveKind:
    return rng.choices(list(weights), list(weights.values()))[0]


def _lang(rng: Random) -> Lang:
    return "es" if rng.random() < 0.55 else LANGS[1]


def _subject_turns(
    subject: Subject, rng: Random, method: str | None, telling: Telling
) -> Iterator[Turn]:
    lang, level = _lang(rng), rng.choice(LEVELS)
    exercise = subject.generate(rng, lang, level)
    problem = replace(exercise.problem, text=exercise.text)  # as if the student had sent it
    solution = subject.solve(problem, method or rng.choice(subject.methods), level)
    if isinstance(solution, Unsolved) or not solution.steps:
        return
    for _ in range(5):
        kind = drawn_move(rng)
        if turn := subject_turn(subject, solution, exercise.text, kind, level, lang, rng, telling):
            yield turn


def drawn_move(rng: Random) -> MoveKind:
    """A kind of turn about a problem, as often as class needs it."""
    return _pick(WEIGHTS, rng)


def subject_turn(
    subject: Subject,
    solution: Solution,
    text: str,
    kind: MoveKind,
    level: Level,
    lang: Lang,
    rng: Random,
    telling: Telling = USUAL,
) -> Turn | None:
    """One turn of a given kind on a solved problem, or None when this problem has no such turn."""
    step = rng.randrange(len(solution.steps))
    move = Move(kind, step=step)
    ground = Ground(lang, level, subject, solution, step)
    if kind in ("open", "close"):  # as serving: at the first step, and at the last
        move = replace(move, step=0 if kind == "open" else len(solution.steps) - 1)
    if kind == "open":
        ground = replace(ground, student=text, reached=0)
    elif kind == "focus":
        found = _mistake(subject, solution, move, ground, rng, telling)
        if found is None:
            return None
        move, ground = found
    elif kind in {"confirm", "next", "why"}:
        return _right(kind, subject, solution, ground, rng, telling)
    elif kind in {"heard", "resume"}:
        manner = rng.choice(MANNERS[kind])
        said = students.message(SAID.get(manner, manner), lang, rng, noise=0.2)
        ground = replace(ground, student=said, reached=0 if manner == "data" else step)
        move = replace(move, step=ground.reached, manner=manner)
    elif kind == "concept":
        concepts = subject.phrases.keys("concept")
        if not concepts:
            return None
        concept = rng.choice(concepts)
        name = subject.phrases.patterns(lang, "concept", concept, "name")[0]
        ground = replace(ground, student=students.message("concept", lang, rng, {"concept": name}))
        move = Move("concept", concept=concept)
    elif kind == "missing":
        lacking = _lacking(subject, solution, ground, rng, telling)
        if lacking is None:
            return None
        move, ground = lacking
    elif kind == "exercise":
        return _exercise(subject, solution, ground, rng, telling)
    else:
        move, ground = _other(subject, solution, move, ground, rng, telling)
    return _turn(subject, solution.method, move, ground, rng, telling)


def _mistake(
    subject: Subject, solution: Solution, move: Move, ground: Ground, rng: Random, telling: Telling
) -> tuple[Move, Ground] | None:
    step = ground.reached
    found = subject.mistakes(solution, step, rng, ground.lang)
    if not found:
        return None
    line = telling.hand(rng.choice(found)[1], ground.lang)
    said = students.message("attempt", ground.lang, rng, {"line": line}, noise=0.2)
    verdict = subject.check(solution, said, ground.lang, (), step)
    if verdict.line not in (None, line):  # words stuck to the line: nothing to learn to quote
        said, verdict = line, subject.check(solution, line, ground.lang, (), step)
    if verdict.outcome != "wrong":
        return None
    if rng.random() < UNNAMED:
        verdict = replace(verdict, misconception=None, slots={})
    at = min(verdict.reached, len(solution.steps) - 1)
    move = replace(move, step=at, misconception=verdict.misconception)
    return move, replace(ground, verdict=verdict, student=said)


def _right(
    kind: MoveKind, subject: Subject, solution: Solution, ground: Ground, rng: Random, telling: Telling
) -> Turn | None:
    """A right step of the student's, and what is said to it; for a reason also the whole answer at once."""
    steps, lang = len(solution.steps), ground.lang
    if steps < 2:
        return None
    leap = kind == "why" and steps > STRIDE and rng.random() < 0.5
    step = steps if leap else rng.randrange(1, steps)
    line = telling.hand(subject.attempt_line(solution, step - 1, rng, lang), lang)
    said = students.message("attempt", lang, rng, {"line": line}, noise=0.2)
    ground = replace(ground, reached=step, student=said)
    manner = ""
    if kind == "why":
        manner = "answer" if leap else rng.choice(("step", "leap")) if step > STRIDE else "step"
    move = Move(kind, step=min(step, steps - 1), manner=manner)
    return _turn(subject, solution.method, move, ground, rng, telling)


def _other(
    subject: Subject, solution: Solution, move: Move, ground: Ground, rng: Random, telling: Telling
) -> tuple[Move, Ground]:
    kind, lang, last = move.kind, ground.lang, len(solution.steps) - 1
    if kind == "check":
        line = telling.hand(subject.attempt_line(solution, last, rng, lang), lang)
        said = students.message("attempt", lang, rng, {"line": line}, noise=0.2)
        return replace(move, step=last), replace(ground, student=said, reached=len(solution.steps))
    if kind == "last":
        move = replace(move, exhibit=example_for(move, ground, rng.randrange(1_000_000)))
    elif kind == "sibling":
        sibling = subject.sibling(solution, rng.randrange(1_000_000), lang)
        move = replace(move, exhibit=sibling.problem.statement if sibling else "")
    if kind == "close":
        ground = replace(ground, reached=len(solution.steps))
    if kind == "clarify":
        return move, replace(ground, student=telling.hand(_unreadable(subject, solution, ground, rng), lang))
    said = students.message(rng.choice(INTENTS.get(kind, ("hint",))), lang, rng)
    return move, replace(ground, student=said)


def _lacking(
    subject: Subject, solution: Solution, ground: Ground, rng: Random, telling: Telling
) -> tuple[Move, Ground] | None:
    """An attempt that the subject finds unfinished, or None when this problem has none."""
    steps, lang = len(solution.steps), ground.lang
    at = steps - 1 if rng.random() < 0.7 else rng.randrange(steps)
    line = telling.hand(subject.attempt_line(solution, at, rng, lang), lang)
    for written in (
        UNIT.sub("", line),
        telling.hand(subject.show(solution.steps[-1].before, lang), lang),
        UNIT.sub("", line.split("=")[-1]),
    ):
        said = students.message("attempt", lang, rng, {"line": written.strip()}, noise=0.2)
        verdict = subject.check(solution, said, lang, (), ground.reached)
        if verdict.outcome == "incomplete":
            missing = verdict.missing[0] if verdict.missing else "conclusion"
            move = Move("missing", step=min(verdict.reached, steps - 1), missing=missing)
            reached = max(ground.reached, min(verdict.reached, steps))
            return move, replace(ground, verdict=verdict, student=said, reached=reached)
    return None


def _exercise(
    subject: Subject, solution: Solution, ground: Ground, rng: Random, telling: Telling
) -> Turn | None:
    """The tutor sets a new exercise, which from then on is the problem."""
    exercise = subject.sibling(solution, rng.randrange(1_000_000), ground.lang)
    if exercise is None:
        return None
    solved = subject.solve(replace(exercise.problem, text=exercise.text), solution.method, ground.level)
    if isinstance(solved, Unsolved):
        return None
    said = students.message("exercise", ground.lang, rng)
    ground = replace(ground, solution=solved, reached=0, student=said)
    return _turn(subject, solution.method, Move("exercise", exhibit=exercise.text), ground, rng, telling)


def _unreadable(subject: Subject, solution: Solution, ground: Ground, rng: Random) -> str:
    """A line that nobody can judge: a right one torn, or signs and words in a heap."""
    if rng.random() < 0.3:
        return _gibberish(ground.lang, rng)
    line = subject.attempt_line(solution, rng.randrange(len(solution.steps)), rng, ground.lang)
    at = rng.randrange(1, max(2, len(line)))
    torn = (
        f"{line[:at]}= =",
        f"{line} = ?",
        line.replace("=", "= * ="),
        f"{line[:at]})( {line[at:]}",
        f"?? {line[:at]}",
    )
    return rng.choice(torn)


def _gibberish(lang: Lang, rng: Random) -> str:
    words = students.message(rng.choice(("hint", "off_topic", "verify", "tell")), lang, rng).split()
    rng.shuffle(words)
    marks = "".join(rng.choice("=+-*/?x10 ()") for _ in range(rng.randrange(2, 9)))
    return rng.choice((" ".join(words), marks, f"{marks} {' '.join(words[:3])}"))


def _general(rng: Random) -> Turn:
    lang, level = _lang(rng), rng.choice(LEVELS)
    kind = _pick(GENERAL_WEIGHTS, rng)
    intent = rng.choice(INTENTS.get(kind, ("other_problem",)))
    said, problem = students.message(intent, lang, rng), ""
    if kind == "unsolved":
        problem = said if rng.random() < 0.3 else ""
        if problem and rng.random() < 0.5:
            said = students.message("hint", lang, rng)
    if kind in {"unsolved", "ask_problem"} and rng.random() < 0.1:
        said = _gibberish(lang, rng)
    return _turn(None, "", Move(kind), Ground(lang, level, student=said, problem=problem), rng)


def _turn(
    subject: Subject | None, method: str, move: Move, ground: Ground, rng: Random, telling: Telling = USUAL
) -> Turn:
    lang = ground.lang
    shown = method_name(subject, method, lang) if telling.method else ""
    # A concept is spoken of for itself, as serving does: the problem at hand may be of another subject.
    held = replace(ground, solution=None, problem="") if move.kind == "concept" else ground
    told = facts(move, held, shown)
    prompt = messages(move.kind, lang, told if telling.step else replace(told, step="", error=""))
    cited = citable(move, held)
    guiding = _guiding(move, held, scene_of(move, ground, prompt), cited, rng, telling.word)
    name = subject.name if subject else catalogue.OTHER
    return Turn(name, lang, move, ground, prompt, guiding, plain(move, held, rng, cite=True), cited)


def scene_of(move: Move, ground: Ground, prompt: Sequence[tuple[str, str]]) -> Scene:
    """What the guard would know of this turn in class, in a conversation that holds nothing else."""
    solution = ground.solution
    told = tuple(body(line) for _, part in prompt[1:] for line in part.splitlines())
    known = [ground.problem if solution is None else solution.problem.text]
    if solution is not None and tellable(solution, ground.reached):
        known.append(solution.problem.statement)
    elif solution is not None and move.kind != "concept":
        told = told[1:]
    texts = tuple(text for text in (*known, ground.student, *told, move.exhibit) if text)
    return Scene(
        ground.lang, texts, ground.subject if solution is not None else None, solution, ground.reached,
        asks=move.kind in ASKING, tone=TONES.get(move.kind, 0),
    )  # fmt: skip


def _guiding(
    move: Move, ground: Ground, scene: Scene, cited: Mapping[str, str], rng: Random, wording: Wording
) -> str:
    """A wording that the guard would let through, if one of a few does: an adapter must not learn refused ones."""
    reaction = rng.random() < 0.8
    said = ""
    for _ in range(TRIES):
        said = wording(move, ground, rng, reaction, True)
        if judge_reply(resolve(said, cited), scene).allowed:
            break
    return said
