"""The gateway is closed by default: routes, roles, names, sizes."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from adapters.base import Base
from adapters.gateway.body import MOST_BYTES
from adapters.gateway.keys import Keys, keep_keys
from adapters.registry import Registry
from tests.adapters.gateway.scene import KEYS, publish, run, scene


def test_each_route_needs_its_role(tmp_path: Path, base: Base, registry: Registry) -> None:
    async def play() -> None:
        async with scene(tmp_path, base, registry) as there:
            needs = {("GET", "/v1/models"): 0, ("GET", "/versions"): 1, ("POST", "/follow"): 1, ("GET", "/metrics"): 2}
            for (method, path), least in needs.items():
                assert (await there.call(method, path, None)).status_code == 401
                for at, role in enumerate(KEYS):
                    reply = await there.call(method, path, role)
                    assert reply.status_code == (200 if at >= least else 403), (path, role)

    run(play())


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic chat-key-of-the-tests", "Bearer chat-key-of-the-test", "chat-key-of-the-tests",
     "Bearer ñandú", "Bearer chat-key-of-the-tests, Bearer x"],
)  # fmt: skip
def test_a_header_that_is_not_the_key_is_no_key(header: str) -> None:
    assert Keys(KEYS).role(header) is None


def test_a_short_key_opens_nothing() -> None:
    assert Keys({"chat": "", "operator": "short"}).role("Bearer short") is None


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    made = keep_keys(tmp_path)
    assert keep_keys(tmp_path) == made
    assert len(set(made.values())) == 3
    assert (tmp_path / "gateway.keys.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "model",
    ["../../etc/passwd", "/etc", "algebra@0", "algebra@-1", "algebra@1/../2", "algebra@99999999999", "ALGEBRA", "algebra@1 ",
     "without-adapters", "", "x" * 5000, "algebra\x00", "algebra@１"],
)  # fmt: skip
def test_a_name_that_is_no_alias_or_version_loads_nothing(
    tmp_path: Path, base: Base, registry: Registry, model: str
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            before = dict(there.fakes[0].adapters)
            assert (await there.ask(model)).status_code == 404
            assert there.fakes[0].adapters == before

    run(play())


def test_ten_thousand_unknown_versions_load_and_keep_nothing(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            for number in range(2, 10_002):
                assert await there.gate.voices.resolve(f"algebra@{number}") == "algebra@1"
            assert len(there.gate.fleet.wanted) == 2

    run(play())


@pytest.mark.parametrize(
    "body",
    [b"", b"no JSON", b"[]", b'{"model": 7}', b'{"model": "algebra"}', b'{"model": "algebra", "messages": []}',
     b'{"model": "algebra", "messages": [{}], "n": 2}', b'{"model": "algebra", "messages": [{}], "stream": "yes"}',
     b"[" * 100_000, b"\xff\xfe", b'{"model": "algebra", "messages": [{"content": "\\ud800"}]}',
     b'{"model": "algebra", "user": "\\uD800", "messages": [{"content": "x"}]}'],
)  # fmt: skip
def test_a_body_that_is_no_chat_is_told(tmp_path: Path, base: Base, registry: Registry, body: bytes) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            reply = await there.call("POST", "/v1/chat/completions", content=body)
            assert reply.status_code == 400
            assert reply.json()["error"]["message"]

    run(play())


def test_a_body_that_is_too_large_is_refused_while_it_comes(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        async with scene(tmp_path, base, registry) as there:
            body = json.dumps({"model": "algebra", "messages": [{"content": "x" * (MOST_BYTES + 1)}]}).encode()
            assert (await there.call("POST", "/v1/chat/completions", content=body)).status_code == 413

    run(play())


def test_a_client_that_sends_slowly_does_not_hold_the_others(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            host, port = there.url.removeprefix("http://").split(":")
            _, slow = await asyncio.open_connection(host, int(port))
            slow.write(
                f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEYS['chat']}\r\n"
                "Content-Length: 1000\r\n\r\n{".encode()
            )
            await slow.drain()
            assert (await there.heard())[0] == "algebra@1"
            assert there.gate.turns.running == 0
            slow.close()

    run(play())
