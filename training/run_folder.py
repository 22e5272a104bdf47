"""The folder in which one training goes on: its checkpoints belong to one recipe, base and data, or they are thrown away."""

from __future__ import annotations

import shutil
from pathlib import Path


def same_run(run: Path, name: str, mark: str) -> bool:
    """Whether the checkpoints in `run` are of the training that `mark` tells of, as its file `name` says. Those of another one
    are thrown away, and the file is written anew."""
    try:
        same = (run / name).read_text("utf-8") == mark
    except OSError:
        same = False
    if not same:
        shutil.rmtree(run, ignore_errors=True)
        run.mkdir(parents=True)
        (run / name).write_text(mark, encoding="utf-8")
    return same
