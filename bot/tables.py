"""The tables of the sessions' database, and its version.

Only pseudonyms name people here. `state` is opaque: the tutoring package alone knows what is in it.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, MetaData, String, Table, insert, select
from sqlalchemy.engine import Connection

from tutoring.sentence import OperatorError

VERSION = 1

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

versions = Table("schema_version", metadata, Column("version", Integer, primary_key=True))


class NewerDatabase(OperatorError):
    """The database was written by a later release."""


def lay(connection: Connection) -> None:
    """Make what is missing, and refuse a database of a later release.

    Raises NewerDatabase. A release that changes a table adds its step here, by version.
    """
    if connection.dialect.name == "sqlite":
        # Looking and making are one act: of two processes that start together one waits for the other.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    metadata.create_all(connection)
    found = connection.execute(select(versions.c.version)).scalar()
    if found is None:
        connection.execute(insert(versions).values(version=VERSION))
    elif found > VERSION:
        raise NewerDatabase(
            f"La base de datos es de una versión posterior (esquema {found}, aquí {VERSION}): actualiza "
            f"Maieutic.",
            f"The database is of a later release (schema {found}, here {VERSION}): update Maieutic.",
        )
