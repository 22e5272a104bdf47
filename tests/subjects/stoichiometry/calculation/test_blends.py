"""Parts put together keep their solute: shares of metals and solutions are read, solved and judged."""

from __future__ import annotations

import pytest

from subjects.problem import Lang, Problem, Solution, Unsolved
from subjects.stoichiometry import subject

ALLOYS = (
    "Se funden 300 g de una aleación con un 60 % de cobre y 200 g de otra aleación con un 85 % de cobre. "
    "¿Qué porcentaje de cobre tiene la aleación resultante?"
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
        ("es", ALLOYS, 70),
        (
            "en",
            "150 g of a 10% salt solution is mixed with 350 g of a 20% salt solution. What is the mass "
            "percent of salt in the mixture?",
            17,
        ),
        (
            "es",
            "Se mezclan 100 g de una disolución de azúcar al 12 % en masa con 50 g de agua. ¿Cuál es el "
            "nuevo porcentaje en masa?",
            8,
        ),
        (
            "es",
            "Se mezclan 200 mL de alcohol del 70 % en volumen con 300 mL de alcohol del 40 %. ¿Qué "
            "porcentaje en volumen tiene la mezcla?",
            52,
        ),
        (
            "en",
            "How many grams of silver are in the alloy made by melting 50 g of 80% silver alloy with 150 g "
            "of 92% silver alloy?",
            178,
        ),
        ("en", "A bronze alloy contains 88% copper and 12% tin by mass. What mass of tin is in 250 g of the alloy?", 30),
        ("es", "El latón contiene un 65 % de cobre y el resto es cinc. ¿Cuántos gramos de cinc hay en 200 g de latón?", 70),
    ],
)  # fmt: skip
def test_the_share_or_the_mass_of_a_component_is_found(lang: Lang, text: str, value: float) -> None:
    assert solved(text, lang).answer.value["value"] == pytest.approx(value)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "es",
            "Se funden 300 g de una aleación con un 60 % de cobre y 200 g de otra con un 85 % de plata. "
            "¿Qué porcentaje de cobre tiene la mezcla?",
        ),
        (
            "es",
            "Se mezclan 100 mL de una disolución al 12 % en masa con 50 mL de agua. ¿Cuál es el nuevo "
            "porcentaje en masa?",
        ),
        ("en", "150 g of a 10% salt solution is mixed with a 20% salt solution. What is the mass percent of the mixture?"),
        ("en", "A bronze alloy contains 88% copper and 12% tin. What mass of zinc is in 250 g of the alloy?"),
        ("en", "150 g of a 10% salt solution is mixed with 20 g of sand. What is the mass percent of the mixture?"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_not_guessed(lang: Lang, text: str) -> None:
    problem = subject.parse(text, lang)
    assert isinstance(problem, Unsolved) or isinstance(subject.solve(problem), Unsolved)


@pytest.mark.parametrize(
    ("attempt", "outcome", "misconception"),
    [
        ("180 g de cobre", "right", None), ("350/500·100 = 70 %", "right", None), ("70 %", "right", None),
        ("70", "incomplete", None),
        ("72,5 %", "wrong", "averaged"), ("(60+85)/2 = 72,5 %", "wrong", "averaged"), ("145 %", "wrong", None),
    ],
)  # fmt: skip
def test_attempts_at_a_mixture_are_judged(attempt: str, outcome: str, misconception: str | None) -> None:
    verdict = subject.check(solved(ALLOYS, "es"), attempt, "es")
    assert verdict.outcome == outcome
    if misconception:
        assert verdict.misconception == f"stoichiometry.{misconception}"


def test_a_question_about_one_part_is_no_question_about_the_whole() -> None:
    one = ALLOYS.split("¿")[0] + "¿Cuántos gramos de cobre tiene la primera?"
    problem = subject.parse(one, "es")
    assert isinstance(problem, Unsolved) or isinstance(subject.solve(problem), Unsolved)
