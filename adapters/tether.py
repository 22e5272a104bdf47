"""A small parent for one process, so that nothing of it is left when its owner goes, however the owner goes.

Run as a script with the standard library alone: `python -I -S tether.py GRACE COMMAND…`, as the leader of a
new session, with a pipe from the owner as standard input. When the pipe closes (the owner ended) or SIGTERM
comes, the command gets SIGTERM, and after GRACE seconds the whole process group is killed. Otherwise it ends
with the command and its exit code (128 + n for signal n). If this process is killed itself, the kernel kills
the command.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time

_PR_SET_PDEATHSIG = 1
_TICK = 0.2  # seconds


def _die_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _owner_left(tick: float) -> bool:
    readable, _, _ = select.select([0], [], [], tick)
    return bool(readable) and os.read(0, 1) == b""


def main(grace: float, command: list[str]) -> int:
    """Run the command until it ends or has to; the exit code is the command's."""
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the owner's to handle
    # This process has one thread, so running code between fork and exec is safe here.
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=_die_with_parent)
    left = False
    while child.poll() is None and not asked and not left:
        left = _owner_left(_TICK)
    if child.poll() is None:
        child.terminate()
        deadline = time.monotonic() + grace
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(_TICK / 4)
    code = child.poll()
    if code is None or left:
        os.killpg(0, signal.SIGKILL)  # what is left of the command, and this process
    return 128 - code if code is not None and code < 0 else code or 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
