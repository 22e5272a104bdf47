"""Which adapters a running server has: the live ones, those that sessions may still be on, and the base.

It follows the registry's aliases and never unloads a version that is live. An adapter that may not be
served is told once and left out; the rest are served, and a subject whose new version is spoilt keeps its
last good one.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from adapters.base import Base, zero_adapter
from adapters.engine import Engine
from adapters.errors import AdapterError, EngineDown, EngineError
from adapters.examine import largest_rank, read_config
from adapters.launch import BASE_NAME
from adapters.notice import Notice, Tell
from adapters.registry import ALIASES, Registry, Version

# The version that an alias names, or None if that version may not be served.
_Live = dict[str, Version | None]


class Roster:
    """The adapters of one server: at most `most` names at once; `zero` is where its empty adapter goes."""

    def __init__(
        self, engine: Engine, registry: Registry, base: Base, *, zero: Path, most: int, tell: Tell
    ) -> None:
        self.models: dict[str, str] = {}  # the version's name that speaks, by subject
        self._engine = engine
        self._registry = registry
        self._base = base
        self._zero = zero / base.digest[:16] / f"{BASE_NAME}@0"
        self._most = most
        self._tell = tell
        self._loaded: dict[str, Path] = {}
        self._told: set[str] = set()
        self._seen: object = None

    async def rank(self) -> int:
        """The largest rank among the live adapters, 0 if there are none."""
        live = await asyncio.to_thread(self._live)
        return max((largest_rank(read_config(v.folder)) for v in live.values() if v is not None), default=0)

    async def fill(self) -> None:
        """Give a server that has just started what it should have, older versions of before included.

        Raises EngineDown.
        """
        folder = await asyncio.to_thread(zero_adapter, self._base.folder, self._zero)
        before, self._loaded = self._loaded, {}
        await self._load(BASE_NAME, folder)
        for name in before:
            version = None if name == BASE_NAME else await asyncio.to_thread(self._whole, name)
            if version is not None:
                await self._load(name, version.folder)
        await self.follow()

    def moved(self) -> bool:
        """Whether an alias has been moved since the last look."""
        return self._stamp() != self._seen

    async def follow(self) -> None:
        """Load what is live now, then let it speak. Raises EngineDown."""
        live = await asyncio.to_thread(self._live)
        models: dict[str, str] = {}
        for subject, version in live.items():
            before = self.models.get(subject)
            if version is not None and await self._has(version):
                models[subject] = version.name
            elif before in self._loaded:
                models[subject] = str(before)
        for subject, name in models.items():
            if self.models.get(subject) != name:
                self._tell(Notice(en=f"{subject}: {name} speaks now", es=f"{subject}: ahora habla {name}"))
        self.models = models

    async def _has(self, version: Version) -> bool:
        return version.name in self._loaded or await self._load(version.name, version.folder)

    async def _load(self, name: str, folder: Path) -> bool:
        await self._make_room()
        try:
            await self._engine.load(name, folder)
        except EngineDown:
            raise
        except EngineError as error:
            self._tell_once(error)
            return False
        self._loaded[name] = folder
        return True

    async def _make_room(self) -> None:
        """Forget the oldest names that are not live, so that one more fits."""
        keep = {BASE_NAME, *self.models.values()}
        for name in [name for name in self._loaded if name not in keep]:
            if len(self._loaded) < self._most:
                return
            await self._engine.unload(name)
            del self._loaded[name]

    def _live(self) -> _Live:
        self._seen = self._stamp()
        try:
            aliases = self._registry.aliases()
        except AdapterError as error:
            self._tell_once(error)
            return dict.fromkeys(self.models)
        return {subject: self._checked(subject, number) for subject, number in sorted(aliases.items())}

    def _checked(self, subject: str, number: int) -> Version | None:
        try:
            return self._registry.load(subject, number, base=self._base)
        except AdapterError as error:
            self._tell_once(error)
            return None

    def _whole(self, name: str) -> Version | None:
        subject, _, number = name.partition("@")
        return self._checked(subject, int(number))

    def _stamp(self) -> object:
        return self._registry.stamp(ALIASES)

    def _tell_once(self, error: AdapterError) -> None:
        if str(error) not in self._told:
            self._told.add(str(error))
            self._tell(Notice(es=error.sentence.es, en=error.sentence.en))
