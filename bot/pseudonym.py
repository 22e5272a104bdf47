"""Keyed pseudonyms: what is stored in place of the ids of students and rooms.

A pseudonym is HMAC-SHA256 of kind, channel and id under a secret key, cut to 128 bits: the same person in the
same channel is always the same pseudonym, and without the key nobody can test a guess. It does not make a
message's text anonymous.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tutoring.sentence import OperatorError

SHORTEST_KEY = 16
FILE = "pseudonym.key"


class KeyFileError(OperatorError):
    """The key cannot be read, made or trusted."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Turns ids into pseudonyms of 32 hexadecimal digits."""

    key: bytes = field(repr=False)

    def student(self, channel: str, name: str) -> str:
        """The pseudonym of a student of a channel."""
        return self._digest("student", channel, name)

    def room(self, channel: str, name: str) -> str:
        """The pseudonym of a room of a channel."""
        return self._digest("room", channel, name)

    def _digest(self, *parts: str) -> str:
        encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
        message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
        return hmac.new(self.key, message, hashlib.sha256).hexdigest()[:32]


def open_pseudonyms(state_dir: Path, key: str | None = None) -> Pseudonyms:
    """Pseudonyms under the key given, else under the one kept in the state folder, made there once (mode
    0600).

    Raises KeyFileError.
    """
    if key:
        return Pseudonyms(_long_enough(key.encode(), "MAIEUTIC_PSEUDONYM_KEY"))
    path = state_dir / FILE
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return Pseudonyms(_long_enough(path.read_bytes().strip(), str(path)))
    except OSError as error:
        raise KeyFileError(
            f"No se puede leer ni crear {path} ({error.strerror}): da permiso de escritura a {state_dir}.",
            f"{path} cannot be read or made ({error.strerror}): give write permission to {state_dir}.",
        ) from None


def _long_enough(key: bytes, source: str) -> bytes:
    if len(key) >= SHORTEST_KEY:
        return key
    raise KeyFileError(
        f"La clave de {source} está cortada o es corta: ha de tener al menos {SHORTEST_KEY} caracteres. "
        f"Recupérala de "
        "una copia; con otra, cada estudiante empieza de cero.",
        f"The key in {source} is cut or short: it takes at least {SHORTEST_KEY} characters. Restore it from "
        f"a copy; "
        "with another one every student starts afresh.",
    )


def _make(path: Path) -> None:
    """Write a new key so that no process ever sees half of it, and the first of two processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(32).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        Path(draft).unlink()
