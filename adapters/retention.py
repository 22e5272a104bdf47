"""Which published versions are in use, and so may not be forgotten; it reads, and removes nothing.

In use is what speaks, what is on trial, what a rollback would return to, and what spoke within the last two hours: a
session stays on its version for that long. Gateways leave a mark in the registry when a version speaks or is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from adapters import history
from adapters.history import Change
from tutoring.sentence import Sentence

IDLE_SECONDS = 2 * 3600
"""How long a session that nobody uses stays on its version."""
MARKS = ".used"
"""The folder of the marks in a registry: an empty file a version, whose time is when it was last used."""

_LIVE = Sentence("habla ahora", "it speaks now")
_TRIAL = Sentence("está a prueba", "it is on trial")
_BEFORE = Sentence("teach rollback volvería a ella", "teach rollback would return to it")
_RECENT = Sentence(
    "alguna conversación la usó hace menos de dos horas", "a conversation used it less than two hours ago"
)


def mark(root: Path, names: Iterable[str]) -> None:
    """Leave word in a registry that versions (`algebra@3`) are in use now. One that cannot be written is left as it is."""
    folder = root / MARKS
    try:
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).touch()
    except OSError:
        return  # a registry that is mounted to be read only: what the history says still holds


def why_kept(
    root: Path, changes: Sequence[Change], live: int | None, subject: str, number: int, now: datetime
) -> Sentence | None:
    """Why a version may not be forgotten, from the changes of its subject; None where it may."""
    canary = history.canary(changes)
    if number == live:
        return _LIVE
    if canary is not None and canary.number == number:
        return _TRIAL
    if number == history.before(changes):
        return _BEFORE
    spoke = [when for when in (_marked(root, subject, number), _left(changes, number)) if when is not None]
    return _RECENT if any((now - when).total_seconds() < IDLE_SECONDS for when in spoke) else None


def _marked(root: Path, subject: str, number: int) -> datetime | None:
    try:
        return datetime.fromtimestamp((root / MARKS / f"{subject}@{number}").stat().st_mtime, UTC)
    except OSError:
        return None


def _left(changes: Sequence[Change], number: int) -> datetime | None:
    """When a version last began or ceased to speak, or to be on trial."""
    for change in reversed(changes):
        if change.act not in ("publish", "forget") and number in (change.old, change.to):
            try:
                return datetime.fromisoformat(change.time)
            except ValueError:
                return datetime.max.replace(tzinfo=UTC)  # a time that cannot be read may be just now
    return None
