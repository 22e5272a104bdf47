"""That a call ends: what hostile text must not be able to prevent."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PATIENCE = 10.0
"""CPU seconds. Far above what any of these calls takes on a slow machine, far below what a pattern that backtracks takes."""


@contextmanager
def ends() -> Iterator[None]:
    """Fail where the block takes this thread more CPU time than any honest reading could: not a measure of speed.

    The collector waits, for what it costs depends on what other tests have left behind.
    """
    collecting = gc.isenabled()
    gc.disable()
    began = time.thread_time()
    try:
        yield
        if (took := time.thread_time() - began) > PATIENCE:
            pytest.fail(f"{took:.0f} s of CPU for one text")
    finally:
        if collecting:
            gc.enable()
