"""Judging quantities: which stage a value is about, whether it is right, and which misconception explains it.

Stages of the other method and true facts about the substances count as right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from subjects.problem import Solution
from subjects.stoichiometry.claims import (
    Quantity,
)
from subjects.stoichiometry.finding import UNCLEAR, Finding
from subjects.stoichiometry.formula import fold, read_formula
from subjects.stoichiometry.measure import Value
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import balanced, ways
from subjects.stoichiometry.task import UNITS, Task, present
from subjects.stoichiometry.tolerance import (
    agrees,
    amounts,
    base_of,
    candidates,
    coarse,
    matches,
    molar_candidates,
    one_figure,
    parts_of_molar_mass,
)
from subjects.stoichiometry.wrongs import wrong_values


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
        for way in ways(task)
        for stage in way
        if stage.value is not None and (stage.rule, stage.label) not in rules
    ]
    return [*ahead, *behind, *others]


def _fits_label(target: _Target, claim: Quantity) -> bool:
    stage = target.stage
    if claim.letter and stage.label[0] != claim.letter:
        return False
    return claim.species is None or stage.species == claim.species


def judge_proportion(solution: Solution, found: tuple[Stage, ...], value: Value, reached: int) -> Finding:
    """A proportion is right when its unknown comes out as the result; upside down it gives given²/result."""
    task: Task = solution.problem.data
    stage, given = found[-1], task.given
    if given is None or stage.value is None:
        return UNCLEAR
    if agrees(task, stage, value, None):
        return Finding("right", max(reached, len(found) - 1))
    if value.value > 0 and abs(value.value * stage.value - given.base**2) * 200 <= given.base**2:
        return Finding("wrong", misconception="ratio_inverted")
    return judge_quantity(solution, found, Quantity(value, setup=True), reached)


def judge_quantity(
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
        if target.stage.rule == "data" and _data_as_answer(task, found, claim):
            continue
        if agrees(task, target.stage, claim.value, unit, shown):
            return _right(found, _as_written(targets, target, claim), claim, unit)
    fact = _true_fact(task, claim, unit) or _on_the_way(task, claim, unit)
    if fact:
        if _bad_part(claim):
            return Finding("wrong", misconception=_cut(claim.parts[-1], claim))
        return Finding("right", reached)
    slip = _slip(task, targets, claim)
    return slip or _wrong(task, found, targets, claim, unit)


def _as_written(targets: list[_Target], target: _Target, claim: Quantity) -> _Target:
    """The stage of the same quantity in the unit that was written: 56 kg is the change of 56000 g to kilograms."""
    written = claim.value.written
    if not written or written == target.stage.unit or target.stage.unit not in UNITS:
        return target
    base = present(target.stage.value) * UNITS[target.stage.unit][1]
    same = (t for t in targets if t.stage.label == target.stage.label and t.stage.unit == written)
    return next((t for t in same if present(t.stage.value) * UNITS[written][1] == base), target)


def _on_the_way(task: Task, claim: Quantity, unit: str | None) -> bool:
    """What leads to a result without being a step of its own: the moles between grams and particles, and the
    parts of the sum of a molar mass."""
    s = present(task.species)
    if task.kind == "convert" and claim.species in (None, s) and claim.letter in ("n", ""):
        named = unit == "mol" or (not unit and (claim.letter == "n" or claim.setup or bool(claim.parts)))
        return named and matches(claim.value, amounts(task, s, "mol"))
    computed = claim.setup or bool(claim.parts)
    if task.kind == "reaction" and computed and not claim.letter and not unit:
        return is_equation_mass(task, claim) or _is_mass_ratio(task, claim)
    if task.kind != "molar_mass" or claim.letter or not computed or unit not in (None, "", "g", "u", "g/mol"):
        return False
    return not is_dry_part(task, claim) and matches(claim.value, parts_of_molar_mass(task, s))


def is_dry_part(task: Task, claim: Quantity) -> bool:
    """Whether an expression is the molar mass of a hydrate without its water."""
    s = task.species
    dry = read_formula(s.formula.split("·", 1)[0]) if s is not None and "·" in s.formula else None
    computed = (claim.setup or bool(claim.parts)) and not claim.letter and not _bad_part(claim)
    return dry is not None and computed and matches(claim.value, molar_candidates(task, dry), True)


def is_equation_mass(task: Task, claim: Quantity) -> bool:
    """Whether an expression is the mass of a substance in the equation, its coefficient times its molar mass."""
    if task.kind != "reaction" or claim.letter or not (claim.parts or claim.setup) or _bad_part(claim):
        return False
    even = balanced(task)
    taking_part = [s for s in even.species if claim.species in (None, s)]
    return claim.value.unit() in (None, "", "g") and any(
        matches(claim.value, [even.coefficient(s) * m for m in molar_candidates(task, s)], True) for s in taking_part
    )


def _is_mass_ratio(task: Task, claim: Quantity) -> bool:
    """Whether a quotient is the ratio of the given and the asked substance in the equation, by mass or by moles."""
    even, given, asked = balanced(task), present(task.species), present(task.asked)
    moles = Fraction(even.coefficient(asked), even.coefficient(given))
    masses = [
        moles * b / a for a, b in zip(molar_candidates(task, given), molar_candidates(task, asked), strict=False)
    ]
    ratios = [moles, *masses]
    return matches(claim.value, [*ratios, *(1 / r for r in ratios)])


def _data_as_answer(task: Task, found: tuple[Stage, ...], claim: Quantity) -> bool:
    """Whether a bare quantity repeats the data where the answer has the same unit: then it is meant as the answer."""
    if task.kind != "reaction" or claim.letter or claim.species or task.given is None:
        return False
    wrong = {value for _, value, _ in wrong_values(task, found, len(found) - 1)}
    return UNITS[found[-1].unit][0] == task.given.kind and task.given.base in wrong


def _in_atomic_units(solution: Solution) -> bool:
    return bool(re.search(r"molecular|formula|peso|weight", fold(solution.problem.text)))


def _right(found: tuple[Stage, ...], target: _Target, claim: Quantity, unit: str | None) -> Finding:
    if target.index is None:
        return Finding("right")
    last = target.index == len(found) - 1
    if {target.stage.unit, claim.value.written} == {"atoms", "molecules"}:
        return Finding("wrong", misconception="unit_wrong", final=last)
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
        grace = claim.value.half if claim.value.digits > 1 else abs(claim.value.value) / 100
        if gap > max(grace, abs(claim.value.value) / 200) and not _scaled(part.value, claim.value.value):
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
                return Finding("wrong", misconception=_cut(part, claim))
    return None


def _cut(part: Value, claim: Quantity) -> str:
    """The slip between an expression and the result written after it."""
    return "rounding" if coarse(claim.value, part.value) else "arithmetic"


def _wrong(
    task: Task,
    found: tuple[Stage, ...],
    targets: list[_Target],
    claim: Quantity,
    unit: str | None,
) -> Finding:
    about = _about(targets, unit)
    named = _misconception(task, found, targets, claim, unit)
    rounded = next((t for t in targets if t.index is not None and _rounded_badly(task, t.stage, claim, unit)), None)
    sharp = replace(claim, value=replace(claim.value, half=Fraction(0)))
    doubtful = one_figure(claim.value) and not _misconception(task, found, targets, sharp, unit)
    if rounded is not None and (doubtful or not named):
        return Finding("wrong", final=rounded.index == len(found) - 1, misconception="rounding")
    if named:
        return named
    if about is None:
        if claim.letter and unit and _LETTERS[claim.letter] != unit:
            return Finding("wrong", misconception="unit_wrong")
        return Finding("wrong", final=not claim.letter) if _is_result(claim) else UNCLEAR
    last = about.index == len(found) - 1
    near = about.stage.rule != "data" and _near(task, about.stage, claim.value)
    return Finding("wrong", final=last, misconception="arithmetic" if near or _bad_part(claim) else None)


def _rounded_badly(task: Task, stage: Stage, claim: Quantity, unit: str | None) -> bool:
    """Whether the result was found and written with too few figures."""
    if stage.rule == "data" or (unit and unit != base_of(stage)):
        return False
    scale = UNITS[stage.unit][1] if stage.unit in UNITS and not unit else Fraction(1)
    value = replace(claim.value, value=claim.value.value * scale, half=claim.value.half * scale)
    return coarse(value, candidates(task, stage)[0])


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
        if loose is None and unit and target.stage.rule != "data" and _other_prefix(target.stage, claim.value, unit):
            loose = Finding("wrong", final=index == len(found) - 1, misconception="unit_conversion")
    return loose


def _other_prefix(stage: Stage, value: Value, unit: str) -> bool:
    """Whether a value is the right one but for a factor of a thousand or a million: kilograms for grams."""
    scale = UNITS[stage.unit][1] if stage.unit in UNITS else Fraction(1)
    right = present(stage.value) * scale
    factors = (Fraction(1000), Fraction(10**6))
    return unit == base_of(stage) and any(_equal(value, right * f) or _equal(value, right / f) for f in factors)


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
