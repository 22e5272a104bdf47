"""`python -m training.pretrain`: build the base model, or one stage of it; stopped and called again it
goes on.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .build import Plan

_ROOT = Path(__file__).resolve().parents[2]
_OUT = _ROOT / "adapters" / "weights" / "base" / "maieutic-base"
_STAGES = {
    "all": "everything below, each stage only as far as it is not done (the default)",
    "tokenizer": "train the tokenizer on a sample of the text",
    "data": "generate the text and store it as token ids",
    "train": "train, or go on training",
    "score": "measure what was trained on held-out prompts",
    "export": "score, and put the base into its folder if it beats the one there",
    "tiny": "write tiny random Llama and Mistral bases with the same tokenizer into --out",
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    stages = "\n".join(f"  {name:10} {text}" for name, text in _STAGES.items())
    made = argparse.ArgumentParser(
        prog="python -m training.pretrain",
        description=f"{__doc__}\n\nstages:\n{stages}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("stage", nargs="?", choices=tuple(_STAGES), default="all")
    add(
        "--minutes",
        type=float,
        help="training time; drives the learning rate (default 110 where --tokens is not given)",
    )
    add("--tokens", type=int, help="end after so many tokens, whatever the time")
    add("--threads", type=int, default=os.cpu_count() or 2, help="threads that train (default: all cores)")
    add("--device", default="cpu", help="cpu or cuda")
    add("--eager", action="store_true", help="do not compile: starts at once, trains at half the speed")
    add("--data-tokens", type=int, default=22_000_000, help="tokens of text to generate (default 22000000)")
    add("--copy-share", type=float, default=0.15, help="share of copy lessons in that text (default 0.15)")
    add(
        "--workers",
        type=int,
        default=os.cpu_count() or 2,
        help="processes that generate text (default: all cores)",
    )
    add("--corpus", default="training.pretrain.corpus:items", help="the text source, module:function")
    add("--seed", type=int, default=1)
    add(
        "--save-every", type=float, default=5.0, metavar="MIN", help="minutes between checkpoints (default 5)"
    )
    add(
        "--look-every",
        type=float,
        default=4.0,
        metavar="MIN",
        help="minutes between held-out measures (default 4)",
    )
    add("--score-items", type=int, default=100, help="held-out prompts a kind (default 100)")
    add(
        "--work",
        type=Path,
        default=_ROOT / "build" / "pretrain",
        help="where checkpoints and shards are kept",
    )
    add("--out", type=Path, default=_OUT, help="where the base goes")
    add("--start-from", type=Path, help="a base folder whose tokenizer and weights are the start")
    add("--fresh", action="store_true", help="begin anew: forget tokenizer, training and score in --work")
    add("--force", action="store_true", help="replace the existing base even if it scores better")
    return made


def plan_from(given: argparse.Namespace) -> Plan:
    """The plan that the options ask for."""
    from .build import Plan
    from .train import Budget, Machine

    minutes = 110.0 if given.minutes is None and given.tokens is None else given.minutes
    return Plan(
        work=given.work,
        out=given.out,
        corpus=given.corpus,
        budget=Budget(minutes, given.tokens),
        machine=Machine(given.threads, not given.eager, given.device),
        data_tokens=given.data_tokens,
        copy_share=given.copy_share,
        workers=given.workers,
        seed=given.seed,
        save_every=60 * given.save_every,
        look_every=60 * given.look_every,
        score_items=given.score_items,
        force=given.force,
        start_from=given.start_from,
    )


def run(stage: str, plan: Plan, fresh: bool) -> int:
    """Do one stage and what it needs; 0 when done, 3 when stopped on the way."""
    from . import build

    plan.work.mkdir(parents=True, exist_ok=True)
    if fresh:
        build.begin_anew(plan)
    if stage == "tiny":
        return _tiny(plan)
    if stage in {"tokenizer", "data"}:
        build.tokenizer(plan) if stage == "tokenizer" else build.data(plan)
    if stage in {"all", "train"} and not build.learn(plan):
        build.say("stopped; the same command goes on from here")
        return 3
    if stage == "score":
        build.measure(plan)
    if stage in {"all", "export"}:
        build.publish(plan)
    return 0


def _tiny(plan: Plan) -> int:
    from . import build, tiny
    from .tokenizer import load, wrap

    build.tokenizer(plan)
    wrapped = wrap(load(plan.tokenizer.parent), plan.shape.context)
    tiny.make("llama", wrapped, plan.out / "tiny-llama")
    tiny.make("mistral", wrapped, plan.out / "tiny-mistral")
    return 0


def main() -> int:
    """Entry point; mistakes of use are told in a sentence."""
    given = parser().parse_args()
    if given.stage == "tiny" and given.out == _OUT:
        parser().error("tiny needs --out, a folder for the two bases")
    try:
        return run(given.stage, plan_from(given), given.fresh)
    except (ValueError, FileNotFoundError, ModuleNotFoundError, AttributeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
