"""What leaves and what comes in, in the real vLLM: a merged model says the same, and a bad import is not let speak."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.base import EMBEDDED_BASE
from adapters.launch import ServerOptions, environment, installed
from adapters.registry import Registry
from tests.training.export.test_weights import TOKENS, adapted, greedy, program, tokens_of
from training.export.command import Asked, run
from training.gate.command import Place
from training.imports.command import Asked as Brought
from training.imports.command import run as bring
from training.release import NotReleased, check

pytestmark = [
    pytest.mark.server,
    pytest.mark.timeout(900),
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


def test_an_import_that_is_worse_is_not_let_speak(tmp_path: Path) -> None:
    program("tests.training.export.wild_adapter", EMBEDDED_BASE, tmp_path, '{"wild": {}}')
    shutil.copytree(Registry().root, tmp_path / "registry")
    registry = Registry(tmp_path / "registry")
    before = registry.aliases()
    version = bring(Brought(tmp_path / "wild", "algebra", str(EMBEDDED_BASE), False, "Ana", ""), registry)
    place = Place(str(EMBEDDED_BASE), tmp_path / "state", registry=registry)
    with pytest.raises(NotReleased) as refused:
        check(registry, place, "algebra", version.number, "", "Ana")
    assert version.name in refused.value.tell("es") and "--even-if-worse" in refused.value.tell("en")
    assert registry.aliases() == before
