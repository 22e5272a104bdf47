"""Judging a student's equation against the one to balance: balanced, on the way, or wrong and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd
from typing import Literal

from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.reaction import Reaction


@dataclass(frozen=True, slots=True)
class Judged:
    """`stage`: equal to a line of the solution, `partial`: on the way by another order, `other`: not
    this reaction."""

    kind: Literal["balanced", "stage", "partial", "wrong", "other"]
    smallest: bool = True
    stage: int = -1
    misconception: str | None = None


def judge_equation(skeleton: Reaction, lines: Sequence[Reaction], said: Reaction) -> Judged:
    """Judge `said`; `lines` are the equations of the solution in order."""
    ordered = _in_order(skeleton, said)
    if ordered is None:
        return _other_substances(skeleton, said)
    if reactions.is_balanced(ordered):
        return Judged("balanced", gcd(*ordered.coefficients) == 1)
    for index, line in enumerate(lines):
        if line.coefficients == ordered.coefficients:
            return Judged("stage", stage=index)
    sides = reactions.totals(ordered)
    uneven = [symbol for symbol, (left, right) in sides.items() if left != right]
    if uneven == [reactions.CHARGE] and ordered.coefficients != skeleton.coefficients:
        return Judged("wrong", misconception="charge_ignored")
    return Judged("partial") if _on_the_way(skeleton, ordered) else Judged("wrong")


def _in_order(skeleton: Reaction, said: Reaction) -> Reaction | None:
    if set(skeleton.left) != set(said.left) or set(skeleton.right) != set(said.right):
        return None
    return skeleton.with_coefficients(
        [said.coefficient_on(s, i < len(skeleton.left)) for i, s in enumerate(skeleton.species)]
    )


def _on_the_way(skeleton: Reaction, said: Reaction) -> bool:
    """The equation as given, or coefficients of the answer (or a fraction of them) set and the rest
    still missing."""
    if set(said.coefficients) == {1}:
        return True
    final = reactions.balance(skeleton)
    if isinstance(final, str):
        return False
    before, after = reactions.totals(skeleton), reactions.totals(said)
    gained = [
        symbol
        for symbol, (left, right) in after.items()
        if left == right and before[symbol][0] != before[symbol][1]
    ]
    lost = [
        symbol
        for symbol, (left, right) in before.items()
        if left == right and after[symbol][0] != after[symbol][1]
    ]
    scales = {(c, f) for c, f in zip(said.coefficients, final.coefficients, strict=True) if c != 1}
    first = next(iter(scales))
    same = all(c * first[1] == f * first[0] for c, f in scales)
    return same and len(gained) > len(lost)


def _other_substances(skeleton: Reaction, said: Reaction) -> Judged:
    missing = [s for s in skeleton.species if s not in said.species]
    extra = [s for s in said.species if s not in skeleton.species]
    if not missing and not extra:
        backwards = set(skeleton.left) == set(said.right) and set(skeleton.right) == set(said.left)
        return Judged("other" if backwards else "wrong")
    if len(extra) != len(missing) or not extra or len(said.species) != len(skeleton.species):
        return Judged("other")
    pairs = [(old, new) for old in missing for new in extra if _elements(old) == _elements(new)]
    if len(pairs) < len(missing):
        return Judged("other")
    single = any(len(old.atoms) == 1 and old.atoms[0][1] > 1 and new.atoms[0][1] == 1 for old, new in pairs)
    if all(old.atoms == new.atoms for old, new in pairs):
        return Judged("wrong")
    return Judged("wrong", misconception="diatomic_forgotten" if single else "subscript_changed")


def _elements(species: Species) -> set[str]:
    return {symbol for symbol, _ in species.atoms}
