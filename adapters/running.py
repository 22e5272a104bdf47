"""The note that a running model server leaves in its state folder, so that other commands can use it.

    .maieutic/
    ├── server.lock        held while a server runs from this folder
    ├── server.json        where it listens, what it serves; gone when it has stopped
    ├── server.key         its key, readable by its owner only; kept for the next server
    ├── server.log         vLLM's own output since the last start (server.log.1: the one before)
    └── zero/              the adapter that changes nothing, one a base model

The note says what was true when it was written; whether the server answers is asked of the server.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from adapters import disk
from adapters.errors import NotWritable
from adapters.launch import BASE_NAME

NOTE = "server.json"
KEY = "server.key"
LOCK = "server.lock"
LOG = "server.log"


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs: `url` without `/v1`, `models` the live version's name by subject (`algebra@3`).

    `pins`: it is a gateway, which answers to aliases, and to older versions too, except those `withdrawn`.
    """

    url: str
    key: str = field(repr=False)
    pid: int
    started: str
    base: str
    base_digest: str
    models: Mapping[str, str]
    pins: bool = False
    withdrawn: Sequence[str] = ()

    def model_for(self, subject: str | None) -> str:
        """The name to ask for: the subject's live version, else the general one, else the base's."""
        return self.adapter_for(subject) or BASE_NAME

    def adapter_for(self, subject: str | None) -> str | None:
        """The live version that speaks for a subject (`general` where it has none), if any does."""
        return self.models.get(subject or "general") or self.models.get("general")

    def alias_for(self, subject: str | None) -> str:
        """The name to ask for where the server may choose the version: the alias at a gateway, else as `model_for`."""
        version = self.model_for(subject)
        return version.partition("@")[0] if self.pins else version

    def stay(self, subject: str | None, before: str) -> str | None:
        """The version that a session stays on which `before` spoke to last; None: the live one."""
        mine = before.partition("@")[0] in (subject or "general", "general")
        return before if self.pins and mine and before and before not in self.withdrawn else None


def prepare(state_dir: Path) -> None:
    """Make the state folder, readable by its owner only; raises NotWritable."""
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(state_dir, os.W_OK | os.X_OK):
            raise PermissionError(13, os.strerror(13))
    except OSError as error:
        raise _not_writable(state_dir, error) from error


def write(state_dir: Path, running: Running) -> None:
    """Leave the note, whole or not at all; raises NotWritable."""
    note = {
        "url": running.url,
        "pid": running.pid,
        "started": running.started,
        "base": running.base,
        "base_digest": running.base_digest,
        "models": dict(running.models),
        "pins": running.pins,
        "withdrawn": list(running.withdrawn),
    }
    text = json.dumps(note, ensure_ascii=False, indent=2) + "\n"
    try:
        disk.replace(state_dir / NOTE, text.encode(), mode=0o600)
    except OSError as error:
        raise _not_writable(state_dir, error) from error


def remove(state_dir: Path) -> None:
    """Take the note away."""
    (state_dir / NOTE).unlink(missing_ok=True)


def keep_key(state_dir: Path, key: str | None) -> str:
    """The key of this state folder: `key` if given, else the one it has, else a new random one.

    It stays when the server stops, so that a bot goes on through a restart. Raises NotWritable.
    """
    path = state_dir / KEY
    try:
        kept = path.read_text("utf-8").strip() if path.is_file() else ""
        wanted = key or kept or secrets.token_urlsafe(32)
        if wanted != kept:
            disk.replace(path, wanted.encode(), mode=0o600)
    except OSError as error:
        raise _not_writable(state_dir, error) from error
    return wanted


def find_running(state_dir: Path) -> Running | None:
    """The server whose note is in this folder, if the process that wrote it still runs."""
    try:
        note = json.loads((state_dir / NOTE).read_text("utf-8"))
        key = (state_dir / KEY).read_text("utf-8")
        running = Running(
            url=note["url"],
            key=key,
            pid=int(note["pid"]),
            started=note["started"],
            base=note["base"],
            base_digest=note["base_digest"],
            models=dict(note["models"]),
            pins=note.get("pins") is True,
            withdrawn=tuple(map(str, note.get("withdrawn", ()))),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return running if process_start(running.pid) == running.started else None


def process_start(pid: int) -> str | None:
    """When a process started, in the kernel's own count (a number alone may be given again), or None."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[19]


def _not_writable(state_dir: Path, error: OSError) -> NotWritable:
    return NotWritable(
        en=f"The state folder {state_dir} cannot be written ({error.strerror}). "
        "Check its permissions and the free space, or set another MAIEUTIC_STATE_DIR.",
        es=f"No se puede escribir en la carpeta de estado {state_dir} ({error.strerror}). "
        "Revisa sus permisos y el espacio libre, o pon otra en MAIEUTIC_STATE_DIR.",
    )
