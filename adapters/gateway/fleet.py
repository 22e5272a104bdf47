"""The model servers behind the gateway: which are well, what each has loaded, and which one takes a request.

A server gets traffic for a version only when it has it and was tried with it: one that starts late or comes back is first
given all that is wanted, and tried like a new one. A version is unloaded only when no request uses it. It knows nothing of
aliases or students.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.engine import Engine
from adapters.errors import AdapterError, EngineDown, LoadRefused
from adapters.notice import Notice, Tell

_EVERY = 0.5  # seconds between questions whether a server is well


@dataclass(slots=True, eq=False)
class Member:
    """One server: `ready` when it answers and has all that is wanted; `tried` are the versions that were found good there;
    `busy` counts running requests by version.

    `others` are names that it has, with their folders, and that are not wanted, as those of a gateway before this one:
    they take room too.
    """

    engine: Engine
    ready: bool = False
    loaded: dict[str, Path] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    busy: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        """Its address, without `/v1`."""
        return self.engine.url

    def names(self, new: str) -> int:
        """How many names it has once it has a new one."""
        return len({*self.loaded, *self.others, new})

    def serves(self, name: str) -> bool:
        """Whether a request for a version may be sent there."""
        return name in self.loaded and name in self.tried

    def forget(self, name: str) -> None:
        """From now on no request may choose a version there."""
        self.loaded.pop(name, None)
        self.tried.discard(name)


class NoServer(Exception):
    """No server that is well has this version."""


Welcome = Callable[[Member], Awaitable[bool]]
"""Whether a server that has all that is wanted says what it should; notes in `tried` what was found good."""


class Fleet:
    """The servers of a gateway. `most` names at once on each, `base` among them."""

    def __init__(self, engines: Sequence[Engine], *, most: int, tell: Tell, welcome: Welcome) -> None:
        self.members = tuple(Member(engine) for engine in engines)
        self.wanted: dict[str, Path] = {}
        self._most = most
        self._tell = tell
        self._is_welcome = welcome
        self._changing = asyncio.Lock()

    @property
    def ready(self) -> tuple[Member, ...]:
        """The servers that take requests."""
        return tuple(member for member in self.members if member.ready)

    def has(self, name: str) -> bool:
        """Whether every server that is well has a version; False where none is well."""
        return bool(self.ready) and all(name in member.loaded for member in self.ready)

    def serves(self, name: str) -> bool:
        """Whether every server that is well has a version and was tried with it; False where none is well."""
        return bool(self.ready) and all(member.serves(name) for member in self.ready)

    @property
    def has_room(self) -> bool:
        """Whether another version fits, and one more after it without unloading any."""
        return len(self.wanted) + 2 <= self._most

    async def give(self, name: str, folder: Path, keep: Iterable[str]) -> None:
        """Load a version on every server that is well, or on none that will use it.

        `keep` names what may not be unloaded to make room. Raises LoadRefused where a server refuses it, NoServer where
        none is well; a server that goes down meanwhile is left to `watch`.
        """
        async with self._changing:
            if not self.ready:
                raise NoServer(name)
            giving = (self._give(member, name, folder, {*keep, name}) for member in self.ready)
            # All of them first: none goes on by itself after another one refused.
            for error in await asyncio.gather(*giving, return_exceptions=True):
                if error is not None:
                    raise error
            if not self.ready:
                raise NoServer(name)
            self.wanted[name] = folder

    async def _give(self, member: Member, name: str, folder: Path, keep: set[str]) -> None:
        try:
            await self._load(member, name, folder, keep)
        except EngineDown:
            self._lose(member)

    async def _load(self, member: Member, name: str, folder: Path, keep: set[str]) -> None:
        if name in member.loaded:
            return
        if member.others.get(name, str(folder)) != str(folder):  # the same name, of another folder
            await self._unload(member, name)
        await self._make_room(member, name, keep)
        await member.engine.load(name, folder)
        member.loaded[name] = folder
        member.tried.discard(name)
        member.others.pop(name, None)

    async def _make_room(self, member: Member, new: str, keep: set[str]) -> None:
        """Forget the oldest names that nobody uses, so that one more fits. Raises LoadRefused where none does."""
        for name in [*(n for n in member.others if n != new), *(name for name in member.loaded if name not in keep)]:
            if member.names(new) <= self._most:
                return
            if not member.busy[name]:
                if member.others.pop(name, None) is None:
                    member.forget(name)  # first of all
                    self.wanted.pop(name, None)
                await self._unload(member, name)
        if member.names(new) > self._most:
            raise LoadRefused(
                en=f"{member.url} has no room for another adapter until a reply ends; it is tried again.",
                es=f"En {member.url} no cabe otro adaptador hasta que acabe una respuesta; se intentará de nuevo.",
            )

    async def take(self, name: str) -> None:
        """Unload a version everywhere, unless a request uses it."""
        async with self._changing:
            if any(member.busy[name] for member in self.members):
                return
            self.wanted.pop(name, None)
            for member in self.ready:
                if name in member.loaded:
                    member.forget(name)
                    try:
                        await self._unload(member, name)
                    except AdapterError:
                        self._lose(member)  # what it has is asked when it is well again

    async def _unload(self, member: Member, name: str) -> None:
        member.others[name] = ""  # it takes room until the server has said that it does not
        await member.engine.unload(name)
        del member.others[name]

    async def drained(self, name: str) -> None:
        """Return when no request uses a version any more."""
        while any(member.busy[name] for member in self.members):  # noqa: ASYNC110 - counts, no event each
            await asyncio.sleep(0.01)

    @asynccontextmanager
    async def taking(
        self, name: str, but: Sequence[Member] = (), last: Sequence[Member] = ()
    ) -> AsyncIterator[Member]:
        """The least busy server that has a version, counted as busy for the block; those in `last` where there is no other.

        Raises NoServer.
        """
        able = [member for member in self.ready if member.serves(name) and member not in but]
        if not able:
            raise NoServer(name)
        member = min(able, key=lambda each: (each in last, each.busy.total()))
        member.busy[name] += 1
        try:
            yield member
        finally:
            member.busy[name] -= 1
            if not member.busy[name]:
                del member.busy[name]

    async def check(self, member: Member) -> None:
        """A request failed at a server that answers: take it out if it is not well."""
        if not await member.engine.healthy(within=2.0):
            self._lose(member)

    def doubt(self, member: Member) -> None:
        """A request found a server not well: no more traffic until `watch` has seen it well again."""
        self._lose(member)

    def _lose(self, member: Member) -> None:
        if member.ready:
            member.ready = False
            self._tell(Notice(en=f"{member.url} does not answer", es=f"{member.url} no responde"))

    async def watch(self) -> None:
        """Look after the servers until cancelled: those that come (back) are given what is wanted first."""
        while True:
            await self.look()
            await asyncio.sleep(_EVERY)

    async def look(self) -> None:
        """One round of `watch`."""
        well = await asyncio.gather(*(member.engine.healthy() for member in self.members))
        for member, is_well in zip(self.members, well, strict=True):
            if not is_well:
                self._lose(member)
            elif not member.ready:
                await self._welcome(member)

    async def _welcome(self, member: Member) -> None:
        async with self._changing:
            try:
                models = await member.engine.models()
                member.loaded = _known(models, self.wanted)
                member.others = _strange(models, member.loaded, self.wanted)
                member.tried.clear()
                for name, folder in self.wanted.items():
                    await self._load(member, name, folder, set(self.wanted))
                if not await self._is_welcome(member):
                    return
            except LoadRefused as error:
                self._tell(Notice(en=error.sentence.en, es=error.sentence.es))
                return
            except AdapterError:
                return  # down again, or another key: the next round sees
            member.ready = True
            self._tell(Notice(en=f"{member.url} serves", es=f"{member.url} atiende"))


def _known(models: Mapping[str, str], wanted: Mapping[str, Path]) -> dict[str, Path]:
    """What a server has of what is wanted; a name with another folder than ours is not ours."""
    return {name: folder for name, folder in wanted.items() if models.get(name) == str(folder)}


def _strange(models: Mapping[str, str], known: Mapping[str, Path], wanted: Mapping[str, Path]) -> dict[str, str]:
    """What else a server has; the weights without an adapter, which are no version, are not an adapter."""
    return {name: root for name, root in models.items() if name not in known and ("@" in name or name in wanted)}
