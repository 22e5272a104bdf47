"""`teach exercises` as a teacher types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.exercises.command import Asked, WrongExercises, run


def asked(**changes: object) -> Asked:
    values: dict[str, object] = {
        "subject": "algebra", "like": "", "count": 2, "level": "", "lang": "", "seed": 1, "format": "md", "method": "",
    }  # fmt: skip
    return Asked(**(values | changes))  # type: ignore[arg-type]


def test_what_is_left_out_is_the_classs(tmp_path: Path) -> None:
    settings = tmp_path / "class.toml"
    settings.write_text('lang = "en"\n[method]\nalgebra = "balance"\n')
    assert run(asked(), settings, None).startswith("# Exercises: algebra")


def test_without_class_settings_it_works_too(tmp_path: Path) -> None:
    assert run(asked(), tmp_path / "none.toml", None).startswith("# Ejercicios")


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"subject": "algbra"}, "algebra"), ({"level": "7eso"}, "1eso"), ({"lang": "fr"}, "es, en"),
     ({"format": "pdf"}, "html"), ({"method": "ballance"}, "balance")],
)  # fmt: skip
def test_a_wrong_value_names_what_there_is(tmp_path: Path, changes: dict[str, object], named: str) -> None:
    with pytest.raises(WrongExercises) as told:
        run(asked(**changes), tmp_path / "none.toml", None)
    assert named in told.value.sentence.es
    assert told.value.exit_code == 2


def test_a_file_is_written_and_named(tmp_path: Path) -> None:
    out = tmp_path / "hoja.xml"
    said = run(asked(format="moodle"), tmp_path / "none.toml", out)
    assert "hoja.xml" in said
    assert out.read_text("utf-8").startswith("<?xml")
