"""The JSON of a request, bounded in bytes and in time, and how a request is refused: in OpenAI's form."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Receive, Scope

MOST_BYTES = 256 * 1024
"""Bytes of a request; a conversation of a class takes a few kilobytes."""
PATIENCE = 20.0
"""Seconds for a request to arrive whole once its head is there."""


def error(status: int, code: str, message: str, more: Mapping[str, str] | None = None) -> JSONResponse:
    """An answer that says what is wrong."""
    body = {"error": {"message": message, "type": code, "code": code}}
    return JSONResponse(body, status, headers=dict(more or {}))


class Bad(Exception):
    """The request cannot be done; `reply` says why."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.reply = error(status, code, message)


def values(scope: Scope, name: bytes) -> list[str]:
    """Every value that a request gives for a header; `name` is in small letters."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


async def read_json(scope: Scope, receive: Receive) -> Any:
    """The request's JSON. Raises Bad."""
    if any(len(announced) > len(str(MOST_BYTES)) for announced in values(scope, b"content-length")):
        raise _too_large()
    try:
        async with asyncio.timeout(PATIENCE):
            return json.loads(await _read(receive))
    except TimeoutError:
        raise Bad(408, "timeout", f"the request was not whole after {PATIENCE:.0f} s") from None
    except (ValueError, RecursionError):
        raise Bad(400, "invalid_request_error", "the body is not JSON") from None


async def _read(receive: Receive) -> bytes:
    taken = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Bad(400, "invalid_request_error", "the request was cut off")
        taken += message.get("body", b"")
        if len(taken) > MOST_BYTES:
            raise _too_large()
        if not message.get("more_body", False):
            return bytes(taken)


def _too_large() -> Bad:
    return Bad(413, "too_large", f"a request holds at most {MOST_BYTES} bytes")
