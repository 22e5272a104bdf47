"""Mathematics is found inside prose, from its first to its last token."""

import pytest

from tutoring.spans import equations, formulas, normal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Si pasas a 5x = 22 - 7, ¿qué queda?", ["5x = 22 - 7"]),
        ("¿Por qué 5x=29 y no otra cosa?", ["5x = 29"]),
        ("Mira v = v0 + a·t y piensa", ["v = v0 + a·t"]),
        ("2 H2 + O2 -> 2 H2O está ajustada", ["2 H2 + O2 → 2 H2O"]),
        ("Then x = 3.", ["x = 3"]),
        ("Mira Mg → MgO; m(Mg) = 12 g; y M(Ca(OH)2) = 74", ["Mg → MgO", "m(Mg) = 12 g", "M(Ca(OH)2) = 74"]),
        ("En x/4 = 14 la x está dividida", ["x/4 = 14"]),
        ("Mira 6w = 24 y w = 24 · 6 despacio", ["6w = 24", "w = 24 · 6"]),
        ("Mira 1/x = 2; x ≠ 0 y sigue", ["1/x = 2", "x ≠ 0"]),
        ("El siguiente paso es 2A = bh.", ["2A = bh"]),
        ("Since x³ - 4x = x(x + 2)(x - 4), go on", ["x³ - 4x = x(x + 2)(x - 4)"]),
        ("Si 5x = tu número, ¿qué queda?", []),
        ("no hay nada que ver", []),
        ("son iguales = o no", []),
    ],
)
def test_equations(text: str, found: list[str]) -> None:
    assert list(equations(text)) == found


def test_one_spelling_for_the_same_mathematics() -> None:
    assert normal("5·x = 22 − 7") == normal("$5x=22-7$") == normal(r"5\cdot x = 22 - 7")
    assert normal("1,5") == normal("1.5") and normal("H₂O") == normal("H2O")


def test_formulas() -> None:
    assert formulas("El H2O y el Fe₂O₃ con NaCl, no así El ni Si") == ("H2O", "Fe₂O₃", "NaCl")
