"""A LoRA adapter as one GGUF file, which llama.cpp and older Ollama take beside the base's own.

Numbers are float32, as trained. llama.cpp multiplies B·A by alpha / rank with one alpha for the whole file; what PEFT does
otherwise (a rank's square root, patterns of alpha) goes into B.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from adapters.base import base_config
from adapters.examine import WEIGHTS, rank_of, read_config
from training.export.architecture import Architecture, architecture

_MODULE = re.compile(r"base_model\.model\.(?P<module>.+)\.lora_(?P<side>[AB])\.weight")


def write(folder: Path, base: Path, out: Path) -> None:
    """Write the adapter in `folder`, of the base in `base`, to the file `out`. Raises NotExported."""
    from gguf import GGUFType, GGUFWriter, Keys

    config = read_config(folder)
    shape = architecture(base_config(base))
    writer = GGUFWriter(out, shape.name)
    writer.add_type(GGUFType.ADAPTER)
    writer.add_string(Keys.Adapter.TYPE, "lora")
    writer.add_float32(Keys.Adapter.LORA_ALPHA, float(config["lora_alpha"]))
    writer.add_name(folder.name)
    for name, numbers in tensors(folder, config, shape):
        writer.add_tensor(name, numbers)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def tensors(folder: Path, config: Mapping[str, Any], shape: Architecture) -> Iterator[tuple[str, Any]]:
    """GGUF's name and the float32 numbers of each half: A of (rank, input), B of (output, rank)."""
    import numpy as np
    from safetensors.torch import load_file

    for name, tensor in sorted(load_file(folder / WEIGHTS).items()):
        found = _MODULE.fullmatch(name)
        assert found is not None  # noqa: S101 - the adapter was examined when it was published
        weight = f"{found['module']}.weight"
        numbers = tensor.float().numpy()
        if found["side"] == "B":
            numbers = shape.turned(weight, numbers) * _beside(found["module"], config)
        yield (
            f"{shape.tensor_name(weight)}.lora_{found['side'].lower()}",
            np.ascontiguousarray(numbers, np.float32),
        )


def _beside(module: str, config: Mapping[str, Any]) -> float:
    """How much PEFT weighs a module over what llama.cpp would: 1 for a plain adapter."""
    alpha, rank = float(config["lora_alpha"]), rank_of(module, config)
    own = alpha
    for key, value in (config.get("alpha_pattern") or {}).items():
        if re.match(rf"(.*\.)?({key})$", module):
            own = float(value)
            break
    scale = own / (math.sqrt(rank) if config.get("use_rslora") else rank)
    return scale * rank / alpha
