"""Proportions by mass are right however they are written, and wrong steps beside them keep their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subjects.problem import Lang, Problem, Solution, Verdict
from subjects.stoichiometry import subject

OXIDE = "¿Qué masa de MgO se forma al quemar 6 g de magnesio? 2 Mg + O2 → 2 MgO. Masas atómicas: Mg = 24, O = 16"
AMMONIA = "How many grams of NH3 are made from 14 g of N2? N2 + 3 H2 → 2 NH3"
RUST = "¿Cuántos gramos de Fe2O3 se forman con 28 g de hierro? 4 Fe + 3 O2 → 2 Fe2O3"
GAS = "¿Qué volumen de CO2 en c.n. dan 25 g de CaCO3? CaCO3 → CaO + CO2"
LEFT = "Se juntan 12 g de H2 con 80 g de O2. ¿Qué reactivo es el limitante? 2 H2 + O2 → 2 H2O"
SMALL = "2 g of H2 meet 80 g of O2. Which one is the limiting reactant? 2 H2 + O2 → 2 H2O"
WET = "Halla la masa molar del MgSO4·7H2O"
GYPSUM = "How many moles are in 86 g of CaSO4·2H2O?"
STONE = "Una piedra de 450 g ocupa 180 cm³. ¿Qué densidad tiene?"


def judged(text: str, attempt: str, lang: Lang) -> Verdict:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), problem
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), solution
    return subject.check(solution, attempt, lang)


@pytest.mark.parametrize(
    ("text", "lang", "attempt"),
    [
        (OXIDE, "es", "6 g Mg · 80/48 = 10 g"),
        (OXIDE, "es", "6·80/48 = 10 g"),
        (OXIDE, "es", "48 g → 80 g; 6 g → x; x = 10 g"),
        (OXIDE, "es", "48 g -> 80 g\n6 g -> x\nx = 6·80/48 = 10 g"),
        (OXIDE, "es", "6/48 = x/80"),
        (OXIDE, "es", "48 g — 80 g\n6 g — x\nx = 10 g"),
        (OXIDE, "es", "si 48 g de Mg dan 80 g de MgO, 6 g dan 10 g"),
        (OXIDE, "es", "48 g Mg = 80 g MgO"),
        (OXIDE, "es", "80/48 = 1,67; 6·1,67 = 10 g"),
        (OXIDE, "es", "2·24 = 48; 2·40 = 80; 6·80/48 = 10 g"),
        (OXIDE, "es", "2·24 = 48 g\n2·40 = 80 g\n10 g"),
        (AMMONIA, "en", "14 g N2 × 34/28 = 17 g"),
        (AMMONIA, "en", "28 : 34 = 14 : x"),
        (AMMONIA, "en", "28 g of N2 give 34 g of NH3, so 17 g"),
        (GAS, "es", "25 g CaCO3 · 22,4/100 = 5,6 L"),
        (GAS, "es", "100 g → 22,4 L; 25 g → x; x = 5,6 L"),
        (GAS, "es", "25 g CaCO3 = 5,6 L CO2"),
    ],
)
def test_a_proportion_by_mass_is_right(text: str, lang: Lang, attempt: str) -> None:
    assert judged(text, attempt, lang).outcome == "right"


@pytest.mark.parametrize(
    ("text", "lang", "attempt", "name"),
    [
        (OXIDE, "es", "6 g Mg · 48/80 = 3,6 g", "ratio_inverted"),
        (OXIDE, "es", "48 g Mg = 60 g MgO", None),
        (OXIDE, "es", "6 g Mg · 80/48 = 12 g", "arithmetic"),
        (OXIDE, "es", "10 kg", "unit_conversion"),
        (GAS, "es", "5,6 mL", "unit_conversion"),
        (RUST, "es", "n(Fe) = 0,5 mol\nn(Fe2O3) = 1 mol\nm = 160 g", "ratio_inverted"),
        (RUST, "es", "28/56 = 0,5 mol\n0,5 mol de Fe2O3\n80 g", "mole_ratio_ignored"),
        (AMMONIA, "en", "14/28 = 0.5 mol\n0.5/2 = 0.25 mol\n0.25·17 = 4.25 g", "ratio_inverted"),
        (WET, "es", "120 g/mol", "hydrate_water_ignored"),
        (WET, "es", "M = 24 + 32 + 4·16 + 18 = 138 g/mol", "hydrate_water_ignored"),
        (GYPSUM, "en", "86/136 = 0.632 mol", "hydrate_water_ignored"),
        (STONE, "es", "180/450 = 0,4 g/cm³", "density_inverted"),
        (STONE, "es", "0,4 g/cm³", "density_inverted"),
        (LEFT, "es", "El hidrógeno, porque tiene menos masa", "limiting_by_mass"),
        (LEFT, "es", "Es el H2 ya que hay menos gramos", "limiting_by_mass"),
        (LEFT, "es", "El limitante es el H2, que son 12 g y el otro 80 g", None),
        (SMALL, "en", "O2 because there is more of it", None),
    ],
)
def test_a_wrong_step_is_named(text: str, lang: Lang, attempt: str, name: str | None) -> None:
    verdict = judged(text, attempt, lang)
    assert verdict.outcome == "wrong"
    assert name is None or verdict.misconception == f"stoichiometry.{name}"


@pytest.mark.parametrize(
    ("text", "lang", "attempt"),
    [
        (LEFT, "es", "El O2, porque se acaba antes"),
        (LEFT, "es", "creo que es el oxígeno"),
        (SMALL, "en", "H2 because there are fewer grams"),
        (SMALL, "en", "I think it is H2"),
    ],
)
def test_the_right_reactant_with_a_reason_is_right(text: str, lang: Lang, attempt: str) -> None:
    assert judged(text, attempt, lang).outcome == "right"


def test_the_reason_does_not_hide_a_wrong_number() -> None:
    asked = "12 g de H2 reaccionan con 80 g de O2. ¿Cuántos gramos de agua se forman? 2 H2 + O2 → 2 H2O"
    assert judged(asked, "El limitante es el O2, se forman 108 g de agua", "es").outcome == "wrong"
    assert judged(asked, "El limitante es el O2, se forman 90 g de agua", "es").outcome == "right"


@given(grams=st.integers(1, 400), wrong=st.integers(2, 9))
def test_a_proportion_by_mass_holds_for_every_amount(grams: int, wrong: int) -> None:
    text = f"¿Qué masa de CO2 se obtiene con {grams} g de carbono? C + O2 → CO2"
    good = judged(text, f"{grams} g C · 44/12 = {round(grams * 44 / 12, 3)} g".replace(".", ","), "es")
    bad = judged(text, f"{grams} g C · 44/12 = {round(grams * 44 / 12 * wrong, 3)} g".replace(".", ","), "es")
    assert (good.outcome, bad.outcome) == ("right", "wrong")


@pytest.mark.parametrize(
    ("lang", "skeleton", "said"),
    [
        ("es", "Zn + Ag+ → Zn2+ + Ag", "2 Zn + Ag+ → 2 Zn2+ + Ag"),
        ("en", r"\ce{Al + H+ -> Al^{3+} + H2}", r"\ce{Al + 2 H+ -> Al^{3+} + H2}"),
        ("es", "Cr2O7²⁻ + I⁻ + H⁺ → Cr³⁺ + I₂ + H₂O", "Cr2O7²⁻ + 2 I⁻ + 14 H⁺ → 2 Cr³⁺ + I₂ + 7 H₂O"),
    ],
)
def test_atoms_balanced_without_the_charge_are_wrong_and_named(lang: Lang, skeleton: str, said: str) -> None:
    asked = ("Ajusta la ecuación iónica " if lang == "es" else "Balance the ionic equation ") + skeleton
    verdict = judged(asked, said, lang)
    assert (verdict.outcome, verdict.misconception) == ("wrong", "stoichiometry.charge_ignored")
