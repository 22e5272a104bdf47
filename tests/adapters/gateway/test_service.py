"""`tutor gateway` as a whole: its own server or others behind it, the note that other commands find, and what stops it."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from adapters.base import Base
from adapters.errors import AlreadyRunning, KeyRefused, PortTaken
from adapters.gateway.keys import keep_keys
from adapters.gateway.news import follow_now
from adapters.gateway.service import OWN_SERVER, GatewayService, Servers
from adapters.launch import ServerOptions, arguments
from adapters.notice import Notice
from adapters.registry import Registry
from adapters.running import find_running
from tests.adapters import fake_vllm
from tests.adapters.fake_vllm import FakeVllm, serving
from tests.adapters.gateway.scene import publish, run


def fake(options: ServerOptions, base: Base, port: int, rank: int) -> list[str]:
    return [sys.executable, fake_vllm.__file__, *arguments(options, base, port, rank)]


def quiet(_notice: Notice) -> None:
    pass


@pytest.fixture
def options(tmp_path: Path, base: Base, registry: Registry) -> ServerOptions:
    return ServerOptions(
        str(base.folder), port=0, state_dir=tmp_path / "state", registry_dir=registry.root, stop_timeout=2.0
    )


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the state of other processes sets no event of ours
            await asyncio.sleep(0.02)


async def said(url: str, key: str, model: str = "algebra") -> tuple[int, str]:
    body = {"model": model, "messages": [{"role": "user", "content": "hola"}]}
    async with httpx2.AsyncClient(trust_env=False) as client:
        reply = await client.post(
            f"{url}/v1/chat/completions", json=body, headers={"Authorization": f"Bearer {key}"}
        )
        return reply.status_code, reply.headers.get("x-maieutic-version", "")


def test_other_commands_find_the_gateway_and_follow_its_swaps(
    options: ServerOptions, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with GatewayService(options, quiet, command=fake) as service:
            found = find_running(options.state_dir)
            assert found is not None
            assert (found.url, found.model_for("algebra")) == (service.url, "algebra@1")
            assert await said(found.url, found.key) == (200, "algebra@1")
            publish(registry, base)
            await until(lambda: (now := find_running(options.state_dir)) is not None and "2" in now.model_for("algebra"))
            assert await said(found.url, found.key) == (200, "algebra@2")
        assert find_running(options.state_dir) is None

    run(play())


def test_its_model_server_is_reached_through_it_alone(options: ServerOptions, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with GatewayService(options, quiet, command=fake):
            own = find_running(options.state_dir / OWN_SERVER)
            assert own is not None
            assert own.key not in keep_keys(options.state_dir).values()
            assert (await said(own.url, keep_keys(options.state_dir)["operator"]))[0] == 401

    run(play())


def test_its_model_server_that_is_killed_comes_back_with_all_versions(
    options: ServerOptions, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        async with GatewayService(options, quiet, command=fake) as service:
            fleet = service.gate.fleet
            own = service._server
            assert own is not None and own.pid is not None
            os.killpg(own.pid, signal.SIGKILL)
            await until(lambda: not fleet.ready)
            await until(lambda: bool(fleet.ready))
            assert await said(service.url, service.note().key) == (200, "algebra@1")

    run(play())


def test_servers_that_were_named_are_used_and_not_started(
    options: ServerOptions, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        fakes = [FakeVllm("raw", str(base.folder), "their key") for _ in range(2)]
        async with serving(fakes[0]) as one, serving(fakes[1]) as two:
            servers = Servers((one, two), "their key")
            async with GatewayService(options, quiet, servers, command=fake) as service:
                assert await said(service.url, service.note().key) == (200, "algebra@1")
                assert all("algebra@1" in each.adapters for each in fakes)
        assert not (options.state_dir / OWN_SERVER).exists()

    run(play())


def test_a_second_gateway_and_a_taken_port_are_told(options: ServerOptions, base: Base) -> None:
    async def play() -> None:
        fake_one = FakeVllm("raw", str(base.folder), "their key")
        async with serving(fake_one) as url:
            servers = Servers((url,), "their key")
            async with GatewayService(options, quiet, servers):
                with pytest.raises(AlreadyRunning):
                    async with GatewayService(options, quiet, servers):
                        pass
        async with serving(fake_one) as url:
            taken = replace(options, port=int(url.rpartition(":")[2]))
            with pytest.raises(PortTaken):
                async with GatewayService(taken, quiet, Servers((url,), "their key")):
                    pass

    run(play())


def test_the_command_that_makes_a_change_is_told_what_came_of_it(
    options: ServerOptions, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        assert follow_now(options.state_dir, "algebra") is None
        fakes = [FakeVllm("raw", str(base.folder), "their key") for _ in range(2)]
        async with AsyncExitStack() as stack:
            urls = [await stack.enter_async_context(serving(fake)) for fake in fakes]
            await stack.enter_async_context(GatewayService(options, quiet, Servers(urls, "their key")))
            publish(registry, base)
            news = await asyncio.to_thread(follow_now, options.state_dir, "algebra")
            assert news is not None
            assert (news.speaks, news.ready, news.servers) == ({"algebra": "algebra@2"}, 2, 2)
            fakes[0].like_base.add("algebra@3")
            publish(registry, base)
            news = await asyncio.to_thread(follow_now, options.state_dir, "algebra")
            assert news is not None
            assert news.speaks == {"algebra": "algebra@2"}

    run(play())


def test_a_note_that_cannot_be_written_is_told_and_the_next_swaps_are_followed(
    options: ServerOptions, base: Base, registry: Registry
) -> None:
    async def play() -> None:
        publish(registry, base)
        told: list[str] = []
        servers = FakeVllm("raw", str(base.folder), "their key")
        async with serving(servers) as url:
            service = GatewayService(options, lambda notice: told.append(notice.en), Servers((url,), "their key"))
            async with service:
                (options.state_dir / "server.json").unlink()
                (options.state_dir / "server.json").mkdir()
                name = publish(registry, base)
                await until(lambda: any("cannot be written" in line for line in told))
                assert service.gate.voices.speaks["algebra"] == name
                (options.state_dir / "server.json").rmdir()
                later = publish(registry, base)
                await until(lambda: service.gate.voices.speaks["algebra"] == later)
                await until(lambda: find_running(options.state_dir) is not None)

    run(play())


def test_the_chat_key_can_be_set_and_a_poor_one_is_refused(options: ServerOptions, base: Base, registry: Registry) -> None:
    async def play() -> None:
        publish(registry, base)
        async with AsyncExitStack() as stack:
            fake = FakeVllm("raw", str(base.folder), "their key")
            servers = Servers([await stack.enter_async_context(serving(fake))], "their key")
            options.state_dir.mkdir()
            for poor in ("short", keep_keys(options.state_dir)["operator"]):
                with pytest.raises(KeyRefused, match="MAIEUTIC_API_KEY"):
                    await GatewayService(replace(options, api_key=poor), quiet, servers).__aenter__()
            key = "a key that the bots were given"
            service = GatewayService(replace(options, api_key=key), quiet, servers)
            await stack.enter_async_context(service)
            client = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False))
            for given, wanted in ((key, 200), (keep_keys(options.state_dir)["chat"], 401)):
                headers = {"Authorization": f"Bearer {given}"}
                assert (await client.get(f"{service.url}/v1/models", headers=headers)).status_code == wanted
            headers = {"Authorization": f"Bearer {key}"}
            assert (await client.get(f"{service.url}/versions", headers=headers)).status_code == 403

    run(play())


async def test_a_gateway_that_waits_for_requests_does_not_look_through_what_it_was_made_of(options: ServerOptions) -> None:
    waiting = asyncio.create_task(GatewayService(options, quiet).wait())
    try:
        await asyncio.sleep(0)
        assert len(gc.get_objects()) < gc.get_freeze_count() / 10
        assert not waiting.done()
    finally:
        waiting.cancel()
        gc.unfreeze()
