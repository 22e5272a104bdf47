"""The files for Docker name only what exists. None is built here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from adapters.registry import DEFAULT_REGISTRY
from bot.main import COMMANDS
from bot.settings import PREFIX, Settings
from docker import serve

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docker"
FILES = ("compose.cpu.yaml", "compose.gpu.yaml")
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


def text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def services(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text(name))["services"]
    return found


def filled(value: str) -> str:
    """A value as compose reads it when no variable is set; one that must be set stands for itself."""
    return VARIABLE.sub(lambda found: found[3] or "" if found[2] == "-" else found[1], value)


def mounts(service: dict[str, Any]) -> dict[str, str]:
    """Where each mounted thing comes from, by its place in the container."""
    parts = [filled(volume).split(":") for volume in service["volumes"]]
    return {part[1]: part[0] for part in parts}


def dockerfile() -> list[list[str]]:
    """The instructions, continuation lines joined, each split at blanks."""
    joined = re.sub(r"\\\n\s*", " ", text("Dockerfile.bot"))
    return [line.split() for line in joined.splitlines() if line and not line.startswith("#")]


def instructions(name: str) -> list[list[str]]:
    return [line[1:] for line in dockerfile() if line[0] == name]


@pytest.mark.parametrize("name", FILES)
def test_every_mounted_file_and_folder_exists(name: str) -> None:
    named = yaml.safe_load(text(name))["volumes"]
    for service in services(name).values():
        for source in mounts(service).values():
            assert source in named or (FOLDER / source).exists(), source


@pytest.mark.parametrize("name", FILES)
def test_what_the_model_server_runs_is_mounted(name: str) -> None:
    model = services(name)["model"]
    program, script = model["entrypoint"]
    assert program == "python3"
    there = mounts(model)
    assert (FOLDER / there[script]).resolve() == Path(serve.__file__)
    assert {"MAIEUTIC_BASE", "MAIEUTIC_REGISTRY", "MAIEUTIC_STATE_DIR", "VLLM_API_KEY"} <= model["environment"].keys()
    assert {model["environment"]["MAIEUTIC_BASE"], model["environment"]["MAIEUTIC_REGISTRY"]} <= there.keys()
    assert model["environment"]["MAIEUTIC_STATE_DIR"] in model["tmpfs"]


@pytest.mark.parametrize("name", FILES)
def test_the_gateway_and_the_model_server_have_each_adapter_under_one_path(name: str) -> None:
    """The gateway says which folder is to be loaded."""
    model, gateway = services(name)["model"], services(name)["gateway"]
    registry = model["environment"]["MAIEUTIC_REGISTRY"]
    assert (Path("/app") / DEFAULT_REGISTRY.relative_to(ROOT)).as_posix() == registry
    assert mounts(model)[registry] == mounts(gateway)[registry]
    [values] = [dict(pair.split("=", 1) for pair in line) for line in instructions("ENV")]
    assert model["environment"]["MAIEUTIC_STATE_DIR"] == values["MAIEUTIC_STATE_DIR"]
    assert mounts(model)["/models/base"] == mounts(gateway)[gateway["environment"]["MAIEUTIC_BASE"]]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("service", ["bot", "gateway"])
def test_bot_and_gateway_are_given_variables_that_they_read(name: str, service: str) -> None:
    read = {PREFIX + field.upper() for field in Settings.model_fields}
    assert services(name)[service]["environment"].keys() <= read


@pytest.mark.parametrize("name", FILES)
def test_the_example_explains_every_variable_and_no_other(name: str) -> None:
    explained = re.findall(r"^(\w+)=", text(".env.example"), re.MULTILINE)
    assert len(explained) == len(set(explained))
    assert {found[1] for found in VARIABLE.finditer(text(name))} == set(explained)


@pytest.mark.parametrize("name", FILES)
def test_each_asks_where_the_next_one_listens(name: str) -> None:
    found = services(name)
    to_gateway = urlsplit(found["bot"]["environment"]["MAIEUTIC_ENDPOINT"])
    to_model = urlsplit(found["gateway"]["environment"]["MAIEUTIC_SERVERS"])
    assert (to_gateway.hostname, to_gateway.port) == ("gateway", Settings.model_fields["port"].default)
    assert (to_model.hostname, to_model.port) == ("model", serve.PORT)
    assert f"127.0.0.1:{serve.PORT}/health" in found["model"]["healthcheck"]["test"][-1]
    assert f"127.0.0.1:{to_gateway.port}/ready" in found["gateway"]["healthcheck"]["test"][-1]
    assert found["gateway"]["environment"]["MAIEUTIC_GATEWAY_HOST"] == "0.0.0.0"  # noqa: S104
    assert found["bot"]["depends_on"]["gateway"]["condition"] == "service_healthy"
    assert found["gateway"]["depends_on"]["model"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", FILES)
def test_both_ends_get_the_same_key_and_the_two_keys_differ(name: str) -> None:
    found = services(name)
    chat, server = found["bot"]["environment"], found["gateway"]["environment"]
    assert chat["MAIEUTIC_API_KEY"] == server["MAIEUTIC_API_KEY"]
    assert server["MAIEUTIC_SERVER_KEY"] == found["model"]["environment"]["VLLM_API_KEY"]
    assert chat["MAIEUTIC_API_KEY"].startswith("${MAIEUTIC_API_KEY:?")
    assert server["MAIEUTIC_SERVER_KEY"].startswith("${MAIEUTIC_SERVER_KEY:?")
    assert "MAIEUTIC_SERVER_KEY" not in chat


@pytest.mark.parametrize("name", FILES)
def test_the_gateway_alone_reaches_the_model_server_and_the_bot_alone_the_gateway(name: str) -> None:
    whole = yaml.safe_load(text(name))
    networks = {service: set(found["networks"]) for service, found in whole["services"].items()}
    assert networks == {"model": {"inner"}, "gateway": {"inner", "middle"}, "bot": {"middle", "outer"}}
    assert whole["networks"]["inner"]["internal"] is whole["networks"]["middle"]["internal"] is True
    assert all("ports" not in service for service in whole["services"].values())


@pytest.mark.parametrize("name", FILES)
def test_no_container_is_root_or_may_become_it(name: str) -> None:
    both = services(name)
    assert both["model"]["user"].split(":")[0] not in {"0", "root"}
    [last, *_] = instructions("USER")[-1]
    assert last not in {"0", "root"}
    for service in both.values():
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_cpu_and_gpu_differ_in_the_image_and_the_card_only() -> None:
    cpu, gpu = (yaml.safe_load(text(name)) for name in FILES)
    assert cpu["services"]["model"].pop("image") != gpu["services"]["model"].pop("image")
    [card] = gpu["services"]["model"].pop("deploy")["resources"]["reservations"]["devices"]
    assert card == {"driver": "nvidia", "count": 1, "capabilities": ["gpu"]}
    assert cpu == gpu


@pytest.mark.parametrize("name", FILES)
def test_the_image_is_of_the_version_that_is_locked(name: str) -> None:
    locked = re.search(
        r"^vllm==(\S+)", (ROOT / "requirements" / "cuda.lock").read_text("utf-8"), re.MULTILINE
    )
    assert locked is not None
    assert services(name)["model"]["image"].endswith(f":v{locked[1]}")


@pytest.mark.parametrize("name", FILES)
def test_the_bot_is_built_from_a_file_that_exists(name: str) -> None:
    build = services(name)["bot"]["build"]
    assert (FOLDER / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()


def test_the_image_copies_what_exists_and_what_the_build_sees() -> None:
    seen = [line[1:] for line in text("Dockerfile.bot.dockerignore").splitlines() if line.startswith("!")]
    copied = [source for line in instructions("COPY") for source in line[:-1]]
    assert sorted(seen) == sorted(copied)
    assert all((ROOT / source).exists() for source in copied)


def test_the_image_holds_every_package_that_the_bot_may_import() -> None:
    """All that stand below it; what stands beside it stays out."""
    copied = {source for line in instructions("COPY") for source in line[:-1]}
    assert copied >= {"subjects", "prompts", "tutoring", "adapters", "bot"}
    assert "training" not in copied


def test_the_package_can_be_installed_from_what_the_image_copies(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("weights", "__pycache__", "*.egg-info")
    for source in (source for line in instructions("COPY") for source in line[:-1] if "lock" not in source):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source, ignore=ignored)
        else:
            shutil.copy(ROOT / source, tmp_path)
    build = "import os; from setuptools import build_meta; os.mkdir('out'); build_meta.build_editable('out')"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out").glob("maieutic-*.whl"))


def test_the_image_starts_commands_that_exist() -> None:
    names = {command.__name__ for command in COMMANDS}
    program, command = json.loads(" ".join(instructions("CMD")[-1]))
    assert (program, command in names) == ("tutor", True)
    for file in FILES:
        program, command = services(file)["gateway"]["command"]
        assert (program, command in names) == ("tutor", True)
    told = re.findall(r"\btutor (\w+)", "".join(text(name) for name in (*FILES, "Dockerfile.bot")))
    assert told
    assert set(told) <= names


def test_the_state_folder_is_the_mounted_volume() -> None:
    [volume] = instructions("VOLUME")
    values = dict(pair.split("=", 1) for line in instructions("ENV") for pair in line)
    assert values["MAIEUTIC_STATE_DIR"] == volume[0]
    for name in FILES:
        there = mounts(services(name)["bot"])
        assert there[volume[0]] == "state"
        assert mounts(services(name)["gateway"])[volume[0]] == "gateway"
        assert values["MAIEUTIC_CLASS_FILE"] in there


@pytest.mark.parametrize("name", FILES)
def test_docker_compose_accepts_the_file(name: str) -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        pytest.skip("the docker client with compose is not installed")
    done = subprocess.run(
        [docker, "compose", "--env-file", "/dev/null", "-f", str(FOLDER / name), "config", "--quiet"],
        env={"PATH": str(Path(docker).parent), "HOME": "/tmp", "MAIEUTIC_API_KEY": "k", "MAIEUTIC_SERVER_KEY": "s"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
