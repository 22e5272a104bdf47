"""The things every subject speaks of: problem, step, solution, attempt, verdict.

Only values live here. Nothing is parsed, solved or worded; each subject does that for itself.
Exact strings (`before`, `after`, answers) are readable by SymPy and carry a decimal point; what a
student sees is made by the subject's `show`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

Lang = Literal["es", "en"]
Level = Literal["1eso", "2eso", "3eso", "4eso", "1bach", "2bach"]
LANGS: tuple[Lang, ...] = ("es", "en")
LEVELS: tuple[Level, ...] = ("1eso", "2eso", "3eso", "4eso", "1bach", "2bach")

AnswerKind = Literal[
    "solutions", "none", "all", "inequality", "expression", "quantity", "equation", "formula", "species"
]
Outcome = Literal["right", "wrong", "incomplete", "unreadable", "unknown"]
Missing = Literal["unit", "setup", "data", "isolation", "conclusion"]


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a problem in the form of the command contract.

    `value` is JSON: `{name: exact string}` lists for `solutions`, `{value, unit, symbol}` for `quantity`,
    a string for the others (`"all"` for `all`, `[]` for `none`).
    """

    kind: AnswerKind
    value: Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A question with givens, an unknown and one subject.

    `statement` is short and canonical, in class notation for `lang` ("5x + 7 = 22", "v0 = 0 m/s; a = 2 m/s²;
    t = 5 s → v"): it is what a prompt shows. `data` is the subject's own frozen payload. `id` does not depend on
    the wording, the language or the process.
    """

    subject: str
    kind: str
    statement: str
    unknown: str
    text: str
    lang: Lang
    data: Any = None
    canonical: str = ""

    @property
    def id(self) -> str:
        """Stable across processes: a digest of subject, kind and canonical form."""
        key = "\n".join((self.subject, self.kind, self.canonical or self.statement))
        return hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Step:
    """One named rule applied once. `before` and `after` are exact strings.

    `slots` are the display strings that a hint toward this step may name (a term, a factor, a formula, a
    quantity) by slot name and language: `{"term": {"es": "+7", "en": "+7"}}`. They never give `after` away.
    """

    rule: str
    before: str
    after: str
    slots: Mapping[str, Mapping[Lang, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solution:
    """A problem solved by one method: a chain of steps (each `after` joins the next `before`) and its answer."""

    problem: Problem
    method: str
    steps: tuple[Step, ...]
    answer: Answer

    @property
    def lines(self) -> tuple[str, ...]:
        """What each step leads to, exact."""
        return tuple(step.after for step in self.steps)


@dataclass(frozen=True, slots=True)
class Unsolved:
    """Ignorance as a value: why a text could not be read as a problem, or a problem not solved.

    `why` is a stable id: `no_problem`, `not_understood`, `too_long`, `missing_data`, `not_supported`,
    `inconsistent`, `too_hard`.
    """

    why: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in an attempt. "Cannot tell" (`unreadable`, `unknown`) is never `wrong`.

    `reached` counts the steps of the solution that the student's verified work covers now (0 = none,
    `len(steps)` = all). `final`: the attempt states the answer. `at_step`/`line`: 0-based index and text of the
    first wrong line. `slots`: display strings for wording the misconception, as in `Step.slots`.
    """

    outcome: Outcome
    final: bool = False
    reached: int = 0
    misconception: str | None = None
    at_step: int | None = None
    line: str | None = None
    missing: tuple[Missing, ...] = ()
    slots: Mapping[str, Mapping[Lang, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Secret:
    """Something a reply must not give away at this point of the solution.

    `value` is the exact number (None for a non-number such as a formula), `unit` its unit or "", `texts` are
    further written forms (an equation line, a balanced equation). `kind` is `answer`, `result` or `step`.
    """

    kind: Literal["answer", "result", "step"]
    value: Fraction | None
    unit: str = ""
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise:
    """A problem with the sentence that asks it, ready to be given to a student."""

    text: str
    problem: Problem
