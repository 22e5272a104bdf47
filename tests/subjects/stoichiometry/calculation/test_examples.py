"""Exercises of every kind read, solve, check and keep their secrets; every misconception is found where it is made."""

from __future__ import annotations

from random import Random

import pytest

from subjects.problem import LANGS, Lang, Problem, Solution
from subjects.stoichiometry import subject
from subjects.stoichiometry.calculation.examples import exercise, kinds

bank = subject.phrases


def made(kind: str, lang: Lang) -> tuple[Solution, Random]:
    rng = Random(f"{kind}/{lang}")
    found = exercise(kind, rng, lang)
    assert found is not None, kind
    solution = subject.solve(found.problem, subject.methods[LANGS.index(lang)])
    assert isinstance(solution, Solution)
    return solution, rng


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", kinds())
def test_every_kind_joins_checks_and_keeps_its_secrets(kind: str, lang: Lang) -> None:
    solution, rng = made(kind, lang)
    for one, other in zip(solution.steps, solution.steps[1:], strict=False):
        assert one.after == other.before
    for index, step in enumerate(solution.steps):
        shown = subject.show(step.after, lang)
        verdict = subject.check(solution, subject.attempt_line(solution, index, rng, lang), lang, (), index)
        assert verdict.outcome == "right", (step.after, verdict)
        assert verdict.reached >= index + 1
        assert subject.allows(shown, solution, index + 1) is True, shown
        if step.rule != "data":
            assert subject.allows(shown, solution, index) is not True, shown
            assert any(shown in secret.texts for secret in subject.secrets(solution, index))
        assert shown not in subject.slots(solution, index, lang).values()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", kinds())
def test_every_mistake_is_found_and_worded(kind: str, lang: Lang) -> None:
    solution, rng = made(kind, lang)
    for index in range(len(solution.steps)):
        for name, line in subject.mistakes(solution, index, rng, lang):
            verdict = subject.check(solution, line, lang, (), index)
            assert verdict.outcome == "wrong", line
            assert verdict.misconception is not None, line
            for found in (name, verdict.misconception):
                assert found.removeprefix("stoichiometry.") in bank.keys("misconception")


@pytest.mark.parametrize("kind", kinds())
def test_siblings_have_other_data(kind: str) -> None:
    solution, _ = made(kind, "es")
    found = subject.sibling(solution, 3, "es")
    if found is not None:
        other = subject.solve(found.problem, solution.method)
        assert isinstance(other, Solution)
        assert other.answer != solution.answer


def test_the_bank_of_misconceptions_says_how_each_is_made_and_its_source() -> None:
    names = bank.keys("misconception")
    assert len(names) >= 35
    for name in names:
        row = bank._tree["misconception"][name]
        assert row["made"]
        assert row["source"]


def test_all_the_atoms_of_a_compound_are_spoken_of_as_of_that_compound() -> None:
    found = subject.parse("¿Cuántos átomos hay en 18 g de agua?", "es")
    assert isinstance(found, Problem)
    solution = subject.solve(found, None, "3eso")
    assert isinstance(solution, Solution)
    assert {subject.slots(solution, at, "es")["formula"] for at in range(len(solution.steps))} == {"H2O"}
