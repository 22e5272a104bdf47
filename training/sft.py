"""Supervised fine-tuning of one LoRA adapter with TRL and PEFT.

All linear layers, loss on the assistant's tokens only, nothing cut, no telemetry, works offline. The result is a
plain PEFT folder; publishing it is `training.publish`'s affair.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.dataset import Dataset, build
from training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run left: the adapter's folder, what it learned from, and its figures."""

    folder: Path
    dataset: Dataset
    scores: Mapping[str, Any]


def train(recipe: Recipe, base: Path, work: Path, threads: int | None = None) -> Trained:
    """Train one adapter of `recipe` on the base model in `base`; files go under `work`.

    Progress is shown on standard error. A run that was stopped goes on from its last checkpoint.
    """
    _quiet()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if threads:
        torch.set_num_threads(threads)
    tokenizer = AutoTokenizer.from_pretrained(base)
    dataset = build(recipe, lambda example: len(tokenizer.apply_chat_template(example)["input_ids"]))
    _say(f"{recipe.subject}: {len(dataset.train)} examples, {dataset.too_long} too long, digest {dataset.digest[:12]}")
    model = AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    trainer = _trainer(recipe, model, tokenizer, dataset, work)
    last = sorted((work / "run").glob("checkpoint-*"), key=lambda p: int(p.name.split("-")[-1]))
    trainer.train(resume_from_checkpoint=str(last[-1]) if last else None)
    scores = _scores(trainer)
    folder = work / "adapter"
    trainer.model.save_pretrained(folder, safe_serialization=True)
    return Trained(folder, dataset, scores)


def _quiet() -> None:
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _trainer(recipe: Recipe, model: Any, tokenizer: Any, dataset: Dataset, work: Path) -> Any:
    from datasets import Dataset as Table
    from peft import LoraConfig
    from trl import SFTConfig, SFTTrainer

    lora = LoraConfig(
        r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=recipe.dropout, target_modules="all-linear",
        task_type="CAUSAL_LM",
    )  # fmt: skip
    config = SFTConfig(
        output_dir=str(work / "run"), num_train_epochs=recipe.epochs, learning_rate=recipe.learning_rate,
        per_device_train_batch_size=recipe.batch, per_device_eval_batch_size=recipe.batch,
        warmup_ratio=recipe.warmup, lr_scheduler_type="cosine", max_length=recipe.max_length, packing=False,
        assistant_only_loss=True, seed=recipe.seed, data_seed=recipe.seed, logging_steps=20, report_to="none",
        save_strategy="steps", save_steps=100, save_total_limit=2, gradient_checkpointing=False,
        bf16=False, fp16=False, use_cpu=not _gpu(), disable_tqdm=False, dataset_num_proc=None,
    )  # fmt: skip
    return SFTTrainer(
        model=model,
        args=config,
        train_dataset=Table.from_list([{"messages": example} for example in dataset.train]),
        eval_dataset=Table.from_list([{"messages": example} for example in dataset.held_out]) if dataset.held_out else None,
        processing_class=tokenizer,
        peft_config=lora,
    )


def _gpu() -> bool:
    import torch

    return bool(torch.cuda.is_available())


def _scores(trainer: Any) -> dict[str, Any]:
    logged = [entry for entry in trainer.state.log_history if "loss" in entry]
    scores: dict[str, Any] = {"train_loss": round(float(logged[-1]["loss"]), 4)} if logged else {}
    if trainer.eval_dataset is not None:
        held = trainer.evaluate()
        scores["held_out_loss"] = round(float(held["eval_loss"]), 4)
        if "eval_mean_token_accuracy" in held:
            scores["held_out_token_accuracy"] = round(float(held["eval_mean_token_accuracy"]), 4)
    return scores


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
