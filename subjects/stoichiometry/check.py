"""Judging what a student wrote, line by line, against the stages of the solution.

Any valid method is right: stages of the other method and true facts about the substances count as well.
What cannot be read is `unreadable`, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from subjects.problem import Lang, Missing, Outcome, Solution, Verdict
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.balancing import judge_equation
from subjects.stoichiometry.claims import (
    Claim,
    Counts,
    Equation,
    Formula,
    Pair,
    Proportion,
    Quantity,
    lines_of,
    read_line,
)
from subjects.stoichiometry.elements import mass, number
from subjects.stoichiometry.figures import read_number
from subjects.stoichiometry.formula import Species, fold
from subjects.stoichiometry.measure import Value
from subjects.stoichiometry.mistakes import PREFIX, wrong_counts, wrong_values
from subjects.stoichiometry.stages import METHODS, Stage, balanced, per_mole, stages
from subjects.stoichiometry.task import UNITS, Task
from subjects.stoichiometry.tolerance import agrees, amounts, base_of, candidates, matches, molar_candidates

_MAX_LINES = 40
_DECIMAL = re.compile(r"\d+[.,]\d+")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one claim amounts to."""

    outcome: Outcome
    reached: int = 0
    final: bool = False
    misconception: str | None = None
    missing: tuple[Missing, ...] = ()


UNCLEAR = Finding("unreadable")


def check(
    solution: Solution, attempt: str, lang: Lang, history: Sequence[str] = (), reached: int = 0
) -> Verdict:
    """See `Subject.check`."""
    del lang
    task = solution.problem.data
    if not isinstance(task, Task) or len(attempt) > 2000:
        return Verdict("unreadable", reached=reached)
    found = stages(task, solution.method)
    lines = lines_of(attempt)[:_MAX_LINES]
    last: Finding | None = None
    shown = _numbers(attempt, history)
    for index, line in enumerate(lines):
        for claim in read_line(line):
            finding = judge(solution, found, claim, reached, shown)
            if finding.outcome == "unreadable":
                continue
            if finding.outcome == "wrong":
                name = PREFIX + finding.misconception if finding.misconception else None
                return Verdict("wrong", finding.final, reached, name, index, line)
            reached = max(reached, finding.reached)
            last = finding
    if last is None:
        return Verdict("unreadable", reached=reached)
    return Verdict(last.outcome, last.final, reached, missing=last.missing)


def _numbers(attempt: str, history: Sequence[str]) -> frozenset[Fraction]:
    """The numbers that the student wrote, the latest forty."""
    text = "\n".join([*history[-10:], attempt])[-4000:]
    found = [read_number(match[0]) for match in _DECIMAL.finditer(text)][-40:]
    return frozenset(value for value in found if value is not None)


def judge(
    solution: Solution,
    found: tuple[Stage, ...],
    claim: Claim,
    reached: int,
    shown: frozenset[Fraction] = frozenset(),
) -> Finding:
    """What one claim amounts to at this point of the solution; `shown` are the numbers that the student
    wrote."""
    task: Task = solution.problem.data
    if isinstance(claim, Equation):
        return _equation(task, found, claim, reached)
    if isinstance(claim, Counts):
        return _counts(task, found, claim, reached)
    if isinstance(claim, Pair):
        return _pair(task, found, claim)
    if isinstance(claim, Formula):
        return _formula(task, claim)
    if task.kind == "balance":
        return UNCLEAR
    if isinstance(claim, Proportion):
        value = Value(claim.value)
        return _proportion(solution, found, value, reached)
    return _by_value(solution, found, claim, reached, shown)


