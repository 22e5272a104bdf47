"""Run the code of a notebook cell by cell, as Jupyter would, as a program: each cell is compiled under its own name.

python -m tests.training.notebooks.run_notebook NOTEBOOK
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def cells(path: Path) -> list[str]:
    """The source of each cell of code."""
    state = json.loads(path.read_text("utf-8"))
    return ["".join(cell["source"]) for cell in state["cells"] if cell["cell_type"] == "code"]


if __name__ == "__main__":
    names = {"__name__": "__main__"}
    for number, source in enumerate(cells(Path(sys.argv[1])), start=1):
        exec(compile(source, f"cell {number}", "exec"), names)  # noqa: S102 - the notebook is ours
