"""Whether an adapter from elsewhere can be served here, and if not, what to change where it was trained.

`adapters.examine` has the last word on every adapter; here the reasons that a person can put right are told as such, before
the weights are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from adapters.base import Base, linear_shapes
from adapters.errors import WrongBase
from adapters.examine import CONFIG, LARGEST_RANK
from training.imports.parcel import rejected
from tutoring.sentence import Sentence

HEADER = 1 << 20
"""Bytes of names before the weights, at most."""
_WIDEST = 4  # bytes of a number
_NAME = re.compile(r"[\w.]{1,200}")

_ADVICE: Mapping[str, Sentence] = {
    "use_dora": Sentence("entrena con use_dora=False", "train with use_dora=False"),
    "modules_to_save": Sentence(
        "entrena con modules_to_save=None (sin tocar lm_head ni embed_tokens, ni añadir palabras al tokenizador)",
        "train with modules_to_save=None (leaving lm_head and embed_tokens alone, adding no words to the tokenizer)",
    ),
    "trainable_token_indices": Sentence(
        "entrena sin trainable_token_indices", "train without trainable_token_indices"
    ),
    "target_parameters": Sentence(
        "entrena con target_modules=\"all-linear\" en vez de target_parameters",
        "train with target_modules=\"all-linear\" instead of target_parameters",
    ),
    "lora_bias": Sentence("entrena con lora_bias=False", "train with lora_bias=False"),
    "layer_replication": Sentence("entrena sin layer_replication", "train without layer_replication"),
    "use_qalora": Sentence("entrena con use_qalora=False", "train with use_qalora=False"),
}  # fmt: skip
_EMBEDDINGS = ("embed_tokens", "lm_head", "wte", "embed_out")


@dataclass(frozen=True, slots=True)
class Known:
    """How the base was known: by its `digest`, by its `name`, or by the `word` of who imports."""

    by: str
    named: str


def check_config(config: Mapping[str, Any]) -> None:
    """Raise RejectedAdapter with what to change, where PEFT's settings are none that can be served."""
    if config.get("peft_type") != "LORA":
        kind = str(config.get("peft_type"))[:40]
        raise rejected(
            f"es de tipo {kind}; solo se sirve LoRA: entrena con LoraConfig",
            f"it is of type {kind}; only LoRA is served: train with LoraConfig",
        )
    rank = config.get("r")
    if type(rank) is not int or not 1 <= rank <= LARGEST_RANK:
        shown = str(rank)[:20]
        raise rejected(
            f"su rango r es {shown}; se sirven de 1 a {LARGEST_RANK}: entrena con r=8 o r=16",
            f"its rank r is {shown}; from 1 to {LARGEST_RANK} are served: train with r=8 or r=16",
        )
    if config.get("bias", "none") != "none":
        raise rejected('entrena con bias="none"', 'train with bias="none"')
    for name, advice in _ADVICE.items():
        if config.get(name):
            raise rejected(
                f"usa {name}, que no se puede servir: {advice.es}",
                f"it uses {name}, which cannot be served: {advice.en}",
            )
    _check_targets(config.get("target_modules"))
    _check_pattern("rank_pattern", config.get("rank_pattern"), LARGEST_RANK)
    _check_pattern("alpha_pattern", config.get("alpha_pattern"), 1 << 20)


def _check_targets(targets: object) -> None:
    named = targets if isinstance(targets, list) else [targets]
    touched = [name for name in named if isinstance(name, str) and name.rpartition(".")[2] in _EMBEDDINGS]
    if touched:
        raise rejected(
            f"adapta {touched[0]}, que no se puede servir: entrena con target_modules=\"all-linear\"",
            f"it adapts {touched[0]}, which cannot be served: train with target_modules=\"all-linear\"",
        )  # fmt: skip


def _check_pattern(name: str, pattern: object, most: int) -> None:
    """Patterns are names of modules here, no expressions: what a stranger wrote is not run against every name."""
    if not pattern:
        return
    fits = isinstance(pattern, dict) and all(
        _NAME.fullmatch(key) and isinstance(value, int) and 1 <= value <= most
        for key, value in pattern.items()
    )
    if not fits:
        raise rejected(
            f"su {name} no es una lista de módulos con números de 1 a {most}: entrena sin él",
            f"its {name} is no list of modules with numbers from 1 to {most}: train without it",
        )


def most_bytes(config: Mapping[str, Any], base: Base) -> int:
    """The largest file that a LoRA of these ranks on this base can be."""
    rank = max(int(each) for each in (config["r"], *(config.get("rank_pattern") or {}).values()))
    return HEADER + sum(
        _WIDEST * rank * (rows + columns) for rows, columns in linear_shapes(base.folder).values()
    )


def check_base(config: Mapping[str, Any], origin: Mapping[str, Any], base: Base, same: bool) -> Known:
    """How it is known that the adapter is of this base. Raises WrongBase where it is of another, or nothing says so."""
    named = PurePosixPath(str(config.get("base_model_name_or_path") or "?").replace("\\", "/")).name[:80]
    digest = origin.get("base_digest")
    if isinstance(digest, str) and digest:
        if digest != base.digest:
            raise _wrong(named, base, f" ({digest[:12]})")
        return Known("digest", named)
    if named.lower() == PurePosixPath(base.name).name.lower():
        return Known("name", named)
    if same:
        return Known("word", named)
    raise _wrong(named, base, "")


def _wrong(named: str, base: Base, digest: str) -> WrongBase:
    again = (
        ""
        if digest
        else f" Si es la misma con otro nombre, dilo con --same-base; {CONFIG} la llama «{named}»."
    )
    once = (
        ""
        if digest
        else f" If it is the same under another name, say so by --same-base; {CONFIG} calls it '{named}'."
    )
    return WrongBase(
        es=f"Este adaptador se entrenó sobre {named}{digest} y el modelo base es {base.name} ({base.digest[:12]}). Pon en "
        f"MAIEUTIC_BASE el suyo, o entrénalo otra vez sobre {base.name}.{again}",
        en=f"This adapter was trained on {named}{digest}, and the base model here is {base.name} ({base.digest[:12]}). Set "
        f"MAIEUTIC_BASE to its own, or train it again on {base.name}.{once}",
    )
