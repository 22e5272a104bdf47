"""One server for three adapters against a server for each, and against a loop that sets one adapter after another.

24 requests wait at once, eight for each adapter, of a base of five million random weights. The loop is PEFT's
`set_adapter` in one process: request by request, and as kindly as can be, all requests of an adapter as one batch.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from adapters import launch
from adapters.launch import ServerOptions
from tools.serving import load, servers
from tools.serving.dialogue import dialogue
from tools.serving.rounds import interleaved, ratio, spread

ADAPTERS, CONCURRENT, TOKENS = 3, 24, 64


async def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """Throughput of all of them in turns, and the servers' memory after it."""
    await servers.make_weights(folder, "5", ADAPTERS)
    names = [f"adapter-{number}" for number in range(1, ADAPTERS + 1)]
    asked, rng = [names[at % ADAPTERS] for at in range(CONCURRENT)], Random(1)
    async with AsyncExitStack() as stack:
        entered = stack.enter_async_context

        async def server(name: str, of: list[str]) -> tuple[servers.Place, httpx2.AsyncClient]:
            weights = {each: folder / each for each in of}
            place = await entered(
                servers.vllm(folder / f"for-{name}", folder / "base", weights, max_loras=len(of))
            )
            return place, await entered(load.client(place))

        one = await server("all", names)
        each = [await server(name, [name]) for name in names]
        env = launch.environment(ServerOptions(str(folder / "base")), servers.KEY)
        program = ["tools.serving.peft_loop", str(folder), str(CONCURRENT), str(TOKENS), *names]
        loop = await entered(dialogue(program, env))
        variants: dict[str, Callable[[], Awaitable[float]]] = {
            "one server": partial(load.generated, [one[1]], asked, TOKENS, rng),
            "a server each": partial(load.generated, [client for _, client in each], asked, TOKENS, rng),
            "loop, one by one": partial(loop, "one"),
            "loop, in batches": partial(loop, "batch"),
        }
        found = await interleaved(variants, rounds)
        memory = {
            "one server": servers.memory(one[0].group),
            "a server each": sum(servers.memory(p.group) for p, _ in each),
        }
    return {
        "million_weights": 5, "adapters": ADAPTERS, "concurrent": CONCURRENT, "tokens": TOKENS, "rounds": rounds,
        "speed_of_one_server_over": {name: ratio(found["one server"], found[name]) for name in variants if name != "one server"},
        "memory_of_a_server_each_over_one": round(memory["a server each"] / memory["one server"], 2),
        "mebibytes": {name: round(value) for name, value in memory.items()},
        "tokens_per_second": {name: spread(values, 0) for name, values in found.items()},
    }  # fmt: skip
