"""One example examined: its problem solved, its lines judged, its words looked at. What the set needs is kept beside."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import cast

from subjects import catalogue
from subjects.errors import MaieuticError
from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Unsolved, Verdict
from subjects.subject import Subject
from training.exercises.sheet import WHY_EN, WHY_ES
from training.lint import scheme
from training.lint.bounded import SECONDS, TooLong, limit
from training.lint.corrected import nearest
from training.lint.example import Example, Line
from training.lint.finding import Finding, Kind
from training.lint.kind import balanced, cut_badly, is_answer_label, kind_of, left_unbalanced
from training.lint.line import bare
from training.lint.method import used, ways
from training.lint.privacy import without
from training.lint.worked import Case, Judged, finished, judged, lacks_unit
from training.lint.writing import written_badly
from tutoring.language import detect
from tutoring.reading import reader
from tutoring.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Wish:
    """An example and what the class's settings say of it. `methods` are the class's, by subject."""

    example: Example
    lang: Lang
    level: Level
    methods: Mapping[str, str]
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in an example, and what the set is compared by."""

    example: Example
    findings: tuple[Finding, ...] = ()
    subject: str = ""
    kind: str = ""
    problem_id: str = ""
    lang: str = ""
    nature: tuple[str, ...] = ()
    method: str = ""
    method_line: int = 0


@dataclass(slots=True)
class _Notes:
    example: Example
    findings: list[Finding] = field(default_factory=list)

    def add(self, kind: Kind, line: int, said: Sentence, severe: bool | None = None) -> None:
        """A finding without a line that could be corrected."""
        self.findings.append(Finding(self.example.file, line, self.example.number, kind, said, severe=severe))

    def tell(self, kind: Kind, line: Line, what: Sentence, fix: str) -> None:
        """A finding about a line, quoted, and its correction or ""."""
        shown = line.text[:120]
        said = Sentence(f"«{shown}»: {what.es}", f"'{shown}': {what.en}")
        self.findings.append(
            Finding(self.example.file, line.number, self.example.number, kind, said, fix, line.text)
        )


_SLOW = Sentence(
    "no se pudo comprobar a tiempo: divídelo o escríbelo más sencillo",
    "it could not be checked in time: split it or write it more simply",
)
_ODD = Sentence(
    "no se pudo comprobar: escríbelo más sencillo", "it could not be checked: write it more simply"
)


def examine(wish: Wish) -> Examined:
    """The findings of one example, within the time limit."""
    notes = _Notes(wish.example)
    notes.findings += written_badly(wish.example)
    facts = Examined(wish.example)
    try:
        with limit(SECONDS):
            facts = _examined(wish, notes)
    except TooLong:
        notes.add("unreadable", wish.example.line, _SLOW)
    except (MaieuticError, RecursionError, MemoryError, OverflowError, ArithmeticError):
        notes.add("unreadable", wish.example.line, _ODD)
    return Examined(
        facts.example, _ordered(notes.findings), facts.subject, facts.kind, facts.problem_id, facts.lang, facts.nature,
        facts.method, facts.method_line,
    )  # fmt: skip


def lost(wish: Wish) -> Examined:
    """An example whose process died."""
    notes = _Notes(wish.example)
    notes.add("unreadable", wish.example.line, _SLOW)
    return Examined(wish.example, tuple(notes.findings))


def _ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda each: (each.line, each.severity != "error")))


def _examined(wish: Wish, notes: _Notes) -> Examined:
    example = wish.example
    lang = (
        example.lang
        or detect(example.problem)
        or detect("\n".join(each.text for each in example.work))
        or wish.lang
    )
    found = _found(wish, lang)
    if isinstance(found, Unsolved):
        _unsolved(notes, found)
        return Examined(example)
    subject, problem = found
    level = declared_level(example.level) or wish.level
    solution = subject.solve(problem, wish.methods.get(subject.name), level)
    if isinstance(solution, Unsolved):
        _unsolved(notes, solution)
        return Examined(example, subject=subject.name, kind=problem.kind, problem_id=problem.id, lang=lang)
    _level(example, subject, problem, notes)
    facts = Examined(example, subject=subject.name, kind=problem.kind, problem_id=problem.id, lang=lang)
    if example.guided:
        return facts
    case = Case(subject, solution, lang)
    _work(case, level, notes)
    found_ways = ways(subject, problem, level)
    used_ = used(subject, found_ways, [bare(line.text).text for line in example.work])
    first = example.work[0].number if example.work else example.line
    return Examined(
        example, subject=subject.name, kind=problem.kind, problem_id=problem.id, lang=lang, nature=tuple(sorted(found_ways)),
        method=used_, method_line=first,
    )  # fmt: skip


