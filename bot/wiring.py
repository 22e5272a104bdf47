"""What the commands are made of: settings read, a model found or started, the store opened, the tutor put
together.

Everything is built here when a command asks for it, and closed when it ends. Nothing is decided here about
teaching.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.settings import ChannelOptions, Settings, SettingsError, for_channels, read_settings
from tutoring.classroom import SettingsFile

if TYPE_CHECKING:
    from adapters.launch import ServerOptions
    from bot.extracting import Extractor
    from bot.model import OpenAIBackend
    from bot.rows import Asker
    from bot.tutor import ClassTutor


PATIENCE = 60.0  # seconds that a student waits while our own server is started again
PATIENCE_ELSEWHERE = 10.0  # another server is not ours to start


@dataclass(frozen=True, slots=True)
class Setup:
    """What a person set: secrets and addresses, and the class as it is now."""

    settings: Settings
    classroom: SettingsFile

    @property
    def elsewhere(self) -> str:
        """The address of another model server; "" for our own."""
        return self.settings.endpoint or self.classroom.current().model.endpoint.rstrip("/")

    @property
    def channels(self) -> ChannelOptions:
        """What channels are told."""
        return for_channels(self.settings, self.classroom.current().lang)


class Endpoint(Protocol):
    """Where the model answers, our own server or another."""

    @property
    def base_url(self) -> str:
        """The address of its chat API, with `/v1`."""
        ...

    @property
    def key(self) -> str: ...

    @property
    def gateway(self) -> bool:
        """Whether a gateway of ours answers there."""
        ...

    def model_for(self, subject: str | None) -> str:
        """The name to ask for when this subject speaks: the live version's."""
        ...

    def alias_for(self, subject: str | None) -> str:
        """The name to ask for where a gateway may choose the version, such as one on trial."""
        ...

    def base_for(self, subject: str | None) -> str:
        """The name of the base, without any adapter."""
        ...

    def adapter_for(self, subject: str | None) -> str | None:
        """The adapter version behind that name, if it is one."""
        ...

    def stay(self, subject: str | None, before: str) -> str | None:
        """The version that a session stays on which `before` spoke to last; None: the live one."""
        ...


def read_setup(env_file: Path = Path(".env")) -> Setup:
    """Read `.env`, the environment and `class.toml`. Raises SettingsError or ClassroomError."""
    settings = read_settings(env_file)
    return Setup(settings, SettingsFile(settings.class_file))


def server_options(setup: Setup) -> ServerOptions:
    """How our own model server is to be started."""
    from adapters.base import EMBEDDED_BASE
    from adapters.launch import ServerOptions

    base = setup.settings.base or setup.classroom.current().model.base or str(EMBEDDED_BASE)
    options = ServerOptions(base, port=setup.settings.port, state_dir=setup.settings.state_dir)
    key = setup.settings.api_key
    return options if key is None else replace(options, api_key=key.get_secret_value())


@asynccontextmanager
async def open_endpoint(setup: Setup) -> AsyncIterator[Endpoint]:
    """The model's address: the one that was set, else our own server, started if none runs. Raises
    OperatorError."""
    from adapters.registry import Registry

    model = setup.classroom.current().model
    if address := setup.elsewhere:
        from bot.elsewhere import find

        key = setup.settings.api_key.get_secret_value() if setup.settings.api_key else ""
        live = await asyncio.to_thread(lambda: Registry().aliases())
        yield await find(address, key, setup.settings.model or model.name, live)
        return
    from bot.serving import model_server

    async with model_server(server_options(setup)) as endpoint:
        yield endpoint


@asynccontextmanager
async def open_tutor(setup: Setup) -> AsyncIterator[ClassTutor]:
    """The class's tutor, ready to hear. Raises OperatorError."""
    from bot.pseudonym import open_pseudonyms
    from bot.retention import keep_clean
    from bot.store import open_store

    secret = setup.settings.pseudonym_key
    names = open_pseudonyms(setup.settings.state_dir, secret.get_secret_value() if secret else None)
    async with open_store(setup.settings.database_url) as store, open_voice(setup) as (backend, voices):
        from adapters.edition import Editions
        from adapters.loop import settle
        from bot.tutor import ClassTutor
        from bot.workshops import Workshops
        from tutoring.reading import reader

        current = setup.classroom.current
        async with _meanwhile(keep_clean(store, lambda: current().retention_days, texts=lambda: current().train_on_thumbs)):
            with closing(Workshops()) as workshop:
                settle()
                chosen = OnTrials(voices)
                extractor = extractor_of(setup, backend, voices)
                yield ClassTutor(store, backend, chosen, current, names, reader(), workshop, Editions(), extractor)


