"""Routes, names and headers with bad intent: nothing is loaded, nothing leaks, nobody gets more than the key allows."""

from __future__ import annotations

import gc
import importlib.util
import json
import logging
import re
import tracemalloc
from pathlib import Path

import pytest

from adapters.base import Base
from adapters.registry import Registry
from tests.adapters.gateway.conftest import Play
from tests.adapters.gateway.raw import CHAT, HOLA, answered, connection, head, keeps_quiet, post, status
from tests.adapters.gateway.scene import KEYS, SERVER_KEY, Scene, publish, run, scene

VLLM_ROUTES = Path(__file__).with_name("vllm_routes.txt").read_text().split()
OURS = {CHAT, "/v1/models", "/outcome", "/versions", "/follow", "/metrics", "/health", "/ready"}


def test_no_route_of_a_model_server_is_reachable_with_any_key(play: Play) -> None:
    async def attack(there: Scene) -> None:
        body = {"lora_name": "x", "lora_path": "/etc", "name": "x", "src": "/etc"}
        for path in VLLM_ROUTES:
            for method in ("GET", "POST", "DELETE"):
                for role in (None, "chat", "operator"):
                    reply = await there.call(method, path, role, json=body)
                    assert reply.status_code == 404, (method, path, role)
        assert not there.fakes[0].requests[4:], "nothing but the probe of the live version was ever asked"

    play(attack)


@pytest.mark.skipif(importlib.util.find_spec("vllm") is None, reason="the light install has no model server")
def test_the_list_above_has_every_route_of_the_installed_model_server() -> None:
    found = importlib.util.find_spec("vllm")
    assert found is not None and found.submodule_search_locations
    routes: set[str] = set()
    for path in (Path(found.submodule_search_locations[0]) / "entrypoints").rglob("*.py"):
        text = path.read_text("utf-8")
        if "outer" in text or "app." in text:
            pattern = (
                r"(?:router|app)\.(?:get|post|put|delete|patch|api_route|websocket|mount)\(\s*[\"'](/[^\"']*)"
            )
            routes.update(re.findall(pattern, text))
    assert len(routes) > 40
    assert {re.sub(r"\{[^}]*\}", "x", route) for route in routes} - OURS <= set(VLLM_ROUTES)


