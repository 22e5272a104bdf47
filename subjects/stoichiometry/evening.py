"""The way to a balanced equation, one element after the other."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd

from subjects.problem import Lang
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.stage import Stage, both
from subjects.stoichiometry.task import Task, present


def first_unbalanced(reaction: Reaction) -> str:
    for element in _order(reaction):
        left, right = reactions.totals(reaction)[element]
        if left != right:
            return element
    return _order(reaction)[0]


def _order(reaction: Reaction) -> list[str]:
    """Elements as a class takes them: those in few substances first, hydrogen and oxygen last."""
    late = {"H": 1, "O": 2}
    species = reaction.species
    seen = reactions.elements_of(reaction)
    alone = {s.atoms[0][0] for s in species if len(s.atoms) == 1}

    def key(element: str) -> tuple[int, int, int]:
        count = sum(element in dict(s.atoms) for s in species)
        return (late.get(element, 0), element in alone, count)

    return sorted(seen, key=key)


def evening(task: Task) -> Iterable[Stage]:
    skeleton = present(task.reaction).skeleton
    final = reactions.balance(skeleton)
    if isinstance(final, str):
        raise ValueError(final)
    order = _order(skeleton)
    counts = ", ".join(
        f"{element}: {left} | {right}"
        for element, (left, right) in reactions.totals(skeleton).items()
        if element != reactions.CHARGE
    )
    yield Stage("count_sides", counts, reaction=None, slots={"element": both(first_unbalanced(skeleton))})
    line = skeleton
    for element, coefficients in _rounds(skeleton, final, order):
        if coefficients == line.coefficients:
            continue
        line = skeleton.with_coefficients(coefficients)
        yield Stage(
            "balance_element", reactions.write(line), reaction=line, slots=_element_slots(line, element)
        )
    if line.coefficients != final.coefficients:
        yield Stage(
            "balance_element", reactions.write(final), reaction=final, slots=_element_slots(final, order[-1])
        )


def _rounds(skeleton: Reaction, final: Reaction, order: list[str]) -> Iterable[tuple[str, tuple[int, ...]]]:
    known: set[int] = set()
    for element in order:
        holding = {index for index, s in enumerate(skeleton.species) if element in dict(s.atoms)}
        left, right = reactions.totals(skeleton)[element]
        if not known and left == right and len(holding) == 2:
            share = {final.coefficients[index] for index in holding}
            if len(share) == 1:
                known |= holding
                continue
        known |= holding
        divisor = gcd(*(final.coefficients[index] for index in known))
        scaled = tuple(
            final.coefficients[i] // divisor if i in known else 1 for i in range(len(final.coefficients))
        )
        yield element, scaled


def _element_slots(line: Reaction, element: str) -> dict[str, dict[Lang, str]]:
    left = next(s.formula for s in line.left if element in dict(s.atoms))
    right = next(s.formula for s in line.right if element in dict(s.atoms))
    return {"element": both(element), "source": both(left), "target": both(right)}
