"""The gateway before the real vLLM: swaps under open replies, each of which is exactly one version's.

The replies are greedy and in float32 (vLLM takes bfloat16 unless it is told otherwise, where ties are common and the size of
a batch decides them), to questions at which neither version wavers: so a version's reply is known token for token, whatever
shares its batch.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from adapters import launch
from adapters.base import find_base
from adapters.engine import Engine
from adapters.gateway.keys import keep_keys
from adapters.gateway.service import OWN_SERVER, GatewayService
from adapters.launch import ServerOptions, installed
from adapters.notice import Notice
from adapters.registry import Registry
from adapters.running import find_running
from tests.adapters import tiny

pytestmark = [
    pytest.mark.server,
    pytest.mark.timeout(1200 + 6 * int(os.environ.get("SWAPS", "0"))),
    pytest.mark.skipif(not installed(), reason="the light install has no model server"),
]
MAYBE = tuple(f"Resuelve {a}x + {b} = {3 * a + b}" for a in range(2, 22) for b in range(3, 9))
QUESTIONS, TOKENS = 3, 48
LEAD = 0.005
"""Nats by which each token of a known reply leads the next best one: far more than float32 differs by between batches."""
# `SWAPS=500 STUDENTS=32` for a long run of the same.
SWAPS, STREAMS = int(os.environ.get("SWAPS", "30")), int(os.environ.get("STUDENTS", "8"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random base and a registry with two random adapters of it."""
    folder = tmp_path_factory.mktemp("swapped")
    program = Path(__file__).with_name("tiny_model.py")
    subprocess.run([sys.executable, program, folder, "qwen3", "2"], check=True, capture_output=True)
    base, registry = find_base(str(folder / "base")), Registry(folder / "registry")
    for number in (1, 2):
        card = tiny.card("algebra", base)
        registry.publish(folder / f"adapter-{number}", card, base=base, who="Ana", why="new")
    registry.point("algebra", 1, who="Ana", why="first")
    return folder


def in_float32(*wanted: Any) -> list[str]:
    """The command line of the model server, in numbers exact enough for whole replies to be compared."""
    return [*launch.command(*wanted), "--dtype", "float32"]


def told(notice: Notice) -> None:
    print(notice.en)


@asynccontextmanager
async def gateway(place: Path) -> AsyncIterator[httpx2.AsyncClient]:
    state = place / "state"
    options = ServerOptions(str(place / "base"), port=0, state_dir=state, registry_dir=place / "registry", max_loras=4)
    async with GatewayService(options, told, command=in_float32) as service:
        headers = {"Authorization": f"Bearer {keep_keys(state)['operator']}"}
        async with httpx2.AsyncClient(
            base_url=service.url, headers=headers, trust_env=False, timeout=60
        ) as client:
            yield client


async def lead(client: httpx2.AsyncClient, model: str, text: str) -> float:
    """The least lead of a token over the next best one in a greedy reply."""
    body = {
        "model": model, "messages": [{"role": "user", "content": text}], "temperature": 0.0, "max_tokens": TOKENS,
        "logprobs": True, "top_logprobs": 2,
    }  # fmt: skip
    tokens = (await client.post("/v1/chat/completions", json=body)).json()["choices"][0]["logprobs"]["content"]
    both = (token["top_logprobs"] for token in tokens)
    return min(float(best["logprob"]) - float(second["logprob"]) for best, second in both)


async def questions(client: httpx2.AsyncClient) -> list[str]:
    """Some that no version wavers at."""
    found = []
    for text in MAYBE:
        if min([await lead(client, f"algebra@{number}", text) for number in (1, 2)]) > LEAD:
            found.append(text)
        if len(found) == QUESTIONS:
            return found
    raise AssertionError(f"the versions waver at nearly every question: {found}")


async def said(client: httpx2.AsyncClient, model: str, text: str) -> tuple[str, str]:
    """The version that spoke, and its greedy reply."""
    body = {
        "model": model, "messages": [{"role": "user", "content": text}], "temperature": 0.0, "max_tokens": TOKENS,
        "stream": True,
    }  # fmt: skip
    async with client.stream("POST", "/v1/chat/completions", json=body) as reply:
        assert reply.status_code == 200, await reply.aread()
        events = [json.loads(line[6:]) async for line in reply.aiter_lines() if line.startswith("data: {")]
        text = "".join(event["choices"][0]["delta"].get("content") or "" for event in events)
        return reply.headers["x-maieutic-version"], text


def test_replies_under_swaps_are_each_exactly_one_versions(place: Path) -> None:
    async def play() -> None:
        registry = Registry(place / "registry")
        async with gateway(place) as client:
            asked = await questions(client)
            known = {
                (version, text): (await said(client, version, text))[1]
                for version in ("algebra@1", "algebra@2")
                for text in asked
            }
            assert all(known["algebra@1", text] != known["algebra@2", text] for text in asked)
            heard: list[tuple[str, str, str]] = []
            over = asyncio.Event()

            async def student(at: int) -> None:
                while not over.is_set():
                    text = asked[at % QUESTIONS]
                    heard.append((text, *await said(client, "algebra", text)))

            asking = [asyncio.create_task(student(at)) for at in range(STREAMS)]
            for at in range(SWAPS):
                await asyncio.sleep(0.05)
                registry.point("algebra", 1 + (at + 1) % 2, who="Ana", why="swap")
                assert (await client.post("/follow")).status_code == 200
            over.set()
            await asyncio.gather(*asking)
            assert {version for _, version, _ in heard} == {"algebra@1", "algebra@2"}
            assert len(heard) >= STREAMS
            for text, version, reply in heard:
                assert reply == known[version, text]
            print(f"{SWAPS} swaps under {STREAMS} open streams: {len(heard)} replies, 0 lost, 0 mixed")
            assert await _is_mixed_in_place(place)

    asyncio.run(asyncio.wait_for(play(), 900 + 6 * SWAPS))


async def _is_mixed_in_place(place: Path) -> bool:
    """Whether vLLM's own reload in place, which we never use, gives a reply that is neither version's: if so, the
    comparison above can fail."""
    own = find_running(place / "state" / OWN_SERVER)
    assert own is not None
    folders = {n: Registry(place / "registry").load("algebra", n).folder for n in (1, 2)}
    headers = {"Authorization": f"Bearer {own.key}"}
    async with httpx2.AsyncClient(base_url=own.url, headers=headers, trust_env=False, timeout=60) as client:
        engine = Engine(own.url, own.key)
        await engine.load("in-place", folders[1])
        whole = [await said_by(client, f"algebra@{number}") for number in folders]
        reply = asyncio.create_task(said_by(client, "in-place"))
        await asyncio.sleep(0.15)
        body = {"lora_name": "in-place", "lora_path": str(folders[2]), "load_inplace": True}
        assert (await client.post("/v1/load_lora_adapter", json=body)).status_code == 200
        mixed = await reply
        await engine.aclose()
    return mixed not in whole


async def said_by(client: httpx2.AsyncClient, model: str) -> str:
    """A longer greedy reply of the model server itself."""
    body = {
        "model": model, "messages": [{"role": "user", "content": MAYBE[0]}], "temperature": 0.0, "max_tokens": 300,
        "ignore_eos": True,
    }  # fmt: skip
    reply = await client.post("/v1/chat/completions", json=body)
    return str(reply.json()["choices"][0]["message"]["content"])
