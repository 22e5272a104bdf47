"""A merged model is served by the real vLLM and says what base and adapter say by PEFT, token for token, in float32."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.base import EMBEDDED_BASE
from adapters.launch import ServerOptions, environment, installed
from adapters.registry import Registry
from tests.training.export.test_weights import TOKENS, adapted, greedy, tokens_of
from training.export.command import Asked, run

pytestmark = [
    pytest.mark.server,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not installed(), reason="the light install neither trains nor serves"),
    pytest.mark.filterwarnings("ignore"),
]


def test_vllm_says_the_same_with_the_merged_model(tmp_path: Path) -> None:
    run(Asked("algebra", "merged", tmp_path / "merged", 100, str(EMBEDDED_BASE)))
    version = Registry().live("algebra")
    assert version is not None
    _, ids = tokens_of(EMBEDDED_BASE)
    wanted = greedy(adapted(EMBEDDED_BASE, version.folder), ids)
    env = environment(ServerOptions(base=str(tmp_path / "merged")), "unused") | {
        "PYTHONPATH": str(Path.cwd())
    }
    env.pop("PYTHONSAFEPATH")
    command = [sys.executable, "-m", "tests.real.merged_in_process", str(tmp_path / "merged"), str(TOKENS)]
    done = subprocess.run(
        command, input=json.dumps(ids), capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == wanted
