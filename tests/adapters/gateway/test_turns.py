"""Whose turn it is: bounded, fair between students and between adapters, and nobody is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from adapters.gateway.turns import LineFull, Turns


async def settle() -> None:
    """Let every task that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)


class Room:
    """Requests that run until they are told to end."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.order: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    def ask(self, student: str, adapter: str = "algebra@1", name: str = "") -> str:
        name = name or f"{student}{len(self.tasks)}"
        self.ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.ensure_future(self._run(name, student, adapter))
        return name

    async def _run(self, name: str, student: str, adapter: str) -> None:
        async with self.turns.turn(student, adapter):
            self.order.append(name)
            await self.ends[name].wait()

    async def end(self, name: str) -> None:
        self.ends[name].set()
        await settle()


def run(work: Awaitable[None]) -> None:
    asyncio.run(asyncio.wait_for(work, 10))


def test_what_fits_runs_at_once_and_the_rest_waits() -> None:
    async def scene() -> None:
        room = Room(Turns(at_once=2))
        for student in "abc":
            room.ask(student, name=student)
        await settle()
        assert (room.order, room.turns.running, room.turns.waiting) == (["a", "b"], 2, 1)
        await room.end("a")
        assert room.order == ["a", "b", "c"]

    run(scene())


def test_a_loud_student_waits_behind_their_own_requests() -> None:
    async def scene() -> None:
        room = Room(Turns(at_once=1))
        for at in range(4):
            room.ask("loud", name=f"loud{at}")
        for student in "xy":
            room.ask(student, name=student)
        await settle()
        for name in ("loud0", "loud1", "x", "y"):
            await room.end(name)
        assert room.order[:5] == ["loud0", "loud1", "x", "y", "loud2"]

    run(scene())


def test_a_line_that_is_full_refuses_at_once() -> None:
    async def scene() -> None:
        turns = Turns(at_once=1, most_waiting=3, most_each=2)
        room = Room(turns)
        for student in ("a", "a", "a", "b"):
            room.ask(student)
        await settle()
        with pytest.raises(LineFull) as own:
            async with turns.turn("a", "algebra@1"):
                pass
        with pytest.raises(LineFull) as line:
            async with turns.turn("c", "algebra@1"):
                pass
        assert (own.value.which, line.value.which) == ("student", "line")

    run(scene())


def test_no_more_adapters_are_busy_than_there_is_room_for_and_the_rest_waits_instead_of_failing() -> None:
    async def scene() -> None:
        room = Room(Turns(at_once=10, most_adapters=2))
        for at, adapter in enumerate(("a@1", "a@1", "b@1", "c@1", "a@1")):
            room.ask(f"s{at}", adapter, name=f"{adapter}-{at}")
        await settle()
        assert room.order == ["a@1-0", "a@1-1", "b@1-2", "a@1-4"]
        await room.end("b@1-2")
        assert room.order[-1] == "c@1-3"

    run(scene())


def test_who_gives_up_leaves_no_gap() -> None:
    async def scene() -> None:
        room = Room(Turns(at_once=1))
        for student in "abc":
            room.ask(student, name=student)
        await settle()
        room.tasks["b"].cancel()
        await room.end("a")
        assert room.order == ["a", "c"]
        room.tasks["c"].cancel()
        await settle()
        assert (room.turns.running, room.turns.waiting) == (0, 0)

    run(scene())


def test_an_adapter_that_waits_gets_a_place_though_the_busy_ones_go_on() -> None:
    async def scene() -> None:
        room = Room(Turns(at_once=10, most_adapters=1))
        running = room.ask("first", "a@1")
        await settle()
        waiting = room.ask("second", "b@1")
        later = room.ask("third", "a@1")
        await settle()
        assert room.order == [running]
        await room.end(running)
        assert room.order == [running, waiting]
        await room.end(waiting)
        assert room.order == [running, waiting, later]

    run(scene())


def test_requests_without_a_name_run_where_there_is_room_and_have_one_share_where_there_is_none() -> None:
    async def scene() -> None:
        room = Room(Turns(at_once=6, most_each=2, most_waiting=12))
        first = [room.ask("", name=f"nobody{at}") for at in range(6)]
        await settle()
        assert room.order == first, "a class without names is no loud student"
        waiting = [room.ask("", name=f"later{at}") for at in range(6)]
        ana = [room.ask("ana", name=f"ana{at}") for at in range(2)]
        await settle()
        with pytest.raises(LineFull):
            async with room.turns.turn("", "algebra@1"):
                pass
        for name in first[:4]:
            await room.end(name)
        assert room.order[6:] == [waiting[0], ana[0], waiting[1], ana[1]]

    run(scene())
