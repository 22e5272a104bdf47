"""One connection of a client: HTTP/1 alone, every part of it bounded in bytes and in time.

Uvicorn's protocol on llhttp, a parser in C, costs a fraction of the one in Python. llhttp refuses what is ambiguous in the
bytes: two lengths, bare line ends, folded lines, spaces before a colon, odd chunk sizes. It bounds nothing, and takes some of
what HTTP forbids or what nobody asks of a gateway; that is done here:

- a head, the trailers after a body, and whatever else comes without being a body, have `most_head` bytes and `MOST_LINES`
  lines;
- a head has `patience` seconds, from the connection or from the end of the reply before it, and so has what is written until
  it is taken;
- a request that comes before the reply to the one before it waits as bytes, and what is too much is not read;
- an offer of another protocol is passed over, trailers are no headers, and a request is one of HTTP/1.0 or 1.1, to a path
  and for one host, whose body is at most chunked.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE = 20.0
MOST_CONNECTIONS = 1024
MOST_HEAD = 64 * 1024
"""Bytes of a request's first line and headers."""
MOST_LINES = 128
"""Headers of a request, trailers among them: each takes much more memory than bytes on the line."""
_SLICE = 2048
"""Bytes that are parsed at once: no more requests than fit into them are ever made before their turn."""


class _Refused(Exception):
    """The request is none that is answered here."""


class _Flow(FlowControl):
    """Reading and writing of a connection; while it is `full`, nobody begins to read again."""

    full = False

    def resume_reading(self) -> None:
        if not self.full:
            super().resume_reading()


class Connection(HttpToolsProtocol):
    """To be given to uvicorn as its `http`."""

    flow: _Flow
    patience = PATIENCE
    most = MOST_CONNECTIONS
    most_head = MOST_HEAD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parser = httptools.HttpRequestParser(self)  # uvicorn's own is lenient with what follows a last request
        self._head_due: asyncio.TimerHandle | None = None
        self._taken_due: asyncio.TimerHandle | None = None
        self._waiting = bytearray()
        self._unread = 0  # bytes since a head or a piece of a body was whole
        self._lines = 0
        self._is_in_body = False  # of the newest request, trailers included
        self._refusal = ""

    # the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        super().connection_made(transport)
        self.flow = _Flow(transport)
        if len(self.connections) > self.most:
            transport.abort()
        self._head_due = self._after()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._waiting.clear()
        for timer in (self._head_due, self._taken_due):
            if timer is not None:
                timer.cancel()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taken_due = self._taken_due or self._after()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._taken_due is not None:
            self._taken_due.cancel()
            self._taken_due = None

    def _after(self) -> asyncio.TimerHandle:
        # Abort, not close: to close waits until the client has taken what was written.
        return self.loop.call_later(self.patience, self.transport.abort)

    # bytes that come

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self._waiting += data
        self._parse()

    def _parse(self) -> None:
        """Parse what waits, up to the end of a request whose reply is not done."""
        while self._waiting and (self._is_in_body or not self._is_answering()) and not self._is_over():
            piece = bytes(self._waiting[:_SLICE])
            del self._waiting[:_SLICE]
            self._unread += len(piece)
            self._feed(piece)
            if self._unread > self.most_head:
                self.send_400_response("the head of the request is too long")
        self.flow.full = len(self._waiting) > self.most_head
        if self.flow.full:
            self.flow.pause_reading()

    def _feed(self, piece: bytes) -> None:
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            self._stay(piece[upgrade.args[0] :])
        except httptools.HttpParserError:
            self.send_400_response("the request is not one of HTTP/1")

    def _stay(self, rest: bytes) -> None:
        """Go on as if no other protocol had been offered, as some clients do with every request: the parser would take the
        request's body for that protocol."""
        version = self.parser.get_http_version().encode()
        lines = [b"%s %s HTTP/%s" % (self.parser.get_method(), self.url, version)]
        lines += [name + b": " + value for name, value in self.headers if name != b"upgrade"]
        self._waiting[:0] = b"\r\n".join([*lines, b"", rest])
        self._unread = 0
        self.parser = httptools.HttpRequestParser(self)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _is_over(self) -> bool:
        return bool(self._refusal) or self.transport.is_closing()

    def send_400_response(self, msg: str) -> None:
        """Refuse a request and end the connection; a reply to the one before it is neither cut off nor split by that."""
        self._refusal = msg
        if self._is_in_body and (self.pipeline or self.cycle.response_started):
            self.transport.abort()  # no answer can be told from what was answered
        elif self._is_in_body or not self._is_answering():
            super().send_400_response(msg)

    # what the parser found; an exception is a refusal

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._lines = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        self._lines += 1
        if self._lines > MOST_LINES:
            raise _Refused
        if not self._is_in_body:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._check_head()
        if self.parser.should_upgrade():
            return
        super().on_headers_complete()
        self._is_in_body, self._unread = True, 0
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _check_head(self) -> None:
        """Refuse what the parser takes and we do not. Raises _Refused."""
        version = self.parser.get_http_version()
        hosts = 0
        for name, value in self.headers:
            hosts += name == b"host"
            if name == b"transfer-encoding" and (value.lower() != b"chunked" or version == "1.0"):
                raise _Refused
        if version not in ("1.0", "1.1") or hosts > 1 or (version == "1.1" and not hosts):
            raise _Refused
        if not self.url.startswith(b"/") or b"#" in self.url:
            raise _Refused

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        self._is_in_body, self._unread = False, 0
        super().on_message_complete()

    # replies

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_answering() or self.transport.is_closing():
            return
        if self._refusal:
            super().send_400_response(self._refusal)
            return
        # Also for a client that goes on sending a body which nobody reads.
        self._head_due = self._head_due or self._after()
        self._parse()
        self.flow.resume_reading()
