"""Formulas are readable without TeX, and plain text stays as it was."""

from __future__ import annotations

import pytest

from bot.plain_maths import readable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"$\frac{1}{2}x^2 + 3x = 0$", "1/2x² + 3x = 0"),
        (r"\(\frac{x+1}{3} \cdot 2\)", "(x+1)/3 · 2"),
        (r"$$\sqrt{x+1} \leq \frac{\frac{1}{2}}{3}$$", "√(x+1) ≤ (1/2)/3"),
        ("x^2 - 3x^{10} y x^-1", "x² - 3x¹⁰ y x⁻¹"),
        (r"$H_2O$ y $\text{Ca(OH)}_2$", "H₂O y Ca(OH)₂"),
        (r"$v = 3\,\mathrm{m/s}$", "v = 3 m/s"),
        ("v0 = 2 m/s; 5x + 1,5 = 2", "v0 = 2 m/s; 5x + 1,5 = 2"),
        ("Cuesta 3$ y 4$.", "Cuesta 3$ y 4$."),
        (r"\unknown{x} stays", r"\unknown{x} stays"),
        ("2^(x+1)", "2^(x+1)"),
    ],
)
def test_formulas_become_plain(text: str, shown: str) -> None:
    assert readable(text) == shown


def test_a_long_hostile_formula_takes_no_time() -> None:
    nested = r"\frac{" * 3000 + "$" * 3000 + "^{" * 3000
    assert isinstance(readable(nested), str)
