"""Keeps the promise that nothing is kept longer than the class says, while the bot runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from tutoring.sentence import OperatorError

log = logging.getLogger(__name__)

PAUSE = timedelta(hours=6)


class Keeper(Protocol):
    """What holds sessions and can delete the old ones."""

    async def purge(self, older_than: timedelta, texts: bool = True) -> int: ...


def always() -> bool:
    """Texts may be kept for as long as their days last."""
    return True


async def keep_clean(
    store: Keeper, days: Callable[[], int], pause: timedelta = PAUSE, texts: Callable[[], bool] = always
) -> None:
    """Delete what is older than `days()`, and texts kept for training where `texts()` does not allow them, now and after every
    pause, until cancelled."""
    while True:
        try:
            gone = await store.purge(timedelta(days=days()), texts())
            log.info("retention: %d rows deleted", gone)
        except OperatorError as error:
            log.warning("retention: %s", error)
        await asyncio.sleep(pause.total_seconds())
