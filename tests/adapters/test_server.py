"""The watched model server, with a program that has vLLM's manners in vLLM's place."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from adapters.base import Base
from adapters.engine import Engine
from adapters.errors import AlreadyRunning, BaseMissing, OutOfMemory, PortTaken, ServerFailed
from adapters.launch import ServerOptions, arguments
from adapters.notice import Notice
from adapters.registry import Registry
from adapters.running import find_running
from adapters.server import Server
from tests.adapters import fake_vllm, tiny


class Heard(list[str]):
    """What the server told, passing lines left out."""

    def __call__(self, notice: Notice) -> None:
        if not notice.passing:
            self.append(notice.en)
            assert notice.es


def fake(options: ServerOptions, base: Base, port: int, rank: int) -> list[str]:
    return [sys.executable, fake_vllm.__file__, *arguments(options, base, port, rank)]


def failing(words: str) -> Callable[[ServerOptions, Base, int, int], list[str]]:
    return lambda *given: [*fake(*given), "--fail", words]


@pytest.fixture
def options(tmp_path: Path, base: Base, registry: Registry) -> ServerOptions:
    return ServerOptions(
        base=str(base.folder),
        port=0,
        state_dir=tmp_path / "state",
        registry_dir=registry.root,
        stop_timeout=2.0,
    )


@pytest.fixture
def heard() -> Heard:
    return Heard()


def publish(registry: Registry, base: Base, subject: str, *, live: bool = True) -> None:
    folder = registry.root.parent / f"trained-{subject}-{len(registry.numbers(subject))}"
    tiny.write_adapter(folder, seed=len(registry.numbers(subject)))
    version = registry.publish(folder, tiny.card(subject, base), base=base, who="Ana", why="new")
    if live:
        registry.point(subject, version.number, who="Ana", why="better")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the state of other processes sets no event of ours
            await asyncio.sleep(0.02)


async def models(server: Server) -> dict[str, str]:
    engine = Engine(server.url, server.note().key)
    try:
        return await engine.models()
    finally:
        await engine.aclose()


async def ask(server: Server, model: str, wish: str) -> int:
    """The status of a chat; 0 if the server went away."""
    body = {"model": model, "messages": [{"role": "user", "content": wish}]}
    headers = {"Authorization": f"Bearer {server.note().key}"}
    async with httpx2.AsyncClient(trust_env=False) as client:
        try:
            reply = await client.post(f"{server.url}/v1/chat/completions", json=body, headers=headers)
        except httpx2.TransportError:
            return 0
    return reply.status_code


def group(pid: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[2]) == pid:
            found.append(int(path.parent.name))
    return found


def command_lines(pid: int) -> list[bytes]:
    return [Path(f"/proc/{one}/cmdline").read_bytes() for one in group(pid)]


async def test_every_live_adapter_and_the_base_answer(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard
) -> None:
    publish(registry, base, "algebra")
    publish(registry, base, "algebra")
    publish(registry, base, "general")
    publish(registry, base, "kinematics", live=False)
    async with Server(options, heard, command=fake) as server:
        assert set(await models(server)) == {"without-adapters", "base", "algebra@2", "general@1"}
        assert [await ask(server, name, "hola") for name in ("base", "algebra@2")] == [200, 200]
    assert "algebra: algebra@2 speaks now" in heard


async def test_the_note_serves_other_commands_while_it_runs(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard
) -> None:
    publish(registry, base, "algebra")
    async with Server(options, heard, command=fake) as server:
        found = find_running(options.state_dir)
        assert found == server.note()
        assert found is not None
        assert (found.base_digest, found.models) == (base.digest, {"algebra": "algebra@1"})
        assert (found.model_for("algebra"), found.model_for("geometry")) == ("algebra@1", "base")
    assert find_running(options.state_dir) is None


async def test_the_key_is_not_on_any_command_line(options: ServerOptions, heard: Heard) -> None:
    async with Server(options, heard, command=fake) as server:
        assert server.pid is not None
        lines = command_lines(server.pid)
        assert len(lines) == 2
        assert not any(server.note().key.encode() in line for line in lines)


async def test_leaving_leaves_no_process(options: ServerOptions, heard: Heard) -> None:
    async with Server(options, heard, command=fake) as server:
        pid = server.pid
        assert pid is not None
        assert group(pid)
    assert group(pid) == []


async def test_a_server_that_dies_with_code_0_is_started_again_with_all_it_had(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard
) -> None:
    publish(registry, base, "algebra")
    async with Server(options, heard, command=fake) as server:
        registry.point("algebra", 1, who="Ana", why="again")
        publish(registry, base, "algebra")
        await until(lambda: server.note().models == {"algebra": "algebra@2"})
        first = server.pid
        assert await ask(server, "algebra@2", "die") == 0
        await until(lambda: server.pid not in (None, first))
        await until_ready(server)
        # The version before too: a session may still be on it.
        assert set(await models(server)) == {"without-adapters", "base", "algebra@1", "algebra@2"}
        assert await ask(server, "algebra@2", "hola") == 200
    assert "model server: it ended (code 0), starting it again" in heard


async def until_ready(server: Server) -> None:
    async with asyncio.timeout(30):
        while await ask(server, "algebra@2", "hola") != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_it_is_started_again_every_time(options: ServerOptions, heard: Heard) -> None:
    async with Server(options, heard, command=fake) as server:
        for _ in range(2):
            first = server.pid
            assert first is not None
            os.killpg(first, signal.SIGKILL)
            await until(lambda: server.pid not in (None, first))  # noqa: B023
    assert sum("starting it again" in line for line in heard) == 2


async def test_a_moved_alias_is_followed_without_a_restart(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard
) -> None:
    publish(registry, base, "algebra")
    async with Server(options, heard, command=fake) as server:
        pid = server.pid
        publish(registry, base, "algebra")
        await until(lambda: server.note().models == {"algebra": "algebra@2"})
        registry.rollback("algebra", who="Ana", why="worse")
        await until(lambda: server.note().models == {"algebra": "algebra@1"})
        assert server.pid == pid
        assert find_running(options.state_dir) == server.note()


async def test_never_more_names_than_the_server_can_hold(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard, tmp_path: Path
) -> None:
    few = ServerOptions(
        base=options.base, port=0, state_dir=options.state_dir, registry_dir=registry.root, max_cpu_loras=4
    )
    publish(registry, base, "general")
    async with Server(few, heard, command=fake) as server:
        for number in range(1, 5):
            publish(registry, base, "algebra")
            await until(lambda: server.note().models.get("algebra") == f"algebra@{number}")  # noqa: B023
        names = set(await models(server)) - {"without-adapters"}
    assert len(names) <= few.max_cpu_loras
    assert {"base", "general@1", "algebra@4"} <= names


async def test_a_spoilt_adapter_is_told_and_the_others_speak(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard
) -> None:
    publish(registry, base, "algebra")
    publish(registry, base, "general")
    weights = registry.root / "algebra" / "1" / "adapter_model.safetensors"
    data = weights.read_bytes()
    weights.unlink()
    weights.write_bytes(data[:100])
    async with Server(options, heard, command=fake) as server:
        assert server.note().models == {"general": "general@1"}
    told = [line for line in heard if "algebra@1" in line]
    assert len(told) == 1
    assert "adapter_model.safetensors" in told[0]
    assert "teach rollback algebra" in told[0]


async def test_a_spoilt_successor_does_not_silence_the_subject(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard
) -> None:
    publish(registry, base, "algebra")
    async with Server(options, heard, command=fake) as server:
        publish(registry, base, "algebra", live=False)
        (registry.root / "algebra" / "2" / "adapter_model.safetensors").unlink()
        (registry.root / "aliases.json").write_text(json.dumps({"algebra": 2}))
        await until(lambda: any("algebra@2" in line for line in heard))
        assert server.note().models == {"algebra": "algebra@1"}
        assert await ask(server, "algebra@1", "hola") == 200


async def test_adapters_of_another_base_are_told_and_left_out(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard, tmp_path: Path
) -> None:
    publish(registry, base, "algebra")
    other = tiny.write_base(tmp_path / "another-base", seed=9)
    changed = ServerOptions(
        base=str(other.folder), port=0, state_dir=options.state_dir, registry_dir=registry.root
    )
    async with Server(changed, heard, command=fake) as server:
        assert server.note().models == {}
        assert await ask(server, "base", "hola") == 200
    assert [line for line in heard if "algebra@1" in line and "another-base" in line]


async def test_a_port_in_use_is_one_sentence(
    options: ServerOptions, registry: Registry, heard: Heard
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = ServerOptions(
            base=options.base, port=port, state_dir=options.state_dir, registry_dir=registry.root
        )
        with pytest.raises(PortTaken, match=f"{port}.*MAIEUTIC_PORT"):
            await Server(taken, heard, command=fake).__aenter__()
    assert not (options.state_dir / "server.log").exists()  # told at once, nothing was started


async def test_a_server_without_memory_is_one_sentence(options: ServerOptions, heard: Heard) -> None:
    with pytest.raises(OutOfMemory):
        await Server(options, heard, command=failing("RuntimeError: out of memory")).__aenter__()
    assert find_running(options.state_dir) is None


async def test_a_server_that_never_gets_ready_is_given_up(options: ServerOptions, heard: Heard) -> None:
    slow = ServerOptions(
        base=options.base, port=0, state_dir=options.state_dir, registry_dir=options.registry_dir,
        start_timeout=0.3, stop_timeout=0.2,
    )  # fmt: skip
    server = Server(slow, heard, command=lambda *_: [sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(ServerFailed, match=r"server\.log"):
        await server.__aenter__()
    assert server.pid is None


async def test_a_missing_base_is_told_before_anything_starts(options: ServerOptions, heard: Heard) -> None:
    shutil.rmtree(options.base)
    with pytest.raises(BaseMissing):
        await Server(options, heard, command=fake).__aenter__()
    assert not (options.state_dir / "server.log").exists()


async def test_two_servers_do_not_share_a_state_folder(options: ServerOptions, heard: Heard) -> None:
    async with Server(options, heard, command=fake):
        with pytest.raises(AlreadyRunning, match="MAIEUTIC_STATE_DIR"):
            await Server(options, heard, command=fake).__aenter__()
        assert find_running(options.state_dir) is not None


async def test_a_failed_restart_is_told_and_tried_again(
    options: ServerOptions, registry: Registry, base: Base, heard: Heard
) -> None:
    fails = iter([False, True, False])

    def moody(*given: object) -> list[str]:
        words = fake(*given)  # type: ignore[arg-type]
        return [*words, "--fail", "ValueError: not today"] if next(fails) else words

    publish(registry, base, "algebra")
    publish(registry, base, "algebra")
    async with Server(options, heard, command=moody) as server:
        first = server.pid
        assert first is not None
        os.killpg(first, signal.SIGKILL)
        await until(lambda: any("not today" in line for line in heard))
        await until_ready(server)
