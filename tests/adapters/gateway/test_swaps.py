"""Swaps and rollbacks under open replies: none lost, none mixed, and what is taken back speaks no more."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from random import Random

from adapters.base import Base
from adapters.registry import Registry
from tests.adapters.gateway.scene import SERVER_KEY, Scene, publish, run, scene

# `SWAPS=500 STUDENTS=32` for a long run of the same.
SWAPS, STUDENTS = int(os.environ.get("SWAPS", "60")), int(os.environ.get("STUDENTS", "12"))


def _is_whole(version: str, text: str) -> bool:
    """Whether every word of a reply is of one version, and none is missing."""
    return text == f"{version} " * 8


async def _student(there: Scene, name: str, over: asyncio.Event, heard: list[tuple[str, str]]) -> None:
    """Asks by the alias again and again."""
    while not over.is_set():
        heard.append(await there.heard("algebra", "who", user=name))


def test_every_reply_under_many_swaps_is_whole_and_of_one_version(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        for _ in range(3):
            publish(registry, base)
        async with scene(tmp_path, base, registry, servers=2) as there:
            heard: list[tuple[str, str]] = []
            over, rng = asyncio.Event(), Random(1)
            asking = [asyncio.create_task(_student(there, f"s{at}", over, heard)) for at in range(STUDENTS)]
            for at in range(SWAPS):
                if at % 3 == 2:
                    await asyncio.to_thread(registry.rollback, "algebra", who="Ana", why="back")
                else:
                    await asyncio.to_thread(registry.point, "algebra", rng.randint(1, 3), who="Ana", why="try")
                await there.call("POST", "/follow", "teacher")
            over.set()
            await asyncio.gather(*asking)
            assert len(heard) >= STUDENTS
            for version, text in heard:
                assert _is_whole(version, text), (version, text)
            print(f"{SWAPS} swaps under {STUDENTS} open streams: {len(heard)} replies, 0 lost, 0 mixed")

    run(play(), limit=60 + SWAPS)


def test_the_same_students_notice_a_reload_in_place(tmp_path: Path, base: Base, registry: Registry) -> None:
    """What the test above compares can differ: other weights under one name change replies half way."""

    async def play() -> None:
        for _ in range(2):
            publish(registry, base)
        folders = [str(registry.load("algebra", number).folder) for number in (1, 2)]
        async with scene(tmp_path, base, registry) as there:
            heard: list[tuple[str, str]] = []
            over = asyncio.Event()
            asking = [asyncio.create_task(_student(there, f"s{at}", over, heard)) for at in range(STUDENTS)]
            for at in range(40):
                body = {"lora_name": "algebra@2", "lora_path": folders[at % 2], "load_inplace": True}
                headers = {"Authorization": f"Bearer {SERVER_KEY}"}
                url = f"{there.gate.options.servers[0]}/v1/load_lora_adapter"
                assert (await there.client.post(url, json=body, headers=headers)).status_code == 200
                await asyncio.sleep(0.01)
            over.set()
            await asyncio.gather(*asking)
            assert not all(_is_whole(version, text) for version, text in heard)

    run(play())


def test_after_a_rollback_no_new_reply_is_of_the_version_that_was_taken_back(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            for _ in range(5):
                name = publish(registry, base)
                await there.call("POST", "/follow", "teacher")
                assert (await there.heard(name))[0] == name
                registry.rollback("algebra", who="Ana", why="worse")
                reply = await there.call("POST", "/follow", "teacher")
                assert reply.json()["speaks"]["algebra"] == "algebra@1"
                assert (await there.heard(name))[0] == "algebra@1"

    run(play())


def test_a_rollback_waits_for_no_load_that_is_going_on(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            await there.until(lambda: there.gate.fleet.serves("algebra@1"))  # what a rollback returns to stands by
            there.fakes[0].may_load.clear()
            publish(registry, base, "kinematics")
            publish(registry, base, "stoichiometry")
            loading = asyncio.ensure_future(there.call("POST", "/follow", "teacher"))
            await there.until(lambda: there.fakes[0].loads[-1]["lora_name"] == "kinematics@1")
            registry.rollback("algebra", who="Ana", why="worse")
            async with asyncio.timeout(5):
                reply = await there.call("POST", "/follow?subject=algebra", "teacher")
            assert reply.json()["speaks"] == {"algebra": "algebra@1"}
            assert (await there.heard("algebra@2"))[0] == "algebra@1"
            there.fakes[0].may_load.set()
            assert (await loading).json()["speaks"]["kinematics"] == "kinematics@1"

    run(play())


def test_a_version_that_was_taken_back_while_it_was_loaded_never_speaks(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            there.fakes[0].may_load.clear()
            name = publish(registry, base)
            publishing = asyncio.ensure_future(there.call("POST", "/follow?subject=algebra", "teacher"))
            await there.until(lambda: there.fakes[0].loads[-1]["lora_name"] == name)
            registry.rollback("algebra", who="Ana", why="a mistake")
            async with asyncio.timeout(5):
                await there.call("POST", "/follow?subject=algebra", "teacher")
            there.fakes[0].may_load.set()
            await publishing
            assert (await there.heard(name))[0] == "algebra@1"
            assert there.gate.voices.speaks == {"algebra": "algebra@1"}

    run(play())


def test_who_waited_in_the_line_during_a_rollback_is_answered_by_the_version_before(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        publish(registry, base)
        async with scene(tmp_path, base, registry, at_once=1) as there:
            first = asyncio.ensure_future(there.heard("algebra", "for ever", user="first"))
            await there.until(lambda: there.gate.turns.running == 1)
            waiting = [asyncio.ensure_future(there.heard(name, user=name)) for name in ("algebra", "algebra@2")]
            await there.until(lambda: there.gate.turns.waiting == 2)
            registry.rollback("algebra", who="Ana", why="worse")
            await there.call("POST", "/follow", "teacher")
            first.cancel()
            assert [version for version, _ in await asyncio.gather(*waiting)] == ["algebra@1", "algebra@1"]

    run(play())


def test_a_publisher_that_dies_between_record_and_alias_changes_nothing(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        publish(registry, base, live=False)
        async with scene(tmp_path, base, registry) as there:
            registry._record("point", "Ana", "dies now", "algebra", 1, 2)  # and no alias after it
            await there.call("POST", "/follow", "teacher")
            assert (await there.heard("algebra"))[0] == "algebra@1"
            registry.point("algebra", 2, who="Ana", why="again")
            await there.call("POST", "/follow", "teacher")
            assert (await there.heard("algebra"))[0] == "algebra@2"

    run(play())


def test_a_version_whose_files_were_changed_never_speaks(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        name = publish(registry, base, live=False)
        weights = registry.load("algebra", 2).folder / "adapter_model.safetensors"
        weights.chmod(0o644)
        weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
        (registry.root / "aliases.json").write_text('{"algebra": 2}')
        async with scene(tmp_path, base, registry) as there:
            assert any("not the file that was published" in line for line in there.told)
            assert (await there.ask(name)).headers["x-maieutic-version"] == "base"
            assert name not in there.fakes[0].adapters

    run(play())


def test_a_gateway_that_starts_again_serves_what_the_registry_says(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            assert (await there.heard())[0] == "algebra@1"
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            assert (await there.heard())[0] == "algebra@2"

    run(play())