def _found(wish: Wish, lang: Lang) -> tuple[Subject, Problem] | Unsolved:
    """The subject that reads the problem, the declared or likeliest first."""
    text = without(wish.example.problem)
    first = subject_named(wish.example.subject) or reader().read(text, lang, wish.subjects).subject
    why = Unsolved("no_problem")
    for name in sorted(wish.subjects, key=lambda each: (each != first, each)):
        subject = catalogue.find(name)
        problem = subject.parse(text, lang)
        if isinstance(problem, Problem):
            return subject, problem
        if why.why == "no_problem":
            why = problem
    return why


def subject_named(name: str) -> str:
    """The subject that a teacher's word names, or ""."""
    for known in catalogue.names():
        phrases = catalogue.find(known).phrases
        if name.strip().lower() in {
            known,
            *(each.lower() for lang in LANGS for each in phrases.patterns(lang, "name")),
        }:
            return known
    return ""


def declared_level(text: str) -> Level | None:
    """The level that a teacher's words declare: «2º ESO», "1bach"."""
    found = re.search(r"([1-4])\D{0,6}(eso|bach)", text.lower().replace(".", ""))
    name = found[1] + found[2] if found else ""
    return cast(Level, name) if name in LEVELS else None


def _unsolved(notes: _Notes, why: Unsolved) -> None:
    if why.why == "too_long":
        said = Sentence("el enunciado es demasiado largo para leerlo", "the problem is too long to be read")
        notes.add("too_long", notes.example.line, said)
        return
    said = Sentence(
        f"el problema no se puede comprobar: {WHY_ES.get(why.why, why.why)}; escríbelo con todos sus datos",
        f"the problem cannot be checked: {WHY_EN.get(why.why, why.why)}; write it with all its data",
    )
    notes.add("unreadable", notes.example.line, said)


@lru_cache(maxsize=1)
def _taught() -> Mapping[str, Mapping[str, Level]]:
    return tomllib.loads((Path(__file__).parent / "levels.toml").read_text("utf-8"))


def _level(example: Example, subject: Subject, problem: Problem, notes: _Notes) -> None:
    declared = declared_level(example.level)
    first = _taught().get(subject.name, {}).get(problem.kind)
    if declared is not None and first is not None and LEVELS.index(declared) < LEVELS.index(first):
        said = Sentence(
            f"dice {declared}, pero un problema así se ve desde {first}",
            f"it says {declared}, but such a problem is taught from {first} on",
        )
        notes.add("level", example.line, said)


def _work(case: Case, level: Level, notes: _Notes) -> None:
    example = notes.example
    if not example.lines:
        notes.add(
            "unfinished", example.line, Sentence("no tiene solución escrita", "it has no written solution")
        )
        return
    lines = judged(case, example.lines)
    if not lines:
        said = Sentence("la solución no llega a ninguna cuenta", "the solution never gets to any working")
        notes.add("unfinished", example.lines[-1].number, said)
        return
    wrong = _wrong_line(case, level, lines, notes)
    own = [each for each in lines if each.line is not example.answer]
    unit = _units(case, lines, notes)
    if (equation := left_unbalanced(case, lines)) is not None:
        notes.tell("unbalanced", equation.line, _WRONG["unbalanced"], balanced(case, equation))
    if not wrong and not unit:
        _ending(case, lines, notes)
        _rounding(case, lines, notes)
    if own and (lack := scheme.missing(case.solution, own)):
        es, en = (
            " y ".join(scheme.NAMES[each].es for each in lack),
            " and ".join(scheme.NAMES[each].en for each in lack),
        )
        notes.add("scheme", own[0].line.number, Sentence(f"falta escribir {es}", f"it lacks {en}"))


