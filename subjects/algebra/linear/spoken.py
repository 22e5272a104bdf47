"""Operations that students say instead of writing a line: "resto 7 en los dos lados", "add 3".

Only an operation with its number, or a term that is moved with its operation, is read; anything else is None.
A valid operation that merely does not help is never called wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from subjects.algebra.linear.line import ONE, Line, Term, X, term_of
from subjects.algebra.linear.steps import Stage, denominators, movers
from subjects.expression import MAX_CHARS, Relation, find_maths
from subjects.problem import Lang
from subjects.tokens import fold

Kind = Literal["add", "subtract", "multiply", "divide"]
Judgement = tuple[bool, int, str | None]
"""Right or wrong, steps covered beyond those reached, misconception."""


@dataclass(frozen=True, slots=True)
class Operation:
    """`moving`: a term goes to the other side doing this; else it is done to both sides."""

    kind: Kind
    term: Term
    moving: bool


_MOVING = re.compile(r"\b(?:pas|muev|mov|llev|mand|cruz|transpon|transpos|move|moving|bring|take|put)\w*\b")
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "subtract",
        re.compile(
            r"\b(?:rest(?!o de)\w+|quit\w+|subs?tract\w*|tak(?:e|ing) away|negativ[oe]|as (?:a )?minus)\b"
            r"|con (?:un )?menos"
        ),
    ),
    (
        "add",
        re.compile(r"\b(?:sum(?:o|ar\w*|ando|a|amos|e|as)|anad\w+|add\w*|plus|positivo)\b|con (?:un )?mas"),
    ),
    ("multiply", re.compile(r"\b(?:multiplic\w+|multiply\w*|times)\b")),
    ("divide", re.compile(r"\b(?:divid\w+|entre|part\w+ entre)\b")),
)
_DENIED = re.compile(r"\b(?:no|not|don'?t|por que|porque|why|como|how)\b")


def operation_in(text: str, lang: Lang, unknown: str) -> Operation | None:
    """The one operation that a message says, with the one term it names."""
    if len(text) > 160:
        return None
    plain = fold(text[:MAX_CHARS])
    kinds = [kind for kind, pattern in _KINDS if pattern.search(plain)]
    spans = [span for span in find_maths(text, lang) if span.node is not None]
    if len(spans) > 1:  # the two of "los dos lados"
        spans = [span for span in spans if not span.worded]
    if len(kinds) != 1 or len(spans) != 1 or _DENIED.search(plain):
        return None
    node = spans[0].node
    if node is None or isinstance(node, Relation):
        return None
    term = term_of(node, unknown)
    if term is None or term.body not in (X, ONE):
        return None
    return Operation(kinds[0], term, bool(_MOVING.search(plain)))


_UNDOES: dict[Kind, Kind] = {"add": "subtract", "subtract": "add", "multiply": "divide", "divide": "multiply"}


def judge(said: Operation, ahead: Sequence[Stage]) -> Judgement | None:
    """What an operation is worth where the student stands; None where nothing can be said."""
    for at, stage in enumerate(ahead[:2]):
        found = _judge_at(said, stage)
        if found is not None:
            right, covered, misconception = found
            return right, covered if at == 0 else 0, misconception
        if stage.rule != "collect":
            return None
    return None


def _judge_at(said: Operation, stage: Stage) -> Judgement | None:
    line = stage.before
    if stage.rule in ("move_term", "same_both_sides"):
        return _moving(said, line)
    if stage.rule in ("divide", "divide_both_sides"):
        factor = next(term.times for term in (*line.left, *line.right) if term.body == X)
        return _undoing(said, abs(factor), "divide", "coefficient_as_term")
    if stage.rule in ("multiply", "multiply_both_sides"):
        return _undoing(said, denominators(line)[0], "multiply", None)
    if stage.rule == "clear_denominators" and said.kind == "multiply" and said.term.body == ONE:
        amount = abs(said.term.coefficient)
        if amount and all((amount / over).denominator == 1 for over in denominators(line)):
            return True, 0, None
    return None


def _moving(said: Operation, line: Line) -> Judgement | None:
    numbers, unknowns = movers(line)
    terms = [*numbers, *unknowns]
    for term in terms:
        if term.body == said.term.body and abs(term.coefficient) == abs(said.term.coefficient):
            if said.kind == ("subtract" if term.times > 0 else "add"):
                return True, 1 if len(terms) == 1 else 0, None
            if said.moving and said.kind in ("add", "subtract"):
                return False, 0, "sign_on_moving_term"
            if said.moving:
                return False, 0, "inverse_operation"
    return None


def _undoing(said: Operation, factor: Fraction, needed: Kind, adding: str | None) -> Judgement | None:
    if abs(said.term.coefficient) != factor:
        return None
    if said.kind == needed:
        return True, 1, None
    if not said.moving:
        return None
    if said.kind == _UNDOES[needed]:
        return False, 0, "inverse_operation"
    return (False, 0, adding) if adding else None
