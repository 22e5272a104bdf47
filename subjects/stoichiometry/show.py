"""Class notation: exact strings as a student sees them, lines as a student types them, and the slots of
a step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random

from subjects.problem import Lang, Solution
from subjects.stoichiometry.calculation.notation import localise
from subjects.stoichiometry.calculation.plan import Calculation
from subjects.stoichiometry.stage import Stage
from subjects.stoichiometry.stages import stages
from subjects.stoichiometry.task import Task


@lru_cache(maxsize=8192)
def show(exact: str, lang: Lang) -> str:
    """See `Subject.show`."""
    return localise(exact, lang)


def slots(solution: Solution, step: int, lang: Lang) -> Mapping[str, str]:
    """See `Subject.slots`."""
    current = solution.steps[step]
    named = {name: texts[lang] for name, texts in current.slots.items()}
    before = (
        show(_standing_at(solution, step), lang)
        if step or task_kind(solution) == "balance"
        else solution.problem.statement
    )
    return {
        "problem": solution.problem.statement,
        "unknown": solution.problem.unknown,
        "before": before,
        **named,
    }


def task_kind(solution: Solution) -> str:
    """The kind of the problem."""
    return solution.problem.kind


def _standing_at(solution: Solution, step: int) -> str:
    """The line that a hint speaks of: an equation rather than a list of atom counts."""
    current = solution.steps[step]
    if task_kind(solution) == "balance" and step and solution.steps[step - 1].rule == "count_sides":
        return solution.steps[0].before
    return current.before


def attempt_line(solution: Solution, step: int, rng: Random, lang: Lang) -> str:
    """See `Subject.attempt_line`."""
    if isinstance(solution.problem.data, Calculation):
        from subjects.stoichiometry.calculation.examples import attempt_line as of_calculation

        return of_calculation(solution, step, rng, lang)
    task: Task = solution.problem.data
    stage = stages(task, solution.method)[step]
    text = show(stage.after, lang)
    if stage.reaction is not None:
        return _typed_equation(text, rng)
    if stage.label and stage.rule != "data":
        return _typed_result(stage, text, rng, lang, step == len(solution.steps) - 1)
    if rng.random() < 0.25:
        text = text.replace("·", rng.choice(("*", "x", "·")))
    if rng.random() < 0.2 and "·10" not in text and stage.rule != "count_sides":
        text = text.replace(" = ", "=").replace(" + ", "+")
    return text


def _typed_equation(text: str, rng: Random) -> str:
    style = rng.random()
    if style < 0.35:
        text = re.sub(r"(?<![A-Za-z0-9)])(\d+) (?=[A-Z(])", r"\1", text)
    return text.replace("→", rng.choice(("→", "->", "->", "-->", "=")))


def _typed_result(stage: Stage, text: str, rng: Random, lang: Lang, last: bool) -> str:
    label, quantity = text.split(" = ", 1)
    style = rng.random()
    if style < 0.4:
        return text
    if style < 0.55:
        return text.replace(" = ", "=")
    if style < 0.7:
        return f"{label[0]} = {quantity}"
    if style < 0.8 and stage.unit == "mol":
        quantity = quantity.removesuffix("mol") + "moles"
    if not last and style < 0.85:
        return f"{label}: {quantity}"
    openings = {
        "es": ("creo que son", "me da", "me sale", "sale", "entonces son", "es"),
        "en": ("i got", "i think it's", "it's", "that gives", "so it's"),
    }
    return f"{rng.choice(openings[lang])} {quantity}" + rng.choice(("", "", "?", "."))
