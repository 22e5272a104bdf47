"""Problems in the words of other textbooks: mixtures, ions, equal amounts, gases without a name, shares, densities."""

from __future__ import annotations

import pytest

from subjects.problem import Lang, Problem, Solution, Unsolved, Verdict
from subjects.stoichiometry import subject


def solved(text: str, lang: Lang) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), (text, solution)
    return solution


def checked(text: str, attempt: str, lang: Lang) -> Verdict:
    return subject.check(solved(text, lang), attempt, lang)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("es", "Se mezclan 100 mL de NaOH 2 M con 400 mL de NaOH 0,5 M. Calcula la molaridad de la mezcla.", 0.8),
        ("en", "If 20 mL of 3.0 M HCl are mixed with 40 mL of 1.5 M HCl, what is the molarity of the mixture?", 2),
        ("es", "¿Cuántos moles de iones cloruro hay en 190 g de MgCl2?", 4),
        ("en", "How many moles of Cl- ions are in 0.5 mol of MgCl2?", 1),
        ("es", "¿Cuántos átomos en total hay en 9 g de agua?", 9.033e23),
        ("en", "How many atoms are there in total in one formula unit of Al2(SO4)3?", 17),
        ("es", "¿Qué masa de amoniaco tiene tantos moles como 36 g de agua?", 34),
        ("en", "How many grams of N2 contain the same number of molecules as 8 g of oxygen (O2)?", 7),
        ("es", "La densidad de un gas en condiciones normales es 1,25 g/L. Calcula su masa molar.", 28),
        ("en", "A gas sample with a mass of 3.2 g occupies 2.24 L at STP. Determine the molar mass of the gas.", 32),
        ("es", "0,5 moles de una sustancia tienen una masa de 49 g. Calcula su masa molar.", 98),
        ("es", "Una moneda de 8 g contiene un 75 % de cobre. ¿Cuántos gramos de cobre tiene?", 6),
        ("en", "A brass alloy is 65% copper by mass. How many grams of copper are in 40 g of brass?", 26),
        ("es", "Un lingote de 200 g contiene 150 g de oro. ¿Cuál es el porcentaje de oro?", 75),
        ("es", "En una reacción se esperaban 50 g de producto y se obtuvieron 40 g. ¿Cuál es el rendimiento?", 80),
        ("en", "The percent yield of a reaction is 80% and 20 g of product were obtained. What was the theoretical yield?", 25),
        ("es", "Un bloque de aluminio tiene una masa de 270 g y un volumen de 100 cm3. ¿Cuál es su densidad?", 2.7),
        ("en", "Convert 2 mol/L of NaOH to g/L.", 80),
        ("es", "Expresa en g/L la concentración de una disolución 0,1 M de HCl", 3.65),
        ("en", "A 500 mL sample of water contains 2.5 mg of fluoride. What is the concentration in ppm?", 5),
        ("es", "Masa de una sola molécula de agua, en gramos", 2.99e-23),
        ("es", "Una disolución contiene 10 g de soluto en 90 g de disolvente. ¿Cuál es su tanto por ciento en masa?", 10),
        ("en", "A solution has 12 g of solute in 400 mL of solution. What is its concentration in g/L?", 30),
        ("es", "Se añaden 150 mL de agua a 50 mL de una disolución 0,8 M. ¿Cuál es la nueva molaridad?", 0.2),
        ("es", "La densidad de la glicerina es 1,26 g/mL. ¿Qué volumen ocupan 63 g?", 50),
    ],
)
def test_other_wordings_are_solved_to_their_known_answer(lang: Lang, text: str, value: float) -> None:
    assert solved(text, lang).answer.value["value"] == pytest.approx(value, rel=0.005)


