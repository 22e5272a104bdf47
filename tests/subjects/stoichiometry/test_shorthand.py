"""What students and textbooks leave out is read: letters for words, the rest of a name, the verb of a question."""

from __future__ import annotations

import pytest

from subjects.problem import Lang, Problem, Solution, Unsolved
from subjects.stoichiometry import subject


def solved(text: str, lang: Lang) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), (text, solution)
    return solution


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("es", "M de MgSO4·7H2O ?", 246),
        ("en", "M of K2CO3?", 138),
        ("es", "M(Ca(OH)2)?", 74),
        ("es", "q porcentaje de azufre tiene el SO3", 40),
        ("es", "¿q % d oxigeno hay en el CaCO3?", 48),
        ("es", "q masa molar tiene el HNO3", 63),
        ("es", "Cto pesa 0,25 mol d NaOH?", 10),
        ("es", "¿Qué masa de soluto contienen 150 g de una disolución al 4 %?", 6),
        ("es", "¿Cuánto soluto hay en 400 g de disolución al 3 %?", 12),
        ("en", "How much solute is in 50 g of a 6 % solution?", 3),
        ("es", "A 30 mL de una disolución 2 M se le añade agua hasta 120 mL. Halla la nueva concentración.", 0.5),
        ("en", "Water is added to 40 mL of a 3 M solution until the volume is 240 mL. What is the new molarity?", 0.5),
        ("es", "¿Cuánta agua se añade a 30 mL de una disolución 2 M para que sea 0,5 M?", 90),
        ("es", "¿Hasta qué volumen se diluyen 30 mL de una disolución 2 M para que sea 0,5 M?", 120),
        ("es", "Disuelvo 8 g de NaOH en agua hasta 400 mL. ¿Molaridad?", 0.5),
        ("es", "Se disuelven 8 g de KCl en 72 g de agua. Porcentaje en masa?", 10),
        ("es", "densidad de un bloque de 120 g que ocupa 40 cm3", 3),
        ("es", "Se obtienen 15 g de sal cuando en teoría deberían obtenerse 20 g. ¿Cuál es el rendimiento?", 75),
        ("es", "Un balón de 10 L contiene oxígeno a 27 °C y 1,23 atm (R = 0,082). ¿Cuántos moles hay?", 0.5),
        ("en", "10 mL of vinegar need 20 mL of 0.4 M NaOH. Find the concentration of acetic acid. "
               "CH3COOH + NaOH → CH3COONa + H2O", 0.8),
        ("es", "El agua de una fuente lleva 30 mg/L de nitratos. ¿Cuántos gramos hay en 2 L?", 0.06),
        ("en", "How many grams of barium sulfate precipitate from 20.8 g of barium chloride? "
               "BaCl2 + Na2SO4 → BaSO4 + 2 NaCl", 23.3),
        ("es", "n de moles de 400 mL de KOH 0,5 M", 0.2),
        ("es", "Se diluyen 30 mL de una disolución 4 M hasta 120 mL. M final?", 1),
        ("es", "Tienes HNO3 8 M. ¿Cómo prepararías 400 mL de HNO3 0,5 M? Di el volumen que hace falta.", 25),
        ("es", "El carbonato de calcio da, al calentarlo, óxido de calcio y dióxido de carbono: CaCO3 → CaO + CO2. "
               "¿Qué volumen de gas, en c.n., se desprende con 50 g de carbonato?", 11.2),
        ("es", "Calcula la fracción molar de metanol si mezclas 32 g de metanol y 54 g de agua", 0.25),
    ],
)  # fmt: skip
def test_short_questions_are_solved(lang: Lang, text: str, value: float) -> None:
    assert float(solved(text, lang).answer.value["value"]) == pytest.approx(value, rel=0.01)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("es", "El nitrato de plata reacciona con el cloruro de sodio: AgNO3 + NaCl → AgCl + NaNO3. "
               "¿Cuántos gramos de AgCl se forman con 17 g del nitrato de plata?", 14.35),
        ("es", "El carbonato de magnesio se descompone en óxido y dióxido de carbono: MgCO3 → MgO + CO2. "
               "¿Qué volumen de CO2, en c.n., dan 8,4 g de carbonato?", 2.24),
        ("en", "Heating copper(II) carbonate leaves copper(II) oxide: CuCO3 → CuO + CO2. "
               "What mass of the oxide do 12.35 g of the carbonate leave?", 7.95),
        ("es", "El peróxido de hidrógeno se descompone en agua y oxígeno: 2 H2O2 → 2 H2O + O2. "
               "¿Cuántos gramos de oxígeno dan 68 g de peróxido?", 32),
    ],
)  # fmt: skip
def test_a_name_may_be_shortened_to_its_head(lang: Lang, text: str, value: float) -> None:
    assert float(solved(text, lang).answer.value["value"]) == pytest.approx(value, rel=0.01)


