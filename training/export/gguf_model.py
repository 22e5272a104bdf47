"""A whole model as one GGUF file: for llama.cpp, every version of Ollama, and what is built on them.

Weights keep the kind of number of the files (a small base's become float32, which is exact); quantising is llama.cpp's affair
(`llama-quantize`). It promises the architectures of `architecture`, and of tokenizers those that cut text into bytes by BPE.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adapters.base import base_config
from training.export import gguf_words
from training.export.architecture import Architecture, architecture

DEFAULT_TURNS = 10_000.0
"""`rope_theta` where a config does not say."""


LARGE = 2 << 30
"""Bytes of weights above which they are not made wider than they are."""


def write(model: Path, out: Path, name: str, way: str) -> None:
    """Write the transformers folder `model` to the file `out`, called `name` inside; `way` is llama.cpp's name of how text
    is cut. Raises NotExported."""
    from gguf import GGUFWriter

    config = base_config(model)
    shape = architecture(config)
    writer = GGUFWriter(out, shape.name)
    writer.add_name(name)
    _add_sizes(writer, shape)
    gguf_words.add(writer, model, int(config["vocab_size"]), way)
    wide = sum(path.stat().st_size for path in model.glob("*.safetensors")) <= LARGE
    for label, tensor in tensors(model, shape):
        _add(writer, label, tensor, wide)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add(writer: Any, label: str, tensor: Any, wide: bool) -> None:
    import numpy as np
    import torch
    from gguf import GGMLQuantizationType

    if tensor.dtype == torch.bfloat16 and not wide and tensor.dim() > 1:
        numbers = np.ascontiguousarray(tensor.view(torch.int16).numpy()).view(np.uint8)
        writer.add_tensor(label, numbers, raw_dtype=GGMLQuantizationType.BF16)
        return
    kept = tensor if tensor.dtype == torch.float16 and not wide and tensor.dim() > 1 else tensor.float()
    writer.add_tensor(label, np.ascontiguousarray(kept.numpy()))


def _add_sizes(writer: Any, shape: Architecture) -> None:
    config = shape.config
    turns = (
        config.get("rope_theta") or (config.get("rope_parameters") or {}).get("rope_theta") or DEFAULT_TURNS
    )
    writer.add_block_count(shape.layers)
    writer.add_context_length(int(config["max_position_embeddings"]))
    writer.add_embedding_length(int(config["hidden_size"]))
    writer.add_feed_forward_length(int(config["intermediate_size"]))
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.key_heads)
    writer.add_key_length(shape.head_size)
    writer.add_value_length(shape.head_size)
    writer.add_layer_norm_rms_eps(float(config["rms_norm_eps"]))
    writer.add_rope_freq_base(float(turns))
    writer.add_rope_dimension_count(shape.head_size)
    writer.add_vocab_size(int(config["vocab_size"]))


def tensors(model: Path, shape: Architecture) -> Iterator[tuple[str, Any]]:
    """GGUF's name and the numbers of every weight; a tied output layer is left out, as llama.cpp expects."""
    from safetensors import safe_open

    tied = bool(shape.config.get("tie_word_embeddings"))
    for path in sorted(model.glob("*.safetensors")):
        with safe_open(path, "pt") as weights:
            for name in weights.keys():  # noqa: SIM118 - no mapping, only its method
                if not (tied and name == "lm_head.weight"):
                    yield shape.tensor_name(name), shape.turned(name, weights.get_tensor(name))