def _wrong_line(case: Case, level: Level, lines: Sequence[Judged], notes: _Notes) -> bool:
    """Tell the first wrong line: those after it may only follow from it. A wrong answer given apart is told too when the
    work is right."""
    wrong = next((each for each in lines if each.verdict.outcome == "wrong"), None)
    if wrong is None:
        return False
    last = wrong is lines[-1] or wrong.line is notes.example.answer or is_answer_label(wrong)
    kind, fix = kind_of(case, wrong, last)
    es, en = (_said(case, level, wrong.verdict, kind, lang) for lang in LANGS)
    notes.tell(kind, wrong.line, Sentence(es, en), fix)
    return True


_WRONG: Mapping[Kind, Sentence] = {
    "result": Sentence("el resultado no es correcto", "the result is not right"),
    "step": Sentence("este paso no es correcto", "this step is not right"),
    "sign": Sentence("hay un signo cambiado", "a sign is wrong"),
    "unit_wrong": Sentence("la unidad no es correcta", "the unit is not right"),
    "unbalanced": Sentence("la ecuación no está ajustada", "the equation is not balanced"),
    "molar_mass": Sentence("la masa molar no es correcta", "the molar mass is not right"),
    "conversion": Sentence("el cambio de unidades no es correcto", "the conversion of units is not right"),
    "other_answer": Sentence("ese valor no es el que se pregunta", "that value is not what is asked"),
    "rounding": Sentence("el redondeo no es correcto", "it is rounded wrongly"),
}


def _said(case: Case, level: Level, verdict: Verdict, kind: Kind, lang: Lang) -> str:
    """What is wrong, with the name of the misconception where the subject gives one."""
    leaf = (verdict.misconception or "").rpartition(".")[2]
    slots = {name: told[lang] for name, told in verdict.slots.items() if lang in told}
    name = (
        case.subject.phrases.at(level).say(lang, slots, Random(0), "misconception", leaf, "name")
        if leaf
        else None
    )
    return _WRONG[kind].tell(lang) + (f" ({name[:1].lower()}{name[1:]})" if name else "")


def _units(case: Case, lines: Sequence[Judged], notes: _Notes) -> bool:
    """Tell lines that lack their unit, unless a later line gives the amount with it."""
    found = False
    for at, each in enumerate(lines):
        bare_end = each is lines[-1] and lacks_unit(case, each)
        if not bare_end and (each.verdict.outcome != "incomplete" or "unit" not in each.verdict.missing):
            continue
        if each.line is notes.example.answer and notes.example.unitless:
            continue
        tail = re.findall(r"\d+(?:[.,]\d+)?", each.bare.text)[-1:]
        later = [other.bare.text for other in lines[at + 1 :] if other.verdict.outcome == "right"]
        if tail and any(re.search(rf"(?<![\d.,]){re.escape(tail[0])}\s*[^\W\d_°]", text) for text in later):
            continue
        fix = nearest(case, each, last=each is lines[-1])
        notes.tell("unit_missing", each.line, Sentence("falta la unidad", "the unit is missing"), fix)
        found = True
    return found


def _rounding(case: Case, lines: Sequence[Judged], notes: _Notes) -> None:
    last = lines[-1]
    if last.verdict.outcome == "right" and case.own(last.bare.text) is None and cut_badly(case, lines):
        fix = last.bare.with_text(case.shown(len(case.solution.steps) - 1))
        notes.tell("rounding", last.line, _WRONG["rounding"], fix)


def _ending(case: Case, lines: Sequence[Judged], notes: _Notes) -> None:
    if finished(case, lines):
        return
    last = lines[-1]
    outcome = last.verdict.outcome
    fix = case.shown(len(case.solution.steps) - 1)
    if notes.example.unitless and last.line is notes.example.answer and "unit" in last.verdict.missing:
        return
    if outcome in ("unreadable", "unknown"):
        notes.tell("unreadable", last.line, Sentence("no se puede comprobar", "it cannot be checked"), "")
    elif is_answer_label(last) or last.line is notes.example.answer:
        notes.tell("other_answer", last.line, _WRONG["other_answer"], last.bare.with_text(fix))
    else:
        said = Sentence(
            f"la solución no llega al resultado: falta «{fix}»",
            f"the solution stops before the result: '{fix}' is missing",
        )
        notes.add("unfinished", last.line.number, said)
