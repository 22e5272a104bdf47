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

import time
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.gateway import headers
from adapters.gateway.body import Bad, error, values
from adapters.gateway.chat import Chat
from adapters.gateway.figures import Figures
from adapters.gateway.fleet import Fleet
from adapters.gateway.journal import Journal
from adapters.gateway.keys import Keys, Role, may
from adapters.gateway.relay import Relay
from adapters.gateway.turns import Turns
from adapters.gateway.voices import Voices

Endpoint = Callable[[Request, Send], Awaitable[Response | None]]
"""Gives what is to be answered, or None where it answered by itself."""
Follow = Callable[[str | None], Awaitable[Mapping[str, tuple[str | None, str]]]]


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
        self._keys = keys
        self._figures = figures
        self._journal = journal
        self._follow = follow
        self._chat = Chat(voices, turns, relay, figures, journal)

    def app(self) -> ASGIApp:
        """The application; a route that is not listed here is 404 whoever asks."""
        routes: tuple[tuple[str, str, Role | None, Endpoint], ...] = (
            ("POST", "/v1/chat/completions", "chat", self._chat.complete),
            ("GET", "/v1/models", "chat", self.models),
            ("POST", "/outcome", "chat", self._chat.outcome),
            ("GET", "/versions", "teacher", self.versions),
            ("POST", "/follow", "teacher", self.follow),
            ("GET", "/metrics", "operator", self.metrics),
            ("GET", "/health", None, self.health),
            ("GET", "/ready", None, self.ready),
        )
        return Router(
            [Route(path, _Guarded(self, role, endpoint), methods=[method]) for method, path, role, endpoint in routes],
            redirect_slashes=False,  # a redirection would repeat whatever host the client named
        )

    def refused(self, scope: Scope, role: Role) -> Response | None:
        """What is answered to a request that has not the key of `role` or of one above it."""
        keys = values(scope, b"authorization")
        found = self._keys.role(keys[0] if len(keys) == 1 else None)  # of two, others might judge by the other one
        if may(found, role):
            return None
        self._journal.write("no_key", route=scope["path"], status=401 if found is None else 403)
        if found is None:
            return error(401, "invalid_api_key", "a key of this gateway is needed: Authorization: Bearer …")
        return error(403, "forbidden", f"this needs the {role} key")

    async def health(self, _request: Request, _send: Send) -> Response:
        """The gateway runs."""
        return PlainTextResponse("ok")

    async def ready(self, _request: Request, _send: Send) -> Response:
        """Somebody would be answered."""
        there = bool(self._fleet.ready)
        return PlainTextResponse("ready" if there else "no model server serves", 200 if there else 503)

    async def models(self, _request: Request, _send: Send) -> Response:
        """The names that may be asked for, each with the version behind it; not where they lie."""
        speaks = self._voices.speaks
        data = [
            {"id": name, "object": "model", "owned_by": headers.OWNER, "root": speaks.get(name, name)}
            for name in self._voices.names()
        ]
        return JSONResponse({"object": "list", "data": data})

    async def versions(self, _request: Request, _send: Send) -> Response:
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

    async def follow(self, request: Request, _send: Send) -> Response:
        """Look at the registry now; what began to speak. `?subject=algebra` does not wait for others that are loaded."""
        began = time.monotonic()
        changed = await self._follow(request.query_params.get("subject"))
        found = {subject: {"before": old, "now": new} for subject, (old, new) in changed.items()}
        ms = round(1000 * (time.monotonic() - began), 1)
        return JSONResponse({"changed": found, "speaks": self._voices.speaks, "ms": ms})

    async def metrics(self, _request: Request, _send: Send) -> Response:
        """Prometheus' text."""
        self._figures.waiting.set(self._turns.waiting)
        self._figures.running.set(self._turns.running)
        self._figures.servers.set(len(self._fleet.ready))
        return Response(self._figures.text(), media_type="text/plain; version=0.0.4")


class _Guarded:
    """An endpoint for those who have the key of a role, None for everybody.

    An object, and not a function: Starlette would put every piece of a reply through wrappers of its own.
    """

    def __init__(self, gateway: Gateway, role: Role | None, endpoint: Endpoint) -> None:
        self._gateway = gateway
        self._role = role
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = None if self._role is None else self._gateway.refused(scope, self._role)
        if answer is None:
            try:
                answer = await self._endpoint(Request(scope, receive), send)
            except Bad as bad:
                answer = bad.reply
        if answer is not None:
            await answer(scope, receive, send)
