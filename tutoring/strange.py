"""What a line has in common with the open problem: its figures and its letters, those of its solution and of the work on it.

A line that is not right and shares nothing with them is better taken for another problem. It does not promise to know a slip
of the letter («3x = 15» for «3z = 15») from a change of problem where every figure is new.
"""

from __future__ import annotations

import re
from fractions import Fraction

from subjects.problem import Problem, Solution
from tutoring.numbers import figures
from tutoring.session import Session

_LETTER = re.compile(r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])")


def shares_figures(text: str, current: Solution, session: Session) -> bool:
    """Whether a line is shorter than the problem, or has a figure that is known."""
    stated = _values(text)
    shorter = len(stated) < len(figures(current.problem.statement))
    return shorter or not stated or bool(_known(current, session).intersection(stated))


def leads_away(text: str, current: Solution, session: Session) -> bool:
    """Whether the greatest figure of a line is new."""
    stated = _values(text)
    return bool(stated) and max(stated) not in _known(current, session)


def foreign(text: str, other: Problem, current: Solution, session: Session, unread: bool) -> bool:
    """Whether a line that reads as `other` is that one: another subject's that no check could read, or with a new figure in
    other letters, or, where it is no equation, a new figure."""
    if unread and other.subject != current.problem.subject:
        return True
    new = bool(set(_values(text)) - _known(current, session))
    if unread and other.subject != "algebra":
        return new
    return new and not _letters(other.statement) & _letters(current.problem.statement)


def _values(text: str) -> list[Fraction]:
    return [abs(number.value) for number in figures(text)]


def _known(current: Solution, session: Session) -> frozenset[Fraction]:
    told = (
        session.problem, current.problem.statement, *(step.after for step in current.steps), *session.attempts
    )  # fmt: skip
    return frozenset(_values(" ".join(told)))


def _letters(statement: str) -> frozenset[str]:
    return frozenset(_LETTER.findall(statement))
