"""Serves the gateway on a port for as long as a block runs. Errors of the socket are told in a sentence.

Slow or stalled clients are cut off here: a request's head has `PATIENCE` seconds, counted from the connection or from the
end of the reply before it, and so has whatever is written until it is taken. Connections are bounded too.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from adapters import diagnosis

PATIENCE = 20.0
MOST_CONNECTIONS = 1024
MOST_HEAD = 64 * 1024
"""Bytes of a request's first line and headers."""


class _Server(uvicorn.Server):
    """Uvicorn without its own handling of signals: whoever started it decides when it ends."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


class _Connection(H11Protocol):
    """One connection with deadlines, and no way to become anything but HTTP.

    Uvicorn's own time for an idle connection begins anew with every byte, so that a client may take for ever.
    """

    patience = PATIENCE
    most = MOST_CONNECTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head: asyncio.TimerHandle | None = None
        self._taken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn's own
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
        self._head = self._after()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        for timer in (self._head, self._taken):
            if timer is not None:
                timer.cancel()

    def handle_events(self) -> None:
        super().handle_events()
        if self._head is not None and self.cycle is not None and not self.cycle.response_complete:
            self._head.cancel()
            self._head = None

    def on_response_complete(self) -> None:
        # Also for a client that goes on sending a body which nobody reads.
        self._head = self._head or self._after()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._taken = self._taken or self._after()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._taken is not None:
            self._taken.cancel()
            self._taken = None

    def _after(self) -> asyncio.TimerHandle:
        # Abort, not close: to close waits until the client has taken what was written.
        return self.loop.call_later(self.patience, self.transport.abort)

    def _unsupported_upgrade_warning(self) -> None:
        """An upgrade is not done; the request is answered as any other."""


def _one_end(app: ASGIApp) -> ASGIApp:
    """Refuse a request whose end is told in two ways: what stands before us might have believed the other one."""
    refused = PlainTextResponse("a request has one length", 400, headers={"connection": "close"})

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, _ in scope.get("headers", ())}
        two = {b"content-length", b"transfer-encoding"} <= names
        await (refused if two else app)(scope, receive, send)

    return guarded


@contextlib.asynccontextmanager
async def listening(app: Starlette, host: str, port: int) -> AsyncIterator[str]:
    """The address that serves `app`, without `/v1`; port 0 takes a free one. Raises PortTaken.

    Leaving waits a second for replies that are being written, then ends them.
    """
    port = port or diagnosis.free_port(host)
    diagnosis.check_port(host, port)
    config = uvicorn.Config(
        _one_end(app), host=host, port=port, http=_Connection, ws="none", log_config=None, access_log=False, lifespan="off",
        server_header=False, timeout_keep_alive=30, timeout_graceful_shutdown=1, h11_max_incomplete_event_size=MOST_HEAD,
        proxy_headers=False,
    )  # fmt: skip
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    try:
        while not server.started:
            if task.done():
                task.result()
                diagnosis.check_port(host, port)
                raise RuntimeError("the gateway's port could not be opened")
            await asyncio.sleep(0.01)
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await task
