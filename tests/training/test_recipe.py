"""A recipe says all that decides a run, and mistakes in it are told with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.base import EMBEDDED_BASE, parameters
from subjects import catalogue
from tests.adapters import tiny
from training.recipe import BY_SIZE, HERE, Recipe, RecipeError, for_base, load, told_size
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


@pytest.mark.parametrize("name", [*catalogue.names(), GENERAL])
def test_the_recipes_that_come_with_it_are_as_ever_on_the_base_that_comes_with_it(name: str) -> None:
    recipe = for_base(load(name), parameters(EMBEDDED_BASE))
    assert (recipe.learning_rate, recipe.batch, recipe.rank, recipe.alpha, recipe.max_length) == (4e-3, 8, 16, 32, 512)


def test_what_a_recipe_leaves_out_comes_by_the_size_of_its_base() -> None:
    left_out = Recipe(subject="algebra")
    found = [for_base(left_out, size) for size in (5_000_000, 1_200_000_000, 4_000_000_000)]
    assert found[0] == left_out, "the defaults are a small base's"
    assert [each.learning_rate for each in found] == [4e-3, 5e-4, 2e-4]
    assert [(each.rank, each.alpha) for each in found] == [(16, 32), (16, 32), (16, 32)]
    assert [(each.batch, each.max_length) for each in found] == [(8, 512), (8, 1024), (4, 2048)]
    assert for_base(found[1], 5_000_000) == found[1], "it is settled once"


def test_what_a_recipe_states_stays_on_any_base_also_where_it_is_a_small_ones_default(tmp_path: Path) -> None:
    recipe = load(written(tmp_path, "subject: algebra\nlearning_rate: 0.002\nrank: 4\n"))
    settled = for_base(recipe, 4_000_000_000)
    assert (settled.learning_rate, settled.rank, settled.batch) == (2e-3, 4, 4)


def test_what_comes_by_size_is_told_and_nothing_where_all_is_stated() -> None:
    told = told_size(Recipe(subject="algebra", rank=8, alpha=16, batch=4), 1_236_000_000)
    assert told is not None
    assert told.en == "by the size of the base (1236 million parameters): learning_rate 0.0005, max_length 1024"
    assert told.es.startswith("por el tamaño de la base (1236 millones de parámetros): learning_rate")
    assert told_size(Recipe.model_validate({"subject": "algebra", **BY_SIZE[0][1]}), 1_236_000_000) is None


def test_the_parameters_of_a_base_are_counted_from_its_headers_and_of_packed_weights_from_its_config(
    tmp_path: Path,
) -> None:
    plain, packed = tiny.write_base(tmp_path / "plain"), tiny.write_base(tmp_path / "packed", packed=True)
    layers = tiny.LAYERS * sum(rows * columns for rows, columns in tiny.MODULES.values())
    assert parameters(plain.folder) == layers + 8 * tiny.HIDDEN + tiny.LAYERS * tiny.HIDDEN
    config = packed.folder / "config.json"
    config.write_text(config.read_text().rstrip("}") + ', "vocab_size": 8, "tie_word_embeddings": true}')
    assert parameters(packed.folder) == layers + 8 * tiny.HIDDEN
