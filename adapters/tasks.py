"""Ending a task that runs beside others."""

from __future__ import annotations

import asyncio
import contextlib


async def cancelled(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it has ended."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
