"""A process behind its tether ends with its owner, however the owner ends, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.process import Process

# A server that will not end when asked, with an engine that will not either.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if len(sys.argv) < 3:
    child = subprocess.Popen([sys.executable, __file__, sys.argv[1], "engine"])
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
while True:
    time.sleep(60)
"""
OBEDIENT = STUBBORN.replace("signal.signal(", "len(sys.argv) > 2 and signal.signal(")
OWNER = """
import asyncio, os, sys
from pathlib import Path
from adapters.process import Process
async def main():
    folder = Path(sys.argv[1])
    command = [sys.executable, str(folder / "server.py"), str(folder / "pids")]
    await Process.start(command, os.environ, log=folder / "log", folder=folder, grace=0.2)
    await asyncio.sleep(60)
asyncio.run(main())
"""
ROOT = Path(__file__).parents[2]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def is_engine(pid: int) -> bool:
    return b"engine" in Path(f"/proc/{pid}/cmdline").read_bytes()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the state of other processes sets no event of ours
            await asyncio.sleep(0.02)


def pids(folder: Path) -> list[int]:
    path = folder / "pids"
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def run_owner(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", OWNER, str(folder)], cwd=ROOT)


async def start(folder: Path, program: str, *, grace: float = 0.2) -> Process:
    (folder / "server.py").write_text(program)
    command = [sys.executable, str(folder / "server.py"), str(folder / "pids")]
    return await Process.start(command, os.environ, log=folder / "log", folder=folder, grace=grace)


@pytest.mark.parametrize(
    ("ending", "code"), [("sys.exit(0)", 0), ("sys.exit(3)", 3), ("os.kill(os.getpid(), 9)", 137)]
)
async def test_it_ends_with_the_commands_own_code(tmp_path: Path, ending: str, code: int) -> None:
    process = await start(tmp_path, f"import os, sys\nprint('said', flush=True)\n{ending}")
    await until(lambda: process.code is not None)
    assert process.code == code
    assert "said" in (tmp_path / "log").read_text()


async def test_stopping_kills_what_will_not_stop_and_its_children(tmp_path: Path) -> None:
    process = await start(tmp_path, STUBBORN)
    await until(lambda: len(pids(tmp_path)) == 2)
    await process.stop()
    await until(lambda: not any(map(alive, pids(tmp_path))))
    assert process.code is not None


async def test_stopping_a_server_that_obeys_kills_the_engine_that_does_not(tmp_path: Path) -> None:
    process = await start(tmp_path, OBEDIENT, grace=5.0)
    await until(lambda: len(pids(tmp_path)) == 2)
    await process.stop()
    await until(lambda: not any(map(alive, pids(tmp_path))))
    assert process.code == 128 + signal.SIGTERM


async def test_a_server_that_dies_leaves_no_engine_after_the_sweep(tmp_path: Path) -> None:
    process = await start(tmp_path, STUBBORN)
    await until(lambda: len(pids(tmp_path)) == 2)
    os.kill(next(pid for pid in pids(tmp_path) if not is_engine(pid)), signal.SIGKILL)
    await until(lambda: process.code is not None)
    process.sweep()
    await until(lambda: not any(map(alive, pids(tmp_path))))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_an_owner_that_is_killed_takes_everything_with_it(
    tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "server.py").write_text(STUBBORN)
    owner = run_owner(tmp_path)
    await until(lambda: len(pids(tmp_path)) == 2)
    owner.send_signal(number)
    owner.wait()
    await until(lambda: not any(map(alive, pids(tmp_path))))


async def test_a_tether_that_is_killed_takes_the_server_with_it(tmp_path: Path) -> None:
    process = await start(tmp_path, STUBBORN)
    await until(lambda: len(pids(tmp_path)) == 2)
    server = next(pid for pid in pids(tmp_path) if not is_engine(pid))
    os.kill(process.pid, signal.SIGKILL)
    await until(lambda: not alive(server))  # by the kernel, without anybody's help
    process.sweep()
    await until(lambda: not any(map(alive, pids(tmp_path))))


async def test_the_log_before_is_kept_once(tmp_path: Path) -> None:
    for word in ("one", "two", "three"):
        process = await start(tmp_path, f"print({word!r})")
        await until(lambda: process.code is not None)  # noqa: B023
    assert (tmp_path / "log").read_text() == "three\n"
    assert (tmp_path / "log.1").read_text() == "two\n"
