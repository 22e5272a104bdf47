"""What holds for every channel, also for the ones that are added later."""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import channels
from bot.channels.contract import ChannelError, configured, load, names


@dataclass(frozen=True)
class Options:
    """Settings as a class has them; nothing is configured unless said."""

    state_dir: Path
    discord_token: SecretStr | None = None
    moodle_url: str | None = None
    moodle_token: SecretStr | None = None
    lang: str = "es"


def complete(folder: Path) -> Options:
    secret = SecretStr("x" * 32)
    return Options(folder, secret, "http://127.0.0.1:9", secret)


def test_discord_and_moodle_are_found() -> None:
    assert {"discord", "moodle"} <= set(names())
    assert "contract" not in names()


@pytest.fixture(autouse=True, params=[True])
def _person_at_the_terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: request.param, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: request.param, raising=False)


@pytest.mark.parametrize("name", names())
def test_a_channel_is_made_from_the_settings_and_bears_its_modules_name(name: str, tmp_path: Path) -> None:
    channel = load(name).make(complete(tmp_path))
    assert channel is not None
    assert channel.name == name
    assert inspect.iscoroutinefunction(channel.run)
    assert list(inspect.signature(channel.run).parameters) == ["tutor"]


@pytest.mark.parametrize("name", names())
def test_making_a_channel_touches_nothing(name: str, tmp_path: Path) -> None:
    load(name).make(complete(tmp_path / "state"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", names())
def test_a_channel_knows_of_no_other_and_of_no_tutoring_logic(name: str) -> None:
    tree = ast.parse(Path(str(load(name).__file__)).read_text("utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    ours = {
        one for one in imported if one.split(".")[0] in ("bot", "tutoring", "adapters", "prompts", "subjects")
    }
    others = {f"bot.channels.{other}" for other in names() if other != name}
    assert not ours & others
    # Of the packages below only how to speak to the operator.
    assert {one for one in ours if not one.startswith("bot.")} <= {"tutoring.sentence"}
    assert "bot.tutor" not in ours


@pytest.mark.parametrize("_person_at_the_terminal", [False], indirect=True)
def test_nothing_runs_that_is_not_configured(tmp_path: Path) -> None:
    assert [channel.name for channel in configured(Options(tmp_path))] == []
    secret = SecretStr("x")
    assert [channel.name for channel in configured(Options(tmp_path, discord_token=secret))] == ["discord"]
    assert [channel.name for channel in configured(Options(tmp_path, moodle_token=secret))] == []
    assert {"discord", "moodle"} <= {channel.name for channel in configured(complete(tmp_path))}


def test_a_new_file_in_the_folder_is_a_new_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pigeon.py").write_text("def make(settings): return None\n")
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    assert "pigeon" in names()
    assert load("pigeon").make(Options(tmp_path)) is None


def test_what_a_person_must_mend_is_said_in_both_languages() -> None:
    error = ChannelError("Cambia esto.", "Change this.")
    assert (error.tell("es"), error.tell("en")) == ("Cambia esto.", "Change this.")
