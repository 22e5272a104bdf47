"""A chat completion from its request to its last byte, and what became of it afterwards.

It is the path that every piece of every reply takes, so it speaks ASGI itself: a piece costs one call on its way out, and a
reply one task, which sees that its client goes.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from adapters.gateway import headers
from adapters.gateway.asked import Unfit, asked, user
from adapters.gateway.body import Bad, error, read_json
from adapters.gateway.figures import Figures
from adapters.gateway.fleet import NoServer
from adapters.gateway.journal import Journal, Seen
from adapters.gateway.relay import Broken, Refused, Relay
from adapters.gateway.replies import Replies, new_number
from adapters.gateway.trial import Kind
from adapters.gateway.turns import LineFull, Turns
from adapters.gateway.voices import VERSION, UnknownModel, Voices

OUTCOMES: Mapping[str, Mapping[Kind, bool]] = {
    "passed": {"rejected": False, "failed": False},
    "rejected": {"rejected": True, "failed": False},
    "failed": {"failed": True},
}
"""What may be said of a reply, and what it adds to a trial: by kind, whether it is bad."""
_CUT = {"error": {"message": "the reply was cut off; ask again", "type": "cut", "code": "cut"}}


class _Moved(Exception):
    """The version was taken back while the request waited for its turn."""


class _Gone(Exception):
    """Nobody is there to hear the reply."""


class Chat:
    """The routes of those who ask: a reply, and the word on it."""

    def __init__(self, voices: Voices, turns: Turns, relay: Relay, figures: Figures, journal: Journal) -> None:
        self._voices = voices
        self._turns = turns
        self._relay = relay
        self._figures = figures
        self._journal = journal
        self._replies = Replies()

    async def complete(self, request: Request, send: Send) -> Response | None:
        """One chat completion, streamed if so asked; None where it was answered."""
        began = time.monotonic()
        body = await _body(request)
        try:
            async with _while_there(request.receive):
                while True:
                    try:
                        return await self._complete(_Reply(request.scope, send, body), body, began)
                    except _Moved:
                        continue
        except _Gone:
            return None

    async def _complete(self, reply: _Reply, body: Mapping[str, Any], began: float) -> Response | None:
        """As `complete`. Raises _Moved."""
        student = str(body["user"])
        try:
            name = await self._voices.resolve(body["model"], student)
        except UnknownModel:
            return error(404, "model_not_found", "there is no such model; GET /v1/models lists them")
        if VERSION.fullmatch(body["model"]) and name != body["model"]:
            self._figures.moves.labels(name).inc()
            self._journal.write("moved", who=self._journal.who(student), asked=body["model"], version=name)
        number, outcome, status, seen = new_number(), "gone", 200, Seen()

        async def pass_on(piece: bytes) -> None:
            if seen.pieces == 1:
                self._replies.begin(number, name)
                await reply.begin(name, number)
            await reply.write(piece)

        try:
            async with self._turns.turn(student, name):
                if await self._voices.resolve(name) != name:
                    raise _Moved
                await self._relay.ask(body, name, began, seen, pass_on)
            outcome = "done"
        except Broken:
            outcome = "broken"
            self._replies.judged(number)  # seen here: nobody else counts it again
            await reply.write(f"data: {json.dumps(_CUT)}\n\n".encode() if body.get("stream") else b"")
        except _Moved:
            outcome = ""
            raise
        except (LineFull, Refused, NoServer) as refused:
            outcome, refusal = _ENDS[type(refused)], _refusal(refused)
            status = refusal.status_code
            return refusal
        finally:
            if outcome:
                self._ended(body, name, outcome, status, began, seen)
        await reply.end()
        return None

    def _ended(
        self, body: Mapping[str, Any], name: str, outcome: str, status: int, began: float, seen: Seen
    ) -> None:
        self._figures.requests.labels(name, outcome).inc()
        self._figures.pieces.labels(name).inc(seen.pieces)
        if outcome in ("done", "broken", "down"):
            self._count("errors", name, outcome != "done")
        first = None if seen.first is None else round(1000 * seen.first, 1)
        self._journal.write(
            "reply", who=self._journal.who(str(body["user"])), asked=body["model"], version=name, status=status,
            outcome=outcome, ms=round(1000 * (time.monotonic() - began), 1), first_ms=first, pieces=seen.pieces,
            tries=seen.tries,
        )  # fmt: skip

    async def outcome(self, request: Request, _send: Send) -> Response:
        """Count what became of a reply that was given here, the first time that it is told."""
        found = await read_json(request.scope, request.receive)
        said = found if isinstance(found, dict) else {}
        number, outcome = said.get("reply"), said.get("outcome")
        if not isinstance(number, str) or not isinstance(outcome, str) or outcome not in OUTCOMES:
            raise Bad(400, "invalid_request_error", f"`reply`, and `outcome`: {', '.join(OUTCOMES)}")
        version = self._replies.judged(number)
        if version is None:
            raise Bad(404, "unknown_reply", "no reply of that number waits to be judged")
        for kind, bad in OUTCOMES[outcome].items():
            self._count(kind, version, bad)
        self._figures.outcomes.labels(version, outcome).inc()
        self._journal.write("outcome", version=version, outcome=outcome)
        return Response(status_code=204)

    def _count(self, kind: Kind, name: str, bad: bool) -> None:
        for trial, _ in self._voices.trials.values():
            trial.count(kind, name, bad)


class _Reply:
    """A reply on its way to the client. To one of HTTP/1.0, which knows no chunks, it goes whole at its end."""

    def __init__(self, scope: Scope, send: Send, body: Mapping[str, Any]) -> None:
        self._send = send
        self._kind = b"text/event-stream; charset=utf-8" if body.get("stream") else b"application/json"
        self._headers: list[tuple[bytes, bytes]] = []
        self._whole = bytearray() if scope["http_version"] == "1.0" else None

    async def begin(self, version: str, number: str) -> None:
        """Say who speaks, before the first piece."""
        self._headers = [
            (headers.VERSION.encode(), version.encode()), (headers.REPLY.encode(), number.encode()),
            (b"cache-control", b"no-store"), (b"content-type", self._kind),
        ]  # fmt: skip
        if self._whole is None:
            await self._send({"type": "http.response.start", "status": 200, "headers": self._headers})

    async def write(self, piece: bytes) -> None:
        """Say a piece; it waits where the client is slow."""
        if self._whole is None:
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        else:
            self._whole += piece

    async def end(self) -> None:
        """Nothing follows."""
        whole = b"" if self._whole is None else bytes(self._whole)
        if self._whole is not None:
            length = [(b"content-length", str(len(whole)).encode())]
            await self._send({"type": "http.response.start", "status": 200, "headers": self._headers + length})
        await self._send({"type": "http.response.body", "body": whole, "more_body": False})


_ENDS: Mapping[type[Exception], str] = {LineFull: "busy", Refused: "refused", NoServer: "down"}


def _refusal(refused: LineFull | Refused | NoServer) -> JSONResponse:
    """What a client reads where no reply began."""
    if isinstance(refused, LineFull):
        return error(429, "busy", "many are asking; try again in a moment", {"retry-after": "5"})
    if isinstance(refused, Refused):
        return error(refused.status, "invalid_request_error", refused.message)
    return error(503, "no_server", "no model server serves now", {"retry-after": "2"})


@asynccontextmanager
async def _while_there(receive: Receive) -> AsyncIterator[None]:
    """Cancel the block when the client goes: a student who leaves gives up the place in the line, and ends the reply at the
    model server too. The request was read whole before. Raises _Gone."""
    loop = asyncio.get_running_loop()
    leaving = loop.create_task(_left(receive))
    due = asyncio.timeout(None)

    def go(_: asyncio.Task[None]) -> None:
        due.reschedule(loop.time())

    try:
        async with due:
            leaving.add_done_callback(go)
            yield
    except TimeoutError:
        if due.expired():
            raise _Gone from None
        raise
    finally:
        leaving.remove_done_callback(go)
        leaving.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> dict[str, Any]:
    """The model, the user, and what may go on to a model server. Raises Bad."""
    found = await read_json(request.scope, request.receive)
    try:
        return asked(found) | {"model": found["model"], "user": user(found)}
    except Unfit as unfit:
        raise Bad(400, "invalid_request_error", str(unfit)) from None
