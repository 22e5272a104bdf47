"""Tiny bases of other architectures with random weights, to prove that nothing here depends on Qwen3.

They speak nonsense; they load, train and serve like their large relatives. At most 2 million parameters.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from . import export
from .tokenizer import END, PAD

Architecture = Literal["llama", "mistral"]


def make(architecture: Architecture, tokenizer: Any, folder: Path, seed: int = 0) -> int:
    """Write a tiny base of `architecture` with the given transformers tokenizer; returns its parameters."""
    import torch

    torch.manual_seed(seed)
    model = _model(architecture, tokenizer)
    export.write(
        folder, model, tokenizer, f"A tiny {architecture} base with random weights, for tests only.\n"
    )
    return sum(weight.numel() for weight in model.parameters())


def _model(architecture: Architecture, tokenizer: Any) -> Any:
    from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM

    eos, pad = tokenizer.convert_tokens_to_ids([END, PAD])
    sizes: dict[str, Any] = {
        "vocab_size": len(tokenizer),
        "hidden_size": 128,
        "intermediate_size": 256,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "max_position_embeddings": 1024,
        "tie_word_embeddings": True,
        "eos_token_id": eos,
        "pad_token_id": pad,
        "bos_token_id": None,
    }
    if architecture == "llama":
        return LlamaForCausalLM(LlamaConfig(**sizes))
    return MistralForCausalLM(MistralConfig(**sizes, sliding_window=None))