# --------------------------------------------------------------------------------- equations and counts
def _equation(task: Task, found: tuple[Stage, ...], claim: Equation, reached: int) -> Finding:
    if task.reaction is None:
        return UNCLEAR
    lines = [(index, stage.reaction) for index, stage in enumerate(found) if stage.reaction is not None]
    outcome = judge_equation(task.reaction.skeleton, [line for _, line in lines if line], claim.reaction)
    if outcome.kind == "balanced":
        last = lines[-1][0] + 1 if lines else reached
        final = task.kind == "balance"
        if final and not outcome.smallest:
            return Finding("incomplete", missing=("conclusion",))
        return Finding("right", len(found) if final else last, final)
    if outcome.kind == "stage":
        return Finding("right", lines[outcome.stage][0] + 1)
    if outcome.kind == "partial":
        return Finding("incomplete", reached, missing=("conclusion",))
    if outcome.kind == "other":
        return UNCLEAR
    return Finding("wrong", misconception=outcome.misconception, final=task.kind == "balance")


def _counts(task: Task, found: tuple[Stage, ...], claim: Counts, reached: int) -> Finding:
    if claim.right:
        return _side_counts(task, found, claim)
    said = dict(claim.left)
    if task.kind == "molar_mass" and task.species:
        return _atoms(task.species, said)
    if all(matches_mass(symbol, value) for symbol, value in said.items()):
        return Finding("right", reached)
    if task.kind == "balance" and task.reaction and len(said) < 20:
        sides = reactions.totals(task.reaction.skeleton)
        if all(symbol in sides and value in sides[symbol] for symbol, value in said.items()):
            return Finding("right", reached)
    if task.species and set(said) <= {symbol for symbol, _ in task.species.atoms}:
        finding = _atoms(task.species, said)
        return replace(finding, reached=reached) if finding.outcome == "right" else UNCLEAR
    return UNCLEAR


def matches_mass(symbol: str, value: Fraction) -> bool:
    """Whether a number is the atomic mass of an element by some table."""
    tables = (mass(symbol), mass(symbol, "precise"), mass(symbol, "whole"))
    return any(abs(value - right) * 100 <= right for right in tables)


def _atoms(species: Species, said: dict[str, Fraction]) -> Finding:
    right = dict(species.atoms)
    if all(right.get(symbol) == value for symbol, value in said.items()):
        whole = set(said) == set(right)
        return Finding("right", 1 if whole else 0) if whole or len(said) > 0 else UNCLEAR
    by_mass = all(symbol in right and matches_mass(symbol, value) for symbol, value in said.items())
    if by_mass and any(value > 4 for value in said.values()):
        return Finding("right", 1)
    for name, atoms in wrong_counts(species):
        if all(dict(atoms).get(symbol) == value for symbol, value in said.items()):
            return Finding("wrong", misconception=name)
    if all(symbol in right and value == number(symbol) for symbol, value in said.items()):
        return Finding("wrong", misconception="atomic_number_used")
    return Finding("wrong")


def _side_counts(task: Task, found: tuple[Stage, ...], claim: Counts) -> Finding:
    if task.reaction is None:
        return UNCLEAR
    left, right = dict(claim.left), dict(claim.right)
    shapes = [task.reaction.skeleton, *(stage.reaction for stage in found if stage.reaction)]
    for index, reaction in enumerate(shapes):
        sides = reactions.totals(reaction)
        if all(_pair_of(sides.get(symbol)) == (value, right[symbol]) for symbol, value in left.items()):
            return Finding("right", 1 if task.kind == "balance" and index == 0 else 0)
    skeleton = task.reaction.skeleton
    once = {
        symbol: (_holding(symbol, skeleton.left), _holding(symbol, skeleton.right))
        for symbol in reactions.elements_of(skeleton)
    }
    if not set(left) <= set(once):
        return UNCLEAR
    ignored = all(_pair_of(once[symbol]) == (value, right[symbol]) for symbol, value in left.items())
    return Finding("wrong", misconception="subscript_ignored" if ignored else None)


def _pair_of(counts: tuple[int, int] | None) -> tuple[Fraction, Fraction] | None:
    return (Fraction(counts[0]), Fraction(counts[1])) if counts else None


