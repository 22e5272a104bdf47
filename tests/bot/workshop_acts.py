"""Acts for the tests of the workshop, at module level so that another process finds them."""

from __future__ import annotations

import os
import time

from bot.batch import RowError


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    while True:
        pass


def wait(seconds: float) -> str:
    time.sleep(seconds)
    return "here"


def huge() -> int:
    return len(bytearray(8 << 30))


def digits() -> int:
    return len(str(9**9**8))  # one operation in C, which no signal handler of Python's interrupts


def die() -> None:
    os._exit(3)


def refuse() -> None:
    raise RowError("bad_field", "as you wish")


def who() -> int:
    return os.getpid()
