"""Numbers are found in every way that a reply could state them."""

from fractions import Fraction

import pytest

from subjects.problem import Lang
from tutoring.numbers import figures, ungrouped, words


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


@pytest.mark.parametrize(
    ("text", "lang", "closed"),
    [
        ("$2,520,000 and 1,300", "en", "$2520000 and 1300"), ("1.300 € y 2.520.000", "es", "1300 € y 2520000"),
        ("1,25 m", "es", "1,25 m"), ("3.14 and 12,34", "en", "3.14 and 12,34"), ("3,591 → 3591", "en", "3591 → 3591"),
    ],
)  # fmt: skip
def test_thousands_are_closed_up_as_each_language_writes_them(text: str, lang: Lang, closed: str) -> None:
    assert ungrouped(text, lang) == closed
