"""A base model is known by its weights, not by its name or place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from adapters import tensors
from adapters.base import Base, base_digest, context_length, find_base, linear_shapes, zero_adapter
from adapters.errors import BaseMissing, RejectedAdapter
from adapters.examine import examine
from tests.adapters import tiny


def test_a_moved_base_with_another_tokenizer_is_the_same_base(base: Base, tmp_path: Path) -> None:
    moved = shutil.copytree(base.folder, tmp_path / "elsewhere")
    (moved / "tokenizer.json").write_text("{}")
    assert base_digest(moved) == base.digest


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_changed_base_is_another_base(base: Base, name: str) -> None:
    path = base.folder / name
    path.write_bytes(path.read_bytes() + b" ")
    assert base_digest(base.folder) != base.digest


def test_weights_renamed_are_another_base(base: Base) -> None:
    (base.folder / "model.safetensors").rename(base.folder / "model-00001-of-00001.safetensors")
    assert base_digest(base.folder) != base.digest


def test_a_folder_without_weights_is_told_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(BaseMissing, match="MAIEUTIC_BASE") as caught:
        find_base(tmp_path)
    assert str(tmp_path) in caught.value.tell("es")


@pytest.mark.parametrize("setting", ["no/such/folder", "nowhere", "../x", "/no/base", "~/no-such-base"])
def test_a_path_that_is_not_there_is_never_looked_for_on_a_hub(setting: str) -> None:
    with pytest.raises(BaseMissing, match="no such folder"):
        find_base(setting)


def test_a_config_that_is_not_json_is_told(base: Base) -> None:
    (base.folder / "config.json").write_text("{")
    with pytest.raises(BaseMissing, match=r"config\.json"):
        context_length(base.folder)


def test_the_context_length_is_the_configs(base: Base) -> None:
    assert context_length(base.folder) == 512


def test_shapes_come_from_the_weights(base: Base) -> None:
    expected = {
        f"model.layers.{i}.{name}": shape for i in range(tiny.LAYERS) for name, shape in tiny.MODULES.items()
    }
    assert linear_shapes(base.folder) == expected


def test_packed_weights_leave_the_shapes_to_the_config(base: Base, tmp_path: Path) -> None:
    packed = tiny.write_base(tmp_path / "packed", packed=True)
    assert linear_shapes(packed.folder) == linear_shapes(base.folder)


def test_the_zero_adapter_fits_the_base_and_changes_nothing(base: Base, tmp_path: Path) -> None:
    folder = zero_adapter(base.folder, tmp_path / "base@0")
    found = tensors.read_header(folder / "adapter_model.safetensors")
    assert tensors.all_zero(folder / "adapter_model.safetensors", found.values())
    assert len(found) == 2 * tiny.LAYERS * len(tiny.MODULES)
    # All else about it is in order: the only objection is that it changes nothing.
    with pytest.raises(RejectedAdapter, match="changes nothing"):
        examine(folder, base.folder)


def test_the_zero_adapter_is_written_once(base: Base, tmp_path: Path) -> None:
    folder = zero_adapter(base.folder, tmp_path / "base@0")
    before = (folder / "adapter_model.safetensors").stat()
    zero_adapter(base.folder, folder)
    after = (folder / "adapter_model.safetensors").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


FIND = "import sys; from adapters.base import find_base; print(find_base(sys.argv[1]).digest)"


def find_in_cache(name: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"HF_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-c", FIND, name], env=env, cwd=root, capture_output=True, text=True
    )


needs_hub = pytest.mark.skipif(
    find_spec("huggingface_hub") is None, reason="the light install fetches no models"
)


@needs_hub
def test_a_hub_name_is_found_in_the_local_cache_without_network(base: Base, tmp_path: Path) -> None:
    stored = tmp_path / "home" / "hub" / "models--some--model"
    shutil.copytree(base.folder, stored / "snapshots" / ("a" * 40))
    (stored / "refs").mkdir()
    (stored / "refs" / "main").write_text("a" * 40)
    assert find_in_cache("some/model", tmp_path / "home").stdout.strip() == base.digest


@needs_hub
def test_a_hub_name_that_cannot_be_fetched_is_told(tmp_path: Path) -> None:
    done = find_in_cache("some/model", tmp_path / "home")
    assert "BaseMissing" in done.stderr
    assert "MAIEUTIC_BASE" in done.stderr.splitlines()[-1]
