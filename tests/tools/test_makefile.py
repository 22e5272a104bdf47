"""`make` for newcomers: every target starts what exists, and `make run` owns standard input and output."""

from __future__ import annotations

import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.main import COMMANDS
from tests.adapters import fake_vllm

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("run", "light-run", "test", "evaluate", "bench", "bench-turns", "bench-serving", "lint", "lock")


def make(*arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_sets_up_first_and_then_starts_what_exists(target: str) -> None:
    first, *then = make("--dry-run", target).stdout.splitlines()
    assert re.fullmatch(r"python3 tools/bootstrap\.py (full|light|lock) </dev/null >&2", first)
    for line in then:
        _, program, argument = re.fullmatch(r"(exec )?\.venv/bin/(\S+)(.*)", line).groups()  # type: ignore[union-attr]
        assert (Path(sys.executable).parent / program).exists()
        if program == "tutor":
            assert argument.split()[0] in {command.__name__ for command in COMMANDS}
        if found := re.match(r" -m (\S+)", argument):
            assert importlib.util.find_spec(found[1]) is not None


def test_continuous_integration_runs_make_test_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert len(script) == 3
    assert re.findall(r"make \w+", script[-1]) == ["make test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """The address of a stand-in model server, so that nothing has to be loaded."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
    options = [
        "--model",
        str(tmp_path),
        "--served-model-name",
        "m",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "VLLM_API_KEY": "a key"}
    with subprocess.Popen(
        [sys.executable, fake_vllm.__file__, *options], env=environment, stdout=subprocess.DEVNULL
    ) as server:
        try:
            while server.poll() is None:
                with closing(socket.socket()) as client:
                    if client.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


@pytest.mark.parametrize("target", ["run", "light-run"])
def test_lines_of_standard_input_are_answered_and_only_replies_reach_standard_output(
    target: str, endpoint: str, tmp_path: Path
) -> None:
    settings = {
        "MAIEUTIC_ENDPOINT": endpoint,
        "MAIEUTIC_API_KEY": "a key",
        "MAIEUTIC_STATE_DIR": str(tmp_path / "state"),
        "LANG": "es_ES.UTF-8",
    }
    done = make(target, said="Resuelve 5x + 7 = 22\nno sé\n", **settings)
    assert done.returncode == 0, done.stderr
    replies = done.stdout.splitlines()
    assert len(replies) >= 2
    assert all(replies)
    assert "?" in done.stdout
    assert not re.search(r"set-up|make|MAIEUTIC_|\bx = 3\b", done.stdout)
    assert "MAIEUTIC_DISCORD_TOKEN" in done.stderr
