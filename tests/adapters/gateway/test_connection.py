"""What a connection takes, said byte by byte: bounded, never ambiguous, and nothing but requests of HTTP/1."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from contextlib import suppress

import pytest

from adapters.gateway.connection import MOST_HEAD, MOST_LINES
from tests.adapters.gateway.conftest import Play
from tests.adapters.gateway.raw import (
    CHAT,
    HOLA,
    answered,
    connection,
    head,
    heard,
    keeps_quiet,
    post,
    status,
)
from tests.adapters.gateway.scene import KEYS, Scene

KEY = f"Authorization: Bearer {KEYS['operator']}"
HIDDEN = head("/metrics", method="GET", key=KEYS["operator"])
HEALTH = head("/health", method="GET", key=None, closing=False)
LAST = head("/health", method="GET", key=None)


def get(line: str = "GET /health HTTP/1.1", *lines: str) -> bytes:
    """A request without a body, as it stands."""
    return "\r\n".join((line, *(lines or ("Host: gateway",)), "", "")).encode("latin-1")


ODD_HEADS = {
    "a line that ends without a return": b"GET /health HTTP/1.1\nHost: gateway\n\n",
    "a header that ends without a return": b"GET /health HTTP/1.1\r\nHost: gateway\nX: y\r\n\r\n",
    "a return within a value": b"GET /health HTTP/1.1\r\nHost: gateway\r\nX: y\rz: a\r\n\r\n",
    "a folded line": b"GET /health HTTP/1.1\r\nHost: gateway\r\nX: y\r\n z\r\n\r\n",
    "a first header that is folded": b"GET /health HTTP/1.1\r\n X: y\r\nHost: gateway\r\n\r\n",
    "a space before a colon": b"GET /health HTTP/1.1\r\nHost: gateway\r\nX : y\r\n\r\n",
    "a zero in a value": b"GET /health HTTP/1.1\r\nHost: gateway\r\nX: y\0z\r\n\r\n",
    "a header without a name": b"GET /health HTTP/1.1\r\nHost: gateway\r\n: y\r\n\r\n",
    "no host": get("GET /health HTTP/1.1", "X: y"),
    "two hosts": get("GET /health HTTP/1.1", "Host: a", "Host: b"),
    "two hosts of HTTP/1.0": get("GET /health HTTP/1.0", "Host: a", "Host: b"),
    "no version": b"GET /health\r\n\r\n",
    "HTTP/2 in words": get("GET /health HTTP/2.0"),
    "HTTP/1.2": get("GET /health HTTP/1.2"),
    "another protocol": get("OPTIONS /health RTSP/1.0") + b"\0",
    "a whole address": get("GET http://gateway/health HTTP/1.1"),
    "a fragment": get("GET /health#x HTTP/1.1"),
    "a tunnel": get("CONNECT gateway:80 HTTP/1.1"),
    "everything": get("OPTIONS * HTTP/1.1"),
    "bytes beyond ASCII": get("GET /heálth HTTP/1.1"),
}


def test_an_odd_head_is_refused_and_what_follows_is_not_answered(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for what, data in ODD_HEADS.items():
            reply = await answered(there, data + HIDDEN)
            assert status(reply) in (400, 405) and b"maieutic_" not in reply, (what, reply)
            keeps_quiet(there, reply)
        assert status(await answered(there, get("GET /health HTTP/1.0"))) == 200

    play(attack)


CHUNKED = ("Transfer-Encoding: chunked",)
BODY = b'{"model": "algebra", "messages": [{"role": "user", "content": "hola"}]}'
SIZED = b"%x\r\n%s\r\n" % (len(BODY), BODY)
ODD_BODIES = {
    "a length and chunks": (("Content-Length: 5", *CHUNKED), b"0\r\n\r\n"),
    "chunks and a length": ((*CHUNKED, "Content-Length: 5"), b"0\r\n\r\n"),
    "the same length twice": (("Content-Length: 5", "Content-Length: 5"), b"hello"),
    "a list of lengths": (("Content-Length: 5, 5",), b"hello"),
    "an empty length": (("Content-Length:",), b""),
    "a length beyond 64 bits": (("Content-Length: 18446744073709551617",), b"x"),
    "compressed chunks": (("Transfer-Encoding: gzip, chunked",), b"0\r\n\r\n"),
    "chunks with a parameter": (("Transfer-Encoding: chunked;q=1",), b"0\r\n\r\n"),
    "chunks twice": ((*CHUNKED, *CHUNKED), b"0\r\n\r\n"),
    "two codings in two lines": (("Transfer-Encoding: identity", *CHUNKED), b"0\r\n\r\n"),
    "a chunk that ends without a return": (CHUNKED, b"1\nx\n0\n\n"),
    "a chunk longer than it says": (CHUNKED, b"1\r\nxy\r\n0\r\n\r\n"),
    "a size with a prefix": (CHUNKED, b"0x1\r\nx\r\n0\r\n\r\n"),
    "a size with a space": (CHUNKED, b"1 \r\nx\r\n0\r\n\r\n"),
    "a size below nothing": (CHUNKED, b"-1\r\nx\r\n0\r\n\r\n"),
    "a size beyond 64 bits": (CHUNKED, b"FFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n"),
    "an extension that ends without a return": (CHUNKED, b"1;a\nx\r\n0\r\n\r\n"),
    "an extension with an open quote": (CHUNKED, b'1;a="\r\nx\r\n0\r\n\r\n'),
    "a length after the body": (CHUNKED, SIZED + b"0\r\nContent-Length: 500\r\n\r\n"),
}


def test_a_body_whose_end_could_be_read_in_two_ways_is_refused_at_once(play: Play) -> None:
    async def attack(there: Scene) -> None:
        before = len(there.fakes[0].requests)
        for what, (lines, body) in ODD_BODIES.items():
            async with asyncio.timeout(5):
                reply = await answered(there, head(CHAT, *lines, closing=False) + body + HIDDEN)
            assert status(reply) in (0, 400) and b"maieutic_" not in reply, (what, reply)
            keeps_quiet(there, reply)
        old = head(CHAT, *CHUNKED).replace(b"HTTP/1.1", b"HTTP/1.0")
        assert status(await answered(there, old + SIZED + b"0\r\n\r\n" + HIDDEN)) == 400
        assert len(there.fakes[0].requests) == before

    play(attack)


def test_trailers_are_no_headers(play: Play) -> None:
    async def attack(there: Scene) -> None:
        data = head(CHAT, *CHUNKED, key=None, closing=False) + SIZED + b"0\r\n" + KEY.encode() + b"\r\n\r\n"
        reply = await answered(there, data + LAST)
        assert status(reply) == 401 and b" 200 OK" in reply, reply
        honest = head(CHAT, *CHUNKED, closing=False) + b"1;x=y\r\n \r\n" + SIZED + b"0\r\nX: y\r\n\r\n"
        assert (await answered(there, honest + LAST)).count(b" 200 OK") == 2

    play(attack)


ENDLESS = {
    "lines before a request": (b"", b"\r\n"),
    "a path": (b"GET /", b"x"),
    "a name": (b"GET /health HTTP/1.1\r\nHost: x\r\n", b"x"),
    "a value": (b"GET /health HTTP/1.1\r\nHost: x\r\nX: ", b"x"),
    "headers": (b"GET /health HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n"),
    "headers without a value": (b"GET /health HTTP/1.1\r\nHost: x\r\n", b"X:\r\n"),
    "the size of a chunk": (head(CHAT, *CHUNKED, closing=False), b"0"),
    "an extension": (head(CHAT, *CHUNKED, closing=False) + b"1;x=", b"x"),
    "a trailer": (head(CHAT, *CHUNKED, closing=False) + b"0\r\nX: ", b"x"),
    "trailers": (head(CHAT, *CHUNKED, closing=False) + b"0\r\n", b"X: y\r\n"),
    "trailers of a request that was answered": (head("/none", *CHUNKED, closing=False) + b"0\r\nX: ", b"x"),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_what_has_no_end_is_cut_off_where_it_is_too_much(play: Play, what: str) -> None:
    start, piece = ENDLESS[what]
    block = piece * (4096 // len(piece))

    async def attack(there: Scene) -> None:
        async with connection(there) as (reader, writer), asyncio.timeout(5):
            writer.write(start)
            sent = 0
            tracemalloc.start()
            try:
                while not reader.at_eof() and sent < 2_000_000:
                    writer.write(block)
                    await writer.drain()
                    await asyncio.sleep(0.001)
                    sent += len(block)
            except ConnectionError:
                pass
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert sent < 2 * MOST_HEAD + 200_000
        assert most < 3_000_000

    play(attack)


def test_a_head_of_the_most_bytes_and_lines_is_taken_and_not_one_more(play: Play) -> None:
    async def attack(there: Scene) -> None:
        def sized(most: int) -> bytes:
            bare = len(head("/health", "X: ", method="GET", key=None))
            return head("/health", "X: " + "y" * (most - bare), method="GET", key=None)

        assert status(await answered(there, sized(MOST_HEAD))) == 200
        assert status(await answered(there, sized(MOST_HEAD + 4096))) in (0, 400)
        for more, told in ((0, 200), (1, 400)):
            lines = [f"X{at}: y" for at in range(MOST_LINES - 2 + more)]  # with those of the host and the end
            assert status(await answered(there, head("/health", *lines, method="GET", key=None))) == told

    play(attack)


def test_requests_in_a_row_are_answered_in_a_row_and_wait_as_bytes(play: Play) -> None:
    async def attack(there: Scene) -> None:
        async with connection(there) as (reader, writer), asyncio.timeout(20):
            writer.write(post({**HOLA, "messages": [{"role": "user", "content": "for ever"}], "stream": True}, closing=False))
            await reader.readuntil(b"\r\n\r\n")
            gc.collect()
            tracemalloc.start()
            flood = asyncio.ensure_future(_flood(writer, HEALTH * 1000))
            await asyncio.sleep(0.5)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert not flood.done(), "what is too much is not read"
            assert most < 3_000_000
            flood.cancel()
            writer.transport.abort()
        async with connection(there) as (reader, writer), asyncio.timeout(20):
            flood = asyncio.ensure_future(_flood(writer, HEALTH * 1000))
            tracemalloc.start()
            for _ in range(300):
                await reader.readuntil(b"ok")
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert most < 3_000_000, "what is too much is not read after a reply either"
            flood.cancel()
            writer.transport.abort()
        many = await answered(there, HEALTH * 300 + post(HOLA, closing=False) + HEALTH + LAST)
        assert many.count(b" 200 OK") == 303 and many.endswith(b"ok")

    play(attack)


async def _flood(writer: asyncio.StreamWriter, data: bytes) -> None:
    for _ in range(1000):
        writer.write(data)
        await writer.drain()


def test_nothing_that_comes_during_a_reply_splits_it_or_cuts_it_off(play: Play) -> None:
    async def attack(there: Scene) -> None:
        whole = post({**HOLA, "stream": True}, closing=False)
        for more in (b"\0\0\0", b"GET / HTTP/9\r\n\r\n", b"x" * 30_000, HEALTH + b"\0"):
            reply = await answered(there, whole + more)
            first, end, rest = reply.partition(b"0\r\n\r\n")
            assert first.count(b"HTTP/1.1 ") == 1 and b"[DONE]" in first and end, (more[:9], reply)
            assert rest.count(b" 400 ") == 1 and rest.count(b"HTTP/1.1 ") == (2 if more.startswith(HEALTH) else 1)

    play(attack)


def test_a_body_that_breaks_off_gets_no_answer_where_it_could_be_taken_for_that_of_another_request(play: Play) -> None:
    async def attack(there: Scene) -> None:
        async with connection(there) as (reader, writer), asyncio.timeout(10):
            writer.write(head("/none", *CHUNKED, key=None, closing=False))
            assert b" 404 " in await reader.readuntil(b"\r\n\r\n")
            writer.write(b"zz\r\n")
            assert b"HTTP/1.1 " not in await heard(reader)
        broken = head(CHAT, *CHUNKED, closing=False) + b"zz\r\n"
        assert b" 400 " not in await answered(there, post({**HOLA, "stream": True}, closing=False) + broken)
        assert status(await answered(there, broken)) == 400

    play(attack)


def test_after_a_last_request_nothing_is_answered(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for last in (LAST, post(HOLA), get("GET /health HTTP/1.0")):
            reply = await answered(there, last + HIDDEN)
            assert status(reply) == 200 and reply.count(b"HTTP/1.1 ") == 1 and b"maieutic_" not in reply

    play(attack)


UPGRADES = (
    ("Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"),
    ("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
)


def test_an_offer_of_another_protocol_is_passed_over(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for lines in UPGRADES:
            offer = (*lines, "Connection: Upgrade")
            asked = head("/health", *offer, method="GET", key=None, closing=False)
            chunked = head(CHAT, *offer, *CHUNKED, closing=False) + SIZED + b"0\r\n\r\n"
            large = head("/health", *offer, "X: " + "y" * 40_000, method="GET", closing=False)
            for data in (asked, post(HOLA, *offer, closing=False), chunked, large):
                reply = await answered(there, data + LAST)
                assert reply.count(b"HTTP/1.1 200 OK") == 2 and b" 101 " not in reply, reply
            for odd in (("Content-Length: 5", *CHUNKED), ("Transfer-Encoding: gzip, chunked",), ("Host: another",)):
                assert status(await answered(there, head(CHAT, *offer, *odd, closing=False) + b"0\r\n\r\n" + HIDDEN)) == 400

    play(attack)


def test_a_client_of_http_1_0_gets_a_reply_without_chunks(play: Play) -> None:
    async def attack(there: Scene) -> None:
        for stream in (True, False):
            data = post({**HOLA, "stream": stream}, closing=False).replace(b"HTTP/1.1", b"HTTP/1.0")
            reply = await answered(there, data)
            told, _, body = reply.partition(b"\r\n\r\n")
            assert status(reply) == 200 and b"transfer-encoding" not in told
            assert f"content-length: {len(body)}".encode() in told
            assert body.endswith(b"data: [DONE]\n\n" if stream else b"}")

    play(attack)


def test_an_idle_connection_ends_after_a_reply_too(play: Play, impatient: None) -> None:
    async def attack(there: Scene) -> None:
        async with connection(there) as (reader, writer), asyncio.timeout(5):
            writer.write(HEALTH)
            with suppress(ConnectionError):
                assert (await reader.read()).endswith(b"ok")

    play(attack)
