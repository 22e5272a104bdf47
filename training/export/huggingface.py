"""Dialogues as a data set of the Hugging Face hub: two files of JSON lines and a card that names them.

`datasets.load_dataset(FOLDER)` reads it without network; so do TRL, axolotl, LLaMA-Factory and Unsloth (`messages`).
"""

from __future__ import annotations

from pathlib import Path

from training.export.openai import write_lines
from training.export.readme import readme
from training.export.source import Source, origin

LARGEST = 1 << 30
"""Bytes of one file; beyond, a data set would be cut into shards."""


def write(source: Source, folder: Path) -> None:
    """Write data/train.jsonl, data/test.jsonl and the card, README.md. Raises NotExported and RecipeError."""
    found = source.dialogues()
    (folder / "data").mkdir()
    for name, part in (("train", found.train), ("test", found.held_out)):
        rows = [{"messages": [dict(each) for each in example]} for example in part]
        write_lines(folder / "data" / f"{name}.jsonl", rows, LARGEST)
    origin(source, found, folder)
    readme(
        "huggingface", folder, subject=source.subject, own=source.own, train=len(found.train), held=len(found.held_out),
        digest=found.digest, size=_size(len(found.train) + len(found.held_out)),
    )  # fmt: skip


def _size(count: int) -> str:
    """The hub's word for how many examples there are."""
    return next((word for most, word in ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K")) if count < most),
                "100K<n<1M")  # fmt: skip
