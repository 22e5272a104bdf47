"""The client of model servers, before a server that sends the bytes which a test names, cut where it says."""

from __future__ import annotations

import asyncio
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from adapters.gateway import upstream
from adapters.gateway.upstream import Answer, Lost, Silent, Upstream
from tests.adapters.gateway.scene import run

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
EVENTS = [b'data: {"a": "\xc3\xb1"}\n\n', b"data: " + b"x" * 300 + b"\n\n", b"data: [DONE]\n\n"]
WHOLE = b"".join(EVENTS)
LAST = b"0\r\n\r\n"


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(piece), piece)


def plain(body: bytes, first: bytes = b"HTTP/1.1 200 OK", *lines: bytes) -> bytes:
    return b"\r\n".join([first, b"content-length: %d" % len(body), *lines, b"", body])


class Server:
    """Reads requests, does with the writer what `play` does, and sees that a client goes; `asked` are requests by connection."""

    def __init__(self, play: Callable[[Server, asyncio.StreamWriter], Awaitable[None]]) -> None:
        self._play = play
        self.url = ""
        self.asked: list[list[bytes]] = []
        self.gone = asyncio.Event()
        """A connection ended."""
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append(mine := [])
        self.writers.append(writer)
        playing: set[asyncio.Future[None]] = set()
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                assert length is not None
                mine.append(head + await reader.readexactly(int(length[1])))
                playing.add(asyncio.ensure_future(self._play(self, writer)))
        for each in playing:
            each.cancel()
        self.gone.set()
        writer.close()


@asynccontextmanager
async def serving(
    play: Callable[[Server, asyncio.StreamWriter], Awaitable[None]], *, patience: float = 5.0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[Server, Upstream]]:
    there = Server(play)
    listening = await asyncio.start_server(there.serve, "127.0.0.1", 0, ssl=tls)
    there.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    client = Upstream("the key", timeout=patience)
    try:
        yield there, client
    finally:
        await client.aclose()
        for writer in there.writers:
            writer.transport.abort()
        listening.close()


def sends(*pieces: bytes, pause: float = 0.002, ends: bool = False) -> Callable[..., Awaitable[None]]:
    """Sends the pieces one by one, and closes the connection if so asked."""

    async def play(_: Server, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(pause)
        if ends:
            writer.close()

    return play


async def asked(client: Upstream, there: Server) -> bytes:
    """The whole body of one answer."""
    answer = await client.post(there.url, b"{}")
    try:
        return await answer.read()
    finally:
        answer.release()


def test_a_request_is_what_a_model_server_reads() -> None:
    async def play() -> None:
        async with serving(sends(plain(b"ok"))) as (there, client):
            answer = await client.post(there.url, b'{"a": "\xc3\xb1"}')
            assert (answer.status, await answer.read()) == (200, b"ok")
            head, body = there.asked[0][0].split(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            assert first == "POST /v1/chat/completions HTTP/1.1"
            assert set(lines) == {
                f"Host: {there.url[7:]}", "Authorization: Bearer the key", "Content-Type: application/json", "Accept: */*",
                "Accept-Encoding: identity", "Content-Length: 11",
            }  # fmt: skip
            assert body == b'{"a": "\xc3\xb1"}'

    run(play())


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_an_answer_is_the_same_wherever_it_is_cut(size: int) -> None:
    sent = CHUNKED + b"".join(map(chunk, EVENTS)) + LAST
    cuts = [sent[at : at + size] for at in range(0, len(sent), size)]

    async def play() -> None:
        async with serving(sends(*cuts, pause=0)) as (there, client):
            assert [await asked(client, there) for _ in range(2)] == [WHOLE, WHOLE]
            assert len(there.asked) == 1

    run(play())


def test_pieces_are_given_out_as_they_come_and_together_where_several_came() -> None:
    async def play() -> None:
        came = asyncio.Event()

        async def slowly(_: Server, writer: asyncio.StreamWriter) -> None:
            writer.write(CHUNKED + chunk(EVENTS[0]))
            await came.wait()
            writer.write(chunk(EVENTS[1]) + chunk(EVENTS[2]) + LAST)

        async with serving(slowly) as (there, client):
            answer = await client.post(there.url, b"{}")
            assert await answer.piece() == EVENTS[0]
            came.set()
            assert await answer.piece() == EVENTS[1] + EVENTS[2]
            assert await answer.piece() == b""
            answer.release()

    run(play())


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n" + plain(b"ok"),
        plain(b"ok", b"HTTP/1.0 200 OK"),
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\ncontent-encoding: gzip\r\n\r\n",
    ],
)
def test_interim_answers_old_versions_and_trailers_change_nothing(sent: bytes) -> None:
    async def play() -> None:
        async with serving(sends(sent)) as (there, client):
            assert [await asked(client, there) for _ in range(2)] == [b"ok", b"ok"]

    run(play())


