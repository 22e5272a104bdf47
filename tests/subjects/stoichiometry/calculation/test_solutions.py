"""Solutions of the later courses: diluted twice, traces in water, titrations by redox, gases with their constant told."""

from __future__ import annotations

import pytest

from subjects.problem import Lang, Problem, Solution, Unsolved
from subjects.stoichiometry import subject

TWICE = (
    "A 50 mL de una disolución 2 M de HCl se le añade agua hasta 250 mL. De la disolución resultante se toman 10 mL y se "
    "diluyen hasta 100 mL. ¿Cuál es la molaridad final?"
)


def solved(text: str, lang: Lang) -> Solution:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Problem), (text, problem)
    solution = subject.solve(problem)
    assert isinstance(solution, Solution), (text, solution)
    return solution


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("es", TWICE, 0.04),
        (
            "en",
            "A student dilutes 10.0 mL of 6.0 M NaOH to 100 mL, then takes 20.0 mL of that solution and dilutes it to 250 mL. "
            "What is the final concentration?",
            0.048,
        ),
        (
            "es",
            "Un agua mineral contiene 0,025 g de ion calcio en 500 mL. Expresa su concentración en ppm (mg/L).",
            50,
        ),
        (
            "es",
            "El límite de nitratos en agua potable es de 50 mg/L. ¿Cuántos gramos de nitrato hay, como máximo, en 3 m3 de agua?",
            150,
        ),
        (
            "en",
            "A 25.0 mL sample of an iron(II) solution required 20.0 mL of 0.020 M KMnO4: MnO4- + 5 Fe^2+ + 8 H+ -> Mn^2+ + "
            "5 Fe^3+ + 4 H2O. Find the concentration of Fe2+.",
            0.08,
        ),
        (
            "es",
            "En la valoración de 10 mL de agua oxigenada se gastaron 15 mL de KMnO4 0,1 M según 2 MnO4^- + 5 H2O2 + 6 H^+ → "
            "2 Mn^2+ + 5 O2 + 8 H2O. ¿Cuál es la molaridad del H2O2?",
            0.375,
        ),
        (
            "en",
            "What volume does 0.50 mol of nitrogen gas occupy at 1.2 atm and 27 °C? (R = 0.0821 L atm/mol K)",
            10.25,
        ),
        ("en", "Convert 3.65 g/L HCl to molarity.", 0.1),
        (
            "es",
            "A partir de 25 mL de HCl 4 M se preparan 200 mL de disolución. De esta se toman 50 mL y se diluyen hasta 500 mL. "
            "Calcula la concentración final.",
            0.05,
        ),
        ("en", "What volume of water must be added to 50 mL of 6 M HCl to make it 2 M?", 100),
        ("en", "Vinegar is 5.0% acetic acid by mass. How many grams of acetic acid are in 250 g of vinegar?", 12.5),
        (
            "es",
            "Una muestra de 2,5 g de caliza se trata con HCl en exceso y se desprenden 0,88 g de CO2: CaCO3 + 2 HCl → CaCl2 + "
            "CO2 + H2O. ¿Cuál es el porcentaje de CaCO3 en la caliza?",
            80,
        ),
        ("es", "Se queman 100 g de una gasolina (C8H18). Calcula la masa de CO2 que se emite.", 308.8),
    ],
)
def test_the_asked_quantity_is_found(lang: Lang, text: str, value: float) -> None:
    assert solved(text, lang).answer.value["value"] == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        ("n = 0,1 mol", "right"), ("c = 0,4 mol/L", "right"), ("n = 0,4·0,01 = 0,004 mol", "right"), ("0,04 M", "right"),
        ("0,4 M", "right"), ("4 M", "wrong"), ("0,4·100/10 = 4 M", "wrong"), ("0,2 M", "wrong"),
    ],
)  # fmt: skip
def test_attempts_at_a_double_dilution_are_judged(attempt: str, outcome: str) -> None:
    verdict = subject.check(solved(TWICE, "es"), attempt, "es")
    assert verdict.outcome == outcome
    assert verdict.final or outcome == "right"


def test_water_added_twice_is_no_volume_made_up_to() -> None:
    text = (
        "A 50 mL de HCl 2 M se añaden 250 mL de agua. Se toman 10 mL y se añaden 100 mL de agua. ¿Cuál es la molaridad final?"
    )
    assert isinstance(subject.parse(text, "es"), Unsolved)
