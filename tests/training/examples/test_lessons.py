"""What of a teacher's files is learnt: nothing with errors, unless insisted on by name; the record keeps both."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from adapters.registry import Registry
from tests.adapters import tiny
from tests.adapters.gateway.scene import publish
from tests.training.examples.classes import PAGES, written
from training.examples.command import Asked, other_method, recipe_of, run
from training.examples.lessons import Lessons, NothingToLearn, lessons, parent_of, told
from training.recipe import for_base, load
from tutoring.classroom import ClassSettings

SOUND = (
    "Resuelve 3x + 8 = 23",
    "Restamos 8 en los dos lados: $3x = 15$\nDividimos los dos lados entre 3: $x = 5$",
)
WRONG = (
    "Resuelve 2x + 6 = 20",
    "Restamos 6 en los dos lados: $2x = 26$\nDividimos los dos lados entre 2: $x = 13$",
)


def learnt(folder: Path, *insist: str) -> Lessons:
    """The lessons of a sound and a wrong example."""
    return lessons("algebra", [written(folder, SOUND, WRONG)], insist, ClassSettings(), 0.3)


def problems(given: Lessons) -> set[str]:
    """The statements that are learnt."""
    return {one.solution.problem.statement for one in given.way.taken}


def test_an_example_with_an_error_is_left_out_and_named(tmp_path: Path) -> None:
    given = learnt(tmp_path)
    assert problems(given) == {"3x + 8 = 23"}
    assert given.left_out == ("page.md:2",) and "page.md:2" in told(given).tell("es")


def test_the_teacher_may_insist_on_it_by_name_and_the_record_says_so(tmp_path: Path) -> None:
    given = learnt(tmp_path, "page.md:2")
    assert problems(given) == {"3x + 8 = 23", "2x + 6 = 20"}
    record = json.loads(json.dumps(given.record()))
    assert record["insisted"] == ["page.md:2"] and record["left_out"] == []
    assert record["lint"]["errors"] >= 1 and record["lint"]["examples"] == 2
    assert record["style"]["methods"] == ["balance"]


@pytest.mark.parametrize("name", ["page.md:9", "other.md:1", "page.md"])
def test_insisting_on_what_is_not_there_says_what_is(name: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToLearn) as caught:
        learnt(tmp_path, name)
    assert name in caught.value.tell("es") and "page.md:1" in caught.value.tell("en")


def test_where_nothing_is_left_it_says_why(tmp_path: Path) -> None:
    with pytest.raises(NothingToLearn) as caught:
        lessons("kinematics", [written(tmp_path, SOUND, WRONG)], (), ClassSettings(), 0.3)
    assert "algebra" in caught.value.tell("en") and "--insist page.md:2" in caught.value.tell("es")


def test_a_zip_is_read_as_its_files_are(tmp_path: Path) -> None:
    folder = tmp_path / "examples"
    folder.mkdir()
    shutil.copy(PAGES / "algebra-balanza.md", folder)
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    given = lessons("algebra", [Path(packed)], (), ClassSettings(), 0.3)
    assert len(given.way.taken) == 10 and given.way.choice == "balance"


def test_a_class_that_is_set_to_another_method_is_told_how_to_choose_it(tmp_path: Path) -> None:
    given = learnt(tmp_path)
    hint = other_method(given, ClassSettings())
    assert hint is not None and 'teach class set method.algebra "balance"' in hint.tell("es")
    assert other_method(given, ClassSettings(method={"algebra": "balance, elimination"})) is None


def test_a_run_with_examples_starts_from_the_live_version_and_is_shorter_than_one_from_nothing() -> None:
    recipe, whole, usual = recipe_of("algebra"), load("algebra"), 0.3
    assert (recipe.start, recipe.usual, recipe.epochs) == ("live", usual, 1)
    assert recipe.examples * recipe.epochs < whole.examples * whole.epochs


def test_what_neither_recipe_states_comes_by_the_size_of_the_base_with_examples_too() -> None:
    settled = for_base(recipe_of("algebra"), 1_000_000_000)
    assert (settled.learning_rate, settled.rank, settled.max_length) == (2.5e-4, 16, 1024)
    assert (settled.batch, settled.examples) == (8, 2800)


@pytest.mark.parametrize(("lang", "said"), [("es", "se empieza de cero"), ("en", "starts from nothing")])
def test_a_live_version_of_another_base_is_told_and_not_started_from(
    lang: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", f"{lang}_ES.UTF-8")
    registry = Registry(tmp_path / "registry")
    own, other = tiny.write_base(tmp_path / "own"), tiny.write_base(tmp_path / "other", seed=1)
    publish(registry, own)
    found = parent_of("algebra", registry.root, own)
    assert found is not None and found[1] == "algebra@1" and capsys.readouterr().err == ""
    assert parent_of("algebra", registry.root, other) is None
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("algebra@1, ") and "(own)" in line and "other" in line and said in line
    assert parent_of("kinematics", registry.root, other) is None and capsys.readouterr().err == ""


def test_insisting_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingToLearn):
        run(Asked("algebra", (), "", insist=("page.md:1",)), tmp_path / "class.toml")
