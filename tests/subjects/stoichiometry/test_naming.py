"""Names of salts are read from their ions, never without the numeral that they need."""

from __future__ import annotations

import pytest

from subjects.stoichiometry import substances


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("cloruro de hierro(III)", "FeCl3"), ("óxido de hierro (III)", "Fe2O3"), ("acetato de sodio", "CH3COONa"),
        ("aluminium hydroxide", "Al(OH)3"), ("lead(II) iodide", "PbI2"), ("dicromato de potasio", "K2Cr2O7"),
        ("ammonium sulphate", "(NH4)2SO4"), ("sulfato de cobre(II) pentahidratado", "CuSO4·5H2O"),
        ("iron(II) sulfate heptahydrate", "FeSO4·7H2O"), ("óxido de hierro", None), ("iron(VI) chloride", None),
    ],
)  # fmt: skip
def test_names_are_read(name: str, formula: str | None) -> None:
    found = substances.by_name(name)
    assert (found.formula if found else None) == formula
