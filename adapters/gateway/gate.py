"""The gateway as a whole: its parts put together, the registry and the servers looked after, swaps counted.

Use as an async context; `app` is then ready to be served. Nothing here listens on a port.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import ASGIApp

from adapters.base import Base, zero_adapter, zero_folder
from adapters.engine import Engine
from adapters.errors import AdapterError
from adapters.gateway.app import Follow, Gateway
from adapters.gateway.figures import Figures
from adapters.gateway.fleet import Fleet, NoServer
from adapters.gateway.journal import Journal
from adapters.gateway.keys import Keys, Role
from adapters.gateway.probe import Prober
from adapters.gateway.relay import Relay
from adapters.gateway.turns import Turns
from adapters.gateway.voices import Voices
from adapters.launch import BASE_NAME
from adapters.notice import Notice, Tell
from adapters.registry import Registry
from adapters.tasks import cancelled

_LOOK = 0.05  # seconds between looks at the registry; each is one stat
_TEND = 60.0  # seconds between looks at what is not used any more
_AGAIN = 2.0  # seconds until what could not speak is tried again


@dataclass(frozen=True, slots=True)
class GateOptions:
    """What a person may decide. `servers` are addresses without `/v1`, `server_key` the key that they ask for;
    `max_loras` and `max_cpu_loras` are what the servers were started with; `at_once` requests run on each."""

    servers: Sequence[str]
    state_dir: Path
    registry_dir: Path
    server_key: str = field(repr=False)
    max_loras: int = 8
    max_cpu_loras: int = 32
    at_once: int = 32
    most_waiting: int = 256
    most_each: int = 4
    timeout: float = 60.0


class Gate:
    """The parts of one gateway, running."""

    def __init__(
        self,
        options: GateOptions,
        base: Base,
        keys: Mapping[Role, str],
        tell: Tell,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called when another version began to speak, or one was taken back."""
        self.options = options
        self._changed = changed
        self._base = base
        self.journal = Journal(options.state_dir, keys["operator"].encode())
        self._tell = tell = _written(self.journal, tell)
        self.figures = Figures()
        self.engines = [Engine(url, options.server_key) for url in options.servers]
        self.fleet = Fleet(
            self.engines, most=options.max_cpu_loras, tell=tell, welcome=lambda member: self.voices.welcome(member)
        )
        registry = Registry(options.registry_dir)
        self.prober = Prober(self.fleet, options.server_key, registry)
        self.relay = Relay(self.fleet, options.server_key, self.figures, timeout=options.timeout)
        self.turns = Turns(
            at_once=options.at_once * len(options.servers), most_adapters=options.max_loras,
            most_waiting=options.most_waiting, most_each=options.most_each,
        )  # fmt: skip
        self.voices = Voices(registry, base, self.fleet, self.prober, tell, keys["operator"].encode())
        self._registry = registry
        follow: Follow = self.follow
        self.gateway = Gateway(
            self.voices, self.fleet, self.turns, self.relay, Keys(keys), self.figures, self.journal, follow
        )
        self._stack = contextlib.AsyncExitStack()
        self._drains: set[asyncio.Task[None]] = set()

    @property
    def app(self) -> ASGIApp:
        """The application to be served."""
        return self.gateway.app()

    async def __aenter__(self) -> Gate:
        self._stack.callback(self.journal.close)
        zero = zero_folder(self.options.state_dir, self._base.digest)
        self.fleet.wanted[BASE_NAME] = await asyncio.to_thread(zero_adapter, self._base.folder, zero)
        closing = [engine.aclose for engine in self.engines]
        for close in (*closing, self.relay.aclose, self.prober.aclose):
            self._stack.push_async_callback(close)
        await self.fleet.look()
        if self.fleet.ready:
            await self.follow()
        for work in (self.fleet.watch(), self._watch(), self._supply()):
            self._stack.push_async_callback(cancelled, asyncio.create_task(work))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._drains:
            task.cancel()
        await self._stack.aclose()

    async def follow(self, subject: str | None = None) -> Mapping[str, tuple[str | None, str]]:
        """Let speak what the registry says; what changed. With a subject, it is over when that one is done."""
        began = time.monotonic()
        return await self.voices.follow(lambda changed: self._tell_swaps(changed, began), subject)

    def _tell_swaps(self, changed: Mapping[str, tuple[str | None, str]], began: float) -> None:
        """Tell and count what speaks now, or what was taken back, as soon as that is so."""
        for subject, (before, now) in changed.items():
            self.figures.swaps.labels(subject, now).inc()
            self.figures.swap_time.labels(subject).observe(time.monotonic() - began)
            ms = round(1000 * (time.monotonic() - began), 1)
            self.journal.write("swap", subject=subject, before=before, version=now, ms=ms)
            self._tell(Notice(en=f"{subject}: {now} speaks now", es=f"{subject}: ahora habla {now}"))
            if before is not None:
                self._drain(before)
        self._changed()

    async def _judge(self) -> None:
        """End the trials of versions that do worse than the live one."""
        for subject, (trial, _) in list(self.voices.trials.items()):
            why = trial.lost()
            if why is None:
                continue
            number = int(trial.version.partition("@")[2])
            self.voices.take_back(subject)
            self.journal.write("trial_ended", subject=subject, version=trial.version, why=why)
            self._changed()
            self._tell(Notice(en=f"{trial.version} is taken back: {why}", es=f"Se retira {trial.version}: {why}"))
            try:
                await asyncio.to_thread(self._registry.unshare, subject, number, who="gateway", why=why)
            except AdapterError as error:  # it is off here all the same, until it is shared anew
                self._tell(Notice(en=error.sentence.en, es=error.sentence.es))

    def _drain(self, name: str) -> None:
        task = asyncio.create_task(self._drained(name))
        self._drains.add(task)
        task.add_done_callback(self._drains.discard)

    async def _drained(self, name: str) -> None:
        began = time.monotonic()
        await self.fleet.drained(name)
        self.figures.drain_time.labels(name).observe(time.monotonic() - began)
        self.journal.write("drained", version=name, ms=round(1000 * (time.monotonic() - began), 1))

    async def _watch(self) -> None:
        """Do what the registry says as soon as it says it, where nothing has to be loaded for that; end lost trials."""
        while True:
            await asyncio.sleep(_LOOK)
            await self._judge()
            if self.voices.moved():
                began = time.monotonic()
                await self.voices.point(lambda changed, began=began: self._tell_swaps(changed, began))  # type: ignore[misc]

    async def _supply(self) -> None:
        """Load and try what should speak, again where that failed, and what a rollback would return to; unload what is not
        used any more."""
        again, seen, tended, stood = 0.0, None, time.monotonic(), None
        while True:
            await asyncio.sleep(_LOOK)
            if time.monotonic() - tended >= _TEND:
                await self.voices.tend()
                tended = time.monotonic()
            if not self.fleet.ready:
                continue
            if self.voices.is_done():
                if self.voices.seen != stood:
                    stood = self.voices.seen
                    await self.voices.stand_by()
                continue
            if self.voices.seen == seen and time.monotonic() < again:
                continue
            try:
                await self.follow()
            except NoServer:
                pass
            except AdapterError as error:  # such as a full disk: it speaks, and what comes next is followed too
                self._tell(Notice(en=error.sentence.en, es=error.sentence.es))
            again, seen = time.monotonic() + _AGAIN, self.voices.seen


def _written(journal: Journal, tell: Tell) -> Tell:
    """Tell a person, and write it down too unless it is passing."""

    def both(notice: Notice) -> None:
        if not notice.passing:
            journal.write("notice", text=notice.en)
        tell(notice)

    return both
