"""Exercises of the kinds that chain several relations, siblings of a problem, and the lines that students write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random

from subjects.phrases import compile_pattern, expand
from subjects.problem import Exercise, Lang, Problem, Solution
from subjects.stoichiometry import figures, substances
from subjects.stoichiometry.calculation.judge import check
from subjects.stoichiometry.calculation.lines import label, lines
from subjects.stoichiometry.calculation.notation import localise
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.calculation.solve import parts
from subjects.stoichiometry.calculation.units import SIZES
from subjects.stoichiometry.calculation.wrongs import wrongs

PREFIX = "stoichiometry."


@lru_cache(maxsize=1)
def bank() -> dict[str, dict[str, list[str]]]:
    """The wordings of exercises by kind and language, with the pools of their slots."""
    return tomllib.loads(Path(__file__).with_name("exercises.toml").read_text(encoding="utf-8"))


def kinds() -> tuple[str, ...]:
    """The kinds of exercises."""
    return tuple(bank()["kinds"])


def _row(kind: str) -> dict[str, list[str]]:
    rows: dict[str, dict[str, list[str]]] = bank()["kinds"]  # type: ignore[assignment]
    return rows[kind]


def exercise(kind: str, rng: Random, lang: Lang) -> Exercise | None:
    """One exercise of a kind that reads and solves, or None after a few draws."""
    from subjects.stoichiometry.parse import parse
    from subjects.stoichiometry.solve import solve

    for _ in range(6):
        text = _text(kind, rng, lang)
        problem = parse(text, lang)
        read = isinstance(problem, Problem) and isinstance(problem.data, Calculation)
        if isinstance(problem, Problem) and read and isinstance(solve(problem), Solution) and not _even(problem.data):
            return Exercise(text, problem)
    return None


def _even(calculation: Calculation) -> bool:
    """Whether the two parts of a mixture bring the same: then one result tells the other."""
    parts = [line for line in lines(calculation, "factors") if line.key and line.key.where in ("one", "two")]
    values = [line.value for line in parts if line.value is not None]
    return len(set(values)) < len(values)


def _text(kind: str, rng: Random, lang: Lang) -> str:
    row = _row(kind)
    pattern = expand(compile_pattern(rng.choice(row[lang])), rng)
    chosen: dict[str, str] = {}
    for name in dict.fromkeys(re.findall(r"\{(\w+)\}", pattern)):
        chosen[name] = _slot(name, row, rng, lang, chosen)
    text = pattern.format_map(chosen)
    return text[:1].upper() + text[1:]


def _slot(name: str, row: dict[str, list[str]], rng: Random, lang: Lang, chosen: dict[str, str]) -> str:
    if name in row:
        if "pick" not in chosen:
            chosen["pick"] = str(rng.randrange(10**6))
        pool = row[name]
        together = name in row.get("together", [])
        value = pool[int(chosen["pick"]) % len(pool)] if together else rng.choice(pool)
    else:
        value = rng.choice(_COMMON[name])
    if re.fullmatch(r"[\d.]+", value):
        return figures.localise(value, lang)
    return _named(value, rng, lang) if name in ("s", "t", "u") else value


def _named(formula: str, rng: Random, lang: Lang) -> str:
    name = substances.name(formula, lang)
    found = substances.by_name(name) if name else None
    return name if name and found and found.formula == formula and rng.random() < 0.5 else formula


_COMMON: dict[str, list[str]] = {
    "mass": ["4", "5", "6", "8", "10", "12", "15", "20", "25", "30", "36", "40", "45", "50", "60", "75", "80", "100", "120"],
    "small": ["2", "3", "4", "5", "6", "8", "10", "12", "15"],
    "moles": ["0.2", "0.25", "0.4", "0.5", "0.75", "1.5", "2", "2.5", "3", "4", "5"],
    "litres": ["2", "3", "4", "5", "6", "8", "10", "12", "15", "20", "25"],
    "ml": ["20", "25", "40", "50", "75", "100", "150", "200"],
    "flask": ["250", "400", "500", "750"],
    "conc": ["0.1", "0.2", "0.25", "0.4", "0.5", "0.8", "1.5", "2"],
    "strong": ["3", "4", "5", "6", "8", "10", "12"],
    "pct": ["5", "8", "10", "12", "15", "20", "25"],
    "good": ["60", "65", "70", "75", "80", "85", "90"],
    "celsius": ["17", "20", "25", "27", "30", "47"],
    "atm": ["1.2", "1.5", "2", "2.5", "3"],
    "solvent": ["90", "120", "180", "200", "240", "250", "400", "500"],
}  # fmt: skip


def signature(problem: Problem, method: str) -> tuple[str, ...]:
    """The rules of its steps."""
    return tuple(line.rule for line in lines(problem.data, method))


@lru_cache(maxsize=4)
def _signatures(method: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for kind in kinds():
        one = exercise(kind, Random(kind), "es")
        if one is not None:
            found[kind] = signature(one.problem, method)
    return found


def sibling(solution: Solution, seed: int, lang: Lang) -> Exercise | None:
    """A problem of the same steps with other substances and other values, or None."""
    own = signature(solution.problem, solution.method)
    rng = Random(f"{solution.problem.id}/{seed}")
    order = sorted(_signatures(solution.method).items(), key=lambda item: -_likeness(own, item[1]))
    near = [kind for kind, rules in order[:3] if _likeness(own, rules) >= 0.6]
    taken = _taken(solution.problem, solution.method)
    for _ in range(14):
        if not near:
            return None
        found = exercise(near[0] if rng.random() < 0.7 else rng.choice(near), rng, lang)
        if found is None or _taken(found.problem, solution.method) & taken:
            continue
        if parts(found.problem.data)[-1][1].kind == solution.answer.kind:
            return found
    return None


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    if tuple(one) == tuple(other):
        return 2.0
    a, b = set(one), set(other)
    return len(a & b) / len(a | b)


def _taken(problem: Problem, method: str) -> set[object]:
    found: set[object] = set()
    calculation: Calculation = problem.data
    for line in lines(calculation, method):
        if line.rule in ("divide_smallest", "molecular_factor", "basis"):
            continue
        found.add(line.after)
        if line.value is not None:
            found.add(figures.rounded(line.value))
    return found


def mistakes(solution: Solution, step: int, lang: Lang) -> list[tuple[str, str]]:
    """Wrong lines at a step, each found by the checker."""
    calculation: Calculation = solution.problem.data
    line = lines(calculation, solution.method)[step]
    found: list[tuple[str, str]] = []
    for name, text in _wrong_lines(calculation, line.rule, step, solution, lang):
        if any(text == other for _, other in found) or len(found) >= 8:
            continue
        verdict = check(solution, text, (), step)
        if verdict.outcome == "wrong":
            found.append((PREFIX + name, text))
    return found


def _wrong_lines(
    calculation: Calculation, rule: str, step: int, solution: Solution, lang: Lang
) -> Iterator[tuple[str, str]]:
    line = lines(calculation, solution.method)[step]
    if line.rule == "limiting":
        for f in calculation.rivals:
            if f not in line.after:
                yield "excess_used", localise(f"limiting: {f}", lang)
    if line.reaction is not None:
        from subjects.stoichiometry.mistakes import wrong_equations

        for name, text in wrong_equations(line.reaction.skeleton):
            yield name, localise(text, lang)
    if line.key is None or line.value is None or rule == "data":
        return
    size = SIZES[line.unit][1] if line.unit in SIZES else Fraction(1)
    for wrong in wrongs(calculation):
        if wrong.key == line.key and rule != "convert_units":
            text = f"{label(wrong.key)} = {figures.result(wrong.value / size)} {line.unit}".rstrip()
            yield wrong.misconception, localise(text, lang)
    if rule == "convert_units":
        for factor in (Fraction(1000), Fraction(1, 1000), Fraction(10)):
            text = f"{label(line.key)} = {figures.result(line.value * factor)} {line.unit}"
            yield "unit_conversion", localise(text, lang)


def attempt_line(solution: Solution, step: int, rng: Random, lang: Lang) -> str:
    """The right line of a step as a student types it."""
    calculation: Calculation = solution.problem.data
    line = lines(calculation, solution.method)[step]
    text = localise(line.after, lang)
    if line.reaction is not None:
        return text.replace("→", rng.choice(("→", "->", "->", "=")))
    if line.value is not None and line.rule != "data":
        style = rng.random()
        if style < 0.3:
            return text.replace(" = ", "=")
    return text
