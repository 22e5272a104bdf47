"""A training as a process of its own, and its death in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from training import sft


def start(recipe: Path, base: Path, folder: Path) -> subprocess.Popen[str]:
    """Train by a recipe file; what comes of it goes under `folder`."""
    return begin("tests.training.run_recipe", recipe, folder, base)


def begin(module: str, *arguments: Path) -> subprocess.Popen[str]:
    """Run a module as a program."""
    program = [sys.executable, "-m", module, *map(str, arguments)]
    return subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_at_checkpoint(running: subprocess.Popen[str], run: Path) -> None:
    """SIGKILL as soon as there is a whole checkpoint in `run`."""
    while sft.last_checkpoint(run) is None and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL, "it ended before it could be killed"


def tiny_base(folder: Path) -> Path:
    """A tiny Qwen3 with random weights, made in `folder`."""
    program = [sys.executable, "-m", "tests.training.tiny_base", str(folder), "qwen3"]
    subprocess.run(program, check=True, capture_output=True)
    return folder / "tiny-qwen3"
