"""Attacks on a gateway: what is sent before, and what has to be true after each."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from adapters.base import Base
from adapters.gateway import body
from adapters.gateway.connection import Connection
from adapters.registry import Registry
from tests.adapters.gateway.raw import TEXT
from tests.adapters.gateway.scene import KEYS, SERVER_KEY, Scene, publish, run, scene


class Play(Protocol):
    """Plays an attack before a gateway with these options."""

    def __call__(self, attack: Callable[[Scene], Awaitable[None]], **options: Any) -> None: ...


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gateway that waits for slow clients only shortly."""
    monkeypatch.setattr(Connection, "patience", 0.4)
    monkeypatch.setattr(body, "PATIENCE", 0.4)


@pytest.fixture
def play(tmp_path: Path, base: Base, registry: Registry, caplog: pytest.LogCaptureFixture) -> Play:
    """Run an attack before a gateway with one live version; afterwards nothing more is loaded, all is free, and the logs
    hold nothing private."""
    publish(registry, base)

    @asynccontextmanager
    async def there(**options: Any) -> AsyncIterator[Scene]:
        async with scene(tmp_path, base, registry, **options) as found:
            before = [dict(fake.adapters) for fake in found.fakes]
            yield found
            assert [fake.adapters for fake in found.fakes] == before
            assert (await found.heard(user="another"))[0] == "algebra@1"
            await found.until(lambda: (found.gate.turns.running, found.gate.turns.waiting) == (0, 0))

    def played(attack: Callable[[Scene], Awaitable[None]], **options: Any) -> None:
        async def whole() -> None:
            async with there(**options) as found:
                await attack(found)

        with caplog.at_level(logging.DEBUG):
            run(whole())
        told = "\n".join(record.getMessage() + (record.exc_text or "") for record in caplog.records)
        for private in (*KEYS.values(), SERVER_KEY, TEXT):
            assert private not in told

    return played
