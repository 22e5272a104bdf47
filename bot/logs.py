"""Where the commands log: a file in the state folder, and warnings on standard error unless a person chats
there.

Our packages log what they do, others only what goes wrong. No message text, token or real id is ever logged;
that is kept where a record is made, not here.
"""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "tutor.log"
OURS = ("adapters", "bot", "prompts", "subjects", "tutoring")
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def set_up(state_dir: Path, *, aloud: bool) -> None:
    """Start logging; `aloud`: warnings on standard error too. A folder that cannot be written is no reason to
    stop."""
    logging.raiseExceptions = False  # a log that cannot be written is no reason for a trace on the screen
    root = logging.getLogger()
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = RotatingFileHandler(state_dir / FILE, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
        file.setFormatter(logging.Formatter(FORM))
        root.addHandler(file)
    except OSError:
        aloud = True
    if aloud:
        stderr = logging.StreamHandler(sys.stderr)
        stderr.setLevel(logging.WARNING)
        stderr.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
        root.addHandler(stderr)
