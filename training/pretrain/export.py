"""The finished base as a folder that transformers, TRL and vLLM read, with its card; put in place whole or
not at all.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from .score import Score
from .tokenizer import END, PAD

LARGEST = 40_000_000
"""Bytes a base may have in the repository."""


def write(folder: Path, model: Any, tokenizer: Any, card: str) -> int:
    """Write weights (bf16 safetensors), configuration, tokenizer and card into `folder`; returns the bytes
    written.

    What stood there is replaced at the end, when all is written. Raises ValueError if the base is over
    `LARGEST`.
    """
    import copy

    import torch
    from transformers import GenerationConfig

    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    light = copy.deepcopy(model).to(device="cpu", dtype=torch.bfloat16)
    light.generation_config = GenerationConfig(
        do_sample=False,
        eos_token_id=tokenizer.convert_tokens_to_ids([END, PAD]),
        pad_token_id=tokenizer.convert_tokens_to_ids(PAD),
    )
    light.save_pretrained(part)
    tokenizer.save_pretrained(part)
    (part / "README.md").write_text(card, encoding="utf-8")
    size = sum(file.stat().st_size for file in part.rglob("*") if file.is_file())
    if size > LARGEST:
        shutil.rmtree(part)
        raise ValueError(
            f"The base has {size / 1e6:.0f} MB; at most {LARGEST / 1e6:.0f} MB may be in the repository."
        )
    _put(part, folder)
    return size


def _put(part: Path, folder: Path) -> None:
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def card(facts: dict[str, object], score: Score) -> str:
    """The model card; `facts` are what the training knows: parameters, tokens, text, minutes."""
    rows = "\n".join(
        f"| {kind} | {part.replies} | {part.right:.0%} | {part.grounded:.0%} | {part.copied:.0%} | "
        f"{part.language:.0%} | {part.loss:.3f} |"
        for kind, part in score.kinds.items()
    )
    known = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    return f"""---
license: mit
language: [es, en]
pipeline_tag: text-generation
library_name: transformers
---
# maieutic-base

A very small language model for class tutors in Spanish and English, made from nothing by
`python -m training.pretrain`. It explains plainly; asking instead of telling is what a class's adapters add.

{known}

## Data

Generated text only: conversations about verified problems of linear equations, uniform and uniformly
accelerated motion and stoichiometry, plain talk about science and mathematics, and copy lessons (random
values to be quoted). No text of real conversations, no text from the web.

## Scores

Greedy replies to held-out prompts. *Grounded*: every number and formula of the reply occurs in the prompt.
*Copied*: what should be quoted was quoted. *Right*: grounded, in the prompt's language, ended by itself, and
for copy lessons copied. Loss in nats a character of the reference reply.

| kind | replies | right | grounded | copied | language | loss |
|---|---|---|---|---|---|---|
{rows}

Mean over kinds: {score.right:.1%} right, loss {score.loss:.3f}.

## Limits

It knows nothing beyond the wording of its lessons: no arithmetic, no facts, no other subject. Its
sentences must be checked before a student reads them, as the tutor's guard does. It was trained on no
context longer than said above.

## Licence

MIT, weights included.
"""
