"""Batch rows in the workshop: what takes too long is unknown, and the next row is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.answering import Answering
from bot.batch import RowError
from bot.workshop import TooLong, Workshop
from subjects.problem import LANGS, Lang


class Slow(Workshop):
    """A workshop whose acts all take too long."""

    def run_now(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        raise TooLong


def test_a_row_is_answered_in_another_process() -> None:
    shop = Workshop()
    found = Answering("solve", shop)({"text": "Resuelve 5x + 7 = 22"})
    assert found["answer"] == [{"x": "3"}]
    shop.close()


def test_a_problem_that_takes_too_long_is_unsolved_and_says_why() -> None:
    found = Answering("solve", Slow())({"text": "Resuelve x = 1", "subject": "algebra"})
    assert (found["status"], found["why"], found["subject"]) == ("unsolved", "too_hard", "algebra")


@pytest.mark.parametrize("lang", LANGS)
def test_an_attempt_that_takes_too_long_is_unknown_and_never_wrong(lang: Lang) -> None:
    found = Answering("check", Slow())({"problem": "Resuelve x + 1 = 2", "attempt": "x = 1", "lang": lang})
    assert (found["verdict"], found["final"]) == ("unknown", False)
    assert found["feedback"]


@pytest.mark.parametrize("command", ["route", "guard"])
def test_where_unknown_cannot_be_said_the_row_is_an_error(command: str) -> None:
    with pytest.raises(RowError):
        Answering(command, Slow())({"text": "x", "problem": "x", "reply": "x"})


def test_rows_that_name_no_method_are_solved_by_the_classs() -> None:
    shop = Workshop()
    row = {"text": "Resuelve 5x + 7 = 22", "lang": "es"}
    for methods, first in (({}, "algebra.move_term"), ({"algebra": "balance"}, "algebra.same_both_sides")):
        found = Answering("solve", shop, methods)(row)
        assert found["steps"][0]["rule"] == first
    assert Answering("solve", shop, {"algebra": "balance"})({**row, "method": "transposition"})["steps"][0]["rule"] == (
        "algebra.move_term"
    )
    shop.close()
