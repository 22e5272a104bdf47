"""Which Moodle messages have been answered, kept on disk so that none is answered twice or forgotten.

A message goes from waiting, with or without a reply written, to done. Everything is written before the act it
speaks of. No word of a student and nobody's id is kept, only message ids and times; a reply is kept until it
has been sent, so that it can be sent after a crash. One process at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY,
    created INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    reply TEXT NOT NULL DEFAULT '',
    part INTEGER NOT NULL DEFAULT 0,
    after INTEGER
);
"""


class LedgerInUse(Exception):
    """Another process answers with this ledger."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message that waits. `part` of `reply` is the next to send.

    `after`: the sending of that part has begun, and if it arrived, it bears an id above this one.
    """

    reply: str
    part: int
    after: int | None


class Ledger:
    """The file; times are the server's, in seconds."""

    def __init__(self, path: Path) -> None:
        """Open or make the file, readable by its owner alone. Raises LedgerInUse, OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            # Held until the file is closed; the system lets go of it when a process dies.
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("BEGIN EXCLUSIVE")
            self._db.execute("COMMIT")
            self._db.executescript(SCHEMA)
        except sqlite3.OperationalError as error:
            self._db.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise LedgerInUse from None
            raise OSError(str(error)) from None
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise OSError(str(error)) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    @property
    def cursor(self) -> int | None:
        """Messages written before it and not waiting are settled; None before the first start."""
        return self._mark("cursor")

    @property
    def last_sent(self) -> int:
        """The highest id of a message of ours."""
        return self._mark("last_sent") or 0

    def _mark(self, name: str) -> int | None:
        row = self._db.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
        return None if row is None else int(row[0])

    def _raise_mark(self, name: str, value: int) -> None:
        self._db.execute(
            "INSERT INTO mark VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = max(value, ?2)",
            (name, value),
        )

    def begin(
        self, cursor: int, waiting: Iterable[tuple[int, int]], settled: Iterable[tuple[int, int]]
    ) -> None:
        """The first start, at once: what is to be answered, and what was before our time."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO message (id, created) VALUES (?, ?)", waiting)
        self._db.executemany("INSERT OR IGNORE INTO message (id, created, done) VALUES (?, ?, 1)", settled)
        self._raise_mark("cursor", cursor)
        self._db.execute("COMMIT")

    def take(self, message: int, created: int) -> None:
        """A message seen; seen again, it stays as it was."""
        self._db.execute("INSERT OR IGNORE INTO message (id, created) VALUES (?, ?)", (message, created))

    def waiting(self) -> dict[int, int]:
        """The messages without a complete answer and when they were written."""
        return dict(self._db.execute("SELECT id, created FROM message WHERE NOT done"))

    def knows(self, message: int) -> bool:
        """Whether it was ever taken or settled since the cursor."""
        return self._db.execute("SELECT 1 FROM message WHERE id = ?", (message,)).fetchone() is not None

    def entry(self, message: int) -> Entry:
        """How far the answer to a taken message has come."""
        row = self._db.execute("SELECT reply, part, after FROM message WHERE id = ?", (message,)).fetchone()
        return Entry(*row)

    def keep(self, message: int, reply: str) -> None:
        """The reply, before any of it is sent."""
        self._db.execute("UPDATE message SET reply = ? WHERE id = ?", (reply, message))

    def sending(self, message: int, after: int) -> None:
        """The next part is about to be sent; no message of ours above `after` is another's answer."""
        self._db.execute("UPDATE message SET after = ? WHERE id = ?", (after, message))

    def sent(self, message: int, sent: int) -> None:
        """The part arrived as message `sent`."""
        self._db.execute("BEGIN")
        self._db.execute("UPDATE message SET part = part + 1, after = NULL WHERE id = ?", (message,))
        self._raise_mark("last_sent", sent)
        self._db.execute("COMMIT")

    def done(self, message: int) -> None:
        """Answered, or never to be; the reply is forgotten."""
        self._db.execute("UPDATE message SET done = 1, reply = '', after = NULL WHERE id = ?", (message,))

    def advance(self, cursor: int) -> None:
        """Move the cursor on, never back, and forget what is settled before it."""
        self._db.execute("BEGIN")
        self._raise_mark("cursor", cursor)
        self._db.execute("DELETE FROM message WHERE done AND created < ?", (self.cursor,))
        self._db.execute("COMMIT")
