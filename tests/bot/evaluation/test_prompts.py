"""Prompts for the comparison are what serving would send, and never hold the answer."""

from __future__ import annotations

import re

import pytest

from bot.evaluation.comparing import leaked
from bot.evaluation.prompts import GENERAL_MOVES, MOVES, Sample, samples
from subjects import catalogue
from tests.bot.evaluation.scripted import LESSON
from tutoring.reading import reader


def last_line(one: Sample) -> str:
    """What a prompt asks of the model; the number of a rung («pista 1») is no number of the problem."""
    return re.sub(r"(pista|hint) \d", r"\1", one.plan.prompt[1][1].rsplit("\n", 1)[-1])


@pytest.mark.parametrize("name", [*catalogue.names(), "general"])
def test_samples_are_alike_every_time_and_of_the_wanted_moves(name: str) -> None:
    some = samples(name, 12, LESSON, reader())
    assert [one.id for one in some] == [one.id for one in samples(name, 12, LESSON, reader())]
    assert len({one.id for one in some}) == 12 and {one.lang for one in some} == {"es", "en"}
    wanted = GENERAL_MOVES if name == "general" else MOVES
    assert {one.plan.move.kind for one in some} <= set(wanted)
    assert all(one.plan.speaker == name for one in some)
    given = [one for one in some if leaked(last_line(one), one)]
    assert given == []
