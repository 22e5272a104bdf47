"""Several exercises in one message, `a) 2x = 6  b) x + 3 = 5`: each part is a problem of one family, done in order.

The steps are those of the parts one after another, with a step of their own (`next_part`) where one ends and the next
begins. A part that no family reads makes the whole message unsolved: half an answer would be taken for all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from subjects.algebra.family import Family
from subjects.problem import Answer, Exercise, Lang, Level, Problem, Secret, Solution, Step, Unsolved, Verdict

KIND = "several"
MOST = 10
"""Parts of one message; a longer list is a worksheet, not a question."""

_LABEL = re.compile(
    r"(?:(?:(?<=\s)|^|(?<=[;:.,?]))\(?([a-j])\s?\)|(?:^[ \t]*|(?<=[;:]) *)\(?(10|[1-9])\s?(?:\)|\.(?!\d))"
    r"|(?<=\s)(10|[1-9])\))(?=\s*\S)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The payload of a problem: the labels as written, the problem of each, and when solved the level."""

    labels: tuple[str, ...]
    problems: tuple[Problem, ...]
    level: Level = "3eso"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a step stands: its part, and its number in that part; -1 is the step into the part."""

    part: int
    step: int


def split(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What stands before the first label, and (label, text) of each part; no parts where the labels do not count
    up from `a` or `1`."""
    found = [mark for mark in _LABEL.finditer(text) if _is_apart(text[: mark.start()])]
    for first in ("a", "1"):
        marks = _counting(found, first)
        if len(marks) > 1:
            ends = [*(mark.start() for mark in marks[1:]), len(text)]
            parts = zip(marks, ends, strict=True)
            return text[: marks[0].start()], tuple((_label(m), text[m.end() : end]) for m, end in parts)
    return text, ()


def _counting(found: Sequence[re.Match[str]], first: str) -> list[re.Match[str]]:
    out: list[re.Match[str]] = []
    for mark in found:
        due = chr(ord(first) + len(out)) if first == "a" else str(1 + len(out))
        if _label(mark) == due:
            out.append(mark)
    return out


def _label(mark: re.Match[str]) -> str:
    return mark.group(1) or mark.group(2) or mark.group(3)


def _is_apart(head: str) -> bool:
    """Whether no bracket is open and no sign waits before a mark: the `1)` of `(x - 1)` is none."""
    marks = len(_LABEL.findall(head)) - len(re.findall(r"\(\s?(?:[a-j]|10|[1-9])\s?\)", head))
    closed = head.count(")") - max(marks, 0)
    return head.count("(") <= max(closed, 0) and head.rstrip()[-1:] not in tuple("+-−*·×/=^")


