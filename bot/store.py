"""Where sessions and preferences are kept: SQLAlchemy over SQLite, or another database by its address.

SQLite in WAL mode is the default: every turn is committed before `save` returns, so a killed process loses
none, and a forgotten student's text leaves the file (secure_delete, and the write-ahead log is emptied). The
same statements run on PostgreSQL (tried on 15, with asyncpg); what it keeps on disk after a deletion is its
own affair (VACUUM, its log, its backups).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import String, Table, bindparam, cast, delete, event, func, null, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.tables import lay, learners, preferences, replies, sessions
from tutoring.sentence import OperatorError

Clock = Callable[[], datetime]

_BUSY_S = 10
"""How long to wait for another program that writes, in seconds."""


class StorageError(OperatorError):
    """The database cannot be opened, read or written; the message says what to do."""


class BusyStorage(StorageError):
    """Another program holds the database."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One session as it was saved."""

    state: dict[str, Any]
    adapter: str | None
    updated: datetime


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a student chose, in every room; None: the class's setting."""

    lang: str | None = None
    level: str | None = None


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class SavedReply:
    """One reply that a model worded, as a thumb may be given to it; `text` only where the class allows training with it."""

    turn: int
    adapter: str | None
    subject: str
    move: str
    lang: str
    edition: int
    text: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Thumbed:
    """A reply with its thumb, 1 or -1; whose it is, is not said."""

    thumb: int
    adapter: str | None
    subject: str
    move: str
    lang: str
    edition: int
    text: Mapping[str, Any] | None


