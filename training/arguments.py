"""What every TRL training of ours is told alike: what is seeded, cut, logged and kept. Nothing heavy is imported here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.recipe import Recipe


def shared(recipe: Recipe, model: Any, run: Path, gpu: bool) -> dict[str, Any]:
    """Keyword arguments of a TRL configuration; checkpoints go into `run`."""
    return {
        "output_dir": str(run), "per_device_train_batch_size": recipe.batch, "per_device_eval_batch_size": recipe.batch,
        "warmup_steps": recipe.warmup, "lr_scheduler_type": "cosine",
        "max_length": None,  # too long examples are left out before; what is left is never cut
        "seed": recipe.seed, "data_seed": recipe.seed, "logging_steps": 0.05, "report_to": "none",
        "save_strategy": "steps", "save_steps": 0.1, "save_total_limit": 2,
        "bf16": gpu and model.dtype.itemsize == 2, "fp16": False, "use_cpu": not gpu, "dataloader_pin_memory": gpu,
        "disable_tqdm": True,
    }  # fmt: skip
