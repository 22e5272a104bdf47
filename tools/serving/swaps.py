"""How long a swap takes with the embedded base, and what it does to replies that are being written.

A version is published (copied, checked, written), pointed at, loaded, probed; the clock stops at the first piece of the
first reply of the new version. A rollback is in effect when the gateway has said so (from then on no request begins with the
version that was taken back), and answered at the first piece of a reply of the version before, which is the model's time too.
"""

from __future__ import annotations

import asyncio
import itertools
import shutil
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2

from adapters.base import EMBEDDED_BASE, find_base
from adapters.gateway.keys import keep_keys
from adapters.registry import DEFAULT_REGISTRY, Registry, Version
from tools.serving import load, servers
from tools.serving.gateway import TEXTS
from tools.serving.rounds import tail

SUBJECT, WHO = "algebra", "bench"
STREAMS = 8


async def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """Publish and roll back twice as often as there are rounds, first in quiet, then under open replies."""
    registry = Registry(folder / "registry")
    shutil.copytree(DEFAULT_REGISTRY, registry.root)
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(
            servers.gateway(folder / "state", EMBEDDED_BASE, registry.root)
        )
        teacher = servers.Place(place.url, place.group, keep_keys(folder / "state")["teacher"])
        client = await stack.enter_async_context(load.client(teacher))
        await load.pieces(client, SUBJECT, TEXTS[0], "student")
        quiet = [await _swap(registry, client) for _ in range(2 * rounds)]
        before = await _gaps(client, asyncio.create_task(asyncio.sleep(4 * rounds / 7)))
        swapping = asyncio.create_task(_swaps(registry, client, rounds))
        during = await _gaps(client, swapping)
        busy = swapping.result()
    return {
        "model": "embedded base", "swaps": len(quiet), "open_replies": STREAMS,
        "milliseconds": {
            **_told(quiet, ""), **_told(busy, "_under_load"),
            "between_pieces_without_swaps": tail(before),
            "between_pieces_while_swapping": tail(during),
        },
    }  # fmt: skip


Times = tuple[float, float, float]
"""Milliseconds from publishing to the first piece; from a rollback to its effect; from it to an answer of the version before."""


def _told(found: list[Times], when: str) -> dict[str, dict[str, float]]:
    names = ("publish_to_first_piece", "rollback_in_effect", "rollback_to_answer")
    return {f"{name}{when}": tail(list(of)) for name, of in zip(names, zip(*found, strict=True), strict=True)}


async def _swaps(registry: Registry, client: httpx2.AsyncClient, many: int) -> list[Times]:
    return [await _swap(registry, client) for _ in range(many)]


async def _swap(registry: Registry, client: httpx2.AsyncClient) -> Times:
    """Publish, hear it, roll back, hear the one before."""
    before = registry.live(SUBJECT)
    if before is None:
        raise RuntimeError("nothing speaks")
    began = time.perf_counter()
    made = await asyncio.to_thread(_publish, registry, before)
    await _spoken(client, made.name)
    published = time.perf_counter()
    await asyncio.to_thread(registry.rollback, SUBJECT, who=WHO, why="measured")
    effect = await _spoken(client, before.name)
    answered = time.perf_counter()
    return 1000 * (published - began), 1000 * (effect - published), 1000 * (answered - published)


def _publish(registry: Registry, like: Version) -> Version:
    card = replace(like.card, version=0)
    made = registry.publish(like.folder, card, base=find_base(EMBEDDED_BASE), who=WHO, why="measured")
    return registry.point(SUBJECT, made.number, who=WHO, why="measured")


async def _spoken(client: httpx2.AsyncClient, name: str) -> float:
    """Have the gateway look, as `teach` does, then ask until the first piece, which has to be `name`'s. When it had looked."""
    (await client.post(f"/follow?subject={SUBJECT}")).raise_for_status()
    looked = time.perf_counter()
    messages = [{"role": "user", "content": TEXTS[0]}]
    body = {"model": SUBJECT, "messages": messages, "max_tokens": 8, "stream": True, "user": "asks"}
    async with client.stream("POST", "/v1/chat/completions", json=body) as reply:
        if reply.headers["x-maieutic-version"] != name:
            raise RuntimeError(f"{name} was to speak, not {reply.headers['x-maieutic-version']}")
        async for _ in reply.aiter_raw():
            break
    return looked


async def _gaps(client: httpx2.AsyncClient, until: asyncio.Task[Any]) -> list[float]:
    """Milliseconds between the pieces of open replies until a task ends."""
    found: list[float] = []

    async def student(number: int) -> None:
        for at in itertools.count(number):
            times = await load.pieces(client, "kinematics", TEXTS[at % len(TEXTS)], f"student-{number}")
            found.extend(1000 * (later - sooner) for sooner, later in itertools.pairwise(times))
            if until.done():
                return

    await asyncio.gather(*map(student, range(STREAMS)))
    await until
    return found
