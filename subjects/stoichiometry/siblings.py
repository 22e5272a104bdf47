"""Siblings: problems of the same structure with other data, sharing no answer and no value on the way."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

from subjects.problem import Exercise, Lang, Solution
from subjects.stoichiometry import figures, substances
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.generate import amount_of, exercise, formulas, molecular, pool, reaction_task
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import stages
from subjects.stoichiometry.task import Amount, Task, present


def sibling(solution: Solution, seed: int, lang: Lang) -> Exercise | None:
    """See `Subject.sibling`."""
    if isinstance(solution.problem.data, Calculation):
        from subjects.stoichiometry.calculation.examples import sibling as of_calculation

        return of_calculation(solution, seed, lang)
    task: Task = solution.problem.data
    rng = Random(f"{solution.problem.id}/{seed}")
    taken = _values(stages(task, solution.method))
    rules = [step.rule for step in solution.steps]
    fallback: Task | None = None
    for attempt in range(150):
        other = _like(task, rng)
        if (
            other is None
            or other.canonical() == task.canonical()
            or (other.species == task.species and task.species)
        ):
            continue
        found = stages(replace(other, detail=task.detail), solution.method)
        if _values(found) & taken or _shares_reaction(task, other):
            continue
        if [stage.rule for stage in found] == rules:
            return exercise(other, rng, lang)
        fallback = fallback or other
        if attempt > 120:
            break
    return exercise(fallback, rng, lang) if fallback else None


def _shares_reaction(task: Task, other: Task) -> bool:
    return bool(
        task.reaction and other.reaction and set(task.reaction.species) == set(other.reaction.species)
    )


def _values(found: tuple[Stage, ...]) -> set[Fraction | str]:
    values: set[Fraction | str] = set()
    for stage in found:
        values.add(stage.after)
        if stage.value is not None:
            values.add(figures.rounded(stage.value))
    return values


def _like(task: Task, rng: Random) -> Task | None:
    if task.kind == "molar_mass" and task.species:
        species = substances.species(rng.choice(formulas(False)))
        close = ("(" in species.formula) == ("(" in task.species.formula) and not species.single
        return (
            Task("molar_mass", species)
            if close and len(species.atoms) >= min(2, len(task.species.atoms))
            else None
        )
    if task.kind == "balance":
        found = rng.choice(pool(rng.choice(("easy", "medium"))))
        return None if reactions.is_balanced(found) else Task("balance", reaction=found)
    given = present(task.given)
    if task.kind == "convert":
        return _like_convert(task, given, rng)
    return _like_reaction(task, given, rng)


def _like_convert(task: Task, given: Amount, rng: Random) -> Task | None:
    species = substances.species(rng.choice(formulas(False)))
    if "atoms" in (given.unit, task.asked_unit) and not species.single:
        return None
    if "molecules" in (given.unit, task.asked_unit) and (species.single or not molecular(species)):
        return None
    base = {"kg": "g", "mg": "g", "t": "g", "mmol": "mol", "kmol": "mol"}.get(given.unit, given.unit)
    amount = amount_of(species, base, rng)
    if base != given.unit:
        amount = Amount(amount.base if given.unit in ("mg", "mmol") else amount.base / 10, given.unit)
    if amount.unit != given.unit:
        return None
    return Task("convert", species, amount, species, task.asked_unit)


def _like_reaction(task: Task, given: Amount, rng: Random) -> Task | None:
    other = reaction_task(rng.choice(pool(rng.choice(("easy", "medium", "medium")))), rng)
    amount = present(other.given)
    if reactions.is_balanced(present(other.reaction)) != reactions.is_balanced(present(task.reaction)):
        return None
    if amount.kind != given.kind or other.asked_unit not in (
        task.asked_unit,
        "g" if task.asked_unit == "kg" else "",
    ):
        return None
    if given.unit != amount.unit:
        amount = Amount(amount.value if given.unit in ("kg", "t", "kmol") else amount.value * 10, given.unit)
    return Task("reaction", other.species, amount, other.asked, task.asked_unit, other.reaction)
