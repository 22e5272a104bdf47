"""Solving by the class's method: a verified chain of steps and the answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from subjects.problem import Answer, Level, Problem, Solution, Step, Unsolved
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import METHODS, balanced, per_mole, stages
from subjects.stoichiometry.task import DETAIL, SYMBOLS, UNITS, Task, present, unit_word


def solve(problem: Problem, method: str | None = None, level: Level = "3eso") -> Solution | Unsolved:
    """See `Subject.solve`. `level` decides the size of the steps."""
    task = problem.data
    if isinstance(task, Calculation | Task):
        problem = replace(problem, data=replace(task, detail=DETAIL.get(level, "")))
        task = problem.data
    if isinstance(task, Calculation):
        from subjects.stoichiometry.calculation.solve import solve as solve_calculation

        return solve_calculation(problem, method)
    if not isinstance(task, Task):
        return Unsolved("no_problem")
    chosen = method if method in METHODS else METHODS[0]
    try:
        found = stages(task, chosen)
    except ValueError as error:
        return Unsolved("inconsistent" if str(error) == "none" else "not_supported", f"balance: {error}")
    if not verified(task, found):
        return Unsolved("too_hard")
    return Solution(problem, chosen, _steps(problem, found), answer(task, found))


def _steps(problem: Problem, found: tuple[Stage, ...]) -> tuple[Step, ...]:
    task: Task = problem.data
    before = start(task)
    steps = []
    for stage in found:
        steps.append(Step(stage.rule, before, stage.after, stage.slots))
        before = stage.after
    return tuple(steps)


def start(task: Task) -> str:
    """The exact string that the chain starts from."""
    if task.reaction:
        return reactions.write(task.reaction.skeleton if task.kind == "balance" else task.reaction)
    return present(task.species).formula


def answer(task: Task, found: tuple[Stage, ...]) -> Answer:
    """The answer in the form of the command contract."""
    if task.kind == "balance":
        return Answer(
            "equation", reactions.write(balanced(replace(task, reaction=present(task.reaction).skeleton)))
        )
    last = found[-1]
    symbol = "M" if task.kind == "molar_mass" else SYMBOLS[UNITS[task.asked_unit][0]]
    return Answer(
        "quantity",
        {"value": _number(present(last.value)), "unit": unit_word(last.unit, "en"), "symbol": symbol},
    )


def parts(solution: Solution) -> tuple[tuple[str, Answer], ...]:
    """The answer with its label, and the balanced equation before it where that is asked as well."""
    task: Task = solution.problem.data
    asked = (solution.problem.unknown, solution.answer)
    if not task.balancing:
        return (asked,)
    return (("balance", Answer("equation", reactions.write(balanced(task)))), asked)


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 and abs(value) < 10**15 else float(f"{float(value):.6g}")


def verified(task: Task, found: tuple[Stage, ...]) -> bool:
    """The answer checked the other way: atoms balance, or the given quantity comes back from the result."""
    if task.kind == "balance":
        final = reactions.balance(present(task.reaction).skeleton)
        return not isinstance(final, str) and reactions.is_balanced(final)
    value = found[-1].value
    if value is None or value <= 0:
        return False
    if task.kind == "molar_mass":
        return True
    return _back(task, value * UNITS[task.asked_unit][1]) == (task.given.base if task.given else None)


def _back(task: Task, base: Fraction) -> Fraction:
    given, s, asked = present(task.given), present(task.species), present(task.asked)
    moles = base / per_mole(task, asked, UNITS[task.asked_unit][0])
    if task.kind == "reaction":
        equation = balanced(task)
        moles = moles * equation.coefficient(s) / equation.coefficient(asked)
    return moles * per_mole(task, s, given.kind)
