"""Clients that drip, do not read or leave: they keep no turn and no memory, and others are served meanwhile."""

from __future__ import annotations

import asyncio
import socket
import tracemalloc
from collections.abc import Coroutine
from typing import Any

import pytest

from adapters.gateway.connection import Connection
from tests.adapters.gateway.conftest import Play
from tests.adapters.gateway.raw import CHAT, HOLA, connection, head, heard, keeps_quiet, post, status
from tests.adapters.gateway.scene import Scene


async def dripping(there: Scene, start: bytes, drop: bytes) -> bytes:
    """What a client hears that goes on sending a drop at a time; it ends when the gateway cuts it off."""
    async with connection(there) as (reader, writer), asyncio.timeout(10):
        writer.write(start)
        all_of_it = asyncio.ensure_future(heard(reader))
        while not all_of_it.done():
            writer.write(drop)
            await asyncio.sleep(0.02)
        return all_of_it.result()


def test_clients_that_drip_are_cut_off_and_others_are_served_meanwhile(play: Play, impatient: None) -> None:
    async def attack(there: Scene) -> None:
        slow: list[Coroutine[Any, Any, bytes]] = [
            dripping(there, b"", b""),
            dripping(there, b"POST", b"x"),
            dripping(there, b"POST /", b"x"),
            dripping(there, b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n", b"a: b\r\n"),
            dripping(there, head(CHAT, "Content-Length: 100000", closing=False), b" "),
            dripping(there, head(CHAT, "Transfer-Encoding: chunked", closing=False), b"1\r\n \r\n"),
            dripping(there, head("/adapters", "Content-Length: 100000", closing=False), b" "),
            dripping(there, post(HOLA, closing=False), b"G"),
        ]
        tasks = [asyncio.ensure_future(each) for each in slow for _ in range(1)]
        while not all(task.done() for task in tasks):
            assert (await there.heard(user="quiet"))[0] == "algebra@1"
        replies = [task.result() for task in tasks]
        assert [status(reply) for reply in replies] == [0, 400, 0, 0, 408, 408, 404, 200]
        for reply in replies:
            keeps_quiet(there, reply)

    play(attack)


def test_a_client_that_does_not_read_keeps_neither_a_turn_nor_memory(play: Play, impatient: None) -> None:
    async def attack(there: Scene) -> None:
        host, port = there.url.removeprefix("http://").split(":")
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(deaf, (host, int(port)))
        tracemalloc.start()
        await loop.sock_sendall(
            deaf, post({**HOLA, "messages": [{"role": "user", "content": "flood"}], "stream": True})
        )
        await there.until(lambda: there.gate.turns.running == 1)
        await there.until(lambda: there.gate.turns.running == 0)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 16_000_000  # of 65 million
        await there.until(lambda: there.fakes[0].closed == 1)
        deaf.close()

    play(attack)


def test_connections_are_bounded(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def attack(there: Scene) -> None:
        monkeypatch.setattr(Connection, "most", 20)
        writers = []
        closed = 0
        for _ in range(40):
            reader, writer = await asyncio.open_connection("127.0.0.1", int(there.url.rpartition(":")[2]))
            writers.append(writer)
            try:
                await asyncio.wait_for(reader.read(1), 0.02)
                closed += 1
            except TimeoutError:
                pass
            except ConnectionError:
                closed += 1
        assert 18 <= closed <= 24
        for writer in writers:
            writer.close()
        monkeypatch.undo()

    play(attack)


def test_who_leaves_while_waiting_leaves_the_line(play: Play) -> None:
    async def attack(there: Scene) -> None:
        first = asyncio.ensure_future(there.heard(text="for ever", user="first"))
        await there.until(lambda: there.gate.turns.running == 1)
        for at in range(10):
            async with connection(there) as (_, writer):
                writer.write(post({**HOLA, "user": f"gone{at}"}))
                await there.until(lambda: there.gate.turns.waiting == 1)
            await there.until(lambda: there.gate.turns.waiting == 0)
        first.cancel()

    play(attack, at_once=1)
