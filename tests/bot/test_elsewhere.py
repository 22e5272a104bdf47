"""Another model server: which model it is asked for, and what is said when it is not clear. Over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bot.elsewhere import Elsewhere, EndpointError, choose, find

KEY = "a-key"


@asynccontextmanager
async def server(models: Sequence[str], body: bytes | None = None) -> AsyncIterator[str]:
    """A server that lists models to whoever has the key."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        allowed = f"authorization: bearer {KEY}" in head and head.startswith("get /v1/models ")
        content = body or json.dumps({"data": [{"id": name} for name in models]}).encode()
        status = b"200 OK" if allowed else b"401 Unauthorized"
        writer.write(
            b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, len(content))
        )
        writer.write(content)
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"


async def test_a_model_that_was_set_is_asked_for_without_asking_the_server() -> None:
    found = await find("http://127.0.0.1:9/v1", KEY, "llama3", {})
    assert (found.model_for("algebra"), found.adapter_for("algebra")) == ("llama3", None)


async def test_the_only_model_is_asked_for() -> None:
    async with server(["qwen3:4b"]) as url:
        found = await find(url, KEY, "", {})
    assert (found.model_for("algebra"), found.adapter_for(None)) == ("qwen3:4b", None)


async def test_adapters_are_asked_for_by_subject() -> None:
    listed = ["base", "algebra@1", "algebra@2", "general@1"]
    async with server(listed) as url:
        found = await find(url, KEY, "", {"algebra": 1})
    assert found.model_for("algebra") == found.adapter_for("algebra") == "algebra@1"
    assert found.model_for("music") == found.adapter_for(None) == "general@1"


async def test_several_models_are_told_by_name() -> None:
    async with server(["a", "b"]) as url:
        with pytest.raises(EndpointError, match=r"MAIEUTIC_MODEL.*: a, b\."):
            await find(url, KEY, "", {})


async def test_a_wrong_key_is_told_without_the_key() -> None:
    async with server(["a"]) as url:
        with pytest.raises(EndpointError, match="MAIEUTIC_API_KEY") as caught:
            await find(url, "wrong-key", "", {})
    assert "wrong-key" not in str(caught.value)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": 3}', b'{"data": [{}]}'])
async def test_a_server_of_another_kind_is_told(body: bytes) -> None:
    async with server([], body) as url:
        with pytest.raises(EndpointError, match="does not answer as an OpenAI-compatible server"):
            await find(url, KEY, "", {})


async def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(EndpointError, match="MAIEUTIC_ENDPOINT"):
        await find("http://127.0.0.1:9/v1", KEY, "", {})


def test_a_live_version_that_is_not_listed_gives_way_to_the_latest() -> None:
    listed = ["algebra@2", "algebra@10", "kinematics@1", "x@y", "Algebra@99"]
    assert choose(listed, {"algebra": 3}) == {"algebra": "algebra@10", "kinematics": "kinematics@1"}


async def test_a_gateway_of_ours_is_asked_for_the_alias_and_keeps_sessions_on_their_version() -> None:
    names = {"base": "base", "algebra": "algebra@3", "general": "general@1", "algebra@3": "algebra@3", "algebra@4": "x"}
    listed = [{"id": name, "root": root, "owned_by": "maieutic"} for name, root in names.items()]
    async with server([], json.dumps({"data": listed}).encode()) as url:
        found = await find(url, KEY, "", {})
    assert found.gateway
    assert [found.alias_for(subject) for subject in ("algebra", "music", None)] == ["algebra", "general", "general"]
    assert (found.model_for("algebra"), found.adapter_for("music")) == ("algebra@3", "general@1")
    assert found.stay("algebra", "algebra@2") == "algebra@2"
    assert found.stay("algebra", "kinematics@1") is found.stay("algebra", "") is None


async def test_a_gateway_without_adapters_is_asked_for_the_base() -> None:
    body = json.dumps({"data": [{"id": "base", "root": "base", "owned_by": "maieutic"}]}).encode()
    async with server([], body) as url:
        found = await find(url, KEY, "", {})
    assert found.model_for("algebra") == found.alias_for("algebra") == "base"
    assert found.adapter_for("algebra") is None


async def test_the_base_is_asked_for_by_its_name_where_the_server_has_one() -> None:
    assert Elsewhere("http://x/v1", "", "qwen", {}).base_for("algebra") == "qwen"
    assert Elsewhere("http://x/v1", "", "", {"algebra": "algebra@2"}, gateway=True).base_for("algebra") == "base"
    assert Elsewhere("http://x/v1", "", "", {"algebra": "algebra@2"}).base_for("algebra") == "algebra@2"
