"""The real model server: a tiny random model, two real adapters, one start, one murder.

What the replies say means nothing; that each name gives its own reply, and the same one every time, does.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from adapters.base import Base, find_base
from adapters.engine import Engine
from adapters.errors import LoadRefused, PortTaken, TamperedVersion
from adapters.launch import RAW_NAME, ServerOptions, installed
from adapters.notice import Notice
from adapters.registry import Registry
from adapters.running import find_running
from adapters.server import Server
from bot.model import ModelUnavailable, OpenAIBackend
from tests.adapters import tiny

pytestmark = [
    pytest.mark.server,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
    pytest.mark.skipif(not installed(), reason="the light install has no model server"),
]
SUBJECTS = ("algebra", "kinematics")
PROMPTS = ("Resuelve 5x + 7 = 22", "What would you do first?", "La velocidad es 3 m/s")


class Place:
    """A registry with two published adapters on a tiny base, and what the server tells."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.registry = Registry(folder / "registry")
        self.base: Base = find_base(folder / "base")
        self.heard: list[str] = []
        self.options = ServerOptions(
            base=str(folder / "base"), port=0, state_dir=folder / "state", registry_dir=self.registry.root
        )
        for number, subject in enumerate(SUBJECTS, 1):
            self.publish(subject, number)
            self.registry.point(subject, 1, who="Ana", why="first")

    def publish(self, subject: str, number: int) -> Path:
        card = tiny.card(subject, self.base)
        trained = self.folder / f"adapter-{number}"
        return self.registry.publish(trained, card, base=self.base, who="Ana", why="test").folder

    def tell(self, notice: Notice) -> None:
        if not notice.passing:
            self.heard.append(notice.en)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("real")
    script = Path(__file__).with_name("tiny_model.py")
    subprocess.run([sys.executable, script, folder, "qwen3", "2"], check=True, capture_output=True)
    return Place(folder)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(place: Place) -> AsyncIterator[Server]:
    async with Server(place.options, place.tell) as server:
        group = server.pid
        assert group is not None
        yield server
        last = server.pid
    assert find_running(place.options.state_dir) is None
    for one in {group, last} - {None}:
        assert living(one) == [], "the server left processes behind"


@pytest_asyncio.fixture(loop_scope="module")
async def backend(server: Server) -> AsyncIterator[OpenAIBackend]:
    backend = OpenAIBackend(f"{server.url}/v1", server.note().key, patience=90.0)
    yield backend
    await backend.aclose()


