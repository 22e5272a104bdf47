"""What the gateway costs: the throughput of a real server through it, the time it adds to the first piece, and the time for
which it has the processor, which other programs about hardly change.

As a program it is a gateway with a registry of its own, for the other measures:

    python -m tools.serving.gateway STATE BASE REGISTRY [SERVER…]
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from adapters import loop
from adapters.base import EMBEDDED_BASE
from adapters.gateway.service import OWN_SERVER, GatewayService, Servers
from adapters.launch import ServerOptions
from adapters.registry import DEFAULT_REGISTRY, Registry
from adapters.running import find_running
from tools.bench import ROOT
from tools.serving import fixed, load, servers
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


@asynccontextmanager
async def _constant(folder: Path) -> AsyncIterator[tuple[servers.Place, servers.Place]]:
    """A server of constant timing and a gateway before it, whose versions are tried afresh: they speak otherwise there."""
    registry = Registry(folder / "registry")
    shutil.copytree(DEFAULT_REGISTRY, registry.root)
    for subject, number in registry.aliases().items():
        registry.try_afresh(subject, number)
    port = servers.free_port()
    command = [sys.executable, "-m", "tools.serving.fixed", str(port)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    async with (
        servers.program(command, env, folder / "fixed", port) as server,
        servers.gateway(folder / "state", EMBEDDED_BASE, registry.root, [server.url]) as place,
    ):
        yield server, place


async def first_token(folder: Path, rounds: int) -> dict[str, Any]:
    """Milliseconds to the first piece from a server of constant timing, 8 students at once: directly and through.

    The server is asked directly twice a round: what the second time adds to the first is the machine's own unrest, which is
    many times the gateway's share of a tail wherever other machines take the processor away.
    """
    async with AsyncExitStack() as stack:
        server, place = await stack.enter_async_context(_constant(folder))
        through = await stack.enter_async_context(load.client(place))
        direct = await stack.enter_async_context(load.client(server))
        found = await interleaved(
            {
                "direct": partial(_firsts, direct),
                "gateway": partial(_firsts, through),
                "direct again": partial(_firsts, direct),
            },
            rounds,
        )
    tails = {name: [tail(of, 2) for of in times] for name, times in found.items()}

    def added(name: str, at: str) -> dict[str, float]:
        return spread([one[at] - two[at] for one, two in zip(tails[name], tails["direct"], strict=True)])

    return {
        "concurrent": 8, "requests_a_round": 8 * EACH, "rounds": rounds,
        "added_milliseconds": {at: added("gateway", at) for at in ("p50", "p99")},
        "added_by_nothing": {at: added("direct again", at) for at in ("p50", "p99")},
        "milliseconds_to_first_piece": {name: tail([*chain(*times)], 2) for name, times in found.items()},
    }  # fmt: skip


async def _firsts(client: httpx2.AsyncClient) -> list[float]:
    _, found = await load.chatted(client, MODEL, TEXTS, 8, EACH, PAUSE)
    return [1000 * each[0] for each in found]


async def processor_time(folder: Path, rounds: int) -> dict[str, Any]:
    """Microseconds of the processor that a reply costs the gateway, and each piece of it, 8 students at once.

    From replies of one piece and of twelve.
    """
    async with _constant(folder) as (_, place), load.client(place) as client:
        few, many = (partial(_cost, client, place.group, tokens) for tokens in (1, fixed.PIECES))
        found = await interleaved({"few": few, "many": many}, rounds)
    pairs = list(zip(found["few"], found["many"], strict=True))
    piece = [(more - less) / (fixed.PIECES - 1) for less, more in pairs]
    return {
        "concurrent": 8, "requests_a_round": 2 * 8 * EACH, "rounds": rounds,
        "microseconds": {
            "a_piece": spread(piece, 0),
            "a_reply_besides": spread([less - one for (less, _), one in zip(pairs, piece, strict=True)], 0),
        },
    }  # fmt: skip


async def _cost(client: httpx2.AsyncClient, group: int, tokens: int) -> float:
    """Microseconds of the processor for one reply of so many pieces; students ask at odds, so that no two pieces meet."""

    async def student(number: int) -> None:
        rng = Random(number)
        for at in range(EACH):
            await asyncio.sleep(rng.uniform(0, PAUSE))
            await load.pieces(client, MODEL, TEXTS[(number * EACH + at) % len(TEXTS)], f"student-{number}", tokens)

    before = servers.processor_time(group)
    await asyncio.gather(*map(student, range(8)))
    return 1e6 * (servers.processor_time(group) - before) / (8 * EACH)


async def main(state: Path, base: str, registry: Path, urls: list[str]) -> None:
    """Serve until killed."""
    options = ServerOptions(base, port=0, state_dir=state, registry_dir=registry)
    named = Servers(urls, servers.KEY if urls else "")
    async with GatewayService(options, lambda _notice: None, named) as service:
        await service.wait()


if __name__ == "__main__":
    loop.run(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), sys.argv[4:]))
