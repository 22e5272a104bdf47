"""Numbers are found in every way that a reply could state them."""

from fractions import Fraction

import pytest

from subjects.problem import Lang
from tutoring.numbers import figures, words


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x = 3", ["3"]), ("1,5 m/s", ["3/2"]), ("1.5 m/s", ["3/2"]), ("es -4", ["-4"]), ("−4", ["-4"]),
        ("3/2", ["3/2", "3", "2"]), ("½", ["1/2"]), (r"\frac{3}{4}", ["3/4"]), ("6,02·10^23", ["602" + "0" * 21]),
        ("H2SO4", []), ("x1 y v₀", []), ("Fe2(SO4)3", []), ("5x", ["5"]), ("3(x - 2)", ["3", "-2"]),
    ],
)  # fmt: skip
def test_figures(text: str, values: list[str]) -> None:
    assert [number.value for number in figures(text)] == [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("text", "lang", "value"),
    [
        ("tres medios", "es", "3/2"), ("menos cinco", "es", "-5"), ("treinta y dos", "es", "32"),
        ("veintitres", "es", "23"), ("mil doscientos", "es", "1200"), ("three halves", "en", "3/2"),
        ("minus five", "en", "-5"), ("twenty-five", "en", "25"), ("one hundred and two", "en", "102"),
    ],
)  # fmt: skip
def test_words(text: str, lang: Lang, value: str) -> None:
    assert [number.value for number in words(f"son {text} o", lang)] == [Fraction(value)]
