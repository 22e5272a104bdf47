"""How GGUF, the file format of llama.cpp and Ollama, names and lays out the layers of a base.

Known are the families whose layers are plain: Qwen2, Qwen3, Llama and Mistral. Names come from the `gguf` package. The
Llama family (to which Mistral counts there) turns pairs of neighbouring numbers where transformers turns the two halves of a
head, so the rows of its queries and keys change places
(https://github.com/ggml-org/llama.cpp, `convert_hf_to_gguf.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.export.place import NotExported

NAMES = {"qwen2": "QWEN2", "qwen3": "QWEN3", "llama": "LLAMA", "mistral": "LLAMA"}
"""Transformers' `model_type` → the name of gguf's `MODEL_ARCH`."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """One base's layers as GGUF knows them; sizes in numbers, `config` as transformers writes it."""

    kind: str
    config: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The `general.architecture` of a GGUF file."""
        from gguf import MODEL_ARCH, MODEL_ARCH_NAMES

        return str(MODEL_ARCH_NAMES[MODEL_ARCH[NAMES[self.kind]]])

    @property
    def layers(self) -> int:
        """How many numbered layers."""
        return int(self.config["num_hidden_layers"])

    @property
    def heads(self) -> int:
        """Heads of the queries."""
        return int(self.config["num_attention_heads"])

    @property
    def key_heads(self) -> int:
        """Heads of the keys and values."""
        return int(self.config.get("num_key_value_heads") or self.heads)

    @property
    def head_size(self) -> int:
        """Numbers of one head."""
        return int(self.config.get("head_dim") or int(self.config["hidden_size"]) // self.heads)

    def tensor_name(self, name: str) -> str:
        """GGUF's name of a weight such as `model.layers.0.self_attn.q_proj.weight`. Raises NotExported."""
        from gguf import MODEL_ARCH, get_tensor_name_map

        found = get_tensor_name_map(MODEL_ARCH[NAMES[self.kind]], self.layers).get_name(
            name, (".weight", ".bias")
        )
        if found is None:
            raise NotExported(
                f"GGUF no conoce la capa {name} de {self.kind}: usa --as merged.",
                f"GGUF knows no layer {name} of {self.kind}: use --as merged.",
            )
        return str(found)

    def turned(self, name: str, rows: Any) -> Any:
        """A weight, or the B half of its adapter, with its rows in GGUF's order: an array of (rows, …)."""
        heads = {"q_proj": self.heads, "k_proj": self.key_heads}.get(name.split(".")[-2])
        if heads is None or self.kind not in ("llama", "mistral"):
            return rows
        return (
            rows.reshape(heads, 2, -1, *rows.shape[1:]).swapaxes(1, 2).reshape(rows.shape)
        )  # of numpy or torch, both


def architecture(config: Mapping[str, Any]) -> Architecture:
    """The layers of a base by its config. Raises NotExported where GGUF files of it cannot be made here."""
    kind = str(config.get("model_type", "?"))
    if kind not in NAMES:
        there = ", ".join(NAMES)
        raise NotExported(
            f"Aquí no se hacen ficheros GGUF de la arquitectura {kind} (sí de {there}). Usa --as merged y conviértelo con "
            "convert_hf_to_gguf.py, de llama.cpp.",
            f"GGUF files of the architecture {kind} are not made here (of {there} they are). Use --as merged, and convert it "
            "with convert_hf_to_gguf.py of llama.cpp.",
        )
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    scaling = rope.get("rope_type", rope.get("type", "default")) if isinstance(rope, Mapping) else "default"
    if scaling != "default":
        raise NotExported(
            f"Este modelo base gira las posiciones a su manera ({scaling}), y eso aquí no se escribe en GGUF. Usa --as "
            "merged y conviértelo con convert_hf_to_gguf.py, de llama.cpp.",
            f"This base turns positions its own way ({scaling}), which is not written to GGUF here. Use --as merged, and "
            "convert it with convert_hf_to_gguf.py of llama.cpp.",
        )
    return Architecture(kind, config)
