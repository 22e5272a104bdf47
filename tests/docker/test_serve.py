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
        if target.startswith("/models/"):
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
    return {"MAIEUTIC_BASE": str(base.folder), "MAIEUTIC_REGISTRY": str(registry.root)}


def test_the_model_server_gets_the_live_versions_of_its_base(tmp_path: Path, models: dict[str, str]) -> None:
    done = run(tmp_path, VLLM_API_KEY="a key", **models)
    assert done.returncode == 0, done.stderr
    started: dict[str, Any] = json.loads(done.stdout)
    arguments = started["arguments"]
    after = arguments[arguments.index("--lora-modules") + 1 :]
    assert after == [f"algebra@1={models['MAIEUTIC_REGISTRY']}/algebra/1"]
    assert "kinematics@1" in done.stderr
    assert option(arguments, "--model") == models["MAIEUTIC_BASE"]
    assert option(arguments, "--port") == str(serve.PORT)
    assert option(arguments, "--host") == "0.0.0.0"  # noqa: S104


def option(arguments: Sequence[str], name: str) -> str:
    return arguments[arguments.index(name) + 1]


def test_the_key_is_not_on_the_command_line_and_adapters_cannot_be_loaded_over_http(
    tmp_path: Path, models: dict[str, str]
) -> None:
    started: dict[str, Any] = json.loads(run(tmp_path, VLLM_API_KEY="a key", **models).stdout)
    assert started["environment"]["VLLM_API_KEY"] == "a key"
    assert not any("a key" in argument for argument in started["arguments"])
    assert "VLLM_ALLOW_RUNTIME_LORA_UPDATING" not in started["environment"]


def test_an_empty_registry_serves_the_base_alone(tmp_path: Path) -> None:
    base = tiny.write_base(tmp_path / "base")
    places = {"MAIEUTIC_BASE": str(base.folder), "MAIEUTIC_REGISTRY": str(tmp_path / "nothing")}
    done = run(tmp_path, VLLM_API_KEY="a key", **places)
    assert done.returncode == 0, done.stderr
    assert "--lora-modules" not in json.loads(done.stdout)["arguments"]


@pytest.mark.parametrize(
    ("missing", "told"), [("VLLM_API_KEY", "MAIEUTIC_API_KEY"), ("MAIEUTIC_BASE", "MAIEUTIC_BASE")]
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
