"""Many requests at once, and how they fare: tokens a second, or the time of every piece."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random

import httpx2

from tools.serving.servers import Place

PROMPT = 40
"""Tokens of a made-up prompt; every request has its own, so that no cache of prefixes answers."""


@asynccontextmanager
async def client(place: Place) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a place, with room for every connection."""
    headers = {"Authorization": f"Bearer {place.key}"}
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=64)
    async with httpx2.AsyncClient(
        base_url=place.url, headers=headers, trust_env=False, timeout=300, limits=limits
    ) as made:
        yield made


async def generated(
    places: Sequence[httpx2.AsyncClient], models: Sequence[str], tokens: int, rng: Random
) -> float:
    """Tokens a second when one request for each of `models` runs at once, `tokens` each; places take them in turn."""

    async def ask(at: int, model: str) -> None:
        prompt = [rng.randrange(3, 2000) for _ in range(PROMPT)]
        body = {
            "model": model,
            "prompt": prompt,
            "max_tokens": tokens,
            "temperature": 0.0,
            "ignore_eos": True,
        }
        reply = await places[at % len(places)].post("/v1/completions", json=body)
        reply.raise_for_status()
        if reply.json()["usage"]["completion_tokens"] != tokens:
            raise RuntimeError("a reply has not the length that was asked for")

    began = time.perf_counter()
    await asyncio.gather(*(ask(at, model) for at, model in enumerate(models)))
    return len(models) * tokens / (time.perf_counter() - began)


async def pieces(
    place: httpx2.AsyncClient, model: str, text: str, user: str, tokens: int = 96
) -> list[float]:
    """Seconds from asking to each piece of a streamed chat reply."""
    body = {
        "model": model, "messages": [{"role": "user", "content": text}], "temperature": 0.0, "max_tokens": tokens,
        "stream": True, "user": user,
    }  # fmt: skip
    began, times = time.perf_counter(), []
    async with place.stream("POST", "/v1/chat/completions", json=body) as reply:
        reply.raise_for_status()
        async for chunk in reply.aiter_raw():
            times += [time.perf_counter() - began] * chunk.count(b'"delta"')
    return times


async def chatted(
    place: httpx2.AsyncClient,
    model: str,
    texts: Sequence[str],
    concurrent: int,
    each: int,
    pause: float = 0.0,
) -> tuple[float, list[list[float]]]:
    """Pieces a second, and the times of all replies, when each of so many students asks `each` times in a row.

    Before every question a student waits up to `pause` seconds: without it replies of one length keep them in step.
    """

    async def student(number: int) -> list[list[float]]:
        rng, found = Random(number), []
        for at in range(each):
            await asyncio.sleep(rng.uniform(0, pause))
            text = texts[(number * each + at) % len(texts)]
            found.append(await pieces(place, model, text, f"student-{number}"))
        return found

    began = time.perf_counter()
    found = [one for many in await asyncio.gather(*map(student, range(concurrent))) for one in many]
    return sum(map(len, found)) / (time.perf_counter() - began), found
