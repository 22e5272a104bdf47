"""Serves the gateway on a port for as long as a block runs. Errors of the socket are told in a sentence.

Requests are read by `adapters.gateway.connection`, which has the bounds and the deadlines of one connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import uvicorn
from starlette.types import ASGIApp

from adapters import diagnosis
from adapters.gateway.connection import Connection


class _Server(uvicorn.Server):
    """Uvicorn without its own handling of signals: whoever started it decides when it ends."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


@contextlib.asynccontextmanager
async def listening(app: ASGIApp, host: str, port: int) -> AsyncIterator[str]:
    """The address that serves `app`, without `/v1`; port 0 takes a free one. Raises PortTaken.

    Leaving waits a second for replies that are being written, then ends them.
    """
    port = port or diagnosis.free_port(host)
    diagnosis.check_port(host, port)
    config = uvicorn.Config(
        app, host=host, port=port, http=Connection, ws="none", log_config=None, access_log=False, lifespan="off",
        server_header=False, timeout_keep_alive=30, timeout_graceful_shutdown=1, proxy_headers=False,
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
