"""`tutor status`: what runs, which versions speak, how many sessions are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from adapters.edition import told_stale
from adapters.history import Change
from bot import gateway
from bot.wiring import Setup, open_endpoint
from subjects.problem import Lang
from tutoring.sentence import OperatorError, Sentence


@dataclass(frozen=True, slots=True)
class Status:
    """What was found. `live`: version number by subject; `in_use`: sessions by adapter version; None: no
    database. `gateway` is a gateway's own account, None where none runs here; `changes` are the registry's.
    `stale` are the versions that speak and learned older templates."""

    server: str | None
    answers: bool
    base: str | None
    live: Mapping[str, int]
    channels: tuple[str, ...]
    sessions: int | None
    in_use: Mapping[str, int]
    subjects: tuple[str, ...]
    level: str
    lang: str
    exam_lock: bool
    gateway: Mapping[str, Any] | None = None
    changes: tuple[Change, ...] = ()
    stale: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self) | {"changes": [asdict(change) for change in self.changes[-gateway.LAST :]]}


async def look(setup: Setup) -> Status:
    """Look at everything without starting or changing anything. Raises OperatorError."""
    from adapters.registry import Registry

    classroom = setup.classroom.current()
    server, answers, base = await _server(setup)
    sessions, in_use = await _kept(setup)
    return Status(
        server=server,
        answers=answers,
        base=base,
        live=await asyncio.to_thread(lambda: Registry().aliases()),
        channels=_channels(setup),
        sessions=sessions,
        in_use=in_use,
        subjects=classroom.subjects,
        level=classroom.level,
        lang=classroom.lang,
        exam_lock=classroom.exam_lock,
        gateway=await asyncio.to_thread(_gateway, setup) if answers and not setup.elsewhere else None,
        changes=await asyncio.to_thread(lambda: Registry().history()),
        stale=await asyncio.to_thread(_stale),
    )


def _stale() -> tuple[str, ...]:
    """The live versions that learned older templates; one that cannot be read is told elsewhere."""
    from adapters.edition import stale
    from adapters.errors import AdapterError
    from adapters.registry import Registry

    registry, found = Registry(), []
    for subject, number in registry.aliases().items():
        with suppress(AdapterError):
            found += [one.name for one in registry.versions(subject) if one.number == number and stale(one.card)]
    return tuple(found)


def _gateway(setup: Setup) -> Mapping[str, Any] | None:
    from adapters.errors import EngineDown
    from adapters.gateway import news

    try:
        return news.look(setup.settings.state_dir)
    except EngineDown:
        return None  # it has gone since it was asked


async def _server(setup: Setup) -> tuple[str | None, bool, str | None]:
    from adapters.engine import Engine
    from adapters.running import find_running

    if elsewhere := setup.elsewhere:
        try:
            async with open_endpoint(setup) as endpoint:
                return elsewhere, True, endpoint.model_for(None)
        except OperatorError:
            return elsewhere, False, None
    found = find_running(setup.settings.state_dir)
    if found is None:
        return None, False, None
    engine = Engine(found.url, found.key)
    try:
        return found.url, await engine.healthy(), found.base
    finally:
        await engine.aclose()


async def _kept(setup: Setup) -> tuple[int | None, Mapping[str, int]]:
    from bot.store import open_store

    if not setup.settings.database and not (setup.settings.state_dir / "sessions.db").exists():
        return None, {}
    async with open_store(setup.settings.database_url) as store:
        return await store.count(), await store.adapters()


def _channels(setup: Setup) -> tuple[str, ...]:
    settings = setup.settings
    there = {
        "discord": settings.discord_token is not None,
        "moodle": bool(settings.moodle_url) and settings.moodle_token is not None,
    }
    return tuple(name for name, configured in there.items() if configured)


def told(status: Status, lang: Lang) -> str:
    """The status as lines for a person."""
    live = ", ".join(f"{subject}@{number}" for subject, number in sorted(status.live.items())) or "-"
    in_use = ", ".join(f"{name}: {count}" for name, count in sorted(status.in_use.items()))
    kept = "0" if status.sessions is None else str(status.sessions)
    rows = [
        (Sentence("modelo", "model"), _model(status, lang)),
        (Sentence("versiones activas", "live versions"), live),
        (Sentence("canales configurados", "channels set up"), ", ".join(status.channels) or "-"),
        (Sentence("sesiones guardadas", "sessions kept"), kept + (f" ({in_use})" if in_use else "")),
        (Sentence("clase", "class"), f"{', '.join(status.subjects)}; {status.level}; {status.lang}"),
    ]
    if status.exam_lock:
        locked = Sentence("sí, el tutor espera", "yes, the tutor waits")
        rows.append((Sentence("examen", "exam"), locked.tell(lang)))
    more = (*(gateway.rows(status.gateway) if status.gateway else ()), *gateway.changes(status.changes))
    rows += [(name, value.tell(lang)) for name, value in more]
    rows += [(Sentence("aviso", "warning"), told_stale(name).tell(lang)) for name in status.stale]
    width = max(len(name.tell(lang)) for name, _ in rows)
    return "\n".join(f"{name.tell(lang):<{width}}  {value}" for name, value in rows)


def _model(status: Status, lang: Lang) -> str:
    if status.server is None:
        return Sentence("parado (tutor up lo arranca)", "stopped (tutor up starts it)").tell(lang)
    if not status.answers:
        silent = Sentence(f"{status.server} no responde", f"{status.server} does not answer")
        return silent.tell(lang)
    return f"{status.server}  {status.base or ''}".rstrip()
