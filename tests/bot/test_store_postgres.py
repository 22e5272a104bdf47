"""The store on a real PostgreSQL: the same promises as on SQLite, but what the server keeps on its own disk.

Skipped unless POSTGRES_FOR_TESTS names a server where databases may be made and dropped, such as
`postgresql+asyncpg://maieutic@127.0.0.1:5432/postgres`, and asyncpg is installed.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot import tables
from bot.store import Preferences, SavedReply, StorageError, open_store

SERVER = os.environ.get("POSTGRES_FOR_TESTS", "")
pytestmark = pytest.mark.skipif(not SERVER, reason="POSTGRES_FOR_TESTS names no PostgreSQL server")

STATE = {"problem": "½·x + 7 = 22", "turns": [{"role": "student", "text": "¿qué hago?"}], "rung": None}
REPLY = SavedReply(3, "algebra@1", "algebra", "focus", "es", 1, {"prompt": [["user", "¿?"]], "reply": "¿Y ahora?"})
V1 = (
    "CREATE TABLE sessions (student VARCHAR(64) NOT NULL, room VARCHAR(64) NOT NULL, state JSON NOT NULL, "
    "adapter VARCHAR(200), updated FLOAT NOT NULL, PRIMARY KEY (student, room))",
    "CREATE INDEX sessions_by_age ON sessions (updated)",
    "CREATE TABLE preferences (student VARCHAR(64) NOT NULL, lang VARCHAR(8), level VARCHAR(8), updated FLOAT NOT NULL, "
    "PRIMARY KEY (student))",
    "CREATE TABLE schema_version (version INTEGER NOT NULL, PRIMARY KEY (version))",
    "INSERT INTO schema_version VALUES (1)",
    """INSERT INTO sessions VALUES ('ana', 'room', '{"n": 1}', 'algebra@1', 1788000000.0)""",
    "INSERT INTO preferences VALUES ('ana', 'en', '3eso', 1788000000.0)",
)
"""A database as the first release wrote it."""


async def execute(url: str, *statements: str, alone: bool = False) -> None:
    """Run statements; `alone`: outside a transaction, as making a database must be."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT") if alone else create_async_engine(url)
    async with engine.begin() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)
    await engine.dispose()


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """An empty database of its own."""
    name = f"maieutic_{token_hex(6)}"
    await execute(SERVER, f"CREATE DATABASE {name}", alone=True)
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    await execute(SERVER, f"DROP DATABASE {name}", alone=True)


async def test_what_is_saved_comes_back_after_a_restart(url: str) -> None:
    async with open_store(url) as store:
        await store.save("ana", "one", STATE, "algebra@1", {"skills": {}, "mistakes": {}}, REPLY)
        await store.save("ana", "one", STATE | {"rung": "nudge"}, "algebra@1")
        await store.save("eva", "one", {"n": 2}, "algebra@2")
        await store.prefer("ana", lang="en")
        assert await store.thumb("ana", "one", 1) and await store.thumb("ana", "one", -1, turn=3)
        assert not await store.thumb("eva", "one", 1)
    async with open_store(url) as store:
        found = await store.load("ana", "one")
        assert found is not None and found.state == STATE | {"rung": "nudge"}
        assert await store.learner("ana") == {"skills": {}, "mistakes": {}}
        assert [(one.thumb, one.text) for one in await store.thumbs()] == [(-1, REPLY.text)]
        assert await store.preferences("ana") == Preferences("en", None)
        assert (await store.count(), await store.adapters()) == (2, {"algebra@1": 1, "algebra@2": 1})


async def test_a_forgotten_student_leaves_no_row_and_others_stay(url: str) -> None:
    async with open_store(url) as store:
        for student in ("ana", "eva"):
            await store.save(student, "one", STATE, None, {"skills": {}, "mistakes": {}}, REPLY)
            await store.prefer(student, lang="en")
        assert await store.forget("ana") == 4
        assert await store.load("ana", "one") is None and await store.learner("ana") is None
        assert not await store.thumb("ana", "one", 1)
        assert await store.load("eva", "one") is not None and await store.thumb("eva", "one", 1)


async def test_what_is_old_goes_and_texts_that_are_not_allowed_go_at_once(url: str) -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    async with open_store(url, lambda: now) as store:
        await store.save("ana", "one", STATE, None, {"skills": {}, "mistakes": {}}, REPLY)
        await store.thumb("ana", "one", 1)
        assert await store.purge(timedelta(days=30), texts=False) == 1
        assert [(one.thumb, one.text) for one in await store.thumbs()] == [(1, None)]
        now += timedelta(days=31)
        assert await store.purge(timedelta(days=30)) == 3
        assert await store.count() == 0 and await store.thumbs() == []


async def test_many_students_write_at_once_over_two_processes(url: str) -> None:
    async with open_store(url) as one, open_store(url) as other:
        await asyncio.gather(
            *(place.save(f"{name}{at}", "room", {"at": at}) for name, place in (("a", one), ("b", other)) for at in range(20))
        )
        assert await one.count() == 40
        found = await other.load("a7", "room")
        assert found is not None and found.state == {"at": 7}


async def test_those_that_start_together_make_one_database(url: str) -> None:
    async def opened() -> int:
        async with open_store(url) as store:
            return await store.count()

    assert await asyncio.gather(*(opened() for _ in range(6))) == [0] * 6


async def test_a_database_of_the_first_release_is_brought_up_to_date_or_left_whole(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await execute(url, *V1)

    def stopped(connection: object) -> None:
        tables.learners.create(connection)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tables, "STEPS", {2: stopped})
        with pytest.raises(KeyboardInterrupt):
            async with open_store(url):
                pass
    for _ in range(2):
        async with open_store(url) as store:
            found = await store.load("ana", "room")
            assert found is not None and (found.state, found.adapter) == ({"n": 1}, "algebra@1")
            assert await store.preferences("ana") == Preferences("en", "3eso")
            await store.save("ana", "room", found.state, "algebra@1", {"skills": {}, "mistakes": {}}, REPLY)


async def test_a_database_of_a_later_release_is_refused(url: str) -> None:
    async with open_store(url):
        pass
    await execute(url, "UPDATE schema_version SET version = version + 1")
    with pytest.raises(tables.NewerDatabase, match="update Maieutic"):
        async with open_store(url):
            pass


async def test_a_server_that_is_away_is_told_without_its_password() -> None:
    nowhere = "postgresql+asyncpg://maieutic:secret@127.0.0.1:1/none"
    with pytest.raises(StorageError, match="does not answer") as caught:
        async with open_store(nowhere):
            pass
    assert "secret" not in str(caught.value)