def test_a_body_without_a_length_ends_with_its_connection() -> None:
    async def play() -> None:
        async with serving(sends(HEAD + b"\r\n", WHOLE, ends=True)) as (there, client):
            assert [await asked(client, there) for _ in range(2)] == [WHOLE, WHOLE]
            assert len(there.asked) == 2

    run(play())


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        CHUNKED[:30],
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n",
        HEAD + b"content-encoding: gzip\r\ncontent-length: 2\r\n\r\nok",
        HEAD + b"content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n" + LAST,
    ],
)
def test_what_is_no_answer_is_a_lost_connection(sent: bytes) -> None:
    async def play() -> None:
        async with serving(sends(sent, ends=True)) as (there, client):
            with pytest.raises(Lost):
                await client.post(there.url, b"{}")
            assert not client._idle[there.url]

    run(play())


@pytest.mark.parametrize(
    "sent", [CHUNKED + chunk(EVENTS[0]), HEAD + b"content-length: 1000\r\n\r\n" + EVENTS[0]]
)
def test_what_came_before_the_connection_ended_is_given_out_then_it_is_told(sent: bytes) -> None:
    async def play() -> None:
        async with serving(sends(sent, ends=True)) as (there, client):
            answer = await client.post(there.url, b"{}")
            await asyncio.sleep(0.05)  # both the piece and the end are there
            assert await answer.piece() == EVENTS[0]
            with pytest.raises(Lost):
                await answer.piece()
            answer.release()

    run(play())


@pytest.mark.parametrize("sent", [b"", CHUNKED, CHUNKED + chunk(EVENTS[0])])
def test_a_server_that_falls_silent_is_given_up_on_time(sent: bytes) -> None:
    async def play() -> None:
        async def silent(_: Server, writer: asyncio.StreamWriter) -> None:
            writer.write(sent)
            await asyncio.sleep(20)

        async with serving(silent, patience=0.3) as (there, client):
            began = time.monotonic()
            with pytest.raises(Silent):
                await asked(client, there)
            assert 0.28 < time.monotonic() - began < 1.5
            await asyncio.wait_for(there.gone.wait(), 2)

    run(play())


def test_a_server_that_goes_on_speaking_is_not_given_up() -> None:
    async def play() -> None:
        pieces = [chunk(b"word ")] * 8
        async with serving(sends(CHUNKED, *pieces, LAST, pause=0.1), patience=0.3) as (there, client):
            assert await asked(client, there) == b"word " * 8

    run(play())


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nx: " + b"a" * 200_000,
        b"HTTP/1.1 200 OK\r\n" + b"x: a\r\n" * 40_000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000,
    ],
)
def test_a_head_without_an_end_is_not_read_for_ever(sent: bytes) -> None:
    async def play() -> None:
        async def endless(_: Server, writer: asyncio.StreamWriter) -> None:
            writer.write(sent)
            await asyncio.sleep(20)

        async with serving(endless) as (there, client), asyncio.timeout(3):
            with pytest.raises(Lost):
                await client.post(there.url, b"{}")

    run(play())


def test_trailers_without_an_end_are_not_read_for_ever() -> None:
    async def play() -> None:
        async def endless(_: Server, writer: asyncio.StreamWriter) -> None:
            writer.write(CHUNKED + chunk(b"ok") + b"0\r\n" + b"x: a\r\n" * 40_000)
            await asyncio.sleep(20)

        async with serving(endless) as (there, client), asyncio.timeout(3):
            with pytest.raises(Lost):
                await asked(client, there)

    run(play())


