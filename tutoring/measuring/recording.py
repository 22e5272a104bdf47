"""Lines that outlive a kill: what is finished is appended and synced, what was being written is dropped.

One JSON object a line, each with an `id`. A file belongs to one key; another key is another file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tutoring.sentence import OperatorError

Line = dict[str, Any]


class NotKept(OperatorError):
    """The folder of an evaluation cannot be written."""


def digest(parts: object) -> str:
    """A short name of a JSON-able value: the same for the same value, on every machine."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digest_of_files(folders: Iterable[Path]) -> str:
    """A short name of the texts in folders (code, phrases, templates, fitted readers)."""
    suffixes = {".py", ".toml", ".j2", ".json"}
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.suffix in suffixes):
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


class Recording:
    """The finished lines of one file, in order; `add` appends one. A torn last line is cut off when opened.

    Raises NotKept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, Line] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._open()
        except OSError as error:
            raise _not_kept(path.parent, error) from error

    def _open(self) -> None:
        whole = 0
        for raw in self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else ():
            line = _read(raw)
            if line is None:
                break
            self.lines[line["id"]] = line
            whole += len(raw)
        with self.path.open("ab") as file:
            file.truncate(whole)

    def add(self, line: Mapping[str, Any]) -> None:
        """Append a finished line; it is on the disk when this returns."""
        text = json.dumps(line, ensure_ascii=False, allow_nan=False)
        try:
            with self.path.open("ab") as file:
                file.write(text.encode("utf-8", "backslashreplace") + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _not_kept(self.path.parent, error) from error
        self.lines[str(line["id"])] = dict(line)


def _read(raw: bytes) -> Line | None:
    if not raw.endswith(b"\n"):
        return None
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) and isinstance(line.get("id"), str) else None


def _not_kept(folder: Path, error: OSError) -> NotKept:
    return NotKept(
        f"No se puede escribir en {folder} ({error.strerror}). Revisa sus permisos y el espacio libre.",
        f"{folder} cannot be written ({error.strerror}). Check its permissions and the free space.",
    )
