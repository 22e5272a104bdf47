"""Which version speaks for the name that a request gives: an alias, a version that a session is on, or the base.

What is live is the registry's word; a new version speaks only when every server that is well has loaded it and its probe
was good. A version that was rolled back speaks for nobody any more, whoever asks for it. What a rollback returns to is
kept loaded where there is room, so it speaks at once, whatever else is being loaded or tried.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from adapters import history, retention
from adapters.base import Base
from adapters.errors import AdapterError, EngineDown
from adapters.examine import examine
from adapters.gateway.fleet import Fleet, Member, NoServer
from adapters.gateway.probe import Found, Prober
from adapters.gateway.trial import Trial, drawn
from adapters.history import Canary
from adapters.launch import BASE_NAME
from adapters.notice import Notice, Tell
from adapters.registry import ALIASES, Registry, Version

GENERAL = "general"
VERSION = re.compile(r"([a-z][a-z0-9_]{0,39})@([1-9][0-9]{0,8})")
_ALIAS = re.compile(r"[a-z][a-z0-9_]{0,39}")

Changed = Mapping[str, tuple[str | None, str]]
"""By alias, the version's name before and now."""


class UnknownModel(Exception):
    """A name that is no alias, no version and not the base."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the registry says, and `stamp`, by which it is seen that it says something else; `before` are the versions that
    a rollback returns to."""

    stamp: object
    aliases: Mapping[str, int]
    withdrawn: Mapping[str, frozenset[int]]
    trials: Mapping[str, Canary]
    before: Mapping[str, int]


