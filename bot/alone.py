"""One process for one act: a second bot on the same state folder would answer every student twice."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tutoring.sentence import OperatorError


class AlreadyServed(OperatorError):
    """Another process does this from the same state folder."""


@contextmanager
def alone(state_dir: Path, name: str) -> Iterator[None]:
    """Be the only process that serves the channel `name`; the system lets go of it when a process dies.

    Raises AlreadyServed, OSError.
    """
    state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = state_dir / f"{name}.lock"
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(
                f"Otro proceso contesta ya en {name} ({path}): páralo o usa otra carpeta en MAIEUTIC_STATE_DIR.",
                f"Another process answers in {name} already ({path}): stop it or use another folder in "
                "MAIEUTIC_STATE_DIR.",
            ) from None
        yield
