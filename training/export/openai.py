"""Dialogues as OpenAI's chat fine-tuning takes them: one `{"messages": […]}` a line, the last the assistant's.

https://platform.openai.com/docs/guides/supervised-fine-tuning; Mistral, Fireworks and Together take the same lines. Each
assistant's message has `weight` 1: it is learned from.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training.export.place import NotExported
from training.export.readme import readme
from training.export.source import Example, Source, origin

FEWEST = 10
"""Lines below which a file is refused there."""
LARGEST = 512 << 20
"""Bytes above which a file is refused there."""


def write(source: Source, folder: Path) -> None:
    """Write train.jsonl, validation.jsonl and README.md. Raises NotExported and RecipeError."""
    found = source.dialogues()
    if min(len(found.train), len(found.held_out)) < FEWEST:
        raise NotExported(
            f"OpenAI pide al menos {FEWEST} ejemplos en cada fichero: pide más con --count ({10 * FEWEST} o más).",
            f"OpenAI asks for {FEWEST} examples at least in each file: ask for more with --count ({10 * FEWEST} or more).",
        )
    write_lines(folder / "train.jsonl", [row(each) for each in found.train], LARGEST)
    write_lines(folder / "validation.jsonl", [row(each) for each in found.held_out], LARGEST)
    origin(source, found, folder)
    readme("openai", folder, subject=source.subject, own=source.own, train=len(found.train), held=len(found.held_out))


def row(example: Example) -> dict[str, Any]:
    """One example."""
    return {"messages": [_message(each["role"], each["content"]) for each in example]}


def _message(role: str, content: str) -> dict[str, Any]:
    said: dict[str, Any] = {"role": role, "content": content}
    return said | {"weight": 1} if role == "assistant" else said


def write_lines(path: Path, rows: list[dict[str, Any]], most: int) -> None:
    """Write JSON objects, one a line, UTF-8. Raises NotExported where the file would be over `most` bytes."""
    data = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows).encode()
    if len(data) > most:
        raise NotExported(
            f"{path.name} pasaría de {most >> 20} MB, que es lo más que se acepta allí: pide menos con --count.",
            f"{path.name} would be over {most >> 20} MB, the most that is taken there: ask for fewer with --count.",
        )
    path.write_bytes(data)
