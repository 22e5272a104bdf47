"""Work runs to its end on the faster loop, and without it."""

import asyncio
import sys

import pytest

from adapters import loop


async def which() -> str:
    await asyncio.sleep(0)
    return type(asyncio.get_running_loop()).__module__


def test_the_faster_loop_is_taken_where_it_is_installed() -> None:
    pytest.importorskip("uvloop")
    assert loop.run(which()).startswith("uvloop")


def test_without_it_pythons_own_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert loop.run(which()).startswith("asyncio")


def test_what_the_work_raises_comes_out() -> None:
    async def fails() -> None:
        raise LookupError("x")

    with pytest.raises(LookupError):
        loop.run(fails())
