"""What the gateway costs: the throughput of a real server through it, and the time it adds to the first piece.

As a program it is a gateway with a registry of its own, for the other measures:

    python -m tools.serving.gateway STATE BASE REGISTRY [SERVER…]
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import httpx2

from adapters import loop
from adapters.base import EMBEDDED_BASE
from adapters.gateway.service import OWN_SERVER, GatewayService, Servers
from adapters.launch import ServerOptions
from adapters.registry import DEFAULT_REGISTRY
from adapters.running import find_running
from tools.bench import ROOT
from tools.serving import load, servers
from tools.serving.rounds import interleaved, loss, spread, tail

TEXTS = tuple(f"Resuelve {a}x + {b} = {a * 3 + b}" for a in range(2, 10) for b in range(2, 10))
MODEL = "algebra@1"
EACH, PAUSE = 25, 0.1
"""Replies that a student asks for in a round, and seconds before each question at most."""


async def throughput(folder: Path, rounds: int) -> dict[str, Any]:
    """Streamed chat with the embedded base, to the gateway's own server directly and through the gateway."""
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(
            servers.gateway(folder / "state", EMBEDDED_BASE, DEFAULT_REGISTRY)
        )
        own = find_running(folder / "state" / OWN_SERVER)
        if own is None:
            raise RuntimeError("nothing speaks")
        through = await stack.enter_async_context(load.client(place))
        direct = await stack.enter_async_context(load.client(servers.Place(own.url, 0, own.key)))
        variants: dict[str, Callable[[], Awaitable[float]]] = {
            f"{name} {many}": partial(_once, client, many)
            for many in (8, 32)
            for name, client in (("direct", direct), ("gateway", through))
        }
        found = await interleaved(variants, rounds)
    return {
        "model": "embedded base, algebra@1", "rounds": rounds,
        "loss_through_gateway": {many: loss(found[f"gateway {many}"], found[f"direct {many}"]) for many in (8, 32)},
        "pieces_per_second": {name: spread(values, 0) for name, values in found.items()},
    }  # fmt: skip


async def _once(client: httpx2.AsyncClient, concurrent: int) -> float:
    speed, _ = await load.chatted(client, MODEL, TEXTS, concurrent, 4)
    return speed


async def first_token(folder: Path, rounds: int) -> dict[str, Any]:
    """Milliseconds to the first piece from a server of constant timing, 8 students at once: directly and through."""
    port = servers.free_port()
    command = [sys.executable, "-m", "tools.serving.fixed", str(port)]
    async with AsyncExitStack() as stack:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        fixed = await stack.enter_async_context(servers.program(command, env, folder / "fixed", port))
        before = servers.gateway(folder / "state", EMBEDDED_BASE, DEFAULT_REGISTRY, [fixed.url])
        through = await stack.enter_async_context(load.client(await stack.enter_async_context(before)))
        direct = await stack.enter_async_context(load.client(fixed))
        found = await interleaved(
            {"direct": partial(_firsts, direct), "gateway": partial(_firsts, through)}, rounds
        )
    tails = {name: [tail(of, 2) for of in times] for name, times in found.items()}
    pairs = list(zip(tails["gateway"], tails["direct"], strict=True))
    return {
        "concurrent": 8, "requests_a_round": 8 * EACH, "rounds": rounds,
        "added_milliseconds": {at: spread([one[at] - two[at] for one, two in pairs]) for at in ("p50", "p99")},
        "milliseconds_to_first_piece": {name: tail([*chain(*times)], 2) for name, times in found.items()},
    }  # fmt: skip


async def _firsts(client: httpx2.AsyncClient) -> list[float]:
    _, found = await load.chatted(client, MODEL, TEXTS, 8, EACH, PAUSE)
    return [1000 * each[0] for each in found]


async def main(state: Path, base: str, registry: Path, urls: list[str]) -> None:
    """Serve until killed."""
    options = ServerOptions(base, port=0, state_dir=state, registry_dir=registry)
    named = Servers(urls, servers.KEY if urls else "")
    async with GatewayService(options, lambda _notice: None, named) as service:
        await service.wait()


if __name__ == "__main__":
    loop.run(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4:]))
