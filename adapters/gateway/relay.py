"""One chat request through a model server and back: where it is tried again, and how its end is told.

A server that fails before the first piece costs the student nothing, another one is asked; afterwards the reply ends with an
error that says so. What a server says of its own errors is not passed on: it may name folders, or repeat the request.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import httpx2

from adapters.gateway.figures import Figures
from adapters.gateway.fleet import Fleet, Member, NoServer
from adapters.gateway.journal import Seen

_TRIES = 3
# vLLM tells an error in the middle of a stream by such an event, and ends each stream in this way. Neither can stand within
# a reply's text, where quotes are escaped and lines have no end.
_ERROR, _DONE = b'data: {"error"', b"data: [DONE]"
_LENGTH = re.compile(r"maximum context length is (\d{1,7}) ")


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
            # Idle connections end here before a model server ends them (after 5 s): none is used as it is being closed.
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=2.0),
            headers={"Authorization": f"Bearer {key}"},
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(
        self, body: Mapping[str, Any], name: str, began: float, seen: Seen
    ) -> AsyncGenerator[bytes]:
        """The raw answer of version `name` to a body of `adapters.gateway.asked`; `began` is when the request came, by
        `time.monotonic`. `seen` is filled in. A reply that is not streamed is one piece.

        Raises Refused or NoServer before the first piece, Broken after it.
        """
        sent = {field: value for field, value in body.items() if field != "user"} | {"model": name}
        tried: list[Member] = []
        away: list[Member] = []
        for left in range(_TRIES, 0, -1):
            async with self._fleet.taking(name, tried, away) as member:
                seen.tries += 1
                try:
                    async with aclosing(self._one(member, sent, name, began, seen)) as pieces:
                        async for piece in pieces:
                            yield piece
                    return
                except (_Failed, _Gone):  # one that lost the version is given it again when it is seen well
                    self._fleet.doubt(member)
                except _Ill:
                    await self._fleet.check(member)
                    tried.append(member)
                except _Away:  # perhaps the connection alone: a server that is well may be asked once more
                    await self._fleet.check(member)
                    away.append(member)
                except _Late:
                    self._fleet.doubt(member)
                    raise NoServer(name) from None
            if left == 1:
                raise NoServer(name)

    async def _one(
        self, member: Member, sent: Mapping[str, Any], name: str, began: float, seen: Seen
    ) -> AsyncGenerator[bytes]:
        last, tail = began, b""
        try:
            async with self._client.stream("POST", f"{member.url}/v1/chat/completions", json=sent) as reply:
                if reply.status_code != 200:
                    await self._judge(reply)
                if not sent.get("stream"):
                    whole = await reply.aread()
                    self._count(name, began, seen)
                    yield whole
                    return
                async for piece in reply.aiter_raw():
                    tail = tail[-len(_ERROR) :] + piece
                    if _ERROR in tail:
                        raise Broken(name) if seen.pieces else _Ill
                    last = self._count(name, last, seen)
                    yield piece
        except httpx2.ReadTimeout as error:
            raise (Broken(name) if seen.pieces else _Late) from error
        except httpx2.RequestError as error:
            raise (Broken(name) if seen.pieces else _Away) from error
        if _DONE not in tail:
            raise Broken(name) if seen.pieces else _Away

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
        raise _Ill if reply.status_code >= 500 else _Failed


class _Failed(Exception):
    """The server does not accept our key."""


class _Gone(Exception):
    """The server does not know the version."""


class _Away(Exception):
    """The connection ended: the server went away, or closed it just as it was used again."""


class _Ill(Exception):
    """The server failed at this request; it may be the request's fault, or the server may be dying."""


class _Late(Exception):
    """The server said nothing for as long as a student waits."""


def _message(text: str) -> str:
    """Why a request was refused, in our own words."""
    length = _LENGTH.search(text)
    if length is not None:
        return f"the conversation is longer than the {length[1]} tokens that the model takes"
    return "the model server does not take this request"
