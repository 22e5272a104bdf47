"""Fits what hears trouble that no pattern of `tutoring/trouble.toml` names, from messages written for it.

    python -m training.trouble [--out tutoring/trouble.json]

The messages stand in `training/trouble.tsv` (`label`, `lang`, `message`): distress and worry as teenagers tell of them, and what
merely sounds like it. Each is learned as it is and as it might be typed in haste, among problems, attempts and wishes of class.
No message is a real student's. scikit-learn fits, plain Python infers; messages of other authors are measured in the tests.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import cast

from subjects.problem import Lang
from training import reader, students
from tutoring.trouble import HEARD, WEIGHTS, undone

MESSAGES = Path(__file__).parent / "trouble.tsv"
HASTY = 3
"""Careless variants of each message."""
CLASSWORK = 8_000
"""Messages of class among them."""
APART = 10
"""One message in ten is kept for the temperature."""
CALM = "calm"


def messages(path: Path = MESSAGES) -> Iterator[tuple[str, Lang, str]]:
    """(label, language, message)."""
    for line in path.read_text("utf-8").splitlines():
        label, lang, text = line.split("\t", 2)
        yield label, cast(Lang, lang), text


def examples(seed: int = 7) -> tuple[list[reader.Example], list[reader.Example]]:
    """(text as it is heard, label) pairs: to learn from, and kept apart."""
    rng, learned, apart = Random(seed), list[reader.Example](), list[reader.Example]()
    for at, (label, lang, text) in enumerate(messages()):
        ways = [text, *(students.careless(text, lang, rng) for _ in range(HASTY))]
        (apart if at % APART == 0 else learned).extend((undone(way), label) for way in ways)
    wishes, _ = reader.examples(seed, CLASSWORK)
    learned += [(undone(text), CALM) for text, intent in wishes if intent != "distress"]
    return learned, apart


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m training.trouble", description="Fits tutoring/trouble.json.")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    learned, apart = examples()
    state = reader.fit(learned, apart)
    options.out.write_text(json.dumps(state, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    right = reader.accuracy(state, apart)
    sys.stderr.write(f"{', '.join(HEARD)} or {CALM}: accuracy {right:.4f} on {len(apart)} messages kept apart\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
