"""Attempts at calculations: right ways are right, wrong ones wrong and named, units asked for."""

from __future__ import annotations

import pytest

from subjects.problem import Problem, Solution, Verdict
from subjects.stoichiometry import subject

GAS = "¿Qué volumen ocupan 2 moles de CO2 en condiciones normales?"
SOLUTE = "¿Cuántos gramos de NaOH hay en 250 mL de disolución 0,5 M?"
MOLARITY = "Calcula la molaridad de una disolución que contiene 20 g de NaOH en 500 mL de disolución."
LIMITING = (
    "Se hacen reaccionar 10 g de Zn con 10 g de HCl. Zn + 2 HCl -> ZnCl2 + H2. "
    "a) ¿Cuál es el reactivo limitante? b) ¿Cuántos gramos de H2 se obtienen?"
)
PURITY = "¿Cuántos gramos de CaO dan 200 g de caliza con una pureza del 80 % en CaCO3? CaCO3 -> CaO + CO2"
YIELD = "Si el rendimiento es del 70 %, ¿cuántos gramos de amoniaco dan 28 g de nitrógeno e hidrógeno en exceso? N2 + H2 → NH3"
FORMULA = (
    "Un compuesto contiene 40 % de carbono, 6,7 % de hidrógeno y 53,3 % de oxígeno. "
    "Su masa molar es 180 g/mol. Halla su fórmula empírica y molecular."
)
DILUTION = "¿Qué volumen de HCl 12 M se necesita para preparar 500 mL de HCl 0,5 M?"
IDEAL = "¿Qué volumen de oxígeno, medido a 25 °C y 1 atm, se necesita para quemar 58 g de butano?"
PERCENT = "Se disuelven 20 g de NaCl en 180 g de agua. Calcula el porcentaje en masa."
TITRATION = "Para neutralizar 20 mL de H2SO4 se gastan 40 mL de NaOH 0,5 M. ¿Cuál es la molaridad del ácido?"


def judged(text: str, attempt: str) -> Verdict:
    problem = subject.parse(text, "es")
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution)
    return subject.check(solution, attempt, "es")


@pytest.mark.parametrize(
    ("text", "attempt"),
    [
        (GAS, "44,8 L"), (GAS, "V = 2·22,4 = 44,8 L"), (GAS, "44800 mL"), (GAS, "ocupan 44,8 litros"), (SOLUTE, "5 g"),
        (SOLUTE, "0,25 · 0,5 · 40 = 5 g"), (SOLUTE, "0,005 kg"), (MOLARITY, "1 M"), (MOLARITY, "c = 1 mol/L"),
        (MOLARITY, "n = 20/40 = 0,5 mol\nc = 0,5 mol/0,5 L = 1 mol/L"), (LIMITING, "a) HCl\nb) 0,274 g"), (PURITY, "89,6 g"),
        (LIMITING, "a) HCl b) 0,27 g"), (YIELD, "23,8 g"), (FORMULA, "la fórmula molecular es C6H12O6"), (DILUTION, "20,8 mL"),
        (DILUTION, "V1 = 0,5·500/12 = 20,8 mL"), (IDEAL, "V = nRT/p = 6,5·0,082·298/1 = 158,8 L"), (IDEAL, "159 L"),
        (PERCENT, "10 %"), (PERCENT, "20/200·100 = 10 %"), (TITRATION, "0,5 M"),
    ],
)  # fmt: skip
def test_right_answers_are_right_however_they_are_written(text: str, attempt: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.final) == ("right", True), verdict


