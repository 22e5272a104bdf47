"""Versions are whole, immutable and checked; the alias moves and comes back; a crash leaves no half."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.base import Base
from adapters.errors import (
    NotWritable,
    RejectedAdapter,
    TamperedVersion,
    UnknownVersion,
    WrongBase,
)
from adapters.registry import MOST_WORDING, WORDING, Registry, Version
from tests.adapters import tiny
from tutoring.wording import Wording


def publish(
    registry: Registry, base: Base, tmp_path: Path, subject: str = "algebra", *, seed: int = 1
) -> Version:
    folder = tmp_path / f"trained-{subject}-{seed}-{len(registry.numbers(subject))}"
    tiny.write_adapter(folder, seed=seed)
    card = tiny.card(subject, base)
    return registry.publish(folder, card, base=base, who="Ana", why="new examples")


def point(registry: Registry, number: int) -> Version:
    return registry.point("algebra", number, who="Ana", why="it is better")


def test_a_published_version_holds_two_files_a_card_and_digests(
    registry: Registry, base: Base, tmp_path: Path
) -> None:
    version = publish(registry, base, tmp_path)
    assert version.name == "algebra@1"
    assert {path.name for path in version.folder.iterdir()} == {
        "adapter_config.json", "adapter_model.safetensors", "card.json", "digests.json",
    }  # fmt: skip
    assert (version.card.version, version.card.published_by) == (1, "Ana")
    assert registry.versions("algebra") == (version,)
    assert registry.subjects() == ("algebra",)


def test_the_words_of_a_small_model_are_published_with_it_and_guarded_like_its_weights(
    registry: Registry, base: Base, tmp_path: Path
) -> None:
    folder = tiny.write_adapter(tmp_path / "small")
    words = Wording.of([("", "¿Qué ves en [problema]?")])
    (folder / WORDING).write_bytes(words.to_bytes())
    version = registry.publish(folder, tiny.card("algebra", base), base=base, who="Ana", why="new examples")
    assert (version.folder / WORDING).read_bytes() == words.to_bytes()
    (version.folder / WORDING).chmod(0o644)
    (version.folder / WORDING).write_bytes(b"abcd")
    with pytest.raises(TamperedVersion, match=WORDING):
        registry.load("algebra", 1)


def test_words_put_beside_a_version_that_has_none_are_tampering(
    registry: Registry, base: Base, tmp_path: Path
) -> None:
    version = publish(registry, base, tmp_path)
    version.folder.chmod(0o755)
    (version.folder / WORDING).write_bytes(Wording.of([("", "Mira.")]).to_bytes())
    with pytest.raises(TamperedVersion, match=WORDING):
        registry.load("algebra", 1)


@pytest.mark.parametrize("data", [b"", b"abc", b"abcd" * (MOST_WORDING // 4 + 1)])
def test_words_that_training_did_not_write_are_refused(
    registry: Registry, base: Base, tmp_path: Path, data: bytes
) -> None:
    folder = tiny.write_adapter(tmp_path / "small")
    (folder / WORDING).write_bytes(data)
    with pytest.raises(RejectedAdapter, match=WORDING):
        registry.publish(folder, tiny.card("algebra", base), base=base, who="Ana", why="new examples")


def test_the_folder_of_training_is_not_published(registry: Registry, base: Base, tmp_path: Path) -> None:
    version = publish(registry, base, tmp_path)
    text = (version.folder / "adapter_config.json").read_text()
    assert "/home/somebody" not in text
    assert json.loads(text)["base_model_name_or_path"] == base.name


def test_publishing_does_not_make_live(registry: Registry, base: Base, tmp_path: Path) -> None:
    publish(registry, base, tmp_path)
    assert registry.live("algebra") is None


def test_numbers_grow_and_are_kept_apart_by_subject(registry: Registry, base: Base, tmp_path: Path) -> None:
    names = [publish(registry, base, tmp_path, s).name for s in ("algebra", "algebra", "kinematics")]
    assert names == ["algebra@1", "algebra@2", "kinematics@1"]


def test_the_number_of_a_removed_version_is_not_given_again(
    registry: Registry, base: Base, tmp_path: Path
) -> None:
    version = publish(registry, base, tmp_path)
    version.folder.rename(tmp_path / "taken-away")
    assert publish(registry, base, tmp_path, seed=2).number == 2


def test_rollbacks_go_back_one_version_at_a_time(registry: Registry, base: Base, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        publish(registry, base, tmp_path)
        point(registry, number)
    numbers = [registry.rollback("algebra", who="Ana", why="worse").number for _ in range(2)]
    assert numbers == [2, 1]
    live = registry.live("algebra")
    assert live is not None
    assert live.number == 1
    with pytest.raises(UnknownVersion):
        registry.rollback("algebra", who="Ana", why="worse")
    assert registry.aliases() == {"algebra": 1}


def test_history_says_who_when_why_from_and_to(registry: Registry, base: Base, tmp_path: Path) -> None:
    publish(registry, base, tmp_path)
    point(registry, 1)
    last = registry.history("algebra")[-1]
    assert (last.act, last.who, last.why, last.old, last.to) == ("point", "Ana", "it is better", None, 1)
    assert last.time.endswith("+00:00")
    assert registry.history("kinematics") == ()


@pytest.mark.parametrize(
    "name", ["adapter_config.json", "adapter_model.safetensors", "card.json", "digests.json"]
)
@pytest.mark.parametrize("how", ["cut", "changed", "gone", "link"])
def test_a_version_that_was_tampered_with_is_refused(
    registry: Registry, base: Base, tmp_path: Path, name: str, how: str
) -> None:
    version = publish(registry, base, tmp_path)
    point(registry, 1)
    path = version.folder / name
    data = path.read_bytes()
    path.unlink()
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "changed":
        path.write_bytes(data.replace(b"a", b"b", 1) if name.endswith("json") else data[:-1] + b"\x01")
    elif how == "link":
        (tmp_path / "elsewhere").write_bytes(b"x" + data)
        path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TamperedVersion, match=r"algebra@1"):
        registry.live("algebra")


def test_the_error_names_subject_file_and_what_to_do(registry: Registry, base: Base, tmp_path: Path) -> None:
    version = publish(registry, base, tmp_path)
    weights = version.folder / "adapter_model.safetensors"
    data = weights.read_bytes()
    weights.unlink()
    weights.write_bytes(data[:-10])
    with pytest.raises(TamperedVersion) as caught:
        registry.load("algebra", 1)
    for text in (caught.value.tell("es"), caught.value.tell("en")):
        assert "algebra@1" in text
        assert "adapter_model.safetensors" in text
        assert "teach rollback algebra" in text


def test_a_tampered_version_cannot_go_live(registry: Registry, base: Base, tmp_path: Path) -> None:
    publish(registry, base, tmp_path)
    point(registry, 1)
    version = publish(registry, base, tmp_path, seed=2)
    (version.folder / "adapter_model.safetensors").unlink()
    with pytest.raises(TamperedVersion):
        point(registry, 2)
    assert registry.aliases() == {"algebra": 1}


def test_an_adapter_of_another_base_is_neither_published_nor_loaded(
    registry: Registry, base: Base, tmp_path: Path
) -> None:
    other = tiny.write_base(tmp_path / "other", seed=5)
    folder = tiny.write_adapter(tmp_path / "a")
    with pytest.raises(WrongBase, match="other"):
        registry.publish(folder, tiny.card("algebra", base), base=other, who="Ana", why="x")
    publish(registry, base, tmp_path)
    with pytest.raises(WrongBase) as caught:
        registry.load("algebra", 1, base=other)
    assert "algebra@1" in caught.value.tell("es")
    assert registry.load("algebra", 1, base=base).number == 1


def test_pickled_weights_are_not_taken(registry: Registry, base: Base, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "a")
    (folder / "adapter_model.safetensors").rename(folder / "adapter_model.bin")
    with pytest.raises(RejectedAdapter, match=r"\.bin"):
        registry.publish(folder, tiny.card("algebra", base), base=base, who="Ana", why="x")


def test_a_refused_adapter_leaves_nothing_behind(registry: Registry, base: Base, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "a", config=tiny.lora_config(use_dora=True))
    with pytest.raises(RejectedAdapter):
        registry.publish(folder, tiny.card("algebra", base), base=base, who="Ana", why="x")
    assert list(registry.root.iterdir()) == []


@pytest.mark.parametrize("subject", ["", "..", "../x", "a/b", "Algebra", "/etc", "a" * 41, "1a", "á"])
def test_no_name_leaves_the_registry(registry: Registry, base: Base, tmp_path: Path, subject: str) -> None:
    folder = tiny.write_adapter(tmp_path / "a")
    with pytest.raises(UnknownVersion):
        registry.publish(folder, tiny.card(subject, base), base=base, who="Ana", why="x")
    with pytest.raises(UnknownVersion):
        registry.load(subject, 1)


def test_an_unknown_version_names_the_known_ones(registry: Registry, base: Base, tmp_path: Path) -> None:
    publish(registry, base, tmp_path)
    with pytest.raises(UnknownVersion, match="published: 1"):
        registry.load("algebra", 7)


def test_unreadable_aliases_are_told(registry: Registry, base: Base, tmp_path: Path) -> None:
    publish(registry, base, tmp_path)
    (registry.root / "aliases.json").write_text("{")
    with pytest.raises(TamperedVersion, match=r"aliases\.json"):
        registry.live("algebra")


def test_a_registry_that_cannot_be_written_is_told(base: Base, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    registry = Registry(tmp_path / "file" / "registry")
    folder = tiny.write_adapter(tmp_path / "a")
    with pytest.raises(NotWritable, match="permissions"):
        registry.publish(folder, tiny.card("algebra", base), base=base, who="Ana", why="x")


def run(program: str, *arguments: object) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], cwd=root, stdout=subprocess.PIPE, text=True
    )


PUBLISH = """
import sys
from pathlib import Path
from adapters.base import find_base
from adapters.registry import Registry
from tests.adapters import tiny
root, base, folder = map(Path, sys.argv[1:4])
def publish():
    base_ = find_base(base)
    return Registry(root).publish(folder, tiny.card("algebra", base_), base=base_, who="x", why="y")
