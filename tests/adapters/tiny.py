"""A base model and adapters written by hand: the right files and shapes, no torch and no meaning."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from adapters.base import Base, find_base
from adapters.card import Card

HIDDEN, INNER, HEADS, VALUES, SIZE, LAYERS = 16, 32, 2, 1, 8, 2
MODULES = {
    "self_attn.q_proj": (HEADS * SIZE, HIDDEN),
    "self_attn.k_proj": (VALUES * SIZE, HIDDEN),
    "self_attn.v_proj": (VALUES * SIZE, HIDDEN),
    "self_attn.o_proj": (HIDDEN, HEADS * SIZE),
    "mlp.gate_proj": (INNER, HIDDEN),
    "mlp.up_proj": (INNER, HIDDEN),
    "mlp.down_proj": (HIDDEN, INNER),
}


def write_tensors(
    path: Path, tensors: Mapping[str, tuple[int, ...]], *, dtype: str = "BF16", seed: int = 0
) -> None:
    """A safetensors file with small random finite numbers."""
    size = {"BF16": 2, "F16": 2, "F32": 4}[dtype]
    rng, header, at, parts = Random(seed), {}, 0, []
    for name, shape in tensors.items():
        count = math.prod(shape)
        values = [rng.uniform(-0.1, 0.1) for _ in range(count)]
        if dtype == "BF16":
            data = b"".join(struct.pack("<f", value)[2:] for value in values)
        else:
            data = struct.pack(f"<{count}{'e' if dtype == 'F16' else 'f'}", *values)
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + size * count]}
        at += size * count
        parts.append(data)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def write_base(folder: Path, *, seed: int = 0, packed: bool = False) -> Base:
    """A base model's folder: Qwen3's names, two layers."""
    folder.mkdir(parents=True)
    config = {
        "model_type": "qwen3",
        "hidden_size": HIDDEN,
        "intermediate_size": INNER,
        "num_attention_heads": HEADS,
        "num_key_value_heads": VALUES,
        "head_dim": SIZE,
        "num_hidden_layers": LAYERS,
        "max_position_embeddings": 512,
    }
    (folder / "config.json").write_text(json.dumps(config))
    end = "qweight" if packed else "weight"
    layers = {
        f"model.layers.{i}.{name}.{end}": ((shape[0], 4) if packed else shape)
        for i in range(LAYERS)
        for name, shape in MODULES.items()
    }
    norms: dict[str, tuple[int, ...]] = {
        f"model.layers.{i}.input_layernorm.weight": (HIDDEN,) for i in range(LAYERS)
    }
    write_tensors(
        folder / "model.safetensors", {"model.embed_tokens.weight": (8, HIDDEN), **layers, **norms}, seed=seed
    )
    return find_base(folder)


def lora_shapes(rank: int = 4) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a LoRA of this rank on all linear layers."""
    shapes: dict[str, tuple[int, ...]] = {}
    for i in range(LAYERS):
        for name, (rows, columns) in MODULES.items():
            stem = f"base_model.model.model.layers.{i}.{name}"
            shapes[f"{stem}.lora_A.weight"] = (rank, columns)
            shapes[f"{stem}.lora_B.weight"] = (rows, rank)
    return shapes


def lora_config(**changes: Any) -> dict[str, Any]:
    """An adapter_config.json as PEFT writes it, with changes."""
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "/home/somebody/base",
        "r": 4,
        "lora_alpha": 8,
        "lora_dropout": 0.0,
        "bias": "none",
        "target_modules": ["q_proj"],
        "modules_to_save": None,
        "use_dora": False,
        "init_lora_weights": True,
        "rank_pattern": {},
        "loftq_config": {},
        **changes,
    }


def write_adapter(
    folder: Path,
    *,
    seed: int = 1,
    config: Mapping[str, Any] | None = None,
    shapes: Mapping[str, tuple[int, ...]] | None = None,
    dtype: str = "BF16",
) -> Path:
    """A trained adapter's folder, with the pickle and the tokenizer that training leaves beside it."""
    folder.mkdir(parents=True)
    (folder / "adapter_config.json").write_text(json.dumps(lora_config() if config is None else config))
    tensors = lora_shapes() if shapes is None else shapes
    write_tensors(folder / "adapter_model.safetensors", tensors, dtype=dtype, seed=seed)
    (folder / "training_args.bin").write_bytes(b"\x80\x04.")
    (folder / "tokenizer.json").write_text("{}")
    return folder


def card(subject: str, base: Base, **changes: Any) -> Card:
    """A card as training fills it in before publishing."""
    values: dict[str, Any] = {
        "subject": subject,
        "version": 0,
        "base": base.name,
        "base_digest": base.digest,
        "data_digest": "d" * 64,
        "prompt_digests": {"ask.es": "p" * 64},
        "recipe": {"rank": 4, "targets": ["all"]},
        "packages": {"trl": "1.16.0"},
        "time": "2026-11-23T10:00:00+00:00",
        "scores": {"form": {"es": 0.9}},
        "published_by": "",
    }
    return Card(**(values | changes))
