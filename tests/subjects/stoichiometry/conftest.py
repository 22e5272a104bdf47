"""Counting the work of a call by the functions that it enters, so that a bound on it holds on any machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest


@pytest.fixture
def calls() -> Callable[[Callable[[], object]], int]:
    """How many functions a call enters, those of the interpreter included."""

    def count(act: Callable[[], object]) -> int:
        entered = 0

        def see(frame: FrameType, event: str, arg: Any) -> None:
            nonlocal entered
            entered += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(see)
        try:
            act()
        finally:
            sys.setprofile(before)
        return entered

    return count
