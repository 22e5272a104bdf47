"""The moves a tutor can make, and how one is worded and grounded.

`word` gives the tutor's own wording (its hint when a model's sentence is refused, and the examples adapters learn
from); `facts` gives what the model's prompt may say. Both are built from the same slots, so a model is always
told what its reply may name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Literal

from prompts.cite import label
from prompts.render import Facts
from subjects.phrases import Phrases, slot_names
from subjects.problem import Lang, Level, Missing, Problem, Solution, Verdict
from subjects.subject import Subject
from tutoring.numbers import figures
from tutoring.spans import normal

MoveKind = Literal[
    "open", "nudge", "scaffold", "sibling", "last", "tell", "focus", "confirm", "missing", "check", "guess",
    "close", "clarify", "unsolved", "ask_problem", "bring_back", "concept", "exercise", "thanks", "fixed",
    "why", "next", "heard", "resume",
]  # fmt: skip
Rung = Literal["nudge", "scaffold", "sibling", "last"]
RUNGS: tuple[Rung, ...] = ("nudge", "scaffold", "sibling", "last")

REACTIONS: Mapping[str, str] = {
    "open": "open", "nudge": "hint", "scaffold": "hint", "sibling": "sibling", "last": "sibling", "tell": "tell",
    "focus": "wrong", "confirm": "right", "missing": "missing", "check": "solved", "close": "done", "heard": "heard",
    "why": "right",
}  # fmt: skip
STEP_MOVES = frozenset(
    {"nudge", "scaffold", "sibling", "last", "tell", "focus", "confirm", "heard", "resume"}
)
KIND_MOVES = frozenset({"open", "check", "close", "missing"})
"""Moves that are about the problem as a whole, whose words depend on what kind of problem it is."""
GENERAL_SLOTS = ("problem", "unknown", "before", "line")
"""Slots that every subject has; their labels stand in this package's bank."""
OWN_MOVES = frozenset(
    {"clarify", "unsolved", "ask_problem", "bring_back", "exercise", "thanks", "guess", "why", "next"}
)
"""Moves worded by this package's bank, not by a subject's."""


OPENERS = 4
"""Reactions drawn for one that does not begin as the question after it does."""


@lru_cache(maxsize=1)
def bank() -> Phrases:
    """The phrases that belong to no subject."""
    return Phrases.read(Path(__file__).parent / "phrases.toml")


def reviewed(lang: Lang, *path: str, **values: str) -> str:
    """A text of that bank that is said as it stands, with `values` in it."""
    return bank().patterns(lang, *path)[0].format_map(values)


@dataclass(frozen=True, slots=True)
class Move:
    """What the tutor does this turn. `step` is the step asked about; `fixed` the key of a reviewed text;
    `exhibit` verified lines (a worked sibling, an exercise) shown with the reply as they are; `manner` says why the move is
    made where that changes its words (a leap, thanks, silence)."""

    kind: MoveKind
    rung: Rung | None = None
    step: int | None = None
    misconception: str | None = None
    missing: Missing | None = None
    concept: str | None = None
    fixed: str | None = None
    exhibit: str = ""
    manner: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What this turn knows for sure, in the student's language: the input of wording and prompting."""

    lang: Lang
    level: Level
    subject: Subject | None = None
    solution: Solution | None = None
    reached: int = 0
    verdict: Verdict | None = None
    student: str = ""
    problem: str = ""
    named: Mapping[str, str] = field(default_factory=dict)


def worded(ground: Ground) -> Phrases | None:
    """The bank of the subject at hand, in the words of the student's level."""
    return ground.subject.phrases.at(ground.level) if ground.subject is not None else None


def short(identifier: str) -> str:
    """`algebra.move_term` → `move_term`: the key of a rule or misconception in its subject's bank."""
    return identifier.rsplit(".", 1)[-1]


def slots(move: Move, ground: Ground) -> dict[str, str]:
    """Every value the wording of this move may name."""
    values = {"problem": ground.problem, **ground.named}
    if ground.subject is None or ground.solution is None:
        return values
    solution, lang = ground.solution, ground.lang
    statement = solution.problem.statement
    values |= {"problem": statement, "unknown": solution.problem.unknown}
    if solution.steps:
        at = min(move.step if move.step is not None else ground.reached, len(solution.steps) - 1)
        values |= ground.subject.slots(solution, at, lang)
    if not tellable(solution, ground.reached):
        unsaid = {values.pop("problem"), statement}
        values = {slot: text for slot, text in values.items() if text not in unsaid}
    # `n(Fe) = ?` inside a sentence would end it.
    values = {slot: _ASKED.sub("", text) for slot, text in values.items()}
    if ground.verdict is not None:
        values |= {name: text[lang] for name, text in ground.verdict.slots.items() if lang in text}
        if ground.verdict.line:
            values["line"] = bare_line(ground.verdict.line)
    return {name: value for name, value in values.items() if value}


