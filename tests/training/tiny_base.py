"""Make tiny random bases of several architectures, as a program: torch stays in its own process.

    python -m tests.training.tiny_base FOLDER qwen3 llama mistral

Writes FOLDER/tiny-qwen3, …, all with one small tokenizer and the chat template of the embedded base.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import Any

from training.pretrain import export, model, tiny
from training.pretrain.item import Item
from training.pretrain.settings import Shape
from training.pretrain.tokenizer import END, PAD, build, texts, wrap

CONTEXT = 1024


def write_tokenizer() -> Any:
    """A small tokenizer of tutor turns, for transformers."""
    from training.dialogues import turns

    said = [
        Item((*turn.prompt, ("assistant", turn.guiding)), "socratic", (), turn.lang)
        for name in ("algebra", "kinematics")
        for turn in islice(turns(3, name), 150)
    ]
    return wrap(build(texts(said), 1024), CONTEXT)


def write(folder: Path, architecture: str, tokenizer: Any) -> Path:
    """One base with random weights; its folder."""
    base = folder / f"tiny-{architecture}"
    if architecture == "qwen3":
        eos, pad = tokenizer.convert_tokens_to_ids([END, PAD])
        shape = Shape(len(tokenizer), 128, 2, 4, 2, 32, 256, CONTEXT)
        export.write(base, model.fresh(shape, eos, pad, seed=1), tokenizer, "A tiny base, for tests only.\n")
    elif architecture in ("llama", "mistral"):
        tiny.make("llama" if architecture == "llama" else "mistral", tokenizer, base)
    else:
        raise SystemExit(f"no such architecture: {architecture}")
    return base


if __name__ == "__main__":
    made = write_tokenizer()
    for wanted in sys.argv[2:]:
        write(Path(sys.argv[1]), wanted, made)