def living(group: int | None) -> list[str]:
    """The command lines of a process group, zombies left out."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[2]) == group:
                found.append(f"{path.name} {(path / 'comm').read_text().strip()}")
        except OSError:
            continue
    return found


async def pieces(backend: OpenAIBackend, model: str, prompt: str = PROMPTS[0], tokens: int = 16) -> list[str]:
    stream = backend.stream([("user", prompt)], model=model, temperature=0.0, max_tokens=tokens)
    return [piece async for piece in stream]


async def reply(backend: OpenAIBackend, model: str, prompt: str = PROMPTS[0]) -> str:
    return "".join(await pieces(backend, model, prompt))


async def test_each_adapter_streams_its_own_reply(backend: OpenAIBackend) -> None:
    replies = [await pieces(backend, model) for model in ("base", "algebra@1", "kinematics@1")]
    assert all(len(reply) > 1 for reply in replies)
    assert len({"".join(reply) for reply in replies}) == 3


async def test_the_base_by_its_zero_adapter_is_the_base(backend: OpenAIBackend) -> None:
    for prompt in PROMPTS:
        assert await reply(backend, "base", prompt) == await reply(backend, RAW_NAME, prompt)


async def test_replies_are_the_same_alone_and_in_a_mixed_batch(backend: OpenAIBackend) -> None:
    asked = [(model, prompt) for model in ("base", "algebra@1", "kinematics@1") for prompt in PROMPTS]
    alone = [await reply(backend, model, prompt) for model, prompt in asked]
    together = await asyncio.gather(*(reply(backend, model, prompt) for model, prompt in asked))
    assert together == alone


async def test_without_the_key_nothing_is_said_or_loaded(server: Server, place: Place) -> None:
    engine_path = str(place.registry.root / "algebra" / "1")
    async with httpx2.AsyncClient(base_url=server.url, trust_env=False) as client:
        chat = {"model": "base", "messages": [{"role": "user", "content": "hola"}], "max_tokens": 1}
        said = await client.post("/v1/chat/completions", json=chat)
        load = {"lora_name": "x", "lora_path": engine_path}
        loaded = await client.post("/v1/load_lora_adapter", json=load)
        pages = await client.get("/docs")
    assert (said.status_code, loaded.status_code, pages.status_code) == (401, 401, 404)


async def test_a_new_version_speaks_without_a_restart_and_goes_back(
    server: Server, place: Place, backend: OpenAIBackend
) -> None:
    before, pid = await reply(backend, "algebra@1"), server.pid
    place.publish("algebra", 2)
    place.registry.point("algebra", 2, who="Ana", why="better")
    await speaks(server, "algebra@2")
    assert await reply(backend, "algebra@2") == await reply(backend, "kinematics@1") != before
    place.registry.rollback("algebra", who="Ana", why="worse")
    await speaks(server, "algebra@1")
    assert await reply(backend, "algebra@1") == before
    assert server.pid == pid


async def speaks(server: Server, name: str) -> None:
    async with asyncio.timeout(30):
        while server.note().models.get("algebra") != name:  # noqa: ASYNC110 - another task's work
            await asyncio.sleep(0.05)


async def test_a_cut_adapter_is_refused_by_us_and_by_the_server(
    server: Server, place: Place, backend: OpenAIBackend
) -> None:
    folder = place.publish("algebra", 2)
    weights = folder / "adapter_model.safetensors"
    data = weights.read_bytes()
    weights.unlink()
    weights.write_bytes(data[:-100])
    with pytest.raises(TamperedVersion, match="adapter_model"):
        place.registry.point("algebra", int(folder.name), who="Ana", why="by mistake")
    engine = Engine(server.url, server.note().key)
    with pytest.raises(LoadRefused, match="algebra@3"):
        await engine.load("algebra@3", folder)
    wide = place.folder / "wide"
    shutil.copytree(place.folder / "adapter-1", wide)
    tiny.write_tensors(wide / "adapter_model.safetensors", {
        "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight": (4, 128),
        "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight": (128, 4),
    })  # fmt: skip
    with pytest.raises(LoadRefused):
        await engine.load("wide@1", wide)
    await engine.aclose()
    assert await reply(backend, "algebra@1")


async def test_its_port_cannot_be_taken_twice(server: Server, place: Place) -> None:
    port = int(server.url.rpartition(":")[2])
    second = ServerOptions(base=place.options.base, port=port, state_dir=place.folder / "second")
    with pytest.raises(PortTaken, match=str(port)):
        await Server(second, place.tell).__aenter__()


async def test_a_server_killed_in_a_reply_comes_back_and_answers_as_before(
    server: Server, place: Place, backend: OpenAIBackend
) -> None:
    before, group = await reply(backend, "algebra@1"), server.pid
    with pytest.raises(ModelUnavailable) as caught:  # noqa: PT012 - it dies while it speaks
        said = backend.stream([("user", "hola")], model="algebra@1", temperature=0.0, max_tokens=480)
        await anext(aiter(said))
        engines = [int(line.split()[0]) for line in living(group) if "EngineCor" in line]
        for pid in engines:
            os.kill(pid, signal.SIGKILL)
        async for _piece in said:  # what was on its way still arrives
            pass
    assert engines
    assert caught.value.reason == "down"
    assert await reply(backend, "algebra@1") == before  # with patience: it waits for the new start
    assert server.pid != group
    assert living(group) == []
    assert any("starting it again" in line for line in place.heard)
