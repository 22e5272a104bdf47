"""`tutor status` looks without starting or changing anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters import registry, running
from bot.settings import Settings
from bot.status import look, told
from bot.store import open_store
from bot.wiring import Setup
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
