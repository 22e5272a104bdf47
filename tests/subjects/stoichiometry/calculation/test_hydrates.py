"""The water of a hydrate is found from two of its masses or its share, and asked of as a number or a formula."""

from __future__ import annotations

import pytest

from subjects.problem import LEVELS, Lang, Level, Problem, Solution, Unsolved
from subjects.stoichiometry import subject

COPPER = (
    "A 4.99 g sample of hydrated copper(II) sulfate is heated and 3.19 g of anhydrous CuSO4 remain. Find x in CuSO4·xH2O."
)


def solved(text: str, lang: Lang) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), (text, solution)
    return solution


@pytest.mark.parametrize(
    ("lang", "text", "answer"),
    [
        ("en", COPPER, 5),
        ("es", "Al calentar 2,44 g de BaCl2·xH2O se pierden 0,36 g de agua. Determina x.", 2),
        (
            "es",
            "Se calientan 12,5 g de sulfato de cobre(II) hidratado, CuSO4·xH2O, y quedan 8,0 g de sal anhidra. Calcula el "
            "valor de x.",
            5,
        ),
        ("es", "Un hidrato de carbonato de sodio contiene un 62,9 % de agua. ¿Cuál es la fórmula del hidrato?", "Na2CO3·10H2O"),
        (
            "en",
            "The mass of a sample of hydrated barium chloride decreases from 4.88 g to 4.16 g on heating. Determine the "
            "formula of the hydrate.",
            "BaCl2·2H2O",
        ),
        ("en", "When 5.00 g of FeCl3·xH2O is heated, 2.00 g of water is driven off. Find the value of x.", 6),
    ],
)  # fmt: skip
def test_the_water_of_a_hydrate_is_found(lang: Lang, text: str, answer: int | str) -> None:
    found = solved(text, lang).answer.value
    assert (found["value"] if isinstance(found, dict) else found) == answer


@pytest.mark.parametrize(
    "text",
    [
        "Al calentar 2,44 g de BaCl2·xH2O se pierden 1,5 g de agua. Determina x.",
        "Se calientan 5 g de CuSO4·xH2O. Determina x.",
        "De 2,44 g de BaCl2·xH2O y 3 g de CuSO4 se pierden 0,36 g de agua. Determina x.",
    ],
)
def test_masses_that_fit_no_hydrate_are_not_solved(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        ("x = 5", "right"), ("5", "right"), ("CuSO4·5H2O", "right"), ("0.1/0.02 = 5", "right"), ("n(H2O) = 0.1 mol", "right"),
        ("1.80 g of water", "right"), ("x = 6", "wrong"), ("4", "wrong"), ("CuSO4·4H2O", "wrong"), ("n(H2O) = 0.2 mol", "wrong"),
    ],
)  # fmt: skip
def test_attempts_at_a_hydrate_are_judged(attempt: str, outcome: str) -> None:
    assert subject.check(solved(COPPER, "en"), attempt, "en").outcome == outcome


def test_water_inside_a_hydrate_is_counted_by_its_formula() -> None:
    text = "¿Cuántos gramos de agua hay en 24,95 g de CuSO4·5H2O?"
    assert solved(text, "es").answer.value["value"] == pytest.approx(9, rel=1e-3)


@pytest.mark.parametrize("level", LEVELS)
def test_every_line_of_a_hydrate_is_right(level: Level) -> None:
    problem = solved(COPPER, "en").problem
    solution = subject.solve(problem, None, level)
    assert isinstance(solution, Solution)
    for at, step in enumerate(solution.steps):
        verdict = subject.check(solution, subject.show(step.after, "en"), "en", (), at)
        assert verdict.outcome == "right", step.after
        assert verdict.reached > at
