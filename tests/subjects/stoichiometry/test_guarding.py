"""A reply may say what is given, true and reached, and nothing more."""

from __future__ import annotations

import pytest

from subjects.problem import Problem, Solution
from subjects.stoichiometry import subject

MOLAR = "Calcula la masa molar del H2SO4"
MOLES = "cuantos moles hay en 36 g de agua"
MASS = "¿Cuántos gramos de CO2 se obtienen al quemar 32 g de CH4? CH4 + O2 -> CO2 + H2O"
BALANCE = "Ajusta Fe + O2 -> Fe2O3"


def solution(text: str) -> Solution:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem)
    found = subject.solve(problem)
    assert isinstance(found, Solution)
    return found


@pytest.mark.parametrize(
    ("text", "equation", "reached"),
    [
        (MOLES, "n = m/M", 0), (MOLES, r"\(n = \frac{m}{M}\)", 0), (MOLES, "moles = masa / masa molar", 0),
        (MOLES, "m(H2O) = 36 g", 0), (MOLES, "n(H2O) = ?", 0), (MOLES, "1 kg = 1000 g", 0),
        (MOLES, "1 mol = 6,022·10^23 moléculas", 0), (MOLES, "36 g = 0,036 kg", 0), (MOLES, "M(O) = 16 g/mol", 0),
        (MOLES, "M(H2O) = 18 g/mol", 2), (MOLES, "1 mol = 18 g", 2), (MOLES, "n = 36/18 = 2 mol", 4),
        (MASS, "CH4 + O2 → CO2 + H2O", 0), (MASS, "CH4 + 2 O2 → CO2 + 2 H2O", 2), (MASS, "n(CH4) = 2 mol", 4),
        (BALANCE, "Fe + O2 → Fe2O3", 0), (BALANCE, "2 Fe + O2 -> Fe2O3", 2), (MOLAR, "O = 16", 0), (MOLAR, "4·16 = 64", 2),
    ],
)  # fmt: skip
def test_known_and_true_equations_are_allowed(text: str, equation: str, reached: int) -> None:
    assert subject.allows(equation, solution(text), reached) is True


@pytest.mark.parametrize(
    ("text", "equation", "reached"),
    [
        (MOLES, "M(H2O) = 18 g/mol", 1), (MOLES, "2·1 + 16 = 18", 0), (MOLES, "1 mol = 18 g", 0), (MOLES, "36/18 = 2", 2),
        (MOLES, "n = 36/18", 2), (MOLES, "n = 2 mol", 2), (MOLES, "n = 2,0 mol", 3), (MOLES, "18/1 = 36/x", 2),
        (MOLES, "1 + 1 = 2", 3), (MOLES, "2 + 2 = 5", 0), (MOLES, "36 g = 36 mol", 0), (MOLES, "n = m·M", 0),
        (MOLES, "M(H2O) = 17 g/mol", 2), (MASS, "CH4 + 2 O2 → CO2 + 2 H2O", 1), (MASS, "2 mol · 44 g/mol = 88 g", 6),
        (MASS, r"$\ce{CH4 + 2O2 -> CO2 + 2H2O}$", 0), (MASS, "m(CO2) = 0,088 kg", 0), (BALANCE, "4 Fe + 3 O2 = 2 Fe2O3", 2),
        (BALANCE, "2 Fe + O2 -> Fe2O3", 1), (MOLAR, "4·16 = 64", 0), (MOLAR, "M = 98 g/mol", 2), (MOLAR, "H: 2, S: 1, O: 4", 0),
        (MOLAR, "98,1 g/mol = M(H2SO4)", 2),
    ],
)  # fmt: skip
def test_false_and_unreached_equations_are_not(text: str, equation: str, reached: int) -> None:
    assert subject.allows(equation, solution(text), reached) is False


@pytest.mark.parametrize("equation", ["", "hola", "mira la tabla", "x" * 600])
def test_what_is_no_equation_is_not_judged(equation: str) -> None:
    assert subject.allows(equation, solution(MOLES), 0) is None


def test_secrets_shrink_as_the_student_advances() -> None:
    found = solution(MASS)
    counts = [len(subject.secrets(found, reached)) for reached in range(len(found.steps) + 1)]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 0
    answers = [s for s in subject.secrets(found, 0) if s.kind == "answer"]
    assert [s.value for s in answers] == [88]
    assert "88 g" in answers[0].texts


def test_the_balanced_equation_is_the_secret_of_balancing() -> None:
    answer = [s for s in subject.secrets(solution(BALANCE), 0) if s.kind == "answer"]
    assert answer[0].value is None
    assert {"4 Fe + 3 O2 → 2 Fe2O3", "4Fe + 3O2 -> 2Fe2O3"} <= set(answer[0].texts)


PARTICLES = "¿Cuántas moléculas hay en 90 g de agua?"


@pytest.mark.parametrize(
    ("text", "equation", "reached"),
    [
        (MOLES, "18·2 = 36", 0), (MOLES, "36 = 18·2", 0), (MOLES, "3 mol · 18 g/mol = 54 g", 0),
        (MOLES, "54 g / 18 g/mol = 3 mol", 0), (MOLAR, "2 + 32 = 34", 0), ("masa molar de Ca(OH)2", "16 + 1 = 17", 0),
        (PARTICLES, "90/18 = 5 mol", 0), (PARTICLES, "n(H2O) = 5 mol", 0), (PARTICLES, "5 mol · 2 = 10 mol", 0),
    ],
)  # fmt: skip
def test_a_true_computation_may_not_use_what_is_not_reached(text: str, equation: str, reached: int) -> None:
    assert subject.allows(equation, solution(text), reached) is False


@pytest.mark.parametrize(
    ("equation", "reached"),
    [
        ("NA = 6,022·10^23", 0),
        ("N_A = 6.022·10^23 mol^-1", 0),
        ("Ar(H) = 1", 0),
        ("36 g = 2 mol", 4),
        ("2 + 5 = 7", 0),
    ],
)
def test_constants_and_what_is_known_are_allowed(equation: str, reached: int) -> None:
    assert subject.allows(equation, solution(MOLES), reached) is True


@pytest.mark.parametrize("equation", ["NA = 6,022·10^22", "Ar(H) = 2"])
def test_false_constants_are_not(equation: str) -> None:
    assert subject.allows(equation, solution(MOLES), 0) is False


def test_the_moles_between_grams_and_molecules_are_secret() -> None:
    assert 5 in [s.value for s in subject.secrets(solution(PARTICLES), 0) if s.unit == "mol"]
