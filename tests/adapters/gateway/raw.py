"""Bytes as a client that keeps no rule may send them to a gateway, and what must not come back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.adapters.gateway.scene import KEYS, SERVER_KEY, Scene

CHAT = "/v1/chat/completions"
HOLA = {"model": "algebra", "messages": [{"role": "user", "content": "hola"}]}
TEXT = "mi secreto: vivo en Lugo"


@asynccontextmanager
async def connection(there: Scene) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A plain connection to the gateway."""
    host, port = there.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()


def head(
    path: str = CHAT, *lines: str, method: str = "POST", key: str | None = KEYS["chat"], closing: bool = True
) -> bytes:
    """A request's first line and headers; `lines` are more headers."""
    all_lines = [f"{method} {path} HTTP/1.1", "Host: gateway", *lines]
    if key:
        all_lines.append(f"Authorization: Bearer {key}")
    if closing:
        all_lines.append("Connection: close")
    return ("\r\n".join(all_lines) + "\r\n\r\n").encode("latin-1")


def post(
    body: object, *lines: str, path: str = CHAT, key: str | None = KEYS["chat"], closing: bool = True
) -> bytes:
    """A whole request with a JSON body."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return head(path, f"Content-Length: {len(data)}", *lines, key=key, closing=closing) + data


async def heard(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the gateway closes the connection or cuts it off."""
    data = b""
    with suppress(ConnectionError):  # it would keep back what came before
        while piece := await reader.read(65_536):
            data += piece
    return data


async def answered(there: Scene, data: bytes) -> bytes:
    """All that comes back until the gateway ends the connection."""
    async with connection(there) as (reader, writer), asyncio.timeout(10):
        writer.write(data)
        with suppress(ConnectionError):
            await writer.drain()
        return await heard(reader)


async def pushed(writer: asyncio.StreamWriter, piece: bytes) -> int:
    """Send a piece again and again until the gateway cuts the connection off; how many bytes went away."""
    sent = 0
    async with asyncio.timeout(10):
        while True:
            try:
                writer.write(piece)
                await writer.drain()
            except ConnectionError:
                return sent
            sent += len(piece)


def status(reply: bytes) -> int:
    """The status of the first answer, 0 if there was none."""
    return int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.1 ") else 0


def keeps_quiet(there: Scene, reply: bytes | str) -> None:
    """No key, folder or text of a message stands in an answer."""
    text = reply if isinstance(reply, str) else reply.decode("utf-8", "replace")
    folders = (str(there.gate.options.registry_dir.parent), there.fakes[0].folder)
    for private in (*KEYS.values(), SERVER_KEY, TEXT, *folders, "Traceback"):
        assert private not in text
