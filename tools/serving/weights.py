"""Make a random base and random adapters on it, as a program: torch stays in a process of its own.

    python -m tools.serving.weights FOLDER SIZE ADAPTERS

SIZE is 5 or 30, in millions of weights, of the embedded base's kind. Writes FOLDER/base and FOLDER/adapter-1, -2, …;
rank 8 on all linear layers, as our recipes train them; bfloat16 and the embedded base's tokens.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from adapters.base import EMBEDDED_BASE

SIZES: dict[str, dict[str, int]] = {
    "5": {},
    "30": {
        "vocab_size": 8192, "hidden_size": 512, "intermediate_size": 1536, "num_hidden_layers": 8,
        "num_attention_heads": 8, "num_key_value_heads": 4,
    },
}  # fmt: skip
"""What differs from the embedded base's shape."""


def main(folder: Path, size: str, adapters: int) -> None:
    """Write everything."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    config = AutoConfig.from_pretrained(EMBEDDED_BASE)
    for name, value in SIZES[size].items():
        setattr(config, name, value)
    config.layer_types = ["full_attention"] * config.num_hidden_layers
    torch.manual_seed(7)
    model: Any = AutoModelForCausalLM.from_config(config).to(torch.bfloat16)
    model.save_pretrained(folder / "base")
    AutoTokenizer.from_pretrained(EMBEDDED_BASE).save_pretrained(folder / "base")
    lora = LoraConfig(r=8, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
    adapted = get_peft_model(model, lora)
    for number in range(1, adapters + 1):
        for name, weight in adapted.named_parameters():
            if "lora_" in name:
                torch.nn.init.normal_(weight, std=0.1)
        adapted.save_pretrained(folder / f"adapter-{number}", save_embedding_layers=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
