"""The corrected line: the subject's own line that is nearest to what stands there, or the line with one sign turned.

Nothing is offered that the subject does not call right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from training.lint.worked import Case, Judged

_SIGN = re.compile(r"(?<![\^eE])[+\-−]")
_BARE_RESULT = re.compile(r"([=<>≤≥]\s*)(?=[\d√(])")
_LAST_NUMBER = re.compile(r"(?<![\w.,^])[-−]?\d+(?:[.,]\d+)?(?=[^\d]*$)")
MOST_SIGNS = 12
LEAST_ALIKE = 0.5
"""How near a step's line must be to a wrong one to be what was meant (0–1)."""


def nearest(case: Case, wrong: Judged, last: bool) -> str:
    """The step's line that was meant, in the words around the wrong one; "" where none is known."""
    count = len(case.solution.steps)
    steps = [count - 1] if last else range(min(wrong.reached, count - 1), count)
    lines = [case.shown(step) for step in steps if last or not case.solution.steps[step].rule.endswith("data")]
    alike = {line: _alike(line, wrong.bare.text) for line in lines}
    near = sorted((line for line in lines if last or alike[line] >= LEAST_ALIKE), key=lambda line: -alike[line])
    for line in [*(_with_value(case, wrong) if last else ()), *near[:2]]:
        verdict = case.check(line, wrong.before, wrong.reached)
        if verdict.outcome == "right" and (verdict.final or not last):
            return wrong.bare.with_text(line)
    return ""


def _with_value(case: Case, wrong: Judged) -> Iterator[str]:
    """The line with the result's number in place of its last one: the words of the class stay."""
    number = _LAST_NUMBER.search(case.shown(len(case.solution.steps) - 1))
    if number is not None and (found := _LAST_NUMBER.search(wrong.bare.text)) is not None:
        yield wrong.bare.text[: found.start()] + number[0] + wrong.bare.text[found.end() :]


def _alike(one: str, two: str) -> float:
    squeezed = [re.sub(r"\s+", "", each) for each in (one, two)]
    return SequenceMatcher(None, squeezed[0], squeezed[1], autojunk=False).ratio()


def with_sign_turned(case: Case, wrong: Judged, last: bool) -> str:
    """The line that is right when one sign is turned; "" where there is none."""
    for text in _turned(wrong.bare.text):
        verdict = case.check(text, wrong.before, wrong.reached)
        if verdict.outcome == "right" and (verdict.final or not last):
            return wrong.bare.with_text(text)
    return ""


def _turned(text: str) -> Iterator[str]:
    for found in list(_SIGN.finditer(text))[:MOST_SIGNS]:
        start, end = found.span()
        other = "-" if found[0] == "+" else "+"
        if other == "+" and not text[:start].rstrip()[-1:].strip("=<>≤≥(;,"):
            yield text[:start] + text[end:].lstrip()
        else:
            yield text[:start] + other + text[end:]
    for found in list(_BARE_RESULT.finditer(text))[:MOST_SIGNS]:
        yield text[: found.end()] + "-" + text[found.end() :]


def without_unit(text: str) -> str:
    """The line without the unit behind its last number; "" where it ends with a number."""
    found = re.fullmatch(r"(.*\d)\s*([^\W\d_°%€][\w/²³^·*⁻¹\-°]*|[°%€]\w?)\s*", text)
    return found[1] if found else ""
