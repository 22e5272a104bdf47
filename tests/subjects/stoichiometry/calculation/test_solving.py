"""Problems of several relations are solved to answers worked out by hand, or not at all."""

from __future__ import annotations

import pytest

from subjects.problem import Lang, Problem, Solution, Unsolved
from subjects.stoichiometry import subject

ES: list[tuple[str, object]] = [
    ("¿Qué volumen ocupan 2 moles de CO2 en condiciones normales?", 44.8),
    ("¿Cuántas moléculas hay en 5,6 L de amoniaco medidos en c.n.?", 1.5055e23),
    ("Calcula el volumen que ocupan 64 g de oxígeno a 27 °C y 2 atm.", 24.6),
    ("¿Cuántos átomos de oxígeno hay en 44 g de CO2?", 1.2044e24),
    ("¿Cuántos gramos de hierro hay en 159,6 g de Fe2O3?", 111.6),
    ("Halla el porcentaje de nitrógeno en el NH4NO3.", 35),
    ("Calcula el porcentaje de agua en el CuSO4·5H2O.", 36.07),
    ("Un óxido de hierro contiene un 69,9 % de hierro y un 30,1 % de oxígeno. Determina su fórmula empírica.", "Fe2O3"),
    ("Un hidrocarburo tiene un 85,7 % de carbono. Su masa molar es 56 g/mol. ¿Cuál es su fórmula molecular?", "C4H8"),
    ("Se queman 4,6 g de un alcohol y se obtienen 8,8 g de CO2 y 5,4 g de H2O. Halla la fórmula empírica.", "C2H6O"),
    ("¿Cuántos litros de oxígeno se necesitan para quemar 10 L de propano en las mismas condiciones?", 50),
    ("¿Qué volumen de aire, con un 20 % de oxígeno en volumen, hace falta para quemar 10 L de metano?", 100),
    ("Se mezclan 4 g de hidrógeno con 16 g de oxígeno. ¿Cuántos gramos de agua se forman? H2 + O2 -> H2O", 18),
    ("Reaccionan 100 g de Fe2O3 con 50 g de Al: Fe2O3 + Al → Al2O3 + Fe. ¿Cuál es el reactivo limitante?", ["Fe2O3"]),
    ("¿Cuántos gramos de CaO dan 200 g de caliza con una pureza del 80 % en CaCO3? CaCO3 -> CaO + CO2", 89.6),
    ("Al calentar 25 g de KClO3 se obtienen 8 g de oxígeno. Calcula el rendimiento. KClO3 -> KCl + O2", 81.73),
    ("¿Cuántos gramos de N2 dan 170 g de NH3 si el rendimiento es del 50 %? N2 + 3 H2 -> 2 NH3", 280),
    ("Se disuelven 4 g de NaOH en agua hasta completar 250 mL de disolución. Calcula su molaridad.", 0.4),
    ("¿Cuántos gramos de glucosa hacen falta para preparar 500 mL de una disolución 0,2 M?", 18),
    ("Se disuelven 15 g de sal en 85 g de agua. ¿Cuál es el tanto por ciento en masa?", 15),
    ("Calcula la molaridad de una disolución de HCl del 37 % en masa y densidad 1,18 g/cm³.", 11.96),
    ("Se añaden 150 mL de agua a 50 mL de una disolución de NaOH 2 M. ¿Cuál es la nueva molaridad?", 0.5),
    ("Para neutralizar 20 mL de H2SO4 se gastan 40 mL de NaOH 0,5 M. ¿Cuál es la molaridad del ácido?", 0.5),
    ("Calcula la molalidad de una disolución de 10 g de NaOH en 250 g de agua.", 1),
    ("El aluminio reacciona con ácido clorhídrico para dar cloruro de aluminio e hidrógeno. ¿Qué masa de aluminio da 6 g de"
     " hidrógeno?", 54),
]  # fmt: skip
EN: list[tuple[str, object]] = [
    ("How many litres of hydrogen at STP are produced when 6.54 g of zinc react with excess hydrochloric acid?", 2.24),
    ("What volume of 12 M HCl is needed to make 2 L of 3 M HCl?", 0.5),
    ("Find the empirical formula of a compound that is 75% C and 25% H by mass.", "CH4"),
    ("25.0 cm3 of 0.100 mol/dm3 NaOH is neutralised by 20.0 cm3 of HCl. Calculate the concentration of the acid.", 0.125),
    ("If 50 g of CaCO3 gives 20 g of CaO, what is the percentage yield? CaCO3 -> CaO + CO2", 71.43),
    ("50 mL of a 2 M solution are diluted to 400 mL. What is the new concentration?", 0.25),
    ("Copper reacts with silver nitrate to give copper(II) nitrate and silver. How many grams of silver form from 6.35 g of"
     " copper?", 21.58),
]  # fmt: skip


