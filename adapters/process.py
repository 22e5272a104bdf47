"""One model server process behind its tether: start it, ask whether it ended, stop it and all it started."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_TETHER = Path(__file__).with_name("tether.py")
_SPARE = 5.0  # seconds beyond the grace that the tether itself gets


class Process:
    """A started command. Its whole process group ends with it, and with this Python process."""

    def __init__(self, inner: asyncio.subprocess.Process, grace: float) -> None:
        self._inner = inner
        self._grace = grace

    @classmethod
    async def start(
        cls, command: Sequence[str], env: Mapping[str, str], *, log: Path, folder: Path, grace: float
    ) -> Process:
        """Start `command` in `folder`, its output in `log`; `grace` in seconds between asking and killing."""
        handle = _fresh(log)
        try:
            inner = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-S", str(_TETHER), str(grace), *command,
                stdin=asyncio.subprocess.PIPE, stdout=handle, stderr=handle,
                env=dict(env), cwd=folder, start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(handle)
        return cls(inner, grace)

    @property
    def pid(self) -> int:
        """The number of the tether, which is also that of the process group."""
        return self._inner.pid

    @property
    def code(self) -> int | None:
        """The exit code, or None while it runs."""
        return self._inner.returncode

    async def ended(self, within: float) -> bool:
        """Wait up to `within` seconds for it to end; whether it did."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._inner.wait(), within)
        return self.code is not None

    async def stop(self) -> None:
        """Ask it to end, then make it; afterwards no process of its group is left."""
        if self.code is None:
            with contextlib.suppress(ProcessLookupError):
                self._inner.terminate()
            await self.ended(self._grace + _SPARE)
        self.sweep()
        await self._inner.wait()

    def sweep(self) -> None:
        """Kill what is left of the group, as after a server that died and left its engine behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def _fresh(log: Path) -> int:
    """An empty log file, open for writing; the one before it is kept beside it."""
    if log.exists():
        log.replace(log.with_name(log.name + ".1"))
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
