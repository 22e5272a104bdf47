"""Data, formula, substitution: whether a solution shows them, where the subject solves that way.

Read by the look of the lines, so that another right way to the result is not blamed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from subjects.problem import Solution
from training.lint.worked import Judged
from tutoring.sentence import Sentence

_AMOUNT = re.compile(r"=\s*[-−]?\d+(?:[.,]\d+)?(?:\s*[^\W\d_°%][\w/²³^·⁻¹]*)?\s*(?:$|[;,]|\s(?:y|and)\s)")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_SMALL = re.compile(
    r"(?:\^|\*\*|_)\s*\{?\s*\w+\}?|[²³½₀-₉]|(?<=[a-zA-Z])\d|\b1/2\b|\(?1\s*/\s*2\)?|\b2(?:\s*[·*]\s*|(?=[a-zA-Z(]))"
)
_OPERATION = re.compile(
    r"\d\s*(?:[a-zA-Z]+(?:/[a-zA-Z]+[²2]?)?)?\)?²?\s*[·*×/+\-−:]\s*\(?[-−]?\d|√\s*\(?\s*\d|\d\s*\("
)
NAMES = {
    "data": Sentence("los datos", "the data"),
    "formula": Sentence("la fórmula", "the formula"),
    "substitute": Sentence("la sustitución", "the substitution"),
}


def missing(solution: Solution, lines: Sequence[Judged]) -> tuple[str, ...]:
    """Which of data, formula and substitution the subject's solution has and the work has not."""
    rules = {step.rule.rpartition(".")[2] for step in solution.steps}
    if not set(NAMES) <= rules:
        return ()
    return tuple(name for name in NAMES if not any(_shows(name, each, each is lines[-1]) for each in lines))


def _plain(text: str) -> str:
    text = _FRACTION.sub(r"(\1)/(\2)", text)
    return re.sub(r"\\(?:cdot|times)", "·", re.sub(r"\\(?:text|mathrm)\{([^{}]*)\}|\\[,;! ]", r"\1", text))


def _shows(name: str, each: Judged, last: bool) -> bool:
    """Whether a line shows data, formula or substitution; the last line's amount is the result, no datum."""
    if name == "data":
        return _shows_data(each, last)
    return _shows_formula(each) if name == "formula" else _shows_substitution(each)


def _shows_data(each: Judged, last: bool) -> bool:
    text = _plain(each.bare.text)
    return each.bare.is_data or (
        not last and _AMOUNT.search(text) is not None and not _OPERATION.search(text)
    )


def _shows_formula(each: Judged) -> bool:
    text = _SMALL.sub("", _plain(each.bare.text))
    return any(
        len(re.findall(r"[^\W\d_]", side)) >= 2 and "=" in side and not re.search(r"\d", side)
        for side in _equations(text)
    )


def _equations(text: str) -> list[str]:
    """Each `a = b` of a chain, and of several statements."""
    found = []
    for statement in re.split(r"[;,⇒⟹→]|\s(?:y|and)\s", text):
        sides = statement.split("=")
        found += [f"{one}={two}" for one, two in itertools.pairwise(sides)]
    return found


def _shows_substitution(each: Judged) -> bool:
    return "=" in each.bare.text and _OPERATION.search(_plain(each.bare.text)) is not None
