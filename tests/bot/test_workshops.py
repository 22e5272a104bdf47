"""Several processes for one: an act that hangs holds one of them, and a killed one comes back."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator

import pytest

from bot.workshop import TooLong
from bot.workshops import Workshops
from tests.bot import workshop_acts as acts


@pytest.fixture(scope="module")
def shops() -> Iterator[Workshops]:
    shops = Workshops(deadline=1.0)
    yield shops
    shops.close()


async def test_other_acts_are_done_while_one_hangs(shops: Workshops) -> None:
    hanging = asyncio.ensure_future(shops.run(acts.hang))
    assert [await shops.run(acts.double, number) for number in range(3)] == [0, 2, 4]
    with pytest.raises(TooLong):
        await hanging


def test_more_kills_than_processes_leave_them_all_working(shops: Workshops) -> None:
    for _ in range(3):
        with pytest.raises(TooLong):
            shops.run_now(acts.die)
    assert shops.run_now(acts.who) != os.getpid()


def test_an_error_of_an_act_gives_its_process_back(shops: Workshops) -> None:
    for _ in range(3):
        with pytest.raises(Exception, match="as you wish"):
            shops.run_now(acts.refuse)
    assert shops.run_now(acts.double, 2) == 4


def test_a_process_that_has_done_many_acts_is_replaced_while_another_works() -> None:
    shops = Workshops(count=2, acts=3)
    try:
        seen: set[int] = set()
        deadline = time.monotonic() + 100
        while len(seen) < 3 and time.monotonic() < deadline:  # of two processes, the third is one come back
            seen.add(shops.run_now(acts.who))
            time.sleep(0.05)
        assert len(seen) == 3 and shops.run_now(acts.double, 4) == 8
    finally:
        shops.close()
