"""Solutions join step by step and reach answers worked out by hand."""

from __future__ import annotations

import pytest

from subjects.problem import Problem, Solution, Unsolved
from subjects.stoichiometry import subject


def solved(text: str, method: str | None = None) -> Solution:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem, method)
    assert isinstance(solution, Solution), solution
    return solution


@pytest.mark.parametrize("method", ["factors", "proportions"])
@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("masa molar del H2SO4", 98, "g/mol"),
        ("masa molar del Al2(SO4)3", 342, "g/mol"),
        ("masa molar del CuSO4·5H2O", 249.5, "g/mol"),
        ("cuantos moles hay en 36 g de agua", 2, "mol"),
        ("cuantos gramos son 0,5 mol de NaOH", 20, "g"),
        ("cuantas moleculas hay en 0,5 mol de CO2", 3.011e23, "molecules"),
        ("cuantas moleculas hay en 9 g de agua", 3.011e23, "molecules"),
        ("cuantos moles son 1,2044·10^24 moleculas de agua", 2, "mol"),
        ("cuantos moles hay en 0,1 kg de CaCO3", 1, "mol"),
        ("cuantos gramos de CO2 se obtienen de 32 g de CH4? CH4 + O2 -> CO2 + H2O", 88, "g"),
        ("cuantos gramos de Fe2O3 se obtienen de 111,6 g de Fe? Fe + O2 -> Fe2O3", 159.6, "g"),
        ("cuantos moles de agua se forman con 4 g de H2? H2 + O2 -> H2O", 2, "mol"),
        ("cuantos gramos de NH3 se forman con 3 mol de H2? N2 + H2 -> NH3", 34, "g"),
        ("cuantos kg de CaO se obtienen de 500 kg de CaCO3? CaCO3 -> CaO + CO2", 280, "kg"),
    ],
)
def test_answers_are_those_worked_out_by_hand(text: str, value: float, unit: str, method: str) -> None:
    answer = solved(text, method).answer
    assert answer.kind == "quantity"
    assert answer.value["value"] == pytest.approx(value, rel=1e-4)
    assert answer.value["unit"] == unit


def test_balancing_goes_one_element_a_step() -> None:
    solution = solved("ajusta C3H8 + O2 -> CO2 + H2O")
    assert [step.after for step in solution.steps[1:]] == [
        "C3H8 + O2 -> 3 CO2 + H2O",
        "C3H8 + O2 -> 3 CO2 + 4 H2O",
        "C3H8 + 5 O2 -> 3 CO2 + 4 H2O",
    ]
    assert solution.answer.value == "C3H8 + 5 O2 -> 3 CO2 + 4 H2O"


def test_a_given_balance_is_kept_and_not_a_step() -> None:
    text = "cuantos gramos de CO2 se obtienen de 32 g de CH4? CH4 + 2O2 -> CO2 + 2H2O"
    assert "balance_equation" not in [step.rule for step in solved(text).steps]


def test_a_wrong_balance_of_the_text_is_put_right() -> None:
    text = "cuantos gramos de agua se obtienen de 4 g de H2? 2H2 + 2O2 -> 2H2O"
    assert solved(text).answer.value["value"] == 36


@pytest.mark.parametrize("text", ["ajusta H2 -> O2", "ajusta H2O2 + KMnO4 -> K2O + MnO + H2O + O2"])
def test_what_has_not_one_balance_is_unsolved(text: str) -> None:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem)
    assert isinstance(subject.solve(problem), Unsolved)


def test_methods_reach_the_same_answer_by_other_rules() -> None:
    text = "cuantos moles hay en 36 g de agua"
    factors, proportions = solved(text, "factors"), solved(text, "proportions")
    assert factors.answer == proportions.answer
    assert {"set_factor"} == {s.rule for s in factors.steps} - {s.rule for s in proportions.steps}
