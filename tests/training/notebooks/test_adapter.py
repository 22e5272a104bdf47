"""The notebook: run on the base that comes with us, by TRL and by the plain Trainer, and what it makes is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.base import EMBEDDED_BASE, find_base
from adapters.registry import Registry
from prompts.render import digests
from tests.training.notebooks.run_notebook import cells
from training.export.command import Asked as Exported
from training.export.command import run as export
from training.imports.command import Asked, run

NOTEBOOK = Path(__file__).parents[3] / "training" / "notebooks" / "adapter.ipynb"
STEPS = 6


def test_it_is_a_notebook_without_outputs_in_both_languages() -> None:
    state = json.loads(NOTEBOOK.read_text("utf-8"))
    assert (state["nbformat"], state["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in state["cells"]}) == len(state["cells"])
    for cell in state["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            compile("".join(cell["source"]), cell["id"], "exec")
    spoken = "".join("".join(cell["source"]) for cell in state["cells"] if cell["cell_type"] == "markdown")
    assert "**Español.**" in spoken and "**English.**" in spoken and "teach import adapter.zip" in spoken


def test_nothing_in_it_reports_to_anybody() -> None:
    source = "\n".join(cells(NOTEBOOK))
    assert 'os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"' in source
    assert source.count('report_to="none"') == 2


@pytest.mark.train
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("trainer", "destination", "file"), [
    ("trl", "huggingface", "data/train.jsonl"), ("transformers", "gemini", "train.jsonl"),
])  # fmt: skip
def test_what_it_trains_comes_back_as_a_version(
    tmp_path: Path, trainer: str, destination: str, file: str
) -> None:
    pytest.importorskip("trl", reason="the light install does not train")
    export(Exported("algebra", destination, tmp_path / "data", 40, ""))
    (tmp_path / "home").mkdir()
    told = {
        "MAIEUTIC_BASE": str(EMBEDDED_BASE), "MAIEUTIC_FILE": str(tmp_path / "data" / file), "MAIEUTIC_OUT": "adapter",
        "MAIEUTIC_TRAINER": trainer, "MAIEUTIC_STEPS": str(STEPS), "HF_HUB_OFFLINE": "1", "HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(NOTEBOOK.parents[2]), "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.training.notebooks.run_notebook", str(NOTEBOOK)]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "40 ejemplos" in done.stdout and "0 demasiado largos" in done.stdout and "⟦" in done.stdout
    replies = {line[:8]: line for line in done.stdout.splitlines()}
    assert replies["base:   "].split(":", 1)[1] != replies["adapter:"].split(":", 1)[1]

    registry = Registry(tmp_path / "registry")
    version = run(Asked(tmp_path / "adapter.zip", "algebra", str(EMBEDDED_BASE), False, "Ana", ""), registry)
    card = registry.load("algebra", version.number, base=find_base(EMBEDDED_BASE)).card
    assert card.recipe["base_known_by"] == "digest" and card.prompt_digests == dict(digests())
    assert len(card.data_digest) == 64 and card.recipe["unknown"] == ["recipe", "scores"]
