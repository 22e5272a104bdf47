"""How small the steps are that a class takes: the youngest write one thing at a time, Bachillerato joins what is routine.

A way is a method with a detail behind it, `"balance junior"`: what the traces of a family are kept by.
"""

from __future__ import annotations

from subjects.phrases import STAGES
from subjects.problem import Level

JUNIOR, PLAIN, SENIOR = "junior", "", "senior"
DETAILS = (PLAIN, JUNIOR, SENIOR)


def detail_of(level: Level) -> str:
    """The detail that a class of a level takes."""
    return STAGES.get(level, PLAIN)


def way_of(method: str, detail: str) -> str:
    """A method in the steps of a detail."""
    return f"{method} {detail}".strip()


def method_and_detail(way: str) -> tuple[str, str]:
    """The two parts of a way."""
    method, _, detail = way.partition(" ")
    return method, detail