class Several:
    """The parts of a message, each done by the family that reads it. See `subjects.algebra.family.Family`."""

    kinds = frozenset({KIND})
    methods: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset()

    def __init__(self, read: Callable[[str, Lang], Problem | Unsolved], owner: Callable[[str], Family]) -> None:
        """`read` reads one exercise by the other families; `owner` gives the family of a kind."""
        self._read = read
        self._owner = owner

    def parse(self, text: str, lang: Lang) -> Problem | Unsolved:
        """The problem of a message with labelled parts."""
        head, parts = split(text)
        if not parts:
            return Unsolved("no_problem")
        if len(parts) > MOST:
            return Unsolved("not_supported", "several")
        problems: list[Problem] = []
        for label, part in parts:
            problem = self._part(head, part, lang)
            if isinstance(problem, Unsolved):
                return Unsolved("not_understood", label) if problems else problem
            problems.append(problem)
        data = Parts(tuple(label for label, _ in parts), tuple(problems))
        shown = "; ".join(f"{label}) {p.statement}" for label, p in zip(data.labels, problems, strict=True))
        canonical = "\n".join(f"{p.kind} {p.canonical}" for p in problems)
        return Problem("algebra", KIND, shown, problems[-1].unknown, text, lang, data, canonical)

    def _part(self, head: str, part: str, lang: Lang) -> Problem | Unsolved:
        """A part with the order that stands before all of them ("Factoriza:"), which may also be its own."""
        led = self._read(f"{head.strip()} {part.strip()}", lang)
        return self._read(part.strip(), lang) if isinstance(led, Unsolved) else led

    def solve(self, problem: Problem, method: str | None, level: Level) -> Solution | Unsolved:
        """Every part by the class's method for it."""
        solutions = []
        for each in _data(problem).problems:
            solution = self._owner(each.kind).solve(each, method, level)
            if isinstance(solution, Unsolved):
                return solution
            solutions.append(solution)
        solved = replace(problem, data=replace(_data(problem), level=level))
        return Solution(solved, ", ".join(_methods(solutions)), _joined(solutions), solutions[-1].answer)

    def parts(self, solution: Solution) -> tuple[tuple[str, Answer], ...]:
        """The answer of each label."""
        labels = _data(solution.problem).labels
        return tuple((label, each.answer) for label, each in zip(labels, self._solutions(solution), strict=True))

    def check(
        self, solution: Solution, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """Labelled lines are judged by their parts, others by the part at hand, else by a part where they are
        right."""
        _, labelled = split(attempt)
        labels = _data(solution.problem).labels
        if labelled and all(label in labels for label, _ in labelled):
            return self._labelled(solution, labelled, lang, history, reached)
        here = self._place(solution, reached).part
        verdict = self._judged(solution, here, attempt, lang, history, reached)
        if verdict.outcome in ("right", "incomplete"):
            return verdict
        for part in range(len(labels)):
            other = self._judged(solution, part, attempt, lang, history, reached)
            if part != here and other.outcome == "right":
                return other
        return verdict

    def _labelled(
        self, solution: Solution, lines: Sequence[tuple[str, str]], lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        labels = _data(solution.problem).labels
        verdict = Verdict("unreadable", reached=reached)
        for at, (label, line) in enumerate(lines):
            verdict = self._judged(solution, labels.index(label), line, lang, history, verdict.reached)
            if verdict.outcome != "right":
                return replace(verdict, at_step=at if verdict.outcome == "wrong" else None)
        return verdict

    def _judged(
        self, solution: Solution, part: int, attempt: str, lang: Lang, history: Sequence[str], reached: int
    ) -> Verdict:
        """The verdict of one part, counted in steps of the whole; work on a later part moves nothing."""
        solutions = self._solutions(solution)
        own, start = solutions[part], _starts(solutions)[part]
        here = self._place(solution, reached).part
        local = min(max(reached - start, 0), len(own.steps)) if part <= here else 0
        verdict = self._owner(own.problem.kind).check(own, attempt, lang, history, local)
        last = part == len(solutions) - 1
        if part > here:
            return replace(verdict, reached=reached, final=False)
        done = verdict.outcome == "right" and verdict.final and not last
        end = _starts(solutions)[part + 1] if done else start + verdict.reached
        return replace(verdict, reached=max(reached, end), final=verdict.final and last)

    def looks_like_attempt(self, text: str, lang: Lang) -> bool:
        """Nothing of its own: the families see the lines."""
        del text, lang
        return False

    def secrets(self, solution: Solution, reached: int) -> Sequence[Secret]:
        """Those of the part at hand and of all later ones."""
        here = self._place(solution, reached)
        out: list[Secret] = []
        for part, each in enumerate(self._solutions(solution)):
            if part >= here.part:
                local = max(here.step, 0) if part == here.part else 0
                out += self._owner(each.problem.kind).secrets(each, local)
        return out

    def allows(self, equation: str, solution: Solution, reached: int) -> bool | None:
        """True where a part allows it; else what the part at hand says."""
        here = self._place(solution, reached)
        found: list[bool | None] = []
        for part, each in enumerate(self._solutions(solution)):
            local = len(each.steps) if part < here.part else max(here.step, 0) if part == here.part else 0
            found.append(self._owner(each.problem.kind).allows(equation, each, local))
        return True if True in found else found[here.part]

    def sibling(self, solution: Solution, seed: int, lang: Lang) -> Exercise | None:
        """Every part's sibling under the same labels."""
        texts = []
        for label, each in zip(_data(solution.problem).labels, self._solutions(solution), strict=True):
            other = self._owner(each.problem.kind).sibling(each, seed, lang)
            if other is None:
                return None
            texts.append(f"{label}) {other.text}")
        text = "\n".join(texts)
        problem = self.parse(text, lang)
        return None if isinstance(problem, Unsolved) else Exercise(text, problem)

    def generate(self, rng: Random, lang: Lang, level: Level) -> Exercise:
        """Never asked: the subject draws single exercises.

        Raises NotImplementedError.
        """
        raise NotImplementedError

    def mistakes(self, solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
        """Those of the part's own step."""
        place = self._at(solution, step)
        each = self._solutions(solution)[place.part]
        return [] if place.step < 0 else self._owner(each.problem.kind).mistakes(each, place.step, rng, lang)

    def attempt_line(self, solution: Solution, step: int, rng: Random, lang: Lang) -> str:
        """The part's own line; into a part, what it asks."""
        place = self._at(solution, step)
        each = self._solutions(solution)[place.part]
        if place.step < 0:
            return each.problem.statement
        return self._owner(each.problem.kind).attempt_line(each, place.step, rng, lang)

    def slots(self, solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
        """The part's own, and its `label`."""
        place = self._at(solution, step)
        each = self._solutions(solution)[place.part]
        own = self._owner(each.problem.kind).slots(each, max(place.step, 0), lang)
        return {**own, "label": f"{_data(solution.problem).labels[place.part]})"}

    def _solutions(self, solution: Solution) -> tuple[Solution, ...]:
        """The solutions of the parts, cut out of the whole again."""
        out = []
        for each in _data(solution.problem).problems:
            own = self._owner(each.kind).solve(each, solution.method, _data(solution.problem).level)
            assert isinstance(own, Solution)  # noqa: S101 - the whole exists only with its parts
            out.append(own)
        return tuple(out)

    def _at(self, solution: Solution, step: int) -> _Place:
        """The part of a step of the whole."""
        starts = _starts(self._solutions(solution))
        part = max(at for at, start in enumerate(starts) if start - (at > 0) <= step)
        return _Place(part, step - starts[part])

    def _place(self, solution: Solution, reached: int) -> _Place:
        """The part at hand when so many steps are reached, and the steps reached in it."""
        last = self._solutions(solution)
        return self._at(solution, min(reached, len(solution.steps) - 1)) if last else _Place(0, 0)


def _data(problem: Problem) -> Parts:
    data = problem.data
    assert isinstance(data, Parts)  # noqa: S101 - only this module makes such problems
    return data


def _methods(solutions: Sequence[Solution]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.method for each in solutions if each.method))


def _starts(solutions: Sequence[Solution]) -> list[int]:
    """The number of each part's first step in the whole; one step leads into each part but the first."""
    starts = [0]
    for each in solutions[:-1]:
        starts.append(starts[-1] + len(each.steps) + 1)
    return starts


def _joined(solutions: Sequence[Solution]) -> tuple[Step, ...]:
    return tuple(_steps(solutions))


def _steps(solutions: Sequence[Solution]) -> Iterator[Step]:
    yield from solutions[0].steps
    for one, two in pairwise(solutions):
        yield Step("algebra.next_part", one.steps[-1].after, two.steps[0].before)
        yield from two.steps
