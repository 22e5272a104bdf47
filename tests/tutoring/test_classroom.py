"""class.toml: what it may say, how faults are told, and that an edit takes hold without a restart."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from subjects import catalogue
from tutoring.classroom import ALLOWED, ClassroomError, ClassSettings, SettingsFile, parse, read

ROOT = Path(__file__).resolve().parents[2]


def told(text: str) -> str:
    """What is said, in English, of a text that cannot be used."""
    with pytest.raises(ClassroomError) as caught:
        parse(text)
    return str(caught.value)


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every dotted key of the settings."""
    for name, field in model.model_fields.items():
        yield prefix + name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys(field.annotation, f"{prefix}{name}.")


def test_the_committed_file_holds_the_defaults() -> None:
    assert read(ROOT / "class.toml") == ClassSettings()


def test_the_committed_file_mentions_every_key() -> None:
    text = (ROOT / "class.toml").read_text("utf-8")
    assert [key for key in ClassSettings.model_fields if key not in text] == []


def test_a_missing_file_means_the_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path / "class.toml")
    assert settings == ClassSettings()
    assert settings.retention_days == 30
    assert settings.subjects == catalogue.names()


def test_values_are_read() -> None:
    settings = parse('level = "1bach"\nteachers = ["discord:12"]\n[helpline]\nes = "Llama."\n')
    assert (settings.level, settings.teachers, settings.helpline.es) == ("1bach", ("discord:12",), "Llama.")
    assert settings.helpline.en == ClassSettings().helpline.en


def test_every_key_says_what_it_may_hold() -> None:
    assert sorted(ALLOWED) == sorted(keys(ClassSettings))


def test_an_unknown_key_is_told_with_its_line_and_the_nearest_name() -> None:
    assert told('# a class\n\nlevl = "3eso"\n') == "class.toml:3: there is no 'levl': did you mean 'level'?"


def test_an_unknown_key_of_a_table_is_told_with_its_full_name() -> None:
    said = told('[model]\nendpont = "x"\n')
    assert said == "class.toml:2: there is no 'model.endpont': did you mean 'model.endpoint'?"


def test_a_key_that_slipped_into_a_table_is_sent_above_it() -> None:
    assert "class.toml:3: 'level' goes above the first [table]" in told(
        '[model]\nbase = ""\nlevel = "3eso"\n'
    )


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ('level = "5eso"', "one of: 1eso, 2eso, 3eso, 4eso, 1bach, 2bach"),
        ("level = 3", "one of: 1eso"),
        ('exam_lock = "yes"', "true or false"),
        ("exam_lock = 1", "true or false"),
        ("retention_days = 0", "a whole number from 1 to 3650"),
        ("retention_days = 1.5", "a whole number from 1 to 3650"),
        ('teachers = ["Marta"]', '"discord:1234"'),
        ('method = "balance"', "a table"),
        ('model = { endpoint = "localhost" }', "the address of a server"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_what_is_allowed(line: str, allowed: str) -> None:
    said = told(f'lang = "en"\n{line}\n')
    assert said.startswith("class.toml:2: ")
    assert allowed in said


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    said = told('lang = "fr"\nexam_lock = 3\nretention = 3\n').splitlines()
    assert [line.split(":")[1] for line in said] == ["1", "2", "3"]


def test_faults_are_told_in_spanish_too() -> None:
    with pytest.raises(ClassroomError) as caught:
        parse('levl = "3eso"')
    assert caught.value.tell("es") == "class.toml:1: no existe «levl»: ¿será «level»?"


def test_broken_toml_is_told_with_its_line() -> None:
    assert told('level = "3eso"\nlang = \n').startswith("class.toml:2: this is not valid TOML")


def test_a_subject_that_is_not_there_is_told_with_those_that_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "names", lambda: ("algebra", "kinematics"))
    assert "did you mean 'algebra'" in told('subjects = ["algbra"]')
    assert "there are: algebra, kinematics" in told('[method]\nfrench = "x"')


def test_a_class_may_choose_a_method_for_each_kind_of_problem() -> None:
    assert parse('[method]\nalgebra = "balance, transposition"').method_of("algebra") == "balance, transposition"
    assert "did you mean 'balance'" in told('[method]\nalgebra = "transposition, ballance"')


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    path.write_bytes("# año\n".encode("latin-1"))
    with pytest.raises(ClassroomError, match="UTF-8"):
        read(path)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClassroomError, match="cannot be read"):
        read(tmp_path)


def rewrite(path: Path, text: str) -> None:
    """Change a file so that its time differs, however coarse the clock of the disk is."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))


def test_a_change_applies_at_the_next_look(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    rewrite(path, 'level = "2eso"\n')
    file = SettingsFile(path)
    assert file.current().level == "2eso"
    rewrite(path, 'level = "4eso"\n')
    assert file.current().level == "4eso"


def test_a_file_made_later_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    file = SettingsFile(path)
    assert file.current().lang == "es"
    rewrite(path, 'lang = "en"\n')
    assert file.current().lang == "en"


def test_a_broken_edit_keeps_the_last_good_settings_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "class.toml"
    rewrite(path, 'level = "2eso"\n')
    file = SettingsFile(path)
    rewrite(path, 'levl = "4eso"\n')
    with caplog.at_level(logging.WARNING):
        assert [file.current().level for _ in range(3)] == ["2eso"] * 3
    assert [record.getMessage().count("did you mean 'level'") for record in caplog.records] == [1]
    rewrite(path, 'level = "4eso"\n')
    assert file.current().level == "4eso"


def test_a_file_taken_away_keeps_the_last_settings(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    rewrite(path, 'level = "2eso"\n')
    file = SettingsFile(path)
    path.unlink()
    assert file.current().level == "2eso"


def test_a_class_does_not_start_on_broken_settings(tmp_path: Path) -> None:
    path = tmp_path / "class.toml"
    rewrite(path, "level = 3\n")
    with pytest.raises(ClassroomError):
        SettingsFile(path)
