"""The tables of the sessions' database, and its version.

Only pseudonyms name people here. `state` is opaque: the tutoring package alone knows what is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import (
    JSON,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from tutoring.sentence import OperatorError

VERSION = 2

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("student", String(64), primary_key=True),
    Column("room", String(64), primary_key=True),
    Column("state", JSON, nullable=False),
    Column("adapter", String(200)),
    Column("updated", Float, nullable=False),
    Index("sessions_by_age", "updated"),
)
"""One student in one room. `updated`: seconds since 1970, UTC. `adapter`: `name@version` or null."""

preferences = Table(
    "preferences",
    metadata,
    Column("student", String(64), primary_key=True),
    Column("lang", String(8)),
    Column("level", String(8)),
    Column("updated", Float, nullable=False),
)

learners = Table(
    "learners",
    metadata,
    Column("student", String(64), primary_key=True),
    Column("state", JSON, nullable=False),
    Column("updated", Float, nullable=False),
    Index("learners_by_age", "updated"),
)
"""What each student has shown of skills and misconceptions (`tutoring.learner`); since version 2."""

replies = Table(
    "replies",
    metadata,
    Column("student", String(64), primary_key=True),
    Column("room", String(64), primary_key=True),
    Column("turn", Integer, primary_key=True),
    Column("adapter", String(200)),
    Column("subject", String(64), nullable=False),
    Column("move", String(32), nullable=False),
    Column("lang", String(8), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("thumb", Integer),
    Column("text", JSON),
    Column("updated", Float, nullable=False),
    Index("replies_by_age", "updated"),
)
"""Replies that a model worded, for a thumb up (1) or down (-1) on them; since version 2. `turn`: its number in the session;
`edition`: of the prompt's templates; `text`: prompt and reply, kept only where the class allows training with them."""

versions = Table("schema_version", metadata, Column("version", Integer, primary_key=True))


class NewerDatabase(OperatorError):
    """The database was written by a later release."""


def _learning(connection: Connection) -> None:
    """Version 2: what students have shown, and thumbs on replies."""
    metadata.create_all(connection, tables=[learners, replies])


STEPS: Mapping[int, Callable[[Connection], None]] = {2: _learning}
"""What makes each version of the one before. A step is never changed once released."""


_LOCK = 0x6D616965
"""The number under which PostgreSQL lets one process at a time lay out the tables of a database; any would do."""


def lay(connection: Connection) -> None:
    """Lay out a new database, or bring an older one up to date step by step; all of it or, if killed, none.

    Raises NewerDatabase for a database of a later release.
    """
    if connection.dialect.name == "sqlite":
        # Looking and making are one act: of two processes that start together one waits for the other.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    versions.create(connection, checkfirst=True)
    found = connection.execute(select(versions.c.version)).scalar()
    if found is None:
        metadata.create_all(connection)
        connection.execute(insert(versions).values(version=VERSION))
    elif found > VERSION:
        raise NewerDatabase(
            f"La base de datos es de una versión posterior (esquema {found}, aquí {VERSION}): actualiza "
            f"Maieutic.",
            f"The database is of a later release (schema {found}, here {VERSION}): update Maieutic.",
        )
    elif found < VERSION:
        for number in range(found + 1, VERSION + 1):
            STEPS[number](connection)
        connection.execute(update(versions).values(version=VERSION))
