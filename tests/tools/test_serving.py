"""The measures with a model server: what is told of rounds, how a stopped run goes on, and that the stand-ins are real."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from adapters.launch import installed
from tools.serving import rounds, servers

ROOT = Path(__file__).resolve().parents[2]
needs_vllm = pytest.mark.skipif(not installed(), reason="the light install has no model server")


async def test_variants_have_their_turns_in_both_orders_and_the_first_round_is_not_counted() -> None:
    asked: list[str] = []

    async def value(name: str) -> int:
        asked.append(name)
        return len(asked)

    found = await rounds.interleaved({name: partial(value, name) for name in "ab"}, 2)
    assert asked == ["b", "a", "a", "b", "b", "a"]
    assert found == {"a": [3, 6], "b": [4, 5]}


def test_ratios_are_taken_round_by_round() -> None:
    assert rounds.ratio([2.0, 8.0, 3.0], [1.0, 2.0, 1.0]) == {"median": 3.0, "least": 2.0, "most": 4.0}
    assert rounds.loss([3.0, 1.0], [4.0, 2.0]) == {"median": 0.38, "least": 0.25, "most": 0.5}
    assert rounds.tail([float(n) for n in range(101)]) == {"p50": 50.0, "p99": 99.0, "most": 100.0}


def test_memory_is_that_of_the_whole_group() -> None:
    code = "b = bytearray(64 << 20); print('there', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"there\n"
        assert servers.memory(child.pid) > 64
        child.communicate(b"\n")


def test_the_time_on_the_processor_is_that_of_the_whole_group_and_none_while_it_waits() -> None:
    code = "import time\nfor _ in range(2):\n input()\n while time.process_time() < 0.3: pass\n print('there', flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(b"\n")
        child.stdin.flush()
        assert child.stdout.readline() == b"there\n"
        worked = servers.processor_time(child.pid)
        assert 0.29 < worked < 0.6
        time.sleep(0.3)
        assert servers.processor_time(child.pid) - worked < 0.1
        child.communicate(b"\n")


@needs_vllm
def test_a_stopped_run_goes_on_with_the_part_that_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tools.serving import __main__ as serving

    measured: list[str] = []

    def part(name: str) -> Any:
        async def measure(folder: Path, rounds: int) -> dict[str, Any]:
            measured.append(name)
            if measured == ["one", "two"]:
                raise KeyboardInterrupt
            return {"rounds": rounds, "folder": folder.name}

        return measure

    monkeypatch.setattr(serving, "PARTS", {name: part(name) for name in ("one", "two")})
    out = tmp_path / "serving.json"
    with pytest.raises(KeyboardInterrupt):
        serving.main(["--out", str(out)])
    assert set(json.loads(out.read_text("utf-8"))) == {"one"}
    assert serving.main(["--out", str(out), "--rounds", "3"]) == 0
    assert measured == ["one", "two", "two"]
    written = json.loads(out.read_text("utf-8"))
    assert written["two"]["rounds"] == 3 and written["two"]["folder"].startswith("serving-")
    assert "one: there already" in capsys.readouterr().err
    written["one"]["versions"] = {"torch": "0"}
    out.write_text(json.dumps(written), "utf-8")
    assert serving.main(["--out", str(out)]) == 0
    assert measured == ["one", "two", "two", "one"], "what was measured with other versions is measured anew"
    assert json.loads(out.read_text("utf-8"))["one"]["versions"] == written["two"]["versions"]


@needs_vllm
def test_the_patch_for_vllm_applies_to_the_installed_one_and_computes_as_the_plugin_does(
    tmp_path: Path,
) -> None:
    """The patch of the page, applied to copies of vLLM's files; its arithmetic is the plugin's, word for word."""
    page = (ROOT / "docs" / "upstream-cpu-lora.md").read_text("utf-8")
    found = re.search(r"^```diff\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert found
    spec = importlib.util.find_spec("vllm")
    assert spec is not None and spec.origin is not None
    for name in re.findall(r"^--- a/vllm/(\S+)", found[1], re.MULTILINE):
        copy = tmp_path / "vllm" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(spec.origin).parent / name, copy)
    env = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    subprocess.run(["git", "apply", "-p1"], cwd=tmp_path, input=found[1].encode(), check=True, env=env)
    made = (tmp_path / "vllm" / "lora" / "ops" / "torch_ops" / "slot_stack.py").read_text("utf-8")
    ours = (ROOT / "adapters" / "cpu_lora.py").read_text("utf-8")
    for path in tmp_path.rglob("*.py"):
        compile(path.read_text("utf-8"), str(path), "exec")
    start, end = "class Product:", "def _together("
    assert _words(made, start, end) == _words(ours, start, end)


def _words(source: str, start: str, end: str) -> list[str]:
    """The words of a part of a module, however its lines are broken and put in brackets."""
    part = source[source.index(start) : source.index(end)]
    return re.findall(r"\w+|[^\w\s,()]", part)
