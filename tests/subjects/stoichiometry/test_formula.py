"""Formulas are read as students write them, and their masses agree with an independent library."""

from __future__ import annotations

import molmass
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subjects.stoichiometry import substances
from subjects.stoichiometry.elements import symbols
from subjects.stoichiometry.formula import molar_mass, plain, read_formula


@pytest.mark.parametrize(
    ("text", "formula", "charge"),
    [
        ("H₂SO₄", "H2SO4", 0),
        (r"\ce{H2SO4}", "H2SO4", 0),
        (r"$\mathrm{H_2O}$", "H2O", 0),
        ("Ca(OH)2", "Ca(OH)2", 0),
        ("CuSO4·5H2O", "CuSO4·5H2O", 0),
        ("CuSO4 * 5 H2O", "CuSO4·5H2O", 0),
        ("CuSO4.5H2O", "CuSO4·5H2O", 0),
        ("SO4^{2-}", "SO4^2-", -2),
        ("SO42-", "SO4^2-", -2),
        ("SO₄²⁻", "SO4^2-", -2),
        ("MnO4-", "MnO4^-", -1),
        ("NH4+", "NH4^+", 1),
        ("Fe3+", "Fe^3+", 3),
        ("Fe+3", "Fe^3+", 3),
        ("[Fe(CN)6]4-", "[Fe(CN)6]^4-", -4),
        ("NaCl(aq)", "NaCl", 0),
    ],
)
def test_notations_of_a_formula_mean_the_same_substance(text: str, formula: str, charge: int) -> None:
    found = read_formula(plain(text).strip())
    assert found is not None
    assert (found.formula, found.charge) == (formula, charge)


@pytest.mark.parametrize(
    "text",
    ["", "hola", "Xx2", "H2O)", "(H2O", "H0", "((((((H))))))", "2", "H2O2O·", "A" * 200, "()2", "H99999"],
)
def test_what_is_no_formula_is_not_read(text: str) -> None:
    assert read_formula(text) is None


def test_every_known_substance_weighs_what_molmass_says() -> None:
    for formula in substances.formulas():
        right = molmass.Formula(formula.replace("·", ".")).mass
        ours = float(molar_mass(substances.species(formula), "precise"))
        school = float(molar_mass(substances.species(formula)))
        assert ours == pytest.approx(right, rel=2e-4), formula
        assert school == pytest.approx(right, rel=1e-2), formula


_parts = st.tuples(st.sampled_from(sorted(symbols() - {"D", "T"})), st.integers(1, 12))


@settings(deadline=None, max_examples=60)
@given(st.lists(_parts, min_size=1, max_size=4), st.integers(2, 4), st.lists(_parts, max_size=2))
def test_random_formulas_weigh_what_molmass_says(
    group: list[tuple[str, int]], times: int, tail: list[tuple[str, int]]
) -> None:
    def text(parts: list[tuple[str, int]]) -> str:
        return "".join(symbol + (str(n) if n > 1 else "") for symbol, n in parts)

    formula = f"({text(group)}){times}{text(tail)}"
    found = read_formula(formula)
    assert found is not None
    assert float(molar_mass(found, "precise")) == pytest.approx(molmass.Formula(formula).mass, rel=5e-4)


def test_names_are_found_without_accents_in_both_languages() -> None:
    for name, formula in (
        ("DIOXIDO DE CARBONO", "CO2"),
        ("ammonia", "NH3"),
        ("sal", "NaCl"),
        ("oxigeno", "O2"),
    ):
        found = substances.by_name(name)
        assert found is not None
        assert found.formula == formula
    assert len(substances.formulas()) >= 60
