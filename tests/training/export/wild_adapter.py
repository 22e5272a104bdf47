"""Adapters as other people's programs make them with PEFT, weights random, as a program: torch stays in its own process.

    python -m tests.training.export.wild_adapter BASE FOLDER '{"name": {LoraConfig's settings}, …}'

Writes FOLDER/name for each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PLAIN: dict[str, Any] = {"r": 4, "lora_alpha": 8, "target_modules": "all-linear", "task_type": "CAUSAL_LM"}


def write(base: str, folder: Path, settings: dict[str, Any]) -> None:
    """One adapter whose weights are all random, so that it changes what the base says."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(3)
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    adapted = get_peft_model(model, LoraConfig(**(PLAIN | settings)))
    with torch.no_grad():
        for name, weight in adapted.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.1)
    adapted.save_pretrained(folder)


if __name__ == "__main__":
    for name, wanted in json.loads(sys.argv[3]).items():
        write(sys.argv[1], Path(sys.argv[2]) / name, wanted)
