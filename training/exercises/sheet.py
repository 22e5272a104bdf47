"""The exercises of a sheet: each with its problem read from its own text, its solution and its mark scheme.

An exercise like an example has the very rules of its solution, in the same order, the same kind of answer in the same unit,
and numbers as pleasant as the example's. None is given twice, none has the example's data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from subjects.problem import Answer, Lang, Level, Problem, Solution, Unsolved
from subjects.subject import Subject
from training.exercises.vary import data_in, varied
from tutoring.sentence import OperatorError

TRIES = 120
"""Wordings with other data that are tried for one exercise."""
SIBLINGS = 40

Progress = Callable[[int, int], None]


class NoExercises(OperatorError):
    """The example cannot be read or solved, or nothing like it was found."""


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise: its text, and its solution with every part."""

    text: str
    lang: Lang
    subject: Subject
    solution: Solution
    level: Level


@dataclass(frozen=True, slots=True)
class Wish:
    """What a teacher asks for."""

    subject: Subject
    lang: Lang
    level: Level
    count: int
    seed: int
    method: str | None = None
    like: str = ""


def _quietly(_done: int, _of: int) -> None:
    pass


def sheet(wish: Wish, progress: Progress = _quietly) -> tuple[Item, ...]:
    """The exercises; fewer than asked for where no more were found.

    Raises NoExercises where the example cannot be used or not one exercise was found.
    """
    rng = Random(f"{wish.subject.name}:{wish.level}:{wish.lang}:{wish.seed}:{wish.like}")
    source = _like(wish, rng) if wish.like.strip() else _drawn(wish, rng)
    items: list[Item] = []
    for item in source:
        items.append(item)
        progress(len(items), wish.count)
        if len(items) == wish.count:
            break
    if not items:
        raise NoExercises(
            "No se encontró ningún ejercicio como ese con otros datos. Prueba con otro enunciado, o sin --like.",
            "No exercise like that with other data was found. Try another example, or leave out --like.",
        )
    return tuple(items)


def _drawn(wish: Wish, rng: Random) -> Iterator[Item]:
    """Problems of the level, each kind as often as the subject draws it."""
    seen: set[str] = set()
    for _ in range(60 * wish.count):
        text = wish.subject.generate(rng, wish.lang, wish.level).text
        item = solved(wish, text)
        if item is not None and item.solution.problem.id not in seen:
            seen.add(item.solution.problem.id)
            yield item


def solved(wish: Wish, text: str) -> Item | None:
    """The exercise of a text as a student will read it: parsed from the text itself, and solved."""
    problem = wish.subject.parse(text, wish.lang)
    if isinstance(problem, Unsolved):
        return None
    solution = wish.subject.solve(problem, wish.method, wish.level)
    if isinstance(solution, Unsolved):
        return None
    return Item(text, wish.lang, wish.subject, solution, wish.level)


def _like(wish: Wish, rng: Random) -> Iterator[Item]:
    example = _example(wish)
    seen = {example.solution.problem.id}
    for _ in range(3 * wish.count):
        item = _worded_alike(wish, example, rng, seen) or _sibling(wish, example, rng, seen)
        if item is None:
            return
        seen.add(item.solution.problem.id)
        yield item


def _example(wish: Wish) -> Item:
    problem: Problem | Unsolved = wish.subject.parse(wish.like, wish.lang)
    found = problem if isinstance(problem, Unsolved) else wish.subject.solve(problem, wish.method, wish.level)
    if isinstance(found, Solution):
        return Item(wish.like, wish.lang, wish.subject, found, wish.level)
    name = wish.subject.phrases.patterns("en", "name")[0]
    raise NoExercises(
        f"No sé resolver ese enunciado ({WHY_ES.get(found.why, found.why)}). Escríbelo con todos sus datos, como en "
        "el libro, o prueba otro; «tutor solve» dice qué se lee en él.",
        f"I cannot solve that example of {name} ({WHY_EN.get(found.why, found.why)}). Write it with all its data, as in "
        "the book, or try another; `tutor solve` shows what is read in it.",
    )


WHY_ES = {
    "no_problem": "no se ve un problema de esta asignatura", "not_understood": "no se entiende del todo",
    "too_long": "es demasiado largo", "missing_data": "faltan datos", "not_supported": "aún no se sabe ese tipo",
    "inconsistent": "los datos se contradicen", "too_hard": "es demasiado difícil",
}  # fmt: skip
WHY_EN = {
    "no_problem": "no problem of this subject is seen in it", "not_understood": "it is not wholly understood",
    "too_long": "it is too long", "missing_data": "data are missing", "not_supported": "this kind is not known yet",
    "inconsistent": "its data contradict each other", "too_hard": "it is too hard",
}  # fmt: skip


def _worded_alike(wish: Wish, example: Item, rng: Random, seen: set[str]) -> Item | None:
    """The example's own words with other data."""
    data = data_in(example.text)
    for _ in range(TRIES if data else 0):
        item = solved(wish, varied(example.text, data, rng))
        if item is not None and item.solution.problem.id not in seen and alike(example.solution, item.solution):
            return item
    return None


def _sibling(wish: Wish, example: Item, rng: Random, seen: set[str]) -> Item | None:
    """The subject's own problem of the same structure."""
    for _ in range(SIBLINGS):
        other = wish.subject.sibling(example.solution, rng.randrange(10**6), wish.lang)
        item = None if other is None else solved(wish, other.text)
        if item is not None and item.solution.problem.id not in seen and alike(example.solution, item.solution):
            return item
    return None


def alike(one: Solution, two: Solution) -> bool:
    """Whether the second has the structure of the first and numbers as pleasant."""
    if [step.rule for step in one.steps] != [step.rule for step in two.steps]:
        return False
    return one.problem.kind == two.problem.kind and _as_pleasant(one.answer, two.answer)


def _as_pleasant(one: Answer, two: Answer) -> bool:
    if one.kind != two.kind:
        return False
    if one.kind == "quantity":
        same_unit = one.value["unit"] == two.value["unit"] and one.value["symbol"] == two.value["symbol"]
        first, second = Fraction(str(one.value["value"])), Fraction(str(two.value["value"]))
        return same_unit and places(second) <= places(first) and _same_sign(first, second)
    if one.kind == "solutions":
        if [sorted(each) for each in one.value] != [sorted(each) for each in two.value]:
            return False
        return _worst(two) <= _worst(one) and _zeros(two) <= _zeros(one)
    return _unpleasant(str(two.value)) <= _unpleasant(str(one.value))


def _same_sign(one: Fraction, two: Fraction) -> bool:
    return (one > 0) == (two > 0) and (one < 0) == (two < 0)


def _zeros(answer: Answer) -> int:
    return sum(str(value) == "0" for solution in answer.value for value in solution.values())


def places(amount: Fraction) -> int:
    """Decimals that a number needs, up to 6: 20 needs none, 2.5 one; a long one counts as 6."""
    number = amount.limit_denominator(10**9)
    for digits in range(6):
        if (number * 10**digits).denominator == 1:
            return digits
    return 6


def _worst(answer: Answer) -> int:
    """How unpleasant exact solutions are: the largest denominator, and more for a root."""
    worst = 1
    for solution in answer.value:
        for value in solution.values():
            worst = max(worst, _unpleasant(str(value)))
    return worst


def _unpleasant(text: str) -> int:
    """The largest denominator in an exact string, at least 1; a root counts as 50."""
    bottoms = [int(found) for found in re.findall(r"/\s*(\d{1,9})", text)]
    return max([1, *bottoms, *([50] if "sqrt" in text else [])])
