"""Wrong results and wrong lines that misconceptions produce, made from the right stages.

The same tables word exercises for training and name the misconception behind a student's wrong value. A
value that happens to be right is never among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from random import Random

from subjects.problem import Lang, Solution
from subjects.stoichiometry import elements, figures
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.formula import read_formula
from subjects.stoichiometry.reaction import Reaction
from subjects.stoichiometry.show import show
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import balanced, base_unit, per_mole, stages
from subjects.stoichiometry.task import UNITS, Task, present
from subjects.stoichiometry.wrongs import own_mass, total_mass, wrong_counts, wrong_values

PREFIX = "stoichiometry."


def mistakes(solution: Solution, step: int, rng: Random, lang: Lang) -> Sequence[tuple[str, str]]:
    """See `Subject.mistakes`."""
    if isinstance(solution.problem.data, Calculation):
        from subjects.stoichiometry.calculation.examples import mistakes as of_calculation

        return of_calculation(solution, step, lang)
    task: Task = solution.problem.data
    found = stages(task, solution.method)
    stage = found[step]
    lines = list(_lines(task, found, step))
    if stage.value is not None and stage.rule != "data":
        lines += _slips(task, stage, rng, lines)
    rng.shuffle(lines)
    right = show(stage.after, lang)
    shown = [(PREFIX + name, show(line, lang)) for name, line in lines]
    return [pair for pair in shown if pair[1] != right]


def _slips(task: Task, stage: Stage, rng: Random, taken: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The right result with a slip in its second digit."""
    written = figures.rounded(present(stage.value))
    scale = Fraction(1)
    while scale * 100 <= written:
        scale *= 10
    while scale * 10 > written:
        scale /= 10
    value = written + rng.choice((1, -1, 2)) * scale
    line = f"{stage.label} = {figures.result(value)} {stage.unit}"
    if value <= 0 or any(line == other for _, other in taken) or is_right(task, stage, value, stage.unit):
        return []
    return [("arithmetic", line)]


def is_right(task: Task, stage: Stage, value: Fraction, unit: str) -> bool:
    """Whether a value that a misconception gives happens to be acceptable."""
    if unit != stage.unit or stage.value is None or abs(value - stage.value) * 10 > stage.value:
        return False
    from subjects.stoichiometry.measure import Value
    from subjects.stoichiometry.tolerance import agrees, base_of

    kind, scale = (UNITS[unit][0], UNITS[unit][1]) if unit in UNITS else (unit, Fraction(1))
    written = figures.result(value)
    read = Value(
        figures.rounded(value) * scale, ((kind, 1),), figures.quantum(_tail(written)) * scale, 4, True
    )
    return kind == base_of(stage) and agrees(task, stage, read, kind)


def _tail(written: str) -> str:
    return written.replace("*10**", "·10^")


def _lines(task: Task, found: tuple[Stage, ...], step: int) -> Iterator[tuple[str, str]]:
    stage = found[step]
    for name, value, unit in wrong_values(task, found, step):
        if is_right(task, stage, value, unit):
            continue
        yield name, f"{stage.label} = {figures.result(value)} {unit}"
    maker = _MAKERS.get(stage.rule)
    if maker:
        yield from maker(_Place(task, stage, found[min(step + 1, len(found) - 1)]))


@dataclass(frozen=True, slots=True)
class _Place:
    """The stage that a line stands for, with the one after it."""

    task: Task
    stage: Stage
    following: Stage


def _count_lines(place: _Place) -> Iterator[tuple[str, str]]:
    s = present(place.stage.species)
    for name, atoms in wrong_counts(s):
        yield name, ", ".join(f"{symbol}: {n}" for symbol, n in atoms)


def _weigh_lines(place: _Place) -> Iterator[tuple[str, str]]:
    s = present(place.stage.species)
    label = f"M({s.formula})"
    for name, atoms in wrong_counts(s):
        yield name, f"{label} = {_terms(place.task, atoms)}"
    numbers = " + ".join(f"{n}*{elements.number(symbol)}" for symbol, n in s.atoms)
    if Fraction(sum(elements.number(x) * n for x, n in s.atoms)) != total_mass(place.task, s.atoms):
        yield "atomic_number_used", f"{label} = {numbers}"
    if any(n > 1 for _, n in s.atoms):
        sums = " + ".join(
            (f"{n} + " if n > 1 else "") + figures.exact(own_mass(place.task, x)) for x, n in s.atoms
        )
        yield "sum_instead_of_product", f"{label} = {sums}"


def _element_lines(place: _Place) -> Iterator[tuple[str, str]]:
    element = place.stage.after.split(":")[0]
    n = dict(present(place.stage.species).atoms)[element]
    mass, z = own_mass(place.task, element), elements.number(element)
    if n > 1:
        yield "sum_instead_of_product", f"{element}: {n} + {figures.exact(mass)} = {figures.exact(n + mass)}"
    if z != mass:
        yield "atomic_number_used", f"{element}: {n}*{z} = {n * z}"


