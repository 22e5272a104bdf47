"""A recipe says all that decides a run, and mistakes in it are told with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from subjects import catalogue
from training.recipe import HERE, Recipe, RecipeError, load
from tutoring.turn import GENERAL


def written(folder: Path, text: str) -> Path:
    """A recipe file."""
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [*catalogue.names(), GENERAL])
def test_every_adapter_has_a_recipe_that_says_every_setting(name: str) -> None:
    recipe = load(name)
    assert recipe.subject == name
    text = (HERE / f"{name}.yaml").read_text("utf-8")
    missing = [
        key
        for key in Recipe.model_fields
        if f"{key}:" not in text and key not in {"dropout", "warmup", "method"}
    ]
    assert missing == []


def test_a_recipe_is_what_its_file_says(tmp_path: Path) -> None:
    recipe = load(written(tmp_path, "subject: algebra\nexamples: 64\nlearning_rate: 0.01\ndevice: cpu\n"))
    assert recipe == Recipe(subject="algebra", examples=64, learning_rate=0.01, device="cpu")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("subject: algebra\nlearning_rat: 0.1", "`learning_rat`? → `learning_rate`"),
        ("subject: algebra\nepoch: 3", "`epoch`? → `epochs`"),
        ("subject: algebra\nxyz: 3", "`xyz`?"),
        ("subject: algebra\nexamples: many", "`examples`: "),
        ("subject: algebra\nexamples: 3", "`examples`: "),
        ("subject: algebra\nlearning_rate: 2", "`learning_rate`: "),
        ("subject: algebra\ndevice: tpu", "`device`: "),
        ("examples: 64", "`subject`: "),
        ("subject: algebr", "`subject` cannot be `algebr` → `algebra`"),
        ("subject: algebra\nmethod: algebra.ballance", "`method` cannot be"),
        ("subject: [algebra", "is not YAML"),
        ("- subject", "mine.yaml"),
        ("just words", "mine.yaml"),
    ],
)
def test_a_mistake_is_told_with_the_file_and_what_was_meant(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RecipeError) as caught:
        load(written(tmp_path, text))
    assert said in caught.value.tell("en") and "mine.yaml" in caught.value.tell("en")
    assert "mine.yaml" in caught.value.tell("es")


def test_a_recipe_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(RecipeError) as caught:
        load("geometry")
    assert "kinematics" in caught.value.tell("en") and "No hay receta" in caught.value.tell("es")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match=r"mine\.yaml"):
        load(path)
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    with pytest.raises(RecipeError, match=r"folder\.yaml"):
        load(folder)


def test_a_recipe_cannot_be_changed_under_way() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load("algebra").epochs = 9
