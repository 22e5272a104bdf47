"""A progress bar on standard error: on a terminal one line that is rewritten, elsewhere a line now and
then.
"""

from __future__ import annotations

import sys
import time
from typing import TextIO

from tutoring.sentence import Sentence

_WIDTH = 24


class Bar:
    """Shows how far an act is; knows nothing of what it counts."""

    def __init__(self, title: str, stream: TextIO | None = None, every: float = 20.0) -> None:
        self._title = title
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._every = 0.5 if self._live else every
        self._shown = float("-inf")

    def show(self, share: float, note: str, last: bool = False) -> None:
        """Draw the bar at `share` (0 to 1) with `note` behind it; at most so often, save the last."""
        now = time.monotonic()
        if not last and now - self._shown < self._every:
            return
        self._shown = now
        full = round(_WIDTH * min(1.0, share))
        line = f"{self._title} [{'#' * full}{'.' * (_WIDTH - full)}] {100 * share:5.1f}%  {note}"
        end = "\n" if last or not self._live else ""
        self._stream.write(f"\r\x1b[2K{line}{end}" if self._live else f"{line}\n")
        self._stream.flush()


def left(seconds: float, done: int, whole: int) -> Sentence:
    """The time that is left of `whole` steps, as the first `done` of them took so many seconds."""
    time_left = clock(seconds * (whole - done) / max(done, 1))
    return Sentence(f"quedan {time_left}", f"{time_left} left")


def clock(seconds: float) -> str:
    """`1:02:03` or `2:03`."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
