"""The process where the mathematics runs: what takes too long is killed, and the next act works."""

from __future__ import annotations

import asyncio
import os
import pickle
from collections.abc import Callable, Iterator

import pytest

from bot.batch import RowError
from bot.workshop import TooLong, Workshop, _packed
from subjects import catalogue
from tests.bot import workshop_acts as acts


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    shop = Workshop(deadline=0.5)
    yield shop
    shop.close()


def test_an_act_runs_in_another_process_that_stays(shop: Workshop) -> None:
    assert shop.run_now(acts.double, 21) == 42
    there = shop.run_now(acts.who)
    assert there != os.getpid()
    assert shop.run_now(acts.who) == there


@pytest.mark.parametrize("act", [acts.hang, acts.digits, acts.huge, acts.die])
def test_an_act_that_would_hold_the_bot_is_ended_and_the_next_one_works(
    shop: Workshop, act: Callable[[], object]
) -> None:
    assert shop.run_now(acts.double, 1) == 2
    with pytest.raises(TooLong):
        shop.run_now(act)
    assert shop.run_now(acts.double, 2) == 4


def test_time_in_which_an_act_only_waits_for_its_turn_does_not_count(shop: Workshop) -> None:
    assert shop.run_now(acts.wait, 0.8) == "here"


def test_an_error_of_the_act_is_raised_as_it_is(shop: Workshop) -> None:
    with pytest.raises(RowError) as refused:
        shop.run_now(acts.refuse)
    assert (refused.value.code, str(refused.value)) == ("bad_field", "as you wish")


async def test_other_work_goes_on_meanwhile(shop: Workshop) -> None:
    shop.run_now(acts.double, 1)
    ticks = 0
    hanging = asyncio.ensure_future(shop.run(acts.hang))
    while not hanging.done():
        await asyncio.sleep(0.01)
        ticks += 1
    with pytest.raises(TooLong):
        await hanging
    assert ticks > 5


def test_a_subject_travels_by_its_name(shop: Workshop) -> None:
    subject = catalogue.find("kinematics")
    assert subject.phrases.patterns("es", "name")
    assert len(_packed(subject)) < 200
    assert pickle.loads(_packed([subject]))[0] is subject  # noqa: S301 - the test wrote it