_WORD = re.compile(r"[^\W\d_]+")
_ASKED = re.compile(r"\s*=\s*\?")
_LEAD = re.compile(
    r"^(?:(?:pues|creo|que|es|son|sale|salen|me|da|dan|queda|entonces|seria|sería|luego|ahora|yo|digo|he|puesto|vale|ok|uy|"
    r"ah|aah|so|then|i|think|get|got|it|is|its|gives|would|be|maybe|now|have|that|oh|hmm|well)\b[\s,:;?.]*)+",
    re.IGNORECASE,
)


def bare_line(line: str) -> str:
    """A student's line as it may be quoted: without the words before it and the marks after it."""
    bare = _LEAD.sub("", line.strip().lstrip("¿¡ ")).rstrip(" ?!.,;:…")
    return bare if bare and bare[0] not in "=+*/^" else line.strip().strip("¿¡ ?!")


def tellable(solution: Solution, reached: int) -> bool:
    """Whether the short statement may be said: it stands in the problem's own text, or is no more than that text in
    signs, or the student, who has begun, has read the data out of it already."""
    return reached > 0 or _quoted(solution.problem) or _transcribed(solution.problem)


_PIECES = re.compile(r";|(?<=\))/(?=\()")
_ORDER = ((re.compile(r"<=|=<|\\leq?(?:slant)?(?![a-z])"), "≤"), (re.compile(r">=|=>|\\geq?(?:slant)?(?![a-z])"), "≥"))


def _quoted(problem: Problem) -> bool:
    """Whether every piece of the statement (the equations of a system, a dividend and its divisor) stands in the text."""
    text = problem.text
    for sign, one in _ORDER:
        text = sign.sub(one, text)
    told = normal(text)
    return all(normal(piece) in told for piece in _PIECES.split(problem.statement))


def _transcribed(problem: Problem) -> bool:
    """Whether an equation stands in its text with words for signs ("6r plus 5 equals 59"): the same figures in the same
    order around the same unknown. A story has no letter, and a "double" no figure: there the setting up is the work."""
    if problem.statement.count("=") != 1:
        return False
    letter = re.compile(rf"(?<![^\W\d_]){re.escape(problem.unknown)}(?![^\W\d_])", re.IGNORECASE)
    text, statement = (
        ([abs(number.value) for number in figures(one)], len(letter.findall(one)))
        for one in (problem.text, problem.statement)
    )
    return text == statement


def word(move: Move, ground: Ground, rng: Random, reaction: bool = True, cite: bool = False) -> str:
    """The tutor's own wording of a move: a reaction (when `reaction`) and its question, all slots filled; with `cite`,
    facts are named by the labels of the prompt, as a model is to name them."""
    core = _core(move, ground, rng, cite)
    opener = ""
    if reaction:
        said, keys = bank().at(ground.level), (move.manner, REACTIONS.get(move.kind, ""))
        for _ in range(OPENERS):
            opener = next(
                (text for key in keys if key and (text := said.say(ground.lang, {}, rng, "react", key))), ""
            )
            if not _begins_alike(opener, core):
                break
        opener += "." if opener and opener[-1] not in ".!?:" else ""
    return " ".join(part for part in (opener, core) if part)


def _begins_alike(one: str, other: str) -> bool:
    """Whether two sentences begin with the same word: «Mira. Mira la fórmula.»"""
    first, second = (_WORD.findall(text.lower())[:1] for text in (one, other))
    return bool(first) and first == second


def _core(move: Move, ground: Ground, rng: Random, cite: bool) -> str:
    values, lang, phrases = _values(move, ground, cite), ground.lang, worded(ground)
    if move.manner == "plan" and (said := bank().say(lang, values, rng, move.kind, move.manner)):
        return said
    if move.kind in OWN_MOVES or phrases is None:
        key, own = move.kind if move.kind in OWN_MOVES else "unsolved", bank().at(ground.level)
        return (
            (own.say(lang, values, rng, key, move.manner) if move.manner else None)
            or own.say(lang, values, rng, key)
            or ""
        )
    paths = _paths(move, ground)
    if move.kind == "tell":
        rng.shuffle(paths)
    for path in _for_kind(paths, ground):
        said = phrases.say(lang, values, rng, *path)
        if said and move.kind == "concept":
            asked = phrases.say(lang, values, rng, "concept", move.concept or "", "ask")
            return f"{said} {asked or ''}".strip()
        if said:
            return said
    return bank().say(lang, values, rng, "unsolved") or ""