@pytest.mark.parametrize(
    ("text", "attempt"),
    [
        (SOLUTE, "n = 0,125 mol"), (SOLUTE, "V = 0,25 L"), (SOLUTE, "M(NaOH) = 40 g/mol"), (MOLARITY, "20/40 = 0,5 mol"),
        (LIMITING, "el limitante es el HCl"), (LIMITING, "n(Zn) = 10/65,4 = 0,153 mol"), (PURITY, "200·0,8 = 160 g de CaCO3"),
        (FORMULA, "C: 40/12 = 3,33 mol"), (FORMULA, "CH2O"), (IDEAL, "T = 298 K"), (IDEAL, "n(O2) = 6,5 mol"), (PERCENT, "200 g"),
        (TITRATION, "n(NaOH) = 0,02 mol"), (YIELD, "N2 + 3H2 -> 2NH3"),
    ],
)  # fmt: skip
def test_steps_and_other_ways_are_right(text: str, attempt: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.final) == ("right", False), verdict


@pytest.mark.parametrize(
    ("text", "attempt", "name"),
    [
        (GAS, "44,8 g", "unit_wrong"), (GAS, "V = 2/22,4 = 0,089 L", "divide_multiply_swapped"), (SOLUTE, "5000 g", "ml_as_l"),
        (MOLARITY, "c = 20/0,5 = 40 M", "grams_as_moles"), (LIMITING, "el limitante es el Zn", "limiting_by_moles"),
        (LIMITING, "1,096 g", "ratio_inverted"), (LIMITING, "0,548 g", "mole_ratio_ignored"), (PURITY, "112 g", "purity_ignored"),
        (PURITY, "140 g", "purity_inverted"), (YIELD, "48,6 g", "yield_inverted"), (YIELD, "se obtienen 34 g", "yield_ignored"),
        (FORMULA, "la fórmula molecular es CH2O", "empirical_as_molecular"), (DILUTION, "12 L", "dilution_inverted"),
        (IDEAL, "13,3 L", "celsius_as_kelvin"), (IDEAL, "145,6 L", "molar_volume_outside"),
        (PERCENT, "11,1 %", "percent_over_solvent"),
        (TITRATION, "1 M", "mole_ratio_ignored"),
    ],
)  # fmt: skip
def test_misconceptions_are_named(text: str, attempt: str, name: str) -> None:
    verdict = judged(text, attempt)
    assert (verdict.outcome, verdict.misconception) == ("wrong", f"stoichiometry.{name}")


@pytest.mark.parametrize(
    ("text", "value", "unit", "other"),
    [
        (GAS, 44.8, "L", "mol"), (SOLUTE, 5, "g", "mol"), (MOLARITY, 1, "M", "g"), (PURITY, 89.6, "g", "mol"),
        (YIELD, 23.8, "g", "%"), (IDEAL, 158.8, "L", "g"), (PERCENT, 10, "%", "g"), (TITRATION, 0.5, "M", "g/L"),
    ],
)  # fmt: skip
def test_wrong_values_and_units_are_always_wrong(text: str, value: float, unit: str, other: str) -> None:
    for wrong in (-value, value * 10, value / 10, value + 1, value - 1):
        if wrong == 0:
            continue
        assert judged(text, f"{round(wrong, 6)} {unit}".replace(".", ",")).outcome == "wrong", (wrong, unit)
    assert judged(text, f"{value} {other}".replace(".", ",")).outcome == "wrong"
    assert judged(text, f"{value}".replace(".", ",")).missing == ("unit",)


def test_the_first_wrong_line_is_pointed_at() -> None:
    verdict = judged(MOLARITY, "n = 20/40 = 0,5 mol\nc = 0,5·0,5 = 0,25 M\nc = 0,25 M")
    assert (verdict.outcome, verdict.at_step, verdict.line) == ("wrong", 1, "c = 0,5·0,5 = 0,25 M")


@pytest.mark.parametrize("attempt", ["no lo sé", "", "ayuda", "???", "¿por qué 22,4?", "tengo 2 dudas"])
def test_what_is_no_attempt_is_unreadable(attempt: str) -> None:
    for text in (GAS, LIMITING, FORMULA, MOLARITY):
        assert judged(text, attempt).outcome == "unreadable"
