"""The model server, watched: one vLLM process with every live adapter, started again whenever it ends.

It leaves a note for other commands (`adapters.running`), follows the registry's aliases while it runs, and
never unloads a version that is live. An adapter that may not be served is told and left out; the rest are
served.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path

from adapters import diagnosis, disk, launch, running
from adapters.base import Base, find_base, zero_adapter
from adapters.engine import Engine
from adapters.errors import AdapterError, AlreadyRunning, EngineError, ServerFailed
from adapters.examine import largest_rank, read_config
from adapters.launch import BASE_NAME, ServerOptions
from adapters.notice import Notice, Tell
from adapters.process import Process
from adapters.registry import Registry, Version

_POLL = 0.25  # seconds between questions whether it is ready
_TICK = 1.0  # seconds between looks at the registry
_HEALTH_EVERY = 5.0
_UNWELL = 3  # unanswered health questions in a row before it is started again
_LONGEST_PAUSE = 30.0  # seconds between attempts to start it again
_STEADY = 60.0  # seconds of running after which the pauses start small again


class Server:
    """Use as an async context: entering starts the server and waits until it is ready, leaving stops it.

    Raises PortTaken, OutOfMemory, AlreadyRunning, BaseMissing, NotWritable or ServerFailed on entering; once
    entered it keeps the server up and tells what happens through `tell`.
    """

    def __init__(self, options: ServerOptions, tell: Tell) -> None:
        self.options = options
        self.registry = Registry(options.registry_dir)
        self._tell = tell
        self._state = options.state_dir.absolute()
        self._stack = contextlib.AsyncExitStack()
        self._loaded: dict[str, Path] = {}
        self._models: dict[str, str] = {}
        self._told: set[str] = set()
        self._aliases_seen: object = None
        self._process: Process | None = None
        self._base: Base
        self._engine: Engine
        self._port: int
        self._key: str
        self._watching: asyncio.Task[None]

    @property
    def url(self) -> str:
        """Where it listens, without `/v1`."""
        return f"http://{self.options.host}:{self._port}"

    @property
    def pid(self) -> int | None:
        """The process group of the server; None while there is none."""
        return None if self._process is None or self._process.code is not None else self._process.pid

    async def __aenter__(self) -> Server:
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    # starting

    async def _start(self) -> None:
        if not launch.installed():
            raise ServerFailed(
                en="This is the light install, without a model server. "
                "Run `make run` once for the full one, or set the address of a server elsewhere.",
                es="Esta es la instalación ligera, sin servidor del modelo. "
                "Ejecuta `make run` una vez para la completa o pon la dirección de otro servidor.",
            )
        running.prepare(self._state)
        self._hold()
        self._key = running.keep_key(self._state, self.options.api_key)
        self._port = self.options.port or diagnosis.free_port(self.options.host)
        diagnosis.check_port(self.options.host, self._port)
        self._base = await asyncio.to_thread(find_base, self.options.base)
        self._engine = Engine(self.url, self._key)
        self._stack.push_async_callback(self._engine.aclose)
        self._stack.callback(running.remove, self._state)
        self._stack.push_async_callback(self._stop)
        await self._launch()
        self._watching = asyncio.create_task(self._watch())
        self._stack.push_async_callback(_cancelled, self._watching)

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
        """Start the process, wait until it is ready and give it its adapters; raises ServerFailed."""
        versions = await asyncio.to_thread(self._live_versions)
        rank = max((largest_rank(read_config(version.folder)) for version in versions), default=0)
        log = self._state / running.LOG
        self._process = await Process.start(
            launch.command(self.options, self._base, port=self._port, rank=rank),
            launch.environment(self.options, self._key),
            log=log,
            folder=self._state,
            grace=self.options.stop_timeout,
        )
        await self._until_ready(self._process, log)
        await self._fill(versions)

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

    async def _fill(self, versions: tuple[Version, ...]) -> None:
        zero = self._state / "zero" / self._base.digest[:16] / f"{BASE_NAME}@0"
        folder = await asyncio.to_thread(zero_adapter, self._base.folder, zero)
        wanted = {BASE_NAME: folder, **self._loaded}  # older versions too: sessions may still be on them
        self._loaded = {}
        for name, path in wanted.items():
            if name == BASE_NAME or path.is_dir():
                await self._load(name, path)
        await self._serve(versions)

    # serving

    async def _serve(self, versions: tuple[Version, ...]) -> None:
        """Load what is live and not loaded yet, then tell other commands which names to ask for."""
        models: dict[str, str] = {}
        for version in versions:
            if version.name in self._loaded or await self._load(version.name, version.folder):
                models[version.subject] = version.name
            elif version.subject in self._models:
                models[version.subject] = self._models[version.subject]  # a bad successor does not silence it
        for subject, name in models.items():
            if self._models.get(subject) != name:
                self._tell(Notice(en=f"{subject}: {name} speaks now", es=f"{subject}: ahora habla {name}"))
        self._models = models
        running.write(self._state, self.note())

    def note(self) -> running.Running:
        """What other commands are told of this server."""
        return running.Running(
            url=self.url,
            key=self._key,
            pid=os.getpid(),
            started=running.process_start(os.getpid()) or "",
            base=self._base.name,
            base_digest=self._base.digest,
            models=dict(self._models),
        )

    async def _load(self, name: str, folder: Path) -> bool:
        await self._make_room()
        try:
            await self._engine.load(name, folder)
        except EngineError as error:
            self._tell_once(error)
            return False
        self._loaded[name] = folder
        return True

    async def _make_room(self) -> None:
        """Forget the oldest names that are not live, before the server knows more than it can hold."""
        keep = {BASE_NAME, *self._models.values()}
        for name in [name for name in self._loaded if name not in keep]:
            if len(self._loaded) < self.options.max_cpu_loras - 1:
                return
            await self._engine.unload(name)
            del self._loaded[name]

    def _live_versions(self) -> tuple[Version, ...]:
        """The live version of every subject that may be served here; the others are told once."""
        self._aliases_seen = self._aliases_stamp()
        found: list[Version] = []
        try:
            aliases = self.registry.aliases()
        except AdapterError as error:
            self._tell_once(error)
            return ()
        for subject, number in sorted(aliases.items()):
            try:
                found.append(self.registry.load(subject, number, base=self._base))
            except AdapterError as error:
                self._tell_once(error)
        return tuple(found)

    def _aliases_stamp(self) -> object:
        try:
            stat = (self.registry.root / "aliases.json").stat()
        except OSError:
            return None
        return (stat.st_mtime_ns, stat.st_ino, stat.st_size)

    # watching

    async def _watch(self) -> None:
        pause, steady_since, unwell, asked = 0.5, time.monotonic(), 0, time.monotonic()
        while True:
            process = self._process
            if process is None or await process.ended(_TICK) or unwell >= _UNWELL:
                if time.monotonic() - steady_since > _STEADY:
                    pause = 0.5
                await self._again(pause)
                pause, unwell = min(2 * pause, _LONGEST_PAUSE), 0
                steady_since = asked = time.monotonic()
                continue
            if time.monotonic() - asked >= _HEALTH_EVERY:
                unwell = 0 if await self._engine.healthy() else unwell + 1
                asked = time.monotonic()
            if self._aliases_stamp() != self._aliases_seen:
                await self._follow()

    async def _follow(self) -> None:
        """Serve what the registry says now; if the server ended just now, the next turn starts it again."""
        try:
            await self._serve(await asyncio.to_thread(self._live_versions))
        except AdapterError as error:
            self._tell_once(error)

    async def wait(self) -> None:
        """Return when the watching ends, which it does only with this context."""
        await self._watching

    async def _again(self, pause: float) -> None:
        """Start the server again after a pause; a failure is told and left to the next turn."""
        code = None if self._process is None else self._process.code
        en, es = f"it ended (code {code})", f"ha terminado (código {code})"
        if code is None:
            en, es = "it does not answer", "no responde"
        self._tell(
            Notice(
                en=f"model server: {en}, starting it again",
                es=f"servidor del modelo: {es}, se arranca otra vez",
            )
        )
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

    def _tell_once(self, error: AdapterError) -> None:
        if str(error) not in self._told:
            self._told.add(str(error))
            self._tell(_said(error))


def _said(error: AdapterError) -> Notice:
    return Notice(es=error.sentence.es, en=error.sentence.en)


def _loading(base: str, seconds: float) -> Notice:
    return Notice(
        en=f"model server: loading {base} … {seconds:.0f} s",
        es=f"servidor del modelo: cargando {base} … {seconds:.0f} s",
        passing=True,
    )


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
