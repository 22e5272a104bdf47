"""The base model as a folder: where it is, its digest, and the shapes that an adapter on it must have.

Read as JSON and bytes only. A name on a model hub is fetched once, then used from the local cache without
network.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters import disk
from adapters.errors import BaseMissing
from adapters.tensors import read_header, zeros

EMBEDDED_BASE = Path(__file__).resolve().parent / "weights" / "base" / "maieutic-base"
"""The base model that comes with the repository."""
# What a server needs of a hub repository; no pickles, no code.
_WANTED = ("*.safetensors", "*.json", "*.jinja", "*.txt", "*.model")
_PACKED = (".qweight", ".weight_packed")
"""How the names of quantised weights end whose numbers are packed into others."""
_digests: dict[tuple[str, int, int], str] = {}


@dataclass(frozen=True, slots=True)
class Base:
    """One base model: the name a person gave it, its folder and the digest that adapters carry."""

    name: str
    folder: Path
    digest: str


def find_base(setting: str | Path) -> Base:
    """The base model of a setting: a folder, or `owner/name` on a model hub (fetched if it is not cached).

    Raises BaseMissing if it is neither, or the folder holds no model.
    """
    folder = Path(setting).expanduser()
    if folder.is_dir():
        return Base(folder.resolve().name, folder.resolve(), base_digest(folder))
    name = str(setting)
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise _missing(name, "there is no such folder", "no existe esa carpeta")
    found = _from_hub(name)
    return Base(name, found, base_digest(found))


def _from_hub(name: str) -> Path:
    import httpx2

    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise _missing(
            name,
            "there is no such folder, and this light install cannot fetch models",
            "no existe esa carpeta y esta instalación ligera no descarga modelos",
        ) from error
    wanted = list(_WANTED)
    try:
        return Path(snapshot_download(name, allow_patterns=wanted, local_files_only=True))
    except (OSError, ValueError):
        pass
    try:
        return Path(snapshot_download(name, allow_patterns=wanted))
    except (OSError, ValueError, httpx2.HTTPError) as error:
        raise _missing(
            name,
            "it is neither a folder nor could it be fetched from the model hub",
            "no es una carpeta ni se pudo descargar",
        ) from error


def base_digest(folder: Path) -> str:
    """One sha256 over `config.json` and every `*.safetensors` of a base folder, by name.

    The tokenizer and the template are left out: an adapter's weights stand on the weights below them.
    Raises BaseMissing if the folder holds no such files.
    """
    weights = sorted(folder.glob("*.safetensors"))
    config = folder / "config.json"
    if not weights or not config.is_file():
        raise _missing(
            str(folder), "it has no config.json and *.safetensors", "no tiene config.json y *.safetensors"
        )
    total = hashlib.sha256()
    for path in (config, *weights):
        total.update(f"{path.name} {_file_digest(path)}\n".encode())
    return total.hexdigest()


def _file_digest(path: Path) -> str:
    real = path.resolve()
    stat = real.stat()
    key = (str(real), stat.st_mtime_ns, stat.st_size)
    if key not in _digests:
        _digests[key] = disk.sha256(real)
    return _digests[key]


def base_config(folder: Path) -> Mapping[str, Any]:
    """The text model's part of `config.json`; raises BaseMissing if it is not a JSON object."""
    try:
        found = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _missing(
            str(folder), "its config.json cannot be read", "su config.json no se puede leer"
        ) from error
    if not isinstance(found, dict):
        raise _missing(str(folder), "its config.json is no object", "su config.json no es un objeto")
    return {**found, **found["text_config"]} if isinstance(found.get("text_config"), dict) else found


def context_length(folder: Path) -> int | None:
    """How many tokens the base model was made for, if its config says so."""
    value = base_config(folder).get("max_position_embeddings")
    return value if isinstance(value, int) and value > 0 else None


