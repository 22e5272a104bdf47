"""`teach train` with a teacher's files, as a program that can be killed.

    python -m tests.training.examples.run_examples RECIPE FOLDER BASE PAGE

Works in FOLDER: its registry, and what a run leaves while it lasts. Prints the published version's name, nothing else.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from training.examples.command import Asked, run


def main(recipe: str, folder: str, base: str, page: str) -> int:
    """Do it."""
    os.chdir(folder)
    version = run(Asked(recipe, (Path(page),), base, who="Ana", registry=Path("registry")), Path("class.toml"))
    print(version.name if version else "-", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
