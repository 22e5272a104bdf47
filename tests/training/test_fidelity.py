"""Fidelity of replies: the class's words and not another's, its signs, its order."""

from __future__ import annotations

import json

import pytest

from subjects.problem import Step
from tests.training.examples.classes import page
from training.examples.notation import Notation
from training.examples.probes import style_of
from training.fidelity import Faith, Style, faith, shares, style

MOVING = Step(
    "algebra.same_both_sides", "3x + 8 = 23", "3x + 8 - 8 = 23 - 8", {"term": {"es": "+8", "en": "+8"}}
)
DIVIDING = Step("algebra.divide_both_sides", "3x = 15", "3x/3 = 15/3")


@pytest.fixture(scope="module")
def balance() -> Style:
    """A class that works on the scales."""
    return style_of(page("algebra-balanza.md"))


@pytest.mark.parametrize(
    ("reply", "step", "holds"),
    [
        ("Vamos. En [va por], ¿qué restamos en los dos lados?", MOVING, Faith(True, True, True)),
        ("¿Qué harías en ambos lados de [va por]?", MOVING, Faith(True, True, True)),
        ("¿Qué pasarías al otro miembro?", MOVING, Faith(False, True, True)),
        ("¿Qué restamos en los dos lados, y qué pasa al otro lado?", MOVING, Faith(False, True, True)),
        ("¿Qué harías con [término]?", MOVING, Faith(False, True, True)),
        ("¿Entre qué dividimos los dos lados?", MOVING, Faith(True, True, False)),
        ("¿Entre qué dividimos los dos lados?", DIVIDING, Faith(True, True, True)),
    ],
)
def test_a_reply_is_faithful_in_the_classs_words_and_order(
    reply: str, step: Step, holds: Faith, balance: Style
) -> None:
    assert faith(reply, step, "es", balance) == holds


def test_signs_that_the_model_writes_are_the_classs() -> None:
    kept = style(
        "algebra", ["balance"], ["transposition"], page("algebra-balanza.md").lexicon, Notation(",", "·")
    )
    assert not faith("¿Qué restamos en los dos lados de 2.5x = 5?", MOVING, "es", kept).notation
    assert not faith("¿Qué restamos en los dos lados, 3 × 4?", MOVING, "es", kept).notation
    assert faith("¿Qué restamos en los dos lados de 2,5x = 5?", MOVING, "es", kept).whole


def test_a_style_is_the_same_after_a_card(balance: Style) -> None:
    assert Style.of(json.loads(json.dumps(balance.row()))) == balance


def test_shares_are_of_all_replies_with_their_interval() -> None:
    told = shares(
        [Faith(True, True, True), Faith(True, True, True), Faith(False, True, True), Faith(True, True, False)]
    )
    assert (told["whole"], told["wording"], told["order"], told["replies"]) == (0.5, 0.75, 0.75, 4)
    assert told["margin"] == pytest.approx(0.49, abs=0.01)
    assert shares([])["replies"] == 0