def _holding(symbol: str, side: tuple[Species, ...]) -> int:
    return sum(symbol in dict(s.atoms) for s in side)


# -------------------------------------------------------------------------------------------- relations
RELATIONS = {"n=m/M", "m=n*M", "m=M*n", "M=m/n", "N=n*NA", "N=NA*n", "n=N/NA"}
_SWAPPED = {"n=m*M", "n=M*m", "m=n/M", "N=n/NA", "n=N*NA", "n=NA*N"}
_INVERTED = {"n=M/m", "m=M/n", "M=n/m", "N=NA/n", "n=NA/N"}


def _formula(task: Task, claim: Formula) -> Finding:
    if task.kind == "balance":
        return UNCLEAR
    if claim.text in RELATIONS:
        return Finding("right")
    if claim.text in _SWAPPED:
        return Finding("wrong", misconception="divide_multiply_swapped")
    if claim.text in _INVERTED:
        return Finding("wrong", misconception="ratio_inverted")
    return UNCLEAR


def _pair(task: Task, found: tuple[Stage, ...], claim: Pair) -> Finding:
    if task.kind not in ("convert", "reaction") or task.species is None or task.asked is None:
        return UNCLEAR
    (first, one), (second, other) = claim.first, claim.second
    kinds = (first.unit(), second.unit())
    one, other = one or task.species, other or task.asked
    if None in kinds or any(kind not in ("g", "mol", "particles") for kind in kinds):
        return UNCLEAR
    taking_part = balanced(task).species if task.kind == "reaction" else (task.species,)
    if one not in taking_part or other not in taking_part or first.value <= 0:
        return UNCLEAR
    index = next((i for i, stage in enumerate(found) if stage.rule == "equation_masses"), -1)
    ratio = second.value / first.value
    right = _ratio(task, one, other, str(kinds[0]), str(kinds[1]))
    if abs(ratio - right) * 200 <= right:
        return Finding("right", index + 1)
    if task.kind == "reaction":
        even = balanced(task)
        a, b = even.coefficient(one), even.coefficient(other)
        if abs(ratio - right * a / b) * 200 <= right * a / b:
            return Finding("wrong", misconception="unbalanced_used")
        inverted = right * a * a / (b * b)
        if abs(ratio - inverted) * 200 <= inverted:
            return Finding("wrong", misconception="ratio_inverted")
    return Finding("wrong")


def _ratio(task: Task, one: Species, other: Species, first: str, second: str) -> Fraction:
    result = per_mole(task, other, second) / per_mole(task, one, first)
    if task.kind == "reaction":
        even = balanced(task)
        result = result * even.coefficient(other) / even.coefficient(one)
    return result


# ------------------------------------------------------------------------------------------- quantities
@dataclass(frozen=True, slots=True)
class _Target:
    """A stage that a quantity may be about; `index` is None for one of the other method."""

    stage: Stage
    index: int | None


def _targets(solution: Solution, found: tuple[Stage, ...], reached: int) -> list[_Target]:
    """Stages with a value: first those not reached, the nearest first, then the rest, then other methods'."""
    task: Task = solution.problem.data
    own = [_Target(stage, index) for index, stage in enumerate(found) if stage.value is not None]
    ahead = [target for target in own if target.index is not None and target.index >= reached]
    behind = [target for target in own if target not in ahead]
    rules = {(stage.rule, stage.label) for stage in found}
    others = [
        _Target(stage, None)
        for method in METHODS
        if method != solution.method
        for stage in stages(task, method)
        if stage.value is not None and (stage.rule, stage.label) not in rules
    ]
    return [*ahead, *behind, *others]


def _fits_label(target: _Target, claim: Quantity) -> bool:
    stage = target.stage
    if claim.letter and stage.label[0] != claim.letter:
        return False
    return claim.species is None or stage.species == claim.species


