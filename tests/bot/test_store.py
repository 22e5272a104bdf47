"""Sessions on disk: kept through a kill, forgotten for good, shared by many, plain about failures."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from bot import tables
from bot.store import Preferences, SavedReply, StorageError, Store, open_store
from bot.tables import VERSION, NewerDatabase, learners

STATE = {"problem": "5x + 7 = 22", "turns": [{"role": "student", "text": "¿qué hago? ½·x"}], "rung": None}
MARK = "a sentence that only this student wrote "


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 9, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


def address(folder: Path) -> str:
    """A database in a folder."""
    return f"sqlite+aiosqlite:///{folder / 'sessions.db'}"


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
async def store(tmp_path: Path, clock: Hands) -> AsyncIterator[Store]:
    async with open_store(address(tmp_path), clock) as opened:
        yield opened


def bytes_on_disk(folder: Path) -> bytes:
    """Everything that the database left in its folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_a_session_comes_back_as_it_was_saved(store: Store, clock: Hands) -> None:
    await store.save("ana", "room", STATE, "algebra@3")
    found = await store.load("ana", "room")
    assert found is not None
    assert (found.state, found.adapter, found.updated) == (STATE, "algebra@3", clock.time)


async def test_sessions_of_other_students_and_rooms_are_apart(store: Store) -> None:
    await store.save("ana", "one", {"n": 1})
    await store.save("ana", "two", {"n": 2})
    await store.save("eva", "one", {"n": 3})
    states = [
        await store.load(*at) for at in (("ana", "one"), ("ana", "two"), ("eva", "one"), ("eva", "two"))
    ]
    assert [found and found.state["n"] for found in states] == [1, 2, 3, None]


async def test_saving_again_replaces(store: Store) -> None:
    await store.save("ana", "room", {"n": 1}, "algebra@1")
    await store.save("ana", "room", {"n": 2})
    found = await store.load("ana", "room")
    assert found is not None
    assert (found.state, found.adapter, await store.count()) == ({"n": 2}, None, 1)


async def test_preferences_are_kept_one_by_one(store: Store) -> None:
    assert await store.preferences("ana") == Preferences()
    await store.prefer("ana", lang="en")
    await store.prefer("ana", level="2eso")
    assert await store.preferences("ana") == Preferences("en", "2eso")
    await store.prefer("ana", lang="es")
    assert await store.preferences("ana") == Preferences("es", "2eso")


async def test_versions_in_use_are_counted(store: Store) -> None:
    for number, version in enumerate(["algebra@1", "algebra@2", "algebra@2", None]):
        await store.save(f"s{number}", "room", {}, version)
    assert await store.adapters() == {"algebra@1": 1, "algebra@2": 2}


async def test_a_forgotten_student_leaves_no_row_and_no_byte(store: Store, tmp_path: Path) -> None:
    await store.save("ana", "one", {"text": MARK * 300})
    await store.save("ana", "one", {"text": MARK * 200})
    await store.save("ana", "two", {"text": MARK})
    await store.prefer("ana", lang="en")
    await store.save("eva", "one", {"text": "stays"})
    assert MARK.encode() in bytes_on_disk(tmp_path)
    assert await store.forget("ana") == 3
    assert MARK.encode() not in bytes_on_disk(tmp_path)
    assert await store.preferences("ana") == Preferences()
    assert await store.load("eva", "one") is not None


async def test_forgetting_a_stranger_does_nothing(store: Store) -> None:
    assert await store.forget("nobody") == 0


async def test_deleted_text_that_another_program_keeps_in_the_log_is_told(
    store: Store, tmp_path: Path
) -> None:
    await store.save("ana", "one", {"text": MARK})
    reader = sqlite3.connect(tmp_path / "sessions.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sessions").fetchone()
    shorten_patience(store)
    with pytest.raises(StorageError, match="another program holds open"):
        await store.forget("ana")
    reader.close()
    assert await store.load("ana", "one") is None
    await store.forget("ana")
    assert MARK.encode() not in bytes_on_disk(tmp_path)


