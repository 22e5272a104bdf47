"""Wrong steps as students write them are found in their line and named."""

from __future__ import annotations

import pytest

from subjects.problem import Lang, Problem, Solution
from subjects.stoichiometry import subject

STEPS: list[tuple[Lang, str, str, int, set[str]]] = [
    (
        "es",
        "¿Cuántos moles hay en 80 g de NaOH?",
        "M = 23+16+1 = 40 g/mol\nn = 80·40 = 3200 mol",
        1,
        {"divide_multiply_swapped"},
    ),
    (
        "es",
        "¿Cuántos moles hay en 80 g de NaOH?",
        "n = 40/80 = 0,5 mol",
        0,
        {"ratio_inverted"},
    ),
    (
        "en",
        "How many grams are in 0.5 mol of Ca(OH)2?",
        "M = 40 + 16 + 1·2 = 58 g/mol\nm = 29 g",
        0,
        {"parenthesis_ignored", "subscript_ignored", "subscript_misplaced"},
    ),
    (
        "es",
        "Calcula la masa molar del H2SO4",
        "M = 1 + 32 + 16 = 49 g/mol",
        0,
        {"subscript_ignored"},
    ),
    (
        "en",
        "Find the molar mass of O2",
        "M = 16 g/mol",
        0,
        {"diatomic_forgotten", "subscript_ignored"},
    ),
    (
        "es",
        "Calcula la masa molar del CO2",
        "M = 6 + 2·8 = 22 g/mol",
        0,
        {"atomic_number_used"},
    ),
    (
        "es",
        "¿Cuántos gramos de agua se forman con 4 g de H2? 2 H2 + O2 → 2 H2O",
        "n(H2) = 4/2 = 2 mol\nn(H2O) = 2 mol\nm = 2·18 = 38 g",
        2,
        {"arithmetic"},
    ),
    (
        "es",
        "N2 + 3 H2 → 2 NH3. ¿Cuántos gramos de NH3 se obtienen con 56 g de N2?",
        "n(N2) = 2 mol\nn(NH3) = 1 mol",
        1,
        {"ratio_inverted"},
    ),
    (
        "es",
        "N2 + 3 H2 → 2 NH3. ¿Cuántos gramos de NH3 se obtienen con 56 g de N2?",
        "n(N2) = 2 mol\nn(NH3) = 2 mol\nm = 34 g",
        1,
        {"mole_ratio_ignored", "unbalanced_used"},
    ),
    (
        "en",
        "2 Al + 3 Cl2 -> 2 AlCl3. What mass of AlCl3 forms from 54 g of Al?",
        "54 g Al -> 54 g AlCl3",
        0,
        set(),
    ),
    (
        "en",
        "2 Al + 3 Cl2 -> 2 AlCl3. What mass of AlCl3 forms from 54 g of Al?",
        "n = 54 mol",
        0,
        {"grams_as_moles"},
    ),
    (
        "es",
        "Ajusta Fe + O2 → Fe2O3",
        "2 Fe + O3 → Fe2O3",
        0,
        {"diatomic_forgotten", "subscript_changed"},
    ),
    (
        "en",
        "Balance H2 + O2 -> H2O",
        "H2 + O2 -> H2O2",
        0,
        {"subscript_changed"},
    ),
    (
        "es",
        "Ajusta C3H8 + O2 → CO2 + H2O",
        "C3H8 + 5 O2 → 3 CO2 + 8 H2O",
        0,
        set(),
    ),
    (
        "es",
        "Se disuelven 20 g de NaOH en agua hasta 250 mL de disolución. Halla la molaridad.",
        "n = 0,5 mol\nc = 0,5/250 = 0,002 M",
        1,
        {"ml_as_l"},
    ),
    (
        "es",
        "Se disuelven 20 g de NaOH en agua hasta 250 mL de disolución. Halla la molaridad.",
        "c = 20/0,25 = 80 mol/L",
        0,
        {"grams_as_moles"},
    ),
    (
        "en",
        "10 g of CaCO3 is 80% pure. CaCO3 -> CaO + CO2. What mass of CO2 is released?",
        "n = 10/100 = 0.1 mol\nm = 4.4 g",
        0,
        {"purity_ignored"},
    ),
    (
        "es",
        "Calcula el volumen que ocupan 2 mol de gas a 27 °C y 1 atm",
        "T = 27 K",
        0,
        {"celsius_as_kelvin"},
    ),
    (
        "es",
        "Calcula el volumen que ocupan 2 mol de gas a 27 °C y 1 atm",
        "V = 2·22,4 = 44,8 L",
        0,
        {"molar_volume_outside"},
    ),
    (
        "es",
        "28 g de N2 reaccionan con 10 g de H2: N2 + 3 H2 → 2 NH3. ¿Cuál es el reactivo limitante?",
        "el limitante es el H2",
        0,
        {"excess_used", "limiting_by_mass"},
    ),
    (
        "en",
        "CaCO3 -> CaO + CO2. From 100 g of CaCO3, 28 g of CaO is obtained. Find the percent yield.",
        "56/28·100 = 200 %",
        0,
        {"ratio_inverted", "yield_inverted"},
    ),
    (
        "es",
        "Se mezclan 100 g de una disolución al 10 % de NaCl con 300 g de otra al 20 %. ¿Qué porcentaje tiene la mezcla?",
        "(10+20)/2 = 15 %",
        0,
        {"averaged"},
    ),
    (
        "es",
        "Al calentar 2,44 g de BaCl2·xH2O se pierden 0,36 g de agua. Determina x.",
        "n(H2O) = 0,36/18 = 0,02 mol\nn(BaCl2) = 2,44/208 = 0,0117 mol",
        1,
        {"arithmetic", "solution_for_solvent"},
    ),
    (
        "es",
        "¿Cuántas moléculas hay en 36 g de agua?",
        "N = 36·6,022·10^23 = 2,17·10^25 moléculas",
        0,
        {"grams_as_moles"},
    ),
    (
        "en",
        "How many sulfate ions are in 2 mol of Al2(SO4)3?",
        "N = 2·6.022·10^23 = 1.2044·10^24 ions",
        0,
        {"subscript_ignored"},
    ),
    (
        "en",
        "How many mL of 2 M HCl are needed to prepare 500 mL of 0.4 M HCl?",
        "V = 0.5·2/0.4 = 2.5 L",
        0,
        {"dilution_inverted"},
    ),
    (
        "es",
        "Calcula el porcentaje en masa de oxígeno en el CO2",
        "16/44·100 = 36,4 %",
        0,
        {"subscript_ignored"},
    ),
    (
        "es",
        "Un compuesto tiene 40 % de C, 6,7 % de H y 53,3 % de O. Halla su fórmula empírica.",
        "C40H7O53",
        0,
        {"mass_ratio_as_formula"},
    ),
    (
        "en",
        "What volume of 0.10 M NaOH neutralises 25.0 mL of 0.15 M H2SO4?",
        "n(H2SO4) = 0.00375 mol\nn(NaOH) = 0.00375 mol\nV = 37.5 mL",
        1,
        {"mole_ratio_ignored", "unbalanced_used"},
    ),
    (
        "es",
        "S + O2 → SO2; 2 SO2 + O2 → 2 SO3. ¿Qué masa de SO3 se obtiene con 32 g de azufre?",
        "n(S) = 1 mol\nn(SO3) = 2 mol",
        1,
        set(),
    ),
    (
        "es",
        "¿Qué volumen ocupan 44 g de CO2 en condiciones normales?",
        "V = 44·22,4 = 985,6 L",
        0,
        {"grams_as_moles"},
    ),
]
"""A problem, an attempt, its first wrong line and the names that fit (none where no misconception is behind it)."""


@pytest.mark.parametrize(("lang", "text", "attempt", "line", "names"), STEPS)
def test_a_wrong_step_is_found_in_its_line_and_named(
    lang: Lang, text: str, attempt: str, line: int, names: set[str]
) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), solution
    verdict = subject.check(solution, attempt, lang)
    assert (verdict.outcome, verdict.at_step) == ("wrong", line)
    if names:
        assert (verdict.misconception or "").removeprefix("stoichiometry.") in names
