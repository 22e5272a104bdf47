"""Other data for the wording of an example: which numbers are data, and what may stand for them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.exercises.vary import data_in, varied


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("Un coche va a 90 km/h durante 2,5 h", ["90", "2,5"]),
        ("Se deja caer desde 20 m (g = 9,8 m/s²)", ["20"]),
        ("toma g = 10 m/s^2 y v = 15 m/s", ["15"]),
        ("¿Cuántos moles hay en 90 g de H2O?", ["90"]),
        ("Ajusta 2 H2 + O2 -> H2O", ["2"]),
        ("2H2 + O2 -> 2H2O con 4 g de H2", ["4"]),
        ("Resuelve 5x + 7 = 22", ["5", "7", "22"]),
        ("x^2 - 5x + 6 = 0", ["5", "6"]),
        ("la luz va a 3·10^8 m/s", ["3"]),
        ("Fires at 30° and 20 m/s", ["30", "20"]),
        ("12 g de C a 0 °C", ["12"]),
        ("v0 = 4 m/s, x_1 = 3", ["4", "3"]),
    ],
)
def test_what_is_no_datum_stays(text: str, data: list[str]) -> None:
    assert [datum.text for datum in data_in(text)] == data


@given(st.integers(1, 5000), st.integers(0, 10**6))
def test_a_whole_number_stays_whole_as_round_and_of_its_size(amount: int, seed: int) -> None:
    new = int(varied(f"{amount} m", data_in(f"{amount} m"), Random(seed))[:-2])
    assert amount / 3 - 1 <= new <= max(3 * amount, 9)
    assert new > 0
    if amount >= 20 and amount % 5 == 0:
        assert new % 5 == 0


@given(st.integers(1, 9999), st.integers(0, 10**6), st.sampled_from(".,"))
def test_a_decimal_keeps_its_places_and_its_mark(hundredths: int, seed: int, mark: str) -> None:
    text = f"{hundredths // 100}{mark}{hundredths % 100:02} m"
    new = varied(text, data_in(text), Random(seed))[:-2]
    assert new.count(mark) == text.count(mark)
    assert len(new.partition(mark)[2]) == 2


def test_equal_numbers_stay_equal_and_percentages_under_a_hundred() -> None:
    for seed in range(50):
        words = varied("al 80 % y al 80 %", data_in("al 80 % y al 80 %"), Random(seed)).split()
        assert words[1] == words[5]
        assert int(words[1]) < 100
