"""Reports of trials of versions, beside them in the registry: written once, numbered, never changed; the last one counts.

    registry/.reports/algebra@4/1.json, 2.json, …

A report goes when its version is forgotten. What a report says is the affair of whoever wrote it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adapters import disk
from adapters.errors import NotWritable

REPORTS = ".reports"


def keep(root: Path, name: str, report: Mapping[str, Any]) -> Path:
    """Write a report of a version (`algebra@4`) of the registry at `root`. Raises NotWritable."""
    folder = root / REPORTS / name
    data = (json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with disk.exclusive(folder):
            path = folder / f"{max(_numbers(folder), default=0) + 1}.json"
            partial = folder / f".{path.name}"
            partial.unlink(missing_ok=True)  # left by one that was killed; we hold the lock
            disk.write_synced(partial, data, mode=0o444)
            os.rename(partial, path)  # noqa: PTH104 - whole or not at all
            disk.sync_folder(folder)
    except OSError as error:
        raise NotWritable(
            en=f"The report could not be written in {folder} ({error.strerror}). Check permissions and free space.",
            es=f"No se pudo escribir el informe en {folder} ({error.strerror}). Revisa los permisos y el espacio libre.",
        ) from error
    return path


def kept(root: Path, name: str) -> list[dict[str, Any]]:
    """The reports of a version, oldest first; one that cannot be read is left out."""
    folder = root / REPORTS / name
    if not folder.is_dir():
        return []
    found = (_read(folder / f"{number}.json") for number in sorted(_numbers(folder)))
    return [one for one in found if one is not None]


def forget(root: Path, name: str) -> None:
    """Remove the reports of a version."""
    shutil.rmtree(root / REPORTS / name, ignore_errors=True)


def _numbers(folder: Path) -> list[int]:
    return [int(path.stem) for path in folder.glob("*.json") if path.stem.isdecimal()]


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
