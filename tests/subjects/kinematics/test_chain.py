"""Generated problems are read, solved to their own numbers, and every line of the way holds."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.kinematics import subject
from subjects.kinematics.chain import METHODS
from subjects.kinematics.formula import read, value_of
from subjects.kinematics.generate import EASY, HARD, THROWN, UNIFORM, Shape, of_shape
from subjects.kinematics.motion import FORMULAS, Given, Motion
from subjects.kinematics.solve import work_of
from subjects.kinematics.statement import make_problem
from subjects.kinematics.units import UNITS
from subjects.problem import LANGS, LEVELS, Lang, Solution, Unsolved

seeds = st.integers(0, 10**6)
langs = st.sampled_from(LANGS)
methods = st.sampled_from(METHODS)


def solved(seed: int, lang: Lang, method: str = "formula") -> Solution:
    exercise = subject.generate(Random(seed), lang, "1bach")
    solution = subject.solve(exercise.problem, method, LEVELS[seed % len(LEVELS)])
    assert isinstance(solution, Solution)
    return solution


@settings(max_examples=50, deadline=None)
@given(seeds, langs, st.sampled_from(LEVELS))
def test_a_generated_text_is_read_as_the_problem_it_was_made_from(seed: int, lang: Lang, level: str) -> None:
    exercise = subject.generate(Random(seed), lang, level)  # type: ignore[arg-type]
    problem = subject.parse(exercise.text, lang)
    assert not isinstance(problem, Unsolved), (problem, exercise.text)
    assert problem.canonical == exercise.problem.canonical
    assert problem.id == exercise.problem.id


@pytest.mark.parametrize("shape", [*UNIFORM, *EASY, *HARD, *THROWN])
@pytest.mark.parametrize("lang", LANGS)
def test_every_shape_of_problem_has_wordings_that_are_read(shape: Shape, lang: Lang) -> None:
    rng = Random(5)
    for _ in range(4):
        exercise = of_shape(shape, rng, lang)
        assert exercise is not None
        problem = subject.parse(exercise.text, lang)
        assert not isinstance(problem, Unsolved), exercise.text
        assert problem.canonical == exercise.problem.canonical


@settings(max_examples=50, deadline=None)
@given(seeds, langs, methods)
def test_each_step_starts_where_the_one_before_ended(seed: int, lang: Lang, method: str) -> None:
    solution = solved(seed, lang, method)
    for one, two in zip(solution.steps, solution.steps[1:], strict=False):
        assert one.after == two.before
    unit = solution.answer.value["unit"]
    assert solution.steps[-1].after.endswith(" " + unit)


@settings(max_examples=50, deadline=None)
@given(seeds, langs)
def test_the_answer_satisfies_every_formula_of_the_motion(seed: int, lang: Lang) -> None:
    work = work_of(solved(seed, lang))
    values = {s: v * UNITS[work.units[s]][1] for s, v in work.values.items()}
    checked = 0
    laws = [formula.text for formula in FORMULAS.get(work.motion.kind, ())]
    for law in laws or [use.text for use in work.motion.uses]:
        left, right = (read(side) for side in law.split(" = "))
        try:
            gap = value_of(left, values) - value_of(right, values)
        except ValueError:
            continue
        checked += 1
        assert abs(gap) <= Fraction(1, 10**9) * max(Fraction(1), abs(value_of(left, values)))
    assert checked


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_both_methods_find_the_same_answer(seed: int) -> None:
    one, two = solved(seed, "es", "formula"), solved(seed, "es", "substitute_first")
    assert one.answer == two.answer


@settings(max_examples=60, deadline=None)
@given(seeds)
def test_both_languages_give_the_same_mathematics(seed: int) -> None:
    exercise = subject.generate(Random(seed), "es", "1bach")
    motion = exercise.problem.data
    english = make_problem(motion, "", "en")
    one, two = subject.solve(exercise.problem), subject.solve(english)
    assert isinstance(one, Solution)
    assert isinstance(two, Solution)
    assert [(s.rule, s.before, s.after) for s in one.steps] == [
        (s.rule, s.before, s.after) for s in two.steps
    ]
    assert one.problem.id == two.problem.id


@settings(max_examples=60, deadline=None)
@given(seeds, langs, methods)
def test_a_sibling_shares_neither_the_answer_nor_a_number_on_the_way(
    seed: int, lang: Lang, method: str
) -> None:
    solution = solved(seed, lang, method)
    exercise = subject.sibling(solution, seed, lang)
    assert exercise is not None
    other = subject.solve(exercise.problem, method)
    assert isinstance(other, Solution)
    mine, theirs = work_of(solution), work_of(other)
    found = {abs(mine.values[s]) for _, s in mine.stages} | {abs(mine.result)}
    shown = {abs(v) for v in theirs.values.values()} | {abs(theirs.result)}
    assert not (found - {0}) & shown
    assert mine.motion.unknown == theirs.motion.unknown
    assert [f.name for f, _ in mine.stages] == [f.name for f, _ in theirs.stages]


@settings(max_examples=50, deadline=None)
@given(seeds, langs)
def test_a_statement_is_a_short_telegram_with_the_data(seed: int, lang: Lang) -> None:
    problem = solved(seed, lang).problem
    assert len(problem.statement) <= 110
    assert "." not in problem.statement or lang == "en"
    for given_ in problem.data.givens:
        assert subject.show(f"{given_.symbol} = ", lang) in problem.statement


def braking(t: int) -> Motion:
    return Motion(
        "accelerated",
        (
            Given("v0", Fraction(72), "km/h"),
            Given("v", Fraction(0), "m/s", "implied"),
            Given("t", Fraction(t), "s"),
        ),
        "s",
    )


def test_a_distance_without_acceleration_takes_two_formulas() -> None:
    solution = subject.solve(make_problem(braking(4), "", "es"))
    assert isinstance(solution, Solution)
    assert [step.rule.removeprefix("kinematics.") for step in solution.steps] == [
        *("data", "convert", "formula", "isolate", "substitute", "result"),
        *("formula", "substitute", "result"),
    ]
    assert solution.steps[5].after == "a = -5 m/s^2"
    assert solution.answer.value == {"value": 40, "unit": "m", "symbol": "s"}


def test_impossible_data_are_inconsistent() -> None:
    motion = Motion(
        "accelerated",
        (Given("v0", Fraction(5), "m/s"), Given("a", Fraction(-2), "m/s^2"), Given("s", Fraction(100), "m")),
        "v",
    )
    assert subject.solve(make_problem(motion, "", "es")) == Unsolved("inconsistent")
    assert subject.solve(make_problem(braking(4), "", "es"), "guessing") == Unsolved(
        "not_supported", "guessing"
    )