def extractor_of(setup: Setup, backend: OpenAIBackend, voices: Endpoint) -> Extractor | None:
    """What asks a model to read the problems that no rule can; None where MAIEUTIC_EXTRACTION is off."""
    how = setup.settings.extraction
    if how == "off":
        return None
    from bot.extracting import Extractor

    return Extractor(backend, voices.base_for if how == "base" else voices.model_for)


@asynccontextmanager
async def open_asker(setup: Setup, adapter: str | None = None) -> AsyncIterator[Asker]:
    """What answers the rows of `tutor ask`; `adapter` speaks for every subject. Raises OperatorError."""
    if adapter and not setup.elsewhere:
        await asyncio.to_thread(_check_voice, adapter)
    async with open_voice(setup) as (backend, voices):
        from adapters.edition import Editions
        from bot.rows import Asker
        from bot.tutor import lesson_of
        from bot.workshops import Workshops

        classroom = setup.classroom.current()
        chosen = OneVoice(adapter) if adapter else voices
        with closing(Workshops()) as workshop:
            lesson = lesson_of(classroom)
            extractor = extractor_of(setup, backend, voices)
            yield Asker(backend, chosen, lesson, classroom.lang, workshop=workshop, editions=Editions(), extractor=extractor)


def _check_voice(name: str) -> None:
    """Raises OperatorError, before a server is started, when ours has no such voice."""
    from adapters.launch import BASE_NAME
    from adapters.registry import Registry
    from bot.elsewhere import VERSION

    if version := VERSION.fullmatch(name):
        Registry().load(version[1], int(version[2]))
    elif name != BASE_NAME:
        raise SettingsError(
            f"--adapter {name}: ha de ser {BASE_NAME} o una versión, como algebra@1.",
            f"--adapter {name}: must be {BASE_NAME} or a version, such as algebra@1.",
        )


@dataclass(frozen=True, slots=True)
class OnTrials:
    """The voices of a class whose students may hear a version on trial: a problem begins with the alias."""

    endpoint: Endpoint

    def model_for(self, subject: str | None) -> str:
        """The name to ask for at a problem's first turn."""
        return self.endpoint.alias_for(subject)

    def adapter_for(self, subject: str | None) -> str | None:
        """The adapter version that speaks unless the answer says another."""
        return self.endpoint.adapter_for(subject)

    def stay(self, subject: str | None, before: str) -> str | None:
        """The version that a session stays on which `before` spoke to last; None: the alias decides."""
        return self.endpoint.stay(subject, before)


@dataclass(frozen=True, slots=True)
class OneVoice:
    """One model name for every subject; `base` speaks without an adapter."""

    name: str

    def model_for(self, _subject: str | None) -> str:
        """The name to ask for."""
        return self.name

    def adapter_for(self, _subject: str | None) -> str | None:
        """The adapter version behind it."""
        return self.name if "@" in self.name else None

    def stay(self, _subject: str | None, _before: str) -> str | None:
        """No session stays on a version: what speaks now is all there is."""
        return None


@asynccontextmanager
async def open_voice(setup: Setup) -> AsyncIterator[tuple[OpenAIBackend, Endpoint]]:
    """The model's client and which name to ask it for. Raises OperatorError."""
    # The tutor's imports take seconds; the model server starts meanwhile.
    importing = _meanwhile(asyncio.to_thread(import_module, "bot.rows"))
    async with importing as imported, open_endpoint(setup) as endpoint:
        await imported
        patience = PATIENCE_ELSEWHERE if setup.elsewhere else PATIENCE
        from bot.model import OpenAIBackend

        backend = OpenAIBackend(endpoint.base_url, endpoint.key, patience=patience, gateway=endpoint.gateway)
        try:
            yield backend, endpoint
        finally:
            await backend.aclose()


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, object]) -> AsyncIterator[asyncio.Task[object]]:
    """Something that is done beside the block, and given up at its end."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
