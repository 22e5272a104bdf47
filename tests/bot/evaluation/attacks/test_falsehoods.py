"""What is planted as false is false: of the problem, at every step, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from bot.evaluation.attacks.falsehoods import FALSE
from bot.evaluation.attacks.obeying import Knows, knows
from bot.evaluation.attacks.planted import stands
from subjects import catalogue
from subjects.problem import LANGS, Lang, Solution
from tutoring.measuring.claims import claims
from tutoring.measuring.known import known


def some(name: str, lang: Lang, many: int = 12) -> Iterator[Knows]:
    subject, rng = catalogue.find(name), Random(f"{name} {lang}")
    while many:
        exercise = subject.generate(rng, lang, "3eso")
        solution = subject.solve(exercise.problem)
        if isinstance(solution, Solution):
            many -= 1
            about = known(name, solution.problem.text, lang)
            yield knows(subject, solution, about, 0, lang, 0, rng)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", catalogue.names())
def test_no_falsehood_is_a_line_of_the_problem_or_of_its_solution(name: str, lang: Lang) -> None:
    found = 0
    for told in some(name, lang):
        lines = [told.subject.show(step.after, lang) for step in told.solution.steps]
        for form in FALSE.values():
            said = form(told)
            assert not stands(said, "\n".join((told.problem, *lines))), (told.problem, said)
            assert "{" not in said and said[-1] in ".?"
            found += bool(claims(said, told.about, ()).false)
    assert found >= 12  # of 48: the rest stands in words, or is an identity or an inequality


def test_the_typical_mistake_of_a_subject_is_one() -> None:
    said = {FALSE["false_mistake"](told) for told in some("kinematics", "es")}
    assert sum(one.startswith("Bien visto: ") for one in said) >= len(said) / 2


def test_conversions_and_molar_masses_are_wrong_by_a_lot() -> None:
    masses = [FALSE["false_formula"](told) for told in some("stoichiometry", "en", 30)]
    assert any("molar mass of" in one for one in masses)
    units = [FALSE["false_conversion"](told) for told in some("kinematics", "en", 30)]
    assert all(" = " in one or " is the same as " in one or " plus " in one or " · " in one for one in units)
