"""`teach import`: what fits becomes a version whose card owns up to what is unknown; the rest is told what to change."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.base import Base
from adapters.errors import AdapterError, RejectedAdapter, WrongBase
from adapters.registry import Registry
from tests.adapters import tiny
from tests.training.test_main import teach
from training.imports.command import Asked, UnknownSubject, run, told
from training.release import check_templates


@pytest.fixture
def base(tmp_path: Path) -> Base:
    """A base model's folder, written by hand."""
    return tiny.write_base(tmp_path / "tiny-base")


def brought(
    path: Path, base: Base, registry: Registry, *, same: bool = False, subject: str = "algebra"
) -> Any:
    """What comes of importing a path."""
    return run(Asked(path, subject, str(base.folder), same, "Ana", ""), registry)


def parcel(folder: Path, base: Base, **changes: Any) -> Path:
    """A folder as PEFT writes it for this base."""
    return tiny.write_adapter(folder, config=tiny.lora_config(base_model_name_or_path=base.name, **changes))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """An empty registry."""
    return Registry(tmp_path / "registry")


def test_it_becomes_a_version_that_does_not_speak_yet(base: Base, registry: Registry, tmp_path: Path) -> None:
    version = brought(parcel(tmp_path / "a", base), base, registry)
    assert version.name == "algebra@1" and registry.aliases() == {}
    card = registry.load("algebra", 1, base=base).card
    assert (card.base, card.base_digest, card.published_by) == (base.name, base.digest, "Ana")
    assert card.recipe["unknown"] == ["data_digest", "prompt_digests", "recipe", "scores"]
    assert (card.data_digest, card.prompt_digests, card.scores) == ("", {}, {})
    for lang in ("es", "en"):
        said = told(version).tell(lang)
        assert "data_digest" in said and "teach publish algebra@1" in said
    check_templates(version)


def test_what_its_own_card_claims_is_kept_as_a_claim(base: Base, registry: Registry, tmp_path: Path) -> None:
    first = brought(parcel(tmp_path / "a", base), base, registry)
    claims = json.loads((first.folder / "card.json").read_text()) | {
        "data_digest": "a" * 64, "prompt_digests": {"es/open.j2": "b" * 64, "es/x.j2": "<script>"},
        "scores": {"held_out_loss": 0.1},
    }  # fmt: skip
    again = parcel(tmp_path / "b", base)
    (again / "card.json").write_text(json.dumps(claims))
    card = brought(again, base, registry).card
    assert (card.data_digest, card.prompt_digests) == ("a" * 64, {"es/open.j2": "b" * 64})
    assert card.scores == {} and card.recipe["claimed"]["scores"] == {"held_out_loss": 0.1}
    assert card.recipe["base_known_by"] == "digest"


def test_a_zip_is_taken_too_and_a_folder_within_it(base: Base, registry: Registry, tmp_path: Path) -> None:
    folder = parcel(tmp_path / "a", base)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, f"drive/adapter/{file.name}")
        archive.writestr("../../outside.txt", "no")
    assert brought(tmp_path / "a.zip", base, registry).name == "algebra@1"
    assert not (tmp_path.parent / "outside.txt").exists()


def test_a_base_of_another_name_needs_somebodys_word(base: Base, registry: Registry, tmp_path: Path) -> None:
    folder = tiny.write_adapter(
        tmp_path / "a", config=tiny.lora_config(base_model_name_or_path="/home/ana/other")
    )
    with pytest.raises(WrongBase, match="--same-base") as refused:
        brought(folder, base, registry)
    assert "other" in refused.value.tell("es") and "/home/ana" not in refused.value.tell("es")
    card = brought(folder, base, registry, same=True).card
    assert card.recipe["base_known_by"] == "word" and "/home/ana" not in card.to_json()


def test_a_base_of_another_digest_is_refused_whatever_anybody_says(
    base: Base, registry: Registry, tmp_path: Path
) -> None:
    folder = parcel(tmp_path / "a", base)
    (folder / "origin.json").write_text(json.dumps({"base_digest": "0" * 64}))
    with pytest.raises(WrongBase, match="MAIEUTIC_BASE"):
        brought(folder, base, registry, same=True)


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        ({"peft_type": "IA3"}, "LoraConfig"),
        ({"r": 4096}, "r=8"),
        ({"r": True}, "r=8"),
        ({"r": 0}, "r=8"),
        ({"use_dora": True}, "use_dora=False"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save=None"),
        ({"bias": "lora_only"}, 'bias="none"'),
        ({"lora_bias": True}, "lora_bias=False"),
        ({"target_modules": ["q_proj", "embed_tokens"]}, "all-linear"),
        ({"target_modules": ["model.lm_head"]}, "all-linear"),
        ({"trainable_token_indices": [5]}, "trainable_token_indices"),
        ({"target_parameters": ["experts.w"]}, "all-linear"),
        ({"rank_pattern": {"(a+)+$": 8}}, "rank_pattern"),
        ({"rank_pattern": ["q_proj"]}, "rank_pattern"),
        ({"rank_pattern": {"q_proj": 100_000}}, "rank_pattern"),
        ({"alpha_pattern": {"q_proj": "8"}}, "alpha_pattern"),
        ({"init_lora_weights": "pissa"}, "pissa"),
        ({"lora_alpha": None}, "lora_alpha"),
        ({"new_trick": True}, "new_trick"),
    ],
)
def test_settings_that_cannot_be_served_are_refused_with_what_to_change(
    base: Base, registry: Registry, tmp_path: Path, change: Mapping[str, Any], advice: str
) -> None:
    folder = parcel(tmp_path / "a", base, **change)
    with pytest.raises(RejectedAdapter) as refused:
        brought(folder, base, registry)
    assert advice in refused.value.tell("es") and advice in refused.value.tell("en")
    assert registry.subjects() == ()


