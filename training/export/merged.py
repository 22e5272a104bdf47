"""A version added into its base: one model in the files of transformers, for whatever knows no adapters.

Added in float32. Kept so for a base of up to a billion parameters, where the merged model says token for token what base and
adapter say; a larger one is kept in the base's own kind of number, which rounds.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from adapters.base import Base
from adapters.registry import Version
from training.export.peft_folder import described
from training.export.source import Source
from training.sft import LARGE, TrainingError, quiet

TOKENIZER = ("tokenizer*", "*.jinja", "vocab*", "merges.txt", "special_tokens_map.json", "added_tokens.json")
"""Files of a base that say how text becomes tokens: copied as they are, so that nothing of them changes."""


def write(source: Source, folder: Path) -> None:
    """Write the model and README.md. Raises UnknownVersion, TamperedVersion, BaseMissing, WrongBase, TrainingError."""
    version, base = source.with_base()
    kind = merge(version, base, folder)
    described(version, "merged", folder, kind=kind)


def merge(version: Version, base: Base, folder: Path) -> str:
    """Write the merged model into `folder`; its kind of number ("float32")."""
    quiet()
    try:
        import torch
        from peft import PeftModel
        from transformers import AutoModelForCausalLM, GenerationConfig
        from transformers.utils import logging
    except ImportError:
        raise TrainingError(
            "Esta instalación ligera no une modelos: instala la completa con `make test` o `make run`.",
            "This light install does not merge models: get the full one with `make test` or `make run`.",
        ) from None
    logging.disable_progress_bar()
    model = AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32)
    large = model.num_parameters() > LARGE
    whole: Any = PeftModel.from_pretrained(model, version.folder).merge_and_unload()
    if large:
        whole = whole.to(_own_kind(base.folder))
    if (base.folder / "generation_config.json").is_file():
        whole.generation_config = GenerationConfig.from_pretrained(base.folder)
    whole.save_pretrained(folder)
    for path in folder.glob("*.safetensors"):
        path.chmod(0o644)
    for pattern in TOKENIZER:
        for path in base.folder.glob(pattern):
            shutil.copyfile(path, folder / path.name)
    return str(whole.dtype).removeprefix("torch.")


def _own_kind(base: Path) -> Any:
    import torch

    config = json.loads((base / "config.json").read_text("utf-8"))
    return getattr(torch, str(config.get("dtype") or config.get("torch_dtype") or "float32"))