def parameters(folder: Path) -> int:
    """How many parameters the base model has, its weights not loaded.

    From the headers of its weights; for a base whose weights are packed (quantised), from its config.
    """
    sizes = {
        name: math.prod(tensor.shape)
        for path in sorted(folder.glob("*.safetensors"))
        for name, tensor in read_header(path).items()
    }
    config = base_config(folder)
    inner = _shapes_of_config(config) if any(name.endswith(_PACKED) for name in sizes) else {}
    if not inner:
        return sum(sizes.values())
    words = config.get("vocab_size", 0) * config["hidden_size"] * (1 if config.get("tie_word_embeddings") else 2)
    return sum(rows * columns for rows, columns in inner.values()) + int(words)


def linear_shapes(folder: Path) -> dict[str, tuple[int, int]]:
    """(output, input) sizes of every linear layer inside the base's numbered layers, by module name.

    From the headers of its weights; for a base whose weights are packed (quantised), from its config.
    """
    shapes: dict[str, tuple[int, int]] = {}
    packed = False
    for path in sorted(folder.glob("*.safetensors")):
        for name, tensor in read_header(path).items():
            if ".layers." not in name:
                continue
            packed = packed or name.endswith(_PACKED)
            if name.endswith(".weight") and len(tensor.shape) == 2:
                shapes[name.removesuffix(".weight")] = (tensor.shape[0], tensor.shape[1])
    return _shapes_of_config(base_config(folder)) if packed or not shapes else shapes


def _shapes_of_config(config: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """The layers of the Llama, Mistral and Qwen families; empty for a config that lacks their keys."""
    try:
        hidden, inner = config["hidden_size"], config["intermediate_size"]
        heads, layers = config["num_attention_heads"], config["num_hidden_layers"]
    except KeyError:
        return {}
    size = config.get("head_dim") or hidden // heads
    query, value = heads * size, (config.get("num_key_value_heads") or heads) * size
    one = {
        "self_attn.q_proj": (query, hidden),
        "self_attn.k_proj": (value, hidden),
        "self_attn.v_proj": (value, hidden),
        "self_attn.o_proj": (hidden, query),
        "mlp.gate_proj": (inner, hidden),
        "mlp.up_proj": (inner, hidden),
        "mlp.down_proj": (hidden, inner),
    }
    return {f"model.layers.{i}.{name}": shape for i in range(layers) for name, shape in one.items()}


def zero_folder(state_dir: Path, digest: str) -> Path:
    """Where the adapter that changes nothing lies, by the digest of its base; a server on another machine has it there too."""
    return state_dir / "zero" / digest[:16] / "base@0"


def zero_adapter(base: Path, out: Path) -> Path:
    """Write, once, an adapter that changes nothing, and return its folder.

    vLLM's CPU build answers wrongly when requests without an adapter share a batch with others; a request
    through this one is answered as by the base alone.
    """
    if (out / "adapter_model.safetensors").is_file():
        return out
    shapes = linear_shapes(base)
    modules = sorted({name.rsplit(".", 1)[-1] for name in shapes})
    config = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base.name,
        "r": 1,
        "lora_alpha": 1,
        "lora_dropout": 0.0,
        "bias": "none",
        "target_modules": modules,
        "inference_mode": True,
    }
    tensors: dict[str, tuple[int, ...]] = {}
    for name, (rows, columns) in shapes.items():
        tensors[f"base_model.model.{name}.lora_A.weight"] = (1, columns)
        tensors[f"base_model.model.{name}.lora_B.weight"] = (rows, 1)
    out.mkdir(parents=True, exist_ok=True)
    disk.replace(out / "adapter_config.json", json.dumps(config, indent=2).encode())
    # The weights last: their presence says that all is written.
    disk.replace(out / "adapter_model.safetensors", zeros(tensors))
    return out


def _missing(name: str, en: str, es: str) -> BaseMissing:
    return BaseMissing(
        en=f"The base model {name!r} cannot be used: {en}. Check MAIEUTIC_BASE.",
        es=f"No se puede usar el modelo base {name!r}: {es}. Revisa MAIEUTIC_BASE.",
    )
