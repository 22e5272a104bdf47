"""What is set decides which model is asked and how our own server is started."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.base import EMBEDDED_BASE
from bot.elsewhere import Elsewhere
from bot.model import OpenAIBackend
from bot.settings import Extraction, Settings
from bot.wiring import OneVoice, Setup, extractor_of, open_asker, open_endpoint, server_options
from tutoring.classroom import SettingsFile
from tutoring.sentence import OperatorError


def setup(tmp_path: Path, text: str = "", settings: Settings | None = None) -> Setup:
    """A class with these settings."""
    path = tmp_path / "class.toml"
    path.write_text(text, "utf-8")
    return Setup(settings or Settings(state_dir=tmp_path), SettingsFile(path))


def test_without_settings_the_embedded_base_is_served(tmp_path: Path) -> None:
    options = server_options(setup(tmp_path))
    assert (options.base, options.state_dir) == (str(EMBEDDED_BASE), tmp_path)


def test_the_environment_goes_before_the_class_file(tmp_path: Path) -> None:
    text = '[model]\nbase = "of/class"\n'
    assert server_options(setup(tmp_path, text)).base == "of/class"
    mine = Settings(state_dir=tmp_path, base="of/mine", port=1234, api_key=SecretStr("k"))
    options = server_options(setup(tmp_path, text, mine))
    assert (options.base, options.port, options.api_key) == ("of/mine", 1234, "k")


async def test_an_endpoint_of_the_class_file_is_used(tmp_path: Path) -> None:
    text = '[model]\nendpoint = "http://127.0.0.1:9/v1/"\nname = "llama3"\n'
    async with open_endpoint(setup(tmp_path, text)) as endpoint:
        assert (endpoint.base_url, endpoint.model_for("algebra")) == ("http://127.0.0.1:9/v1", "llama3")


async def test_the_environments_endpoint_goes_first(tmp_path: Path) -> None:
    text = '[model]\nendpoint = "http://127.0.0.1:9/v1"\nname = "llama3"\n'
    mine = Settings(endpoint="http://127.0.0.1:8/v1", model="mistral", api_key=SecretStr("k"))
    async with open_endpoint(setup(tmp_path, text, mine)) as endpoint:
        assert (endpoint.base_url, endpoint.model_for(None)) == ("http://127.0.0.1:8/v1", "mistral")
        assert endpoint.key == "k"


@pytest.mark.parametrize(("name", "adapter"), [("base", None), ("algebra@2", "algebra@2")])
def test_one_voice_speaks_for_every_subject(name: str, adapter: str | None) -> None:
    voice = OneVoice(name)
    assert (voice.model_for("kinematics"), voice.adapter_for("kinematics")) == (name, adapter)


@pytest.mark.parametrize(
    ("name", "said"),
    [("algebra@999", "There is no algebra@999"), ("latin@1", "latin"), ("algebra", "must be base or a version")],
)
async def test_a_voice_that_is_not_there_is_told_before_a_server_is_started(
    tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(OperatorError, match=said):
        async with open_asker(setup(tmp_path), name):
            pytest.fail("it was opened")
    assert await asyncio.to_thread(lambda: [path.name for path in tmp_path.iterdir()]) == ["class.toml"]


@pytest.mark.parametrize(("how", "asked"), [("off", None), ("base", "base"), ("adapter", "algebra@2")])
async def test_the_setting_says_which_model_reads_problems(tmp_path: Path, how: Extraction, asked: str | None) -> None:
    there = Elsewhere("http://127.0.0.1:9/v1", "", "", {"algebra": "algebra@2"}, gateway=True)
    made = extractor_of(setup(tmp_path, settings=Settings(extraction=how)), OpenAIBackend(there.base_url), there)
    assert (made._model("algebra") if made else None) == asked


def test_no_model_reads_problems_unless_it_is_set() -> None:
    assert Settings().extraction == "off"
