"""Solving: the chain of steps, the answers, and their check the other way."""

from __future__ import annotations

from fractions import Fraction

from subjects.problem import Answer, Problem, Solution, Step, Unsolved
from subjects.stoichiometry import reaction as reactions
from subjects.stoichiometry.calculation.deduce import even_of, plan_of
from subjects.stoichiometry.calculation.lines import label, lines
from subjects.stoichiometry.calculation.plan import CLASS, Ask, Calculation, Plan, values
from subjects.stoichiometry.calculation.units import LETTERS, SIZES
from subjects.stoichiometry.formula import read_formula
from subjects.stoichiometry.stages import METHODS
from subjects.stoichiometry.task import present


def solve(problem: Problem, method: str | None) -> Solution | Unsolved:
    """The solution of a calculation, or why there is none."""
    calculation: Calculation = problem.data
    plan = plan_of(calculation)
    if isinstance(plan, Unsolved):
        return plan
    chosen = method if method in METHODS else METHODS[0]
    if not verified(calculation, plan):
        return Unsolved("inconsistent")
    answers = parts(calculation)
    return Solution(problem, chosen, _steps(calculation, chosen), answers[-1][1])


def _steps(calculation: Calculation, method: str) -> tuple[Step, ...]:
    written = calculation.chain or ((calculation.reaction,) if calculation.reaction else ())
    before = "; ".join(reactions.write(one) for one in written)
    before = before or "; ".join(f"{label(ask.key)} = ?" for ask in calculation.asks)
    steps = []
    for line in lines(calculation, method):
        steps.append(Step(line.rule, before, line.after, line.slots))
        before = line.after
    return tuple(steps)


def parts(calculation: Calculation) -> tuple[tuple[str, Answer], ...]:
    """The answer of each question with its label."""
    plan = plan_of(calculation)
    if isinstance(plan, Unsolved):
        return ()
    known = values(calculation, plan, CLASS).known
    found = []
    for ask in calculation.asks:
        name = ask.label or label(ask.key)
        found.append((name, _answer(calculation, plan, ask, known.get(ask.key))))
    return tuple(found)


def _answer(calculation: Calculation, plan: Plan, ask: Ask, value: Fraction | None) -> Answer:
    if ask.kind == "species":
        return Answer("species", asked_species(calculation, plan, ask))
    if ask.kind == "equation":
        return Answer("equation", reactions.write(present(even_of(calculation))))
    if ask.kind == "formula":
        molecular = ask.key.symbol == "molecular"
        return Answer("formula", plan.results[-1] if molecular else plan.results[0])
    unit = ask.unit
    shown = present(value) / SIZES[unit][1]
    symbol = LETTERS.get(ask.key.symbol, ask.key.symbol)
    return Answer("quantity", {"value": _number(shown), "unit": unit, "symbol": symbol})


def asked_species(calculation: Calculation, plan: Plan, ask: Ask) -> list[str]:
    """The limiting reactants, or those in excess."""
    if ask.key.symbol == "lim":
        return list(plan.results)
    even = present(even_of(calculation))
    return [s.formula for s in even.left if s.formula in calculation.rivals and s.formula not in plan.results]


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 and abs(value) < 10**15 else float(f"{float(value):.6g}")


def verified(calculation: Calculation, plan: Plan) -> bool:
    """The results checked the other way: atoms balance, every quantity is positive and no percentage above a
    hundred, nothing is made that was not there."""
    known = values(calculation, plan, CLASS).known
    for node in plan.nodes:
        if node.text:
            continue
        value = known.get(node.key)
        if value is None or (value < 0 and node.key.symbol != "t") or (value == 0 and node.rule not in ("excess_left",)):
            return False
        if node.key.symbol in ("w", "phi", "y", "P") and value > 100:
            return False
        if node.key.symbol == "x" and value >= 1:
            return False
    even = even_of(calculation) if calculation.topic not in ("empirical", "composition", "hydrate", "blend") else None
    if even and not (reactions.is_balanced(even) and _conserved(calculation, plan)):
        return False
    return all(read_formula(text) for text in plan.results)


def _conserved(calculation: Calculation, plan: Plan) -> bool:
    """Whether what reacts never exceeds what there was, and the amounts stand in the ratio of the equation."""
    known = values(calculation, plan, CLASS).known
    even = present(even_of(calculation))
    shares = {
        amount / even.coefficient(s)
        for s in even.species
        for key, amount in known.items()
        if key.symbol == "n" and key.of == s.formula and not key.where
    }
    return len(shares) < 2 or (max(shares) - min(shares)) * 10**9 < max(shares)
