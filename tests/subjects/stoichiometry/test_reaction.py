"""Equations are read whole or not at all, and balanced exactly: one way, no way or many ways."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.problem import Unsolved
from subjects.stoichiometry.equations import find_equation
from subjects.stoichiometry.formula import plain
from subjects.stoichiometry.generate import pool
from subjects.stoichiometry.reaction import Reaction, balance, is_balanced, write


def read(text: str) -> Reaction:
    found = find_equation(plain(text))
    assert isinstance(found, tuple)
    assert found[0] is not None, text
    return found[0]


@pytest.mark.parametrize(
    ("text", "balanced"),
    [
        ("Fe + O2 -> Fe2O3", "4 Fe + 3 O2 -> 2 Fe2O3"),
        ("C6H12O6+O2→CO2+H2O", "C6H12O6 + 6 O2 -> 6 CO2 + 6 H2O"),
        (
            r"\ce{KMnO4 + HCl -> KCl + MnCl2 + Cl2 + H2O}",
            "2 KMnO4 + 16 HCl -> 2 KCl + 2 MnCl2 + 5 Cl2 + 8 H2O",
        ),
        ("MnO4- + Fe2+ + H+ -> Mn2+ + Fe3+ + H2O", "MnO4^- + 5 Fe^2+ + 8 H^+ -> Mn^2+ + 5 Fe^3+ + 4 H2O"),
        (
            "Cr2O7^{2-} + I^- + H^+ -> Cr^{3+} + I2 + H2O",
            "Cr2O7^2- + 6 I^- + 14 H^+ -> 2 Cr^3+ + 3 I2 + 7 H2O",
        ),
        ("Cu + NO3- + H+ -> Cu2+ + NO + H2O", "3 Cu + 2 NO3^- + 8 H^+ -> 3 Cu^2+ + 2 NO + 4 H2O"),
        (r"Al + HCl \rightarrow AlCl3 + H2", "2 Al + 6 HCl -> 2 AlCl3 + 3 H2"),
        ("hidrógeno + oxígeno -> agua", "2 H2 + O2 -> 2 H2O"),
    ],
)
def test_equations_are_balanced_with_the_smallest_whole_numbers(text: str, balanced: str) -> None:
    result = balance(read(text))
    assert isinstance(result, Reaction)
    assert write(result) == balanced


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("H2 -> O2", "none"),
        ("Fe2+ -> Fe3+", "none"),
        ("H2O2 + KMnO4 -> K2O + MnO + H2O + O2", "many"),
        ("H2O -> H2O + O2", "none"),
    ],
)
def test_no_way_and_many_ways_are_told_apart(text: str, why: str) -> None:
    assert balance(read(text)) == why


@settings(deadline=None)
@given(st.sampled_from(["easy", "medium", "hard"]), st.data())
def test_every_reaction_of_the_bank_has_one_balance(level: str, data: st.DataObject) -> None:
    reaction = data.draw(st.sampled_from(pool(level)))
    result = balance(reaction)
    assert isinstance(result, Reaction)
    assert is_balanced(result)
    assert read(write(result)) == result


def test_a_side_that_is_not_read_whole_is_no_equation() -> None:
    assert isinstance(find_equation("Fe + nada -> Fe2O3 + ???"), Unsolved | tuple)
    assert isinstance(find_equation("xyz -> abc"), Unsolved)


def test_fractions_become_whole_numbers() -> None:
    assert read("H2 + 1/2 O2 -> H2O") == read("2 H2 + O2 -> 2 H2O")
    assert read("H2 + ½O2 -> H2O") == read("2 H2 + O2 -> 2 H2O")
