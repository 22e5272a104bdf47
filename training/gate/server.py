"""The model server that the voices are tried in: the one that runs, else one that is started and stopped again.

A running server is asked beside its class; a version that it does not have yet is loaded, and unloaded afterwards. A gateway
loads by itself what it is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from http import HTTPStatus
from secrets import token_hex

import httpx2

from adapters.base import find_base
from adapters.engine import Engine
from adapters.errors import AlreadyRunning, EngineDown
from adapters.examine import largest_rank, read_config
from adapters.gateway.headers import VERSION
from adapters.launch import ServerOptions
from adapters.notice import Tell
from adapters.registry import Version
from adapters.running import Running, find_running
from adapters.sampling import MAX_TOKENS, TEMPERATURES
from adapters.server import Server
from training.gate.asked import Prompt
from training.gate.voice import Said
from tutoring.sentence import OperatorError

_TIMEOUT = 300.0  # seconds; a batch on a slow processor
OWN_STATE = "gate"
"""The folder, below the state folder, of the server that is started."""


class NotAsked(OperatorError):
    """The model server does not answer for a voice."""


class Speakers:
    """The voices of one server, by their names."""

    def __init__(self, running: Running) -> None:
        headers = {"Authorization": f"Bearer {running.key}"}
        self._pins = running.pins
        self._client = httpx2.AsyncClient(
            base_url=running.url, headers=headers, timeout=_TIMEOUT, trust_env=False
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def say(self, name: str, prompt: Prompt) -> Said:
        """One reply, drawn as in class. Raises NotAsked."""
        # No seed: on a CPU, vLLM 0.32 dies of a seeded request whose prompt it reads in parts.
        body = {
            "model": name, "messages": [{"role": role, "content": text} for role, text in prompt],
            "temperature": TEMPERATURES[0], "max_tokens": MAX_TOKENS,
        }  # fmt: skip
        if self._pins:
            body["user"] = token_hex(8)  # waits behind nobody's requests, and nobody behind it
        try:
            reply = await self._client.post("/v1/chat/completions", json=body)
            if reply.status_code == HTTPStatus.BAD_REQUEST:
                return Said("", False)  # too long for the model: in class the tutor's own words take its place
            reply.raise_for_status()
            choice = reply.json()["choices"][0]
            text, ended = str(choice["message"]["content"] or ""), choice["finish_reason"] == "stop"
        except (httpx2.HTTPError, ValueError, KeyError, IndexError, TypeError) as error:
            status = getattr(getattr(error, "response", None), "status_code", "")
            raise _silent(name, f"{type(error).__name__} {status}".strip()) from error
        spoke = reply.headers.get(VERSION, name)
        if spoke != name:
            raise _another(name, spoke)
        return Said(text.strip(), ended)


def _silent(name: str, why: str) -> NotAsked:
    return NotAsked(
        f"El servidor del modelo no contesta por {name} ({why}). Lo preguntado está guardado: "
        "lanza la orden otra vez y seguirá.",
        f"The model server does not answer for {name} ({why}). What was asked is kept: "
        "run the command again and it goes on.",
    )


def _another(name: str, spoke: str) -> NotAsked:
    return NotAsked(
        f"La pasarela no deja hablar a {name}: contesta {spoke}. Su registro (gateway.log) dice por qué.",
        f"The gateway does not let {name} speak: {spoke} answers. Its log (gateway.log) says why.",
    )


@asynccontextmanager
async def speakers(options: ServerOptions, versions: Sequence[Version], tell: Tell) -> AsyncIterator[Speakers]:
    """The given versions and `base`, ready to be asked. Raises AdapterError where one cannot be loaded."""
    base = await asyncio.to_thread(find_base, options.base)
    found = await _running(options, base.digest)
    if found is not None:
        async with _given(found, versions) as voices:
            yield voices
        return
    rank = max((largest_rank(read_config(one.folder)) for one in versions), default=0)
    own = replace(
        options, port=0, state_dir=options.state_dir / OWN_STATE, max_lora_rank=max(rank, options.max_lora_rank)
    )
    async with Server(own, tell) as server, _given(server.note(), versions) as voices:
        yield voices


async def _running(options: ServerOptions, digest: str) -> Running | None:
    """The server that runs and answers. Raises AlreadyRunning where it has another base."""
    found = find_running(options.state_dir)
    if found is None:
        return None
    if found.base_digest != digest:
        raise AlreadyRunning(
            es=f"El servidor en marcha usa otro modelo base, {found.base}: ciérralo antes de evaluar.",
            en=f"The server that runs has another base model, {found.base}: stop it before you evaluate.",
        )
    engine = Engine(found.url, found.key)
    try:
        return found if await engine.healthy() else None
    finally:
        await engine.aclose()


@asynccontextmanager
async def _given(running: Running, versions: Sequence[Version]) -> AsyncIterator[Speakers]:
    """A server with these versions loaded; what it did not have before is unloaded afterwards."""
    engine, voices, lent = Engine(running.url, running.key), Speakers(running), list[str]()
    try:
        if not running.pins:
            there = await engine.models()
            for version in versions:
                if version.name not in there:
                    await engine.load(version.name, version.folder)
                    lent.append(version.name)
        yield voices
    finally:
        with suppress(EngineDown):  # what has gone has nothing to unload
            for name in lent:
                await engine.unload(name)
        await voices.aclose()
        await engine.aclose()