@pytest.mark.parametrize(
    ("lang", "text", "values", "unit"),
    [
        ("en", "How many sulfate ions are there in 34.2 g of Al2(SO4)3?", [1.8066e23], "ions"),
        ("es", "¿Cuántos moles de iones nitrato hay en 16,4 g de nitrato de calcio?", [0.2], "mol"),
        ("en", "Calculate the mass of sulfate ions in 17.4 g of K2SO4.", [9.58898], "g"),
        ("es", "Calcula el número total de iones que hay en 2 moles de MgCl2.", [3.6132e24], "ions"),
        ("en", "How many atoms of each element are in one formula unit of (NH4)2Cr2O7?", [2, 8, 2, 7], "atoms"),
    ],
)
def test_ions_are_counted_by_the_formula_of_their_salt(
    lang: Lang, text: str, values: list[float], unit: str
) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), solution
    found = [answer.value for _, answer in subject.parts(solution)]
    assert [one["value"] for one in found] == pytest.approx(values)
    assert {one["unit"] for one in found} == {unit}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("es", "Se mezclan 100 mL de NaCl 1 M con 200 mL de KCl 0,5 M. Halla la concentración de la mezcla."),
        ("en", "100 mL of 1 M HCl is mixed with 100 mL of 2 M HCl and 200 mL of water. What is the final molarity?"),
        ("es", "¿Cuántos iones cloruro hay en 2 moles de NaClO3?"),
        ("en", "How many nitrate ions are in 2 mol of CaCl2?"),
        ("es", "¿Cuántos iones de cada clase hay en 2 moles de CaCl2?"),
        ("en", "How many ions are in 2 mol of H2SO4?"),
        ("es", "¿Qué masa de agua contiene el mismo número de átomos que 10 g de CO2?"),
        ("es", "Una disolución contiene 10 g de soluto en 200 mL de agua. ¿Cuál es su concentración en g/L?"),
        ("es", "Calcula la masa de una mezcla de 2 moles de CO2 y 3 moles de N2"),
    ],
)
def test_what_only_looks_like_them_is_not_guessed(lang: Lang, text: str) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Unsolved) or isinstance(subject.solve(problem), Unsolved)


DILUTION = "¿Qué volumen de HCl 12 M se necesita para preparar 600 mL de HCl 2 M?"
DISSOLVED = "Se disuelven 4 g de NaOH en agua hasta 250 mL. Calcula la molaridad."
MIXED = "Se mezclan 100 mL de NaOH 2 M con 400 mL de NaOH 0,5 M. Calcula la molaridad de la mezcla."
TITRATED = "25.0 mL of HCl is neutralized by 20.0 mL of 0.15 M NaOH. What is the concentration of the acid?"
LIMITING = "10 g of H2 react with 64 g of O2: 2 H2 + O2 -> 2 H2O. What mass of water is produced?"


@pytest.mark.parametrize(
    ("text", "attempt", "lang", "outcome"),
    [
        (DILUTION, "C1·V1 = C2·V2", "es", "right"),
        (DILUTION, "V1 = M2·V2/M1", "es", "right"),
        (DILUTION, "C1·V2 = C2·V1", "es", "wrong"),
        (DILUTION, "12·V = 2·600", "es", "right"),
        (DILUTION, "12 · x = 2 · 600", "es", "right"),
        (DILUTION, "2·V = 12·600", "es", "wrong"),
        (TITRATED, "25·M = 0.15·20", "en", "right"),
        (TITRATED, "20·M = 0.15·25", "en", "wrong"),
        (TITRATED, "Ma·Va = Mb·Vb", "en", "right"),
        (DISSOLVED, "la molaridad es 0,4 M", "es", "right"),
        (DISSOLVED, "n = 4/40 = 0,1 mol, M = 0,1/0,25 = 0,4 mol/L", "es", "right"),
        (MIXED, "n1 = 0,2 mol, n2 = 0,2 mol", "es", "right"),
        (MIXED, "V = 100 + 400 = 500 mL", "es", "right"),
        (MIXED, "1,25 M", "es", "wrong"),
        (LIMITING, "n(O2) = 2 mol → n(H2O) = 4 mol → m = 72 g", "en", "right"),
        ("¿Cuántos moles hay en 36 g de agua?", "dos moles", "es", "right"),
        ("How many moles are in 36 g of water?", "three moles", "en", "wrong"),
        ("¿Qué masa tiene 1 mol de NaCl?", "n = 1 mol, m = 58,5 g", "es", "right"),
        ("¿Qué masa tiene 1 mol de NaCl?", "n = 1 mol, m = 55 g", "es", "wrong"),
        ("Balance: Fe + O2 -> Fe2O3", "4, 3, 2", "en", "right"),
        ("Balance: Fe + O2 -> Fe2O3", "2, 3, 1", "en", "wrong"),
    ],
)
def test_attempts_are_read_as_a_teacher_reads_them(text: str, attempt: str, lang: Lang, outcome: str) -> None:
    assert checked(text, attempt, lang).outcome == outcome


def test_a_mark_for_the_thousands_is_that_of_the_language() -> None:
    english = "How many kilograms of CO2 does burning 1 kg of octane produce? 2C8H18 + 25O2 -> 16CO2 + 18H2O"
    assert checked(english, "3.082 g", "en").outcome == "wrong"
    assert checked(english, "3,088 g", "en").outcome == "right"


def test_the_place_of_a_wrong_statement_is_its_line() -> None:
    verdict = checked(DISSOLVED, "n = 4/40 = 0,1 mol; V = 0,25 L\nM = 0,1·0,25 = 0,025 M", "es")
    assert (verdict.outcome, verdict.at_step, verdict.line) == ("wrong", 1, "M = 0,1·0,25 = 0,025 M")
