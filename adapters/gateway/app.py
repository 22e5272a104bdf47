"""The gateway's HTTP face: OpenAI's chat and models, the teachers' routes, health and figures. Nothing else exists.

    POST /v1/chat/completions   chat      `model` is an alias (`algebra`), a version (`algebra@3`) or `base`
    GET  /v1/models             chat
    POST /outcome               chat      what became of a reply: {reply, outcome}, no text
    GET  /versions              teacher   what speaks, and on which servers
    POST /follow                teacher   look at the registry now, and say what changed; ?subject=algebra for one
    GET  /metrics               operator
    GET  /health, /ready        everybody

The header `x-maieutic-version` of an answer names the version that spoke, `x-maieutic-reply` is the number under which its
outcome counts, once; `user` of a request, a pseudonym, is whose share of the line it takes and who is drawn for a trial.
Errors have OpenAI's form. No text of a message is logged.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from adapters.gateway import headers
from adapters.gateway.asked import Unfit, asked, user
from adapters.gateway.figures import Figures
from adapters.gateway.fleet import Fleet, NoServer
from adapters.gateway.journal import Journal, Seen
from adapters.gateway.keys import Keys, Role, may
from adapters.gateway.relay import Broken, Refused, Relay
from adapters.gateway.replies import Replies, new_number
from adapters.gateway.trial import Kind
from adapters.gateway.turns import LineFull, Turns
from adapters.gateway.voices import VERSION, UnknownModel, Voices

MOST_BYTES = 256 * 1024
"""Bytes of a request; a conversation of a class takes a few kilobytes."""
PATIENCE = 20.0
"""Seconds for a request to arrive whole once its head is there."""
OUTCOMES: Mapping[str, Mapping[Kind, bool]] = {
    "passed": {"rejected": False, "failed": False},
    "rejected": {"rejected": True, "failed": False},
    "failed": {"failed": True},
}
"""What may be said of a reply, and what it adds to a trial: by kind, whether it is bad."""

Handler = Callable[[Request], Awaitable[Response]]
Follow = Callable[[str | None], Awaitable[Mapping[str, tuple[str | None, str]]]]


def _error(status: int, code: str, message: str, more: Mapping[str, str] | None = None) -> JSONResponse:
    body = {"error": {"message": message, "type": code, "code": code}}
    return JSONResponse(body, status, headers=dict(more or {}))


class _Moved(Exception):
    """The version was taken back while the request waited for its turn."""


class _Bad(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.reply = _error(status, code, message)


class Gateway:
    """The routes; everything they need is given."""

    def __init__(
        self,
        voices: Voices,
        fleet: Fleet,
        turns: Turns,
        relay: Relay,
        keys: Keys,
        figures: Figures,
        journal: Journal,
        follow: Follow,
    ) -> None:
        self._voices = voices
        self._fleet = fleet
        self._turns = turns
        self._relay = relay
        self._keys = keys
        self._figures = figures
        self._journal = journal
        self._follow = follow
        self._replies = Replies()

    def app(self) -> Starlette:
        """The application; a route that is not listed here is 404 whoever asks."""
        app = Starlette(
            routes=[
                Route("/v1/chat/completions", self._for("chat", self.chat), methods=["POST"]),
                Route("/v1/models", self._for("chat", self.models), methods=["GET"]),
                Route("/outcome", self._for("chat", self.outcome), methods=["POST"]),
                Route("/versions", self._for("teacher", self.versions), methods=["GET"]),
                Route("/follow", self._for("teacher", self.follow), methods=["POST"]),
                Route("/metrics", self._for("operator", self.metrics), methods=["GET"]),
                Route("/health", self.health, methods=["GET"]),
                Route("/ready", self.ready, methods=["GET"]),
            ]
        )
        app.router.redirect_slashes = False  # a redirection would repeat whatever host the client named
        return app

    def _for(self, role: Role, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            keys = request.headers.getlist("authorization")
            found = self._keys.role(keys[0] if len(keys) == 1 else None)  # of two, others might judge by the other one
            if not may(found, role):
                self._journal.write("no_key", route=request.url.path, status=401 if found is None else 403)
                if found is None:
                    return _error(401, "invalid_api_key", "a key of this gateway is needed: Authorization: Bearer …")
                return _error(403, "forbidden", f"this needs the {role} key")
            try:
                return await handler(request)
            except _Bad as bad:
                return bad.reply

        return guarded

    async def health(self, _request: Request) -> Response:
        """The gateway runs."""
        return PlainTextResponse("ok")

    async def ready(self, _request: Request) -> Response:
        """Somebody would be answered."""
        there = bool(self._fleet.ready)
        return PlainTextResponse("ready" if there else "no model server serves", 200 if there else 503)

    async def models(self, _request: Request) -> Response:
        """The names that may be asked for, each with the version behind it; not where they lie."""
        speaks = self._voices.speaks
        data = [
            {"id": name, "object": "model", "owned_by": headers.OWNER, "root": speaks.get(name, name)}
            for name in self._voices.names()
        ]
        return JSONResponse({"object": "list", "data": data})

    async def versions(self, _request: Request) -> Response:
        """What speaks, how each server is, and what each version did since the start."""
        servers = [
            {"server": at, "ready": m.ready, "loaded": sorted(m.loaded), "busy": dict(m.busy)}
            for at, m in enumerate(self._fleet.members)
        ]
        trials = {s: t.to_json() | {"percent": p} for s, (t, p) in self._voices.trials.items()}
        line = {"running": self._turns.running, "waiting": self._turns.waiting}
        return JSONResponse(
            {
                "speaks": self._voices.speaks, "trials": trials, "servers": servers, "line": line,
                "figures": self._figures.by_version(),
            }
        )  # fmt: skip

    async def outcome(self, request: Request) -> Response:
        """Count what became of a reply that was given here, the first time that it is told."""
        found = await _json(request)
        said = found if isinstance(found, dict) else {}
        number, outcome = said.get("reply"), said.get("outcome")
        if not isinstance(number, str) or not isinstance(outcome, str) or outcome not in OUTCOMES:
            raise _Bad(400, "invalid_request_error", f"`reply`, and `outcome`: {', '.join(OUTCOMES)}")
        version = self._replies.judged(number)
        if version is None:
            raise _Bad(404, "unknown_reply", "no reply of that number waits to be judged")
        for kind, bad in OUTCOMES[outcome].items():
            self._count(kind, version, bad)
        self._figures.outcomes.labels(version, outcome).inc()
        self._journal.write("outcome", version=version, outcome=outcome)
        return Response(status_code=204)

    def _count(self, kind: Kind, name: str, bad: bool) -> None:
        for trial, _ in self._voices.trials.values():
            trial.count(kind, name, bad)

    async def follow(self, request: Request) -> Response:
        """Look at the registry now; what began to speak. `?subject=algebra` does not wait for others that are loaded."""
        began = time.monotonic()
        changed = await self._follow(request.query_params.get("subject"))
        found = {subject: {"before": old, "now": new} for subject, (old, new) in changed.items()}
        return JSONResponse({"changed": found, "speaks": self._voices.speaks, "ms": _ms(began)})

    async def metrics(self, _request: Request) -> Response:
        """Prometheus' text."""
        self._figures.waiting.set(self._turns.waiting)
        self._figures.running.set(self._turns.running)
        self._figures.servers.set(len(self._fleet.ready))
        return Response(self._figures.text(), media_type="text/plain; version=0.0.4")

    async def chat(self, request: Request) -> Response:
        """One chat completion, streamed if so asked."""
        began = time.monotonic()
        body = await _body(request)
        while True:
            try:
                return await self._chat(request, body, began)
            except _Moved:
                continue

    async def _chat(self, request: Request, body: Mapping[str, Any], began: float) -> Response:
        """As `chat`. Raises _Moved."""
        try:
            name = await self._voices.resolve(body["model"], _user(body))
        except UnknownModel:
            return _error(404, "model_not_found", "there is no such model; GET /v1/models lists them")
        if VERSION.fullmatch(body["model"]) and name != body["model"]:
            self._figures.moves.labels(name).inc()
            self._journal.write("moved", who=self._journal.who(_user(body)), asked=body["model"], version=name)
        number = new_number()
        answer = self._answer(body, name, number, began)
        try:
            first = await _unless_gone(request, answer)
        except (LineFull, Refused, NoServer) as error:
            return _refusal(error)
        self._replies.begin(number, name)
        said = {headers.VERSION: name, headers.REPLY: number, "cache-control": "no-store"}
        kind = "text/event-stream" if body.get("stream") else "application/json"
        return StreamingResponse(_rest(first, answer), media_type=kind, headers=said)

    async def _answer(
        self, body: Mapping[str, Any], name: str, number: str, began: float
    ) -> AsyncGenerator[bytes]:
        outcome, status, seen = "gone", 200, Seen()
        try:
            async with (
                self._turns.turn(_user(body), name),
                aclosing(self._relay.ask(body, name, began, seen)) as pieces,
            ):
                if await self._voices.resolve(name) != name:
                    raise _Moved
                async for piece in pieces:
                    yield piece
            outcome = "done"
        except Broken:
            outcome = "broken"
            self._replies.judged(number)  # seen here: nobody else counts it again
            text = json.dumps({"error": {"message": "the reply was cut off; ask again", "type": "cut", "code": "cut"}})
            yield f"data: {text}\n\n".encode() if body.get("stream") else b""
        except _Moved:
            outcome = ""
            raise
        except (LineFull, Refused, NoServer) as error:
            outcome, status = _ENDS[type(error)], _refusal(error).status_code
            raise
        finally:
            if outcome:
                self._ended(body, name, outcome, status, began, seen)

    def _ended(
        self, body: Mapping[str, Any], name: str, outcome: str, status: int, began: float, seen: Seen
    ) -> None:
        self._figures.requests.labels(name, outcome).inc()
        if outcome in ("done", "broken", "down"):
            self._count("errors", name, outcome != "done")
        first = None if seen.first is None else round(1000 * seen.first, 1)
        self._journal.write(
            "reply", who=self._journal.who(_user(body)), asked=body["model"], version=name, status=status,
            outcome=outcome, ms=_ms(began), first_ms=first, pieces=seen.pieces, tries=seen.tries,
        )  # fmt: skip