def _paths(move: Move, ground: Ground) -> list[tuple[str, ...]]:
    rule = _rule(move, ground)
    if move.kind == "focus":
        own = [("misconception", short(move.misconception), "focus")] if move.misconception else []
        return [*own, ("rule", rule, "focus"), ("rule", rule, "scaffold")]
    if move.kind == "tell":
        return [("rule", rule, "nudge"), ("rule", rule, "scaffold")]
    if move.kind in {"confirm", "heard", "resume"}:
        return [("rule", rule, "nudge"), ("check",)]
    if move.kind in {"sibling", "last"}:
        return [("rule", rule, "sibling"), ("rule", rule, "scaffold")]
    if move.kind in {"nudge", "scaffold"}:
        return [("rule", rule, move.kind)]
    if move.kind == "missing":
        return [("missing", move.missing or ""), ("check",)]
    if move.kind == "concept":
        return [("concept", move.concept or "", "plain")]
    return [(move.kind,)]


def _for_kind(paths: list[tuple[str, ...]], ground: Ground) -> Iterator[tuple[str, ...]]:
    """Each path with the problem's kind first: `[open.system]` words an opening that `[open]` would word for equations."""
    for path in paths:
        if ground.solution is not None:
            yield (*path, ground.solution.problem.kind)
        yield path


def topics(move: Move, ground: Ground) -> tuple[str, ...]:
    """The parts of the banks whose words belong to this turn, each by its path (`rule.move_term.nudge`, `react.right`), its own
    first: what a small model is held to (`tutoring.wording`)."""
    about = (topic(move.kind), *(topic("react", key) for key in (move.manner, REACTIONS.get(move.kind, "")) if key))
    phrases = worded(ground)
    if move.kind in OWN_MOVES or phrases is None:
        return about
    paths = _paths(move, ground)
    if move.kind not in ("tell", "focus"):  # the others fall back on the next only where the first cannot be said
        values = slots(move, ground)
        said = (path for path in _for_kind(paths, ground) if phrases.say(ground.lang, values, Random(0), *path))
        paths = [path for path in (next(said, None),) if path]
    return (*(topic(*path) for path in paths), *about)


def topic(*path: str) -> str:
    """The topic of what a bank has at a path. What is said of a concept is one, explanation and question."""
    return ".".join(path[:2] if path[0] == "concept" else path)


def _rule(move: Move, ground: Ground) -> str:
    if ground.solution is None or not ground.solution.steps:
        return ""
    at = min(move.step if move.step is not None else ground.reached, len(ground.solution.steps) - 1)
    return short(ground.solution.steps[at].rule)


def plain(move: Move, ground: Ground, rng: Random, cite: bool = False) -> str:
    """The same turn told plainly, as a base model without an adapter would: a statement, no question."""
    values, lang = _values(move, ground, cite), ground.lang
    subject = worded(ground)
    named = ground.subject.phrases.patterns(lang, "name")[0] if ground.subject else ""
    if subject is not None and move.kind in STEP_MOVES:
        paths: list[tuple[str, ...]] = [("rule", _rule(move, ground), "plain")]
        if move.kind == "focus" and move.misconception:
            paths.insert(0, ("misconception", short(move.misconception), "plain"))
        for path in paths:
            if said := subject.say(lang, values, rng, *path):
                return said
    if subject is not None and move.kind == "concept":
        return subject.say(lang, values, rng, "concept", move.concept or "", "plain") or ""
    if move.kind in OWN_MOVES:
        return bank().say(lang, values, rng, move.kind, "plain") or _plain_open(lang, named, rng)
    return bank().say(lang, {"subject": named}, rng, "plain", move.kind) or _plain_open(lang, named, rng)


def _plain_open(lang: Lang, named: str, rng: Random) -> str:
    return bank().say(lang, {"subject": named or _classwork(lang)}, rng, "plain", "open") or ""