def _proportion(solution: Solution, found: tuple[Stage, ...], value: Value, reached: int) -> Finding:
    """A proportion is right when its unknown comes out as the result; upside down it gives given²/result."""
    task: Task = solution.problem.data
    stage, given = found[-1], task.given
    if given is None or stage.value is None:
        return UNCLEAR
    if agrees(task, stage, value, None):
        return Finding("right", max(reached, len(found) - 1))
    if value.value > 0 and abs(value.value * stage.value - given.base**2) * 200 <= given.base**2:
        return Finding("wrong", misconception="ratio_inverted")
    return _by_value(solution, found, Quantity(value, setup=True), reached)


def _by_value(
    solution: Solution,
    found: tuple[Stage, ...],
    claim: Quantity,
    reached: int,
    shown: frozenset[Fraction] = frozenset(),
) -> Finding:
    task: Task = solution.problem.data
    if claim.value.value <= 0:
        return Finding("wrong", final=True)
    everything = _targets(solution, found, reached)
    targets = [target for target in everything if _fits_label(target, claim)]
    unit = claim.value.unit()
    if claim.setup and unit not in _KINDS:
        unit = None
    confused = _wrong_data(task, everything, claim, unit)
    if confused:
        return confused
    if unit == "u" and _in_atomic_units(solution):
        unit = "g/mol"
    for target in targets:
        if agrees(task, target.stage, claim.value, unit, shown):
            return _right(found, target, claim, unit)
    fact = _true_fact(task, claim, unit)
    if fact:
        return Finding("right", reached)
    slip = _slip(task, targets, claim)
    return slip or _wrong(task, found, targets, claim, unit)


def _in_atomic_units(solution: Solution) -> bool:
    return bool(re.search(r"molecular|formula|peso|weight", fold(solution.problem.text)))


def _right(found: tuple[Stage, ...], target: _Target, claim: Quantity, unit: str | None) -> Finding:
    if target.index is None:
        return Finding("right")
    last = target.index == len(found) - 1
    bad = _bad_part(claim)
    if bad:
        return Finding("wrong", misconception="arithmetic", final=last)
    if claim.setup:
        return Finding("right", target.index)
    if not unit:
        return Finding("incomplete", target.index + (0 if last else 1), last, missing=("unit",))
    return Finding("right", target.index + 1, last)


def _bad_part(claim: Quantity) -> bool:
    """Whether an expression that the value is set equal to has another value."""
    for part in claim.parts:
        gap = abs(part.value - claim.value.value)
        if gap > max(claim.value.half, abs(claim.value.value) / 200) and not _scaled(
            part.value, claim.value.value
        ):
            return True
    return False


def _scaled(one: Fraction, other: Fraction) -> bool:
    """Equal but for a unit prefix: 500 g written as 0.5."""
    return any(
        abs(one * factor - other) * 200 <= abs(other) for factor in (Fraction(1000), Fraction(1, 1000))
    )


def _true_fact(task: Task, claim: Quantity, unit: str | None) -> bool:
    """A molar mass or an amount of another substance of the problem that is true."""
    taking_part = set(task.reaction.species) if task.reaction else {task.species}
    for species in [claim.species] if claim.species else taking_part:
        if species is None or (species.charge < 0 and not species.atoms):
            continue
        if (
            unit in ("g/mol", "u")
            and claim.letter in ("M", "")
            and matches(claim.value, molar_candidates(task, species), True)
        ):
            return True
        if claim.letter and _LETTERS[claim.letter] != unit:
            continue
        fits = task.kind == "reaction" and claim.species in taking_part and unit in ("g", "mol")
        if fits and species in taking_part and matches(claim.value, amounts(task, species, str(unit))):
            return True
    return False


def _slip(task: Task, targets: list[_Target], claim: Quantity) -> Finding | None:
    """A right expression with a wrong result."""
    for part in claim.parts:
        for target in targets:
            if (
                target.index is not None
                and target.stage.rule != "data"
                and agrees(task, target.stage, part, part.unit() or None)
            ):
                return Finding("wrong", misconception="arithmetic")
    return None