_ENDS: Mapping[type[Exception], str] = {LineFull: "busy", Refused: "refused", NoServer: "down"}


def _refusal(error: LineFull | Refused | NoServer) -> JSONResponse:
    """What a client reads where no reply began."""
    if isinstance(error, LineFull):
        return _error(429, "busy", "many are asking; try again in a moment", {"retry-after": "5"})
    if isinstance(error, Refused):
        return _error(error.status, "invalid_request_error", error.message)
    return _error(503, "no_server", "no model server serves now", {"retry-after": "2"})


async def _unless_gone(request: Request, answer: AsyncGenerator[bytes]) -> bytes:
    """The first piece; a student who leaves before it gives up the place in the line. Raises _Bad for nobody to read."""
    asking = asyncio.ensure_future(anext(answer, b""))
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not asking.done():
            raise _Bad(400, "invalid_request_error", "the client went away")
        return asking.result()
    finally:
        for task in (asking, leaving):
            task.cancel()
        await asyncio.gather(asking, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    """Return when the client of a request that was read whole has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _rest(first: bytes, answer: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """All pieces; a student who leaves ends the reply at the model server too."""
    async with aclosing(answer):
        yield first
        async for piece in answer:
            yield piece


async def _body(request: Request) -> dict[str, Any]:
    """The model, the user, and what may go on to a model server. Raises _Bad."""
    found = await _json(request)
    try:
        return asked(found) | {"model": found["model"], "user": user(found)}
    except Unfit as unfit:
        raise _Bad(400, "invalid_request_error", str(unfit)) from None


async def _json(request: Request) -> Any:
    """The request's JSON, bounded while it is read. Raises _Bad."""
    taken = bytearray()
    announced = request.headers.get("content-length", "")
    if len(announced) > len(str(MOST_BYTES)):
        raise _too_large()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                taken += chunk
                if len(taken) > MOST_BYTES:
                    raise _too_large()
        return json.loads(bytes(taken))
    except TimeoutError:
        raise _Bad(408, "timeout", f"the request was not whole after {PATIENCE:.0f} s") from None
    except ClientDisconnect:
        raise _Bad(400, "invalid_request_error", "the request was cut off") from None
    except (ValueError, RecursionError):
        raise _Bad(400, "invalid_request_error", "the body is not JSON") from None


def _user(body: Mapping[str, Any]) -> str:
    return str(body["user"])


def _too_large() -> _Bad:
    return _Bad(413, "too_large", f"a request holds at most {MOST_BYTES} bytes")


def _ms(began: float) -> float:
    return round(1000 * (time.monotonic() - began), 1)
