"""The client of the model server, against a server with vLLM's answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.diagnosis import free_port
from adapters.engine import Engine
from adapters.errors import EngineDown, EngineError, KeyRefused, LoadRefused
from tests.adapters import tiny
from tests.adapters.fake_vllm import FakeVllm, serving

KEY = "the-key"


@pytest.fixture
def fake() -> FakeVllm:
    return FakeVllm("without-adapters", "/base", KEY)


@pytest.fixture
async def engine(fake: FakeVllm) -> AsyncIterator[Engine]:
    async with serving(fake) as url:
        engine = Engine(url, KEY)
        yield engine
        await engine.aclose()


@pytest.fixture
async def nobody() -> AsyncIterator[Engine]:
    engine = Engine(f"http://127.0.0.1:{free_port('127.0.0.1')}", KEY)
    yield engine
    await engine.aclose()


async def test_a_loaded_adapter_is_listed_with_its_folder(engine: Engine, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "3")
    await engine.load("algebra@3", folder)
    assert await engine.models() == {"without-adapters": "/base", "algebra@3": str(folder)}


async def test_loading_the_same_again_is_no_error(engine: Engine, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "3")
    await engine.load("algebra@3", folder)
    await engine.load("algebra@3", folder)


async def test_a_name_never_gets_another_folder(engine: Engine, tmp_path: Path) -> None:
    first = tiny.write_adapter(tmp_path / "3")
    await engine.load("algebra@3", first)
    with pytest.raises(LoadRefused, match="algebra@3"):
        await engine.load("algebra@3", tiny.write_adapter(tmp_path / "other"))
    assert (await engine.models())["algebra@3"] == str(first)


async def test_vllms_own_reason_is_told_without_its_wrapping(engine: Engine, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "3")
    (folder / "adapter_model.safetensors").write_bytes(b"short")
    with pytest.raises(LoadRefused) as caught:
        await engine.load("algebra@3", folder)
    assert str(caught.value) == (
        "The model server could not load algebra@3: Error while deserializing header: header too small. "
        "Publish the adapter again."
    )


async def test_a_folder_that_is_gone_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(LoadRefused, match="No adapter found"):
        await engine.load("algebra@3", tmp_path / "gone")


async def test_unloading_forgets_and_may_be_repeated(engine: Engine, tmp_path: Path) -> None:
    await engine.load("algebra@3", tiny.write_adapter(tmp_path / "3"))
    await engine.unload("algebra@3")
    await engine.unload("algebra@3")
    assert list(await engine.models()) == ["without-adapters"]


async def test_a_wrong_key_is_told_as_such(fake: FakeVllm, tmp_path: Path) -> None:
    async with serving(fake) as url:
        engine = Engine(url, "another")
        with pytest.raises(KeyRefused):
            await engine.models()
        with pytest.raises(KeyRefused):
            await engine.load("algebra@3", tiny.write_adapter(tmp_path / "3"))
        with pytest.raises(KeyRefused):
            await engine.unload("algebra@3")
        assert await engine.healthy()
        await engine.aclose()
    assert fake.adapters == {}


async def test_a_server_that_is_down_is_told_with_the_command_that_starts_it(nobody: Engine) -> None:
    assert not await nobody.healthy()
    with pytest.raises(EngineDown, match="tutor serve"):
        await nobody.models()


async def test_a_proxy_of_the_environment_is_not_asked(
    engine: Engine, fake: FakeVllm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    other = Engine(engine.url, KEY)
    assert await other.healthy()
    await other.aclose()


async def test_an_answer_of_another_kind_is_an_error_of_ours(fake: FakeVllm) -> None:
    async with serving(fake) as url:
        engine = Engine(f"{url}/elsewhere", KEY)
        with pytest.raises(EngineError, match="404"):
            await engine.models()
        await engine.aclose()


@pytest.mark.parametrize("answer", [b"[]", b'{"data": 3}', b'{"data": [3]}', b'{"data": [{}]}', b"<html>", b"null"])
async def test_a_list_of_models_that_is_none_is_an_error_of_ours(answer: bytes) -> None:
    async def reply(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(answer) + answer)
        writer.close()

    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        engine = Engine(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", KEY)
        with pytest.raises(EngineError):
            await engine.models()
        await engine.aclose()
