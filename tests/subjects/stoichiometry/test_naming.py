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
        ("óxido férrico", "Fe2O3"), ("cupric nitrate", "Cu(NO3)2"), ("ferrous chloride", "FeCl2"), ("carbonato cálcico", "CaCO3"),
        ("sulfato amónico", "(NH4)2SO4"), ("trióxido de dihierro", "Fe2O3"), ("dihidróxido de calcio", "Ca(OH)2"),
        ("dinitrogen tetroxide", "N2O4"), ("óxido de azufre(VI)", "SO3"), ("óxido de hierro III", "Fe2O3"),
        ("sulfato ferroso heptahidratado", "FeSO4·7H2O"), ("anhídrido sulfúrico", "SO3"), ("sodium peroxide", "Na2O2"),
        ("phosphorus pentachloride", "PCl5"), ("óxido ferroso cúprico", None), ("óxido de azufre", None),
    ],
)  # fmt: skip
def test_names_are_read(name: str, formula: str | None) -> None:
    found = substances.by_name(name)
    assert (found.formula if found else None) == formula
