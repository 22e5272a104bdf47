"""Conversations: enough by hand, the same every time, wishes in every fourth place."""

from __future__ import annotations

import pytest

from bot.evaluation.conversations import by_hand, conversations, wishes
from subjects.problem import LANGS, Lang


@pytest.mark.parametrize("lang", LANGS)
def test_a_hundred_messages_a_language_are_written_by_hand(lang: Lang) -> None:
    assert sum(len(one.messages) for one in by_hand() if one.lang == lang) >= 100


def test_more_conversations_begin_with_the_same_ones() -> None:
    few, more = conversations(52), conversations(56)
    assert (len(few), len(more)) == (52, 56) and more[:52] == few
    assert len({one.id for one in more}) == 56


def test_a_made_one_opens_with_its_problem_and_wishes_in_every_fourth_place() -> None:
    made = [one for one in conversations(62) if one.source == "made"]
    said = {lang: {*wishes("hint", lang), *wishes("tell", lang)} for lang in LANGS}
    for one in made:
        places = [at for at, text in enumerate(one.messages) if text in said[one.lang]]
        assert places == list(range(3, len(one.messages), 4))
    assert any(len(one.messages) > 4 for one in made)


def test_a_subject_and_a_language_alone() -> None:
    some = conversations(25, ["algebra"], ["en"])
    assert {(one.subject, one.lang) for one in some} == {("algebra", "en")} and len(some) == 25
    assert all(one.subject == "other" for one in conversations(50, ["other"]))
