"""Which version speaks for the name that a request gives: an alias, a version that a session is on, or the base.

What is live is the registry's word; a new version speaks only when every server that is well has loaded it and its probe
was good. A version that was rolled back speaks for nobody any more, whoever asks for it.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping

from adapters import history, retention
from adapters.base import Base
from adapters.errors import AdapterError, EngineDown
from adapters.examine import examine
from adapters.gateway.fleet import Fleet, NoServer
from adapters.gateway.probe import Found
from adapters.gateway.trial import Trial, drawn
from adapters.history import Canary
from adapters.launch import BASE_NAME
from adapters.notice import Notice, Tell
from adapters.registry import ALIASES, Registry, Version

GENERAL = "general"
VERSION = re.compile(r"([a-z][a-z0-9_]{0,39})@([1-9][0-9]{0,8})")
_ALIAS = re.compile(r"[a-z][a-z0-9_]{0,39}")

Probe = Callable[[str], Awaitable[Found]]
"""What a version that is loaded is found to be."""


class UnknownModel(Exception):
    """A name that is no alias, no version and not the base."""


class Voices:
    """`speaks` is the version's name that answers to each alias; `trials` what a share of the students hears; `used` when
    each version was last asked for or loaded, by `time.monotonic`."""

    def __init__(
        self, registry: Registry, base: Base, fleet: Fleet, probe: Probe, tell: Tell, key: bytes = b""
    ) -> None:
        """`key` is the secret by which students are drawn for a trial."""
        self.speaks: dict[str, str] = {}
        self.trials: dict[str, tuple[Trial, int]] = {}
        self.used: dict[str, float] = {}
        self._key = key
        self._registry = registry
        self._base = base
        self._fleet = fleet
        self._probe = probe
        self._tell = tell
        self._withdrawn: dict[str, frozenset[int]] = {}
        self._shares: dict[str, int] = {}
        self._ended: dict[str, int] = {}
        self._probed: set[str] = set()
        self._bad: set[str] = set()
        self._examined: set[str] = set()
        self._told: set[tuple[str, str]] = set()
        self._seen: object = None
        self._following = asyncio.Lock()
        self._trying = asyncio.Lock()

    def names(self) -> tuple[str, ...]:
        """What may be asked for: the aliases, the versions behind them, and the base."""
        return (BASE_NAME, *sorted(self.speaks), *sorted(self._speaking()))

    def _speaking(self) -> set[str]:
        return {*self.speaks.values(), *(trial.version for trial, _ in self.trials.values())}

    def withdrawn(self) -> tuple[str, ...]:
        """The versions that were taken back."""
        return tuple(f"{name}@{number}" for name, gone in sorted(self._withdrawn.items()) for number in sorted(gone))

    async def resolve(self, model: str, student: str = "") -> str:
        """The version's name (or `base`) that answers a request for `model`; a nameless student is on no trial.

        An alias without a version of its own is answered by the general one, else by the base. A version that a
        session is on answers while it is whole and not withdrawn, else the one that is live. Raises UnknownModel.
        """
        name = await self._resolve(model, student)
        self.used[name] = time.monotonic()
        return name

    async def _resolve(self, model: str, student: str) -> str:
        if model == BASE_NAME:
            return BASE_NAME
        if _ALIAS.fullmatch(model) and model in (*self._registry.subjects(), GENERAL):
            return self._live(model, student)
        found = VERSION.fullmatch(model)
        if found is None or found[1] not in self._registry.subjects():
            raise UnknownModel(model)
        subject, number = found[1], int(found[2])
        if number in self._withdrawn.get(subject, frozenset()) or not await self._is_loaded(subject, number):
            return self._live(subject, student)
        return model

    def take_back(self, subject: str) -> None:
        """End a trial here and now, also where the registry cannot be told; it may be shared anew."""
        trial, _ = self.trials.pop(subject)
        number = int(trial.version.partition("@")[2])
        self._ended[subject] = self._shares[subject]
        self._withdrawn[subject] = self._withdrawn.get(subject, frozenset()) | {number}

    def _live(self, subject: str, student: str) -> str:
        if student and subject in self.trials:
            trial, percent = self.trials[subject]
            if drawn(self._key, trial.version, student, percent):
                return trial.version
        return self.speaks.get(subject) or self.speaks.get(GENERAL) or BASE_NAME

    async def _is_loaded(self, subject: str, number: int) -> bool:
        """Load and try an older version that a session is still on; False where it may not be served."""
        name = f"{subject}@{number}"
        if name in self._probed and self._fleet.has(name):
            return True
        if name in self._bad or number not in self._registry.numbers(subject):
            return False
        return await self._may_speak(subject, number, again=False)

    async def _load(self, subject: str, number: int) -> Version | None:
        self.used[f"{subject}@{number}"] = time.monotonic()
        try:
            version = await asyncio.to_thread(self._checked, subject, number)
            await self._fleet.give(version.name, version.folder, keep={BASE_NAME, *self._speaking()})
        except (AdapterError, NoServer) as error:
            self._say(error, f"{subject}@{number}")
            return None
        return version

    def _checked(self, subject: str, number: int) -> Version:
        """A version that may be given to a model server: marked as in use, whole, of this base, and plain LoRA as when it
        was published, also where its folder came into the registry in another way."""
        name = f"{subject}@{number}"
        retention.mark(self._registry.root, [name])
        version = self._registry.load(subject, number, base=self._base)
        if name not in self._examined:
            examine(version.folder, self._base.folder)
            self._examined.add(name)
        return version

    async def tend(self, idle: float = retention.IDLE_SECONDS) -> None:
        """Unload what nobody asked for in `idle` seconds and speaks to nobody; mark the rest as in use."""
        speaking, now = {BASE_NAME, *self._speaking()}, time.monotonic()
        for name in [name for name in self._fleet.wanted if name not in speaking]:
            if now - self.used.get(name, 0.0) >= idle:
                await self._fleet.take(name)
        self.used = {name: when for name, when in self.used.items() if now - when < idle}
        names = {*self._fleet.wanted, *self.used} - {BASE_NAME}
        await asyncio.to_thread(retention.mark, self._registry.root, names)

    def moved(self) -> bool:
        """Whether the registry was changed since the last look (two `stat`s)."""
        return self._stamp() != self._seen

    async def follow(self) -> dict[str, tuple[str | None, str]]:
        """Let speak what the registry says is live; what changed: alias → (before, now).

        A version that cannot be loaded or whose probe is bad leaves the one before it speaking.
        """
        async with self._following:
            seen = self._stamp()
            aliases, gone, canaries = await asyncio.to_thread(self._read)
            self._withdrawn = gone
            changed: dict[str, tuple[str | None, str]] = {}
            whole = True
            for subject, number in aliases.items():
                name, before = f"{subject}@{number}", self.speaks.get(subject)
                if name == before and self._fleet.has(name):
                    continue
                if await self._may_speak(subject, number):
                    self.speaks[subject] = name
                    changed[subject] = (before, name)
                else:
                    whole = False
            whole = await self._try_out(canaries) and whole
            self._seen = seen if whole else None
        return {subject: pair for subject, pair in changed.items() if pair[0] != pair[1]}

    async def _try_out(self, canaries: Mapping[str, Canary]) -> bool:
        """Begin and end trials; whether all that should be on trial is."""
        for subject in self.trials.keys() - canaries.keys():
            del self.trials[subject]
        whole = True
        for subject, canary in canaries.items():
            name, live = f"{subject}@{canary.number}", self.speaks.get(subject)
            if live is None or not await self._may_speak(subject, canary.number):
                self.trials.pop(subject, None)
                whole = False
                continue
            trial = self.trials[subject][0] if subject in self.trials else None
            if trial is None or (trial.version, trial.live) != (name, live):
                trial = Trial(name, live)
            self.trials[subject] = (trial, canary.percent)
        return whole

    async def _may_speak(self, subject: str, number: int, *, again: bool = True) -> bool:
        """Load and try a version where that was not done, one at a time; whether it is good. `again`: also where it was bad."""
        name = f"{subject}@{number}"
        async with self._trying:
            if name in self._bad and not again:
                return False
            if not self._fleet.has(name) and await self._load(subject, number) is None:
                return False
            if name in self._probed:
                return True
            try:
                found = await self._probe(name)
            except (EngineDown, NoServer, TimeoutError):
                return False  # no word about the version: it is tried again
            except AdapterError as error:
                self._say(error, name)
                return False
            if found == "good":
                self._probed.add(name)
                self._bad.discard(name)
            elif name not in self._bad:
                self._bad.add(name)
                self._tell(_BAD[found](name))
            return found == "good"

    def _read(self) -> tuple[dict[str, int], dict[str, frozenset[int]], dict[str, Canary]]:
        try:
            aliases = self._registry.aliases()
        except AdapterError as error:
            self._say(error, ALIASES)
            return {}, dict(self._withdrawn), {}
        changes = {name: history.settled(self._registry.history(name), live) for name, live in aliases.items()}
        gone = {subject: history.withdrawn(of) for subject, of in changes.items()}
        on_trial = {subject: canary for subject, of in changes.items() if (canary := history.canary(of))}
        self._shares = {subject: sum(change.act == "share" for change in of) for subject, of in changes.items()}
        for subject, count in self._ended.items():
            if self._shares.get(subject) == count and (canary := on_trial.pop(subject, None)):
                gone[subject] |= {canary.number}
        return aliases, gone, on_trial

    def _stamp(self) -> object:
        return self._registry.stamp(ALIASES, "history.jsonl")

    def _say(self, error: Exception, name: str) -> None:
        """Tell it once: what cannot be done is tried again and again."""
        if isinstance(error, AdapterError) and (name, str(error)) not in self._told:
            self._told.add((name, str(error)))
            self._tell(Notice(en=f"{name}: {error.sentence.en}", es=f"{name}: {error.sentence.es}"))


def _like_base(name: str) -> Notice:
    return Notice(
        en=f"{name} answers as the base does; the version before it goes on speaking.",
        es=f"{name} contesta como el modelo base; sigue hablando la versión anterior.",
    )


def _other(name: str) -> Notice:
    return Notice(
        en=f"{name} does not say what it said when it was first tried; the version before it goes on speaking. "
        f"If the model server has changed since, let it be tried afresh: teach publish {name} --afresh",
        es=f"{name} no dice lo que dijo al probarla por primera vez; sigue hablando la versión anterior. "
        f"Si desde entonces ha cambiado el servidor del modelo, prueba de nuevo: teach publish {name} --afresh",
    )


_BAD: Mapping[str, Callable[[str], Notice]] = {"like_base": _like_base, "other": _other}
