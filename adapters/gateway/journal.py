"""What the gateway did, one JSON object a line in `gateway.log` of the state folder: replies, swaps, servers, refusals.

No text of a message, no key and no `user` of a request ever comes in: a student is a keyed digest of their pseudonym, which
cannot be turned back and tells only that two lines are of one student. A line that cannot be written stops nothing.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Literal

FILE = "gateway.log"
_BYTES, _OLDER = 5_000_000, 3

Event = Literal["reply", "moved", "outcome", "swap", "drained", "trial_ended", "notice", "no_key"]
Value = str | int | float | None


@dataclass(slots=True)
class Seen:
    """What a reply was like from here: servers that were tried, pieces passed on, seconds from the request to the first."""

    tries: int = 0
    pieces: int = 0
    first: float | None = None


class _Quiet(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A full disk is no reason to say anything on the terminal."""


class Journal:
    """Appends lines; `key` is the secret of the digests. Close it."""

    def __init__(self, state_dir: Path, key: bytes) -> None:
        self._key = key[:64]
        self._handler = _Quiet(
            state_dir / FILE, maxBytes=_BYTES, backupCount=_OLDER, encoding="utf-8", delay=True
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def who(self, user: str) -> str:
        """A student as lines name them; "" for nobody."""
        return hashlib.blake2b(user.encode(), key=self._key, digest_size=6).hexdigest() if user else ""

    def write(self, event: Event, **fields: Value) -> None:
        """One line; seconds are given as milliseconds by the caller. Fields that are None or empty are left out."""
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        told = {name: value for name, value in fields.items() if value not in (None, "")}
        line = json.dumps({"time": time, "event": event, **told}, ensure_ascii=False)
        self._handler.handle(logging.LogRecord("gateway", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