class Store:
    """The sessions of a class. Safe for many students at once; turns of one session are the caller's to
    order."""

    def __init__(self, engine: AsyncEngine, where: str, clock: Clock = _now) -> None:
        self._engine = engine
        self._where = where
        self._clock = clock

    async def load(self, student: str, room: str) -> Stored | None:
        """The session of a student in a room, or None. Arguments are pseudonyms."""
        return (await self.at_hand(student, room))[0]

    async def save(
        self, student: str, room: str, state: Mapping[str, Any], adapter: str | None = None,
        learner: Mapping[str, Any] | None = None, reply: SavedReply | None = None,
    ) -> None:  # fmt: skip
        """Keep a session, and with it what the student has shown and the reply that was given: all of it or nothing, on disk
        when this returns. Raises StorageError."""
        now = self._seconds()
        async with self._begin() as connection:
            here = {"student": student, "room": room}
            await _put(connection, sessions, here, {"state": dict(state), "adapter": adapter, "updated": now})
            if learner is not None:
                await _put(connection, learners, {"student": student}, {"state": dict(learner), "updated": now})
            if reply is not None:
                said = {**asdict(reply), "thumb": None, "updated": now}
                await _put(connection, replies, here | {"turn": said.pop("turn")}, said)

    async def at_hand(self, student: str, room: str = "") -> tuple[Stored | None, Preferences, dict[str, Any] | None]:
        """What a turn begins with, in one query: the session in a room, what the student chose, and what they have shown.
        Arguments are pseudonyms."""
        async with self._begin() as connection:
            row = (await connection.execute(_AT_HAND, {"at_student": student, "at_room": room})).one()
        stored = Stored(row.state, row.adapter, datetime.fromtimestamp(row.updated, UTC)) if row.updated else None
        return stored, Preferences(row.lang, row.level), row.shown

    async def learner(self, student: str) -> dict[str, Any] | None:
        """What a student has shown, as it was saved; None for a new one."""
        return (await self.at_hand(student))[2]

    async def learners(self) -> list[dict[str, Any]]:
        """What every student has shown, without saying whose it is."""
        async with self._begin() as connection:
            return [row.state for row in await connection.execute(select(learners.c.state))]

    async def thumb(self, student: str, room: str, value: int, turn: int | None = None) -> bool:
        """Put a thumb (1 up, -1 down) on a reply, by default the last that a model worded; False where there is none. A later
        thumb on the same reply takes the place of the earlier."""
        here = replies.c.student == student, replies.c.room == room
        async with self._begin() as connection:
            if turn is None:
                turn = (await connection.execute(select(func.max(replies.c.turn)).where(*here))).scalar()
            change = update(replies).where(*here, replies.c.turn == turn).values(thumb=value, updated=self._seconds())
            return turn is not None and bool((await connection.execute(change)).rowcount)

    async def thumbs(self) -> list[Thumbed]:
        """Every reply that has a thumb, oldest first."""
        columns = (replies.c.thumb, replies.c.adapter, replies.c.subject, replies.c.move, replies.c.lang, replies.c.edition,
                   replies.c.text)  # fmt: skip
        query = select(*columns).where(replies.c.thumb.is_not(None)).order_by(replies.c.updated)
        async with self._begin() as connection:
            return [Thumbed(*row) for row in await connection.execute(query)]

    async def preferences(self, student: str) -> Preferences:
        """What a student chose."""
        return (await self.at_hand(student))[1]

    async def prefer(self, student: str, lang: str | None = None, level: str | None = None) -> None:
        """Keep a student's choice; None leaves what was chosen before."""
        chosen = {name: value for name, value in (("lang", lang), ("level", level)) if value is not None}
        async with self._begin() as connection:
            await _put(connection, preferences, {"student": student}, chosen | {"updated": self._seconds()})

    async def forget(self, student: str) -> int:
        """Delete everything of a student in every room; how many rows went. Their text is then in no file."""
        async with self._begin() as connection:
            gone = 0
            for table in (sessions, preferences, learners, replies):
                gone += await _delete(connection, delete(table).where(table.c.student == student))
        await self._empty_log()
        return gone

    async def purge(self, older_than: timedelta, texts: bool = True) -> int:
        """Delete what was last touched longer ago than that; how many rows went.

        What a student chose stays for as long as a conversation of theirs does. Without `texts`, the words of replies that were
        kept for training go too, whatever their age: the class does not allow it any more.
        """
        limit = (self._clock() - older_than).timestamp()
        left = preferences.c.updated < limit, preferences.c.student.not_in(select(sessions.c.student))
        async with self._begin() as connection:
            gone = await _delete(connection, delete(sessions).where(sessions.c.updated < limit))
            gone += await _delete(connection, delete(preferences).where(*left))
            for table in (learners, replies):
                gone += await _delete(connection, delete(table).where(table.c.updated < limit))
            if not texts:
                gone += await _delete(connection, update(replies).where(_has_text()).values(text=null()))
        if gone:
            await self._empty_log()
        return gone

    async def count(self) -> int:
        """How many sessions are kept."""
        async with self._begin() as connection:
            return int((await connection.execute(select(func.count()).select_from(sessions))).scalar_one())

    async def adapters(self) -> dict[str, int]:
        """How many sessions speak through each adapter version."""
        query = select(sessions.c.adapter, func.count()).where(sessions.c.adapter.is_not(None))
        async with self._begin() as connection:
            rows = await connection.execute(query.group_by(sessions.c.adapter))
            return {name: int(amount) for name, amount in rows}

    def _seconds(self) -> float:
        return self._clock().timestamp()

    async def _empty_log(self) -> None:
        """Truncate SQLite's write-ahead log: it still holds pages as they were before a deletion."""
        if self._engine.dialect.name != "sqlite":
            return
        async with self._begin() as connection:
            busy = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).scalar()
        if busy:
            raise StorageError(
                f"Lo borrado sigue en el registro de {self._where}, que otro programa tiene abierto: "
                f"ciérralo y repite.",
                f"What was deleted is still in the log of {self._where}, which another program holds open: "
                f"close it and "
                "repeat.",
            )

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _told(error, self._where) from None
        except OSError as error:  # a server that cannot be reached: asyncpg says so in the system's words
            raise _silent(self._where, error) from None


_ME = select(bindparam("at_student", type_=String).label("student"), bindparam("at_room", type_=String).label("room")).subquery()
_AT_HAND = (
    select(sessions.c.state, sessions.c.adapter, sessions.c.updated, preferences.c.lang, preferences.c.level,
           learners.c.state.label("shown"))
    .select_from(_ME)
    .outerjoin(sessions, (sessions.c.student == _ME.c.student) & (sessions.c.room == _ME.c.room))
    .outerjoin(preferences, preferences.c.student == _ME.c.student)
    .outerjoin(learners, learners.c.student == _ME.c.student)
)  # fmt: skip