def shorten_patience(store: Store) -> None:
    """Let the store give up on a busy file at once."""

    def now(connection: object, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=1")  # type: ignore[attr-defined]

    event.listen(store._engine.sync_engine, "begin", lambda connection: now(connection.connection.cursor()))


async def test_retention_removes_what_is_old_and_only_that(
    store: Store, clock: Hands, tmp_path: Path
) -> None:
    await store.save("ana", "room", {"text": MARK})
    await store.prefer("ana", lang="en")
    clock.time += timedelta(days=29)
    await store.save("eva", "room", {})
    clock.time += timedelta(days=2)
    assert await store.purge(timedelta(days=30)) == 2
    assert await store.load("ana", "room") is None
    assert await store.load("eva", "room") is not None
    assert MARK.encode() not in bytes_on_disk(tmp_path)


async def test_a_new_turn_starts_the_retention_again(store: Store, clock: Hands) -> None:
    await store.save("ana", "room", {})
    clock.time += timedelta(days=29)
    await store.save("ana", "room", {})
    clock.time += timedelta(days=29)
    assert await store.purge(timedelta(days=30)) == 0


async def test_a_choice_stays_for_as_long_as_its_student_talks(store: Store, clock: Hands) -> None:
    await store.prefer("ana", lang="en")
    for _ in range(2):
        clock.time += timedelta(days=20)
        await store.save("ana", "room", {})
    assert await store.purge(timedelta(days=30)) == 0
    assert await store.preferences("ana") == Preferences(lang="en")
    clock.time += timedelta(days=31)
    assert await store.purge(timedelta(days=30)) == 2, "the conversation and the choice go together"


async def test_many_students_write_at_once(store: Store) -> None:
    async def talk(student: str) -> None:
        for turn in range(4):
            await store.save(student, "room", {"turn": turn})

    await asyncio.gather(*(talk(f"student {number}") for number in range(40)))
    found = [await store.load(f"student {number}", "room") for number in range(40)]
    assert [item and item.state for item in found] == [{"turn": 3}] * 40


async def test_two_processes_share_one_database(store: Store, tmp_path: Path) -> None:
    async with open_store(address(tmp_path)) as other:
        await asyncio.gather(
            *(place.save(f"s{number}", "room", {}) for number in range(30) for place in (store, other))
        )
        assert await other.count() == 30


KILLED = """
import asyncio, os, signal, sys
from bot.store import open_store
async def main():
    async with open_store(sys.argv[1]) as store:
        for turn in range(5):
            await store.save("ana", "room", {"turn": turn})
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""


async def test_those_that_start_together_make_one_database(tmp_path: Path) -> None:
    async def opened(folder: Path) -> int:
        async with open_store(address(folder)) as store:
            return await store.count()

    # A new file is refused to a second opener now and then only: forty files show it, one would not.
    for number in range(40):
        folder = tmp_path / str(number)
        assert await asyncio.gather(*(opened(folder) for _ in range(4))) == [0, 0, 0, 0]


async def test_a_killed_process_loses_no_saved_turn(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, address(tmp_path)]
    done = await asyncio.to_thread(subprocess.run, command, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -signal.SIGKILL
    async with open_store(address(tmp_path)) as store:
        found = await store.load("ana", "room")
    assert found is not None
    assert found.state == {"turn": 4}


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    with pytest.raises(StorageError, match="give write permission") as caught:
        async with open_store(address(tmp_path / "file")):
            pass
    assert "da permiso de escritura" in caught.value.tell("es")


async def test_a_read_only_database_is_told(tmp_path: Path) -> None:
    async with open_store(address(tmp_path)):
        pass
    readonly = f"sqlite+aiosqlite:///file:{tmp_path / 'sessions.db'}?mode=ro&uri=true"
    with pytest.raises(StorageError, match="give write permission"):
        async with open_store(readonly) as store:
            await store.save("ana", "room", {})


async def test_a_full_disk_is_told_and_what_was_saved_stays(store: Store) -> None:
    await store.save("ana", "room", {"n": 1})

    def fill(connection: object) -> None:
        connection.connection.cursor().execute("PRAGMA max_page_count=1")  # type: ignore[attr-defined]

    event.listen(store._engine.sync_engine, "begin", fill)
    with pytest.raises(StorageError, match="the disk is full"):
        await store.save("eva", "room", {"text": MARK * 1000})
    found = await store.load("ana", "room")
    assert found is not None
    assert found.state == {"n": 1}


async def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sessions.db").write_bytes(b"not a database " * 100)
    with pytest.raises(StorageError, match="damaged or not a database"):
        async with open_store(address(tmp_path)):
            pass
    assert (tmp_path / "sessions.db").read_bytes() == b"not a database " * 100


@pytest.mark.parametrize("url", ["nonsense", "unheard+of://x", "postgresql+nodriver://u:secret@h/d"])
async def test_an_address_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(StorageError, match="MAIEUTIC_DATABASE") as caught:
        async with open_store(url):
            pass
    assert "secret" not in str(caught.value)


async def test_a_database_of_a_later_release_is_refused(tmp_path: Path) -> None:
    async with open_store(address(tmp_path)):
        pass
    with sqlite3.connect(tmp_path / "sessions.db") as connection:
        connection.execute("UPDATE schema_version SET version = ?", (VERSION + 1,))
    connection.close()
    with pytest.raises(NewerDatabase, match="update Maieutic"):
        async with open_store(address(tmp_path)):
            pass


async def test_no_text_is_part_of_an_error(store: Store, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "sessions.db") as connection:
        connection.execute("DROP TABLE sessions")
    connection.close()
    with pytest.raises(StorageError) as caught:
        await store.save("ana", "room", {"text": MARK})
    assert MARK not in str(caught.value)
    assert caught.value.__suppress_context__


V1 = """
CREATE TABLE sessions (student VARCHAR(64) NOT NULL, room VARCHAR(64) NOT NULL, state JSON NOT NULL, adapter VARCHAR(200),
  updated FLOAT NOT NULL, PRIMARY KEY (student, room));
CREATE INDEX sessions_by_age ON sessions (updated);
CREATE TABLE preferences (student VARCHAR(64) NOT NULL, lang VARCHAR(8), level VARCHAR(8), updated FLOAT NOT NULL,
  PRIMARY KEY (student));
CREATE TABLE schema_version (version INTEGER NOT NULL, PRIMARY KEY (version));
INSERT INTO schema_version VALUES (1);
INSERT INTO sessions VALUES ('ana', 'room', '{"problem": "5x + 7 = 22"}', 'algebra@1', 1788000000.0);
INSERT INTO preferences VALUES ('ana', 'en', '3eso', 1788000000.0);
"""
"""A database as the first release wrote it."""


async def test_a_database_of_the_first_release_is_brought_up_to_date_with_nothing_lost(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "sessions.db") as connection:
        connection.executescript(V1)
    connection.close()
    for _ in range(2):  # the second time there is nothing to do
        async with open_store(address(tmp_path)) as store:
            found = await store.load("ana", "room")
            assert found is not None and found.state == {"problem": "5x + 7 = 22"}
            assert await store.preferences("ana") == Preferences("en", "3eso")
            await store.save("ana", "room", found.state, learner={"skills": {}, "mistakes": {}}, reply=REPLY)
    with sqlite3.connect(tmp_path / "sessions.db") as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(VERSION,)]
    connection.close()


async def test_bringing_up_to_date_that_is_stopped_half_way_leaves_the_old_database_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(tmp_path / "sessions.db") as connection:
        connection.executescript(V1)
    connection.close()

    def stopped(connection: Connection) -> None:
        learners.create(connection)
        raise KeyboardInterrupt

    monkeypatch.setattr(tables, "STEPS", {2: stopped})
    with pytest.raises(KeyboardInterrupt):
        async with open_store(address(tmp_path)):
            pass
    with sqlite3.connect(tmp_path / "sessions.db") as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert there == {"sessions", "preferences", "schema_version"}
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(1,)]
    connection.close()
    monkeypatch.undo()
    async with open_store(address(tmp_path)) as store:
        assert await store.load("ana", "room") is not None


REPLY = SavedReply(3, "algebra@1", "algebra", "focus", "es", 1, {"prompt": [["user", MARK]], "reply": MARK})


async def test_a_thumb_goes_to_the_last_reply_or_to_the_one_named_and_may_be_changed(store: Store) -> None:
    assert not await store.thumb("ana", "room", 1)
    for turn in (3, 5):
        await store.save("ana", "room", STATE, reply=replace(REPLY, turn=turn, move=f"m{turn}"))
    assert await store.thumb("ana", "room", 1)
    assert await store.thumb("ana", "room", -1, turn=3)
    assert await store.thumb("ana", "room", -1, turn=5)
    assert not await store.thumb("ana", "room", 1, turn=4)
    assert not await store.thumb("bea", "room", 1, turn=3)
    assert [(one.move, one.thumb) for one in await store.thumbs()] == [("m3", -1), ("m5", -1)]


async def test_what_a_student_has_shown_and_the_replies_are_forgotten_with_them(store: Store, tmp_path: Path) -> None:
    await store.save("ana", "room", STATE, learner={"skills": {MARK: {}}, "mistakes": {}}, reply=REPLY)
    assert await store.learner("ana") == {"skills": {MARK: {}}, "mistakes": {}}
    await store.forget("ana")
    assert await store.learner("ana") is None and await store.learners() == [] and await store.thumbs() == []
    assert MARK.encode() not in bytes_on_disk(tmp_path)


async def test_what_a_student_has_shown_and_the_replies_go_with_age(store: Store, clock: Hands, tmp_path: Path) -> None:
    await store.save("ana", "room", STATE, learner={"skills": {MARK: {}}, "mistakes": {}}, reply=REPLY)
    clock.time += timedelta(days=31)
    await store.purge(timedelta(days=30))
    assert await store.learner("ana") is None and not await store.thumb("ana", "room", 1)
    assert MARK.encode() not in bytes_on_disk(tmp_path)


async def test_texts_that_the_class_allows_no_more_go_and_their_thumbs_stay(store: Store, tmp_path: Path) -> None:
    await store.save("ana", "room", STATE, reply=REPLY)
    await store.save("eva", "room", STATE, reply=replace(REPLY, text=None))
    assert await store.thumb("ana", "room", 1)
    assert await store.purge(timedelta(days=30)) == 0
    assert await store.purge(timedelta(days=30), texts=False) == 1
    assert [(one.thumb, one.text) for one in await store.thumbs()] == [(1, None)]
    assert MARK.encode() not in bytes_on_disk(tmp_path)
    assert await store.purge(timedelta(days=30), texts=False) == 0


KILLED_HALF_WAY = """
import asyncio, os, signal, sys
from bot import tables
from bot.store import open_store
def killed(connection):
    tables.learners.create(connection)
    os.kill(os.getpid(), signal.SIGKILL)
tables.STEPS = {2: killed}
async def main():
    async with open_store(sys.argv[1]):
        pass
asyncio.run(main())
"""


async def test_a_process_killed_while_it_brings_a_database_up_to_date_loses_nothing(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "sessions.db") as connection:
        connection.executescript(V1)
    connection.close()
    command = [sys.executable, "-c", KILLED_HALF_WAY, address(tmp_path)]
    done = await asyncio.to_thread(subprocess.run, command, cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -signal.SIGKILL
    async with open_store(address(tmp_path)) as store:
        found = await store.load("ana", "room")
        assert found is not None and found.state == {"problem": "5x + 7 = 22"}
        assert await store.preferences("ana") == Preferences("en", "3eso")
        assert await store.learners() == []


async def test_a_turn_begins_with_all_that_is_kept_of_a_student(store: Store) -> None:
    assert await store.at_hand("ana", "room") == (None, Preferences(), None)
    await store.prefer("ana", lang="en")
    await store.save("ana", "room", {"n": 1}, "algebra@1", {"skills": {}})
    await store.save("eva", "room", {"n": 2}, None, {"skills": {"x": 1}})
    stored, chosen, shown = await store.at_hand("ana", "room")
    assert stored == await store.load("ana", "room") and stored is not None
    assert (chosen, shown) == (Preferences("en"), {"skills": {}})
    assert (await store.at_hand("ana", "elsewhere"))[0] is None
