"""Model servers and gateways to measure, each in processes of its own, with the settings of `adapters.launch`."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import randrange

from adapters import diagnosis, launch
from adapters.base import find_base
from adapters.engine import Engine
from adapters.errors import PortTaken
from adapters.launch import ServerOptions
from adapters.process import Process
from adapters.running import find_running
from tools.bench import ROOT
from tools.bench import processor_time as of_process

KEY = "measured-here-only-0123456789"
HOST = "127.0.0.1"
_LONGEST = 300.0  # seconds until a server answers


@dataclass(frozen=True, slots=True)
class Place:
    """Something that speaks OpenAI's API at `url`, without `/v1`; `group` is its process group."""

    url: str
    group: int
    key: str = field(default=KEY, repr=False)


async def make_weights(folder: Path, size: str, adapters: int) -> None:
    """Random weights in `folder`, as `tools.serving.weights` says."""
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tools.serving.weights", str(folder), size, str(adapters),
        cwd=ROOT, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if await made.wait():
        raise RuntimeError("the random weights could not be made")


def free_port() -> int:
    """A free port below those that the system gives to others while a server starts."""
    while True:
        port = randrange(20_000, 30_000)
        with contextlib.suppress(PortTaken):
            diagnosis.check_port(HOST, port)
            return port


@contextlib.asynccontextmanager
async def vllm(
    folder: Path, base: Path, adapters: Mapping[str, Path], *, plugin: bool = True, max_loras: int = 8
) -> AsyncIterator[Place]:
    """A vLLM server with adapters by name; without the plugin it is stock vLLM, all else being equal."""
    port = free_port()
    options = ServerOptions(str(base), port=port, state_dir=folder, max_loras=max_loras)
    env = launch.environment(options, KEY)
    if not plugin:
        env["VLLM_PLUGINS"] = ""
    command = launch.command(options, find_base(base), port, 8)
    async with _running(command, env, folder) as group:
        engine = Engine(f"http://{HOST}:{port}", KEY)
        await _until_well(engine)
        for name, weights in adapters.items():
            await engine.load(name, weights)
        await engine.aclose()
        yield Place(engine.url, group)


@contextlib.asynccontextmanager
async def gateway(
    folder: Path, base: Path, registry: Path, servers: Sequence[str] = ()
) -> AsyncIterator[Place]:
    """A gateway before model servers that ask for KEY, or before one of its own."""
    command = [sys.executable, "-m", "tools.serving.gateway", str(folder), str(base), str(registry), *servers]
    env = launch.environment(ServerOptions(str(base)), KEY) | {"PYTHONPATH": str(ROOT)}
    async with _running(command, env, folder / "logs") as group:
        async with asyncio.timeout(_LONGEST):
            while (found := find_running(folder)) is None:  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.1)
        yield Place(found.url, group, found.key)


@contextlib.asynccontextmanager
async def program(
    command: Sequence[str], env: Mapping[str, str], folder: Path, port: int
) -> AsyncIterator[Place]:
    """Another server that listens on `port` and has vLLM's `/health`."""
    async with _running(command, env, folder) as group:
        engine = Engine(f"http://{HOST}:{port}", KEY)
        await _until_well(engine)
        await engine.aclose()
        yield Place(engine.url, group)


@contextlib.asynccontextmanager
async def _running(command: Sequence[str], env: Mapping[str, str], folder: Path) -> AsyncIterator[int]:
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    process = await Process.start(command, env, log=folder / "log.txt", folder=folder, grace=5.0)
    try:
        yield process.pid
    finally:
        await process.stop()


async def _until_well(engine: Engine) -> None:
    async with asyncio.timeout(_LONGEST):
        while not await engine.healthy():  # noqa: ASYNC110 - another process starts
            await asyncio.sleep(0.25)


def memory(group: int) -> float:
    """MiB of a process group, pages that several processes share counted by their share."""
    total = 0
    for process, _ in _members(group):
        with contextlib.suppress(OSError):
            lines = (process / "smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(total / 1024, 1)


def processor_time(group: int) -> float:
    """Seconds for which the processes of a group have had a processor; counted by the kernel, to the nanosecond."""
    return sum(of_process(process) for process, _ in _members(group))


def _members(group: int) -> Iterator[tuple[Path, list[str]]]:
    """The processes of a group: their folders in /proc, and the fields of `stat` from the state on."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == group:
                yield process, fields
