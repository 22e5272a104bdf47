"""One chat request through a model server and back: where it is tried again, and how its end is told.

A server that fails before the first piece costs the student nothing, another one is asked; afterwards the reply ends with an
error that says so. What a server says of its own errors is not passed on: it may name folders, or repeat the request.

Pieces are passed on as the bytes that came, several at once where several came: it is the hottest path of the gateway. Hence
one call a piece and no generators, and a client of its own (`adapters.gateway.upstream`).
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.gateway.figures import Figures, Reply
from adapters.gateway.fleet import Fleet, Member, NoServer
from adapters.gateway.journal import Seen
from adapters.gateway.upstream import Answer, Lost, Silent, Upstream

_TRIES = 3
_WITHHELD = frozenset({"user", "seed"})
"""Fields that no model server sees: who asks is nobody's affair there, and vLLM 0.32 on a CPU dies of a seed when a prompt is
read in parts."""
# vLLM tells an error in the middle of a stream by such an event, and ends each stream in this way. Neither can stand within
# a reply's text, where quotes are escaped and lines have no end.
_ERROR, _DONE = b'data: {"error"', b"data: [DONE]"
_MOST_ERROR = 64 * 1024  # bytes of what a server says of an error
_LENGTH = re.compile(r"maximum context length is (\d{1,7}) ")

PassOn = Callable[[bytes], Awaitable[None]]
"""Is given every piece of a reply as it comes, already counted."""


class Refused(Exception):
    """The model server refused the request itself: `status` is 4xx and `message` its reason."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Broken(Exception):
    """The server went away when part of the reply had been passed on."""


class Relay:
    """`ask` passes on the answer of a request as bytes, piece by piece. To be made where a loop runs."""

    def __init__(self, fleet: Fleet, key: str, figures: Figures, *, timeout: float = 60.0) -> None:
        self._fleet = fleet
        self._figures = figures
        self._upstream = Upstream(key, timeout=timeout)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._upstream.aclose()

    async def ask(self, body: Mapping[str, Any], name: str, began: float, seen: Seen, pass_on: PassOn) -> None:
        """Pass on the raw answer of version `name` to a body of `adapters.gateway.asked`; `began` is when the request came,
        by `time.monotonic`. `seen` is filled in. A reply that is not streamed is one piece. Cancelled, or where `pass_on`
        raises, the reply is ended at the model server too.

        Raises Refused or NoServer before the first piece, Broken after it.
        """
        sent = {field: value for field, value in body.items() if field not in _WITHHELD} | {"model": name}
        asked = _Asked(name, json.dumps(sent).encode(), bool(sent.get("stream")), began, seen, self._figures.reply(name))
        tried: list[Member] = []
        away: list[Member] = []
        for left in range(_TRIES, 0, -1):
            async with self._fleet.taking(name, tried, away) as member:
                seen.tries += 1
                try:
                    await self._one(member, asked, pass_on)
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

    async def _one(self, member: Member, asked: _Asked, pass_on: PassOn) -> None:
        tail, seen = b"", asked.seen
        try:
            answer = await self._upstream.post(member.url, asked.body)
            try:
                if answer.status != 200:
                    await _judge(answer)
                if not asked.is_streamed:
                    whole = await answer.read()
                    asked.count()
                    await pass_on(whole)
                    return
                while piece := await answer.piece():
                    tail = tail[-len(_ERROR) :] + piece
                    if _ERROR in tail:
                        raise Broken(asked.name) if seen.pieces else _Ill
                    asked.count()
                    await pass_on(piece)
            finally:
                answer.release()
        except Silent as error:
            raise (Broken(asked.name) if seen.pieces else _Late) from error
        except Lost as error:
            raise (Broken(asked.name) if seen.pieces else _Away) from error
        if _DONE not in tail:
            raise Broken(asked.name) if seen.pieces else _Away


class _Asked:
    """One request while it is answered; `body` is its JSON."""

    __slots__ = ("_last", "_reply", "body", "is_streamed", "name", "seen")

    def __init__(self, name: str, body: bytes, is_streamed: bool, began: float, seen: Seen, reply: Reply) -> None:
        self.name = name
        self.body = body
        self.is_streamed = is_streamed
        self.seen = seen
        self._last = began
        self._reply = reply

    def count(self) -> None:
        """A piece came."""
        now = time.monotonic()
        if self.seen.first is None:
            self.seen.first = now - self._last
            self._reply.first.observe(now - self._last)
        else:
            self._reply.between.observe(now - self._last)
        self._last = now
        self.seen.pieces += 1


async def _judge(answer: Answer) -> None:
    """Raise what a status means: the request's own fault, a version that is not there, a server that is not well."""
    status, text = answer.status, (await answer.read(_MOST_ERROR)).decode("utf-8", "replace")
    if status == 404:
        raise _Gone
    if 400 <= status < 500 and status not in (401, 403):
        raise Refused(status, _message(text))
    raise _Ill if status >= 500 else _Failed


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
