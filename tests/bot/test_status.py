"""`tutor status` looks without starting or changing anything."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import httpx2
import pytest

from adapters import registry, running
from adapters.gateway.service import GatewayService, Servers
from adapters.launch import ServerOptions
from adapters.notice import Notice
from adapters.registry import Registry
from bot.settings import Settings
from bot.status import look, told
from bot.store import open_store
from bot.wiring import Setup
from subjects.problem import LANGS
from tests.adapters import tiny
from tests.adapters.fake_vllm import FakeVllm, serving
from tests.adapters.gateway.scene import publish
from tutoring.classroom import SettingsFile


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setup:
    """A class with a state folder of its own and nothing published."""
    monkeypatch.setattr(registry.Registry.__init__, "__defaults__", (tmp_path / "registry",))
    settings = Settings(state_dir=tmp_path / "var", discord_token="secret-token")  # type: ignore[arg-type]
    return Setup(settings, SettingsFile(tmp_path / "class.toml"))


async def test_of_a_class_that_never_ran(setup: Setup) -> None:
    found = await look(setup)
    assert (found.server, found.answers, found.sessions, found.live) == (None, False, None, {})
    assert found.channels == ("discord",)
    assert not setup.settings.state_dir.exists()
    assert "stopped (tutor up starts it)" in told(found, "en")
    assert "parado (tutor up lo arranca)" in told(found, "es")
    assert "secret-token" not in told(found, "en") + str(found.to_json())


async def test_sessions_are_counted_by_version(setup: Setup) -> None:
    async with open_store(setup.settings.database_url) as store:
        await store.save("ana", "room", {}, "algebra@2")
        await store.save("eva", "room", {})
    found = await look(setup)
    assert (found.sessions, found.in_use) == (2, {"algebra@2": 1})
    assert "2 (algebra@2: 1)" in told(found, "en")


async def test_a_server_whose_process_lives_and_does_not_answer_is_told(setup: Setup) -> None:
    start = running.process_start(os.getpid())
    note = running.Running("http://127.0.0.1:9", "key", os.getpid(), start or "", "base", "0" * 64, {})
    running.prepare(setup.settings.state_dir)
    running.keep_key(setup.settings.state_dir, "key")
    running.write(setup.settings.state_dir, note)
    found = await look(setup)
    assert (found.server, found.answers) == ("http://127.0.0.1:9", False)
    assert "http://127.0.0.1:9 does not answer" in told(found, "en")


async def test_an_endpoint_that_does_not_answer_is_told(setup: Setup, tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path, endpoint="http://127.0.0.1:9/v1")
    found = await look(Setup(settings, setup.classroom))
    assert (found.server, found.answers) == ("http://127.0.0.1:9/v1", False)


async def test_an_exam_is_told(setup: Setup, tmp_path: Path) -> None:
    (tmp_path / "exam.toml").write_text("exam_lock = true\n", "utf-8")
    found = await look(Setup(setup.settings, SettingsFile(tmp_path / "exam.toml")))
    assert "yes, the tutor waits" in told(found, "en")


def quiet(_notice: Notice) -> None:
    pass


async def test_a_gateway_is_told_with_servers_versions_trials_line_and_changes(setup: Setup, tmp_path: Path) -> None:
    base, kept = tiny.write_base(tmp_path / "base"), Registry(tmp_path / "registry")
    publish(kept, base)
    publish(kept, base, live=False)
    kept.share("algebra", 2, 10, who="Ana", why="try it")
    state = setup.settings.state_dir
    options = ServerOptions(str(base.folder), port=0, state_dir=state, registry_dir=kept.root)
    fakes = [FakeVllm("raw", str(base.folder), "their key") for _ in range(2)]
    async with serving(fakes[0]) as one, serving(fakes[1]) as two:
        async with GatewayService(options, quiet, Servers((one, two), "their key")) as service:
            body = {"model": "algebra", "messages": [{"role": "user", "content": "mi secreto"}]}
            async with httpx2.AsyncClient(trust_env=False) as client:
                headers = {"Authorization": f"Bearer {service.note().key}"}
                reply = await client.post(f"{service.url}/v1/chat/completions", json=body, headers=headers)
                said = {"reply": reply.headers["x-maieutic-reply"], "outcome": "rejected"}
                assert (await client.post(f"{service.url}/outcome", json=said, headers=headers)).is_success
            fakes[1].well = False
            while len(service.gate.fleet.ready) == 2:  # noqa: ASYNC110 - another task's work
                await asyncio.sleep(0.02)
            found = await look(setup)
        en, es = (" ".join(told(found, lang).split()) for lang in LANGS[::-1])
        for line in (
            "1 of 2 serve", "server 2 does not answer", "0 running, 0 waiting", "Ana algebra@2 on trial 10 %: try it",
            "algebra@2 for 10%", "rejected by the guard 0 of 0 (algebra@1: 1 of 1)",
            "server 1 well, loaded: algebra@1, algebra@2, base",
        ):  # fmt: skip
            assert line in en, (line, en)
        for line in (
            "atienden 1 de 2", "0 en curso, 0 esperan", "algebra@2 para el 10 %", "algebra@2 a prueba 10 %: try it",
            "algebra@1 respuestas: 1 (sin acabar bien: 0)",
        ):  # fmt: skip
            assert line in es, (line, es)
        assert "primera palabra a los 0," in es
        assert not any(key in es + en + str(found.to_json()) for key in ("secreto", "their key", service.note().key))
    assert "servers" not in told(await look(setup), "en")


async def test_a_live_version_of_older_templates_is_told_with_the_command_that_retrains(
    setup: Setup, tmp_path: Path
) -> None:
    base = tiny.write_base(tmp_path / "base")
    publish(Registry(), base)
    found = await look(setup)
    assert found.stale == ("algebra@1",)
    assert "warning" in told(found, "en") and "teach train algebra" in told(found, "en")
    assert "aviso" in told(found, "es") and "sigue hablando con las suyas" in told(found, "es")
