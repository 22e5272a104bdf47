"""Preference: an adapter that has learned its examples learns to keep from telling, from pairs of replies (DPO with TRL).

The adapter as it was before is what it is held near; no second model is loaded. It goes on from its own checkpoints, to the
same result, like the examples before it. How much is learned is told by pairs of unseen problems.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training import arguments
from training.pairs import Pair
from training.recipe import Recipe
from training.run_folder import same_run
from tutoring.sentence import Sentence

MARK = "pairs"
"""The file that tells which pairs the checkpoints beside it are of: a digest."""
BEFORE = "ref"
"""What TRL calls the copy of the adapter as it was before."""


def make_trainer(
    recipe: Recipe,
    model: Any,
    tokenizer: Any,
    pairs: tuple[Sequence[Pair], Sequence[Pair]],
    run: Path,
    callback: Any,
    gpu: bool = False,
) -> Any:
    """The TRL trainer, nothing trained yet; `pairs` to learn from and unseen ones; checkpoints go into `run`."""
    from datasets import Dataset as Rows
    from transformers import PrinterCallback
    from trl import DPOConfig, DPOTrainer

    config = DPOConfig(
        **arguments.shared(recipe, model, run, gpu), num_train_epochs=1, learning_rate=recipe.pair_learning_rate,
        beta=recipe.pair_strength, gradient_checkpointing=model.is_gradient_checkpointing,
    )  # fmt: skip
    train, unseen = (Rows.from_list([dict(pair) for pair in some]) for some in pairs)
    trainer = DPOTrainer(
        model=model, args=config, train_dataset=train, eval_dataset=unseen, processing_class=tokenizer,
        callbacks=[callback],
    )  # fmt: skip
    trainer.remove_callback(PrinterCallback)  # it writes on standard output
    return trainer


def forget_others(run: Path, learnt: Sequence[Pair]) -> None:
    """Throw the checkpoints of other pairs away: a class may have judged more since."""
    digest = hashlib.sha256(json.dumps(learnt, ensure_ascii=False).encode()).hexdigest()
    same_run(run, MARK, digest)


def told(made: int, judged: int) -> Sentence:
    """How many pairs are learned from."""
    es, en = (f" y {judged} de lo valorado por la clase", f" and {judged} of what the class judged") if judged else ("", "")
    return Sentence(f"pares de respuestas: {made} hechos{es}", f"pairs of replies: {made} made{en}")


def scores(trainer: Any) -> dict[str, float]:
    """On unseen pairs: the share in which the guiding reply became the likelier one of the two, against the adapter before,
    and by how much (in nats, times the strength)."""
    told = trainer.evaluate()
    found = {"unseen_pairs_preferred": "eval_rewards/accuracies", "unseen_pairs_margin": "eval_rewards/margins"}
    return {name: round(float(told[key]), 4) for name, key in found.items() if key in told}


def settle(model: Any) -> None:
    """Forget the adapter as it was before; what is left is saved and evaluated as any other."""
    if BEFORE in model.peft_config:
        model.delete_adapter(BEFORE)
    model.set_adapter("default")
