"""What the gateway did, one JSON object a line in `gateway.log` of the state folder: replies, swaps, servers, refusals.

No text of a message, no key and no `user` of a request ever comes in: a student is a keyed digest of their pseudonym, which
cannot be turned back and tells only that two lines are of one student. A line that cannot be written stops nothing.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
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


class Journal:
    """Appends lines; `key` is the secret of the digests. A line is in the file when `write` returns, by one call of the
    system: every reply pays for it. Close it."""

    def __init__(self, state_dir: Path, key: bytes) -> None:
        self._key = key[:64]
        self._path = state_dir / FILE
        self._file: FileIO | None = None
        self._size = 0

    def who(self, user: str) -> str:
        """A student as lines name them; "" for nobody."""
        return hashlib.blake2b(user.encode(), key=self._key, digest_size=6).hexdigest() if user else ""

    def write(self, event: Event, **fields: Value) -> None:
        """One line; seconds are given as milliseconds by the caller. Fields that are None or empty are left out."""
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        told = {name: value for name, value in fields.items() if value not in (None, "")}
        line = json.dumps({"time": time, "event": event, **told}, ensure_ascii=False)
        with suppress(OSError):  # a full disk is no reason to stop, nor to say anything on the terminal
            self._append(line.encode("utf-8", "replace") + b"\n")

    def _append(self, line: bytes) -> None:
        if self._file is not None and self._size + len(line) > _BYTES:
            self.close()
            for number in range(_OLDER, 0, -1):
                newer = self._older(number - 1)
                if newer.exists():
                    newer.replace(self._older(number))
        if self._file is None:
            self._file = FileIO(self._path, "ab")
            self._size = self._file.tell()
        self._size += self._file.write(line)

    def _older(self, number: int) -> Path:
        return self._path.with_name(f"{FILE}.{number}") if number else self._path

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
