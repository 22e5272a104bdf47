"""Correction: a whole solution read line by line, as a teacher marks it, and nothing of the right one told.

A line is right, or the first that is wrong, or comes after it: then it either follows from the mistake (an error carried
forward) or waits until the mistake is mended. What the class wants to see written (data, formula, unit, end) is named where
it is missing. No points are given: they are the teacher's. "Cannot tell" is never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from subjects.labels import unlabelled
from subjects.phrases import Phrases
from subjects.problem import Lang, Missing, Problem, Solution, Verdict
from subjects.subject import Subject
from tutoring.move import reviewed, short

Mark = Literal["right", "wrong", "carried", "after", "words", "unclear"]
CRITERIA: tuple[Missing, ...] = ("data", "setup", "isolation", "unit", "conclusion")
"""What a class may want to see written; all of it, unless the teacher says otherwise."""
LINES = 3
"""Lines of work from which a message is a solution handed in, not one more step."""
MOST = 40
"""Lines that are read; of a longer text the rest is left alone."""
SHOWN_BY: Mapping[str, Missing] = {
    "data": "data", "formula": "setup", "set_factor": "setup", "set_proportion": "setup", "set_chain": "setup",
}  # fmt: skip
"""Rules whose line a class may want to see on its own, by what is missing when it was skipped."""
_HEAD = 6
"""Lines that a problem may take at the head of a message."""
_TEX_LINES = re.compile(r"\\\\|\\newline")
_TEX_MARKS = re.compile(r"\\(?:begin|end)\{[a-z*]+\}|\\[\[\]()]|\$\$?|&(?==)")
_SIGNS = ("=", "→", "->", "<", ">", "≤", "≥")
_WORD = re.compile(r"[^\W\d_]{3,}")
_TALK = 2
"""Words from which a line without a sign of relation is talk: «paso el cinco restando»."""
_ASKED = re.compile(
    r"\b(?:corr[ií]ge\w*|correg[ií]\w*|revis[ae]\w*|rep[aá]sa\w*|m[ií]ra(?:me|lo|la)|comprueba mi|check (?:my|this)|"
    r"mark (?:my|this)|correct (?:my|this)|look (?:over|at) my|go over my|grade (?:my|this))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LineMark:
    """One line as the student wrote it, and what it is; `misconception` of the wrong one where it has a name."""

    text: str
    mark: Mark
    misconception: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """All lines, and what the class wants to see that none of them shows. `final`: they end with the answer; `cut`: there
    were more lines than are read; `verdict`: on all that were read."""

    lines: tuple[LineMark, ...]
    missing: tuple[Missing, ...]
    final: bool
    verdict: Verdict
    cut: bool = False

    def within(self, criteria: Collection[Missing]) -> Correction:
        """The same, with no more missing than a class wants to see."""
        return replace(self, missing=tuple(one for one in self.missing if one in criteria))


def handed_in(text: str, subject: Subject, lang: Lang, least: int = LINES) -> bool:
    """Whether a message is a solution to be corrected: at least so many lines of work."""
    return sum(_is_work(subject, line, lang) for line in lines_of(text)) >= least


def wishes(text: str) -> bool:
    """Whether a message asks to have work corrected: «corrígeme esto», "check my work"."""
    return _ASKED.search(text) is not None


def lines_of(text: str) -> list[str]:
    """The lines of a solution, TeX taken apart, without empty ones."""
    broken = _TEX_MARKS.sub(" ", _TEX_LINES.sub("\n", text))
    return [line.strip() for line in broken.splitlines() if any(map(str.isalnum, line))]


def _without_wish(text: str) -> list[str]:
    """The lines of a message but for those that only ask to have it read."""
    return [line for line in lines_of(text) if not (wishes(line) and not any(map(str.isdigit, line)))]


def apart(text: str) -> Iterator[tuple[str, str]]:
    """A message as the problem it may begin with and the work below: every way to cut it, the shortest problem first."""
    lines = _without_wish(text)
    for at in range(1, min(len(lines), _HEAD + 1)):
        yield "\n".join(lines[:at]), "\n".join(lines[at:])


def correct(
    subject: Subject, solution: Solution, text: str, lang: Lang, history: Sequence[str] = (), reached: int = 0,
    criteria: Collection[Missing] = CRITERIA,
) -> Correction:  # fmt: skip
    """Mark every line of `text` against a solved problem; `history` and `reached` as in `Subject.check`."""
    written = _without_wish(text)
    lines = written[:MOST]
    whole = subject.check(solution, "\n".join(lines), lang, history, reached)
    wrong = _wrong_line(lines, whole)
    marks: list[LineMark] = []
    now, skipped, before = reached, [], list(history)
    for at, line in enumerate(lines):
        if wrong is not None and at > wrong:
            follows = _follows(subject, lines[wrong], line, lang)
            marks.append(LineMark(line, "carried" if follows else _unjudged(subject, line, lang)))
            continue
        if at == wrong:
            marks.append(LineMark(line, "wrong", whole.misconception))
            continue
        verdict = subject.check(solution, line, lang, before, now)
        before.append(line)
        marks.append(LineMark(line, _mark(verdict, subject, line, lang)))
        if verdict.outcome in ("right", "incomplete"):
            reach = len(solution.steps) if verdict.final else verdict.reached
            skipped += [short(step.rule) for step in solution.steps[now : reach - 1]]
            now = max(now, reach)
    final = wrong is None and whole.outcome in ("right", "incomplete") and whole.final
    unwritten = [SHOWN_BY[rule] for rule in skipped if rule in SHOWN_BY]
    if any(_is_formula(line.text) for line in marks if line.mark == "right"):
        unwritten = [one for one in unwritten if one != "setup"]
    missing = tuple(dict.fromkeys((*unwritten, *whole.missing)))
    return Correction(tuple(marks), missing, final, whole, cut=len(written) > MOST).within(criteria)


def _wrong_line(lines: Sequence[str], whole: Verdict) -> int | None:
    """Where the first wrong line stands: by its text, else by its place."""
    if whole.outcome != "wrong":
        return None
    line = _bare(whole.line or "")
    named = next((at for at, text in enumerate(lines) if line and line in _bare(text)), None)
    return named if named is not None else min(whole.at_step or 0, len(lines) - 1)


def _bare(line: str) -> str:
    return "".join(unlabelled(line).split()).lower()


def _mark(verdict: Verdict, subject: Subject, line: str, lang: Lang) -> Mark:
    if verdict.outcome in ("right", "incomplete"):
        return "right" if _is_work(subject, line, lang) else "words"
    return "unclear" if _is_work(subject, line, lang) and verdict.outcome != "wrong" else "words"


def _unjudged(subject: Subject, line: str, lang: Lang) -> Mark:
    return "after" if _is_work(subject, line, lang) else "words"


def _is_work(subject: Subject, line: str, lang: Lang) -> bool:
    bare = unlabelled(line)
    signs = any(sign in bare for sign in _SIGNS)
    short_of_words = any(map(str.isdigit, bare)) and len(_WORD.findall(bare)) < _TALK
    return (signs or short_of_words) and subject.looks_like_attempt(bare, lang)


def _is_formula(line: str) -> bool:
    """Letters on both sides and no data: `n = m/M`."""
    return "=" in line and re.search(r"(?<![A-Za-z\d])\d", unlabelled(line)) is None


def _follows(subject: Subject, wrong: str, line: str, lang: Lang) -> bool:
    """Whether a line is right for whoever goes on from the wrong one: the wrong line solved as a problem of its own."""
    problem = subject.parse(unlabelled(wrong), lang)
    solution = subject.solve(problem) if isinstance(problem, Problem) else None
    if not isinstance(solution, Solution):
        return False
    return subject.check(solution, line, lang).outcome == "right"


def report(correction: Correction, lang: Lang, phrases: Phrases) -> str:
    """A correction as reviewed text: a line a line, then what is missing. It quotes the student and names mistakes; the
    right lines are not in it."""
    said = [_say(lang, "title")]
    for number, line in enumerate(correction.lines, 1):
        words = _say(lang, line.mark)
        if line.misconception and (name := _name(phrases, line.misconception, lang)):
            words = _say(lang, "named", name=name)
        said.append(f"{number}. {line.text}{'  ' if words else ''}{words}")
    if correction.cut:
        return "\n".join([*said, _say(lang, "cut", most=str(MOST))])
    if correction.missing:
        names = [reviewed(lang, "lacking", one) for one in correction.missing]
        said.append(_say(lang, "missing", what="; ".join(names)))
    elif correction.final and all(line.mark in ("right", "words") for line in correction.lines):
        said.append(_say(lang, "complete"))
    return "\n".join(said)


def _name(phrases: Phrases, misconception: str, lang: Lang) -> str:
    """What a mistake is called, where its name needs no value that the student has not reached."""
    name = phrases.say(lang, {}, Random(0), "misconception", short(misconception), "name") or ""
    return name[:1].lower() + name[1:]


def _say(lang: Lang, key: str, **values: str) -> str:
    return reviewed(lang, "correction", key, **values)
