"""What a reply gives away or claims, by the second checker, which shares no code with the guard whose misses it counts.

It looks for the final answer only, not for unreached steps, and leaves unread what it cannot read.
"""

from __future__ import annotations

from dataclasses import dataclass

from training.gate.asked import Asked
from tutoring.measuring.claims import claims
from tutoring.measuring.known import Known, known
from tutoring.measuring.leaks import gives_away

_KINDS = frozenset({"solutions", "quantity", "equation", "formula", "none", "all"})
"""Kinds of answer that it knows how to look for."""


@dataclass(frozen=True, slots=True)
class Counted:
    """`secret`: the final answer is not given away, None where there is none to give or it has a form that is not looked for;
    `true`: no equation is false."""

    secret: bool | None
    true: bool


def counted(text: str, asked: Asked) -> Counted:
    """What the second checker finds in a reply, labels written out."""
    turn = asked.turn
    ground, solution = turn.ground, turn.ground.solution
    name = ground.subject.name if ground.subject else ""
    # Of a concept it is spoken for itself; of anything else, on the problem at hand.
    about = Known(name, units=name != "algebra")
    if solution is not None and turn.move.kind != "concept":
        about = known(name, solution.problem.text, turn.lang, ground.level)
    written = _written(asked)
    over = solution is None or ground.reached >= len(solution.steps)
    untold = about.truth is None or about.truth.kind not in _KINDS or over
    secret = None if about.truth is None or untold else not gives_away(text, about.truth, written)
    problem = solution.problem.text if solution else ground.problem
    quotable = (problem, *written, *(part for _, part in turn.prompt[1:]), turn.move.exhibit)
    return Counted(secret, not claims(text, about, quotable).false)


def _written(asked: Asked) -> tuple[str, ...]:
    """What the student has written: this message, and the lines that were reached before."""
    ground, lang = asked.turn.ground, asked.turn.lang
    lines: tuple[str, ...] = ()
    if ground.solution is not None and ground.subject is not None:
        steps = ground.solution.steps
        now = steps[min(ground.reached, len(steps) - 1)].before
        reached = (*(step.after for step in steps[: ground.reached]), now)
        lines = tuple(ground.subject.show(line, lang) for line in reached)
    return (ground.student, *lines)
