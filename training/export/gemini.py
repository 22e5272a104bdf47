"""Dialogues as the tuning of Gemini on Google Cloud (Vertex AI) takes them: one `{"systemInstruction", "contents"}` a line.

https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare. Not for Google AI Studio, which
no longer tunes. Roles are `user` and `model`, the last the model's; the system's words stand apart.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.export.openai import write_lines
from training.export.readme import readme
from training.export.source import Example, Source, origin

LARGEST = 1 << 30
"""Bytes of a file of training examples."""
MOST_HELD = 5_000
"""Examples of a file for validation."""


def write(source: Source, folder: Path) -> None:
    """Write train.jsonl, validation.jsonl and README.md. Raises NotExported and RecipeError."""
    found = source.dialogues()
    held = found.held_out[:MOST_HELD]
    write_lines(folder / "train.jsonl", [row(each) for each in found.train], LARGEST)
    write_lines(folder / "validation.jsonl", [row(each) for each in held], LARGEST)
    origin(source, found, folder)
    readme("gemini", folder, subject=source.subject, own=source.own, train=len(found.train), held=len(held))


def row(example: Example) -> dict[str, Any]:
    """One example."""
    system = [{"text": each["content"]} for each in example if each["role"] == "system"]
    said = [
        {"role": "model" if each["role"] == "assistant" else "user", "parts": [{"text": each["content"]}]}
        for each in example
        if each["role"] != "system"
    ]
    return ({"systemInstruction": {"parts": system}} if system else {}) | {"contents": said}
