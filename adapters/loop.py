"""The event loop of a process that serves many at once: uvloop's for one that mostly passes bytes on, where it is installed,
which costs a third less; and no long look for garbage while it runs.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """`asyncio.run` on the fastest loop there is: vLLM brings uvloop along, a light installation does without."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


def settle() -> None:
    """Leave what is imported and loaded by now out of later garbage collections: a full one that walks through it holds the
    event loop, and every student with it, for a tenth of a second."""
    gc.collect()
    gc.freeze()
