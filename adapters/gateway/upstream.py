"""Chat requests to model servers: HTTP/1.1 on llhttp, a parser in C, and no more than the gateway's hottest path needs.

Every piece of every reply comes through here. One request at a time is on a connection; what is idle is used again, unless it
ended or was idle for long. What a server sends is bounded: a head, trailers and whatever else is no body by `MOST_HEAD`, and
a body that nobody takes is not read further. No redirect is followed, and no proxy of the environment is used.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

import httptools

MOST_HEAD = 64 * 1024
"""Bytes of an answer between two pieces of its body: a head, trailers, the sizes of chunks."""
MOST_WAITING = 64 * 1024
"""Bytes of a body that may wait to be taken before no more are read."""
CONNECT = 2.0
"""Seconds that a server has to take a connection."""
IDLE = 2.0
"""Seconds that a connection may be idle; a model server ends it after 5, and none should be used as it is being ended."""
_PATH = "/v1/chat/completions"


class Lost(Exception):
    """There is no connection, or it ended before the answer did, or what came is no answer of HTTP/1."""


class Silent(Exception):
    """The server sent nothing for as long as is waited for."""


class _Unfit(Exception):
    """An answer that the parser takes and we do not."""


@dataclass(frozen=True, slots=True)
class _Server:
    """Where a server is, and what each request to it begins with, up to the length of its body."""

    host: str
    port: int
    is_safe: bool
    head: bytes = field(repr=False)


class Upstream:
    """The connections to all model servers, which ask for `key`; a server may be silent for `timeout` seconds. To be made
    where a loop runs."""

    def __init__(self, key: str, *, timeout: float) -> None:
        self.timeout = timeout
        self._key = key
        self._servers: dict[str, _Server] = {}
        self._idle: defaultdict[str, list[Answer]] = defaultdict(list)
        self._all: set[Answer] = set()

    async def aclose(self) -> None:
        """End all connections."""
        for connection in tuple(self._all):
            connection.close()

    async def post(self, url: str, body: bytes) -> Answer:
        """Ask for a chat completion with a JSON body; the answer once its head has come, to be released by the caller.

        `url` is the server's address without `/v1`. Raises Lost or Silent. Cancelled, it ends the connection.
        """
        server = self._servers.get(url) or self._know(url)
        answer = self._unused(url) or await self._connect(url, server)
        try:
            await answer.ask(b"%s%d\r\n\r\n%s" % (server.head, len(body), body))
        except BaseException:
            answer.close()
            raise
        return answer

    def _know(self, url: str) -> _Server:
        """What there is to know of a server; a key that would be more than one header is refused by ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Lost(url)
        headers = {
            "Host": parts.netloc.rpartition("@")[2],
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        }
        if any(c in "\r\n\0" for c in self._key):
            raise ValueError("the key of the model servers has line ends")
        lines = [f"POST {parts.path.rstrip('/')}{_PATH} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
        is_safe = parts.scheme == "https"
        head = "\r\n".join([*lines, "Content-Length: "]).encode()
        found = _Server(parts.hostname, parts.port or (443 if is_safe else 80), is_safe, head)
        self._servers[url] = found
        return found

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def _unused(self, url: str) -> Answer | None:
        idle = self._idle[url]
        while idle:
            if idle[-1].begin():
                return idle.pop()
            idle.pop().close()
        return None

    async def _connect(self, url: str, server: _Server) -> Answer:
        answer = Answer(self, url)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT):
                await loop.create_connection(
                    lambda: answer, server.host, server.port, ssl=self._tls if server.is_safe else None
                )
        except OSError as error:
            answer.close()
            raise Lost(url) from error
        except BaseException:
            answer.close()  # it may have been made just as it was given up
            raise
        return answer

    def made(self, connection: Answer) -> None:
        """A connection began."""
        self._all.add(connection)

    def ended(self, connection: Answer) -> None:
        """A connection ended: it is not used again."""
        self._all.discard(connection)
        idle = self._idle[connection.url]
        if connection in idle:
            idle.remove(connection)

    def unused(self, connection: Answer) -> None:
        """A connection waits for another request."""
        self._idle[connection.url].append(connection)


