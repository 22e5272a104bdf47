"""Secrets and addresses: where they come from, how faults are told, and that no secret is shown."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings, SettingsError, for_channels, read_settings

ROOT = Path(__file__).resolve().parents[2]


def test_without_configuration_there_are_defaults(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / ".env")
    assert settings.discord_token is None
    assert settings.endpoint == ""
    assert settings.database_url == "sqlite+aiosqlite:///var/sessions.db"


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("MAIEUTIC_PORT=9001\nMAIEUTIC_BASE=one\nMAIEUTIC_MOODLE_TOKEN=\n", "utf-8")
    monkeypatch.setenv("MAIEUTIC_BASE", "two")
    settings = read_settings(file)
    assert (settings.port, settings.base, settings.moodle_token) == (9001, "two", None)


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAIEUTIC_DISCORD_TOKEN", "very-secret")
    settings = read_settings(tmp_path / ".env")
    options = for_channels(settings, "es")
    assert "very-secret" not in repr(settings) + repr(options)
    assert options.discord_token is not None
    assert options.discord_token.get_secret_value() == "very-secret"


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "seventy", "a port from 1 to 65535"),
        ("PORT", "70000", "a port from 1 to 65535"),
        ("EXTRACTION", "yes", "off, base or adapter"),
        ("MOODLE_URL", "moodle.example.org", "an address like https://"),
        ("ENDPOINT", "http://", "an address like http://"),
        ("MOODLE_URL", "http://[::1", "an address like https://"),
        ("MOODLE_URL", "https://moodle.example.org:99999", "an address like https://"),
        ("MOODLE_URL", "https://my moodle.org", "an address like https://"),
    ],
)
def test_a_wrong_value_is_told_by_name_without_the_value(
    name: str, value: str, allowed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings(tmp_path / ".env")
    assert str(caught.value).startswith(f"{PREFIX}{name} must be {allowed}")
    assert caught.value.tell("es").startswith(f"{PREFIX}{name} ha de ser ")
    assert f" {value} " not in str(caught.value)


def test_an_address_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAIEUTIC_MOODLE_URL", "https://moodle.example.org/")
    assert read_settings(tmp_path / ".env").moodle_url == "https://moodle.example.org"


def test_a_misspelt_variable_is_warned_of_with_its_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    file = tmp_path / ".env"
    file.write_text("OTHER=1\nMAIEUTIC_DISCORD_TOKN=abc\n", "utf-8")
    with caplog.at_level(logging.WARNING):
        read_settings(file)
    said = caplog.records[0].getMessage()
    assert f"{file}:2: nothing reads MAIEUTIC_DISCORD_TOKN; is it MAIEUTIC_DISCORD_TOKEN?" == said
    assert "abc" not in said
    caplog.clear()
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    read_settings(file)
    assert "nada lee MAIEUTIC_DISCORD_TOKN; ¿será MAIEUTIC_DISCORD_TOKEN?" in caplog.text


def test_class_settings_that_are_not_where_they_are_said_to_be_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIEUTIC_CLASS_FILE", str(tmp_path / "clas.toml"))
    with pytest.raises(SettingsError, match=r"MAIEUTIC_CLASS_FILE says .*clas\.toml, which does not exist"):
        read_settings(tmp_path / ".env")
    (tmp_path / "clas.toml").touch()
    assert read_settings(tmp_path / ".env").class_file == tmp_path / "clas.toml"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"MAIEUTIC_BASE=\xff\xfe\n")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(file)


def test_the_example_names_every_variable_and_no_other() -> None:
    named = re.findall(rf"^({PREFIX}\w+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(PREFIX + field.upper() for field in Settings.model_fields)


def test_the_example_copied_as_it_is_gives_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes((ROOT / ".env.example").read_bytes())
    assert read_settings(file) == read_settings(tmp_path / "absent")
