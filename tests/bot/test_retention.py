"""Old sessions go while the bot runs, by the class's setting of now."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.retention import keep_clean
from bot.store import StorageError


class Keeper:
    """Notes what it was asked to delete; the second time its disk fails."""

    def __init__(self) -> None:
        self.asked: list[timedelta] = []
        self.texts: list[bool] = []
        self.third = asyncio.Event()

    async def purge(self, older_than: timedelta, texts: bool = True) -> int:
        self.asked.append(older_than)
        self.texts.append(texts)
        if len(self.asked) == 2:
            raise StorageError("Lleno.", "Full.")
        if len(self.asked) == 3:
            self.third.set()
        return 0


async def test_it_purges_again_and_again_by_the_setting_of_now_and_through_failures() -> None:
    keeper, days, texts = Keeper(), iter([30, 7, 7, 7, 7, 7]), iter([True, *[False] * 5])
    clean = keep_clean(keeper, lambda: next(days), timedelta(milliseconds=1), lambda: next(texts))
    task = asyncio.ensure_future(clean)
    await asyncio.wait_for(keeper.third.wait(), 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [age.days for age in keeper.asked[:3]] == [30, 7, 7]
    assert keeper.texts[:3] == [True, False, False]