def test_every_route_of_the_gateway_asks_for_its_key_whatever_the_method(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for path in OURS - {"/health", "/ready"}:
            for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
                reply = await there.call(method, path, None, content=b"{}")
                assert reply.status_code in (401, 405), (method, path)
                keeps_quiet(there, reply.text)
        for path in ("/versions", "/follow", "/metrics"):
            for method in ("GET", "HEAD", "POST"):
                assert (await there.call(method, path, "chat")).status_code in (403, 405)

    play(attack)


TRICKS = ["/v1/../adapters", "//adapters", "/%61dapters", "/v1/models/../load_lora_adapter", "/v1%2fload_lora_adapter",
     "/v1/load_lora_adapter/", "/v1/models/", "/v1/models%00", "/v1/models;x=1", "/V1/models", "/v1//models", "/.",
     "http://127.0.0.1:8111/v1/load_lora_adapter", "http://other/v1/models", "*", "/..%2f..%2fetc%2fpasswd", "/v1/models%20",
     "/%2e%2e/%2e%2e/etc/passwd", "/static/../../adapters", "/v1/unload_lora_adapter?x=/v1/models", "/\\adapters",
     "/versions/../metrics", "/%c0%ae%c0%ae/adapters", "/v1/models%EF%BC%8F", "/" + "a" * 60_000]  # fmt: skip


def test_a_path_with_a_trick_is_no_route(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for target in TRICKS:
            for method in ("GET", "POST"):
                reply = await answered(there, head(target, method=method, key=KEYS["operator"]))
                assert status(reply) in (404, 405, 400), reply[:300]
                assert b"location" not in reply.lower()
                keeps_quiet(there, reply)

    play(attack)


def test_ten_thousand_unknown_names_load_nothing_and_leave_nothing(play: Play) -> None:
    async def attack(there: Scene) -> None:
        figures = (await there.call("GET", "/metrics", "operator")).text.count("\n")
        async with connection(there) as (reader, writer):
            for block in range(100):
                names = (
                    f"{kind}{block}x{at}" for at in range(25) for kind in ("s", "../", "alge@", "algebra@0")
                )
                writer.write(b"".join(post({**HOLA, "model": name}, closing=False) for name in names))
                for _ in range(100):
                    assert b" 404 " in await reader.readuntil(b"\r\n\r\n")
                    await reader.readexactly(len(NO_MODEL))
        assert (await there.call("GET", "/metrics", "operator")).text.count("\n") == figures
        assert len(there.gate.fleet.wanted) == 2

    play(attack)


NO_MODEL = (
    b'{"error":{"message":"there is no such model; GET /v1/models lists them",'
    b'"type":"model_not_found","code":"model_not_found"}}'
)


def test_long_names_and_long_pseudonyms_are_not_kept(play: Play) -> None:
    async def attack(there: Scene) -> None:
        async def ask(at: int) -> None:
            long = str(at) * 20_000
            reply = await answered(there, post({**HOLA, "model": f"x{long}"[:40_000]}))
            assert status(reply) == 404
            keeps_quiet(there, reply)
            assert (await there.ask(user=long[:40_000])).status_code == 200
            there.fakes[0].requests.clear()

        logging.disable()  # what is captured of the logs is kept
        for at in range(5):
            await ask(at)
        gc.collect()
        tracemalloc.start()
        for at in range(60):
            await ask(at)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
        logging.disable(logging.NOTSET)
        tracemalloc.stop()
        assert kept < 1_000_000  # 60 times 80 kB were sent

    play(attack)


def test_a_version_that_failed_its_probe_does_not_speak_by_name_either(
    tmp_path: Path, base: Base, registry: Registry
) -> None:
    async def whole() -> None:
        publish(registry, base)
        async with scene(tmp_path, base, registry) as there:
            there.fakes[0].silent |= {"algebra@2", "algebra@3"}
            publish(registry, base)
            await there.call("POST", "/follow", "teacher")
            publish(registry, base, live=False)  # and one that nobody ever tried
            for name in ("algebra@2", "algebra@3", "algebra@3"):
                assert (await there.ask(name)).headers["x-maieutic-version"] == "algebra@1"
            probed = len(there.fakes[0].requests)
            assert (await there.ask("algebra@3")).status_code == 200
            assert len(there.fakes[0].requests) == probed + 1, (
                "a bad version is not probed again for each request"
            )

    run(whole())


CLAIMS = [("Authorization: Bearer chat-key-of-the-tests", "Authorization: Bearer operator-key-of-the-tests"),
     ("Authorization: Bearer operator-key-of-the-tests", "Authorization: Bearer chat-key-of-the-tests"),
     ("Authorization: Bearer nothing", "Authorization: Bearer operator-key-of-the-tests"),
     ("X-Authorization: Bearer operator-key-of-the-tests",), ("Cookie: key=operator-key-of-the-tests",),
     ("Proxy-Authorization: Bearer operator-key-of-the-tests",), ("X-Api-Key: operator-key-of-the-tests",),
     ("X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1", "Forwarded: for=127.0.0.1;host=localhost"),
     ("X-Original-URL: /health", "X-Rewrite-URL: /health", "X-HTTP-Method-Override: GET", "X-Forwarded-Prefix: /health"),
     ("X-Maieutic-Role: operator", "X-Maieutic-Version: operator"), ("Connection: authorization",),
     ("Authorization: Bearer operator-key-of-the-tests x",), ("Authorization: Basic operator-key-of-the-tests",)]  # fmt: skip


def test_no_trick_with_headers_makes_an_operator(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for lines in CLAIMS:
            for path in (
                "/metrics",
                "/metrics?key=operator-key-of-the-tests&api_key=operator-key-of-the-tests",
            ):
                reply = await answered(there, head(path, *lines, method="GET", key=None))
                assert status(reply) == 401, reply
                keeps_quiet(there, reply)

    play(attack)


def test_nothing_of_a_clients_headers_reaches_a_model_server_or_comes_back(play: Play) -> None:
    async def attack(there: Scene) -> None:
        lines = (
            "X-Maieutic-Version: algebra@9", "X-Forwarded-Host: evil.example", "Cookie: a=b", "X-Request-Id: evil-1",
            "Connection: x-one", "X-One: evil", "Referer: http://evil.example/", "Origin: http://evil.example",
        )  # fmt: skip
        data = post(HOLA, *lines).replace(b"Host: gateway", b"Host: evil.example")
        reply = await answered(there, data)
        assert status(reply) == 200
        assert b"evil" not in reply
        assert b"access-control" not in reply.lower()
        assert b"x-maieutic-version: algebra@1\r\n" in reply
        got = there.fakes[0].headers[-1]
        assert got["authorization"] == f"Bearer {SERVER_KEY}"
        assert "evil" not in json.dumps(got)
        own = {"host", "accept", "accept-encoding", "connection", "user-agent", "authorization"}
        assert set(got) <= own | {"content-length", "content-type"}

    play(attack)


HIDDEN = head("/metrics", method="GET", key=KEYS["operator"])


ENDS = [("Content-Length: 5", "Transfer-Encoding: chunked"), ("Transfer-Encoding: chunked", "Content-Length: 500"),
     ("Content-Length: 5", "Content-Length: 6"), ("Content-Length: 5, 6",), ("Content-Length: +5",),
     ("Content-Length: -5",), ("Content-Length: 0x5",), ("Content-Length: 5 5",), ("Transfer-Encoding: xchunked",),
     ("Transfer-Encoding: chunked, identity",), ("Transfer-Encoding: identity",), ("Transfer-Encoding : chunked",),
     ("Transfer-Encoding:\tchunked\x0b",), ("X: y\n\nGET / HTTP/1.1",),
     ("Content-Length: " + "9" * 400,), ("Transfer-Encoding: gzip, chunked",)]  # fmt: skip


def test_a_request_with_two_ends_is_refused_and_hides_no_other(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for lines in ENDS:
            reply = await answered(there, head(CHAT, *lines, closing=False) + b"0\r\n\r\n" + HIDDEN)
            assert status(reply) in (0, 400, 401, 413, 501), reply
            assert b"maieutic_" not in reply
            keeps_quiet(there, reply)

    play(attack)


NONSENSE = [head(CHAT, "X: " + "y" * 200_000), head(CHAT, *[f"X{at}: y" for at in range(20_000)]),
     b"\x16\x03\x01\x02\x00\x01" + b"x" * 500,
     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET\r\n\r\n", b"GET /v1/models HTTP/9.9\r\n\r\n", b"\r\n" * 100 + b"\0" * 1000,
     b"GET /v1/models HTTP/1.1\r\nAuthorization: Bearer chat-key-of-the-tests\r\n\r\n"]  # fmt: skip


def test_what_is_no_request_is_refused_and_ends_the_connection(play: Play, impatient: None) -> None:
    async def attack(there: Scene) -> None:
        for data in NONSENSE:
            reply = await answered(there, data)
            assert status(reply) in (0, 400, 401, 404, 431), reply
            keeps_quiet(there, reply)

    play(attack)


PATHS = ["/v1/models", "/v1/realtime", "/health", "/metrics", CHAT]


def test_no_connection_becomes_another_protocol(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for path in PATHS:
            for lines in (
                (
                    "Upgrade: websocket",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "Sec-WebSocket-Version: 13",
                ),
                ("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
            ):
                data = head(path, *lines, "Connection: Upgrade, close", method="GET", key=None, closing=False)
                reply = await answered(there, data)
                assert status(reply) == {"/health": 200, "/v1/realtime": 404, CHAT: 405}.get(path, 401), reply

    play(attack)