"""
DIE_AT = """
import os
from adapters import disk, history
stage = sys.argv[4]
if stage == "rename":
    Path.rename = lambda *_: os._exit(9)
elif stage == "copy":
    disk.write_synced = lambda *_, **__: os._exit(9)
elif stage == "record":
    history.append = lambda *_: os._exit(9)
elif stage == "alias":
    disk.replace = lambda *_, **__: os._exit(9)
version = publish() if stage != "alias" else None
Registry(root).point("algebra", 2, who="x", why="y")
"""


@pytest.mark.parametrize("stage", ["copy", "rename", "record", "alias"])
def test_a_publisher_killed_at_any_stage_leaves_a_whole_registry(
    registry: Registry, base: Base, tmp_path: Path, stage: str
) -> None:
    publish(registry, base, tmp_path)
    point(registry, 1)
    if stage == "alias":
        publish(registry, base, tmp_path, seed=2)
    folder = tiny.write_adapter(tmp_path / "a", seed=3)
    child = run(PUBLISH + DIE_AT, registry.root, base.folder, folder, stage)
    child.communicate()
    assert child.returncode == 9
    assert registry.aliases() == {"algebra": 1}
    for number in registry.numbers("algebra"):
        assert registry.load("algebra", number, base=base).number == number
    latest = publish(registry, base, tmp_path, seed=4)
    point(registry, latest.number)
    assert registry.rollback("algebra", who="Ana", why="worse").number == 1
    assert not (registry.root / ".publishing").exists()


def test_publishers_at_once_get_different_numbers(registry: Registry, base: Base, tmp_path: Path) -> None:
    folder = tiny.write_adapter(tmp_path / "a")
    program = PUBLISH + "print(publish().number)"
    children = [run(program, registry.root, base.folder, folder) for _ in range(4)]
    numbers = [child.communicate()[0].strip() for child in children]
    assert sorted(numbers) == ["1", "2", "3", "4"]
    assert len(registry.history("algebra")) == 4
