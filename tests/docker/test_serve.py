"""The containers' own programs, run as the containers run them, with stand-ins for vLLM and its server."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.base import find_base, zero_folder
from adapters.cpu_lora import PLUGIN
from adapters.registry import Registry
from docker import serve
from tests.adapters import fake_vllm, tiny

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docker"
STAND_IN = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "environment": dict(os.environ)}))
"""


def container(root: Path) -> Path:
    """The code that the compose file mounts into the model server's container; the script that it runs."""
    model = yaml.safe_load((FOLDER / "compose.cpu.yaml").read_text("utf-8"))["services"]["model"]
    for volume in model["volumes"]:
        source, _, target = volume.removesuffix(":ro").rpartition(":")
        if not target.startswith("/maieutic/"):
            continue
        inside = root / target.lstrip("/")
        if (FOLDER / source).is_dir():
            shutil.copytree(FOLDER / source, inside, ignore=shutil.ignore_patterns("weights", "__pycache__"))
        else:
            inside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(FOLDER / source, inside)
    return root / str(model["entrypoint"][1]).lstrip("/")


def run(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Start the script on the standard library alone, with a vLLM that tells how it was started."""
    program = tmp_path / "site" / "vllm" / "entrypoints" / "openai" / "api_server.py"
    program.parent.mkdir(parents=True)
    program.write_text(STAND_IN, "utf-8")
    return subprocess.run(
        [Path(sys.executable).resolve(), "-I", "-S", container(tmp_path)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "site"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def models(tmp_path: Path) -> dict[str, str]:
    """A base model, a live adapter on it, one on another base, and one that is published but not live."""
    registry = Registry(tmp_path / "registry")
    base, other = (tiny.write_base(tmp_path / name, seed=seed) for seed, name in enumerate(("base", "other")))
    for number, (subject, on) in enumerate([("algebra", base), ("kinematics", other), ("general", base)]):
        folder = tiny.write_adapter(tmp_path / f"trained{number}", seed=number)
        registry.publish(folder, tiny.card(subject, on), base=on, who="a test", why="to serve it")
    for subject in ("algebra", "kinematics"):
        registry.point(subject, 1, who="a test", why="to serve it")
    places = {"MAIEUTIC_BASE": base.folder, "MAIEUTIC_REGISTRY": registry.root, "MAIEUTIC_STATE_DIR": tmp_path / "state"}
    return {name: str(place) for name, place in places.items()}


def test_the_model_server_begins_without_adapters_and_takes_those_of_the_gateway(
    tmp_path: Path, models: dict[str, str]
) -> None:
    done = run(tmp_path, VLLM_API_KEY="a key", **models)
    assert done.returncode == 0, done.stderr
    started: dict[str, Any] = json.loads(done.stdout)
    arguments = started["arguments"]
    assert "--lora-modules" not in arguments
    assert started["environment"]["VLLM_ALLOW_RUNTIME_LORA_UPDATING"] == "True"
    assert option(arguments, "--model") == models["MAIEUTIC_BASE"]
    assert option(arguments, "--port") == str(serve.PORT)
    assert option(arguments, "--host") == "0.0.0.0"  # noqa: S104
    base = find_base(models["MAIEUTIC_BASE"])
    zero = zero_folder(Path(models["MAIEUTIC_STATE_DIR"]), base.digest)
    assert (zero / "adapter_model.safetensors").is_file()


def test_vllm_finds_our_plugin_without_an_installation(tmp_path: Path, models: dict[str, str]) -> None:
    wanted = json.loads(run(tmp_path, VLLM_API_KEY="a key", **models).stdout)["environment"]
    assert wanted["VLLM_PLUGINS"] == PLUGIN
    looked = (
        "from importlib.metadata import entry_points; "
        f"[found] = entry_points(group='vllm.general_plugins', name='{PLUGIN}'); print(found.load().__module__)"
    )
    done = subprocess.run(
        [Path(sys.executable).resolve(), "-S", "-c", looked],
        env={"PYTHONPATH": wanted["PYTHONPATH"], "PYTHONSAFEPATH": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "adapters.cpu_lora\n", done.stderr


def test_slots_are_as_large_as_the_largest_adapter_that_is_published(tmp_path: Path) -> None:
    base = tiny.write_base(tmp_path / "base")
    registry = Registry(tmp_path / "registry")
    assert serve.largest(registry) == 0
    folder = tiny.write_adapter(tmp_path / "trained", seed=1)
    registry.publish(folder, tiny.card("algebra", base), base=base, who="a test", why="to serve it")
    assert serve.largest(registry) == json.loads((folder / "adapter_config.json").read_text("utf-8"))["r"]


def option(arguments: Sequence[str], name: str) -> str:
    return arguments[arguments.index(name) + 1]


def test_the_key_is_not_on_the_command_line(tmp_path: Path, models: dict[str, str]) -> None:
    started: dict[str, Any] = json.loads(run(tmp_path, VLLM_API_KEY="a key", **models).stdout)
    assert started["environment"]["VLLM_API_KEY"] == "a key"
    assert not any("a key" in argument for argument in started["arguments"])


@pytest.mark.parametrize(
    ("missing", "told"), [("VLLM_API_KEY", "MAIEUTIC_SERVER_KEY"), ("MAIEUTIC_BASE", "MAIEUTIC_BASE")]
)
def test_what_is_missing_is_told_in_a_sentence(
    tmp_path: Path, models: dict[str, str], missing: str, told: str
) -> None:
    given = {"VLLM_API_KEY": "a key", **models}
    done = run(tmp_path, **{name: value for name, value in given.items() if name != missing})
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def answering(tmp_path: Path) -> Iterator[int]:
    """The port of a stand-in model server that answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
    command = ["--model", str(tmp_path), "--served-model-name", "base", "--host", "127.0.0.1"]
    program = [sys.executable, fake_vllm.__file__, *command, "--port", str(port)]
    environment = {**os.environ, "VLLM_API_KEY": "a key"}
    said = tmp_path / "stand-in.log"
    with said.open("wb") as log, subprocess.Popen(program, env=environment, stdout=log, stderr=log) as server:
        try:
            while server.poll() is None:
                with closing(socket.socket()) as client:
                    if client.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            assert server.poll() is None, said.read_text("utf-8")
            yield port
        finally:
            server.terminate()


def healthy(port: int, state: Path) -> bool:
    """What the bot image's own health check says, run as it stands there."""
    found = re.search(
        r"^HEALTHCHECK .*?\n?\s+CMD (.+)$", (FOLDER / "Dockerfile.bot").read_text("utf-8"), re.M
    )
    assert found is not None
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "MAIEUTIC_ENDPOINT": f"http://127.0.0.1:{port}/v1",
        "MAIEUTIC_API_KEY": "a key",
        "MAIEUTIC_CLASS_FILE": str(ROOT / "class.toml"),
        "MAIEUTIC_STATE_DIR": str(state),
    }
    return subprocess.run(["sh", "-c", found[1]], env=environment, cwd=state, check=False).returncode == 0


def test_the_bot_is_well_when_the_model_server_answers_and_only_then(tmp_path: Path, answering: int) -> None:
    assert healthy(answering, tmp_path)
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        silent: int = probe.getsockname()[1]
    assert not healthy(silent, tmp_path)