class Voices:
    """`speaks` is the version's name that answers to each alias; `trials` what a share of the students hears; `used` when
    each version was last asked for or loaded, by `time.monotonic`."""

    def __init__(
        self, registry: Registry, base: Base, fleet: Fleet, prober: Prober, tell: Tell, key: bytes = b""
    ) -> None:
        """`key` is the secret by which students are drawn for a trial."""
        self.speaks: dict[str, str] = {}
        self.trials: dict[str, tuple[Trial, int]] = {}
        self.used: dict[str, float] = {}
        self._key = key
        self._registry = registry
        self._base = base
        self._fleet = fleet
        self._prober = prober
        self._tell = tell
        self._withdrawn: Mapping[str, frozenset[int]] = {}
        self._shares: dict[str, int] = {}
        self._ended: dict[str, int] = {}
        self._probed: set[str] = set()
        self._bad: set[str] = set()
        self._examined: set[str] = set()
        self._told: set[tuple[str, str]] = set()
        self._wanted = _Wanted(None, {}, {}, {}, {})
        self._subjects: frozenset[str] = frozenset()
        self._reading = asyncio.Lock()
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
        if _ALIAS.fullmatch(model) and self._is_subject(model):
            return self._live(model, student)
        found = VERSION.fullmatch(model)
        if found is None or not self._is_subject(found[1]):
            raise UnknownModel(model)
        subject, number = found[1], int(found[2])
        if number in self._withdrawn.get(subject, frozenset()) or not await self._is_loaded(subject, number):
            return self._live(subject, student)
        return model

    def _is_subject(self, name: str) -> bool:
        """Folders are looked at only for a name that was not there at the last look at the registry."""
        return name == GENERAL or name in self._subjects or name in self._registry.subjects()

    def take_back(self, subject: str) -> None:
        """End a trial here and now, also where the registry cannot be told; it may be shared anew."""
        trial, _ = self.trials.pop(subject)
        number = int(trial.version.partition("@")[2])
        self._ended[subject] = self._shares[subject]
        self._withdrawn = {**self._withdrawn, subject: self._withdrawn.get(subject, frozenset()) | {number}}

    def _live(self, subject: str, student: str) -> str:
        if student and subject in self.trials:
            trial, percent = self.trials[subject]
            if drawn(self._key, trial.version, student, percent):
                return trial.version
        return self.speaks.get(subject) or self.speaks.get(GENERAL) or BASE_NAME

    async def _is_loaded(self, subject: str, number: int) -> bool:
        """Load and try an older version that a session is still on; False where it may not be served."""
        name = f"{subject}@{number}"
        if self._fleet.serves(name):
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
        """Unload what nobody asked for in `idle` seconds, speaks to nobody and is not what a rollback returns to; mark the
        rest as in use."""
        before = (f"{subject}@{number}" for subject, number in self._wanted.before.items())
        speaking, now = {BASE_NAME, *self._speaking(), *before}, time.monotonic()
        for name in [name for name in self._fleet.wanted if name not in speaking]:
            if now - self.used.get(name, 0.0) >= idle:
                await self._fleet.take(name)
        self.used = {name: when for name, when in self.used.items() if now - when < idle}
        names = {*self._fleet.wanted, *self.used} - {BASE_NAME}
        await asyncio.to_thread(retention.mark, self._registry.root, names)

    @property
    def seen(self) -> object:
        """What the registry was like at the last look."""
        return self._wanted.stamp

    def moved(self) -> bool:
        """Whether the registry was changed since the last look (two `stat`s)."""
        return self._stamp() != self._wanted.stamp

    async def follow(self, told: Callable[[Changed], None] = lambda _: None, subject: str | None = None) -> Changed:
        """Let speak what the registry says is live; what changed. `told` hears of each change as soon as it is one.

        A version that cannot be loaded or whose probe is bad leaves the one before it speaking. With a `subject` it is
        over when that one speaks as it should, and what is left is done by the next call.
        """
        found = dict(await self.point(told))
        if self.is_done(subject):
            return found
        async with self._following:
            for name in sorted(self._missing(), key=lambda each: each[0] != subject):
                if await self._may_speak(*name):
                    found |= await self.point(told)
                if subject is not None and self.is_done(subject):
                    break
        return found

    async def stand_by(self) -> None:
        """Load and try what a rollback would return to, where there is room for it."""
        for subject, number in self._wanted.before.items():
            if self._fleet.has_room and not self._fleet.serves(f"{subject}@{number}"):
                await self._may_speak(subject, number, again=False)

    async def point(self, told: Callable[[Changed], None] = lambda _: None) -> Changed:
        """Let speak, and be on trial, whatever should and is loaded and tried; waits for nothing but the registry's files."""
        async with self._reading:  # what is read first counts first
            gone = self._withdrawn
            wanted = self._wanted = self._without_ended(await asyncio.to_thread(self._read))
            self._withdrawn = wanted.withdrawn
            changed: dict[str, tuple[str | None, str]] = {}
            for subject, number in wanted.aliases.items():
                name, before = f"{subject}@{number}", self.speaks.get(subject)
                if name != before and self._is_good(name):
                    self.speaks[subject] = name
                    changed[subject] = (before, name)
            self.trials = self._trials(wanted.trials)
        if changed or gone != self._withdrawn:
            told(changed)
        return changed

    def _trials(self, wanted: Mapping[str, Canary]) -> dict[str, tuple[Trial, int]]:
        """The trials that are on; one that goes on keeps its counts."""
        found = {}
        for subject, canary in wanted.items():
            name, live = f"{subject}@{canary.number}", self.speaks.get(subject)
            trial, _ = self.trials.get(subject, (None, 0))
            if trial is not None and (trial.version, trial.live) == (name, live):
                found[subject] = (trial, canary.percent)
            elif live is not None and self._is_good(name):
                found[subject] = (Trial(name, live), canary.percent)
        return found

    def _is_good(self, name: str) -> bool:
        return name in self._probed and self._fleet.serves(name)

    def _named(self) -> list[tuple[str, int]]:
        """The versions that should speak or be on trial."""
        on_trial = [(subject, canary.number) for subject, canary in self._wanted.trials.items()]
        return [*self._wanted.aliases.items(), *on_trial]

    def _missing(self) -> list[tuple[str, int]]:
        """Those of them that cannot do so yet."""
        return [(subject, number) for subject, number in self._named() if not self._is_good(f"{subject}@{number}")]

    def is_done(self, subject: str | None = None) -> bool:
        """Whether all versions that should speak, or those of one subject, were able to at the last look."""
        return not any(subject in (None, name) for name, _ in self._missing())

    async def _may_speak(self, subject: str, number: int, *, again: bool = True) -> bool:
        """Load and try a version where that was not done, one at a time; whether it is good. `again`: also where it was bad."""
        name = f"{subject}@{number}"
        async with self._trying:
            if name in self._bad and not again:
                return False
            if not self._fleet.has(name) and await self._load(subject, number) is None:
                return False
            if self._is_good(name):
                return True
            try:
                found = await self._prober.probe(name)
            except (EngineDown, NoServer, TimeoutError):
                return False  # no word about the version: it is tried again
            except AdapterError as error:
                self._say(error, name)
                return False
            self._judge(name, found)
            return found == "good"

    def _judge(self, name: str, found: Found) -> None:
        if found == "good":
            self._probed.add(name)
            self._bad.discard(name)
        elif name not in self._bad:
            self._bad.add(name)
            self._tell(_BAD[found](name))

    async def welcome(self, member: Member) -> bool:
        """Whether a server that has come (back) says of all that is known to be good what is said elsewhere; it is tried
        again until it does. Raises EngineError."""
        names = [name for name in self._fleet.wanted if name in self._probed]
        bad = [name for name, found in (await self._prober.welcome(member, names)).items() if found != "good"]
        for name in bad:
            if (member.url, name) not in self._told:
                self._told.add((member.url, name))
                self._tell(_other_there(member.url, name))
        return not bad

    def _read(self) -> _Wanted:
        stamp = self._stamp()
        try:
            aliases, changes = self._registry.aliases(), self._registry.history()
        except AdapterError as error:
            self._say(error, ALIASES)
            return _Wanted(stamp, {}, self._withdrawn, {}, {})
        self._subjects = frozenset(self._registry.subjects())
        own = {
            name: history.settled([change for change in changes if change.subject == name], live)
            for name, live in aliases.items()
        }
        gone = {subject: history.withdrawn(of) for subject, of in own.items()}
        on_trial = {subject: canary for subject, of in own.items() if (canary := history.canary(of))}
        self._shares = {subject: sum(change.act == "share" for change in of) for subject, of in own.items()}
        before = {subject: number for subject, of in own.items() if (number := history.before(of)) is not None}
        return _Wanted(stamp, aliases, gone, on_trial, before)

    def _without_ended(self, wanted: _Wanted) -> _Wanted:
        """Without the trials that ended here though the registry does not say so."""
        gone, on_trial = dict(wanted.withdrawn), dict(wanted.trials)
        for subject, count in self._ended.items():
            if self._shares.get(subject) == count and (canary := on_trial.pop(subject, None)):
                gone[subject] = gone.get(subject, frozenset()) | {canary.number}
        return replace(wanted, withdrawn=gone, trials=on_trial)

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


def _other_there(url: str, name: str) -> Notice:
    return Notice(
        en=f"{url} does not say as {name} what was said before, and gets no requests. Has it the same model?",
        es=f"{url} no dice como {name} lo que se decía antes, así que no recibe peticiones. ¿Tiene el mismo modelo?",
    )


_BAD: Mapping[str, Callable[[str], Notice]] = {"like_base": _like_base, "other": _other}
