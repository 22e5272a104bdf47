"""The files behind what a teacher typed: files, folders and zips, in order, with bounds on size, number and depth.

Nothing is unpacked to the disk. What goes over a bound is told and left out; the rest goes on.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from training.lint.example import Unreadable

LARGEST = 20 << 20
"""Bytes of one file, unpacked."""
LARGEST_ZIP = 200 << 20
"""Bytes of one zip as it lies, and of all its files unpacked."""
MOST = 5_000
"""Files of one folder or zip."""
DEEPEST = 3
"""Zips within zips."""
PASSED_OVER = {"__macosx", ".git", "__pycache__", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class File:
    """A file's name as it is shown (`notes.zip/unit1/lines.md`), and its bytes or why there are none."""

    name: str
    data: bytes = b""
    trouble: Unreadable | None = None
    path: Path | None = None
    """Where it lies on the disk; None inside a zip."""


def files(paths: Sequence[Path]) -> Iterator[File]:
    """Every file of the paths; a folder's in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from _folder(path)
        else:
            yield from _opened(path)


def _folder(folder: Path) -> Iterator[File]:
    found = 0
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        if _hidden(inside) or path.is_symlink() or not path.is_file():
            continue
        found += 1
        if found > MOST:
            yield File(str(folder), trouble=_too_many())
            return
        yield from _opened(path)


def _hidden(parts: Sequence[str]) -> bool:
    return any(part.startswith((".", "~$")) or part.lower() in PASSED_OVER for part in parts)


def _opened(path: Path) -> Iterator[File]:
    is_zip = path.suffix.lower() == ".zip"
    try:
        if path.stat().st_size > (LARGEST_ZIP if is_zip else LARGEST):
            yield File(str(path), trouble=_too_large())
            return
        data = path.read_bytes()
    except FileNotFoundError:
        yield File(
            str(path), trouble=Unreadable("no existe; mira el nombre", "it does not exist; check the name")
        )
        return
    except OSError as error:
        told = Unreadable(f"no se puede abrir ({error.strerror})", f"it cannot be opened ({error.strerror})")
        yield File(str(path), trouble=told)
        return
    yield from _zip(str(path), data, 1) if is_zip else [File(str(path), data, path=path)]


def _zip(name: str, data: bytes, depth: int) -> Iterator[File]:
    if depth > DEEPEST:
        yield File(
            name,
            trouble=Unreadable(
                "zips dentro de zips: descomprímelo antes", "zips within zips: unpack it first"
            ),
        )
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _members(name, archive, depth)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        yield File(name, trouble=_broken_zip())


def _members(name: str, archive: zipfile.ZipFile, depth: int) -> Iterator[File]:
    members = sorted(
        (each for each in archive.infolist() if not each.is_dir()), key=lambda each: each.filename
    )
    left = LARGEST_ZIP
    if len(members) > MOST:
        yield File(name, trouble=_too_many())
        members = members[:MOST]
    for member in members:
        shown = PurePosixPath(member.filename.replace("\\", "/"))
        if _hidden([part for part in shown.parts if part not in ("..", ".")]):
            continue
        label = f"{name}/{shown}"
        try:
            data = unpacked(archive, member, min(LARGEST, left))
        except Unreadable as error:
            yield File(label, trouble=error)
            continue
        left -= len(data)
        yield from _zip(label, data, depth + 1) if shown.suffix.lower() == ".zip" else [File(label, data)]


def unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int = LARGEST) -> bytes:
    """A file of a zip, never more than `most` bytes of it whatever its header says. Raises Unreadable."""
    if member.flag_bits & 1:
        raise Unreadable("tiene contraseña: quítasela", "it has a password: take it off")
    try:
        with archive.open(member) as stream:
            data = stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        raise _broken_zip() from None
    if len(data) > most:
        raise _too_large()
    return data


def _too_large() -> Unreadable:
    size = LARGEST >> 20
    return Unreadable(
        f"es demasiado grande (más de {size} MB por fichero); repártelo en varios",
        f"it is too large (over {size} MB a file); share it out among several",
    )


def _too_many() -> Unreadable:
    return Unreadable(
        f"hay más de {MOST} ficheros; solo se leen esos", f"there are over {MOST} files; only those are read"
    )


def _broken_zip() -> Unreadable:
    return Unreadable(
        "está dañado o incompleto; vuelve a guardarlo", "it is damaged or cut short; save it again"
    )
