"""Training speed and memory: our trainer beside a plain TRL script of the same settings, in turns on this machine.

    python -m tools.training [BASE] [--examples N] [--rounds N] [--out FILE]

Each run is a process of its own that trains one epoch on the same examples; ours is `training.sft.make_trainer` as
`teach train` uses it (progress and checkpoints included), the other one is TRL's documented few lines. Said are examples a
second of the training alone, by the clock and by the CPU time of the process, and the most memory; the figures are the ratios
of the rounds, ours over plain. With other programs about, only the ratio by CPU time means much.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from adapters.base import EMBEDDED_BASE
from tools.bench import processor
from tools.serving.rounds import ratio
from training import sft
from training.dataset import build
from training.recipe import Recipe

KINDS = ("ours", "plain")


def recipe(examples: int) -> Recipe:
    """One epoch, nothing held out, on the processor."""
    return Recipe(subject="algebra", examples=examples, held_out=0, epochs=1, device="cpu")


def plain(wanted: Recipe, model: Any, tokenizer: Any, rows: Any, run: str) -> Any:
    """TRL as its manual shows it, with the settings of a recipe."""
    from peft import LoraConfig
    from trl import SFTConfig, SFTTrainer

    config = SFTConfig(
        output_dir=run, num_train_epochs=wanted.epochs, learning_rate=wanted.learning_rate,
        per_device_train_batch_size=wanted.batch, warmup_steps=wanted.warmup, lr_scheduler_type="cosine", max_length=None,
        assistant_only_loss=True, seed=wanted.seed, report_to="none", use_cpu=True, bf16=False, gradient_checkpointing=False,
    )  # fmt: skip
    lora = LoraConfig(r=wanted.rank, lora_alpha=wanted.alpha, target_modules="all-linear", task_type="CAUSAL_LM")
    return SFTTrainer(model=model, args=config, train_dataset=rows, processing_class=tokenizer, peft_config=lora)


def once(kind: str, base: Path, examples: int) -> None:
    """Train, and print what it took as JSON on the last line."""
    sft.quiet()
    wanted = recipe(examples)
    sft._prepare(wanted, None)
    tokenizer, model = sft.tokenizer_of(base), sft._model(base, gpu=False)
    dataset = build(wanted, lambda example: len(sft._ids(tokenizer, example)))
    with tempfile.TemporaryDirectory(prefix="training-") as folder:
        if kind == "ours":
            trainer = sft.make_trainer(wanted, model, tokenizer, dataset, Path(folder))
        else:
            trainer = plain(wanted, model, tokenizer, sft.as_table(dataset.train), folder)
        clock, worked = time.perf_counter(), time.process_time()
        trainer.train()
        spent = time.perf_counter() - clock, time.process_time() - worked
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([len(dataset.train) / spent[0], len(dataset.train) / spent[1], most]), flush=True)


def measured(kind: str, base: Path, examples: int) -> tuple[float, float, float]:
    """One run in a process of its own: examples a second by the clock and by CPU time, MiB at most."""
    command = [sys.executable, "-m", "tools.training", str(base), "--examples", str(examples), "--only", kind]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    by_clock, by_work, most = json.loads(done.stdout.splitlines()[-1])
    return by_clock, by_work, most


def main() -> int:
    """Entry point; the exit status is 1 where ours is slower or takes more memory."""
    parser = argparse.ArgumentParser(prog="python -m tools.training", description=__doc__)
    parser.add_argument("base", nargs="?", type=Path, default=EMBEDDED_BASE)
    parser.add_argument("--examples", type=int, default=480)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, help="where the figures go too")
    parser.add_argument("--only", choices=KINDS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        once(given.only, given.base, given.examples)
        return 0
    waiting = round(os.getloadavg()[0], 1)
    found: dict[str, list[tuple[float, float, float]]] = {kind: [] for kind in KINDS}
    for at in range(given.rounds):
        for kind in KINDS[:: 1 if at % 2 else -1]:
            found[kind].append(measured(kind, given.base, given.examples))
        print(f"round {at + 1} of {given.rounds}", file=sys.stderr, flush=True)
    ours, theirs = ([list(each) for each in zip(*found[kind], strict=True)] for kind in KINDS)
    names = ("examples_a_second_by_clock", "examples_a_second_by_cpu_time", "most_memory")
    ratios = {name: ratio(one, two) for name, one, two in zip(names, ours, theirs, strict=True)}
    told = machine() | {"load_before": waiting, "examples": given.examples, "rounds": given.rounds, "ours_over_plain": ratios}
    if given.out:
        given.out.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    print(json.dumps(told, indent=2))
    return int(not kept(ratios))


def machine() -> dict[str, Any]:
    """Where it was measured, and with what."""
    packages = {name: version(name) for name in ("torch", "transformers", "peft", "trl")}
    return {"processor": processor(), "cores": len(os.sched_getaffinity(0)), **packages}


def kept(ratios: dict[str, Any]) -> bool:
    """Whether ours is as fast as plain TRL, by the work done, and takes no more memory."""
    return bool(ratios["examples_a_second_by_cpu_time"]["median"] >= 1 >= ratios["most_memory"]["median"])


if __name__ == "__main__":
    sys.exit(main())
