"""A level decides how small the steps are and how they are called, never what is right."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.problem import LANGS, LEVELS, Lang, Level, Problem, Solution
from subjects.stoichiometry import subject

MASS = "¿Cuántos gramos de CO2 se obtienen al quemar 32 g de CH4? CH4 + 2 O2 -> CO2 + 2 H2O"


def solved(text: str, level: Level, method: str | None = None, lang: Lang = "es") -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem, method, level)
    assert isinstance(solution, Solution), solution
    return solution


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10**9), st.sampled_from(LANGS), st.sampled_from(LEVELS), st.sampled_from(subject.methods)
)
def test_every_chain_joins_keeps_the_answer_and_is_right_at_every_level(
    seed: int, lang: Lang, level: Level, method: str
) -> None:
    problem = subject.generate(Random(seed), lang, level).problem
    mine, plain = (subject.solve(problem, method, one) for one in (level, "3eso"))
    assert isinstance(mine, Solution)
    assert isinstance(plain, Solution)
    assert mine.answer == plain.answer
    assert all(one.after == other.before for one, other in zip(mine.steps, mine.steps[1:], strict=False))
    for at in range(len(mine.steps)):
        line = subject.attempt_line(mine, at, Random(seed + at), lang)
        assert subject.check(mine, line, lang, (), at).reached >= at
        for other in LEVELS:
            solution = subject.solve(problem, method, other)
            assert isinstance(solution, Solution)
            verdict = subject.check(solution, line, lang)
            assert verdict.outcome in ("right", "incomplete"), (problem.statement, level, other, line)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(LANGS), st.sampled_from(("1eso", "2bach")))
def test_an_unreached_line_of_any_level_may_not_be_said_and_a_reached_one_may(
    seed: int, lang: Lang, level: Level
) -> None:
    solution = subject.solve(subject.generate(Random(seed), lang, level).problem, None, level)
    assert isinstance(solution, Solution)
    for at, step in enumerate(solution.steps):
        line = subject.show(step.after, lang)
        assert step.rule == "data" or subject.allows(line, solution, at) is not True, line
        assert subject.allows(line, solution, at + 1) is not False, line


def rules(solution: Solution) -> list[str]:
    return [step.rule for step in solution.steps]


def test_the_youngest_count_and_weigh_element_by_element() -> None:
    young = solved("Calcula la masa molar del H2SO4", "2eso")
    assert rules(young) == ["count_atoms", "weigh_element", "weigh_element", "weigh_element", "add_up"]
    assert [s.after for s in young.steps[1:4]] == ["H: 2*1 = 2", "S: 1*32 = 32", "O: 4*16 = 64"]
    assert rules(solved("Calcula la masa molar del H2SO4", "2bach")) == ["weigh_atoms", "add_up"]
    assert "weigh_atoms" in rules(solved("¿Cuántos moles son 36 g de agua?", "1eso"))


def test_bachillerato_chains_the_factors_in_one_line() -> None:
    old = solved(MASS, "1bach")
    assert rules(old) == ["data", "molar_mass", "molar_mass", "set_chain", "calculate"]
    assert (
        old.steps[3].after
        == "m(CO2) = 32 g CH4 * 1 mol CH4/16 g CH4 * 1 mol CO2/1 mol CH4 * 44 g CO2/1 mol CO2"
    )
    assert "equation_masses" in rules(solved(MASS, "1bach", "proportions"))


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("32 g CH4 · 1 mol CH4/16 g CH4 · 1 mol CO2/1 mol CH4 · 44 g CO2/1 mol CO2", "right"),
        ("m(CO2) = 32 g · 1 mol/16 g · 1/1 · 44 g/1 mol = 88 g", "right"),
        ("n(CH4) = 2 mol", "right"),
        ("n(CO2) = 4 mol", "wrong"),
    ],
)
@pytest.mark.parametrize("level", LEVELS)
def test_a_line_is_judged_alike_at_every_level(line: str, outcome: str, level: Level) -> None:
    assert subject.check(solved(MASS, level), line, "es").outcome == outcome


@pytest.mark.parametrize(
    ("line", "misconception"),
    [
        ("N: 1·7 = 7", "atomic_number_used"),
        ("N: 2 + 14 = 16", "sum_instead_of_product"),
        ("N: 2·14 = 14", "arithmetic"),
    ],
)
def test_a_slip_in_what_one_element_brings_is_named(line: str, misconception: str) -> None:
    verdict = subject.check(solved("Masa molar del N2O", "1eso"), line, "es")
    assert (verdict.outcome, verdict.misconception) == ("wrong", f"stoichiometry.{misconception}")


def test_names_of_steps_are_those_of_the_class() -> None:
    bank = subject.phrases
    said: dict[Level, str] = {"2eso": "masa molecular", "3eso": "masa molar", "1bach": "masa molar"}
    for level, words in said.items():
        assert words in bank.at(level).patterns("es", "rule", "molar_mass", "name")[0]
    assert "cantidad de sustancia" in bank.at("1bach").patterns("es", "rule", "moles_given", "name")[0]
    assert "amount of substance" in bank.at("2bach").patterns("en", "rule", "moles_given", "name")[0]
