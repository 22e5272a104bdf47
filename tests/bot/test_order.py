"""One after another within a key, at once across keys, and nothing twice."""

from __future__ import annotations

import asyncio

from bot.order import Lanes, Recent


async def test_one_key_is_served_in_order_and_other_keys_meanwhile() -> None:
    lanes, gate, done = Lanes(), asyncio.Event(), list[str]()

    async def act(key: str, name: str, wait: bool) -> None:
        async with lanes.turn(key):
            if wait:
                await gate.wait()
            done.append(name)

    first = [asyncio.create_task(act("a", f"a{n}", n == 0)) for n in range(5)]
    await asyncio.create_task(act("b", "b", False))
    assert done == ["b"]
    gate.set()
    await asyncio.gather(*first)
    assert done == ["b", "a0", "a1", "a2", "a3", "a4"]


async def test_who_gives_up_or_fails_lets_the_next_pass_and_nothing_is_kept() -> None:
    lanes, gate = Lanes(), asyncio.Event()

    async def act(fail: bool) -> None:
        async with lanes.turn("a"):
            await gate.wait()
            if fail:
                raise ValueError

    tasks = [asyncio.create_task(act(n == 0)) for n in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [ValueError, asyncio.CancelledError, type(None)]
    assert lanes._lanes == {}


def test_a_key_is_first_once_until_it_is_forgotten() -> None:
    recent = Recent(2)
    assert [recent.first(key) for key in "aabcba"] == [True, False, True, True, False, True]
