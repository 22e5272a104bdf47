"""The model server, watched: one vLLM process with every live adapter, started again whenever it ends.

It leaves a note for other commands (`adapters.running`) and follows the registry (`adapters.roster`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path

from adapters import diagnosis, disk, launch, running
from adapters.base import Base, find_base
from adapters.engine import Engine
from adapters.errors import AdapterError, AlreadyRunning, ServerFailed
from adapters.launch import ServerOptions
from adapters.notice import Notice, Tell
from adapters.process import Process
from adapters.registry import Registry
from adapters.roster import Roster
from adapters.tasks import cancelled

_POLL = 0.25  # seconds between questions whether it is ready
_TICK = 0.5  # seconds between looks at the registry
_HEALTH_EVERY = 5.0
_UNWELL = 3  # unanswered health questions in a row before it is started again
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds between attempts to start it again
_STEADY = 60.0  # seconds of running after which the pauses start small again


class Server:
    """Use as an async context: entering starts the server and waits until it is ready, leaving stops it.

    Raises PortTaken, OutOfMemory, AlreadyRunning, BaseMissing, NotWritable or ServerFailed on entering; once
    entered it keeps the server up and tells what happens through `tell`. `command` makes the command line.
    With `follows` false it starts without adapters and loads none: somebody else, a gateway, sees to them.
    """

    def __init__(
        self,
        options: ServerOptions,
        tell: Tell,
        *,
        command: launch.Command = launch.command,
        follows: bool = True,
    ) -> None:
        self.options = options
        self._follows = follows
        self._tell = tell
        self._command = command
        self._state = options.state_dir.absolute()
        self._stack = contextlib.AsyncExitStack()
        self._process: Process | None = None
        self._base: Base
        self._key: str
        self._port: int
        self._engine: Engine
        self._roster: Roster
        self._watching: asyncio.Task[None]

    @property
    def url(self) -> str:
        """Where it listens, without `/v1`."""
        return f"http://{self.options.host}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The process group of the server; None while there is none."""
        return None if self._process is None or self._process.code is not None else self._process.pid

    def note(self) -> running.Running:
        """What other commands are told of this server."""
        return running.Running(
            url=self.url,
            key=self._key,
            pid=os.getpid(),
            started=running.process_start(os.getpid()) or "",
            base=self._base.name,
            base_digest=self._base.digest,
            models=dict(self._roster.models),
        )

    async def wait(self) -> None:
        """Return when the watching ends, which it does only with this context."""
        await self._watching

    async def __aenter__(self) -> Server:
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
        self._key = running.keep_key(self._state, self.options.api_key)
        self._port = self.options.port or diagnosis.free_port(self.options.host)
        diagnosis.check_port(self.options.host, self._port)
        self._base = await asyncio.to_thread(find_base, self.options.base)
        self._engine = Engine(self.url, self._key)
        self._stack.push_async_callback(self._engine.aclose)
        registry = Registry(self.options.registry_dir)
        zero, most = self._state / "zero", self.options.max_cpu_loras
        self._roster = Roster(self._engine, registry, self._base, zero=zero, most=most, tell=self._tell)
        self._stack.callback(running.remove, self._state)
        self._stack.push_async_callback(self._stop)
        await self._launch()
        self._watching = asyncio.create_task(self._watch())
        self._stack.push_async_callback(cancelled, self._watching)

    def _hold(self) -> None:
        try:
            self._stack.enter_context(disk.exclusive(self._state / running.LOCK, wait=False))
        except BlockingIOError as error:
            raise AlreadyRunning(
                en=f"A model server already runs from {self._state}. "
                "Stop it, or set another MAIEUTIC_STATE_DIR.",
                es=f"Ya hay un servidor del modelo en marcha desde {self._state}. "
                "Ciérralo o pon otra carpeta en MAIEUTIC_STATE_DIR.",
            ) from error

    async def _launch(self) -> None:
        """Start the process, wait until it is ready, give it adapters; raises ServerFailed, EngineDown."""
        log = self._state / running.LOG
        self._process = await Process.start(
            self._command(self.options, self._base, self._port, await self._roster.rank()),
            launch.environment(self.options, self._key),
            log=log,
            folder=self._state,
            grace=self.options.stop_timeout,
        )
        await self._until_ready(self._process, log)
        if self._follows:
            await self._roster.fill()
        running.write(self._state, self.note())

    async def _until_ready(self, process: Process, log: Path) -> None:
        began = time.monotonic()
        while not await self._engine.healthy():
            seconds = time.monotonic() - began
            self._tell(_loading(self._base.name, seconds))
            if seconds > self.options.start_timeout:
                raise ServerFailed(
                    en=f"The model server was not ready after {seconds:.0f} s. Its log is {log}.",
                    es=f"El servidor del modelo no estaba listo a los {seconds:.0f} s. Su registro es {log}.",
                )
            if await process.ended(_POLL):
                process.sweep()
                raise diagnosis.explain(process.code or 0, log, self._port)

    async def _watch(self) -> None:
        pause, unwell = _FIRST_PAUSE, 0
        since = asked = time.monotonic()
        while True:
            if self._process is None or await self._process.ended(_TICK) or unwell >= _UNWELL:
                pause = _FIRST_PAUSE if time.monotonic() - since > _STEADY else pause
                await self._again(pause)
                pause, unwell = min(2 * pause, _LONGEST_PAUSE), 0
                since = asked = time.monotonic()
                continue
            if time.monotonic() - asked >= _HEALTH_EVERY:
                unwell = 0 if await self._engine.healthy() else unwell + 1
                asked = time.monotonic()
            if self._follows and self._roster.moved():
                await self._follow()

    async def _follow(self) -> None:
        """Serve what the registry says now; if the server ended just now, the next turn starts it again."""
        try:
            await self._roster.follow()
            running.write(self._state, self.note())
        except AdapterError as error:
            self._tell(_said(error))

    async def _again(self, pause: float) -> None:
        """Start the server again after a pause; a failure is told and left to the next turn."""
        code = None if self._process is None else self._process.code
        en, es = f"it ended (code {code})", f"ha terminado (código {code})"
        if code is None:
            en, es = "it does not answer", "no responde"
        again = ("starting it again", "se arranca otra vez")
        self._tell(Notice(en=f"model server: {en}, {again[0]}", es=f"servidor del modelo: {es}, {again[1]}"))
        await self._stop()
        await asyncio.sleep(pause)
        try:
            await self._launch()
        except AdapterError as error:
            self._tell(_said(error))
            await self._stop()

    async def _stop(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            await process.stop()


def _said(error: AdapterError) -> Notice:
    return Notice(es=error.sentence.es, en=error.sentence.en)


def _loading(base: str, seconds: float) -> Notice:
    return Notice(
        en=f"model server: loading {base} … {seconds:.0f} s",
        es=f"servidor del modelo: cargando {base} … {seconds:.0f} s",
        passing=True,
    )