def test_of_a_huge_error_only_the_beginning_is_read_and_its_connection_ends() -> None:
    async def play() -> None:
        async def fails(_: Server, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 500 Oh\r\ntransfer-encoding: chunked\r\n\r\n")
            while True:
                writer.write(chunk(b"e" * 65_536))
                await writer.drain()

        async with serving(fails) as (there, client):
            answer = await client.post(there.url, b"{}")
            assert answer.status == 500
            assert 100_000 <= len(await answer.read(100_000)) < 1_000_000
            answer.release()
            await asyncio.wait_for(there.gone.wait(), 2)

    run(play())


def test_while_nobody_takes_a_body_it_waits_at_the_server_and_no_silence_is_counted() -> None:
    async def play() -> None:
        sent, most = 0, 400

        async def floods(_: Server, writer: asyncio.StreamWriter) -> None:
            nonlocal sent
            writer.write(CHUNKED)
            for _each in range(most):
                writer.write(chunk(b"x" * 65_536))
                await writer.drain()
                sent += 1
            writer.write(LAST)

        async with serving(floods, patience=0.3) as (there, client):
            answer = await client.post(there.url, b"{}")
            await asyncio.sleep(0.8)
            assert 0 < sent < most / 2
            assert answer._waiting < 1_000_000
            assert len(await answer.read()) == most * 65_536
            answer.release()
            assert await asked(client, there)
            assert len(there.asked) == 1

    run(play())


def test_a_connection_serves_one_request_after_another_and_never_two_at_once() -> None:
    async def play() -> None:
        async with serving(sends(CHUNKED, *map(chunk, EVENTS), LAST)) as (there, client):
            for _ in range(3):
                assert await asked(client, there) == WHOLE
            assert [len(requests) for requests in there.asked] == [3]
            assert await asyncio.gather(*(asked(client, there) for _ in range(4))) == [WHOLE] * 4
            assert sorted(len(requests) for requests in there.asked) == [1, 1, 1, 4]

    run(play())


@pytest.mark.parametrize(
    "sent",
    [
        plain(b"ok", b"HTTP/1.1 200 OK", b"connection: close"),
        plain(b"ok") + b"more",
        plain(b"ok") + plain(b"not for you"),
    ],
)
def test_a_connection_that_cannot_stay_is_not_used_again(sent: bytes) -> None:
    async def play() -> None:
        async with serving(sends(sent)) as (there, client):
            assert [await asked(client, there) for _ in range(2)] == [b"ok", b"ok"]
            assert [len(requests) for requests in there.asked] == [1, 1]

    run(play())


def test_a_connection_that_ended_or_spoke_while_idle_is_not_used_again() -> None:
    async def play() -> None:
        async with serving(sends(plain(b"ok"))) as (there, client):
            await asked(client, there)
            there.writers[0].close()
            await asyncio.sleep(0.05)
            await asked(client, there)
            there.writers[1].write(plain(b"not for you"))
            await asyncio.sleep(0.05)
            assert await asked(client, there) == b"ok"
            assert [len(requests) for requests in there.asked] == [1, 1, 1]

    run(play())


def test_an_idle_connection_is_ended_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upstream, "IDLE", 0.1)

    async def play() -> None:
        async with serving(sends(plain(b"ok"))) as (there, client):
            await asked(client, there)
            await asyncio.sleep(0.05)
            await asked(client, there)  # it begins anew
            await asyncio.sleep(0.07)
            assert not there.gone.is_set()
            await asyncio.wait_for(there.gone.wait(), 1)
            assert not client._idle[there.url]
            assert [len(requests) for requests in there.asked] == [2]

    run(play())


@pytest.mark.parametrize("sent", [b"", CHUNKED + chunk(EVENTS[0])])
def test_who_is_cancelled_ends_the_connection(sent: bytes) -> None:
    async def play() -> None:
        async def waits(_: Server, writer: asyncio.StreamWriter) -> None:
            writer.write(sent)
            await asyncio.sleep(20)

        async with serving(waits) as (there, client):
            asking = asyncio.ensure_future(asked(client, there))
            await asyncio.sleep(0.1)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await asyncio.wait_for(there.gone.wait(), 2)
            assert not client._all

    run(play())


def test_an_answer_that_was_not_taken_to_its_end_ends_its_connection() -> None:
    async def play() -> None:
        async with serving(sends(CHUNKED, *map(chunk, EVENTS), LAST)) as (there, client):
            answer: Answer = await client.post(there.url, b"{}")
            await answer.piece()
            answer.release()
            assert await asked(client, there) == WHOLE
            assert len(there.asked) == 2

    run(play())


def test_who_does_not_listen_or_does_not_take_a_connection_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upstream, "CONNECT", 0.2)

    async def play() -> None:
        client = Upstream("key", timeout=1)
        listening = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        listening.close()
        await listening.wait_closed()

        async def never(*_: object, **__: object) -> None:
            await asyncio.sleep(20)

        for url in (f"http://127.0.0.1:{port}", "ftp://127.0.0.1"):
            with pytest.raises(Lost):
                await client.post(url, b"{}")
        monkeypatch.setattr(asyncio.get_running_loop(), "create_connection", never)
        with pytest.raises(Lost):
            async with asyncio.timeout(5):
                await client.post(f"http://127.0.0.1:{port}", b"{}")
        await client.aclose()

    run(play())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="nothing makes a certificate")
def test_a_server_with_a_certificate_is_asked_by_tls_and_one_of_its_own_making_is_not_trusted(tmp_path: Path) -> None:
    made = (
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost"
    )
    subprocess.run(made.split(), cwd=tmp_path, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

    async def play() -> None:
        async with serving(sends(CHUNKED, *map(chunk, EVENTS), LAST), tls=tls) as (there, client):
            there.url = there.url.replace("http://127.0.0.1", "https://localhost")
            with pytest.raises(Lost) as lost:
                await client.post(there.url, b"{}")
            assert isinstance(lost.value.__cause__, ssl.SSLCertVerificationError)
            client._tls = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
            assert [await asked(client, there) for _ in range(2)] == [WHOLE, WHOLE]
            assert [len(requests) for requests in there.asked] == [2]

    run(play())


def test_a_key_with_line_ends_adds_no_headers() -> None:
    async def play() -> None:
        async with serving(sends(plain(b"ok"))) as (there, _):
            with pytest.raises(ValueError, match="line ends"):
                await Upstream("a\r\nX: b", timeout=1).post(there.url, b"{}")
            assert there.asked == []

    run(play())