class Answer(asyncio.Protocol):
    """One connection and the answer that comes on it now."""

    def __init__(self, upstream: Upstream, url: str) -> None:
        self.url = url
        self.status = 0
        """0 before the head has come."""
        self._upstream = upstream
        self._timeout = upstream.timeout
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = httptools.HttpResponseParser(self)
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._unread = 0  # bytes since a head or a piece of a body was whole
        self._heard = 0.0
        self._error: Exception | None = None
        self._is_closed = self._is_asked = self._is_whole = self._is_paused = False
        self._has_end = self._may_stay = False  # whether its end is told otherwise than by the connection's

    # what the relay does

    async def ask(self, request: bytes) -> None:
        """Send a request and wait for the head of its answer. Raises Lost or Silent."""
        if self._error is not None or self._transport is None:
            raise self._error or Lost(self.url)
        self.status, self._unread, self._is_asked, self._is_whole = 0, 0, True, False
        self._heard = self._loop.time()
        self._timer = self._loop.call_later(self._timeout, self._look)
        self._transport.write(request)
        while not self.status:
            await self._more()

    async def piece(self) -> bytes:
        """What has come of the body and was not taken, as soon as there is any; b"" at its end. Raises Lost or Silent."""
        pieces = self._pieces
        while not pieces:
            if self._is_whole:
                return b""
            await self._more()
        taken = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        pieces.clear()
        self._waiting = 0
        if self._is_paused:
            self._is_paused = False
            self._heard = self._loop.time()
            if self._transport is not None:
                self._transport.resume_reading()
        return taken

    async def read(self, most: int | None = None) -> bytes:
        """All of the body, or its first pieces up to a little more than `most` bytes. Raises Lost or Silent."""
        found = bytearray()
        while (most is None or len(found) < most) and (piece := await self.piece()):
            found += piece
        return bytes(found)

    def release(self) -> None:
        """Let the connection serve another request, or end it if this one's answer was not taken to its end."""
        self._stop()
        transport = self._transport
        if (
            not self._is_whole or self._pieces or not self._may_stay or self._error is not None
            or transport is None or transport.is_closing() or transport.get_write_buffer_size()
        ):  # fmt: skip
            self.close()
            return
        self._is_asked = False
        self._timer = self._loop.call_later(IDLE, self.close)
        self._upstream.unused(self)

    def begin(self) -> bool:
        """Whether an idle connection can be used again."""
        self._stop()
        return self._error is None and self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        """End the connection at once, and with it the reply at the model server."""
        self._is_closed = True
        self._fail(Lost(self.url))

    # what waits

    async def _more(self) -> None:
        """Wait until anything changes. Raises Lost or Silent."""
        if self._error is not None:
            raise self._error
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """Give up a server that is silent. It is set once a request, not at every piece, and compares."""
        now = self._loop.time()
        if self._is_paused:
            self._heard = now
        if now - self._heard >= self._timeout - 0.001:  # the loop's clock has whole milliseconds
            self._fail(Silent(self.url))
        else:
            self._timer = self._loop.call_later(self._heard + self._timeout - now, self._look)

    def _fail(self, error: Exception) -> None:
        """End the connection; what came before is still given out, then `error` is raised."""
        if self._error is None:
            self._error = error
        self._stop()
        self._upstream.ended(self)
        if self._transport is not None:
            self._transport.abort()
        self._wake()

    # the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # no other is made
        self._transport = transport
        if self._is_closed:
            transport.abort()
        else:
            self._upstream.made(self)

    def data_received(self, data: bytes) -> None:
        if self._error is not None or self._parser is None:
            return
        if not self._is_asked:
            self.close()  # nobody asked: it would be taken for the next answer
            return
        self._heard = self._loop.time()
        self._unread += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._may_stay = False
            if not self._is_whole:
                self._fail(_lost(self.url, error))
                return
        if self._unread > MOST_HEAD:
            self._fail(Lost(self.url))
        elif self._waiter is not None and (self._pieces or self._is_whole or self.status):
            self._wake()

    def eof_received(self) -> bool:
        if self.status and not self._has_end and self._error is None:
            self._is_whole = True
            self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(_lost(self.url, exc))
        self._transport = self._parser = None  # they hold each other

    # what the parser found

    def on_message_begin(self) -> None:
        if self._is_whole:
            raise _Unfit  # an answer that nobody asked for
        self._has_end = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.status:
            return  # a trailer
        name = name.lower()
        if name in (b"content-length", b"transfer-encoding"):
            self._has_end = True
        elif name == b"content-encoding" and value.lower() != b"identity":
            raise _Unfit

    def on_headers_complete(self) -> None:
        parser = self._parser
        status = 0 if parser is None else parser.get_status_code()
        if parser is not None and status >= 200:  # those before it tell nothing
            self.status = status
            self._unread = 0
            self._may_stay = parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        self._pieces.append(body)
        self._waiting += len(body)
        if self._waiting > MOST_WAITING and not self._is_paused and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        if self.status:
            self._is_whole = True


def _lost(url: str, cause: Exception | None) -> Lost:
    error = Lost(url)
    error.__cause__ = cause
    return error