def _has_text() -> Any:
    """No text is a null of JSON or of SQL."""
    return replies.c.text.is_not(null()) & (cast(replies.c.text, String) != "null")


async def _put(connection: AsyncConnection, table: Table, key: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Insert, or update what is there: in one statement, so that SQLite queues writers."""
    into = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = into(table).values(**key, **row)
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=row))


async def _delete(connection: AsyncConnection, statement: Any) -> int:
    return int((await connection.execute(statement)).rowcount)


@asynccontextmanager
async def open_store(url: str, clock: Clock = _now) -> AsyncIterator[Store]:
    """The store at a database address such as `sqlite+aiosqlite:///var/sessions.db`, laid out and ready.

    Raises StorageError or bot.tables.NewerDatabase.
    """
    engine, where = _engine(url)
    try:
        store = Store(engine, where, clock)
        await _laid(store)
        yield store
    finally:
        await engine.dispose()


async def _laid(store: Store) -> None:
    """Lay out the tables, waiting for whoever does it at the same time.

    A new file becomes a write-ahead log at its first connection, and SQLite does not let a second one wait its turn for that: it
    is refused at once, whatever `busy_timeout` says. Once changed, the file stays so.
    """
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            async with store._begin() as connection:
                await connection.run_sync(lay)
                return
        except BusyStorage:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(0.02)


def _engine(url: str) -> tuple[AsyncEngine, str]:
    """An engine and how to name it to people: a path, or an address without its password."""
    try:
        address = make_url(url)
        sqlite = address.get_backend_name() == "sqlite"
        where = (
            (address.database or "").removeprefix("file:")
            if sqlite
            else address.render_as_string(hide_password=True)
        )
        if sqlite:
            Path(where).absolute().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_async_engine(address, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ImportError, SQLAlchemyError):
        raise StorageError(
            "MAIEUTIC_DATABASE no es una dirección que se pueda usar aquí, o falta su biblioteca (para "
            "PostgreSQL, "
            "asyncpg).",
            "MAIEUTIC_DATABASE is not an address that can be used here, or its library is missing (for "
            "PostgreSQL, "
            "asyncpg).",
        ) from None
    except OSError as error:
        raise _no_permission(where, error.strerror or "") from None
    if sqlite:
        event.listen(engine.sync_engine, "connect", _prepare)
    return engine, where


def _prepare(connection: Any, _record: object) -> None:
    """What every SQLite connection is told."""
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={_BUSY_S * 1000}", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _told(error: SQLAlchemyError, where: str) -> StorageError:
    """The driver's complaint in a person's words; the statement and its values are left out."""
    cause = str(error.orig).lower() if isinstance(error, DBAPIError) else ""
    if any(sign in cause for sign in ("readonly", "unable to open", "permission", "attempt to write")):
        return _no_permission(where, "")
    if "full" in cause or "disk i/o" in cause:
        return StorageError(
            f"No se pudo escribir en {where}: el disco está lleno o falla. Haz sitio; lo guardado antes "
            f"sigue ahí.",
            f"{where} could not be written: the disk is full or failing. Make room; what was saved before "
            f"is there.",
        )
    if "malformed" in cause or "not a database" in cause:
        return StorageError(
            f"{where} está dañado o no es una base de datos: apártalo (o recupera una copia) y vuelve a "
            f"empezar.",
            f"{where} is damaged or not a database: move it away (or restore a copy) and start again.",
        )
    if "locked" in cause:
        return BusyStorage(
            f"Otro programa tiene ocupado {where}: ciérralo.",
            f"Another program keeps {where} busy: close it.",
        )
    return _silent(where, error)


def _silent(where: str, error: Exception) -> StorageError:
    return StorageError(
        f"La base de datos {where} no responde ({type(error).__name__}).",
        f"The database {where} does not answer ({type(error).__name__}).",
    )


def _no_permission(where: str, why: str) -> StorageError:
    reason = f" ({why})" if why else ""
    return StorageError(
        f"No se puede escribir en {where}{reason}: da permiso de escritura a su carpeta o elige otra con "
        "MAIEUTIC_STATE_DIR.",
        f"{where} cannot be written{reason}: give write permission to its folder or choose another with "
        "MAIEUTIC_STATE_DIR.",
    )
