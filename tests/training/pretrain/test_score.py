"""The score tells grounded replies from invented ones, and keeps a better base from being overwritten."""

from __future__ import annotations

import pytest

from training.pretrain.item import Item
from training.pretrain.score import KindScore, Score, formulas, judge, language, numbers


def asked(
    prompt: str, reply: str, kind: str = "plain", must_copy: tuple[str, ...] = (), lang: str = "es"
) -> Item:
    return Item((("user", prompt), ("assistant", reply)), kind, must_copy, lang)


def test_numbers_are_compared_whole_and_without_regard_to_the_decimal_sign() -> None:
    assert numbers("12,5 m/s y 3 · 10^4, x₂") == {"12.5", "3", "10", "4", "2"}
    assert numbers("12.5") == numbers("12,5")


def test_formulas_are_found_and_capital_words_are_not() -> None:
    assert formulas("El Fe₂(SO₄)3 y NaCl en la ESO. ¿Qué es H2O?") == {"Fe2(SO4)3", "NaCl", "H2O"}


@pytest.mark.parametrize(
    ("reply", "grounded"),
    [
        ("Mira el 22 y el 5.", True),
        ("Mira el 7.", False),
        ("¿Qué es Na2O?", True),
        ("¿Qué es Na2O3?", False),
        ("Sin números.", True),
    ],
)
def test_a_reply_is_grounded_if_all_it_names_is_in_the_prompt(reply: str, grounded: bool) -> None:
    assert judge(asked("5x = 22 con Na2O", ""), reply, ended=True).grounded is grounded


def test_a_number_that_the_item_allows_is_grounded() -> None:
    assert judge(asked("5x = 22", "4", must_copy=("4",)), "4", ended=True).grounded


def test_a_copy_lesson_is_right_only_if_the_value_is_there() -> None:
    item = asked("dato: +7\ntarea: copia dato", "Es +7.", "copy", ("+7",))
    assert judge(item, "Tenemos +7.", ended=True).right
    assert not judge(item, "Tenemos -7.", ended=True).right


def test_a_reply_in_the_other_language_or_without_end_is_not_right() -> None:
    item = asked("5x = 22", "¿Qué haces con el 5?")
    assert judge(item, "¿Qué haces con el 5 de la línea?", ended=True).right
    assert not judge(item, "What do you do with the 5?", ended=True).right
    assert not judge(item, "¿Qué haces con el 5 de la línea?", ended=False).right


def test_language_is_none_without_words() -> None:
    assert language("5x = 22") is None
    assert language("mira los dos lados") == "es"
    assert language("look at both sides of the line") == "en"


def made(right: float, loss: float) -> Score:
    return Score(right, loss, {"plain": KindScore(1, right, right, right, 1, 1, loss)}, ())


@pytest.mark.parametrize(
    ("new", "old", "beats"),
    [
        ((0.9, 2.0), (0.8, 1.0), True),
        ((0.8, 1.0), (0.9, 2.0), False),
        ((0.9, 1.0), (0.905, 1.1), True),
        ((0.9, 1.0), (0.9, 1.0), False),
    ],
)
def test_more_right_replies_win_and_loss_decides_between_equals(
    new: tuple[float, float], old: tuple[float, float], beats: bool
) -> None:
    assert made(*new).beats(made(*old)) is beats
