"""`tutor gateway`: the gateway on its port, before model servers that were named or one of its own.

It leaves the same note as a model server alone (`adapters.running`), so that every other command finds it and asks it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from adapters import disk, launch, loop, running
from adapters.base import Base, find_base
from adapters.errors import AlreadyRunning, KeyRefused
from adapters.gateway.gate import Gate, GateOptions
from adapters.gateway.keys import LEAST_KEY, Role, keep_keys
from adapters.gateway.listen import listening
from adapters.launch import ServerOptions
from adapters.notice import Tell
from adapters.server import Server

OWN_SERVER = "model-server"
"""The folder, in the state folder, of the gateway's own model server."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Model servers that were started by hand: their addresses without `/v1`, and the key that all of them ask for."""

    urls: Sequence[str] = ()
    key: str = field(default="", repr=False)


class GatewayService:
    """Use as an async context, as `adapters.server.Server`; raises its errors."""

    def __init__(
        self,
        options: ServerOptions,
        tell: Tell,
        servers: Servers = Servers(),
        *,
        command: launch.Command = launch.command,
    ) -> None:
        self.options = options
        self._tell = tell
        self._servers = servers
        self._command = command
        self._state = options.state_dir.absolute()
        self._stack = contextlib.AsyncExitStack()
        self._server: Server | None = None
        self._base: Base
        self._key: str
        self.gate: Gate
        self.url: str = ""

    def note(self) -> running.Running:
        """What other commands are told of this gateway."""
        return running.Running(
            url=self.url,
            key=self._key,
            pid=os.getpid(),
            started=running.process_start(os.getpid()) or "",
            base=self._base.name,
            base_digest=self._base.digest,
            models=dict(self.gate.voices.speaks),
            pins=True,
            withdrawn=self.gate.voices.withdrawn(),
        )

    async def wait(self) -> None:
        """Wait until this is cancelled."""
        loop.settle()
        await asyncio.Event().wait()

    async def __aenter__(self) -> GatewayService:
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        running.prepare(self._state)
        self._hold()
        keys = self._keys()
        self._key = running.keep_key(self._state, keys["chat"])
        self._base = await asyncio.to_thread(find_base, self.options.base)
        servers = self._servers if self._servers.urls else await self._own_server()
        gate = Gate(self._gate_options(servers), self._base, keys, self._tell, self._write)
        self.gate = await self._stack.enter_async_context(gate)
        self.url = await self._stack.enter_async_context(
            listening(gate.app, self.options.host, self.options.port)
        )
        self._stack.callback(running.remove, self._state)
        self._write()

    def _keys(self) -> dict[Role, str]:
        """Those of the state folder, the chat key as it was set. Raises KeyRefused."""
        kept, given = keep_keys(self._state), self.options.api_key
        if given is None:
            return kept
        if len(given) < LEAST_KEY or given in kept.values():
            raise KeyRefused(
                en=f"MAIEUTIC_API_KEY, the key of the bots, must have at least {LEAST_KEY} characters and be no other key "
                "of the gateway.",
                es=f"MAIEUTIC_API_KEY, la clave de los bots, debe tener al menos {LEAST_KEY} caracteres y no ser otra clave "
                "de la pasarela.",
            )
        return {**kept, "chat": given}

    async def _own_server(self) -> Servers:
        own = replace(self.options, state_dir=self._state / OWN_SERVER, port=0, host="127.0.0.1", api_key=None)
        self._server = Server(own, self._tell, command=self._command, follows=False)
        await self._stack.enter_async_context(self._server)
        note = self._server.note()
        return Servers((note.url,), note.key)

    def _gate_options(self, servers: Servers) -> GateOptions:
        chosen = self.options
        return GateOptions(
            servers.urls, self._state, Path(chosen.registry_dir), servers.key,
            max_loras=chosen.max_loras, max_cpu_loras=chosen.max_cpu_loras,
        )  # fmt: skip

    def _write(self) -> None:
        if self.url:
            running.write(self._state, self.note())

    def _hold(self) -> None:
        try:
            self._stack.enter_context(disk.exclusive(self._state / running.LOCK, wait=False))
        except BlockingIOError as error:
            raise AlreadyRunning(
                en=f"A gateway or model server already runs from {self._state}. "
                "Stop it, or set another MAIEUTIC_STATE_DIR.",
                es=f"Ya hay una pasarela o un servidor del modelo en marcha desde {self._state}. "
                "Ciérralo o pon otra carpeta en MAIEUTIC_STATE_DIR.",
            ) from error
