"""Messages of students are read as the problem they ask, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from subjects.problem import Lang, Problem, Unsolved
from subjects.stoichiometry import subject

READ: list[tuple[Lang, str, str]] = [
    ("es", "Calcula la masa molar del H2SO4", "M(H2SO4) = ?"),
    ("es", "masa molar de CaCO3", "M(CaCO3) = ?"),
    ("es", "MASA MOLAR DEL H2SO4", "M(H2SO4) = ?"),
    ("es", "masa molar del h2so4", "M(H2SO4) = ?"),
    ("es", "peso molecular del nacl", "M(NaCl) = ?"),
    ("es", r"masa molecular de $\ce{Ca(OH)2}$", "M(Ca(OH)2) = ?"),
    ("en", "what's the molar mass of glucose", "M(C6H12O6) = ?"),
    ("es", "cuantos moles hay en 36 g de agua", "m(H2O) = 36 g; n(H2O) = ?"),
    ("es", "Si tenemos 0,5 kg de hierro, ¿cuántos moles son?", "m(Fe) = 0,5 kg; n(Fe) = ?"),
    ("es", "¿Cuántas moléculas hay en 2 moles de agua?", "n(H2O) = 2 mol; N(H2O) = ?"),
    ("es", "3,01·10^23 moléculas de CO2, cuántos moles son", "N(CO2) = 3,01·10²³ moléculas; n(CO2) = ?"),
    ("es", "medio mol de CO2 cuantos gramos son", "n(CO2) = 0,5 mol; m(CO2) = ?"),
    ("en", "How many grams are in 2 mol of CO2?", "n(CO2) = 2 mol; m(CO2) = ?"),
    ("en", "what is the mass of 1 mol of table salt?", "n(NaCl) = 1 mol; m(NaCl) = ?"),
    ("es", "masa molar del sulfato de cobre (II) pentahidratado", "M(CuSO4·5H2O) = ?"),
    ("es", "peso molecular de CuSO4 . 5H2O", "M(CuSO4·5H2O) = ?"),
    ("es", "cuanto vale M(H2SO4)", "M(H2SO4) = ?"),
    ("es", "m(H2O) = 36 g; n(H2O) = ?", "m(H2O) = 36 g; n(H2O) = ?"),
    ("es", "n(CH4) = 2 mol; N(CH4) = ?", "n(CH4) = 2 mol; N(CH4) = ?"),
    (
        "es",
        "CaCO3 → CaO + CO2; m(CaCO3) = 5 kg; m(CaO) = ? (kg)",
        "CaCO3 → CaO + CO2; m(CaCO3) = 5 kg; m(CaO) = ? (kg)",
    ),
    (
        "es",
        "cuantos gramos de CO2 se obtienen al quemar 32 g de metano",
        "CH4 + O2 → CO2 + H2O; m(CH4) = 32 g; m(CO2) = ?",
    ),
    (
        "en",
        "how many moles of oxygen are needed to burn 2 mol of propane?",
        "C3H8 + O2 → CO2 + H2O; n(C3H8) = 2 mol; n(O2) = ?",
    ),
    ("es", "igualar: KClO3 ---> KCl + O2", "ajustar KClO3 → KCl + O2"),
    (
        "es",
        "¿Cuántos gramos de óxido de hierro se forman con 112 g de hierro? Fe + O2 -> Fe2O3",
        "Fe + O2 → Fe2O3; m(Fe) = 112 g; m(Fe2O3) = ?",
    ),
    ("es", "Ajusta Fe + O2 -> Fe2O3", "ajustar Fe + O2 → Fe2O3"),
    ("en", "balance H2 + O2 -> H2O", "balance H2 + O2 → H2O"),
    ("es", "Fe + O2 -> Fe2O3", "ajustar Fe + O2 → Fe2O3"),
    (
        "es",
        "¿Cuántos gramos de CO2 se obtienen al quemar 32 g de CH4? CH4 + O2 -> CO2 + H2O",
        "CH4 + O2 → CO2 + H2O; m(CH4) = 32 g; m(CO2) = ?",
    ),
    (
        "es",
        "En la reacción N2 + 3H2 → 2NH3, ¿qué masa de amoniaco se obtiene a partir de 28 g de nitrógeno?",
        "N2 + 3 H2 → 2 NH3; m(N2) = 28 g; m(NH3) = ?",
    ),
    (
        "en",
        "If 10 g of Al react, how many moles of Al2O3 form? Al + O2 = Al2O3",
        "Al + O2 → Al2O3; m(Al) = 10 g; n(Al2O3) = ?",
    ),
]


@pytest.mark.parametrize(("lang", "text", "statement"), READ)
def test_messages_are_read_as_their_problem(lang: Lang, text: str, statement: str) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    assert problem.statement == statement


@pytest.mark.parametrize(
    "text",
    ["hola", "no entiendo", "n = 2 mol", "la masa molar es 98 g/mol", "CH4 + 2O2 -> CO2 + 2H2O", "2 Fe + O2 -> Fe2O3",
     "36 g / 18 g/mol = 2 mol", "5x + 7 = 22", "¿qué es un mol?", "Si no lo sé, ¿qué hago?", "un coche va a 20 m/s", "98"],
)  # fmt: skip
def test_what_asks_no_problem_is_none(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)


@pytest.mark.parametrize(
    "text",
    [
        "¿Cuántos moles hay en 36 g?",
        "cuantos moles hay en 32 g de oxido de hierro",
        "masa molar del acetato de hierro",
        "cuantos gramos de CO2 se obtienen al quemar 32 g de magnesio",
        "cuantos gramos de CO2 se obtienen con 32 g de metano",
        "cuantos iones hay en 1 mol de CO2",
        "¿Cuántos moles de átomos hay en 18 g de agua?",
        "¿Cuántos gramos de NaCl y cuántos moles hay en 20 g de agua?",
        "¿Cuántos gramos de CO2 salen de 10 g de Fe? CH4 + O2 -> CO2 + H2O",
    ],
)
def test_what_is_not_surely_understood_is_never_guessed(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)


def test_the_language_does_not_change_the_problem() -> None:
    es = subject.parse("¿Cuántos moles hay en 4,5 g de agua?", "es")
    en = subject.parse("How many moles are there in 4.5 g of water?", "en")
    assert isinstance(es, Problem)
    assert isinstance(en, Problem)
    assert es.id == en.id
    assert es.statement != en.statement


def test_atomic_masses_of_the_text_are_used() -> None:
    problem = subject.parse("masa molar del CuSO4. Datos: Cu = 63,5; S = 32; O = 16", "es")
    other = subject.parse("masa molar del CuSO4. Datos: Cu = 64; S = 32; O = 16", "es")
    assert isinstance(problem, Problem)
    assert isinstance(other, Problem)
    answers = [subject.solve(p) for p in (problem, other)]
    values = [a.answer.value["value"] for a in answers if not isinstance(a, Unsolved)]
    assert values == [159.5, 160]


@pytest.mark.parametrize(
    "text",
    [
        "masa molar de " + "(" * 900 + "H" + ")" * 900,
        "ajusta " + "Fe + " * 380 + "O2 -> Fe2O3",
        "cuantos moles hay en 9" + "9" * 1500 + " g de agua",
        "masa molar de H" + "9" * 1900,
        "x" * 100_000,
        "__import__('os').system('ls') -> H2O",
        "cuantos moles son 10^999999999 g de agua",
        "Fe+" * 600 + " -> " + "+O2" * 50,
        "1 · 10^" + "9" * 500 + " g de H2O cuantos moles",
        " - - - ->" * 150,
    ],
)
def test_hostile_text_is_refused_with_little_work(
    text: str, calls: Callable[[Callable[[], object]], int]
) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)
    assert calls(partial(subject.parse, text, "es")) < 100_000


@pytest.mark.parametrize(
    ("lang", "text", "statement"),
    [
        ("en", "How many moles are in 2,500 g of CaCO3?", "m(CaCO3) = 2500 g; n(CaCO3) = ?"),
        ("en", "How many moles are in 2.500 g of CaCO3?", "m(CaCO3) = 2.5 g; n(CaCO3) = ?"),
        ("es", "¿Cuántos moles son 1.000 g de CaCO3?", "m(CaCO3) = 1000 g; n(CaCO3) = ?"),
        ("es", "¿Cuántos moles son 2,500 g de CaCO3?", "m(CaCO3) = 2,5 g; n(CaCO3) = ?"),
        ("es", "¿Cuántos moles son 0.250 g de CaCO3?", "m(CaCO3) = 0,25 g; n(CaCO3) = ?"),
        ("es", "¿Cuántos moles hay en 3/4 kg de CaCO3?", "m(CaCO3) = 0,75 kg; n(CaCO3) = ?"),
    ],
)
def test_thousands_and_fractions_are_read_as_the_language_writes_them(
    lang: Lang, text: str, statement: str
) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    assert problem.statement == statement


@pytest.mark.parametrize("number", ["2.500", "1/3", "1/0", "18.015"])
def test_a_number_with_two_readings_or_no_end_is_not_guessed(number: str) -> None:
    assert isinstance(subject.parse(f"¿Cuántos moles hay en {number} kg de CaCO3?", "es"), Unsolved)


@pytest.mark.parametrize(
    ("lang", "text", "unit", "value"),
    [
        ("en", "What is the mass in kg of 50 mol of NaCl?", "kg", 2.925),
        ("es", "Calcula la masa en mg de 0,01 mol de NaCl", "mg", 585),
        ("es", "¿Cuántos mmol hay en 2 g de NaOH?", "mmol", 50),
        ("es", "m(NaOH) = 2 g; n(NaOH) = ? (mmol)", "mmol", 50),
    ],
)
def test_the_result_is_given_in_the_unit_that_is_asked_for(
    lang: Lang, text: str, unit: str, value: float
) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert not isinstance(solution, Unsolved)
    assert solution.answer.value["unit"] == unit
    assert solution.answer.value["value"] == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "En la combustión incompleta de 16 g de metano, ¿cuántos gramos de agua se forman?",
        "¿cuántos gramos son 2 moles y medio de CO2?",
        "How many grams are two and a half moles of CO2?",
        "¿Cuántos gramos se obtienen de CO2 si se pierde la mitad? 16 g de CH4. CH4 + O2 -> CO2 + H2O",
        "Hay un exceso de 20 g de O2, ¿cuántos gramos de H2O? H2 + O2 -> H2O",
    ],
)
def test_two_questions_and_losses_are_not_solved_as_one_plain_question(text: str) -> None:
    assert isinstance(subject.parse(text, "es"), Unsolved)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("¿Cuántos gramos de agua y de CO2 se forman al quemar 16 g de metano?", [36, 44]),
        ("Calcula los gramos de CO2 y H2O que se forman al quemar 16 g de metano. CH4 + O2 -> CO2 + H2O", [44, 36]),
        ("¿Cuántos gramos de CO2 y cuántos de H2O se forman al quemar 16 g de CH4? CH4 + O2 -> CO2 + H2O", [44, 36]),
        ("¿Cuántos gramos de CO2 se forman con 10 g de CaCO3 y cuánto CaO? CaCO3 -> CaO + CO2", [4.4, 5.6]),
        ("Calcula los gramos de oxígeno y los moles de CO2 a partir de 16 g de CH4. CH4 + 2O2 -> CO2 + 2H2O", [64, 1]),
    ],
)
def test_several_questions_are_answered_as_parts(text: str, values: list[float]) -> None:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert not isinstance(solution, Unsolved)
    assert [answer.value["value"] for _, answer in subject.parts(solution)] == values


def test_a_substance_beside_the_given_one_is_no_second_question() -> None:
    text = "¿Qué masa de agua se forma si reaccionan oxígeno y 4 g de hidrógeno? H2 + O2 -> H2O"
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    assert problem.statement == "H2 + O2 → H2O; m(H2) = 4 g; m(H2O) = ?"


@pytest.mark.parametrize(
    "text",
    ["Ajusta __ Fe + __ O2 → __ Fe2O3", "Ajusta ... Fe + ... O2 → ... Fe2O3", "ajusta □Fe + □O2 → □Fe2O3"],
)
def test_blanks_for_coefficients_are_skipped(text: str) -> None:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    assert problem.statement == "ajustar Fe + O2 → Fe2O3"


def test_atomic_masses_in_a_list_without_signs_are_used() -> None:
    text = "¿Cuántos gramos de Fe dan 160 g de Fe2O3? Fe2O3 + CO → Fe + CO2. Masas atómicas: Fe 56; O 16"
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert not isinstance(solution, Unsolved)
    assert solution.answer.value["value"] == 112


def test_what_quantity_of_a_substance_asks_for_its_mass() -> None:
    text = "CaCO3 → CaO + CO2. ¿Qué cantidad de CaCO3 se necesita para obtener 56 g de CaO?"
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    assert problem.statement.endswith("m(CaO) = 56 g; m(CaCO3) = ?")


@pytest.mark.parametrize(("lang", "text"), [
    ("es", "¿Cuántos moles hay en treinta y cinco gramos de CaCO3?"), ("es", "¿Cuántos moles son ciento dos gramos de NaOH?"),
    ("en", "How many moles are there in twenty-five grams of CaCO3?"),
    ("en", "How many moles are one hundred and two grams of NaOH?"),
])  # fmt: skip
def test_the_end_of_a_longer_number_in_words_is_no_quantity_of_its_own(lang: Lang, text: str) -> None:
    assert isinstance(subject.parse(text, lang), Unsolved)


def test_the_mass_of_a_metal_in_a_telegram_is_no_atomic_mass() -> None:
    problem = subject.parse("Fe + O2 -> Fe2O3; m(Fe) = 112 g; m(Fe2O3) = ?", "en")
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.statement) == ("reaction", "Fe + O2 → Fe2O3; m(Fe) = 112 g; m(Fe2O3) = ?")