def spoil(folder: Path, how: str) -> Path:
    """The folder, or a zip of it, spoiled in a way."""
    weights = folder / "adapter_model.safetensors"
    data = weights.read_bytes()
    if how == "truncated":
        weights.write_bytes(data[:-100])
    elif how == "longer":
        weights.write_bytes(data + b"x" * (3 << 20))
    elif how == "nan":
        weights.write_bytes(data[:-2] + b"\xc0\x7f")
    elif how == "pickle":
        weights.rename(folder / "adapter_model.bin")
    elif how == "link":
        weights.rename(folder.parent / "elsewhere")
        weights.symlink_to(folder.parent / "elsewhere")
    elif how == "no config":
        (folder / "adapter_config.json").unlink()
    elif how == "deep config":
        (folder / "adapter_config.json").write_text("[" * 100_000)
    elif how == "huge config":
        (folder / "adapter_config.json").write_text(" " * (2 << 20) + "{}")
    elif how == "list config":
        (folder / "adapter_config.json").write_text("[]")
    elif how == "digest":
        (folder / "digests.json").write_text(json.dumps({"adapter_model.safetensors": "0" * 64}))
    elif how == "device":
        weights.unlink()
        os.mkfifo(weights)
    elif how == "two":
        (folder / "one").mkdir()
        (folder / "two").mkdir()
        for name in ("one", "two"):
            for file in ("adapter_config.json", "adapter_model.safetensors"):
                (folder / name / file).write_bytes((folder / file).read_bytes())
        weights.unlink()
        (folder / "adapter_config.json").unlink()
    elif how == "bomb":
        with zipfile.ZipFile(folder.parent / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(folder / "adapter_config.json", "adapter_config.json")
            with archive.open("adapter_model.safetensors", "w") as member:
                for _ in range(64):
                    member.write(bytes(1 << 20))
        return folder.parent / "bomb.zip"
    elif how == "broken zip":
        (folder.parent / "a.zip").write_bytes(b"PK\x03\x04" + bytes(200))
        return folder.parent / "a.zip"
    elif how == "nothing":
        return folder.parent / "nowhere"
    return folder


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("truncated", "cut short"), ("longer", "larger than a LoRA"), ("nan", "finite"), ("pickle", "safe_serialization"),
        ("link", "save_pretrained"), ("no config", "save_pretrained"), ("deep config", "broken"), ("huge config", "huge"),
        ("list config", "broken"), ("digest", "changed"), ("device", "save_pretrained"), ("two", "several"),
        ("bomb", "larger than a LoRA"), ("broken zip", "broken"), ("nothing", "there is no"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_parcel_is_refused_and_nothing_is_left(
    base: Base, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, said: str
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    path = spoil(parcel(tmp_path / "a", base), how)
    with pytest.raises(AdapterError, match=said):
        brought(path, base, registry)
    assert registry.subjects() == () and list((tmp_path / "tmp").iterdir()) == []


def test_an_adapter_of_a_base_of_other_shapes_is_refused(
    registry: Registry, base: Base, tmp_path: Path
) -> None:
    shapes = {
        name: (rows, columns + 1) if ".lora_A." in name else (rows, columns)
        for name, (rows, columns) in tiny.lora_shapes().items()
    }
    folder = tiny.write_adapter(
        tmp_path / "a", config=tiny.lora_config(base_model_name_or_path=base.name), shapes=shapes
    )
    with pytest.raises(RejectedAdapter, match="shape"):
        brought(folder, base, registry)


def test_a_whole_disk_is_not_looked_through(base: Base, registry: Registry) -> None:
    with pytest.raises(RejectedAdapter, match=r"too many files|cannot be read"):
        brought(Path("/"), base, registry)


def test_a_disk_that_is_full_is_told(
    base: Base, registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = parcel(tmp_path / "a", base)
    own = SimpleNamespace(sha256=lambda: SimpleNamespace(update=full))
    monkeypatch.setattr("training.imports.parcel.hashlib", own)
    with pytest.raises(RejectedAdapter, match="No space left"):
        brought(folder, base, registry)
    assert registry.subjects() == ()


def full(_: bytes) -> None:
    """A disk without room."""
    raise OSError(28, "No space left on device")


def test_a_subject_that_there_is_not_names_those_that_there_are(
    base: Base, registry: Registry, tmp_path: Path
) -> None:
    with pytest.raises(UnknownSubject, match="algebra"):
        brought(tmp_path, base, registry, subject="history")


def test_as_it_is_typed(base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "es_ES.UTF-8")
    monkeypatch.setattr(Registry.__init__, "__defaults__", (tmp_path / "registry",))
    folder = parcel(tmp_path / "a", base)
    done = teach("import", str(folder), "--subject", "algebra", "--base", str(base.folder), lang="es")
    assert (done.exit_code, done.output.partition(".")[0]) == (0, "algebra@1: importada y aún no habla")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    done = teach("import", str(tmp_path / "nowhere"), "--subject", "algebra", "--base", str(base.folder))
    assert done.exit_code == 1 and "Traceback" not in done.output
