"""What a student has shown of each skill and misconception: a simple model, open to be read.

A **skill** is a rule of a subject (`algebra.move_term`). Its evidence is two decayed counts, of steps that went well and of
steps that did not, and its strength the mean of a Beta(1 + well, 1 + badly) distribution: 0.5 with nothing known. A count
halves in `HALF_LIFE` days, so that old evidence fades towards "not known". One turn weighs:

| what happened at the step | well | badly |
|---|---|---|
| done alone, first try | 1 | 0 |
| done after a hint or a wrong line | 0.4 | 0 |
| written wrong | 0 | 1 |
| help asked for | 0 | 0.3 |

A **misconception** is counted each time that it is seen, and is overcome after `OVERCOME` right steps of its rule in a row.
It is a model of practice, not of a person: it decides no mark, and infers nothing else. Pure; keeping it is the store's work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from tutoring.following import HELP
from tutoring.move import short
from tutoring.session import Session
from tutoring.turn import Plan

Kept = TypeVar("Kept", "Skill", "Mistake")

HALF_LIFE = 30.0
"""Days in which evidence loses half its weight."""
OVERCOME = 3
"""Right steps in a row after which a misconception counts as overcome."""
ABLE, SHAKY = 0.78, 0.4
"""Strengths from which a skill needs fewer words, and below which it needs more."""
KNOWN = 2.0
"""Evidence (decayed steps) without which nothing is concluded."""
MOST = 200
"""Skills, and misconceptions, that are kept of a student: the oldest go first."""
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Skill:
    """Decayed evidence of one rule at a moment (`seen`: seconds since 1970)."""

    well: float = 0.0
    badly: float = 0.0
    seen: float = 0.0

    def at(self, now: float) -> Skill:
        """The same evidence as it weighs at `now`."""
        fade = 0.5 ** (max(0.0, now - self.seen) / _DAY / HALF_LIFE)
        return Skill(self.well * fade, self.badly * fade, now)

    @property
    def strength(self) -> float:
        """The mean of Beta(1 + well, 1 + badly), from 0 to 1."""
        return (1 + self.well) / (2 + self.well + self.badly)

    @property
    def evidence(self) -> float:
        """How many steps, decayed, it rests on."""
        return self.well + self.badly


@dataclass(frozen=True, slots=True)
class Mistake:
    """A misconception: how often it was seen, when last, at which rule, and right steps of that rule since."""

    times: int
    seen: float
    rule: str
    since: int = 0

    @property
    def overcome(self) -> bool:
        return self.since >= OVERCOME


@dataclass(frozen=True, slots=True)
class Happened:
    """What one turn showed. `done`: the rules of the steps that it covered; `alone`: without help or a wrong line before;
    `missed`: the rule of the step that was written wrong; `helped`: the rule that help was asked for."""

    done: tuple[str, ...] = ()
    alone: bool = True
    missed: str = ""
    misconception: str = ""
    helped: str = ""


@dataclass(frozen=True, slots=True)
class Learner:
    """All that is known of one student: skills by rule id, mistakes by misconception id."""

    skills: Mapping[str, Skill] = field(default_factory=dict)
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)

    def strength(self, rule: str, now: float) -> float:
        """How sure a student is in a rule at `now`, from 0 to 1; 0.5 where nothing is known."""
        return self.skills.get(rule, Skill()).at(now).strength

    def able(self, now: float) -> frozenset[str]:
        """Rules that the student does alone."""
        return frozenset(rule for rule, skill in self._known(now) if skill.strength >= ABLE)

    def shaky(self, now: float) -> frozenset[str]:
        """Rules that mostly go wrong, or where a misconception is not overcome."""
        open_ = {mistake.rule for mistake in self.mistakes.values() if mistake.times > 1 and not mistake.overcome}
        return frozenset(open_ | {rule for rule, skill in self._known(now) if skill.strength < SHAKY})

    def _known(self, now: float) -> Iterator[tuple[str, Skill]]:
        current = ((rule, skill.at(now)) for rule, skill in self.skills.items())
        return ((rule, skill) for rule, skill in current if skill.evidence >= KNOWN)

    def after(self, happened: Happened, now: float) -> Learner:
        """With one turn more."""
        skills, mistakes = dict(self.skills), dict(self.mistakes)
        for rule in happened.done:
            skills[rule] = _more(skills.get(rule), 1.0 if happened.alone else 0.4, 0.0, now)
            mistakes |= _passed(mistakes, rule)
        if happened.missed:
            skills[happened.missed] = _more(skills.get(happened.missed), 0.0, 1.0, now)
        if happened.helped:
            skills[happened.helped] = _more(skills.get(happened.helped), 0.0, 0.3, now)
        if happened.misconception:
            before = mistakes.get(happened.misconception)
            times = before.times + 1 if before else 1
            mistakes[happened.misconception] = Mistake(times, now, happened.missed)
        return Learner(_latest(skills), _latest(mistakes))

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, state: Mapping[str, Any]) -> Learner:
        """From what `to_json` gave. Raises KeyError, TypeError or ValueError for anything else."""
        skills = {str(rule): Skill(**one) for rule, one in state["skills"].items()}
        mistakes = {str(name): Mistake(**one) for name, one in state["mistakes"].items()}
        return cls(skills, mistakes)


def happened(before: Session, plan: Plan) -> Happened:
    """What a turn showed, from the session before it and its plan; nothing where no problem of a subject is at hand."""
    solution, after = plan.ground.solution, plan.session
    if solution is None or not solution.steps or plan.move.kind in ("concept", "exercise"):
        return Happened()
    same = before.problem == after.problem and before.line == after.line
    start = before.reached if same else 0
    rules = [f"{solution.problem.subject}.{short(step.rule)}" for step in solution.steps]
    verdict = plan.verdict
    wrong = verdict is not None and verdict.outcome == "wrong"
    at = rules[min(after.reached, len(rules) - 1)]
    return Happened(
        done=tuple(rules[start : after.reached]),
        alone=not same or (before.stuck == 0 and before.misses == 0),
        missed=at if wrong else "",
        misconception=(verdict.misconception or "") if verdict is not None and wrong else "",
        helped=at if plan.move.kind in HELP and not wrong else "",
    )


def _more(skill: Skill | None, well: float, badly: float, now: float) -> Skill:
    current = (skill or Skill(seen=now)).at(now)
    return replace(current, well=current.well + well, badly=current.badly + badly)


def _passed(mistakes: Mapping[str, Mistake], rule: str) -> dict[str, Mistake]:
    """The mistakes of a rule after one right step of it."""
    return {name: replace(one, since=one.since + 1) for name, one in mistakes.items() if one.rule == rule}


def _latest(kept: Mapping[str, Kept]) -> dict[str, Kept]:
    if len(kept) <= MOST:
        return dict(kept)
    return dict(sorted(kept.items(), key=lambda item: item[1].seen)[-MOST:])
