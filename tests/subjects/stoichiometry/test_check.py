"""Attempts are judged as a class teacher would: other ways are right, wrong is wrong, unclear is unreadable."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from subjects.problem import Problem, Solution, Verdict
from subjects.stoichiometry import subject

MOLAR = "Calcula la masa molar del H2SO4"
MOLES = "cuantos moles hay en 36 g de agua"
MASS = "¿Cuántos gramos de CO2 se obtienen al quemar 32 g de CH4? CH4 + O2 -> CO2 + H2O"
BALANCE = "Ajusta Fe + O2 -> Fe2O3"
IRON = "¿Cuántos gramos de Fe2O3 se obtienen con 100 g de Fe? Fe + O2 -> Fe2O3"


def judged(text: str, attempt: str, method: str | None = None, reached: int = 0) -> Verdict:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem)
    solution = subject.solve(problem, method)
    assert isinstance(solution, Solution)
    return subject.check(solution, attempt, "es", (), reached)


@pytest.mark.parametrize(
    ("text", "attempt"),
    [
        (MOLAR, "98 g/mol"), (MOLAR, "98,08 g/mol"), (MOLAR, "98.1 g/mol"), (MOLAR, "M = 2·1 + 32 + 4·16 = 98 g/mol"),
        (MOLAR, "es 98 g/mol?"), (MOLAR, "98 gramos por mol"), (MOLAR, "98 g·mol⁻¹"), (MOLAR, "0,098 kg/mol"),
        (MOLAR, "la masa molar es 98 g/mol"), (MOLES, "2 mol"), (MOLES, "son 2 moles de agua"), (MOLES, "n = 36/18 = 2 mol"),
        (MOLES, "36 g · 1 mol/18 g = 2 mol"), (MOLES, "n(H2O)=2,00 mol"), (MOLES, "1,998 mol"), (MOLES, "2000 mmol"),
        (MOLES, r"$n = \frac{36}{18} = 2$ mol"), (MOLES, "36 g H2O · (1 mol H2O / 18 g H2O) = 2 mol H2O"),
        (MASS, "88 g"), (MASS, "se obtienen 88 gramos de dióxido de carbono"), (MASS, "0,088 kg"), (MASS, "87,8 g de CO2"),
        (MASS, "32/16 = 2 mol\n2·44 = 88 g"), (MASS, "n(CH4)=2 mol; n(CO2)=2 mol; m(CO2)=88 g"),
        (BALANCE, "4 Fe + 3 O2 -> 2 Fe2O3"), (BALANCE, "4Fe+3O2=2Fe2O3"), (BALANCE, "2 Fe + 3/2 O2 → Fe2O3"),
        (BALANCE, "3 O2 + 4 Fe -> 2 Fe2O3"), (BALANCE, r"\ce{4Fe + 3O2 -> 2Fe2O3}"), (IRON, "143,01 g"), (IRON, "143 g"),
    ],
)  # fmt: skip
def test_right_answers_are_right_however_they_are_written(text: str, attempt: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.final) == ("right", True), verdict


@pytest.mark.parametrize(
    ("text", "attempt", "reached"),
    [
        (MOLAR, "H: 2, S: 1, O: 4", 1), (MOLAR, "2 hidrógenos, 1 azufre y 4 oxígenos", 1), (MOLAR, "2*1+32+4*16", 2),
        (MOLES, "m = 36 g", 1), (MOLES, "M = 18 g/mol", 2), (MOLES, "36/18", 3), (MOLES, "18/1 = 36/x", 3),
        (MASS, "CH4 + 2 O2 -> CO2 + 2 H2O", 2), (MASS, "n(CH4) = 2 mol", 4), (MASS, "n(CO2) = 2 mol", 5),
        (MASS, "M(CO2)=44 g/mol", 6), (BALANCE, "2 Fe + O2 -> Fe2O3", 2), (BALANCE, "Fe: 1 y 2, O: 2 y 3", 1),
    ],
)  # fmt: skip
def test_steps_on_the_way_are_right_and_counted(text: str, attempt: str, reached: int) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.final, verdict.reached) == ("right", False, reached), verdict


@pytest.mark.parametrize(
    ("text", "attempt"),
    [
        (MASS, "n(O2) = 4 mol"),
        (MASS, "m(H2O) = 72 g"),
        (MASS, "16 g CH4 -> 44 g CO2"),
        (MOLES, "M(O2) = 32 g/mol"),
        (MOLES, "n = m/M"),
    ],
)
def test_other_true_facts_are_right_and_move_nothing(text: str, attempt: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.reached) == ("right", 0), verdict


@pytest.mark.parametrize(
    ("text", "attempt"), [(MOLAR, "98"), (MOLES, "2"), (MOLES, "n = 36/18 = 2"), (MASS, "x = 88")]
)
def test_a_missing_unit_is_incomplete(text: str, attempt: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.missing) == ("incomplete", ("unit",))


@pytest.mark.parametrize(
    ("text", "attempt", "name"),
    [
        (MOLAR, "98 g", "unit_wrong"), (MOLAR, "49 g/mol", "subscript_ignored"),
        ("masa molar de NaCl", "28 g/mol", "atomic_number_used"),
        ("masa molar de Ca(OH)2", "58 g/mol", "parenthesis_ignored"), ("masa molar de O2", "16 g/mol", "diatomic_forgotten"),
        (MOLAR, "M = 2·1+32+4·16 = 96 g/mol", "arithmetic"), (MOLES, "648 mol", "divide_multiply_swapped"),
        (MOLES, "0,5 mol", "ratio_inverted"), (MOLES, "36 mol", "grams_as_moles"), (MOLES, "2 g", "unit_wrong"),
        (MOLES, "n = M/m", "ratio_inverted"), (MOLES, "n = m·M", "divide_multiply_swapped"), (MASS, "88 mol", "unit_wrong"),
        (IRON, "286,02 g", "unbalanced_used"), (BALANCE, "Fe2 + O3 -> Fe2O3", "subscript_changed"),
        (BALANCE, "2 Fe + 3 O -> Fe2O3", "diatomic_forgotten"),
    ],
)  # fmt: skip
def test_misconceptions_are_named(text: str, attempt: str, name: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.misconception) == ("wrong", f"stoichiometry.{name}")


@pytest.mark.parametrize("factor", ["-1", "10", "1/10", "off", "below"])
@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        (MOLAR, 98, "g/mol"),
        ("masa molar del Al2(SO4)3", 342, "g/mol"),
        (MOLES, 2, "mol"),
        (MASS, 88, "g"),
        (IRON, 143, "g"),
    ],
)
def test_wrong_values_are_never_right(text: str, value: int, unit: str, factor: str) -> None:
    wrong = {"-1": -value, "10": value * 10, "1/10": value / 10, "off": value + 1, "below": value - 1}[factor]
    assert judged(text, f"{wrong} {unit}").outcome == "wrong"
    assert judged(text, f"{value} {'mol' if unit != 'mol' else 'g'}").outcome == "wrong"


@pytest.mark.parametrize(
    "attempt", ["3 Fe + 3 O2 -> 2 Fe2O3", "4 Fe + 3 O2 -> 3 Fe2O3", "4 Fe + 4 O2 -> 2 Fe2O3"]
)
def test_wrong_coefficients_are_wrong(attempt: str) -> None:
    assert judged(BALANCE, attempt).outcome == "wrong"


@pytest.mark.parametrize("attempt", ["8 Fe + 6 O2 -> 4 Fe2O3", "Fe + 3 O2 -> 2 Fe2O3", "Fe + O2 -> Fe2O3"])
def test_equations_that_are_not_finished_are_incomplete(attempt: str) -> None:
    assert judged(BALANCE, attempt).outcome == "incomplete"


@pytest.mark.parametrize("attempt", ["no lo sé", "", "???", "ayuda", "🙂", "H2SO4", "$$", "=", "->"])
def test_what_cannot_be_read_is_unreadable(attempt: str) -> None:
    for text in (MOLAR, MOLES, MASS, BALANCE):
        assert judged(text, attempt).outcome == "unreadable"


def test_the_first_wrong_line_is_pointed_at() -> None:
    verdict = judged(MASS, "CH4 + 2 O2 -> CO2 + 2 H2O\nn(CH4) = 512 mol\nn(CO2) = 512 mol")
    assert (verdict.outcome, verdict.at_step, verdict.line) == ("wrong", 1, "n(CH4) = 512 mol")
    assert verdict.reached == 2


def test_rounding_on_the_way_is_accepted_when_it_is_shown() -> None:
    text = "¿Cuántos gramos de CO2 se obtienen con 25 g de CH4? CH4 + O2 -> CO2 + H2O"
    assert judged(text, "n = 1,56 mol\n1,56·44 = 68,64 g").outcome == "right"
    assert judged(text, "70,4 g").outcome == "wrong"


@pytest.mark.parametrize("text", ["n = 2 mol", "CH4 + 2 O2 -> CO2 + 2 H2O", "98", "H: 2, O: 1", "36/18 = 2"])
def test_mathematics_looks_like_an_attempt(text: str) -> None:
    assert subject.looks_like_attempt(text, "es")


@pytest.mark.parametrize("text", ["no entiendo", "¿qué hago?", "dame una pista", ""])
def test_talk_does_not_look_like_an_attempt(text: str) -> None:
    assert not subject.looks_like_attempt(text, "es")


def test_data_repeated_as_the_answer_is_wrong_but_named_data_is_not() -> None:
    text = "¿Cuántos moles de H2 se obtienen con 2 mol de HCl? Mg + 2 HCl -> MgCl2 + H2"
    assert judged(text, "2 mol").outcome == "wrong"
    assert judged(text, "n(HCl) = 2 mol").outcome == "right"
    assert judged(text, "1 mol").final


LIME = "Calcula la masa molar del Ca(OH)2"
PARTICLES = "¿Cuántas moléculas hay en 90 g de agua?"
KILOS = "A partir de 100 kg de CaCO3, ¿cuántos kg de CaO se obtienen? CaCO3 → CaO + CO2"
WATER = "¿Cuántos gramos de agua se forman con 4 g de hidrógeno? H2 + O2 → H2O"
ALUMINA = "¿Cuántos gramos de Al2O3 se obtienen con 54 g de Al? Al + O2 → Al2O3"


@pytest.mark.parametrize(
    "attempt",
    [
        "Ca: 40\nO: 16·2 = 32\nH: 1·2 = 2\nTotal: 74 g/mol",
        "Ca 40; O 16; H 1\n40+34 = 74 g/mol",
        "16 + 1 = 17\n17·2 = 34\n40 + 34 = 74 g/mol",
        "O: 32\nM = 74 g/mol",
        "son 74 gramos por cada mol",
    ],
)
def test_a_molar_mass_may_be_added_up_part_by_part(attempt: str) -> None:
    verdict = judged(LIME, attempt)
    assert (verdict.outcome, verdict.final) == ("right", True), verdict


def test_a_wrong_part_of_a_molar_mass_is_wrong() -> None:
    assert judged(LIME, "O: 16·2 = 34").outcome == "wrong"
    assert judged(LIME, "16·3 = 48").outcome == "wrong"


def test_tables_may_be_mixed_element_by_element() -> None:
    assert judged("masa molar del HCl", "1 + 35,45 = 36,45 g/mol").outcome == "right"
    assert judged("cuantos moles hay en 73 g de HCl", "73/36,45 = 2,003 mol").outcome == "right"
    assert judged("masa molar del HCl", "36,4 g/mol").outcome == "wrong"


@pytest.mark.parametrize("attempt", ["90 g = 5 mol", "90 g de agua son 5 moles", "5 mol = 90 g"])
def test_the_answer_may_stand_beside_the_given_quantity(attempt: str) -> None:
    verdict = judged("cuantos moles hay en 90 g de agua", attempt)
    assert (verdict.outcome, verdict.final, verdict.reached) == ("right", True, 4), verdict
    assert judged("cuantos moles hay en 90 g de agua", attempt.replace("5", "6")).outcome == "wrong"


@pytest.mark.parametrize(
    ("text", "attempt", "outcome"),
    [
        (WATER, "4 g de H2 dan 36 g de agua", "right"),
        (WATER, "4 g de H2 dan 72 g de agua", "wrong"),
        (WATER, "4 g H2 · 36 g H2O/4 g H2 = 36 g H2O", "right"),
        (WATER, "4 g H2 · 36 g H2O/4 g H2 = 36 g H2", "wrong"),
        (ALUMINA, "2 mol Al · 2 mol Al2O3/4 mol Al = 1 mol Al2O3", "right"),
        (ALUMINA, "2 mol Al · 4/2 = 4 mol Al2O3", "wrong"),
        (ALUMINA, "4·27 g de Al → 2·102 g de Al2O3", "right"),
        (ALUMINA, "54 g de Al = 2 mol", "right"),
        (ALUMINA, "54 g = 2 mol", "right"),
        (ALUMINA, "54 g = 3 mol", "wrong"),
        (ALUMINA, "27 g de Al → 102 g de Al2O3", "wrong"),
    ],
)
def test_a_factor_belongs_to_the_substance_that_stands_behind_it(
    text: str, attempt: str, outcome: str
) -> None:
    assert judged(text, attempt).outcome == outcome


@pytest.mark.parametrize(
    "attempt", ["5 mol", "n = 5 mol", "90/18 = 5 mol", "90 g = 5 mol", "1 mol = 6,022·10^23 moléculas"]
)
@pytest.mark.parametrize("method", ["factors", "proportions"])
def test_moles_between_grams_and_molecules_are_right(attempt: str, method: str) -> None:
    verdict = judged(PARTICLES, attempt, method)
    assert (verdict.outcome, verdict.final) == ("right", False), verdict
    assert judged(PARTICLES, "50 mol", method).outcome == "wrong"


def test_atoms_are_not_molecules() -> None:
    verdict = judged(PARTICLES, "3,011·10^24 átomos")
    assert (verdict.outcome, verdict.misconception) == ("wrong", "stoichiometry.unit_wrong")


@pytest.mark.parametrize(
    "attempt", ["56 kg", "1000·56 = 56000 g = 56 kg", "100 kg de CaCO3 dan 56 kg de CaO"]
)
def test_an_answer_in_the_unit_asked_for_is_final(attempt: str) -> None:
    verdict = judged(KILOS, attempt)
    assert (verdict.outcome, verdict.final, verdict.reached) == ("right", True, 8), verdict
    assert not judged(KILOS, "56000 g").final


def test_a_changed_unit_counts_as_that_step() -> None:
    text = "¿Cuántos moles hay en 2,5 kg de CaCO3?"
    assert judged(text, "m = 2500 g").reached == 2
    assert judged(text, "m = 2,5 kg").reached == 1


@pytest.mark.parametrize("attempt", ["2.500 g", "2.500 g / 100 g/mol = 25 mol"])
def test_a_mark_for_thousands_is_not_a_wrong_number(attempt: str) -> None:
    assert judged("¿Cuántos moles hay en 2,5 kg de CaCO3?", attempt).outcome == "right"


def test_a_result_of_one_digit_does_not_hide_a_wrong_factor() -> None:
    verdict = judged("cuantos moles hay en 90 g de agua", "n = 90/17 = 5 mol")
    assert (verdict.outcome, verdict.misconception) == ("wrong", "stoichiometry.arithmetic")


@pytest.mark.parametrize("attempt", ["2 Fe + 1,5 O2 → Fe2O3", "2 Fe + 1.5 O2 -> Fe2O3"])
def test_decimal_coefficients_are_read(attempt: str) -> None:
    assert judged(BALANCE, attempt).outcome == "right"


def test_substances_on_the_wrong_side_and_lost_charges_are_wrong() -> None:
    text = "Ajusta MnO4- + Fe2+ + H+ -> Mn2+ + Fe3+ + H2O"
    swapped = judged(text, "MnO4- + 5Fe3+ + 8H+ -> Mn2+ + 5Fe2+ + 4H2O")
    lost = judged(text, "MnO4 + 5Fe + 8H -> Mn + 5Fe + 4H2O")
    assert swapped.outcome == "wrong"
    assert (lost.outcome, lost.misconception) == ("wrong", None)


@pytest.mark.parametrize(
    "text",
    [
        "no entiendo el paso 2", "tengo 2 preguntas", "estoy en 3 ESO", "voy a sacar un 10", "¿de dónde sale el 18?", "why 18?",
        "y si fueran 50 g?", "¿cuántos moles hay en 36 g de agua?", "¿puedo usar 35,5 para el cloro?", "I have 2 questions",
    ],
)  # fmt: skip
def test_numbers_in_talk_are_no_attempt(text: str) -> None:
    assert not subject.looks_like_attempt(text, "es")
    for problem in (MOLAR, MOLES, MASS):
        assert judged(problem, text).outcome == "unreadable"


@pytest.mark.parametrize("text", ["1" * 2000, "₂" * 1990, "0" * 1990, "=1=1" * 490, "H+" * 990 + "->H2"])
def test_hostile_attempts_are_refused_with_little_work(
    text: str, calls: Callable[[Callable[[], object]], int]
) -> None:
    for problem in (MOLES, MASS, BALANCE):
        assert judged(problem, text).outcome in ("unreadable", "wrong")
        assert calls(partial(judged, problem, text)) < 50_000


@pytest.mark.parametrize(
    "attempt", ["la masa molar del agua es 18", "the molar mass of water is 18", "me da 18"]
)
def test_a_bare_result_in_words_still_counts(attempt: str) -> None:
    assert judged(MOLES, attempt).outcome == "incomplete"


def test_clauses_of_one_line_are_judged_one_by_one() -> None:
    text = "¿Cuántos gramos son 2 mol de agua?"
    verdict = judged(text, "1 mol son 18 g, luego 2 mol son 36 g")
    assert (verdict.outcome, verdict.final) == ("right", True), verdict
    assert judged(text, "1 mol son 18 g, luego 2 mol son 18 g").outcome == "wrong"
    assert judged(text, "18 g son 1 mol, 36 g son x").outcome != "wrong"
