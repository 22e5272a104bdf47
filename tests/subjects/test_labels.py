"""Labels, numbers and bullets before a line of work are no mathematics, in any subject."""

import pytest

from subjects import catalogue
from subjects.labels import unlabelled, without_labels
from subjects.problem import Lang, Problem, Solution, Verdict


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("Fórmula: v = v0 + a·t", "v = v0 + a·t"), ("**Resultado:** v = 12 m/s", "v = 12 m/s"), ("2) Paso 2: 3x = 15", "3x = 15"),
        ("• Sustituyo: v = 0 + 2·6", "v = 0 + 2·6"), ("Formula - n = m/M", "n = m/M"), ("Solución final: x = 5", "x = 5"),
        ("- 3x = 15", "3x = 15"), ("-3x = 15", "-3x = 15"), ("a) 30 s", "a) 30 s"), ("Step 3: x = 5", "x = 5"),
        ("✅ x = 5", "x = 5"),
        ("1.5x = 3", "1.5x = 3"), ("12 - x = 4", "12 - x = 4"), ("Datos:", ""), ("respuesta 5", "respuesta 5"),
    ],
)  # fmt: skip
def test_a_line_loses_its_label_and_nothing_else(line: str, bare: str) -> None:
    assert unlabelled(line) == bare


def test_lines_stay_as_many_as_they_were() -> None:
    assert without_labels("Datos:\nv0 = 0\nFórmula: v = v0 + a·t") == "Datos:\nv0 = 0\nv = v0 + a·t"


CAR: dict[Lang, str] = {
    "es": "Un coche que parte del reposo acelera a 2 m/s² durante 6 s. ¿Qué velocidad alcanza?",
    "en": "A car starts from rest and accelerates at 2 m/s^2 for 6 s. What speed does it reach?",
}


def judged(name: str, problem: str, attempt: str, lang: Lang) -> Verdict:
    subject = catalogue.find(name)
    read = subject.parse(problem, lang)
    assert isinstance(read, Problem)
    solution = subject.solve(read)
    assert isinstance(solution, Solution)
    return subject.check(solution, attempt, lang)


@pytest.mark.parametrize(
    ("lang", "attempt"),
    [
        ("es", "Datos: v0 = 0 m/s; a = 2 m/s²; t = 6 s\nFórmula: v = v0 + a·t\nSustituyo: v = 0 + 2·6\nResultado: v = 12 m/s"),
        ("en", "Data: v0 = 0 m/s; a = 2 m/s^2; t = 6 s\nFormula: v = v0 + a·t\nSubstitution: v = 0 + 2·6\nResult: v = 12 m/s"),
    ],
)  # fmt: skip
def test_a_labelled_solution_of_kinematics_is_right_to_the_end(lang: Lang, attempt: str) -> None:
    verdict = judged("kinematics", CAR[lang], attempt, lang)
    assert (verdict.outcome, verdict.final) == ("right", True)


def test_a_mistake_under_a_label_is_found_in_its_line() -> None:
    attempt = "Datos: v0 = 0 m/s; a = 2 m/s²; t = 6 s\nFórmula: v = v0 + a·t\nSustituyo: v = 0 + 2/6\nResultado: v = 0,33 m/s"
    verdict = judged("kinematics", CAR["es"], attempt, "es")
    assert (verdict.outcome, verdict.at_step, verdict.line) == ("wrong", 2, "v = 0 + 2/6")


def test_a_labelled_formula_of_stoichiometry_is_read() -> None:
    verdict = judged("stoichiometry", "¿Cuántos moles hay en 36 g de agua (H2O)?", "Fórmula: n = m/M", "es")
    assert verdict.outcome == "right"