def answer(text: str, lang: Lang, method: str | None = None) -> object:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem, method)
    assert isinstance(solution, Solution), solution
    value = solution.answer.value
    return value["value"] if isinstance(value, dict) else value


@pytest.mark.parametrize("method", subject.methods)
@pytest.mark.parametrize(
    ("text", "value", "lang"), [*((t, v, "es") for t, v in ES), *((t, v, "en") for t, v in EN)]
)
def test_answers_are_those_worked_out_by_hand(text: str, value: object, lang: Lang, method: str) -> None:
    found = answer(text, lang, method)
    assert found == (pytest.approx(value, rel=4e-3) if isinstance(value, int | float) else value)


def test_parts_have_their_labels_and_the_answer_is_the_last() -> None:
    text = "Tenemos 34 g de amoniaco. a) ¿Cuántos moles son? b) ¿Cuántas moléculas? c) ¿Qué volumen ocupan en c.n.?"
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    parts = subject.parts(solution)
    assert [label for label, _ in parts] == ["a)", "b)", "c)"]
    assert [part.value["value"] for _, part in parts] == [2, pytest.approx(1.2044e24), 44.8]
    assert solution.answer == parts[-1][1]


@pytest.mark.parametrize(
    "text",
    [
        "¿Qué volumen de hidrógeno se obtiene con 6,54 g de zinc y ácido clorhídrico?",
        "¿Qué volumen ocupan 2 moles de CO2?",
        "Se prepara una disolución con 20 g de NaOH y 180 mL de agua. Calcula la molaridad.",
        "Mezclamos 100 mL de NaCl 1 M con 200 mL de NaOH 0,5 M. ¿Cuál es la molaridad resultante?",
        "Se queman 10 g de metano en un recipiente de 5 L con 3 alumnos. ¿Cuántos gramos de CO2 se forman?",
        "¿Cuántos gramos de CO2 se forman con 10 g de Fe y HCl?",
        "Calcula la molaridad de 100 mL de una disolución al 10 %",
        "Un compuesto contiene 40 % de C y 10 % de H. Halla su fórmula empírica.",
    ],
)
def test_what_is_missing_or_unclear_is_never_guessed(text: str) -> None:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Unsolved) or isinstance(subject.solve(problem), Unsolved)


def test_a_number_without_a_role_is_a_sign_of_not_understanding() -> None:
    problem = subject.parse("¿Qué volumen ocupan 2 moles de CO2 en c.n.? Hay 30 g de agua.", "es")
    assert isinstance(problem, Unsolved)


@pytest.mark.parametrize(
    "text",
    [
        "¿Cuántos gramos de " * 100,
        "9**9**9 M " * 150,
        "a) b) c) 10 g de CO2 " * 90,
        "(" * 1990,
        "10 % de C " * 180,
        "L/mol " * 300,
    ],
)
def test_hostile_texts_are_refused_at_once(text: str) -> None:
    for long in (text, text * 100):
        assert isinstance(subject.parse(long, "es"), Unsolved)