def facts(move: Move, ground: Ground, method: str = "") -> Facts:
    """What the prompt of this move says. The final answer is never among it before the student wrote it."""
    lang = ground.lang
    named = ground.subject.phrases.patterns(lang, "name")[0] if ground.subject else _classwork(lang)
    values, names = slots(move, ground), _labels(move, ground)
    cited = {label(name): values[slot] for slot, name in names.items()}
    subject = ground.subject.name if ground.subject else ""
    known = {label(name): f"{subject}.{slot}" for slot, name in reversed(names.items())}
    problem = ground.solution.problem.statement if ground.solution else ground.problem
    base = Facts(
        subject=named,
        level=bank().patterns(lang, "level", ground.level)[0],
        method=method,
        problem="" if "problem" in names else problem,
        kind=_kind(move, ground),
        cited=tuple(cited.items()),
        slots=tuple(known[name] for name in cited),
        student=ground.student,
        wrote="".join(bank().patterns(lang, "wrote", move.manner)[:1]) if move.kind == "why" else "",
        missing=_missing(move, lang),
        example=move.exhibit.splitlines()[0] if move.exhibit else "",
        concept=_concept(move, ground),
    )
    if ground.subject is None or ground.solution is None or move.kind not in STEP_MOVES:
        return base
    return _with_step(base, move, ground, ground.subject, values)


def citable(move: Move, ground: Ground) -> dict[str, str]:
    """The facts that a reply may cite, by the names of their labels (`prompts.cite.resolve`)."""
    values = slots(move, ground)
    return {name.lower(): values[slot] for slot, name in _labels(move, ground).items()}


def _values(move: Move, ground: Ground, cite: bool) -> dict[str, str]:
    """What a wording is filled with: facts, or labels where there are any."""
    values = slots(move, ground)
    if not cite:
        return values
    return values | {slot: label(name) for slot, name in _labels(move, ground).items()}


def _labels(move: Move, ground: Ground) -> dict[str, str]:
    """The label of every slot that this move's prompt gives, the general ones first: all slots where the move is about
    a step, elsewhere the problem and those that its wordings use."""
    phrases = worded(ground)
    if (
        move.kind in {*OWN_MOVES, "concept"}
        or ground.subject is None
        or ground.solution is None
        or phrases is None
    ):
        return {}
    values = slots(move, ground)
    if move.kind not in STEP_MOVES:
        used = {"problem"}
        for path in _for_kind(_paths(move, ground), ground):
            used |= {name for text in phrases.patterns(ground.lang, *path) for name in slot_names(text)}
        values = {slot: text for slot, text in values.items() if slot in used}
    ordered = sorted(values, key=lambda slot: GENERAL_SLOTS.index(slot) if slot in GENERAL_SLOTS else 9)
    names = {slot: _label(ground.subject, slot, ground.lang) for slot in ordered}
    if values.get("before") and values.get("before") == values.get("problem"):
        names["before"] = names["problem"]
    return names


def _with_step(base: Facts, move: Move, ground: Ground, subject: Subject, values: Mapping[str, str]) -> Facts:
    lang, rng, phrases = ground.lang, Random(0), subject.phrases.at(ground.level)
    step = phrases.say(lang, values, rng, "rule", _rule(move, ground), "name") or ""
    error = ""
    if move.kind == "focus" and move.misconception:
        path = ("misconception", short(move.misconception), "name")
        error = phrases.say(lang, values, rng, *path) or ""
    return replace(base, step=step, error=error)


def _label(subject: Subject, name: str, lang: Lang) -> str:
    own = subject.phrases.patterns(lang, "slot", name) or bank().patterns(lang, "slot", name)
    return own[0] if own else name


def _missing(move: Move, lang: Lang) -> str:
    words = {
        "unit": {"es": "la unidad", "en": "the unit"},
        "setup": {"es": "el planteamiento", "en": "the setup"},
        "data": {"es": "los datos", "en": "the data"},
        "isolation": {"es": "despejar", "en": "the isolation"},
        "conclusion": {"es": "terminar", "en": "the end"},
    }
    return words[move.missing][lang] if move.missing else ""


def _kind(move: Move, ground: Ground) -> str:
    if move.kind not in KIND_MOVES or ground.subject is None or ground.solution is None:
        return ""
    return "".join(ground.subject.phrases.patterns(ground.lang, "kind", ground.solution.problem.kind)[:1])


def _concept(move: Move, ground: Ground) -> str:
    if not move.concept or ground.subject is None:
        return ""
    names = ground.subject.phrases.patterns(ground.lang, "concept", move.concept, "name")
    return names[0] if names else move.concept


def _classwork(lang: Lang) -> str:
    return {"es": "clase", "en": "class"}[lang]
