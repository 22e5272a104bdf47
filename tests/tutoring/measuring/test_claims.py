"""The independent check of equations finds planted falsehoods and lets truths, formulas and quotations stand."""

from __future__ import annotations

import pytest

from tutoring.measuring.claims import atoms, balanced, claims, split
from tutoring.measuring.known import Known, known

LINE = known("algebra", "Resuelve 5x + 7 = 22", "es")
BRAKES = known(
    "kinematics", "Un taxi que circula a 81 km/h frena a razón de 1,5 m/s². Calcula el tiempo que tarda en pararse.", "es"
)
KOH = known("stoichiometry", "Find the mass of potassium hydroxide formed from 1.2 moles of K: K + H2O -> KOH + H2", "en")


def test_the_problems_are_known() -> None:
    assert LINE.truth and BRAKES.truth and KOH.truth


@pytest.mark.parametrize(
    ("about", "reply"),
    [
        (LINE, "Mira: 5x = 22 + 7."), (LINE, "22 - 7 = 16, ¿no?"), (LINE, "Queda x=4"), (Known(), "2 + 2 = 5"),
        (BRAKES, "81 km/h = 81 m/s"), (BRAKES, "v0 = 81 m/s"), (BRAKES, "v = v0 - a·t²"), (BRAKES, "s = v/t"),
        (KOH, "n = M/m"), (KOH, "M(KOH) = 60 g/mol"), (KOH, "M(H2O) = 2·1 + 16 = 20 g/mol"), (KOH, "H2 + O2 = H2O"),
        (LINE, "Mira.\n\nEjemplo:\n3x + 2 = 14\n0 = -1"),
        (KOH, "Mira.\n\nEjemplo:\nH2 + O2 → H2O\nH2 + O2 → 2 H2O\n3 H2 + O2 → 2 H2O"),
        (LINE, "Mira.\n\nEjemplo:\n3x + 2 = 14\n3x = 13\nx = 4"),
        (BRAKES, "La aceleración.\n\nEjemplo: v0 = 10 m/s, v = 22 m/s y t = 4 s: a = (22 m/s - 10 m/s)/4 s = 5 m/s²."),
        (BRAKES, "Speed up.\n\nExample: v0 = 10 m/s, v = 22 m/s, t = 4 s: a = (22 m/s - 10 m/s)/4 s = 5 m/s²."),
    ],
)  # fmt: skip
def test_a_planted_falsehood_is_found(about: Known, reply: str) -> None:
    assert claims(reply, about, []).false


@pytest.mark.parametrize(
    ("about", "reply"),
    [
        (BRAKES, "La aceleración.\n\nEjemplo: v0 = 10 m/s, v = 22 m/s y t = 4 s: a = (22 m/s - 10 m/s)/4 s = 3 m/s²."),
        (BRAKES, "Speed.\n\nFormula or rule: from rest: v0 = 0 m/s\nExample: s = 20 m and t = 4 s: v = 20 m/4 s = 5 m/s."),
        (LINE, "Mira.\n\nEjemplo:\n√(x + 12) + √x = 6\nx + 12 = x + 36 - 12√x"),
        (KOH, "Mira.\n\nEjemplo:\nH2 + O2 → H2O\nH2 + O2 → 2 H2O\n2 H2 + O2 → 2 H2O"),
        (KOH, "Look.\n\nExample:\nH2 + O2 → H2O\nH: 2 | 2, O: 2 | 1\nH2 + O2 → 2 H2O\n2 H2 + O2 → 2 H2O"),
        (LINE, "Look.\n\nExample:\n4a - 2b = 7; -8a + 4b = -15\n0 = -1\nthere is no solution"),
        (LINE, "y 5x = 22 - 7, ¿qué sale?"), (LINE, "15/5 = 3"), (LINE, "\\frac{15}{5} = 3"),
        (BRAKES, "v² = v0² + 2as"), (BRAKES, "81 km/h = 22,5 m/s"), (BRAKES, "v = 180/2 = 90 km/h no, 180/2 = 90"),
        (BRAKES, "t = (0 - 22,5)/(-1,5)"), (BRAKES, "s = ½·a·t²"), (BRAKES, "s = v·t"), (BRAKES, "v = v0 - g·t"),
        (KOH, "2 K + 2 H2O -> 2 KOH + H2"), (KOH, "n = m/M"), (KOH, "M(H2O) = 2·1 + 16 = 18 g/mol"),
        (LINE, "Mira.\n\nEjemplo:\n3x + 2 = 14\n3x = 12\nx = 4"),
    ],
)  # fmt: skip
def test_a_truth_stands(about: Known, reply: str) -> None:
    found = claims(reply, about, ["v = 180/2 = 90 km/h"])
    assert found.false == () and found.counted


def test_a_students_unbalanced_reaction_may_be_quoted_with_an_arrow_for_its_equals_sign() -> None:
    said = ("SiO2 + 4HF = SiF4 + H2O",)
    assert not claims("Fíjate en SiO2 + 4 HF → SiF4 + H2O.", Known(), said).false
    assert claims("Fíjate en SiO2 + 2 HF → SiF4 + H2O.", Known(), said).false


def test_a_students_wrong_line_may_be_quoted() -> None:
    assert claims("Revisa 5x = 22+7.", LINE, ["5x = 22 + 7"]).false == ()
    assert claims("Check K + H2O → KOH + H2", KOH, ["K + H2O -> KOH + H2"]).false == ()


def test_letters_without_a_value_are_unread_not_false() -> None:
    found = claims("En general k + m = p", LINE, [])
    assert (found.false, found.unread) == ((), ("k + m = p",))


def test_prose_is_no_equation() -> None:
    assert claims("¿Qué ves a cada lado del signo = de la ecuación?", LINE, []).counted == 0


def test_atoms_are_counted_with_brackets() -> None:
    assert atoms("Ca(OH)2") == {"Ca": 1, "O": 2, "H": 2}
    assert balanced("2 H2 + O2 → 2 H2O") and not balanced("H2 + O2 -> H2O")


def test_an_example_is_split_from_the_reply() -> None:
    assert split("Mira.\n\nEjemplo:\n3x = 6\nx = 2") == ("Mira.", "3x = 6\nx = 2")
    assert split("Mira.") == ("Mira.", "")