def _wrong(
    task: Task,
    found: tuple[Stage, ...],
    targets: list[_Target],
    claim: Quantity,
    unit: str | None,
) -> Finding:
    named = _misconception(task, found, targets, claim, unit)
    if named:
        return named
    about = _about(targets, unit)
    if about is None:
        if claim.letter and unit and _LETTERS[claim.letter] != unit:
            return Finding("wrong", misconception="unit_wrong")
        return Finding("wrong", final=not claim.letter) if _is_result(claim) else UNCLEAR
    last = about.index == len(found) - 1
    near = about.stage.rule != "data" and _near(task, about.stage, claim.value)
    return Finding("wrong", final=last, misconception="arithmetic" if near else None)


def _is_result(claim: Quantity) -> bool:
    return bool(claim.letter or claim.value.dims is not None or claim.value.plain)


def _about(targets: list[_Target], unit: str | None) -> _Target | None:
    fitting = [t for t in targets if t.index is not None and (not unit or base_of(t.stage) == unit)]
    found = [target for target in fitting if target.stage.rule != "data"] or fitting
    return max(found, key=lambda t: t.index or 0) if not unit and found else (found[-1] if found else None)


def _near(task: Task, stage: Stage, value: Value) -> bool:
    right = candidates(task, stage)[0]
    gap = abs(value.value - right)
    return gap * 10 <= right * 3 or gap <= 1 <= right or value.value in (right * 10, right / 10)


def _misconception(
    task: Task, found: tuple[Stage, ...], targets: list[_Target], claim: Quantity, unit: str | None
) -> Finding | None:
    loose: Finding | None = None
    for target in targets:
        index = target.index
        if index is None:
            continue
        scale = UNITS[target.stage.unit][1] if target.stage.unit in UNITS else Fraction(1)
        for name, value, said in wrong_values(task, found, index):
            kind = UNITS[said][0] if said in UNITS else said
            if unit and unit != kind:
                continue
            if _equal(claim.value, value * scale if unit else value):
                hit = Finding("wrong", final=index == len(found) - 1, misconception=name)
                if name != "unit_wrong" or unit:
                    return hit
                loose = loose or hit
        if unit and unit != base_of(target.stage) and matches(claim.value, candidates(task, target.stage)):
            loose = loose or Finding("wrong", final=index == len(found) - 1, misconception="unit_wrong")
    return loose


def _wrong_data(task: Task, targets: list[_Target], claim: Quantity, unit: str | None) -> Finding | None:
    """The given number with the other unit: grams written as moles or moles as grams."""
    given = task.given
    if given is None or not unit or claim.value.value != given.value or {given.kind, unit} != {"g", "mol"}:
        return None
    if claim.species not in (None, task.species) or any(
        agrees(task, t.stage, claim.value, unit) for t in targets
    ):
        return None
    return Finding("wrong", misconception="grams_as_moles")


_LETTERS = {"m": "g", "n": "mol", "N": "particles", "M": "g/mol", "V": "L"}
_KINDS = frozenset(("g", "mol", "particles", "L", "g/mol", "u", None))


def _equal(value: Value, wrong: Fraction) -> bool:
    gap = abs(value.value - wrong)
    if not value.plain:
        return gap * 1000 <= wrong
    return (gap <= value.half and (value.digits > 1 or gap * 20 <= wrong)) or gap * 500 <= wrong


_MATH = re.compile(r"\d|->|→|⟶|\\ce|=")


def looks_like_attempt(text: str, lang: Lang) -> bool:
    """See `Subject.looks_like_attempt`."""
    del lang
    if len(text) > 2000 or not _MATH.search(text):
        return False
    return any(read_line(line) for line in lines_of(text)[:8])
