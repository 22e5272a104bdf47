"""Several reactions, one after the other, are solved through their sum, and only when the chain is sure."""

from __future__ import annotations

import pytest

from subjects.problem import Lang, Problem, Solution, Unsolved
from subjects.stoichiometry import subject

ACID = (
    "El ácido sulfúrico se obtiene a partir de azufre: S + O2 → SO2; 2 SO2 + O2 → 2 SO3; SO3 + H2O → H2SO4. "
    "¿Qué masa de ácido sulfúrico se obtiene con 64 g de azufre?"
)


def solved(text: str, lang: Lang) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), (text, solution)
    return solution


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("es", ACID, [196]),
        (
            "en",
            "Calcium carbonate decomposes to CaO and CO2 (CaCO3 -> CaO + CO2), and the CaO then reacts with water: "
            "CaO + H2O -> Ca(OH)2. What mass of Ca(OH)2 can be made from 50 g of CaCO3?",
            [37],
        ),
        (
            "en",
            "Iron is made in two steps: (1) C + CO2 -> 2 CO (2) Fe2O3 + 3 CO -> 2 Fe + 3 CO2. How many grams of Fe can "
            "be made from 36 g of C?",
            [223.2],
        ),
        (
            "es",
            "Para obtener hierro: C + O2 → CO y después Fe2O3 + CO → Fe + CO2. ¿Qué masa de carbono se necesita para "
            "obtener 111,6 g de hierro?",
            [36],
        ),
        (
            "es",
            "S + O2 → SO2, 2 SO2 + O2 → 2 SO3. a) ¿Cuántos moles de SO2 se forman con 64 g de azufre? b) ¿Qué masa de "
            "SO3 se obtiene?",
            [2, 160],
        ),
    ],
)
def test_a_chain_is_solved_through_the_sum_of_its_equations(lang: Lang, text: str, values: list[float]) -> None:
    assert [answer.value["value"] for _, answer in subject.parts(solved(text, lang))] == pytest.approx(values)


@pytest.mark.parametrize(
    "text",
    [
        "CaC2 + 2 H2O → C2H2 + Ca(OH)2; 2 C2H2 + 5 O2 → 4 CO2 + 2 H2O. ¿Cuántos gramos de H2O hacen falta con 64 g de CaC2?",
        "H2 + Cl2 → 2 HCl; 2 Na + 2 H2O → 2 NaOH + H2. ¿Cuántos gramos de HCl se obtienen con 23 g de Na?",
        "S + O2 → SO2; 2 SO2 + O2 → 2 SO3. Cada etapa tiene un rendimiento del 90 %. ¿Cuántos gramos de SO3 dan 32 g de S?",
        "S + O2 → SO2; 2 SO2 + O2 → 2 SO3. ¿Cuántos gramos de H2SO4 se obtienen con 64 g de azufre?",
    ],
)
def test_what_is_no_sure_chain_is_not_solved(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        ("n(S) = 2 mol", "right"), ("n(SO2) = 2 mol", "right"), ("SO3 + H2O → H2SO4", "right"), ("196 g", "right"),
        ("2 S + 3 O2 + 2 H2O → 2 H2SO4", "right"), ("98 g", "wrong"),
        ("2 S + O2 + H2O → H2SO4", "wrong"),
    ],
)  # fmt: skip
def test_lines_on_the_way_of_a_chain_are_judged(attempt: str, outcome: str) -> None:
    assert subject.check(solved(ACID, "es"), attempt, "es").outcome == outcome
