"""The real vLLM on CPU, base and adapters in one batch: right with our plugin, wrong without it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.launch import ServerOptions, environment, installed, on_gpu

pytestmark = [
    pytest.mark.server,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not installed() or on_gpu("auto"), reason="about vLLM on CPU"),
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random base and four random adapters."""
    folder = tmp_path_factory.mktemp("mixed")
    program = Path(__file__).with_name("tiny_model.py")
    subprocess.run([sys.executable, program, folder, "qwen3", "4"], check=True, capture_output=True)
    return folder


def differences(tiny: Path, plugins: str | None = None) -> dict[str, int]:
    env = environment(ServerOptions(str(tiny / "base")), "key")
    if plugins is not None:
        env["VLLM_PLUGINS"] = plugins
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    adapters = sorted(map(str, tiny.glob("adapter-*")))
    command = [sys.executable, "-m", "tests.real.mixed_batch", str(tiny / "base"), *adapters]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_row_of_a_mixed_batch_says_what_it_says_alone(tiny: Path) -> None:
    assert differences(tiny) == {"rows": 20, "base": 0, "adapters": 0}


def test_without_the_plugin_the_base_speaks_wrongly_beside_adapters(tiny: Path) -> None:
    assert differences(tiny, plugins="")["base"] > 0
