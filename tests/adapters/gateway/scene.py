"""A gateway on a real port before servers that have vLLM's manners, with a registry of hand-made adapters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from adapters.base import Base
from adapters.gateway.gate import Gate, GateOptions
from adapters.gateway.keys import Role
from adapters.gateway.listen import listening
from adapters.notice import Notice
from adapters.registry import Registry
from tests.adapters import tiny
from tests.adapters.fake_vllm import FakeVllm, serving

KEYS: dict[Role, str] = {
    "chat": "chat-key-of-the-tests", "teacher": "teacher-key-of-the-tests", "operator": "operator-key-of-the-tests",
}  # fmt: skip
SERVER_KEY = "the key of the model servers"


def publish(registry: Registry, base: Base, subject: str = "algebra", *, live: bool = True) -> str:
    """Publish a new version and, unless told otherwise, make it live; its name."""
    number = 1 + max(registry.numbers(subject), default=0)
    folder = tiny.write_adapter(registry.root.parent / f"trained-{subject}-{number}", seed=number)
    version = registry.publish(folder, tiny.card(subject, base), base=base, who="Ana", why="new")
    if live:
        registry.point(subject, version.number, who="Ana", why="better")
    return version.name


@dataclass
class Scene:
    """What a test has at hand."""

    url: str
    gate: Gate
    fakes: list[FakeVllm]
    client: httpx2.AsyncClient
    told: list[str] = field(default_factory=list)

    def auth(self, role: Role | None) -> dict[str, str]:
        return {} if role is None else {"Authorization": f"Bearer {KEYS[role]}"}

    async def call(
        self, method: str, path: str, role: Role | None = "chat", **options: Any
    ) -> httpx2.Response:
        return await self.client.request(method, self.url + path, headers=self.auth(role), **options)

    async def ask(self, model: str = "algebra", text: str = "hola", user: str = "s1", **more: Any) -> httpx2.Response:
        body = {"model": model, "messages": [{"role": "user", "content": text}], "user": user, **more}
        return await self.call("POST", "/v1/chat/completions", json=body)

    async def heard(self, model: str = "algebra", text: str = "hola", user: str = "s1") -> tuple[str, str]:
        """The version by the header, and the text of a streamed reply; errors of the stream are its text."""
        body = {"model": model, "messages": [{"role": "user", "content": text}], "user": user, "stream": True}
        parts: list[str] = []
        async with self.client.stream(
            "POST", f"{self.url}/v1/chat/completions", json=body, headers=self.auth("chat")
        ) as reply:
            if reply.status_code != 200:
                return "", f"{reply.status_code} {(await reply.aread()).decode()}"
            async for line in reply.aiter_lines():
                if line.startswith("data: {"):
                    event = json.loads(line[6:])
                    text = "" if "error" in event else event["choices"][0]["delta"].get("content", "")
                    parts.append(event["error"]["code"] if "error" in event else text)
            return reply.headers["x-maieutic-version"], "".join(parts)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - the state of others sets no event of ours
                await asyncio.sleep(0.01)


@asynccontextmanager
async def scene(
    tmp_path: Path, base: Base, registry: Registry, *, servers: int = 1, more: Sequence[str] = (), **options: Any
) -> AsyncIterator[Scene]:
    """A running gateway before servers of its own, and before `more` that run already."""
    async with AsyncExitStack() as stack:
        fakes = [FakeVllm("without-adapters", str(base.folder), SERVER_KEY) for _ in range(servers)]
        urls = [await stack.enter_async_context(serving(fake)) for fake in fakes]
        told: list[str] = []

        def tell(notice: Notice) -> None:
            told.append(notice.en)
            assert notice.es

        (tmp_path / "state").mkdir(exist_ok=True)
        chosen = GateOptions([*urls, *more], tmp_path / "state", registry.root, SERVER_KEY, **options)
        gate = await stack.enter_async_context(Gate(chosen, base, KEYS, tell))
        url = await stack.enter_async_context(listening(gate.app, "127.0.0.1", 0))
        client = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False, timeout=20))
        yield Scene(url, gate, fakes, client, told)


def run(work: Coroutine[Any, Any, None], limit: float = 60) -> None:
    """Run a scene to its end, with a limit in seconds."""
    asyncio.run(asyncio.wait_for(work, limit))
