"""What an adapter must be before anybody serves it: plain LoRA, of this base's shapes, whole and finite.

vLLM loads some bad adapters without a word (undefined numbers, a rank other than the config's, layers that
the base lacks) and answers nonsense; so they are stopped here. Whether an adapter is any good is not judged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.base import linear_shapes
from adapters.errors import RejectedAdapter
from adapters.tensors import Tensor, all_zero, not_finite, read_header

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"
LARGEST_RANK = 512

_NAME = re.compile(r"base_model\.model\.(?P<module>[\w.]+)\.lora_(?P<side>[AB])\.weight")
# Settings of PEFT that change what weights mean and that the model server does not know; empty when unused.
_FOREIGN = (
    "modules_to_save", "use_dora", "lora_bias", "layer_replication", "alora_invocation_tokens", "use_bdlora",
    "use_qalora", "trainable_token_indices", "target_parameters", "fan_in_fan_out", "megatron_config",
    "velora_config", "monteclora_config", "arrow_config", "kasa_config", "auto_mapping",
)  # fmt: skip
# These starts rewrite the base itself: the adapter would be wrong on the base as published.
_FOREIGN_STARTS = ("pissa", "olora", "corda", "loftq")
# The keys a plain LoRA may set; a key that is not here may be present, but empty.
_KNOWN = frozenset({
    "peft_type", "task_type", "base_model_name_or_path", "revision", "peft_version", "inference_mode", "r",
    "init_lora_weights",
    "target_modules", "exclude_modules", "lora_alpha", "lora_dropout", "bias", "use_rslora",
    "layers_to_transform", "layers_pattern", "rank_pattern", "alpha_pattern", "megatron_core", "eva_config",
    "lora_ga_config", "qalora_group_size", "runtime_config", "ensure_weight_tying", "direction", "scale",
    "stable_gamma", "num_samples", "use_entropy", "dirichlet_prior", "sample_scaler", "kl_loss_weight",
    "buffer_size",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Examined:
    """An adapter that passed: its config, and the largest rank in it."""

    config: Mapping[str, Any]
    rank: int


def examine(folder: Path, base: Path) -> Examined:
    """Check the adapter in `folder` against the base model in `base`.

    Raises RejectedAdapter with the first thing that is wrong.
    """
    config = read_config(folder)
    weights = folder / WEIGHTS
    if weights.is_symlink() or not weights.is_file():
        raise _reject(f"it has no {WEIGHTS}", f"no tiene {WEIGHTS}")
    tensors = read_header(weights)
    _check_tensors(tensors, config, linear_shapes(base))
    bad = not_finite(weights, tensors.values())
    if bad:
        raise _reject(
            f"{bad} holds numbers that are not finite; train with a lower learning rate",
            f"{bad} contiene números no finitos; entrena con una tasa de aprendizaje menor",
        )
    if all_zero(weights, (t for t in tensors.values() if ".lora_B." in t.name)):
        raise _reject("it changes nothing, it was never trained", "no cambia nada, no se ha entrenado")
    return Examined(config, largest_rank(config))


def read_config(folder: Path) -> Mapping[str, Any]:
    """The adapter's config, if it is a plain LoRA's; raises RejectedAdapter."""
    path = folder / CONFIG
    if path.is_symlink() or not path.is_file():
        raise _reject(f"it has no {CONFIG}", f"no tiene {CONFIG}")
    try:
        config = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise _reject(f"{CONFIG} is not JSON", f"{CONFIG} no es JSON") from error
    if not isinstance(config, dict) or config.get("peft_type") != "LORA":
        raise _reject("it is not a LoRA adapter", "no es un adaptador LoRA")
    _check_settings(config)
    return config


def _check_settings(config: Mapping[str, Any]) -> None:
    rank = config.get("r")
    if type(rank) is not int or not 1 <= rank <= LARGEST_RANK:
        raise _reject(f"its rank r is {rank!r}", f"su rango r es {rank!r}")
    if not isinstance(config.get("lora_alpha"), int | float) or config.get("bias", "none") != "none":
        raise _reject(
            "its lora_alpha or bias is not plain LoRA's", "su lora_alpha o bias no son de LoRA simple"
        )
    start = config.get("init_lora_weights")
    foreign = [key for key in _FOREIGN if config.get(key)]
    foreign += [key for key in config if config[key] and key not in _KNOWN and key not in foreign]
    if isinstance(start, str) and start.lower().startswith(_FOREIGN_STARTS):
        foreign.append(f"init_lora_weights={start}")
    if foreign:
        names = ", ".join(foreign)
        raise _reject(f"it uses {names}, which cannot be served", f"usa {names}, que no se puede servir")


def _check_tensors(
    tensors: Mapping[str, Tensor], config: Mapping[str, Any], shapes: Mapping[str, tuple[int, int]]
) -> None:
    modules: dict[str, set[str]] = {}
    for name, tensor in tensors.items():
        match = _NAME.fullmatch(name)
        if match is None:
            raise _reject(f"{name} is no LoRA weight", f"{name} no es un peso LoRA")
        module = match["module"]
        if module not in shapes:
            raise _reject(f"the base has no layer {module}", f"el modelo base no tiene la capa {module}")
        rank = rank_of(module, config)
        rows, columns = shapes[module]
        wanted = (rank, columns) if match["side"] == "A" else (rows, rank)
        if tensor.shape != wanted:
            raise _reject(
                f"{name} has shape {tensor.shape}, its config and the base ask for {wanted}",
                f"{name} tiene forma {tensor.shape}; su configuración y el modelo base piden {wanted}",
            )
        modules.setdefault(module, set()).add(match["side"])
    halves = [module for module, sides in modules.items() if len(sides) != 2]
    if halves or not modules:
        which = halves[0] if halves else WEIGHTS
        raise _reject(f"{which} lacks its A or B half", f"a {which} le falta la mitad A o B")


def largest_rank(config: Mapping[str, Any]) -> int:
    """The largest rank that a module of this adapter may have; the server sets its slots to it."""
    return max(int(config["r"]), *map(int, (config.get("rank_pattern") or {}).values()), 0)


def rank_of(module: str, config: Mapping[str, Any]) -> int:
    """The rank that PEFT gives a module: the first pattern that is a suffix of its name, else `r`."""
    for key, rank in (config.get("rank_pattern") or {}).items():
        if re.match(rf"(.*\.)?({key})$", module):
            return int(rank)
    return int(config["r"])


def _reject(en: str, es: str) -> RejectedAdapter:
    return RejectedAdapter(
        en=f"This adapter cannot be published: {en}.", es=f"Este adaptador no se puede publicar: {es}."
    )