def _chain_lines(place: _Place) -> Iterator[tuple[str, str]]:
    """The mole ratio upside down, or left as one to one."""
    even, s, asked = balanced(place.task), present(place.task.species), present(place.task.asked)
    a, b = even.coefficient(s), even.coefficient(asked)
    ratio = f"{b} mol {asked.formula}/{a} mol {s.formula}"
    if a != b:
        yield "ratio_inverted", place.stage.after.replace(ratio, f"{a} mol {asked.formula}/{b} mol {s.formula}")
        yield "unbalanced_used", place.stage.after.replace(ratio, f"1 mol {asked.formula}/1 mol {s.formula}")


def _terms(task: Task, atoms: Iterable[tuple[str, int]]) -> str:
    return " + ".join(f"{n}*{figures.exact(own_mass(task, symbol))}" for symbol, n in atoms)


def _data_lines(place: _Place) -> Iterator[tuple[str, str]]:
    given, s = present(place.task.given), present(place.task.species)
    if given.unit == "g":
        yield "grams_as_moles", f"n({s.formula}) = {figures.exact(given.value)} mol"
    elif given.unit == "mol":
        yield "grams_as_moles", f"m({s.formula}) = {figures.exact(given.value)} g"


def _factor_lines(place: _Place) -> Iterator[tuple[str, str]]:
    given, s = present(place.task.given), present(place.task.species)
    unit, base = base_unit(place.task.asked_unit), base_unit(given.unit)
    one, other = per_mole(place.task, s, given.kind), per_mole(place.task, s, UNITS[unit][0])
    head = f"{place.following.label} = {figures.exact(given.base)} {base}"
    if one != other and "mol" in (base, unit):
        yield "divide_multiply_swapped", f"{head} * {figures.exact(one)} {base}/{figures.exact(other)} {unit}"
    elif one != 1:
        yield (
            "divide_multiply_swapped",
            f"{head} * {figures.exact(one)} {base}/1 mol * {figures.exact(other)} {unit}/1 mol",
        )


def _proportion_lines(place: _Place) -> Iterator[tuple[str, str]]:
    left, right = place.stage.after.split(" = ")
    above, _ = right.rsplit("/", 1)
    first, second = left.split("/", 1)
    if first.split()[0] != second.split()[0]:
        yield "ratio_inverted", f"{left} = x/{above}"


def _mass_pair_lines(place: _Place) -> Iterator[tuple[str, str]]:
    given, s, asked = present(place.task.given), present(place.task.species), present(place.task.asked)
    even = balanced(place.task)
    base, unit = base_unit(given.unit), base_unit(place.task.asked_unit)
    one, other = per_mole(place.task, s, given.kind), per_mole(place.task, asked, UNITS[unit][0])
    a, b = even.coefficient(s), even.coefficient(asked)
    if a != b:
        yield (
            "unbalanced_used",
            f"{figures.exact(one)} {base} {s.formula} -> {figures.exact(other)} {unit} {asked.formula}",
        )
        line = f"{figures.exact(one * b)} {base} {s.formula} -> {figures.exact(other * a)} {unit} {asked.formula}"
        yield "ratio_inverted", line


def _side_lines(place: _Place) -> Iterator[tuple[str, str]]:
    reaction = present(place.task.reaction).skeleton
    parts = []
    for element in reactions.elements_of(reaction):
        left = sum(element in dict(s.atoms) for s in reaction.left)
        parts.append(f"{element}: {left} | {sum(element in dict(s.atoms) for s in reaction.right)}")
    line = ", ".join(parts)
    if line != place.stage.after:
        yield "subscript_ignored", line


def _equation_lines(place: _Place) -> Iterator[tuple[str, str]]:
    yield from wrong_equations(present(place.task.reaction).skeleton)


@lru_cache(maxsize=512)
def wrong_equations(skeleton: Reaction) -> tuple[tuple[str, str], ...]:
    """Equations that change a formula instead of the coefficients."""
    found: list[tuple[str, str]] = []
    for index, s in enumerate(skeleton.species):
        if len(s.atoms) == 1 and s.atoms[0][1] == 2:
            found += _with(skeleton, index, s.atoms[0][0], "diatomic_forgotten")
        elif len(s.atoms) == 2 and "(" not in s.formula and not s.charge:
            symbol, n = s.atoms[-1]
            head = s.formula[: s.formula.rindex(symbol)]
            for other in (n + 1, n - 1):
                if other > 0:
                    found += _with(
                        skeleton, index, f"{head}{symbol}{other if other > 1 else ''}", "subscript_changed"
                    )
    return tuple(found)


def _with(skeleton: Reaction, index: int, formula: str, name: str) -> list[tuple[str, str]]:
    changed = read_formula(formula)
    if changed is None or changed in skeleton.species:
        return []
    cut = len(skeleton.left)
    species = [*skeleton.species]
    species[index] = changed
    other = Reaction(tuple(species[:cut]), tuple(species[cut:]), skeleton.coefficients)
    even = reactions.balance(other)
    if isinstance(even, str) or max(even.coefficients) > 20:
        return []
    return [(name, reactions.write(even))]


_MAKERS = {
    "count_atoms": _count_lines,
    "weigh_atoms": _weigh_lines,
    "weigh_element": _element_lines,
    "set_chain": _chain_lines,
    "data": _data_lines,
    "set_factor": _factor_lines,
    "set_proportion": _proportion_lines,
    "equation_masses": _mass_pair_lines,
    "count_sides": _side_lines,
    "balance_equation": _equation_lines,
    "balance_element": _equation_lines,
}
