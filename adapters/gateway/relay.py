"""One chat request through a model server and back: what may pass, where it is tried again, how its end is told.

The body is rebuilt from the fields that this gateway knows: nothing else of it reaches a model server. A server that fails
before the first piece costs the student nothing, another one is asked; afterwards the reply ends with an error that says so.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import httpx2

from adapters.gateway.figures import Figures
from adapters.gateway.fleet import Fleet, Member, NoServer
from adapters.gateway.journal import Seen

PASSED = frozenset({
    "messages", "temperature", "top_p", "max_tokens", "max_completion_tokens", "stop", "seed", "response_format",
    "logprobs", "top_logprobs", "frequency_penalty", "presence_penalty", "stream", "stream_options",
})  # fmt: skip
"""Fields of a chat request that go on to the model server."""

_TRIES = 3


class Refused(Exception):
    """The model server refused the request itself: `status` is 4xx and `message` its reason."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Broken(Exception):
    """The server went away when part of the reply had been passed on."""


class Relay:
    """`ask` gives the answer of a request as bytes, piece by piece."""

    def __init__(self, fleet: Fleet, key: str, figures: Figures, *, timeout: float = 60.0) -> None:
        self._fleet = fleet
        self._figures = figures
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(timeout, connect=2.0, pool=None),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=64),
            headers={"Authorization": f"Bearer {key}"},
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(
        self, body: Mapping[str, Any], name: str, began: float, seen: Seen
    ) -> AsyncGenerator[bytes]:
        """The raw answer of version `name`; `began` is when the request came, by `time.monotonic`. `seen` is filled in.

        Raises Refused or NoServer before the first piece, Broken after it.
        """
        sent = {field: value for field, value in body.items() if field in PASSED} | {"model": name}
        tried: list[Member] = []
        for left in range(_TRIES, 0, -1):
            async with self._fleet.taking(name, tried) as member:
                tried.append(member)
                seen.tries += 1
                try:
                    async with aclosing(self._one(member, sent, name, began, seen)) as pieces:
                        async for piece in pieces:
                            yield piece
                    return
                except _Failed:
                    self._fleet.doubt(member)
                except _Gone:
                    pass  # well, but without the version: another one has it
            if left == 1:
                raise NoServer(name)

    async def _one(
        self, member: Member, sent: Mapping[str, Any], name: str, began: float, seen: Seen
    ) -> AsyncGenerator[bytes]:
        try:
            async with self._client.stream("POST", f"{member.url}/v1/chat/completions", json=sent) as reply:
                if reply.status_code != 200:
                    await self._judge(reply)
                last = began
                async for piece in reply.aiter_raw():
                    last = self._count(name, last, seen)
                    yield piece
        except httpx2.TransportError as error:
            raise (Broken(name) if seen.pieces else _Failed(name)) from error

    def _count(self, name: str, last: float, seen: Seen) -> float:
        now = time.monotonic()
        if seen.first is None:
            seen.first = now - last
            self._figures.first.labels(name).observe(now - last)
        else:
            self._figures.between.labels(name).observe(now - last)
        seen.pieces += 1
        self._figures.pieces.labels(name).inc()
        return now

    async def _judge(self, reply: httpx2.Response) -> None:
        """Raise what a status means: the request's own fault, a version that is not there, a server that is not well."""
        text = (await reply.aread()).decode("utf-8", "replace")
        if reply.status_code == 404:
            raise _Gone
        if 400 <= reply.status_code < 500 and reply.status_code not in (401, 403):
            raise Refused(reply.status_code, _message(text))
        raise _Failed


class _Failed(Exception):
    """The server is not well."""


class _Gone(Exception):
    """The server does not know the version."""


def _message(text: str) -> str:
    try:
        found = json.loads(text)
        found = found.get("error", found)
        return " ".join(str(found["message"]).split())[:300]
    except (ValueError, KeyError, AttributeError, TypeError):
        return "the model server refused the request"
