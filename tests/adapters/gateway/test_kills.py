"""SIGKILL for the publisher, the gateway and a model server at every stage of a swap: nothing wrong is served, nothing hangs,
and what starts again serves what the registry says."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from adapters import history
from adapters.base import Base
from adapters.gateway.keys import keep_keys
from adapters.registry import Registry
from adapters.running import find_running
from tests.adapters import fake_vllm, tiny
from tests.adapters.fake_vllm import DOOM, FakeVllm, serving
from tests.adapters.gateway.dying import STAGES
from tests.adapters.gateway.scene import SERVER_KEY, Scene, publish, run, scene

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def start(*command: object, **env: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, *map(str, command), cwd=ROOT, env={**os.environ, **env},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


# the publisher


async def _consistent(there: Scene, registry: Registry) -> None:
    """The gateway serves what the registry says, and the registry is whole."""
    await there.call("POST", "/follow", "teacher")
    live = registry.aliases()["algebra"]
    for number in registry.numbers("algebra"):
        assert registry.load("algebra", number).number == number
    reply = await there.ask(user="")
    assert reply.json()["choices"][0]["message"]["content"] == f"algebra@{live}"
    assert reply.headers["x-maieutic-version"] == f"algebra@{live}"
    gone = history.withdrawn(history.settled(registry.history("algebra"), live))
    for number in gone:
        assert (await there.ask(f"algebra@{number}", user="")).headers["x-maieutic-version"] == f"algebra@{live}"
    assert live not in gone


def test_a_publisher_that_is_killed_before_any_of_its_writes_leaves_a_registry_and_a_gateway_that_agree(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        for _ in range(2):
            publish(registry, base)
        adapter = tiny.write_adapter(tmp_path / "new", seed=9)
        program = await start(
            "-m", "tests.adapters.gateway.dying", "publisher", registry.root, base.folder, adapter
        )
        assert program.stdin and program.stdout
        async with scene(tmp_path, base, registry, max_cpu_loras=64) as there:
            died = 0
            for act in ("publish", "rollback", "again", "share", "unshare"):
                for step in range(1, 100):
                    before = registry.aliases()["algebra"]
                    program.stdin.write(f"{act} {step}\n".encode())
                    if await program.stdout.readline() == b"lived\n":
                        break
                    died += 1
                    await _consistent(there, registry)
                    if act == "rollback" and registry.aliases()["algebra"] != before:
                        registry.point("algebra", before, who="Ana", why="once more")
                    elif act == "again" and registry.aliases()["algebra"] != before:
                        registry.rollback("algebra", who="Ana", why="once more")
            assert died > 25
            assert registry.rollback("algebra", who="Ana", why="all can go on").number
            left = {path.name for path in registry.root.glob(".*")} - {".used", ".likeness"}
            assert not left, "nothing is left lying about"
            await _consistent(there, registry)
        await end(program)

    run(play())


# the gateway


@dataclass
class Students:
    """Who ask all the time, through whatever happens; nothing that they hear is mixed, and no request hangs."""

    url: str
    key: str
    heard: list[tuple[str, str]] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)

    async def ask(self, model: str = "algebra") -> tuple[str, str]:
        """The version and the text; ("", "") where the gateway is away."""
        body = {"model": model, "messages": [{"role": "user", "content": "who"}]}
        async with httpx2.AsyncClient(trust_env=False, timeout=10) as client:
            try:
                reply = await client.post(
                    f"{self.url}/v1/chat/completions",
                    json=body,
                    headers={"Authorization": f"Bearer {self.key}"},
                )
            except httpx2.TimeoutException:
                raise  # it hung
            except httpx2.TransportError:
                return "", ""
        if reply.status_code != 200:
            self.failed.append(reply.status_code)
            return "", ""
        return reply.headers["x-maieutic-version"], reply.json()["choices"][0]["message"]["content"]

    async def go_on(self) -> None:
        while True:
            self.heard.append(await self.ask())
            await asyncio.sleep(0.01)


def test_a_gateway_that_is_killed_at_any_stage_of_a_swap_serves_what_the_registry_says_when_it_is_back(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        state = tmp_path / "state"
        state.mkdir()
        port = free_port()
        students = Students(f"http://127.0.0.1:{port}", keep_keys(state)["chat"])
        fakes = [FakeVllm("without-adapters", str(base.folder), SERVER_KEY) for _ in range(2)]
        async with serving(fakes[0]) as one, serving(fakes[1]) as two:
            asking = asyncio.create_task(students.go_on())
            for stage in [*STAGES, "none"]:
                (state / "armed").unlink(missing_ok=True)
                program = await start(
                    "-m", "tests.adapters.gateway.dying", "gateway", state, registry.root, base.folder, stage, port, one, two,
                    KEY_OF_SERVERS=SERVER_KEY,
                )  # fmt: skip
                assert program.stdout and await program.stdout.readline() == b"serves\n"
                name = f"algebra@{registry.aliases()['algebra']}"
                assert await students.ask() == (name, name)
                found = find_running(state)
                assert found is not None
                assert found.models == {"algebra": name}
                assert all(
                    fake.adapters[name] == str(registry.load("algebra", int(name[8:])).folder)
                    for fake in fakes
                )
                if stage == "none":
                    await end(program)
                    continue
                (state / "armed").touch()
                publish(registry, base)
                await asyncio.wait_for(program.wait(), 10)
                assert program.returncode == -signal.SIGKILL, stage
                assert find_running(state) is None
            asking.cancel()
        assert all(fake.most_names <= 3 for fake in fakes)
        assert all(version == text for version, text in students.heard)
        numbers = [int(version[8:]) for version, _ in students.heard if version]
        assert numbers == sorted(numbers), "no older version comes back"

    run(play())


# a model server


@asynccontextmanager
async def model_server(base: Base, port: int, doom: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    program = await start(
        fake_vllm.__file__, "--model", base.folder, "--served-model-name", "raw", "--host", "127.0.0.1", "--port", port,
        VLLM_API_KEY=SERVER_KEY, FAKE_DOOM=str(doom),
    )  # fmt: skip
    try:
        yield program
    finally:
        await end(program)


async def _ask_all_the_time(there: Scene, heard: list[tuple[str, str]], at: int) -> None:
    while True:
        heard.append(await there.heard("algebra", "who", user=f"s{at}"))


def test_a_server_that_is_killed_at_any_stage_of_a_publish_costs_no_reply_and_is_right_when_it_is_back(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        doom, port = tmp_path / "doom", free_port()
        async with scene(
            tmp_path, base, registry, more=[f"http://127.0.0.1:{port}"], max_cpu_loras=3
        ) as there:
            heard: list[tuple[str, str]] = []
            asking = [asyncio.create_task(_ask_all_the_time(there, heard, at)) for at in range(4)]
            member = there.gate.fleet.members[1]
            for stage in DOOM:
                async with model_server(base, port, doom) as program:
                    await there.until(lambda: member.ready)
                    live = there.gate.voices.speaks["algebra"]
                    assert set(member.loaded) >= {"base", live}
                    if stage == "unload":  # it has room for one more
                        await there.heard("algebra@1")
                    doom.write_text(stage)
                    name = publish(registry, base)
                    await asyncio.wait_for(program.wait(), 10)
                    assert program.returncode == -signal.SIGKILL, stage
                    await there.until(lambda name=name: there.gate.voices.speaks["algebra"] == name)  # type: ignore[misc]
            async with model_server(base, port, doom):
                await there.until(lambda: member.ready)
                there.gate.fleet.members[0].busy["x"] += 99  # from now on the one that is back is asked
                assert await there.heard("algebra", "who") == (name, f"{name} " * 8)
            for task in asking:
                task.cancel()
            for version, text in heard:
                assert version, text  # no 5xx: the other server answered
                whole = f"{version} " * 8
                assert text == whole or (text.endswith("cut") and whole.startswith(text[:-3])), text
            assert sum(text.endswith("cut") for _, text in heard) <= 4 * len(DOOM)

    run(play())


def test_a_server_that_hangs_holds_no_request_beyond_its_time(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        async with (
            model_server(base, port, tmp_path / "doom") as program,
            scene(tmp_path, base, registry, more=[url], timeout=0.5) as there,
        ):
            member = there.gate.fleet.members[1]
            await there.until(lambda: member.ready)
            there.gate.fleet.members[0].busy["x"] += 99
            program.send_signal(signal.SIGSTOP)
            assert (await asyncio.wait_for(there.ask(), 10)).status_code == 503
            assert (await asyncio.wait_for(there.heard(), 10))[0] == "algebra@1", (
                "the other one is asked from now on"
            )
            program.send_signal(signal.SIGCONT)
            await there.until(lambda: member.ready)

    run(play())


@pytest.mark.parametrize("model", ["algebra", "algebra@1", "base"])
def test_without_any_server_a_request_ends_at_once(
    tmp_path: Path, base: Base, registry: Registry, model: str
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(
            tmp_path, base, registry, servers=0, more=[f"http://127.0.0.1:{free_port()}"]
        ) as there:
            assert (await asyncio.wait_for(there.ask(model), 10)).status_code == 503

    run(play())
