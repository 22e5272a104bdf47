"""Results are shown and accepted with the figures of a class, and rounding too far has a name of its own."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects.problem import Lang, Problem, Unsolved, Verdict
from subjects.stoichiometry import figures, subject

ACID = "¿Cuántos moles son 25 g de H2SO4?"
SALT = "¿Cuántos gramos hay en 0,35 mol de CaCl2?"
GAS = "What volume does 8 g of O2 occupy at 25 °C and 740 mmHg?"
IRON = "¿Qué masa de Fe se obtiene de 100 g de Fe2O3? Fe2O3 + 3 CO -> 2 Fe + 3 CO2"
LYE = "Calcula la molaridad de 4,5 g de NaOH en 350 mL de disolución"


def judged(text: str, attempt: str, lang: Lang = "es") -> Verdict:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert not isinstance(solution, Unsolved)
    return subject.check(solution, attempt, lang)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("25/98", "0.2551"), ("1/3", "0.3333"), ("200/3", "66.67"), ("4000/3", "1333.3"), ("38.85", "38.85"),
        ("255.5", "255.5"), ("20.4575", "20.46"), ("0.0625", "0.0625"), ("5/70000", "7.143*10**-5"), ("12", "12"),
    ],
)  # fmt: skip
def test_a_result_is_shown_with_four_figures_or_exactly_when_it_is_short(value: str, shown: str) -> None:
    assert figures.result(Fraction(value)) == shown


@given(st.fractions(min_value=Fraction(1, 10**4), max_value=10**8))
def test_a_shown_result_keeps_three_figures_and_is_the_nearest_one(value: Fraction) -> None:
    assert abs(figures.rounded(value) - value) * 1000 <= value


def test_data_keep_all_their_figures() -> None:
    problem = subject.parse("¿Cuántos moles son 12,3456 g de NaCl?", "es")
    assert isinstance(problem, Problem)
    assert "12,3456" in problem.statement


@pytest.mark.parametrize(
    ("text", "attempt"),
    [
        (ACID, "0,2551 mol"), (ACID, "0,255 mol"), (ACID, "0,26 mol"), (ACID, "0,25489 mol"), (SALT, "38,85 g"),
        (SALT, "38,9 g"), (SALT, "39 g"), (SALT, "38,84 g"),
        ("¿Cuántos gramos son 2,5 mol de NaCl?", "146,2 g"), ("¿Cuántos gramos son 2,5 mol de NaCl?", "146,3 g"),
        (IRON, "69,9 g"), (IRON, "70 g"), (IRON, "69,94 g"),
        (IRON, "n(Fe2O3) = 0,63 mol\nm = 0,63·2·56 = 70,6 g"), (LYE, "0,32 M"),
    ],
)  # fmt: skip
def test_sensible_rounding_and_the_masses_of_any_class_are_right(text: str, attempt: str) -> None:
    assert judged(text, attempt).outcome == "right"


@pytest.mark.parametrize(
    ("text", "attempt", "final"),
    [
        (ACID, "0,3 mol", True), (SALT, "40 g", True), (GAS, "6 L", True), (GAS, "6,2 L", True), (IRON, "69 g", True),
        (IRON, "n(Fe2O3) = 0,6 mol", False), (IRON, "n(Fe2O3) = 100/160 = 0,6 mol", False), (LYE, "0,3 M", True),
        (LYE, "4,5/40 = 0,1 mol", False),
    ],
)  # fmt: skip
def test_too_few_figures_are_named_as_rounding(text: str, attempt: str, final: bool) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.misconception) == ("wrong", "stoichiometry.rounding"), verdict
    assert verdict.final == final


@pytest.mark.parametrize(
    ("text", "attempt"), [(ACID, "0,256 mol"), (IRON, "71 g"), (GAS, "6,5 L"), (LYE, "0,33 M")]
)
def test_another_number_is_no_rounding(text: str, attempt: str) -> None:
    verdict = judged(text, attempt)
    assert verdict.outcome == "wrong"
    assert verdict.misconception != "stoichiometry.rounding"
