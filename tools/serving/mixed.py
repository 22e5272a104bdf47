"""How fast 32 replies at once are, with 0, 1, 3 and 8 adapters among them: stock vLLM on CPU and with our plugin.

Both run in one process each, under the settings of `adapters.launch`. Told twice: by the clock, and by CPU time, which
other programs of a shared machine change less.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

from adapters import launch
from adapters.launch import ServerOptions
from tools.serving import servers
from tools.serving.dialogue import Ask, dialogue
from tools.serving.rounds import interleaved, loss, ratio, spread

CONCURRENT, TOKENS = 32, 64
KINDS = (0, 1, 3, 8)
VARIANTS = ("stock", "plugin")
Speeds = tuple[float, float]
"""Tokens a second, by the clock and by CPU time."""


async def five_million(folder: Path, rounds: int) -> dict[str, Any]:
    """Of a base as large as the embedded one."""
    return await _measure(folder, rounds, "5")


async def thirty_million(folder: Path, rounds: int) -> dict[str, Any]:
    """Of a base six times as large."""
    return await _measure(folder, rounds, "30")


async def _measure(folder: Path, rounds: int, size: str) -> dict[str, Any]:
    await servers.make_weights(folder, size, max(KINDS))
    env = launch.environment(ServerOptions(str(folder / "base")), servers.KEY)
    engine = ["tools.serving.engine", str(folder), str(CONCURRENT), str(TOKENS), str(max(KINDS))]
    async with AsyncExitStack() as stack:
        asked = {
            "stock": await stack.enter_async_context(dialogue(engine, env | {"VLLM_PLUGINS": ""})),
            "plugin": await stack.enter_async_context(dialogue(engine, env)),
        }
        turns: dict[str, Callable[[], Awaitable[Speeds]]] = {
            f"{name} {kind}": partial(_once, asked[name], kind) for kind in KINDS for name in VARIANTS
        }
        found = await interleaved(turns, rounds)
    told = {"million_weights": int(size), "concurrent": CONCURRENT, "tokens": TOKENS, "rounds": rounds}
    return told | {by: _told(found, at) for at, by in enumerate(("by_clock", "by_cpu_time"))}


def _told(found: dict[str, list[Speeds]], at: int) -> dict[str, Any]:
    speeds = {name: [pair[at] for pair in pairs] for name, pairs in found.items()}
    return {
        "plugin_over_stock": {
            kind: ratio(speeds[f"plugin {kind}"], speeds[f"stock {kind}"]) for kind in KINDS
        },
        "loss_against_base": {
            name: {kind: loss(speeds[f"{name} {kind}"], speeds[f"{name} 0"]) for kind in KINDS if kind}
            for name in VARIANTS
        },
        "tokens_per_second": {name: spread(values, 0) for name, values in speeds.items()},
    }


async def _once(ask: Ask, kind: int) -> Speeds:
    clock, cpu = await ask(kind)
    return clock, cpu
