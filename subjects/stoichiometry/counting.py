"""Judging counts of atoms: those of a formula, and those of the two sides of an equation."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.claims import (
    Counts,
)
from subjects.stoichiometry.elements import mass, number
from subjects.stoichiometry.finding import UNCLEAR, Finding
from subjects.stoichiometry.formula import Species
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.task import Task
from subjects.stoichiometry.wrongs import wrong_counts


def judge_counts(task: Task, found: tuple[Stage, ...], claim: Counts, reached: int) -> Finding:
    if claim.right:
        return _side_counts(task, found, claim)
    said = dict(claim.left)
    if task.kind == "molar_mass" and task.species:
        whole = 1 if found[0].rule == "count_atoms" else 0
        return _atoms(task.species, said, whole)
    if all(matches_mass(symbol, value) for symbol, value in said.items()):
        return Finding("right", reached)
    if task.kind == "balance" and task.reaction and len(said) < 20:
        sides = reactions.totals(task.reaction.skeleton)
        if all(symbol in sides and value in sides[symbol] for symbol, value in said.items()):
            return Finding("right", reached)
    if task.species and set(said) <= {symbol for symbol, _ in task.species.atoms}:
        finding = _atoms(task.species, said, reached)
        return replace(finding, reached=reached) if finding.outcome == "right" else UNCLEAR
    return UNCLEAR


def matches_mass(symbol: str, value: Fraction) -> bool:
    """Whether a number is the atomic mass of an element by some table."""
    return any(abs(value - right) * 100 <= right for right in masses_of(symbol))


def masses_of(symbol: str) -> tuple[Fraction, ...]:
    """The atomic mass of an element by the tables of a class."""
    return (mass(symbol), mass(symbol, "precise"), mass(symbol, "whole"))


def _atoms(species: Species, said: dict[str, Fraction], counted: int) -> Finding:
    right = dict(species.atoms)
    if all(right.get(symbol) == value for symbol, value in said.items()):
        whole = set(said) == set(right)
        return Finding("right", counted if whole else 0) if whole or len(said) > 0 else UNCLEAR
    brings = {x: [own * n for own in masses_of(x)] for x, n in species.atoms}
    if all(
        any(abs(value - one) * 100 <= one for one in brings.get(symbol, [])) for symbol, value in said.items()
    ):
        return Finding("right", 0)
    by_mass = all(symbol in right and matches_mass(symbol, value) for symbol, value in said.items())
    if by_mass and (any(value > 4 for value in said.values()) or len(said) < min(2, len(right))):
        return Finding("right", counted)
    for name, atoms in wrong_counts(species):
        if all(dict(atoms).get(symbol) == value for symbol, value in said.items()):
            return Finding("wrong", misconception=name)
    if all(value in (number(x), number(x) * right.get(x, 0)) for x, value in said.items() if x in right):
        return Finding("wrong", misconception="atomic_number_used")
    if all(any(value == right.get(x, 0) + own for own in masses_of(x)) for x, value in said.items()):
        return Finding("wrong", misconception="sum_instead_of_product")
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
