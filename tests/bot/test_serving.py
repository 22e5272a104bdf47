"""Commands share one model server: they use the one that runs, or start one and stop it."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.base import Base
from adapters.engine import Engine
from adapters.errors import AlreadyRunning, PortTaken
from adapters.launch import ServerOptions, arguments
from adapters.notice import Notice, Tell
from adapters.registry import Registry
from adapters.running import find_running
from adapters.server import Server
from bot.model import OpenAIBackend
from bot.serving import Endpoint, Printer, model_server, serve
from tests.adapters import fake_vllm, tiny

ROOT = Path(__file__).parents[2]


def fake(options: ServerOptions, base: Base, port: int, rank: int) -> list[str]:
    return [sys.executable, fake_vllm.__file__, *arguments(options, base, port, rank)]


def start(options: ServerOptions, tell: Tell) -> Server:
    return Server(options, tell, command=fake)


def quiet(_notice: Notice) -> None:
    pass


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return tiny.write_base(tmp_path / "base")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


@pytest.fixture
def options(tmp_path: Path, base: Base, registry: Registry) -> ServerOptions:
    return ServerOptions(
        base=str(base.folder),
        port=0,
        state_dir=tmp_path / "state",
        registry_dir=registry.root,
        stop_timeout=2.0,
    )


def publish(registry: Registry, base: Base, subject: str) -> None:
    folder = tiny.write_adapter(registry.root.parent / f"{subject}-{len(registry.numbers(subject))}")
    version = registry.publish(folder, tiny.card(subject, base), base=base, who="Ana", why="new")
    registry.point(subject, version.number, who="Ana", why="better")


async def answers(endpoint: Endpoint, subject: str) -> str:
    backend = OpenAIBackend(endpoint.base_url, endpoint.key)
    model = endpoint.model_for(subject)
    try:
        pieces = backend.stream([("user", "hola")], model=model, temperature=0.0, max_tokens=9)
        return "".join([piece async for piece in pieces])
    finally:
        await backend.aclose()


async def up(endpoint: Endpoint) -> bool:
    engine = Engine(endpoint.base_url.removesuffix("/v1"), endpoint.key)
    try:
        return await engine.healthy()
    finally:
        await engine.aclose()


async def test_a_command_without_a_server_starts_one_and_stops_it(
    options: ServerOptions, registry: Registry, base: Base
) -> None:
    publish(registry, base, "algebra")
    async with model_server(options, quiet, start=start) as endpoint:
        assert (await answers(endpoint, "algebra")).startswith("algebra@1: ")
        assert endpoint.adapter_for("geometry") is None
        assert (await answers(endpoint, "geometry")).startswith("base: ")
    assert not await up(endpoint)
    assert find_running(options.state_dir) is None


async def test_a_command_uses_the_server_that_runs_and_leaves_it_running(options: ServerOptions) -> None:
    async with model_server(options, quiet, start=start) as first:
        async with model_server(options, quiet, start=start) as second:
            assert (second.base_url, second.key) == (first.base_url, first.key)
        assert await up(first)


async def test_a_command_waits_for_a_server_that_another_is_starting(options: ServerOptions) -> None:
    async def one() -> str:
        async with model_server(options, quiet, start=start) as endpoint:
            address = endpoint.base_url
            await both.wait()
            return address

    both = asyncio.Barrier(2)
    assert len(set(await asyncio.gather(one(), one()))) == 1


async def test_a_swap_reaches_an_endpoint_that_is_in_use(
    options: ServerOptions, registry: Registry, base: Base
) -> None:
    publish(registry, base, "algebra")
    async with model_server(options, quiet, start=start) as endpoint:
        publish(registry, base, "algebra")
        async with asyncio.timeout(20):
            while endpoint.model_for("algebra") != "algebra@2":  # noqa: ASYNC110 - another task's work
                await asyncio.sleep(0.02)
        assert (await answers(endpoint, "algebra")).startswith("algebra@2: ")


async def test_the_server_of_another_base_is_not_used(options: ServerOptions, tmp_path: Path) -> None:
    other = tiny.write_base(tmp_path / "other", seed=8)
    async with model_server(options, quiet, start=start):
        with pytest.raises(AlreadyRunning, match="other"):
            async with model_server(replace(options, base=str(other.folder)), quiet, start=start):
                pass


async def test_an_error_on_starting_reaches_the_command(options: ServerOptions) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortTaken):
            async with model_server(replace(options, port=taken.getsockname()[1]), quiet, start=start):
                pass


SERVE = """
import sys
from pathlib import Path
from adapters.launch import ServerOptions
from bot.serving import serve
from tests.bot.test_serving import start
base, state, registry = sys.argv[1:4]
options = ServerOptions(
    base=base, port=0, state_dir=Path(state), registry_dir=Path(registry), stop_timeout=2.0
)
sys.exit(serve(options, start=start))
"""


def run_serve(options: ServerOptions, program: str = SERVE) -> subprocess.Popen[str]:
    arguments = [options.base, str(options.state_dir), str(options.registry_dir)]
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the state of another process
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_serving_ends_cleanly_on_a_signal(options: ServerOptions, number: signal.Signals) -> None:
    command = run_serve(options)
    await until(lambda: find_running(options.state_dir) is not None)
    command.send_signal(number)
    out, err = await asyncio.to_thread(command.communicate)
    assert command.returncode == 0
    assert out == ""
    assert "ready at http://127.0.0.1:" in err
    assert "Traceback" not in err
    assert find_running(options.state_dir) is None


async def test_a_command_that_is_killed_leaves_no_server(options: ServerOptions) -> None:
    command = run_serve(options)
    await until(lambda: find_running(options.state_dir) is not None)
    found = find_running(options.state_dir)
    assert found is not None
    command.kill()
    await asyncio.to_thread(command.communicate)
    engine = Engine(found.url, found.key)
    async with asyncio.timeout(20):
        while await engine.healthy():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)
    await engine.aclose()
    assert find_running(options.state_dir) is None


def test_serving_that_cannot_start_says_why_and_ends_with_1(
    options: ServerOptions, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    assert serve(replace(options, base="no/such/base/here"), start=start) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "MAIEUTIC_BASE" in err
    assert "No se puede usar el modelo base" in err


NEVER_READY = SERVE.replace("import start", "import never_ready as start")


def never_ready(options: ServerOptions, tell: Tell) -> Server:
    return Server(options, tell, command=lambda *_: [sys.executable, "-c", "import time; time.sleep(60)"])


async def test_ctrl_c_while_it_loads_ends_it_too(options: ServerOptions) -> None:
    command = run_serve(options, NEVER_READY)
    await until(lambda: (options.state_dir / "server.log").exists())
    command.send_signal(signal.SIGINT)
    out, err = await asyncio.to_thread(command.communicate)
    assert (command.returncode, out) == (0, "")
    assert "stopping" in err
    assert "Traceback" not in err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_passing_line_makes_way_for_the_next() -> None:
    stream = Terminal()
    printer = Printer(stream, "es")
    for text in ("1 s", "2 s"):
        printer(Notice(es=text, en="-", passing=True))
    printer(Notice(es="listo", en="-"))
    printer(Notice(es="más", en="-"))
    assert stream.getvalue() == "1 s\r\x1b[K2 s\r\x1b[Klisto\nmás\n"


def test_in_a_file_passing_lines_are_few() -> None:
    stream = io.StringIO()
    printer = Printer(stream, "en")
    for second in range(100):
        printer(Notice(es="-", en=f"{second} s", passing=True))
    printer(Notice(es="-", en="ready"))
    assert stream.getvalue() == "0 s\nready\n"