@pytest.mark.parametrize(
    ("lang", "text", "species"),
    [
        ("es", "Reaccionan 6 g de H2 y 16 g de O2: 2 H2 + O2 → 2 H2O. ¿Qué reactivo es el limitante?", ["O2"]),
        ("en", "Which reactant is limiting if 6 g of H2 and 16 g of O2 react? 2 H2 + O2 → 2 H2O", ["O2"]),
        ("en", "6 g of H2 and 16 g of O2 react: 2 H2 + O2 → 2 H2O. Which reactant is left over?", ["H2"]),
    ],
)
def test_the_reactant_that_limits_or_is_left_is_asked_in_many_ways(lang: Lang, text: str, species: list[str]) -> None:
    assert solved(text, lang).answer.value == species


def test_the_volume_of_gas_is_not_guessed_where_steam_may_be_meant() -> None:
    text = "¿Qué volumen de gas a 500 K y 1 atm se forma con 8 g de CH4? CH4 + 2 O2 → CO2 + 2 H2O"
    problem = subject.parse(text, "es")
    assert isinstance(problem, Unsolved) or isinstance(subject.solve(problem), Unsolved)


def test_the_sum_of_the_coefficients_is_not_answered_with_the_equation() -> None:
    assert isinstance(subject.parse("Ajusta N2 + H2 → NH3 y halla la suma de los coeficientes", "es"), Unsolved)


def test_a_head_that_two_substances_share_is_not_guessed() -> None:
    text = "Se tratan cloruro de sodio y cloruro de bario con AgNO3. ¿Cuántos moles hay en 20 g de cloruro?"
    problem = subject.parse(text, "es")
    assert isinstance(problem, Unsolved) or isinstance(subject.solve(problem), Unsolved)


def test_the_volume_of_added_water_is_not_that_of_the_solution() -> None:
    added = "A 50 mL de una disolución 0,6 M se le añaden 250 mL de agua. ¿Cuál es la molaridad final?"
    up_to = "A 50 mL de una disolución 0,6 M se le añade agua hasta 250 mL. ¿Cuál es la molaridad final?"
    values = [solved(text, "es").answer.value["value"] for text in (added, up_to)]
    assert values == [0.1, 0.12]


@pytest.mark.parametrize(
    ("lang", "text", "equation", "value"),
    [
        ("es", "Ajusta y calcula los gramos de Al2O3 que se forman con 54 g de Al: Al + O2 → Al2O3",
         "4 Al + 3 O2 -> 2 Al2O3", 102),
        ("en", "Balance the equation and find the mass of water from 4 g of H2: H2 + O2 → H2O", "2 H2 + O2 -> 2 H2O", 36),
        ("es", "Escribe la ecuación ajustada de la combustión del metano y halla la masa de agua que dan 8 g de metano.",
         "CH4 + 2 O2 -> CO2 + 2 H2O", 18),
        ("es", "KClO3 → KCl + O2. Ajústala y calcula el volumen de O2 en c.n. que dan 4 mol de KClO3.",
         "2 KClO3 -> 2 KCl + 3 O2", 134.4),
    ],
)  # fmt: skip
def test_an_equation_asked_beside_a_quantity_is_a_part_of_its_own(lang: Lang, text: str, equation: str, value: float) -> None:
    found = [answer for _, answer in subject.parts(solved(text, lang))]
    assert [answer.kind for answer in found] == ["equation", "quantity"]
    assert found[0].value == equation
    assert found[1].value["value"] == pytest.approx(value, rel=0.01)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "Dada la ecuación sin ajustar H2 + O2 → H2O, halla la masa de agua que dan 4 g de H2"),
        ("en", "Use the balanced equation 2 H2 + O2 → 2 H2O to find the mass of water from 4 g of H2"),
        ("es", "Según la ecuación ajustada 2 H2 + O2 → 2 H2O, ¿qué masa de agua dan 4 g de H2?"),
    ],
)
def test_an_equation_that_is_only_described_is_not_asked(lang: Lang, text: str) -> None:
    assert [answer.kind for _, answer in subject.parts(solved(text, lang))] == ["quantity"]


def test_a_text_that_grows_too_long_when_written_out_is_refused() -> None:
    written = subject.parse("q masa " + "d q " * 480, "es")
    assert isinstance(written, Unsolved)
    assert written.why == "too_long"
