"""How fast 32 replies at once are, with 0, 1, 3 and 8 adapters among them: stock vLLM on CPU and with our plugin.

Told twice: by the clock, and by the CPU time of the process that computes, which other programs of a shared machine
hardly change.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from adapters.launch import RAW_NAME
from tools.serving import load, servers
from tools.serving.rounds import interleaved, loss, ratio, spread
from tools.serving.servers import Place

CONCURRENT, TOKENS = 32, 64
KINDS = (0, 1, 3, 8)
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
    adapters = {f"adapter-{number}": folder / f"adapter-{number}" for number in range(1, max(KINDS) + 1)}
    variants: dict[str, Callable[[], Awaitable[Speeds]]] = {}
    async with AsyncExitStack() as stack:
        for name in ("stock", "plugin"):
            server = servers.vllm(folder / name, folder / "base", adapters, plugin=name == "plugin")
            place = await stack.enter_async_context(server)
            client = await stack.enter_async_context(load.client(place))
            variants |= {
                f"{name} {kind}": partial(_once, place, client, kind, Random(kind)) for kind in KINDS
            }
        paired = {
            f"{name} {kind}": variants[f"{name} {kind}"] for kind in KINDS for name in ("stock", "plugin")
        }
        found = await interleaved(paired, rounds)
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
            for name in ("stock", "plugin")
        },
        "tokens_per_second": {name: spread(values, 0) for name, values in speeds.items()},
    }


async def _once(place: Place, client: httpx2.AsyncClient, kind: int, rng: Random) -> Speeds:
    names = [f"adapter-{1 + at % kind}" if kind else RAW_NAME for at in range(CONCURRENT)]
    before = servers.computing(place.group)
    speed = await load.generated([client], names, TOKENS, rng)
    return speed, CONCURRENT * TOKENS / (servers.computing(place.group) - before)
