"""The record of changes to a registry: one JSON line a change, appended and flushed, never rewritten.

A last line cut short by a crash is skipped. The caller holds the registry's lock while it appends.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

Act = Literal["publish", "point", "rollback", "undone", "share", "unshare", "forget"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `old` and `to` are version numbers; `time` is ISO 8601 in UTC.

    `undone` says that the record before it never took effect (its process died in between). `share` gives version
    `to` to `percent` of the students, `unshare` takes it from them.
    """

    act: Act
    who: str
    time: str
    why: str
    subject: str
    old: int | None
    to: int | None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Canary:
    """A version that speaks to `percent` of the students beside the live one."""

    number: int
    percent: int


def now() -> str:
    """The present as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read(path: Path) -> tuple[Change, ...]:
    """Every whole record of a file, oldest first; none if there is no file."""
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ()
    return tuple(change for change in map(_parse, lines) if change is not None)


def _parse(line: str) -> Change | None:
    try:
        found = json.loads(line)
        if found["act"] not in get_args(Act):
            return None
        old = None if found["from"] is None else int(found["from"])
        to = None if found["to"] is None else int(found["to"])
        percent = None if found.get("percent") is None else int(found["percent"])
        who, time, why = found["who"], found["time"], found["why"]
        return Change(found["act"], who, time, why, found["subject"], old, to, percent)
    except (ValueError, KeyError, TypeError):
        return None


def append(path: Path, change: Change) -> None:
    """Add one record and flush it to disk."""
    record = {
        "act": change.act,
        "who": change.who,
        "time": change.time,
        "why": change.why,
        "subject": change.subject,
        "from": change.old,
        "to": change.to,
    }
    if change.percent is not None:
        record["percent"] = change.percent
    line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
    with path.open("ab+") as stream:
        if stream.tell() and not _ends_whole(stream.fileno(), stream.tell()):
            line = b"\n" + line
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def _ends_whole(handle: int, size: int) -> bool:
    return os.pread(handle, 1, size - 1) == b"\n"


def settle(path: Path, aliases: Mapping[str, int]) -> None:
    """Mark the last change of each subject as undone where the alias says that it never took effect."""
    changes = read(path)
    for subject in sorted({change.subject for change in changes}):
        undone = _undone([change for change in changes if change.subject == subject], aliases.get(subject))
        if undone is not None:
            append(path, undone)


def settled(changes: Sequence[Change], actual: int | None) -> tuple[Change, ...]:
    """The changes of one subject as `settle` will leave them, for who only reads: the alias is what counts."""
    undone = _undone(changes, actual)
    return (*changes, undone) if undone is not None else tuple(changes)


def _undone(changes: Sequence[Change], actual: int | None) -> Change | None:
    trail = _trail(changes)
    recorded = trail[-1][-1] if trail[-1] else None
    if recorded is None or recorded == actual or len(trail) < 2:
        return None
    if (trail[-2][-1] if trail[-2] else None) != actual:
        return None
    why = "its process ended before the change took effect"
    return Change("undone", "registry", now(), why, changes[-1].subject, recorded, actual)


def before(changes: Iterable[Change]) -> int | None:
    """The version that a rollback returns to, from the changes of one subject."""
    stack = _trail(changes)[-1]
    return stack[-2] if len(stack) > 1 else None


def withdrawn(changes: Iterable[Change]) -> frozenset[int]:
    """The versions of one subject that were taken back by a rollback and not pointed at again since."""
    gone: frozenset[int] = frozenset()
    earlier = gone
    for change in changes:
        if change.act == "undone":
            gone = earlier
            continue
        earlier = gone
        if change.act in ("rollback", "unshare") and change.old is not None:
            gone |= {change.old}
        if change.act in ("point", "rollback", "share") and change.to is not None:
            gone -= {change.to}
    return gone


def canary(changes: Iterable[Change]) -> Canary | None:
    """The version of one subject on trial. One record begins or ends it, so a crash leaves no half."""
    found: Canary | None = None
    earlier: Canary | None = None
    for change in changes:
        if change.act == "undone":
            found = earlier
            continue
        earlier = found
        if change.act == "share" and change.to is not None and change.percent:
            found = Canary(change.to, change.percent)
        elif change.act in ("point", "rollback", "unshare"):
            found = None
    return found


def _trail(changes: Iterable[Change]) -> list[tuple[int, ...]]:
    """The stack of live versions after each change; a rollback takes one off, so two of them go back two. Forgotten ones
    are left out."""
    trail: list[tuple[int, ...]] = [()]
    for change in changes:
        if change.act == "point" and change.to is not None:
            again = trail[-1][-1:] == (change.to,)  # published twice: a rollback leaves it all the same
            trail.append(trail[-1] if again else (*trail[-1], change.to))
        elif change.act == "rollback":
            trail.append(trail[-1][:-1])
        elif change.act == "undone" and len(trail) > 1:
            trail.pop()
        elif change.act == "forget":
            trail.append(_without(trail[-1], change.old))
    return trail


def _without(stack: tuple[int, ...], gone: int | None) -> tuple[int, ...]:
    """A stack without one version; what then stands twice in a row stands once."""
    left: list[int] = []
    for number in stack:
        if number != gone and left[-1:] != [number]:
            left.append(number)
    return tuple(left)
