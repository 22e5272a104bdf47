"""Train and publish by a recipe on one base after another, as a program that can be killed.

    python -m tests.training.run_recipe RECIPE FOLDER BASE…

Writes FOLDER/NAME/registry and FOLDER/NAME/work for each base; prints each published version's name, nothing else.
"""

from __future__ import annotations

import sys
from pathlib import Path

from subjects.errors import MaieuticError
from training.train import Options, train_subject
from tutoring.sentence import told


def main(recipe: str, folder: str, *bases: str) -> int:
    """Do it; errors become a sentence."""
    try:
        for base in bases:
            place = Path(folder) / Path(base).name
            options = Options(base, place / "registry", place / "work", live=True, who="Ana", threads=1)
            print(train_subject(recipe, options).name, flush=True)
    except MaieuticError as error:
        print(told(error, "en"), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
